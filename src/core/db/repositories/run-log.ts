import { LOG_LEVELS, RUN_STAGES, type LogLevel, type StoredLogLine } from '../../../shared/domain/run.ts'
import { all, get, prepare, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment, sqlJoin, sqlNothing } from '../sql.ts'
import { isParams, readJson, readOneOf } from './json-column.ts'

interface LogRow {
  readonly seq: number
  readonly at: number
  readonly level: string
  readonly stage: string
  readonly code: string
  readonly params: string
}

export interface LogQuery {
  readonly runId: string
  /** Only lines behind this one; 0 reads from the beginning. */
  readonly afterSeq: number
  /** null: all levels. An empty list matches nothing. */
  readonly levels: readonly LogLevel[] | null
  readonly limit: number
}

/** The query behind `readRunLog`. */
export function runLogQuery({ runId, afterSeq, levels, limit }: LogQuery) {
  const filter =
    levels === null
      ? sqlNothing
      : levels.length === 0
        ? sqlFragment`AND false`
        : sqlFragment`AND level IN (${sqlJoin(levels)})`
  return sql`SELECT seq, at, level, stage, code, params FROM run_log
    WHERE run_id = ${runId} AND seq > ${afterSeq} ${filter} ORDER BY seq LIMIT ${limit}`
}

/** Lines of a run's log in order; a run that does not exist has none. */
export function readRunLog(db: ReadDb, query: LogQuery): StoredLogLine[] {
  return all<LogRow>(db, 'runLog.read', runLogQuery(query)).map((row) => {
    const where = `log line ${query.runId}/${row.seq}`
    return {
      seq: row.seq,
      at: row.at,
      level: readOneOf(db, where, row.level, LOG_LEVELS),
      stage: readOneOf(db, where, row.stage, RUN_STAGES),
      code: row.code,
      params: readJson(db, where, row.params, isParams),
    }
  })
}

/** The number of a run's last line; 0 when it has none. */
export function lastLogSeq(db: ReadDb, runId: string): number {
  const query = sql`SELECT max(seq) AS seq FROM run_log WHERE run_id = ${runId}`
  return get<{ seq: number | null }>(db, 'runLog.last', query)?.seq ?? 0
}

export function insertLogLines(db: WriteDb, runId: string, lines: readonly StoredLogLine[]): void {
  const insert = prepare<[string, number, number, string, string, string, string]>(
    db,
    sql`INSERT INTO run_log (run_id, seq, at, level, stage, code, params) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const { seq, at, level, stage, code, params } of lines) {
    insert.run(runId, seq, at, level, stage, code, JSON.stringify(params))
  }
}
