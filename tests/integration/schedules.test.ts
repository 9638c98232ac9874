import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { createTempFolder } from '../support/temp-folder.ts'
import { createTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts'
import { createMemoryWorker, type MemoryWorker } from '../support/memory-worker.ts'
import { createHeadlessHost } from '../../src/headless/host-port.ts'
import type { Account } from '../../src/shared/domain/account.ts'
import type { NoticePayload } from '../../src/shared/domain/notice.ts'
import { NO_METRICS, type RunError } from '../../src/shared/domain/run.ts'
import type { Schedule, ScheduleRule, ScheduleTarget } from '../../src/shared/domain/schedule.ts'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** 2026-03-02 10:00 in Shanghai, a Monday. */
const START = Date.UTC(2026, 2, 2, 2)
const DAILY_11: ScheduleRule = { kind: 'daily', time: '11:00' }
/** The first due time of DAILY_11. */
const ELEVEN = START + HOUR

interface Stage {
  readonly app: TestApp
  readonly clock: FakeClock
  readonly worker: MemoryWorker
  readonly network: { isOnline: boolean }
  addCloud(name?: string): Promise<Account>
  set(target: ScheduleTarget, rule: ScheduleRule | null, isEnabled?: boolean): Promise<Schedule>
  schedule(target: ScheduleTarget): Promise<Schedule>
  /** Looks as the tick of a minute does. */
  look(): Promise<void>
  runs(): Promise<{ runId: string; kind: string; state: string; retryOf: string | null }[]>
  /** The newest run ends. */
  succeed(): Promise<void>
  fail(error: RunError): Promise<void>
  notices(): NoticePayload[]
}

async function createStage(options: Partial<TestAppOptions> & { clock?: FakeClock } = {}): Promise<Stage> {
  const clock = options.clock ?? createFakeClock(START)
  const worker = createMemoryWorker()
  const network = { isOnline: true }
  const app = await createTestApp({
    ...options,
    clock,
    workerLauncher: worker.launcher,
    host: { ...createHeadlessHost('terminal', 'en'), isOnline: () => network.isOnline },
  })
  const report = async (report: object): Promise<void> => {
    const job = () => worker.received.findLast((frame) => frame.kind === 'run')
    const [runId] = app.app.runs.activeRunIds
    await expect.poll(() => job()?.runId, { interval: 1 }).toBe(runId)
    const ended = app.app.runs.wait(runId as string)
    worker.send({
      v: 1,
      generation: job()?.generation as number,
      kind: 'report',
      runId: runId as string,
      report: report as never,
    })
    await ended
    // What follows from the end is written down before the next look.
    await app.request('schedule.list', {})
  }
  return {
    app,
    clock,
    worker,
    network,
    addCloud: (name = '生产账号') => app.addHuawei('https://bss.example.com', { name }),
    set: (target, rule, isEnabled = true) => app.request('schedule.set', { target, rule: rule as never, isEnabled }),
    async schedule(target) {
      const { schedules } = await app.request('schedule.list', {})
      return schedules.find((entry) => JSON.stringify(entry.target) === JSON.stringify(target)) as Schedule
    },
    look: () => app.app.wake(),
    async runs() {
      const { items } = await app.request('run.list', { offset: 0, limit: 100 } as never)
      return items.map(({ runId, kind, state, retryOf }) => ({ runId, kind, state, retryOf })).toReversed()
    },
    succeed: () =>
      report({
        kind: 'done',
        metrics: NO_METRICS,
        outcome: {
          distinct: 0,
          reportedTotal: 0,
          isStable: true,
          unreadable: 0,
          passes: 1,
          tags: 'complete',
          warnings: 0,
        },
      }),
    fail: (error) => report({ kind: 'failed', error, metrics: NO_METRICS, stage: 'list' }),
    notices() {
      const db = new Database(app.paths.databaseFile, { readonly: true })
      try {
        const rows = db.prepare('SELECT payload FROM notice ORDER BY notice_key').all() as { payload: string }[]
        return rows.map(({ payload }) => JSON.parse(payload) as NoticePayload)
      } finally {
        db.close()
      }
    },
  }
}

const account = (accountId: string): ScheduleTarget => ({ kind: 'account', accountId })

async function createDue(rule: ScheduleRule = DAILY_11) {
  const stage = await createStage()
  const { accountId } = await stage.addCloud()
  const target = account(accountId)
  await stage.set(target, rule)
  return { ...stage, target, accountId }
}

describe('a schedule', () => {
  it('stands in the list in the order of the accounts, number 2 before number 10', async () => {
    const { request } = (await createStage()).app
    for (const name of ['账号 10', '账号 2']) await request('account.add', { name, provider: 'demo' })
    const { schedules } = await request('schedule.list', {})
    const names = schedules.flatMap(({ target, name }) => (target.kind === 'account' ? [name] : []))
    expect(names).toEqual(['账号 2', '账号 10'])
    expect(names).toEqual((await request('account.list', {})).map(({ name }) => name))
  })

  it('starts one scheduled run within a minute of its due time, and none before', async () => {
    const { clock, look, runs, schedule, target, notices } = await createDue()
    clock.set(ELEVEN - 1)
    await look()
    expect(await runs()).toEqual([])
    clock.set(ELEVEN + MINUTE)
    await look()
    await look()
    expect(await runs()).toMatchObject([{ kind: 'scheduled', state: 'running' }])
    const [run] = await runs()
    expect(await schedule(target)).toMatchObject({
      nextDueAt: ELEVEN + DAY,
      lastRunId: run?.runId,
      lastRunAt: ELEVEN + MINUTE,
      missed: 0,
      waiting: null,
    })
    expect(notices()).toEqual([])
  })

  it('makes up for all that a sleeping machine has missed with one run, and says how many they were', async () => {
    const { clock, look, runs, schedule, target, notices } = await createDue({ kind: 'hourly', minute: 30 })
    clock.set(START + 3 * DAY + 10 * MINUTE)
    await look()
    expect(await runs()).toMatchObject([{ kind: 'catch-up' }])
    expect(await schedule(target)).toMatchObject({ missed: 72, nextDueAt: START + 3 * DAY + 30 * MINUTE })
    const [run] = await runs()
    expect(notices()).toEqual([
      {
        kind: 'missed',
        target,
        name: '生产账号',
        missed: 72,
        from: START + 30 * MINUTE,
        to: START + 3 * DAY - 30 * MINUTE,
        runId: run?.runId,
      },
    ])
  })

  it('counts only those that were missed when the last one is still in time', async () => {
    const { clock, look, runs, schedule, target, notices } = await createDue({ kind: 'hourly', minute: 30 })
    clock.set(START + 2 * HOUR + 34 * MINUTE)
    await look()
    expect(await runs()).toMatchObject([{ kind: 'scheduled' }])
    expect(await schedule(target)).toMatchObject({ missed: 2 })
    expect(notices()).toMatchObject([{ kind: 'missed', missed: 2, to: START + HOUR + 30 * MINUTE }])
  })

  it('waits for the network and then runs once', async () => {
    const { clock, look, network, runs, schedule, target } = await createDue()
    network.isOnline = false
    clock.set(ELEVEN + MINUTE)
    await look()
    clock.set(ELEVEN + 20 * MINUTE)
    await look()
    expect(await runs()).toEqual([])
    expect(await schedule(target)).toMatchObject({
      waiting: 'offline',
      waitingSince: ELEVEN + MINUTE,
      nextDueAt: ELEVEN,
    })
    network.isOnline = true
    await look()
    expect(await runs()).toMatchObject([{ kind: 'catch-up' }])
    expect(await schedule(target)).toMatchObject({ waiting: null, missed: 1 })
  })

  it('does not wait for the network where it needs none', async () => {
    const stage = await createStage()
    stage.network.isOnline = false
    const { accountId } = await stage.app.request('account.add', { name: '演示', provider: 'demo', demoSize: 10 })
    await stage.set(account(accountId), DAILY_11)
    stage.clock.set(ELEVEN + MINUTE)
    await stage.look()
    expect(await stage.runs()).toMatchObject([{ kind: 'scheduled' }])
  })

  it('takes links to any address of this machine for near, and a host that only looks like one for far', async () => {
    const { app, clock, look, network, runs, schedule, set } = await createStage()
    network.isOnline = false
    const target = (groupId: string): ScheduleTarget => ({ kind: 'link-group', groupId })
    const near = await app.request('link.add', { name: '本机', url: 'http://127.0.0.9:8080/', group: '近' })
    const far = await app.request('link.add', { name: '外部', url: 'http://127.0.0.9.example.com/', group: '远' })
    for (const { groupId } of [near, far]) await set(target(groupId), DAILY_11)
    clock.set(ELEVEN + MINUTE)
    await look()
    expect(await runs()).toMatchObject([{ kind: 'scheduled' }])
    expect(await schedule(target(near.groupId))).toMatchObject({ waiting: null })
    expect(await schedule(target(far.groupId))).toMatchObject({ waiting: 'offline' })
  })

  it('is held by a pause, which ends by itself', async () => {
    const { app, clock, look, runs, schedule, target } = await createDue()
    await app.request('schedule.pause', { until: ELEVEN + HOUR })
    clock.set(ELEVEN + MINUTE)
    await look()
    expect(await runs()).toEqual([])
    expect(await schedule(target)).toMatchObject({ waiting: 'paused' })
    clock.set(ELEVEN + HOUR)
    await look()
    expect(await runs()).toMatchObject([{ kind: 'catch-up' }])
    await expect(app.request('schedule.pause', { until: clock.now() + 31 * DAY })).rejects.toMatchObject({
      code: 'PAUSE_TOO_LONG',
      params: { days: 30 },
    })
  })

  it('joins a run of its account that brings the same, and waits for one that brings less', async () => {
    const { app, accountId, clock, look, runs, schedule, target, succeed } = await createDue({
      kind: 'hourly',
      minute: 0,
    })
    const { runId } = await app.request('sync.start', { accountId, windowDays: null })
    clock.set(START + HOUR + MINUTE)
    await look()
    expect(await schedule(target)).toMatchObject({ lastRunId: runId, waiting: null })
    expect(await runs()).toHaveLength(1)
    await succeed()
    const { runId: smaller } = await app.request('sync.start', { accountId, windowDays: 7 })
    clock.set(START + 2 * HOUR + MINUTE)
    await look()
    expect(await schedule(target)).toMatchObject({ lastRunId: runId, waiting: 'busy' })
    await app.app.runs.cancel(smaller)
    await look()
    expect(await runs()).toMatchObject([{ runId }, { runId: smaller }, { kind: 'scheduled' }])
  })

  it('tries again after 5, 10, 20 and 30 minutes without network, until the next due time, and tells the failure once', async () => {
    const { clock, look, runs, schedule, target, fail, notices } = await createDue()
    clock.set(ELEVEN + MINUTE)
    await look()
    for (const minutes of [5, 10, 20, 30, 30]) {
      await fail({ code: 'NET_DNS', params: {}, raw: null })
      await expect.poll(async () => (await schedule(target)).waiting).toBe('retry')
      expect((await schedule(target)).retryAt).toBe(clock.now() + minutes * MINUTE)
      const before = (await runs()).length
      clock.advance(minutes * MINUTE - 1)
      await look()
      expect(await runs()).toHaveLength(before)
      clock.advance(1)
      await look()
      const now = await runs()
      expect(now).toHaveLength(before + 1)
      expect(now.at(-1)).toMatchObject({ kind: 'catch-up', retryOf: now.at(-2)?.runId })
    }
    await fail({ code: 'NET_DNS', params: {}, raw: null })
    clock.set(ELEVEN + DAY + MINUTE)
    await look()
    expect((await runs()).at(-1)).toMatchObject({ kind: 'scheduled', retryOf: null })
    expect(notices()).toMatchObject([{ kind: 'failure', state: 'failed', account: '生产账号' }])
  })

  it('does not try again when the key was refused, and tells a new failure after a success', async () => {
    const { clock, look, runs, schedule, target, fail, succeed, notices } = await createDue({
      kind: 'hourly',
      minute: 0,
    })
    const refused: RunError = { code: 'CLOUD_FORBIDDEN', params: {}, raw: 'no' }
    for (const [index, end] of [() => fail(refused), () => fail(refused), succeed, () => fail(refused)].entries()) {
      clock.set(START + (index + 1) * HOUR + MINUTE)
      await look()
      expect(await runs()).toHaveLength(index + 1)
      await end()
      await expect.poll(async () => (await schedule(target)).lastRunState).not.toBe('running')
      clock.advance(31 * MINUTE)
      await look()
    }
    expect(await runs()).toHaveLength(4)
    expect(notices().map(({ kind }) => kind)).toEqual(['failure', 'failure'])
  })

  it('is not repeated by a clock that is set back by hours, and goes on in time when it was wrong by days', async () => {
    const { clock, look, runs, schedule, target, succeed } = await createDue()
    clock.set(ELEVEN + MINUTE)
    await look()
    await succeed()
    clock.set(ELEVEN - 2 * HOUR)
    await look()
    clock.set(ELEVEN + 2 * MINUTE)
    await look()
    expect(await runs()).toHaveLength(1)
    clock.set(ELEVEN + 40 * DAY)
    await look()
    await succeed()
    expect(await runs()).toHaveLength(2)
    clock.set(ELEVEN + HOUR)
    await look()
    expect(await schedule(target)).toMatchObject({ nextDueAt: ELEVEN + DAY })
    clock.set(ELEVEN + DAY + MINUTE)
    await look()
    expect(await runs()).toHaveLength(3)
  })

  it('means the business zone, also once that has been changed', async () => {
    const { app, schedule, target } = await createDue()
    await app.request('settings.update', { patch: { businessZone: 'Europe/Berlin' } })
    expect((await schedule(target)).nextDueAt).toBe(Date.UTC(2026, 2, 2, 10))
  })

  it('goes with its account', async () => {
    const { app, accountId } = await createDue()
    await app.request('account.remove', { accountId })
    const { schedules } = await app.request('schedule.list', {})
    expect(schedules.map(({ target: { kind } }) => kind)).toEqual(['link-group'])
    await expect(
      app.request('schedule.set', { target: { kind: 'account', accountId }, rule: DAILY_11 as never }),
    ).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' })
  })

  it('keeps what is due when it is saved as it was, and begins anew with another rule', async () => {
    const { clock, look, network, schedule, set, target } = await createDue()
    network.isOnline = false
    clock.set(ELEVEN + HOUR)
    await look()
    expect(await set(target, DAILY_11)).toMatchObject({ nextDueAt: ELEVEN, waiting: 'offline' })
    const half = await set(target, { kind: 'hourly', minute: 30 })
    expect(half).toMatchObject({ nextDueAt: ELEVEN + HOUR + 30 * MINUTE, waiting: null })
    expect(await set(target, { kind: 'hourly', minute: 30 }, false)).toMatchObject({ nextDueAt: null, next: [] })
    expect(await set(target, null)).toMatchObject({ rule: null, isEnabled: false })
    expect((await schedule(target)).rule).toBeNull()
  })
})

describe('schedules of links', () => {
  it('check all groups that are due in one run', async () => {
    const stage = await createStage()
    const targets: ScheduleTarget[] = []
    for (const name of ['A', 'B', 'C']) {
      await stage.app.request('link.add', { name, url: `https://${name}.example.com/`, group: name })
    }
    const groups = (await stage.app.request('link.groups', {})).filter(({ name }) => name !== '')
    for (const { groupId, name } of groups) {
      const target: ScheduleTarget = { kind: 'link-group', groupId }
      targets.push(target)
      await stage.set(target, name === 'C' ? { kind: 'daily', time: '12:00' } : DAILY_11)
    }
    stage.clock.set(ELEVEN + MINUTE)
    await stage.look()
    const [run, ...others] = (await stage.app.request('run.list', { offset: 0, limit: 10 })).items
    expect(others).toEqual([])
    const due = groups.filter(({ name }) => name !== 'C').map(({ groupId }) => groupId)
    expect(run?.links?.scope).toMatchObject({ kind: 'groups' })
    const { schedules } = await stage.app.request('schedule.list', {})
    const started = schedules.filter(({ lastRunId }) => lastRunId === run?.runId)
    expect(started.map(({ target }) => (target.kind === 'link-group' ? target.groupId : '')).toSorted()).toEqual(
      due.toSorted(),
    )
  })

  it('let the due times of a group without links pass', async () => {
    const stage = await createStage()
    const target: ScheduleTarget = { kind: 'link-group', groupId: 'default' }
    await stage.set(target, DAILY_11)
    stage.clock.set(ELEVEN + MINUTE)
    await stage.look()
    expect(await stage.runs()).toEqual([])
    expect(await stage.schedule(target)).toMatchObject({ nextDueAt: ELEVEN + DAY, waiting: null, lastRunId: null })
    expect(stage.app.errors).toEqual([])
  })
})

describe('two processes on one data folder', () => {
  it('run a due time once', async () => {
    const dataDir = createTempFolder()
    const clock = createFakeClock(START)
    const first = await createStage({ dataDir, clock })
    const second = await createStage({ dataDir, clock })
    const { accountId } = await first.addCloud()
    await first.set(account(accountId), { kind: 'hourly', minute: 0 })
    for (let hour = 1; hour <= 5; hour += 1) {
      clock.set(START + hour * HOUR + MINUTE)
      await Promise.all([first.look(), second.look()])
      expect(await first.runs()).toHaveLength(hour)
      const mine = first.app.app.runs.activeRunIds.length === 1 ? first : second
      await mine.succeed()
    }
    expect(first.notices()).toEqual([])
    expect([...first.app.errors, ...second.app.errors]).toEqual([])
  })

  it('go on with a run at once that the other has left behind', async () => {
    const dataDir = createTempFolder()
    const clock = createFakeClock(START)
    const first = await createStage({ dataDir, clock })
    const { accountId } = await first.addCloud()
    await first.set(account(accountId), DAILY_11)
    clock.set(ELEVEN + MINUTE)
    await first.look()
    await first.app.stop()
    const second = await createStage({ dataDir, clock })
    await second.look()
    const [interrupted] = await second.runs()
    expect(await second.runs()).toMatchObject([
      { kind: 'scheduled', state: 'interrupted' },
      { kind: 'catch-up', retryOf: interrupted?.runId },
    ])
  })
})
