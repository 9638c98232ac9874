import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { ItemsPage } from '../../../../../src/renderer/features/items/items-page.tsx'
import { hrefToItems } from '../../../../../src/renderer/lib/navigation.ts'
import { getPreference, loadPreferences } from '../../../../../src/renderer/stores/preferences.ts'
import { useLiveRuns } from '../../../../../src/renderer/stores/live-runs.ts'
import { NO_METRICS, type Run } from '../../../../../src/shared/domain/run.ts'
import type { SavedView } from '../../../../../src/shared/domain/view.ts'
import type { FakeAnswers, FakeApi } from '../../../../support/renderer.tsx'
import { createFakeApi, failWith, renderWithApp } from '../../../../support/renderer.tsx'
import { aLinkRun, aRun } from '../../../../support/renderer-builders.ts'
import { anAccount, anItem, apiWith, lastQuery } from './items-support.ts'

const ITEMS = [
  anItem(),
  anItem({ id: 'item-2', resourceId: 'res-2', resourceName: '网站', owner: '李', renewalMode: 'manual' }),
  anItem({ id: 'item-3', resourceId: 'res-3', resourceName: '磁盘', parentResourceId: 'res-1', price: null }),
]

/** Draws the page as somebody comes to it by an address. */
async function comeTo(hash: string, answers: FakeAnswers = {}, items = ITEMS): Promise<{ readonly api: FakeApi }> {
  window.history.replaceState(null, '', hash)
  const api = apiWith(items, answers)
  await loadPreferences(api)
  renderWithApp(<ItemsPage />, { api })
  await waitFor(() => expect(api.inputsOf('item.query').length).toBeGreaterThan(0))
  return { api }
}

const chips = (): string[] =>
  within(screen.getByRole('group', { name: '当前筛选' }))
    .getAllByRole('button', { name: /取消筛选/ })
    .map((button) => button.getAttribute('aria-label') ?? '')

describe('the button that syncs', () => {
  it('leads to a sync that goes on, and does not take a check of links for one', async () => {
    const go = (run: Run): void =>
      act(() => useLiveRuns.setState({ runs: { x: { run, progress: [], metrics: NO_METRICS, samples: [] } } }))
    await comeTo('#/items', { 'account.list': [anAccount()] })
    go(aLinkRun({ runId: 'x', state: 'running', endedAt: null }))
    expect(screen.getByRole('button', { name: '立即同步' })).toBeTruthy()
    go(aRun({ runId: 'x', state: 'running', endedAt: null }))
    expect(screen.getByRole('link', { name: '正在同步，查看进度' })).toBeTruthy()
    act(() => useLiveRuns.setState({ runs: {} }))
  })
})

describe('the address', () => {
  it('replaces the filters by those of another page, shows them as chips and leaves the address clean', async () => {
    const { api } = await comeTo(hrefToItems({ filter: { modes: ['auto'], bands: ['expired'] } }))
    await waitFor(() => expect(window.location.hash).toBe('#/items'))
    expect(lastQuery(api).filter.columns).toEqual([
      { kind: 'values', field: 'band', values: ['expired'] },
      { kind: 'values', field: 'renewalMode', values: ['auto'] },
    ])
    expect(chips()).toEqual(['取消筛选“紧急程度：已过期”', '取消筛选“续费方式：自动续费”'])
    expect(screen.getByRole('button', { name: '视图：未保存的筛选（已修改）' })).toBeTruthy()
  })

  it('shows everything rather than failing on an address that is no query', async () => {
    const { api } = await comeTo('#/items?query=%7Bbroken')
    await waitFor(() => expect(window.location.hash).toBe('#/items'))
    expect(lastQuery(api).filter).toEqual({})
  })

  it('opens details of an item by its id and closes them with escape', async () => {
    const user = userEvent.setup()
    await comeTo('#/items?item=item-2')
    const panel = await screen.findByRole('complementary', { name: '网站' })
    expect(panel).toBeTruthy()
    await user.keyboard('{Escape}')
    expect(window.location.hash).toBe('#/items')
    expect(screen.queryByRole('complementary')).toBeNull()
  })

  it('chooses a built-in view by name, with days that hold today', async () => {
    const { api } = await comeTo('#/items?view=gone')
    await waitFor(() => expect(lastQuery(api).filter.isGone).toBe('gone'))
    expect(screen.getByRole('button', { name: '视图：已消失' })).toBeTruthy()
  })
})

describe('search', () => {
  it('asks at once while the person types and clears with escape', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo('#/items')
    const field = screen.getByRole('searchbox', { name: '搜索' })
    await user.type(field, '主机')
    await waitFor(() => expect(lastQuery(api).filter.search).toBe('主机'))
    await user.keyboard('{Escape}')
    await waitFor(() => expect(lastQuery(api).filter.search).toBeUndefined())
    expect((field as HTMLInputElement).value).toBe('')
  })

  it('does not search for the pinyin that an input method is composing', async () => {
    const { api } = await comeTo('#/items')
    const field = screen.getByRole('searchbox', { name: '搜索' })
    fireEvent.compositionStart(field)
    fireEvent.change(field, { target: { value: "zhu'ji" } })
    fireEvent.change(field, { target: { value: '主机' } })
    fireEvent.compositionEnd(field, { data: '主机' })
    await waitFor(() => expect(lastQuery(api).filter.search).toBe('主机'))
    expect(api.inputsOf('item.query').map(({ query }) => query.filter?.search)).not.toContain("zhu'ji")
  })
})

describe('chips', () => {
  it('toggle bands, several at once, with their counts', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo('#/items')
    const bands = screen.getByRole('group', { name: '按剩余天数筛选' })
    const soon = await within(bands).findByRole('button', { name: /7 天内 ?3/ })
    await user.click(soon)
    await user.click(within(bands).getByRole('button', { name: /已过期/ }))
    await waitFor(() =>
      expect(lastQuery(api).filter.columns).toEqual([{ kind: 'values', field: 'band', values: ['0-7', 'expired'] }]),
    )
    expect(soon.getAttribute('aria-pressed')).toBe('true')
    await user.click(soon)
    await user.click(within(bands).getByRole('button', { name: /已过期/ }))
    await waitFor(() => expect(lastQuery(api).filter).toEqual({}))
  })

  it('remove one filter and leave the others, or clear all of them but the choice of gone items', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo(
      hrefToItems({ filter: { modes: ['auto'], expireDays: 30, search: 'x', isGone: 'all' } }),
    )
    await user.click(await screen.findByRole('button', { name: '取消筛选“续费方式：自动续费”' }))
    await waitFor(() =>
      expect(lastQuery(api).filter).toEqual({
        isGone: 'all',
        search: 'x',
        columns: [{ kind: 'range', field: 'daysLeft', min: null, max: '30' }],
      }),
    )
    await user.click(screen.getByRole('button', { name: '清除全部筛选' }))
    await waitFor(() => expect(lastQuery(api).filter).toEqual({ isGone: 'all' }))
    expect(screen.queryByRole('group', { name: '当前筛选' })).toBeNull()
  })
})

describe('views', () => {
  const saved: SavedView = {
    viewId: 'view-1',
    name: '我的数据库',
    state: {
      query: { filter: { search: 'db' }, sort: [{ field: 'price', direction: 'desc' }] },
      columns: [{ field: 'owner', isVisible: true, widthPx: 200, pin: null }],
    },
    createdAt: 0,
    updatedAt: 0,
  }

  it('ask for days relative to today, so that they stay right from day to day', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo('#/items')
    await user.click(screen.getByRole('button', { name: /^视图/ }))
    await user.click(await screen.findByRole('menuitemradio', { name: /^30 天内要处理/ }))
    await waitFor(() => expect(lastQuery(api).filter.columns?.[0]).toMatchObject({ kind: 'range', field: 'actBy' }))
    const condition = lastQuery(api).filter.columns?.[0]
    const days =
      condition?.kind === 'range' ? (Date.parse(condition.max ?? '') - Date.parse(condition.min ?? '')) / 86_400_000 : 0
    expect(days).toBe(30)
    expect(getPreference<{ query: unknown }>('items.state', { query: null }).query).toMatchObject({
      filter: { columns: [{ min: 'today', max: 'today+30' }] },
    })
  })

  it('find what the newest runs have changed, each item once', async () => {
    const { api } = await comeTo('#/items?view=changed', {
      'overview.get': {
        ...(await apiWith([]).request('overview.get', {})),
        lastChanges: [{ accountId: 'a', account: '总部', runId: 'run-9', at: 0, byKind: {} }],
      },
      'change.list': ({ runId, offset = 0 }) => ({
        total: 3,
        byKind: {},
        items: ['item-1', 'item-3', 'item-1'].slice(offset, offset + 2).map((itemId) => ({
          runId: runId ?? '',
          at: 0,
          itemId,
          resourceId: '',
          resourceName: '',
          account: '',
          kind: 'changed' as const,
          field: 'status',
          old: null,
          new: null,
        })),
      }),
    })
    await waitFor(() => expect(lastQuery(api).filter.itemIds).toEqual(['item-1', 'item-3']))
    expect(lastQuery(api).filter.isGone).toBe('all')
  })

  it('take filters, order and columns from a saved view and say when these have been changed', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo('#/items?view=view-1', { 'view.list': [saved] })
    expect(await screen.findByRole('button', { name: '视图：我的数据库' })).toBeTruthy()
    await waitFor(() => expect(lastQuery(api)).toMatchObject({ filter: { search: 'db' }, sort: [{ field: 'price' }] }))
    await user.click(screen.getByRole('radio', { name: '全部' }))
    expect(await screen.findByRole('button', { name: '视图：我的数据库（已修改）' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: '还原' }))
    expect(await screen.findByRole('button', { name: '视图：我的数据库' })).toBeTruthy()
  })

  it('save what is shown under a name, and say so when the name is taken', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo(hrefToItems({ filter: { search: 'abc' } }), {
      'view.save': ({ name }) =>
        name === '有了' ? failWith('VIEW_NAME_TAKEN', { name }) : { ...saved, viewId: 'view-2', name },
    })
    await user.click(await screen.findByRole('button', { name: '另存为视图…' }))
    const dialog = await screen.findByRole('dialog', { name: '保存为视图' })
    await user.type(within(dialog).getByLabelText('视图名称'), '有了{Enter}')
    expect(await within(dialog).findByText(/已有名为 有了 的视图/)).toBeTruthy()
    api.answer({ 'view.list': [{ ...saved, viewId: 'view-2', name: '有了二' }] })
    await user.type(within(dialog).getByLabelText('视图名称'), '二{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog', { name: '保存为视图' })).toBeNull())
    expect(api.inputsOf('view.save').at(-1)).toMatchObject({
      viewId: null,
      name: '有了二',
      state: { query: { filter: { search: 'abc' } } },
    })
    expect(await screen.findByRole('button', { name: /^视图：有了二/ })).toBeTruthy()
  })

  it('bring a removed view back in its place', async () => {
    const user = userEvent.setup()
    const other: SavedView = { ...saved, viewId: 'view-0', name: '第一个' }
    const { api } = await comeTo('#/items', {
      'view.list': [other, saved],
      'view.remove': null,
      'view.order': null,
      'view.save': ({ name }) => ({ ...saved, viewId: 'view-new', name }),
    })
    await user.click(screen.getByRole('button', { name: /^视图/ }))
    await user.click(await screen.findByRole('menuitem', { name: '管理视图…' }))
    await user.click(await screen.findByRole('button', { name: '删除视图“我的数据库”' }))
    await user.click(await screen.findByRole('button', { name: '撤销' }))
    await waitFor(() => expect(api.inputsOf('view.order')).toEqual([{ viewIds: ['view-0', 'view-new'] }]))
    expect(api.inputsOf('view.save')).toMatchObject([{ viewId: null, name: '我的数据库' }])
  })
})

describe('what is kept', () => {
  it('arranges the list after a restart as it was before', async () => {
    const stored = JSON.stringify({
      query: { filter: { columns: [{ kind: 'blank', field: 'owner', isBlank: true }] }, sort: [], groupBy: 'account' },
      columns: [],
      viewId: 'no-owner',
      openItemId: 'item-2',
    })
    const { api } = await comeTo('#/items', { 'preference.list': { 'items.state': stored } })
    expect(lastQuery(api)).toMatchObject({ groupBy: 'account', filter: { columns: [{ field: 'owner' }] } })
    expect(await screen.findByRole('complementary', { name: '网站' })).toBeTruthy()
  })
})

describe('an empty list', () => {
  it('leads to accounts and demo data when there is no account', async () => {
    await comeTo('#/items', { 'account.list': [] }, [])
    expect(await screen.findByText('还没有到期项')).toBeTruthy()
    expect(screen.getByRole('link', { name: '添加账号' }).getAttribute('href')).toBe('#/accounts')
  })

  it('starts the first sync of an account that has never been synced', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo(
      '#/items',
      {
        'account.list': [anAccount({ lastComplete: null, itemCount: 0 })],
        'sync.start': { runId: 'run-1', isNew: true },
      },
      [],
    )
    const text = await screen.findByText('账号已添加，还没有同步过')
    await user.click(within(text.parentElement as HTMLElement).getByRole('button', { name: '立即同步' }))
    expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'account-1' }])
  })

  it('says which filters let nothing pass and clears them with one click', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo(hrefToItems({ filter: { owner: '' } }), {}, [])
    const heading = await screen.findByText('没有符合条件的条目')
    const place = heading.parentElement as HTMLElement
    expect(within(place).getByText('负责人：空白')).toBeTruthy()
    await user.click(within(place).getByRole('button', { name: '清除全部筛选' }))
    await waitFor(() => expect(lastQuery(api).filter).toEqual({}))
  })
})

describe('failures', () => {
  it('are told in words where the list would be, and trying again asks again', async () => {
    const user = userEvent.setup()
    const { api } = await comeTo('#/items', { 'item.query': () => failWith('INTERNAL') })
    const note = await screen.findByRole('alert')
    const before = api.inputsOf('item.query').length
    await user.click(within(note).getByRole('button', { name: '重试' }))
    await waitFor(() => expect(api.inputsOf('item.query').length).toBeGreaterThan(before))
  })
})

describe('the footer', () => {
  it('says how many of all items are shown and what they cost, and how many have no price', async () => {
    await comeTo('#/items', {
      'account.list': [anAccount({ itemCount: 2314 })],
      'item.sums': { count: 3, sums: [{ amount: '1234.5', currency: 'CNY' }], missing: 2 },
    })
    const footer = await screen.findByRole('contentinfo', { name: '合计' })
    expect(await within(footer).findByText('3 项（全部 2,314 项）')).toBeTruthy()
    expect(await within(footer).findByText(/1,234\.50 CNY/)).toBeTruthy()
    expect(within(footer).getByText(/2 项无价格/)).toBeTruthy()
  })
})

it('says in words that the core cannot be reached', async () => {
  window.history.replaceState(null, '', '#/items')
  const api = createFakeApi()
  api.connect(false)
  renderWithApp(<ItemsPage />, { api })
  expect(await screen.findByText(/连不上 Duewatch/)).toBeTruthy()
})
