import { NO_METRICS, type Run, type RunMetrics, type StageProgress } from '../../shared/domain/run.ts'
import type { LogBuffer } from './log-buffer.ts'
import type { RunCourse, RunState } from './run-course.ts'
import type { RunWork } from './run-work.ts'

/** A run that this process carries out. */
export interface ActiveRun {
  readonly runId: string
  readonly accountId: string
  /** As it was created, for when the database cannot even be read any more. */
  readonly row: Run
  readonly logs: LogBuffer
  readonly course: RunCourse
  readonly work: RunWork
  readonly progress: Map<string, StageProgress>
  /** The commit looks at it between chunks; 1 rolls it back. */
  readonly cancelFlag: SharedArrayBuffer
  readonly ended: Promise<Run>
  settle(run: Run): void
  metrics: RunMetrics
  warnings: number
  progressTimer: NodeJS.Timeout | null
  /** The last of the writes that were asked for; facts are stored in the order in which they came. */
  tail: Promise<unknown>
  phase: 'working' | 'committing' | 'ending'
}

/** A run at its beginning; its course is made with a way to ask how far it is. */
export function createActiveRun(
  row: Run,
  logs: LogBuffer,
  createCourse: (state: () => RunState) => RunCourse,
  work: RunWork,
): ActiveRun {
  let settle: (run: Run) => void = () => {}
  const ended = new Promise<Run>((resolve) => (settle = resolve))
  const run: Omit<ActiveRun, 'course'> = {
    runId: row.runId,
    accountId: row.accountId,
    row,
    logs,
    work,
    progress: new Map(),
    cancelFlag: new SharedArrayBuffer(4),
    ended,
    settle,
    metrics: NO_METRICS,
    warnings: 0,
    progressTimer: null,
    tail: Promise.resolve(),
    phase: 'working',
  }
  return Object.assign(run, { course: createCourse(() => stateOf(run)) })
}

/** How far a run is. */
export function stateOf(run: Pick<ActiveRun, 'progress' | 'metrics'>): RunState {
  return { progress: [...run.progress.values()], metrics: run.metrics }
}

/** True once its end has begun; asked through a function because the phase changes while others wait. */
export function hasEnded(run: ActiveRun): boolean {
  return run.phase === 'ending'
}
