import {
  RUN_STAGES,
  type RunMetrics,
  type RunSample,
  type RunStage,
  type StageProgress,
} from '../../../shared/domain/run.ts'
import { all, get, prepare, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment } from '../sql.ts'
import { isRecord, readJson } from './json-column.ts'

/** What is written down of a run while it goes on. */
export interface RunNote {
  readonly progress: readonly StageProgress[]
  readonly metrics: RunMetrics
  /** Stand from `firstPosition` on; what stood there goes. */
  readonly samples: readonly RunSample[]
  readonly firstPosition: number
}

const COLUMNS = sqlFragment`at, active, queued, requests, retries, throttled, per_second AS perSecond, p95_ms AS p95Ms`

/** The course of a run's metrics, oldest first. */
export function listSamples(db: ReadDb, runId: string): RunSample[] {
  const query = sql`SELECT ${COLUMNS} FROM run_sample WHERE run_id = ${runId} ORDER BY position`
  return all<RunSample>(db, 'runCourse.samples', query)
}

/** The last sample of a run; null when there is none. */
export function lastSample(db: ReadDb, runId: string): RunSample | null {
  const query = sql`SELECT ${COLUMNS} FROM run_sample WHERE run_id = ${runId} ORDER BY position DESC LIMIT 1`
  return get<RunSample>(db, 'runCourse.last', query) ?? null
}

/** The counts of a run's stages as they were last written down; none for a run that does not exist. */
export function readProgress(db: ReadDb, runId: string): StageProgress[] {
  const query = sql`SELECT progress FROM run WHERE run_id = ${runId}`
  const row = get<{ progress: string }>(db, 'runCourse.progress', query)
  return row ? readJson(db, `run ${runId} progress`, row.progress, isProgressList) : []
}

/** Writes down how far a run is. The metrics of one that has ended are final and stay. */
export function putRunNote(db: WriteDb, runId: string, note: RunNote): void {
  const progress = JSON.stringify(note.progress)
  run(
    db,
    'runCourse.note',
    sql`UPDATE run SET progress = ${progress},
        metrics = ${sqlFragment`iif(state IN ('queued', 'running'), ${JSON.stringify(note.metrics)}, metrics)`}
      WHERE run_id = ${runId}`,
  )
  run(db, 'runCourse.forget', sql`DELETE FROM run_sample WHERE run_id = ${runId} AND position >= ${note.firstPosition}`)
  const insert = prepare<readonly (string | number)[]>(
    db,
    sql`INSERT INTO run_sample
        (run_id, position, at, active, queued, requests, retries, throttled, per_second, p95_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  note.samples.forEach((sample, index) => {
    const { at, active, queued, requests, retries, throttled, perSecond, p95Ms } = sample
    const position = note.firstPosition + index
    insert.run(runId, position, at, active, queued, requests, retries, throttled, perSecond, p95Ms)
  })
}

function isProgressList(value: unknown): value is StageProgress[] {
  return Array.isArray(value) && value.every(isProgress)
}

function isProgress(value: unknown): value is StageProgress {
  return (
    isRecord(value) &&
    RUN_STAGES.includes(value['stage'] as RunStage) &&
    Number.isFinite(value['done']) &&
    (value['total'] === null || Number.isFinite(value['total'])) &&
    Number.isFinite(value['failed'])
  )
}
