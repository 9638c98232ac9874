import type { AppErrorCode } from './app-error.ts'
import type { LinkRunFigures } from './link.ts'

export const RUN_KINDS = ['manual', 'scheduled', 'catch-up', 'import'] as const
export type RunKind = (typeof RUN_KINDS)[number]

/** Terminal states never reopen; a retry is a new run. */
export const RUN_STATES = [
  'queued',
  'running',
  'succeeded',
  'incomplete',
  'failed',
  'cancelled',
  'interrupted',
] as const
export type RunState = (typeof RUN_STATES)[number]

/** True while the run may still change. */
export function isActiveRun(state: RunState): boolean {
  return state === 'queued' || state === 'running'
}

/** What went wrong, as stored with a run; the sentence is made from code and params in the reader's language. */
export interface RunError {
  readonly code: AppErrorCode
  readonly params: Readonly<Record<string, string | number>>
  /** The provider's own code and words, secrets removed; null when there are none. */
  readonly raw: string | null
}

/** Longest error text that is stored or shown with a run, in characters. */
export const MAX_ERROR_TEXT = 500

/** Counters of one run's requests; latencies in milliseconds over answered requests. */
export interface RunMetrics {
  readonly requests: number
  readonly retries: number
  /** Answers that said "too many requests". */
  readonly throttled: number
  readonly timeouts: number
  readonly errors: number
  readonly meanMs: number
  readonly p95Ms: number
  /** Requests in flight and waiting when the sample was taken; 0 at the end. */
  readonly active: number
  readonly queued: number
  /** Answered requests per second since the run began. */
  readonly perSecond: number
}

export const NO_METRICS: RunMetrics = {
  requests: 0,
  retries: 0,
  throttled: 0,
  timeouts: 0,
  errors: 0,
  meanMs: 0,
  p95Ms: 0,
  active: 0,
  queued: 0,
  perSecond: 0,
}

/** The metrics of one moment of a run; `at` is epoch ms. */
export interface RunSample {
  readonly at: number
  readonly active: number
  readonly queued: number
  readonly requests: number
  readonly retries: number
  readonly throttled: number
  readonly perSecond: number
  readonly p95Ms: number
}

/** Samples kept of one run; a longer run keeps them further apart. */
export const MAX_SAMPLES = 240

/** The figures of a finished sync. The 7, 15 and 30 day counts are cumulative and leave out what has expired. */
export interface RunFigures {
  readonly fetched: number
  readonly reportedTotal: number | null
  readonly complete: boolean
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly gone: number
  readonly expired: number
  readonly expiringIn7Days: number
  readonly expiringIn15Days: number
  readonly expiringIn30Days: number
  readonly warnings: number
}

export interface Run extends RunFigures {
  readonly runId: string
  readonly accountId: string
  readonly account: string
  readonly kind: RunKind
  readonly state: RunState
  /** Only items expiring within this many days were asked for; null means all. */
  readonly windowDays: number | null
  readonly retryOf: string | null
  readonly error: RunError | null
  readonly startedAt: number
  readonly endedAt: number | null
  readonly metrics: RunMetrics
  /** Not null: a run over links. Its account is the built-in one, and of the figures above only `warnings` counts. */
  readonly links: LinkRunFigures | null
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Steps of a sync, then those of a run over links, each in the order in which they begin. */
export const RUN_STAGES = [
  'connect',
  'list',
  'tags',
  'projects',
  'prices',
  'store',
  'commit',
  'links',
  'retry',
  'certificates',
  'domains',
] as const
export type RunStage = (typeof RUN_STAGES)[number]

/** One line of a run's log: `code` is a key below `log.` in the texts, `params` fills it. */
export interface LogLine {
  readonly at: number
  readonly level: LogLevel
  readonly stage: RunStage
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

/** A stored log line; `seq` counts from 1 within the run, without gaps. */
export interface StoredLogLine extends LogLine {
  readonly seq: number
}

/** Absolute counts of one stage; `total` null means that nobody knows yet. */
export interface StageProgress {
  readonly stage: RunStage
  readonly done: number
  readonly total: number | null
  readonly failed: number
}
