import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RunDetails } from '../../../../../src/renderer/features/sync/run-details.tsx'
import type { SyncActions } from '../../../../../src/renderer/features/sync/use-sync-actions.ts'
import { useLiveRuns } from '../../../../../src/renderer/stores/live-runs.ts'
import type { ItemChange } from '../../../../../src/shared/domain/change.ts'
import { NO_METRICS, type RunSample } from '../../../../../src/shared/domain/run.ts'
import { aLinkRun, linkFigures } from '../../../../support/renderer-builders.ts'
import { createFakeApi, renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'
import { aLine, aRun, coreOf, giveSizes, NINE, runningRun } from './sync-support.ts'

function actionsOf(parts: Partial<SyncActions> = {}): SyncActions {
  const nothing = (): void => {}
  return {
    starts: {},
    cancels: {},
    joinedRunId: null,
    start: nothing,
    retry: nothing,
    startAll: nothing,
    cancel: nothing,
    ...parts,
  }
}

function open(answers: FakeAnswers, runId = 'r1', actions = actionsOf()) {
  const api = createFakeApi(answers)
  return renderWithApp(<RunDetails runId={runId} actions={actions} canSync />, { api })
}

const goTab = async (name: string): Promise<HTMLElement> => {
  await userEvent.click(await screen.findByRole('tab', { name }))
  return await screen.findByRole('tabpanel')
}

const sampleAt = (second: number): RunSample => ({
  at: NINE + second * 1000,
  active: 4,
  queued: 20 - second,
  requests: second * second,
  retries: 0,
  throttled: 0,
  perSecond: second,
  p95Ms: 100 + second,
})

const aChange = (parts: Partial<ItemChange>): ItemChange => ({
  runId: 'r1',
  at: NINE,
  itemId: 'i1',
  resourceId: 'res-1',
  resourceName: 'web-01',
  account: '生产账号',
  kind: 'changed',
  field: null,
  old: null,
  new: null,
  ...parts,
})

afterEach(() => vi.restoreAllMocks())

describe('RunDetails of a run over links', () => {
  it('shows what was found, without figures and comparisons of syncs, and checks the same links again', async () => {
    const run = aLinkRun({ state: 'interrupted', links: linkFigures({ isStrict: true }) })
    const retry = vi.fn()
    open(coreOf({ runs: [run] }), 'l1', actionsOf({ retry }))
    expect((await screen.findByRole('heading', { level: 2 })).textContent).toBe('链接检查')
    const figures = screen.getByLabelText('结果').textContent ?? ''
    for (const words of ['检查 / 范围内18 / 20', '隐藏3', '超时3', '最慢5']) expect(figures).toContain(words)
    expect(figures).not.toContain('7 天内')
    expect(screen.getByText('本次一律立即隐藏')).toBeTruthy()
    expect(screen.queryByRole('tab', { name: '对比上一次' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '再试一次' }))
    expect(retry).toHaveBeenCalledWith(expect.objectContaining({ runId: 'l1' }))
  })
})

describe('RunDetails', () => {
  it('shows the figures of a run that has ended', async () => {
    open(coreOf())
    const figures = await screen.findByLabelText('结果')
    expect(figures.textContent).toContain('2,314 / 2,314 完整')
    expect(within(figures).getByText('消失').nextElementSibling?.textContent).toBe('1')
    expect(within(figures).getByText('30 天内').nextElementSibling?.textContent).toBe('694')
    expect(screen.getByRole('article').textContent).toContain('用时 20 秒')
  })

  it('never calls a total that nobody reported zero', async () => {
    open(coreOf({ runs: [aRun({ state: 'incomplete', complete: false, reportedTotal: null })] }))
    expect((await screen.findByLabelText('结果')).textContent).toContain('2,314 / — 不完整')
  })

  it('says why a run has failed, with the code, of when the data are, and where it is mended', async () => {
    const error = { code: 'CLOUD_FORBIDDEN', params: { service: 'bss' }, raw: 'IAM.0002' } as const
    const retry = vi.fn()
    const run = aRun({ state: 'failed', error })
    open(coreOf({ runs: [run] }), 'r1', actionsOf({ retry }))
    const article = await screen.findByRole('article')
    expect(article.textContent).toContain('这个密钥没有所需的权限（服务 bss）')
    expect(article.textContent).toContain('IAM.0002')
    expect(article.textContent).toContain('CLOUD_FORBIDDEN')
    await waitFor(() => expect(article.textContent).toContain('完整的数据仍是 11-20 09:00 的'))
    expect(screen.getByRole('link', { name: '去账号页' }).getAttribute('href')).toBe('#/accounts')
    await userEvent.click(screen.getByRole('button', { name: '再试一次' }))
    expect(retry).toHaveBeenCalledWith(run)
  })

  it('opens the tab that the address asks for, until the person chooses another', async () => {
    window.history.replaceState(null, '', '#/sync?run=r1&tab=changes')
    open(coreOf())
    const changes = await screen.findByRole('tab', { name: '变化' })
    expect(changes.getAttribute('aria-selected')).toBe('true')
    await userEvent.click(screen.getByRole('tab', { name: '指标' }))
    expect(screen.getByRole('tab', { name: '指标' }).getAttribute('aria-selected')).toBe('true')
    expect(window.location.hash).toBe('#/sync?run=r1')
  })

  it('copies what support needs without the name of the account', async () => {
    const user = userEvent.setup()
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    open(coreOf({ runs: [aRun({ state: 'failed', error: { code: 'NET_RESET', params: {}, raw: 'ECONNRESET' } })] }))
    await user.click(await screen.findByRole('button', { name: '复制详情' }))
    const details = writeText.mock.calls[0]?.[0] ?? ''
    expect(JSON.parse(details)).toMatchObject({
      runId: 'r1',
      state: 'failed',
      error: { code: 'NET_RESET', raw: 'ECONNRESET' },
    })
    expect(details).not.toContain('生产账号')
  })

  it('leads from the number of warnings to the lines that warn', async () => {
    giveSizes()
    const lines = Array.from({ length: 8 }, (_, index) => aLine(index + 1))
    open(coreOf({ runs: [aRun({ warnings: 2 })], lines }))
    await goTab('变化')
    await userEvent.click(await screen.findByRole('button', { name: '2 条提醒' }))
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(4))
  })

  it('tells that another program carries the run out', async () => {
    open(coreOf({ runs: [runningRun], snapshots: { r2: { isLive: false } } }), 'r2')
    expect(await screen.findByText('由另一个程序进行，这里只显示它的过程。')).toBeTruthy()
  })

  it('keeps the last known progress between the end of a run and its final figures', async () => {
    open(coreOf({ runs: [runningRun] }), 'r2')
    await screen.findByRole('article')
    const progress = [{ stage: 'list', done: 5, total: 5, failed: 0 }] as const
    act(() => useLiveRuns.setState({ runs: { r2: { run: runningRun, progress, metrics: NO_METRICS, samples: [] } } }))
    expect(screen.getByRole('table', { name: '进度' }).textContent).toContain('5 / 5')
    act(() => useLiveRuns.setState({ runs: {} }))
    expect(screen.getByRole('table', { name: '进度' }).textContent).toContain('5 / 5')
  })

  it('draws the course of the requests, with the table behind it', async () => {
    open(coreOf({ snapshots: { r1: { samples: [0, 1, 2, 3].map(sampleAt) } } }))
    const panel = await goTab('指标')
    const chart = within(panel).getByRole('img', { name: /每秒请求/ })
    expect(chart.querySelector('desc')?.textContent).toBe(
      '从 09:00:01 到 09:00:03，最小 1/秒，最大 5/秒，最后 5/秒。纵轴从 0 开始。',
    )
    await userEvent.click(within(panel).getByRole('radio', { name: '表' }))
    expect(within(panel).getAllByRole('row')).toHaveLength(5)
  })

  it('does not invent a latency for a run that has asked nothing', async () => {
    open(coreOf({ runs: [aRun({ metrics: NO_METRICS })] }))
    const panel = await goTab('指标')
    expect(within(panel).getByText('p95 延迟').nextElementSibling?.textContent).toBe('—')
    expect(within(panel).getByText('请求').nextElementSibling?.textContent).toBe('0')
  })
})

describe('RunDetails: changes', () => {
  const items = [
    aChange({ kind: 'renewed', field: 'expireTime', old: '2026-11-30T15:59:59.000Z', new: '2027-11-30T15:59:59.000Z' }),
    aChange({ itemId: 'i2', resourceName: '', resourceId: 'res-2', kind: 'gone', new: 'unsubscribed' }),
  ]
  const changes: FakeAnswers = {
    'change.list': ({ kinds }) => {
      const found = items.filter(({ kind }) => !kinds || kinds.includes(kind))
      return { total: found.length, items: found, byKind: { renewed: 1, gone: 1 } }
    },
  }

  it('says what was and what is, and leads to the item', async () => {
    open({ ...coreOf(), ...changes })
    const panel = await goTab('变化')
    const link = await within(panel).findByRole('link', { name: 'web-01' })
    expect(link.getAttribute('href')).toBe('#/items?item=i1')
    expect(link.closest('tr')?.textContent).toContain('到期时间 11-30 23:59 →变为 2027-11-30 23:59')
    expect(within(panel).getByRole('link', { name: 'res-2' }).closest('tr')?.textContent).toContain('原因：已退订')
  })

  it('shows one kind, with the counts of all', async () => {
    const { api } = open({ ...coreOf(), ...changes })
    const panel = await goTab('变化')
    await userEvent.click(await within(panel).findByRole('button', { name: '消失 1' }))
    await waitFor(() => expect(within(panel).queryByRole('link', { name: 'web-01' })).toBeNull())
    expect(api.inputsOf('change.list').at(-1)).toEqual({ runId: 'r1', offset: 0, limit: 100, kinds: ['gone'] })
    expect(within(panel).getByRole('button', { name: '全部 2' })).toBeTruthy()
  })

  it('says that nothing has changed yet while a run goes on, and nothing at all when it was not committed', async () => {
    const { unmount } = open(coreOf({ runs: [runningRun] }), 'r2')
    expect((await goTab('变化')).textContent).toContain('提交之后才会出现')
    unmount()
    open(coreOf({ runs: [aRun({ state: 'cancelled' })] }))
    expect((await goTab('变化')).textContent).toContain('没有改动任何条目')
  })
})

describe('RunDetails: comparison', () => {
  const before = aRun({ runId: 'r0', startedAt: NINE - 60_000, endedAt: NINE - 30_000, fetched: 2311, gone: 4 })
  const other = aRun({ runId: 'x', accountId: 'a2', startedAt: NINE - 1000 })

  it('puts the run before of the same account beside it, with the differences', async () => {
    open(coreOf({ runs: [aRun(), other, before] }))
    const panel = await goTab('对比上一次')
    const row = (name: string): string =>
      within(panel).getByRole('rowheader', { name }).parentElement?.textContent ?? ''
    await within(panel).findByRole('table')
    expect(row('取得')).toBe('取得2,3112,314+3')
    expect(row('消失')).toBe('消失41−3')
    expect(row('用时')).toBe('用时30 秒20 秒−10 秒')
    expect(row('请求')).toBe('请求120120无')
    expect(within(panel).getByRole('link').getAttribute('href')).toBe('#/sync?run=r0')
  })

  it('finds the run before also where a page of the history ends between them', async () => {
    const later = Array.from({ length: 499 }, (_, index) =>
      aRun({ runId: `n${index}`, startedAt: NINE + 1000 - index }),
    )
    const { api } = open(coreOf({ runs: [...later, aRun(), before] }))
    const panel = await goTab('对比上一次')
    await within(panel).findByRole('table')
    expect(within(panel).getByRole('link').getAttribute('href')).toBe('#/sync?run=r0')
    expect(api.inputsOf('run.list').map(({ offset }) => offset)).toEqual([0, 499])
  })

  it('warns that a run of some days cannot be compared with one of everything', async () => {
    open(coreOf({ runs: [aRun({ windowDays: 30 }), before] }))
    const panel = await goTab('对比上一次')
    expect(await within(panel).findByText(/两次的范围不同（全部条目；30 天内到期）/)).toBeTruthy()
  })

  it('says that there is nothing to compare the first run with', async () => {
    open(coreOf())
    const panel = await goTab('对比上一次')
    expect(await within(panel).findByText(/第一次同步/)).toBeTruthy()
  })
})
