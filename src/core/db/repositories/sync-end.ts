import type { RunFigures, RunMetrics, RunState } from '../../../shared/domain/run.ts'
import { all, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'

export interface SyncEnd {
  readonly runId: string
  readonly state: Extract<RunState, 'succeeded' | 'incomplete'>
  readonly figures: RunFigures
  readonly metrics: RunMetrics
  readonly at: number
}

export const figureQueries = {
  activeByDay: (accountId: string) =>
    sql`SELECT expires_on, count(*) AS items FROM item WHERE account_id = ${accountId} AND is_active = 1
      GROUP BY expires_on`,
}

/** Number of active items of an account by the day of their expiry. */
export function countActiveByDay(db: ReadDb, accountId: string): { expires_on: number | null; items: number }[] {
  return all(db, 'item.activeByDay', figureQueries.activeByDay(accountId))
}

/** Ends a run with its figures; false when it has ended already. */
export function endSyncRun(db: WriteDb, end: SyncEnd): boolean {
  const { runId, state, figures, metrics, at } = end
  const changes = run(
    db,
    'run.endSync',
    sql`UPDATE run SET state = ${state}, ended_at = ${at}, error = NULL, metrics = ${JSON.stringify(metrics)},
        fetched = ${figures.fetched}, reported_total = ${figures.reportedTotal}, is_complete = ${figures.complete},
        added = ${figures.added}, changed = ${figures.changed}, unchanged = ${figures.unchanged}, gone = ${figures.gone},
        expired = ${figures.expired}, expiring_7 = ${figures.expiringIn7Days}, expiring_15 = ${figures.expiringIn15Days},
        expiring_30 = ${figures.expiringIn30Days}, warnings = ${figures.warnings}
      WHERE run_id = ${runId} AND state IN ('queued', 'running')`,
  )
  return changes === 1
}

/** Counts a sync that has left a picture. */
export function countSync(db: WriteDb, accountId: string): void {
  run(db, 'account.countSync', sql`UPDATE account SET sync_ordinal = sync_ordinal + 1 WHERE account_id = ${accountId}`)
}

/** Notes the last proven complete picture of an account. */
export function setLastComplete(
  db: WriteDb,
  accountId: string,
  picture: { readonly runId: string; readonly at: number; readonly count: number },
): void {
  run(
    db,
    'account.setLastComplete',
    sql`UPDATE account SET last_complete_run_id = ${picture.runId}, last_complete_at = ${picture.at},
      last_complete_count = ${picture.count} WHERE account_id = ${accountId}`,
  )
}
