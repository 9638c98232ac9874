import { APP_ERROR_CODES, AppError } from '../../../shared/domain/app-error.ts'
import {
  MAX_ERROR_TEXT,
  NO_METRICS,
  RUN_KINDS,
  RUN_STATES,
  type Run,
  type RunError,
  type RunKind,
  type RunMetrics,
  type RunState,
} from '../../../shared/domain/run.ts'
import { all, get, run as runSql, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment, sqlNothing } from '../sql.ts'
import { IS_REAL_ACCOUNT } from './account.ts'
import { readLinkFigures } from './link-run.ts'
import { isParams, isRecord, readJson, readOneOf } from './json-column.ts'

export interface RunRow {
  readonly run_id: string
  readonly account_id: string
  readonly account: string
  readonly kind: string
  readonly state: string
  readonly window_days: number | null
  readonly retry_of: string | null
  readonly started_at: number
  readonly ended_at: number | null
  readonly fetched: number
  readonly reported_total: number | null
  readonly is_complete: 0 | 1
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly gone: number
  readonly expired: number
  readonly expiring_7: number
  readonly expiring_15: number
  readonly expiring_30: number
  readonly warnings: number
  readonly error: string | null
  readonly metrics: string
  readonly link_figures: string | null
}

export interface ActiveRunRow {
  readonly run_id: string
  readonly window_days: number | null
  readonly instance_id: string
}

export interface NewRun {
  readonly runId: string
  readonly accountId: string
  readonly kind: RunKind
  readonly windowDays: number | null
  readonly retryOf: string | null
  readonly instanceId: string
  readonly startedAt: number
}

export interface RunEnd {
  readonly state: RunState
  readonly error: RunError | null
  readonly metrics: RunMetrics
  readonly warnings: number
  readonly at: number
}

const COLUMNS = sqlFragment`
  run.run_id, run.account_id, account.name AS account, run.kind, run.state, run.window_days, run.retry_of,
  run.started_at, run.ended_at, run.fetched, run.reported_total, run.is_complete, run.added, run.changed, run.unchanged,
  run.gone, run.expired, run.expiring_7, run.expiring_15, run.expiring_30, run.warnings, run.error, run.metrics,
  run.link_figures`

/** Written as the partial index `run_active` has it, or SQLite does not use it. */
const IS_ACTIVE = sqlFragment`run.state IN ('queued', 'running')`

export const runQueries = {
  byId: (runId: string) => sql`SELECT ${COLUMNS} FROM run JOIN account USING (account_id) WHERE run.run_id = ${runId}`,
  page: (accountId: string | null, limit: number, offset: number) =>
    sql`SELECT ${COLUMNS} FROM run CROSS JOIN account USING (account_id)
        ${accountId === null ? sqlNothing : sqlFragment`WHERE run.account_id = ${accountId}`}
        ORDER BY run.started_at DESC, run.rowid DESC LIMIT ${limit} OFFSET ${offset}`,
  latest: () =>
    sql`SELECT ${COLUMNS} FROM account CROSS JOIN run ON run.run_id = (
        SELECT newest.run_id FROM run newest WHERE newest.account_id = account.account_id
        ORDER BY newest.started_at DESC, newest.rowid DESC LIMIT 1)
        ORDER BY account.name`,
  foreign: (instanceId: string, position: number) =>
    sql`SELECT run_id FROM run INDEXED BY run_active WHERE ${IS_ACTIVE} AND instance_id <> ${instanceId}
        UNION ALL SELECT run_id FROM run NOT INDEXED WHERE rowid > ${position} AND instance_id <> ${instanceId}`,
  newestPosition: () => sql`SELECT coalesce(max(rowid), 0) AS position FROM run`,
  count: (accountId: string | null) =>
    accountId === null
      ? sql`SELECT count(*) AS total FROM run`
      : sql`SELECT count(*) AS total FROM run WHERE account_id = ${accountId}`,
  activeOf: (accountId: string) =>
    sql`SELECT run_id, window_days, instance_id FROM run WHERE account_id = ${accountId} AND ${IS_ACTIVE}`,
  activeInstances: () => sql`SELECT DISTINCT instance_id FROM run INDEXED BY run_active WHERE ${IS_ACTIVE}`,
}

const NUMBERS = Object.keys(NO_METRICS)

function isRunMetrics(value: unknown): value is RunMetrics {
  return isRecord(value) && NUMBERS.every((key) => Number.isFinite(value[key]))
}

function isRunError(value: unknown): value is RunError {
  return (
    isRecord(value) &&
    (APP_ERROR_CODES as readonly unknown[]).includes(value['code']) &&
    isParams(value['params']) &&
    (value['raw'] === null || typeof value['raw'] === 'string')
  )
}

/** The text of a stored error; a provider's words are cut at MAX_ERROR_TEXT characters. */
export function toErrorText(error: RunError | null): string | null {
  if (error === null) return null
  const raw = error.raw === null ? null : [...error.raw].slice(0, MAX_ERROR_TEXT).join('')
  return JSON.stringify({ code: error.code, params: error.params, raw })
}

function toRun(db: ReadDb, row: RunRow): Run {
  const where = `run ${row.run_id}`
  return {
    runId: row.run_id,
    accountId: row.account_id,
    account: row.account,
    kind: readOneOf(db, `${where} kind`, row.kind, RUN_KINDS),
    state: readOneOf(db, `${where} state`, row.state, RUN_STATES),
    windowDays: row.window_days,
    retryOf: row.retry_of,
    error: row.error === null ? null : readJson(db, `${where} error`, row.error, isRunError),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    metrics: readJson(db, `${where} metrics`, row.metrics, isRunMetrics),
    fetched: row.fetched,
    reportedTotal: row.reported_total,
    complete: row.is_complete === 1,
    added: row.added,
    changed: row.changed,
    unchanged: row.unchanged,
    gone: row.gone,
    expired: row.expired,
    expiringIn7Days: row.expiring_7,
    expiringIn15Days: row.expiring_15,
    expiringIn30Days: row.expiring_30,
    warnings: row.warnings,
    links: row.link_figures === null ? null : readLinkFigures(db, row.run_id, row.link_figures),
  }
}

/** Throws RUN_NOT_FOUND. */
export function getRun(db: ReadDb, runId: string): Run {
  const row = get<RunRow>(db, 'run.byId', runQueries.byId(runId))
  if (!row) throw new AppError('RUN_NOT_FOUND', { run: runId })
  return toRun(db, row)
}

/** Newest first. */
export function listRuns(
  db: ReadDb,
  filter: { readonly accountId: string | null },
  page: { readonly offset: number; readonly limit: number },
): { total: number; items: Run[] } {
  const { accountId } = filter
  const total = get<{ total: number }>(db, 'run.count', runQueries.count(accountId))?.total ?? 0
  const rows = all<RunRow>(db, 'run.page', runQueries.page(accountId, page.limit, page.offset))
  return { total, items: rows.map((row) => toRun(db, row)) }
}

/** The newest run of each account that has one, the built-in one's included, by account name. */
export function listLatestRuns(db: ReadDb): Run[] {
  return all<RunRow>(db, 'run.latest', runQueries.latest()).map((row) => toRun(db, row))
}

/** The run of an account that is going on; null when there is none. */
export function findActiveRun(db: ReadDb, accountId: string): ActiveRunRow | null {
  return get<ActiveRunRow>(db, 'run.activeOf', runQueries.activeOf(accountId)) ?? null
}

/** Ids of the instances that active runs belong to, dead ones included. */
export function listActiveRunInstances(db: ReadDb): string[] {
  const rows = all<{ instance_id: string }>(db, 'run.activeInstances', runQueries.activeInstances())
  return rows.map((row) => row.instance_id)
}

/**
 * Runs of other instances that are going on or began after a position, and the position of the newest run. Positions may
 * be given again when an account goes; a position beyond the newest then counts as the newest.
 */
export function listForeignRuns(
  db: ReadDb,
  instanceId: string,
  position: number,
): { runIds: string[]; position: number } {
  const newest = get<{ position: number }>(db, 'run.newest', runQueries.newestPosition())?.position ?? 0
  const rows = all<{ run_id: string }>(db, 'run.foreign', runQueries.foreign(instanceId, Math.min(position, newest)))
  // A new run that is going on comes from both parts; a UNION would walk through all runs to find that out.
  return { runIds: [...new Set(rows.map((row) => row.run_id))], position: newest }
}

export function insertRun(db: WriteDb, run: NewRun): void {
  runSql(
    db,
    'run.insert',
    sql`INSERT INTO run (run_id, account_id, kind, state, window_days, retry_of, instance_id, started_at, metrics)
        VALUES (${run.runId}, ${run.accountId}, ${run.kind}, 'queued', ${run.windowDays}, ${run.retryOf},
          ${run.instanceId}, ${run.startedAt}, ${JSON.stringify(NO_METRICS)})`,
  )
}

/** True when the run was waiting and is now going on. */
export function markRunning(db: WriteDb, runId: string): boolean {
  return (
    runSql(db, 'run.begin', sql`UPDATE run SET state = 'running' WHERE run_id = ${runId} AND state = 'queued'`) === 1
  )
}

/** True when the run was active; one that has ended is left as it is. */
export function endRun(db: WriteDb, runId: string, end: RunEnd): boolean {
  const changes = runSql(
    db,
    'run.finish',
    sql`UPDATE run SET state = ${end.state}, error = ${toErrorText(end.error)}, metrics = ${JSON.stringify(end.metrics)},
          warnings = ${end.warnings}, ended_at = ${end.at}
        WHERE run_id = ${runId} AND ${IS_ACTIVE}`,
  )
  return changes === 1
}

/** Ends a run that has done all of its work; false when it has ended already. */
export function endSuccess(db: WriteDb, runId: string, end: Pick<RunEnd, 'metrics' | 'warnings' | 'at'>): boolean {
  return endRun(db, runId, { ...end, state: 'succeeded', error: null })
}

/** Ends the active runs of these instances; answers their ids. */
export function interruptRuns(db: WriteDb, instanceIds: readonly string[], at: number): string[] {
  const ids = JSON.stringify(instanceIds)
  const rows = all<{ run_id: string }>(
    db,
    'run.interrupt',
    sql`UPDATE run INDEXED BY run_active SET state = 'interrupted', ended_at = ${at}
        WHERE ${IS_ACTIVE} AND instance_id IN (SELECT value FROM json_each(${ids})) RETURNING run_id`,
  )
  return rows.map((row) => row.run_id)
}

/** Which sync of the account the next one is, counting from 0. Throws ACCOUNT_NOT_FOUND. */
export function getSyncOrdinal(db: ReadDb, accountId: string): number {
  const query = sql`SELECT sync_ordinal FROM account WHERE account_id = ${accountId} AND ${IS_REAL_ACCOUNT}`
  const row = get<{ sync_ordinal: number }>(db, 'run.ordinal', query)
  if (!row) throw new AppError('ACCOUNT_NOT_FOUND', { account: accountId })
  return row.sync_ordinal
}
