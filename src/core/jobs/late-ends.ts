import { isAppError } from '../../shared/domain/app-error.ts'
import type { WriteCommands, Writer } from '../db/write-commands.ts'

type RunEnd = WriteCommands['run.finish']['input']

/** How soon an end that could not be written down is tried again. */
const RETRY_AFTER_MS = 5000

/** Ends of runs that could not be written down, on a full disk mostly: their rows still say `running`. */
export interface LateEnds {
  add(end: RunEnd): void
  /** Writes down what is left; rejects when that still fails. */
  settle(): Promise<void>
  /** Tries no more by itself. */
  stop(): void
}

export interface LateEndsDeps {
  readonly writer: Writer
  /** The row says the truth again. */
  readonly onSettled: (runId: string) => void
  readonly onError: (error: unknown) => void
  readonly retryAfterMs?: number
}

/** Tries again by itself until nothing is left: otherwise a living process would block the account with a dead run. */
export function createLateEnds(deps: LateEndsDeps): LateEnds {
  const ends = new Map<string, RunEnd>()
  let timer: NodeJS.Timeout | null = null

  function schedule(): void {
    if (timer || ends.size === 0) return
    timer = setTimeout(() => {
      timer = null
      void settle().catch((error: unknown) => {
        deps.onError(error)
        // Nothing can be written any more; the next process finds the run and ends it.
        if (!isAppError(error) || error.code !== 'DB_LOST') schedule()
      })
    }, deps.retryAfterMs ?? RETRY_AFTER_MS)
    timer.unref()
  }

  async function settle(): Promise<void> {
    for (const [runId, end] of ends) {
      await deps.writer.call('run.finish', end)
      if (ends.delete(runId)) deps.onSettled(runId)
    }
  }

  return {
    add(end) {
      ends.set(end.runId, end)
      schedule()
    },
    settle,
    stop() {
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
