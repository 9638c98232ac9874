import { CHANGE_KINDS, type ChangeKind } from '../../../shared/domain/change.ts'
import type { RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import { all, get, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { readOneOf } from './json-column.ts'

/** What is due of some active items, column by column. */
export interface DueColumns {
  /** Days of expiry in the business zone, counted from 1970-01-01. */
  readonly expiresOn: readonly (number | null)[]
  readonly actByAt: readonly (number | null)[]
  readonly mode: readonly RenewalMode[]
  readonly amount: readonly (string | null)[]
  readonly currency: readonly (string | null)[]
  /** Where the next part begins; null behind the last. */
  readonly next: number | null
}

/** The last run of an account that has changed its picture. */
export interface ChangingRun {
  readonly accountId: string
  readonly account: string
  readonly runId: string
  readonly at: number
  readonly added: number
}

export const overviewQueries = {
  due: (after: number, rows: number) => sql`SELECT count(*) AS rows, max(item_key) AS last,
      json_group_array(expires_on) AS expiresOn, json_group_array(act_by_at) AS actByAt,
      json_group_array(renewal_mode) AS mode, json_group_array(price) AS amount, json_group_array(currency) AS currency
    FROM (SELECT item_key, expires_on, act_by_at, renewal_mode, price, currency FROM item NOT INDEXED
      WHERE item_key > ${after} AND is_active = 1 ORDER BY item_key LIMIT ${rows})`,
  lastChanges:
    () => sql`SELECT a.account_id AS accountId, a.name AS account, r.run_id AS runId, r.ended_at AS at, r.added
    FROM account a CROSS JOIN run r ON r.run_id = (
      SELECT run_id FROM run WHERE run.account_id = a.account_id AND run.state IN ('succeeded', 'incomplete')
        AND (run.added > 0 OR run.changed > 0 OR run.gone > 0)
      ORDER BY run.started_at DESC, run.rowid DESC LIMIT 1)
    ORDER BY a.name`,
  changes: (runId: string) =>
    sql`SELECT kind, count(*) AS changes FROM item_change WHERE run_id = ${runId} GROUP BY kind`,
}

type DueRow = Readonly<Record<Exclude<keyof DueColumns, 'next'>, string>> & {
  readonly rows: number
  readonly last: number | null
}

/** A part of the active items; `after` is 0 for the first part, then the `next` of the one before. */
export function readDueColumns(db: ReadDb, after: number, rows: number): DueColumns {
  // One text per column instead of one object per row: twice as fast.
  const row = get<DueRow>(db, 'overview.due', overviewQueries.due(after, rows))
  if (!row) throw new Error('an aggregate without a row')
  return {
    expiresOn: JSON.parse(row.expiresOn) as (number | null)[],
    actByAt: JSON.parse(row.actByAt) as (number | null)[],
    mode: JSON.parse(row.mode) as RenewalMode[],
    amount: JSON.parse(row.amount) as (string | null)[],
    currency: JSON.parse(row.currency) as (string | null)[],
    next: row.rows < rows ? null : row.last,
  }
}

/** By account name; an account without such a run is left out. */
export function listLastChanges(db: ReadDb): ChangingRun[] {
  return all<ChangingRun>(db, 'overview.lastChanges', overviewQueries.lastChanges())
}

/** What an ended run has changed, by kind. */
export function countChanges(
  db: ReadDb,
  { runId, added }: Pick<ChangingRun, 'runId' | 'added'>,
): Partial<Record<ChangeKind, number>> {
  const rows = all<{ kind: string; changes: number }>(db, 'overview.changes', overviewQueries.changes(runId))
  const byKind: Partial<Record<ChangeKind, number>> = added > 0 ? { appeared: added } : {}
  for (const { kind, changes } of rows) byKind[readOneOf(db, `change of ${runId}`, kind, CHANGE_KINDS)] = changes
  return byKind
}
