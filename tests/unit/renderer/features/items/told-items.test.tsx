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

  it('opens exactly the items behind a figure of a forecast and says which one it is', async () => {
    const figure = {
      forecast: { by: 'department' },
      pick: { slot: { kind: 'month', month: '2027-01' }, group: '研发' },
    }
    const api = await comeTo(`#/items?forecast=${encodeURIComponent(JSON.stringify(figure))}`, {
      'forecast.itemIds': {
        itemIds: ['i1', 'i2', 'i3'],
        cell: { count: 3, sums: { sums: [], missing: 0 }, converted: null },
      },
    })
    await waitFor(() => expect(lastQuery(api).filter).toEqual({ itemIds: ['i1', 'i2', 'i3'] }))
    expect(api.inputsOf('forecast.itemIds')).toEqual([figure])
    expect(chips()).toEqual(['取消筛选“预测：2027年1月，部门 研发，按决定，3 项”'])
    expect(window.location.hash).toBe('#/items')
    api.answer({
      'forecast.itemIds': { itemIds: [], cell: { count: 0, sums: { sums: [], missing: 0 }, converted: null } },
    })
    api.emit('item.changed', { accountId: null })
    await waitFor(() => expect(lastQuery(api).filter.itemIds).toEqual([]))
  })

  it('opens exactly the rows of a comparison, gone ones too, with its narrowing', async () => {
    const rows = { from: { kind: 'snapshot', snapshotId: 's1' }, kinds: ['renewed', 'decided'], search: '主机' }
    const side = { count: 0, sums: { sums: [], missing: 0 } }
    const api = await comeTo(`#/items?difference=${encodeURIComponent(JSON.stringify(rows))}`, {
      'comparison.get': {
        handle: 'c1',
        from: { at: NINE, title: '10 月末复核' },
        to: { at: NINE, title: null },
        total: 2,
        byKind: [],
        before: side,
        after: side,
        accounts: [],
      },
      'comparison.itemIds': { itemIds: ['i1', 'i2'] },
    })
    await waitFor(() => expect(lastQuery(api).filter).toEqual({ itemIds: ['i1', 'i2'], isGone: 'all' }))
    expect(api.inputsOf('comparison.get')).toEqual([{ from: rows.from }])
    expect(api.inputsOf('comparison.itemIds')).toEqual([
      { handle: 'c1', kinds: ['renewed', 'decided'], search: '主机' },
    ])
    expect(chips()).toEqual(['取消筛选“变更：10 月末复核 以来，已续费，决定有变，主机，2 项”'])
  })

  it.each(['forecast', 'difference'])('with a %s that nobody can read shows everything', async (name) => {
    const api = await comeTo(`#/items?${name}=${encodeURIComponent('{"pick":')}`, {})
    await waitFor(() => expect(window.location.hash).toBe('#/items'))
    await waitFor(() => expect(lastQuery(api).filter.itemIds).toBeUndefined())
  })

  it('with an unknown count shows everything', async () => {
    const api = await comeTo('#/items?due=someday', {})
    await waitFor(() => expect(window.location.hash).toBe('#/items'))
    await waitFor(() => expect(lastQuery(api).filter).toEqual({}))
  })
})
