import { describe, expect, it } from 'vitest'
import { currentPlace, goTo, hrefTo, hrefToItem, hrefToItems, PAGES } from '../../../../src/renderer/lib/navigation.ts'

function goToAddress(hash: string): void {
  window.history.replaceState(null, '', hash)
}

describe('places', () => {
  it('come back from the address that leads to them, whatever the parameters hold', () => {
    const params = { query: '{"filter":{"search":"网站 & #1?=%"}}', item: '😀' }
    for (const page of PAGES) {
      goToAddress(hrefTo(page, params))
      expect(currentPlace().page).toBe(page)
      expect(Object.fromEntries(currentPlace().params)).toEqual(params)
    }
  })

  it('are the overview when the address names no page of ours', () => {
    for (const hash of ['#', '#/', '#/nowhere', '#/toString', '#items', '#/items/../sync']) {
      goToAddress(hash)
      expect(currentPlace().page).toBe(hash === '#items' ? 'items' : 'overview')
    }
  })

  it('leave a trace in the history unless they replace one', () => {
    const before = window.history.length
    goTo('items', {}, true)
    expect(window.history.length).toBe(before)
    expect(currentPlace().page).toBe('items')
    goTo('sync')
    expect(window.history.length).toBe(before + 1)
  })

  it('lead to the rows of a query and to the details of an item', () => {
    goToAddress(hrefToItems({ filter: { expireDays: 7 } }))
    expect(JSON.parse(currentPlace().params.get('query') ?? '')).toEqual({ filter: { expireDays: 7 } })
    goToAddress(hrefToItem('a&b'))
    expect(currentPlace().params.get('item')).toBe('a&b')
  })
})
