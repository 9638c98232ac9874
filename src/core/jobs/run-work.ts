import type { LogLine, Run, RunMetrics } from '../../shared/domain/run.ts'
import type { KnownHashes } from '../../shared/worker/fact-rows.ts'
import type { RunReport, WorkerJob } from '../../shared/worker/frames.ts'

/** A log line of a run's end, before it has a time. */
export type LogEntry = Omit<LogLine, 'at'>

/** How a run stands when its last facts are stored. */
export interface CommitState {
  readonly metrics: RunMetrics
  readonly warnings: number
  /** 1 asks the commit to roll back. */
  readonly cancelFlag: SharedArrayBuffer
}

/** What the worker's word that it has done everything leads to. */
export interface RunEnding {
  /** Said before; null when there is nothing to wait for. */
  readonly before: LogEntry | null
  /** Ends the run in the database; null when it was cancelled. DB_BUSY is tried again. */
  commit(state: CommitState): Promise<Run | null>
  /** Said once it has ended. */
  after(ended: Run): LogEntry
}

/**
 * What one run does that another kind of run does not: where its job comes from, where its facts go, how it ends, and
 * which codes its log uses (`sync.started`, `links.cancelled`, …).
 */
export interface RunWork {
  readonly area: 'sync' | 'links'
  /** Said as it begins; null when `prepare` says more. */
  readonly started: LogEntry | null
  /** Makes room for facts; answers what the worker may call unchanged, null when it may not. */
  open(): Promise<KnownHashes | null>
  /** Reads settings and secrets at the last moment. */
  prepare(row: Run): Promise<WorkerJob>
  /** Stores the facts of a report; null when it brings none. */
  store(report: RunReport): Promise<unknown> | null
  /** null when the report is not the worker's word that all is done. */
  toEnding(report: RunReport): RunEnding | null
  /** True where each fact is one of its own: those that have come are stored also when the run ends before its time. */
  readonly keepsFacts: boolean
  /** Throws away what only a commit would have made lasting. */
  discard(): Promise<unknown>
  /** Tells windows what has changed with the run's end. */
  announceEnd(hasPicture: boolean): void
}
