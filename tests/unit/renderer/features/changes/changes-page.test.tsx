import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { useAskedReview } from '../../../../../src/renderer/features/changes/asked-review.ts'
import { ChangesPage } from '../../../../../src/renderer/features/changes/changes-page.tsx'
import type { Comparison, ItemDifference } from '../../../../../src/shared/domain/comparison.ts'
import type { Snapshot, SnapshotItem } from '../../../../../src/shared/domain/snapshot.ts'
import { createDeferred } from '../../../../support/deferred.ts'
import { createFakeApi, failWith, renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'

const AT = Date.UTC(2026, 10, 20, 1)
const sums = (amount: string | null, missing = 0) => ({
  sums: amount === null ? [] : [{ amount, currency: 'CNY' }],
  missing,
})

const comparison: Comparison = {
  handle: 'c1',
  from: { at: AT, title: '十月复核' },
  to: { at: AT + 3_600_000, title: null },
  total: 2,
  byKind: [
    { kind: 'gone', count: 1, before: sums('300'), after: sums(null) },
    { kind: 'price-changed', count: 1, before: sums('100'), after: sums('120.5') },
  ],
  before: { count: 10, sums: sums('1000', 1) },
  after: { count: 9, sums: sums('720.5', 1) },
  accounts: [
    { accountId: 'a1', account: '甲', count: 1 },
    { accountId: 'a2', account: '乙', count: 1 },
  ],
}

const row: ItemDifference = {
  itemId: 'i1',
  resourceId: 'r1',
  resourceName: 'web-01',
  accountId: 'a1',
  account: '甲',
  kinds: ['price-changed'],
  fields: [{ field: 'price', old: '100 CNY', new: '120.5 CNY' }],
  at: AT,
  expiresAt: AT,
  renewalMode: 'auto',
  priceBefore: { amount: '100', currency: 'CNY' },
  priceAfter: { amount: '120.5', currency: 'CNY' },
  decision: 'renew',
  isKnown: true,
}

const due = { count: 3, sums: sums('9') }
const review: Snapshot = {
  snapshotId: 's1',
  title: '十月复核',
  note: '都看过了',
  at: AT,
  by: '李娜',
  sizeBytes: 1000,
  figures: {
    today: '2026-11-20',
    all: due,
    bands: [{ band: 'expired', ...due }],
    decisions: [{ decision: 'renew', ...due }],
    overdue: due,
    contradictions: 2,
    undecidedDue: due,
    accounts: [{ account: '甲', completeAt: AT, count: 3 }],
  },
}

function open(hash: string, answers: FakeAnswers = {}) {
  window.location.hash = hash
  const api = createFakeApi({
    'comparison.get': comparison,
    'comparison.page': { total: 2, items: [row] },
    'snapshot.list': [review],
    'snapshot.items': { total: 0, items: [] },
    ...answers,
  })
  renderWithApp(<ChangesPage />, { api })
  return api
}

beforeEach(() => {
  window.location.hash = '#/changes'
  useAskedReview.setState({ asked: null, taking: null })
})

describe('the differences of two pictures', () => {
  it('say both moments, both sums and the exact difference', async () => {
    open('#/changes')
    const term = await screen.findByText('差别')
    const head = term.closest('dl') as HTMLElement
    expect(head.textContent).toContain('十月复核')
    expect(head.textContent).toContain('1,000.00 CNY')
    expect(head.textContent).toContain('-279.50 CNY')
    expect(head.textContent).toContain('2 项有变化')
  })

  it('ask for what the address says, and for one kind when its chip is pressed', async () => {
    const api = open('#/changes?from=snapshot:s1&to=now&account=a1&search=web')
    const chips = await screen.findByRole('group', { name: '变更类型' })
    expect(api.inputsOf('comparison.get')[0]).toEqual({
      from: { kind: 'snapshot', snapshotId: 's1' },
      to: { kind: 'now' },
    })
    expect(api.inputsOf('comparison.page')[0]).toMatchObject({ handle: 'c1', accountIds: ['a1'], search: 'web' })
    const chip = within(chips).getByRole('button', { name: /价格变动/ })
    expect(chip.textContent).toContain('+20.50 CNY')
    await userEvent.click(chip)
    await waitFor(() => expect(api.inputsOf('comparison.page').at(-1)).toMatchObject({ kinds: ['price-changed'] }))
    expect(window.location.hash).toContain('kinds=price-changed')
  })

  it('lead to exactly the same items as a list', async () => {
    open('#/changes?from=at:1000&kinds=gone')
    const link = await screen.findByRole('link', { name: '在到期项列表中打开' })
    const params = new URLSearchParams((link.getAttribute('href') ?? '').split('?')[1])
    expect(JSON.parse(params.get('difference') ?? '')).toEqual({
      from: { kind: 'instant', at: 1000 },
      to: { kind: 'now' },
      kinds: ['gone'],
      search: '',
    })
  })

  it('say that nothing has changed, and offer to clear what narrows them', async () => {
    const nothing = { ...comparison, total: 0, byKind: [], accounts: [] }
    const api = open('#/changes?search=nobody', {
      'comparison.get': nothing,
      'comparison.page': { total: 0, items: [] },
    })
    await userEvent.click(await screen.findByRole('button', { name: '清除条件' }))
    await waitFor(() => expect(api.inputsOf('comparison.page').at(-1)).toMatchObject({ search: '' }))
    expect(await screen.findByText('没有变化')).toBeTruthy()
  })

  it('take an address that they do not understand as the last syncs', async () => {
    const api = open('#/changes?from=at:soon&to=never&kinds=x,gone')
    await screen.findByText('差别')
    expect(api.inputsOf('comparison.get')[0]).toEqual({ from: { kind: 'last-runs' }, to: { kind: 'now' } })
    expect(api.inputsOf('comparison.page')[0]).toMatchObject({ kinds: ['gone'] })
  })

  it('show a failure in words with another try', async () => {
    open('#/changes', { 'comparison.get': () => failWith('SNAPSHOT_DAMAGED', { title: '十月复核' }) })
    expect((await screen.findByRole('alert')).textContent).toContain('无法读取')
  })
})

describe('done reviews', () => {
  it('are marked with a proposed name, after saying what is still open', async () => {
    const api = open('#/changes', { 'item.count': [4, 0, 2], 'snapshot.take': review })
    await userEvent.click(await screen.findByRole('button', { name: '标记复核完成' }))
    const dialog = await screen.findByRole('dialog')
    await waitFor(() => expect(within(dialog).getByRole('note').textContent).toContain('4 项 30 天内要处理'))
    expect(within(dialog).getByRole('note').textContent).not.toContain('矛盾')
    expect((within(dialog).getByLabelText('名称') as HTMLInputElement).value).toMatch(/^\d{4}-\d\d 月末复核$/)
    await userEvent.type(within(dialog).getByLabelText('备注（可不填）'), ' 好 ')
    await userEvent.click(within(dialog).getByRole('button', { name: '完成复核' }))
    await waitFor(() => expect(api.inputsOf('snapshot.take')).toHaveLength(1))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(window.location.hash).toContain('part=reviews')
  })

  it('are in the list at once with how far they are, once however often they are asked for, and then have the focus', async () => {
    const gate = createDeferred<Snapshot>()
    const api = open('#/changes?part=reviews', { 'snapshot.take': () => gate.promise, 'snapshot.list': [] })
    await userEvent.click(await screen.findByRole('button', { name: '标记复核完成' }))
    const dialog = await screen.findByRole('dialog')
    const name = within(dialog).getByLabelText('名称')
    await userEvent.clear(name)
    await userEvent.type(name, '十月复核')
    await userEvent.dblClick(within(dialog).getByRole('button', { name: '完成复核' }))
    const bar = await screen.findByRole('progressbar', { name: '正在保存清单' })
    expect(bar.getAttribute('aria-valuenow')).toBe('0')
    expect(screen.getByRole('status').textContent).toContain('十月复核')
    const again = screen.getByRole('button', { name: '正在保存清单…' })
    expect(again.getAttribute('aria-disabled')).toBe('true')
    await userEvent.click(again)
    expect(screen.queryByRole('dialog')).toBeNull()
    api.emit('snapshot.progressed', { taking: { title: '十月复核', note: null, done: 500, total: 1000 } })
    expect(bar.getAttribute('aria-valuenow')).toBe('45')
    expect(bar.closest('li')?.textContent).toContain('已保存 500 / 1,000 项')
    expect(api.inputsOf('snapshot.take')).toHaveLength(1)
    api.answer({ 'snapshot.list': [review] })
    gate.resolve(review)
    api.emit('snapshot.changed', {})
    api.emit('snapshot.progressed', { taking: null })
    await waitFor(() => expect(document.activeElement?.textContent).toBe('十月复核'))
    expect(document.activeElement?.tagName).toBe('A')
    expect(screen.queryByRole('progressbar')).toBeNull()
    expect(screen.getByRole('button', { name: '标记复核完成' }).getAttribute('aria-disabled')).toBe('false')
  })

  it('are shown as being stored to whoever opens the page meanwhile', async () => {
    const api = open('#/changes?part=reviews', {
      'snapshot.taking': { title: '十二月', note: null, done: 10, total: 40 },
    })
    const bar = await screen.findByRole('progressbar', { name: '正在保存清单' })
    expect(bar.closest('li')?.textContent).toContain('十二月')
    api.emit('snapshot.progressed', { taking: null })
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull())
  })

  it('are offered again under the same name when they could not be stored', async () => {
    const api = open('#/changes', { 'snapshot.take': () => failWith('DISK_FULL') })
    await userEvent.click(await screen.findByRole('button', { name: '标记复核完成' }))
    const dialog = await screen.findByRole('dialog')
    const name = within(dialog).getByLabelText('名称')
    await userEvent.clear(name)
    await userEvent.type(name, '年终')
    await userEvent.click(within(dialog).getByRole('button', { name: '完成复核' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('年终')
    api.answer({ 'snapshot.take': review })
    await userEvent.click(within(alert).getByRole('button', { name: '重试' }))
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    expect(api.inputsOf('snapshot.take')).toEqual([
      { title: '年终', note: null },
      { title: '年终', note: null },
    ])
  })

  it('open as they were, marked as frozen', async () => {
    open('#/changes?part=reviews&review=s1')
    const article = await screen.findByRole('article', { name: '十月复核' })
    expect(article.textContent).toContain('不再变化')
    expect(article.textContent).toContain('都看过了')
    expect(within(article).getByRole('link', { name: '之后的变更' }).getAttribute('href')).toBe(
      '#/changes?from=snapshot%3As1',
    )
  })

  it('never write 0 for what was paid with its main resource', async () => {
    const item: SnapshotItem = {
      itemId: 'i2',
      resourceId: 'r2',
      resourceName: 'disk-1',
      accountId: 'a1',
      account: '甲',
      resourceTypeName: null,
      enterpriseProjectName: null,
      productLine: null,
      expiresAt: AT,
      actByAt: AT,
      renewalMode: 'manual',
      price: '0',
      currency: 'CNY',
      priceMonths: 1,
      priceSource: 'with-main',
      isActive: true,
      decision: 'undecided',
      owner: null,
      reason: null,
    }
    open('#/changes?part=reviews&review=s1', { 'snapshot.items': { total: 1, items: [item] } })
    const name = await screen.findByRole('link', { name: 'disk-1' })
    const heads = screen.getAllByRole('columnheader').map(({ textContent }) => textContent)
    expect(heads.slice(0, 5)).toEqual(['名称', '最迟处理', '到期日', '续费方式', '续费价'])
    expect(name.closest('tr')?.textContent).toContain('随主资源一并报价')
    expect(name.closest('tr')?.textContent).not.toMatch(/0\.00/)
  })

  it('are removed after asking once, naming what and how many', async () => {
    const api = open('#/changes?part=reviews', { 'snapshot.remove': null })
    await userEvent.click(await screen.findByRole('button', { name: '十月复核 的更多操作' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: '删除…' }))
    const dialog = await screen.findByRole('dialog')
    await waitFor(() => expect(dialog.textContent).toContain('3 项清单'))
    expect(api.inputsOf('snapshot.remove')).toHaveLength(0)
    await userEvent.click(within(dialog).getByRole('button', { name: '删除' }))
    await waitFor(() => expect(api.inputsOf('snapshot.remove')).toEqual([{ snapshotId: 's1' }]))
  })

  it('say so when there are none yet, and when the address names one that is gone', async () => {
    const api = open('#/changes?part=reviews&review=gone')
    expect((await screen.findByRole('alert')).textContent).toContain('可能已被删除')
    api.answer({ 'snapshot.list': [] })
    api.emit('snapshot.changed', {})
    expect(await screen.findByText('还没有完成过复核')).toBeTruthy()
  })
})

describe('prices of differences', () => {
  it('come and go in full with their sign, and say what is paid with its main resource', async () => {
    const { withMain: _none, ...plainRow } = row
    const rows: ItemDifference[] = [
      { ...plainRow, itemId: 'i1', resourceName: 'came', kinds: ['appeared'], fields: [], priceBefore: null },
      { ...plainRow, itemId: 'i2', resourceName: 'went', kinds: ['gone'], fields: [], priceAfter: null },
      {
        ...plainRow,
        itemId: 'i3',
        resourceName: 'disk',
        kinds: ['renamed'],
        fields: [],
        priceBefore: null,
        priceAfter: null,
        withMain: ['before', 'after'],
      },
    ]
    open('#/changes', { 'comparison.page': { total: 3, items: rows } })
    const textOf = async (name: string) => (await screen.findByText(name)).closest('[role="row"]')?.textContent
    expect(await textOf('came')).toContain('+120.50 CNY')
    expect(await textOf('went')).toContain('-100.00 CNY')
    expect((await textOf('disk'))?.split('随主资源一并报价')).toHaveLength(3)
  })
})
