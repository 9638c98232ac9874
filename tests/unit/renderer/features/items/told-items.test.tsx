import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { ItemsPage } from '../../../../../src/renderer/features/items/items-page.tsx'
import { loadPreferences } from '../../../../../src/renderer/stores/preferences.ts'
import type { FakeAnswers, FakeApi } from '../../../../support/renderer.tsx'
import { failWith, renderWithApp } from '../../../../support/renderer.tsx'
import { aNotice, NINE } from '../notices/notices-support.ts'
import { anItem, apiWith, lastQuery } from './items-support.ts'

async function comeTo(hash: string, answers: FakeAnswers): Promise<FakeApi> {
  window.history.replaceState(null, '', hash)
  const api = apiWith([anItem()], answers)
  await loadPreferences(api)
  renderWithApp(<ItemsPage />, { api })
  return api
}

const chips = (): string[] =>
  within(screen.getByRole('group', { name: '当前筛选' }))
    .getAllByRole('button', { name: /取消筛选/ })
    .map((button) => button.getAttribute('aria-label') ?? '')

const OF_NOTICE: FakeAnswers = {
  'notice.itemIds': { itemIds: ['i1', 'i2'] },
  'notice.get': aNotice('digest', { createdAt: NINE }),
}

describe('an address of items that people were told of', () => {
  it('opens exactly the items of a notice, gone ones too, says so and leaves the address clean', async () => {
    const api = await comeTo('#/items?notice=n1', OF_NOTICE)
    await waitFor(() => expect(lastQuery(api).filter).toEqual({ itemIds: ['i1', 'i2'], isGone: 'all' }))
    expect(lastQuery(api).sort).toEqual([{ field: 'actBy', direction: 'asc' }])
    await waitFor(() => expect(chips()[0]).toMatch(/“通知 .*11-21 09:00：2 项”/))
    expect(window.location.hash).toBe('#/items')
    expect(api.inputsOf('notice.itemIds')).toEqual([{ noticeId: 'n1' }])
  })

  it('asks for no rows until the items are known', async () => {
    const api = await comeTo('#/items?notice=n1', { ...OF_NOTICE, 'notice.itemIds': () => new Promise(() => {}) })
    await waitFor(() => expect(api.inputsOf('notice.itemIds')).toHaveLength(1))
    expect(chips()[0]).toContain('正在读取…')
    expect(api.inputsOf('item.query').every((input) => !input.query?.filter?.itemIds)).toBe(true)
  })

  it('lets the filter be taken away', async () => {
    const api = await comeTo('#/items?notice=n1', OF_NOTICE)
    await waitFor(() => expect(lastQuery(api).filter.itemIds).toEqual(['i1', 'i2']))
    await userEvent.click(screen.getByRole('button', { name: /取消筛选“通知/ }))
    await waitFor(() => expect(lastQuery(api).filter.itemIds).toBeUndefined())
  })

  it('shows no rows of another query below a set that cannot be read', async () => {
    await comeTo('#/items?notice=n1', { ...OF_NOTICE, 'notice.itemIds': () => failWith('DB_LOST') })
    expect(await screen.findByRole('alert')).toBeTruthy()
    await waitFor(() => expect(chips()[0]).toContain('没能读取'))
    expect(screen.queryByText(/^共 /)).toBeNull()
  })

  it('says that the notice is gone', async () => {
    await comeTo('#/items?notice=old', { 'notice.itemIds': () => failWith('NOTICE_NOT_FOUND', { notice: 'old' }) })
    expect(await screen.findByRole('alert')).toBeTruthy()
  })

  it.each([
    ['overdue', '已过处理期限，1 项'],
    ['today', '今天到处理期限，1 项'],
    ['soon', '明天到处理期限，1 项'],
  ] as const)('opens the items behind the count "%s" and follows it', async (list, words) => {
    const api = await comeTo(`#/items?due=${list}`, { 'reminder.due': { itemIds: ['i1'] } })
    await waitFor(() => expect(lastQuery(api).filter).toEqual({ itemIds: ['i1'] }))
    expect(chips()).toEqual([`取消筛选“提醒：${words}”`])
    expect(api.inputsOf('reminder.due')).toEqual([{ list }])
    api.answer({ 'reminder.due': { itemIds: [] } })
    api.emit('item.changed', { accountId: null })
    await waitFor(() => expect(lastQuery(api).filter.itemIds).toEqual([]))
  })

  it('with an unknown count shows everything', async () => {
    const api = await comeTo('#/items?due=someday', {})
    await waitFor(() => expect(window.location.hash).toBe('#/items'))
    await waitFor(() => expect(lastQuery(api).filter).toEqual({}))
  })
})
