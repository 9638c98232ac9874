import { isAppError } from '../../shared/domain/app-error.ts'
import type { ReadDb } from '../db/connection.ts'
import { getRun, listForeignRuns } from '../db/repositories/run.ts'
import { lastSample, readProgress } from '../db/repositories/run-course.ts'
import { readRunLog } from '../db/repositories/run-log.ts'
import type { ForeignRuns } from '../jobs/foreign-watch.ts'

/** Reads what other processes have written down of their runs. */
export function createForeignRuns(db: ReadDb, instanceId: string): ForeignRuns {
  return {
    since: (position) => listForeignRuns(db, instanceId, position),
    get(runId) {
      try {
        return getRun(db, runId)
      } catch (error) {
        // Gone with its account.
        if (isAppError(error) && error.code === 'RUN_NOT_FOUND') return null
        throw error
      }
    },
    log: (runId, afterSeq, limit) => readRunLog(db, { runId, afterSeq, levels: null, limit }),
    course: (runId) => ({ progress: readProgress(db, runId), sample: lastSample(db, runId) }),
  }
}
