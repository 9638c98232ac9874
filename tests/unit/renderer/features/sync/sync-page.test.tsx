import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SyncPage } from '../../../../../src/renderer/features/sync/sync-page.tsx'
import { followRuns, useLivePaces } from '../../../../../src/renderer/stores/live-runs.ts'
import type { AppErrorCode } from '../../../../../src/shared/domain/app-error.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { NO_METRICS } from '../../../../../src/shared/domain/run.ts'
import { createFakeApi, failWith, renderWithApp, testSystem, type FakeAnswers } from '../../../../support/renderer.tsx'
import { aLinkRun, aSchedule, aScheduleOverview } from '../../../../support/renderer-builders.ts'
import { aLine, anAccount, aRun, coreOf, giveSizes, NINE, runningRun } from './sync-support.ts'

function open(answers: FakeAnswers = coreOf()) {
  const api = createFakeApi(answers)
  followRuns(api)
  return renderWithApp(<SyncPage />, { api })
}

const failed = (code: AppErrorCode, params = {}) =>
  aRun({ state: 'failed', complete: false, error: { code, params, raw: 'APIG.0301' } })

beforeEach(() => window.history.replaceState(null, '', '#/sync'))

afterEach(() => {
  vi.restoreAllMocks()
  useLivePaces.setState({ paces: {} })
})

const checkedSummary = {
  total: 20,
  shown: 17,
  hidden: 3,
  whitelisted: 2,
  unchecked: 0,
  toReview: 0,
  byVerdict: {},
  lastRunId: 'l1',
  lastCheckedAt: NINE,
  measuredItems: 0,
}

const textOf = (element: Element | null | undefined): string => element?.textContent ?? ''
const isDisabled = (element: HTMLElement): boolean => (element as HTMLButtonElement).disabled

async function accountRow(name = '生产账号'): Promise<HTMLElement> {
  const region = await screen.findByRole('region', { name: '账号' })
  const row = within(region)
    .getAllByRole('listitem')
    .find((item) => within(item).queryByRole('link', { name }))
  if (!row) throw new Error(`no row of ${name}`)
  return row
}

describe('SyncPage: accounts', () => {
  it('says of when the last complete picture is and that nothing is due by itself', async () => {
    const manual = aSchedule({ rule: null, isEnabled: false, nextDueAt: null, next: [] })
    open({ ...coreOf(), 'schedule.list': aScheduleOverview([manual]) })
    const row = await accountRow()
    expect(textOf(row)).toContain('2,314 / 2,314，11-20 09:00，完整')
    await within(row).findByText('仅手动')
    expect(within(row).getByRole('button', { name: '设定计划：主账号' })).toBeTruthy()
  })

  it('says what went wrong, of when the data are, and offers a retry and the page where it is mended', async () => {
    const { api } = open({
      ...coreOf({ runs: [failed('CLOUD_SECRET_WRONG')] }),
      'sync.start': { runId: 'r9', isNew: true },
    })
    const row = await accountRow()
    expect(textOf(row)).toContain('失败')
    expect(textOf(row)).toContain('私有密钥（SK）与访问密钥（AK）不匹配')
    expect(textOf(row)).toContain('APIG.0301')
    expect(textOf(row)).toContain('完整的数据仍是 11-20 09:00 的')
    expect(within(row).getByRole('link', { name: '去账号页' })?.getAttribute('href')).toBe('#/accounts')
    await userEvent.click(within(row).getByRole('button', { name: '再试一次' }))
    expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'a1', windowDays: null, retryOf: 'r1' }])
  })

  it('says how many items an incomplete sync has missed', async () => {
    open(coreOf({ runs: [aRun({ state: 'incomplete', complete: false, fetched: 2300, reportedTotal: 2314 })] }))
    expect(textOf(await accountRow())).toContain('取得 2,300 / 2,314，缺 14 项')
  })

  it('does not call a sync of a few days a complete picture', async () => {
    open(coreOf({ runs: [aRun({ windowDays: 30 })] }))
    expect(textOf(await accountRow())).toContain('最近一次只读取了 30 天内到期的条目')
  })

  it('starts a sync with the chosen window and shows it', async () => {
    const { api } = open({ ...coreOf({ runs: [aRun(), runningRun] }), 'sync.start': { runId: 'r2', isNew: true } })
    await userEvent.selectOptions(await screen.findByLabelText('同步范围'), '30 天内到期')
    expect(screen.getByText(/只读取 30 天内到期的条目：范围以外的保持原样/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '同步 生产账号' }))
    expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'a1', windowDays: 30, retryOf: null }])
    await waitFor(() => expect(window.location.hash).toBe('#/sync?run=r2'))
  })

  it('shows in the account why its sync could not be started', async () => {
    open({ ...coreOf(), 'sync.start': () => failWith('SECRET_MISSING', { account: '生产账号' }) })
    await userEvent.click(await screen.findByRole('button', { name: '同步 生产账号' }))
    expect(textOf(await within(await accountRow()).findByRole('alert'))).toContain('没有账号 生产账号 的私有密钥')
  })

  it('starts all accounts that are not being synced', async () => {
    const accounts = [
      anAccount(),
      anAccount({ accountId: 'a2', name: '第二个' }),
      anAccount({ accountId: 'a3', name: '忙着', activeRunId: 'r7' }),
    ]
    const { api } = open({ ...coreOf({ accounts }), 'sync.start': { runId: 'r2', isNew: true } })
    await userEvent.click(await screen.findByRole('button', { name: '全部同步' }))
    expect(api.inputsOf('sync.start').map(({ accountId }) => accountId)).toEqual(['a1', 'a2'])
  })

  it.each([
    ['cancelled', '已取消，数据保持原样。'],
    ['not-running', '它已经结束，没有什么可取消的。'],
    ['timed-out', '取消的要求已送达，但同步还没有停下来'],
    ['elsewhere', '这次同步由另一个程序（例如命令行）进行'],
  ] as const)('says at once that it cancels, then that it was %s', async (outcome, words) => {
    let release: (answer: { outcome: typeof outcome }) => void = () => {}
    const answered = new Promise<{ outcome: typeof outcome }>((resolve) => (release = resolve))
    const answers = coreOf({ accounts: [anAccount({ activeRunId: 'r2' })], runs: [runningRun] })
    open({ ...answers, 'system.state': { ...testSystem, activeRunIds: ['r2'] }, 'run.cancel': () => answered })
    const button = await screen.findByRole('button', { name: '取消 生产账号 的同步' })
    await userEvent.click(button)
    expect(textOf(button)).toContain('正在取消…')
    expect(isDisabled(button)).toBe(true)
    release({ outcome })
    await waitFor(async () => expect(textOf(await accountRow())).toContain(words))
  })

  it('shows progress, rate and time left of a sync that goes on, and follows it to its end', async () => {
    const answers = coreOf({ accounts: [anAccount({ activeRunId: 'r2' })], runs: [runningRun] })
    const { api } = open({ ...answers, 'system.state': { ...testSystem, activeRunIds: ['r2'] } })
    const row = await accountRow()
    await waitFor(() => expect(textOf(row)).toContain('正在同步'))
    const sample = { at: NINE, active: 4, queued: 7, requests: 10, retries: 0, throttled: 0, perSecond: 5, p95Ms: 90 }
    const metrics = { ...NO_METRICS, requests: 10, active: 4, queued: 7 }
    api.emit('run.progressed', {
      runId: 'r2',
      progress: [
        { stage: 'list', done: 1200, total: 2314, failed: 0 },
        { stage: 'tags', done: 30, total: null, failed: 0 },
      ],
      metrics,
      sample,
    })
    expect(textOf(row)).toContain('列表 1,200 / 2,314')
    const stages = await screen.findByRole('table', { name: '进度' })
    expect(textOf(stages)).toContain('30，总数未知')
    expect(textOf(stages)).toContain('测算中')
    expect(textOf(screen.getByText('排队').nextElementSibling)).toContain('7')
    const ended = { ...aRun({ runId: 'r2' }), metrics: { ...metrics, active: 0, queued: 0 } }
    api.answer(coreOf({ runs: [ended] }))
    api.emit('run.ended', { run: ended })
    await waitFor(() => expect(screen.queryByRole('table', { name: '进度' })).toBeNull())
    expect(textOf(await accountRow())).toContain('完整')
  })
})

describe('SyncPage: what stands in the way', () => {
  it('offers an account or demo data when there is none, and starts the demo', async () => {
    const { api } = open({
      ...coreOf({ accounts: [], runs: [] }),
      'account.add': anAccount({ accountId: 'demo', provider: 'demo', name: '演示' }),
      'sync.start': { runId: 'r5', isNew: true },
    })
    expect(await screen.findByText('还没有账号')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '看演示数据' }))
    await waitFor(() => expect(api.inputsOf('sync.start')).toEqual([{ accountId: 'demo' }]))
    expect(api.inputsOf('account.add')).toEqual([{ name: '演示', provider: 'demo' }])
  })

  it('explains an open circuit, holds back what cannot work, and closes it on wish', async () => {
    const { api } = open({
      ...coreOf(),
      'system.state': { ...testSystem, isWorkerCircuitOpen: true },
      'worker.reset': null,
    })
    expect(await screen.findByText('后台进程已停用')).toBeTruthy()
    expect(isDisabled(screen.getByRole('button', { name: '同步 生产账号' }))).toBe(true)
    api.answer({ 'system.state': testSystem })
    await userEvent.click(screen.getByRole('button', { name: '重新启用' }))
    await waitFor(() => expect(screen.queryByText('后台进程已停用')).toBeNull())
    expect(isDisabled(screen.getByRole('button', { name: '同步 生产账号' }))).toBe(false)
  })

  it('says without a network of when the data are, and lets the person sync all the same', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    open()
    expect(await screen.findByText('没有网络连接')).toBeTruthy()
    expect(screen.getByText(/数据截至 11-20 09:00。查看、筛选、导出都不受影响/)).toBeTruthy()
    expect(isDisabled(screen.getByRole('button', { name: '同步 生产账号' }))).toBe(false)
  })

  it('says so when the newest sync could not reach the provider, but not for a wrong key', async () => {
    const { unmount } = open(coreOf({ runs: [failed('NET_DNS', { host: 'example.test' })] }))
    expect(await screen.findByText('上次没有连上云厂商')).toBeTruthy()
    unmount()
    open(coreOf({ runs: [failed('CLOUD_KEY_UNKNOWN')] }))
    await accountRow()
    expect(screen.queryByText('上次没有连上云厂商')).toBeNull()
  })

  it('does not speak of the network where there is only demo data', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    open(coreOf({ accounts: [anAccount({ provider: 'demo' })] }))
    await accountRow()
    expect(screen.queryByText('没有网络连接')).toBeNull()
  })

  it('says that nothing can be written any more', async () => {
    open({ ...coreOf(), 'system.state': { ...testSystem, canWrite: false } })
    expect(await screen.findByText('不能写入数据')).toBeTruthy()
    expect(isDisabled(screen.getByRole('button', { name: '同步 生产账号' }))).toBe(true)
  })

  it('shows a failure to read with a retry that works', async () => {
    const { api } = open({ ...coreOf(), 'account.list': () => failWith('DB_BUSY', { file: 'x' }) })
    const alert = await screen.findByRole('alert')
    api.answer(coreOf())
    await userEvent.click(within(alert).getByRole('button', { name: '重试' }))
    expect(await accountRow()).toBeTruthy()
  })
})

describe('SyncPage: languages', () => {
  it.each(['zh-CN', 'en'] as const)('has words for every state of a run in %s', async (language) => {
    const states = ['queued', 'running', 'succeeded', 'incomplete', 'failed', 'cancelled', 'interrupted'] as const
    const accounts = states.map((state) => anAccount({ accountId: state, name: state }))
    const runs = states.map((state) =>
      aRun({
        runId: state,
        accountId: state,
        account: state,
        state,
        endedAt: state === 'queued' || state === 'running' ? null : NINE + 1000,
        complete: state === 'succeeded',
        error: state === 'failed' ? { code: 'NET_TIMEOUT', params: { host: 'a.test', seconds: 15 }, raw: null } : null,
      }),
    )
    const api = createFakeApi(coreOf({ accounts, runs }))
    followRuns(api)
    renderWithApp(<SyncPage />, { api, language })
    const word = createTranslator(language).t
    for (const state of states) {
      expect((await screen.findAllByText(word(`domain.runState.${state}`))).length).toBeGreaterThan(0)
    }
    expect(screen.getAllByRole('listitem').length).toBeGreaterThanOrEqual(states.length * 2)
  })
})

describe('SyncPage: history', () => {
  const runs = Array.from({ length: 120 }, (_, index) =>
    aRun({ runId: `h${index}`, startedAt: NINE - index * 60_000, ...(index === 1 ? { state: 'interrupted' } : {}) }),
  )

  it('puts the newest run into the address and marks it in the list', async () => {
    open(coreOf({ runs }))
    await waitFor(() => expect(window.location.hash).toBe('#/sync?run=h0'))
    const history = await screen.findByRole('region', { name: '同步和检查记录' })
    await waitFor(() => expect(within(history).getAllByRole('link')[0]?.getAttribute('aria-current')).toBe('true'))
    expect(textOf(within(history).getAllByRole('link')[1])).toContain('已中断')
  })

  it('names what a sync has changed in words, and only what there is', async () => {
    open(coreOf({ runs: [aRun({ added: 1200, changed: 0, gone: 2 })] }))
    const history = await screen.findByRole('region', { name: '同步和检查记录' })
    await waitFor(() => expect(textOf(within(history).getAllByRole('link')[0])).toContain('新增 1,200 · 消失 2 ·'))
    expect(textOf(history)).not.toContain('变化 0')
  })

  it('turns pages and says which runs are shown', async () => {
    open(coreOf({ runs }))
    expect(await screen.findByText('第 1–50 次，共 120 次')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '较早的' }))
    await userEvent.click(screen.getByRole('button', { name: '较早的' }))
    expect(await screen.findByText('第 101–120 次，共 120 次')).toBeTruthy()
    expect(isDisabled(screen.getByRole('button', { name: '较早的' }))).toBe(true)
  })

  it('shows the runs of one account and begins again at the newest', async () => {
    const accounts = [anAccount(), anAccount({ accountId: 'a2', name: '第二个' })]
    const { api } = open(coreOf({ accounts, runs }))
    await userEvent.click(await screen.findByRole('button', { name: '较早的' }))
    await userEvent.selectOptions(screen.getByLabelText('只看这个账号'), '第二个')
    await waitFor(() => expect(api.inputsOf('run.list').at(-1)).toEqual({ accountId: 'a2', offset: 0, limit: 50 }))
    expect(await screen.findByText('还没有同步过')).toBeTruthy()
  })

  it('goes from run to run with the arrow keys', async () => {
    open(coreOf({ runs }))
    const history = await screen.findByRole('region', { name: '同步和检查记录' })
    await waitFor(() => expect(within(history).getAllByRole('link').length).toBeGreaterThan(2))
    const links = within(history).getAllByRole('link')
    links[0]?.focus()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}')
    expect(document.activeElement).toBe(links[1])
  })

  it('names runs over links and what they have hidden and shown again, and finds them by a choice', async () => {
    const { api } = open({ ...coreOf({ runs: [aLinkRun()] }), 'link.summary': checkedSummary })
    const history = await screen.findByRole('region', { name: '同步和检查记录' })
    await waitFor(() =>
      expect(textOf(within(history).getAllByRole('link')[0])).toMatch(
        /链接检查.*18 \/ 20 个链接 · 恢复显示 1 · 隐藏 3/,
      ),
    )
    await userEvent.selectOptions(screen.getByLabelText('只看这个账号'), '链接检查')
    await waitFor(() => expect(api.inputsOf('run.list').at(-1)).toEqual({ accountId: 'links', offset: 0, limit: 50 }))
  })

  it('says that a run of the address does not exist', async () => {
    window.history.replaceState(null, '', '#/sync?run=nobody')
    open()
    expect(await screen.findByText(/没有找到同步记录 nobody/)).toBeTruthy()
  })
})

describe('SyncPage: panes', () => {
  it('moves the border by keyboard and remembers it', async () => {
    const { api } = open()
    const border = await screen.findByRole('separator', { name: '左侧宽度' })
    border.focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(border?.getAttribute('aria-valuenow')).toBe('384')
    await userEvent.keyboard('{Enter}')
    expect(border?.getAttribute('aria-valuenow')).toBe('360')
    expect(api.inputsOf('sync.start')).toEqual([])
  })
})

describe('SyncPage: accessibility', () => {
  it.each(['日志', '变化', '指标', '对比上一次'])('has nothing that axe finds, on the tab %s', async (tab) => {
    giveSizes()
    const samples = [0, 1, 2].map((second) => ({
      at: NINE + second * 1000,
      active: second,
      queued: 3,
      requests: second * 12,
      retries: 0,
      throttled: 0,
      perSecond: 12,
      p95Ms: 100,
    }))
    const before = aRun({ runId: 'r0', startedAt: NINE - 60_000 })
    const { container } = open({
      ...coreOf({
        runs: [aRun({ warnings: 2 }), before],
        lines: [aLine(1), aLine(2), aLine(3)],
        snapshots: { r1: { samples } },
      }),
      'change.list': {
        total: 1,
        byKind: { renewed: 1 },
        items: [
          {
            runId: 'r1',
            at: NINE,
            itemId: 'i1',
            resourceId: 'res-1',
            resourceName: 'web-01',
            account: '生产账号',
            kind: 'renewed',
            field: 'expireTime',
            old: '2026-11-30T15:59:59.000Z',
            new: '2027-11-30T15:59:59.000Z',
          },
        ],
      },
    })
    await userEvent.click(await screen.findByRole('tab', { name: tab }))
    await screen.findByRole('tabpanel')
    // Colours need a real layout; they are looked at in the browser.
    const { violations } = await axe.run(container, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    })
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  })
})
