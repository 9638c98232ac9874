import { vi } from 'vitest'
import type { Account } from '../../../../../src/shared/domain/account.ts'
import { NO_METRICS, type LogLevel, type Run, type StoredLogLine } from '../../../../../src/shared/domain/run.ts'
import type { RunSnapshot } from '../../../../../src/shared/ipc/run.ts'
import { anAccount as baseAccount, aRun as baseRun } from '../../../../support/renderer-builders.ts'
import type { FakeAnswers } from '../../../../support/renderer.tsx'

export const NINE = Date.UTC(2026, 10, 20, 1)

/** An account with a complete picture of 9 o'clock in Beijing. */
export function anAccount(parts: Partial<Account> = {}): Account {
  return baseAccount({ name: '生产账号', lastComplete: { runId: 'r0', at: NINE, count: 2314 }, ...parts })
}

/** A complete sync of 2,314 items that took twenty seconds. */
export function aRun(parts: Partial<Run> = {}): Run {
  return baseRun({
    account: '生产账号',
    startedAt: NINE,
    endedAt: NINE + 20_000,
    metrics: { ...NO_METRICS, requests: 120, meanMs: 80, p95Ms: 210, perSecond: 6 },
    added: 3,
    changed: 12,
    unchanged: 2298,
    gone: 1,
    expired: 42,
    expiringIn7Days: 59,
    expiringIn15Days: 231,
    expiringIn30Days: 694,
    ...parts,
  })
}

/** A sync that is going on. */
export const runningRun: Run = aRun({
  runId: 'r2',
  state: 'running',
  endedAt: null,
  metrics: NO_METRICS,
  fetched: 0,
  reportedTotal: null,
  complete: false,
})

export function aSnapshot(run: Run, parts: Partial<RunSnapshot> = {}): RunSnapshot {
  return { run, isLive: run.endedAt === null, progress: [], metrics: run.metrics, samples: [], lastSeq: 0, ...parts }
}

const LEVELS: readonly LogLevel[] = ['info', 'debug', 'warn', 'error']

export function aLine(seq: number, parts: Partial<StoredLogLine> = {}): StoredLogLine {
  const level = LEVELS[seq % 4] ?? 'info'
  return { seq, at: NINE + seq * 1000, level, stage: 'list', code: 'demo.page', params: { rows: seq }, ...parts }
}

/** A core that has these accounts, runs and log lines. */
export function coreOf({
  accounts = [anAccount()],
  runs = [aRun()],
  lines = [],
  snapshots = {},
}: {
  readonly accounts?: readonly Account[]
  readonly runs?: readonly Run[]
  readonly lines?: readonly StoredLogLine[]
  readonly snapshots?: Readonly<Record<string, Partial<RunSnapshot>>>
} = {}): FakeAnswers {
  return {
    'account.list': accounts,
    'run.latest': accounts.flatMap(({ accountId }) => runs.find((run) => run.accountId === accountId) ?? []),
    'run.list': ({ accountId, offset = 0, limit = 100 }) => {
      const found = runs.filter((run) => !accountId || run.accountId === accountId)
      return { total: found.length, items: found.slice(offset, offset + limit) }
    },
    'run.get': ({ runId }) => {
      const run = runs.find((one) => one.runId === runId)
      if (!run) throw Object.assign(new Error(), { body: { code: 'RUN_NOT_FOUND', params: { run: runId }, raw: null } })
      return aSnapshot(run, { lastSeq: lines.length, ...snapshots[runId] })
    },
    'run.log': ({ afterSeq = 0, limit = 500, levels }) => {
      const found = lines.filter(({ seq, level }) => seq > afterSeq && (!levels || levels.includes(level)))
      return { lines: found.slice(0, limit), hasMore: found.length > limit }
    },
  }
}

/** Gives every element a size, which jsdom has not, so that virtual lists draw rows; undone after each test. */
export function giveSizes(heightPx = 440, widthPx = 800): void {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(heightPx)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(widthPx)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(heightPx)
}
