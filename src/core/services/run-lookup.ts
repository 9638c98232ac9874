import type { Run, StoredLogLine } from '../../shared/domain/run.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { RunSnapshot } from '../../shared/ipc/run.ts'
import type { ReadDb } from '../db/connection.ts'
import { getRun, listLatestRuns, listRuns } from '../db/repositories/run.ts'
import { listSamples, readProgress } from '../db/repositories/run-course.ts'
import { lastLogSeq, readRunLog } from '../db/repositories/run-log.ts'
import type { RunManager } from '../jobs/run-manager.ts'

export interface RunLookup {
  /** From memory while this process carries the run out, else from the database. */
  get(runId: string): RunSnapshot
  list(input: RouteParsed<'run.list'>): RouteOutput<'run.list'>
  latest(): readonly Run[]
  log(input: RouteParsed<'run.log'>): { lines: readonly StoredLogLine[]; hasMore: boolean }
}

/** What is known of runs. */
export function createRunLookup({ db, runs }: { readonly db: ReadDb; readonly runs: RunManager }): RunLookup {
  return {
    get(runId) {
      const run = getRun(db, runId)
      const live = runs.live(runId)
      if (live) return { run, isLive: true, ...live }
      return {
        run,
        isLive: false,
        progress: readProgress(db, runId),
        metrics: run.metrics,
        samples: listSamples(db, runId),
        lastSeq: lastLogSeq(db, runId),
      }
    },
    list: ({ accountId, offset, limit }) => listRuns(db, { accountId }, { offset, limit }),
    latest: () => listLatestRuns(db),
    log({ runId, afterSeq, levels, limit }) {
      getRun(db, runId)
      // One more than asked for tells whether there is more.
      const lines = readRunLog(db, { runId, afterSeq, levels, limit: limit + 1 })
      return { lines: lines.slice(0, limit), hasMore: lines.length > limit }
    },
  }
}
