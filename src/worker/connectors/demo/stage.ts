import { setImmediate as yieldToEvents, setTimeout as sleep } from 'node:timers/promises'
import type { RunStage } from '../../../shared/domain/run.ts'
import type { ConnectorContext } from '../connector.ts'

/** Gathers the rows of one stage and sends them in batches, each one reported as progress. */
export interface Stage<Row> {
  add(row: Row): Promise<void>
  flush(): Promise<void>
  done(): number
}

/** Starts a stage: its total is known, nothing is done yet. `send` puts a batch of at most `batchRows` rows. */
export function createStage<Row>(options: {
  readonly stage: RunStage
  readonly total: number
  readonly batchRows: number
  readonly context: ConnectorContext
  send(rows: readonly Row[]): Promise<void>
}): Stage<Row> {
  const { stage, total, batchRows, context } = options
  let rows: Row[] = []
  let done = 0
  context.progress({ stage, done, total, failed: 0 })

  async function flush(): Promise<void> {
    if (rows.length === 0) return
    const batch = rows
    rows = []
    await options.send(batch)
    done += batch.length
    context.progress({ stage, done, total, failed: 0 })
  }

  return {
    async add(row) {
      rows.push(row)
      if (rows.length === batchRows) await flush()
    },
    flush,
    done: () => done,
  }
}

/** Lets frames come in, rests if asked to, and ends with the signal's reason when the run was cancelled. */
export async function breathe(signal: AbortSignal, waitMs: number): Promise<void> {
  signal.throwIfAborted()
  // An aborted timer rejects with an error of its own; the signal's reason is thrown below.
  if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {})
  else await yieldToEvents()
  signal.throwIfAborted()
}
