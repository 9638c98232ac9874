import { z } from 'zod'
import {
  LOG_LEVELS,
  RUN_KINDS,
  type Run,
  type StageProgress,
  type RunMetrics,
  type RunSample,
  type StoredLogLine,
} from '../domain/run.ts'
import { output, pageInput, route, text, type Page } from './route.ts'

/** What became of a wish to cancel; `elsewhere`: another process carries the run out. */
export type CancelOutcome = 'cancelled' | 'not-running' | 'timed-out' | 'elsewhere'

/** What is known of a run right now; `isLive` is false when it has ended or runs in another process. */
export interface RunSnapshot {
  readonly run: Run
  readonly isLive: boolean
  /** As last written down when the run has ended or another process carries it out. */
  readonly progress: readonly StageProgress[]
  readonly metrics: RunMetrics
  /** The course of the metrics, oldest first, at most MAX_SAMPLES; of ended runs too. */
  readonly samples: readonly RunSample[]
  /** The last stored log line; follow from here. */
  readonly lastSeq: number
}

export const runRoutes = {
  /** Answers at once. `isNew` false: an equal run was going on and has been joined. */
  'sync.start': route({
    input: z.strictObject({
      accountId: text(100),
      kind: z.enum(RUN_KINDS).default('manual'),
      windowDays: z.int().min(0).max(3650).nullable().default(null),
      retryOf: text(100).nullable().default(null),
    }),
    output: output<{ readonly runId: string; readonly isNew: boolean }>(),
  }),
  'run.cancel': route({
    input: z.strictObject({ runId: text(100) }),
    output: output<{ readonly outcome: CancelOutcome }>(),
  }),
  'run.get': route({ input: z.strictObject({ runId: text(100) }), output: output<RunSnapshot>() }),
  'run.list': route({
    input: z.strictObject({ accountId: text(100).nullable().default(null), ...pageInput }),
    output: output<Page<Run>>(),
  }),
  /** The newest run of each account that has one. */
  'run.latest': route({ input: z.strictObject({}), output: output<readonly Run[]>() }),
  'run.log': route({
    input: z.strictObject({
      runId: text(100),
      afterSeq: z.int().min(0).default(0),
      levels: z.array(z.enum(LOG_LEVELS)).nullable().default(null),
      limit: z.int().min(1).max(500).default(500),
    }),
    output: output<{ readonly lines: readonly StoredLogLine[]; readonly hasMore: boolean }>(),
  }),
  /** Closes the circuit that three deaths of the worker in a row have opened. */
  'worker.reset': route({ input: z.strictObject({}), output: output<null>() }),
}
