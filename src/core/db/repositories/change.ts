import type { ChangeKind, ItemChange } from '../../../shared/domain/change.ts'
import { all, readTransaction, type ReadDb } from '../connection.ts'
import { sql, sqlFragment, sqlJoin, type SqlFragment, type SqlQuery } from '../sql.ts'
import { getRun } from './run.ts'

/** Conditions are joined by AND; an absent one lets everything pass. */
export interface ChangeFilter {
  /** Runs of the same account that began after that one. */
  readonly sinceRunId?: string | undefined
  /** From this instant on. */
  readonly sinceAt?: number | undefined
  readonly runId?: string | undefined
  /** An item's id or its provider's resource id; the latter may stand for items of several accounts. */
  readonly itemId?: string | undefined
  readonly accountId?: string | undefined
  readonly kinds?: readonly ChangeKind[] | undefined
}

export interface ChangePage {
  readonly total: number
  readonly items: readonly ItemChange[]
  /** Counts of all kinds under the other conditions: what choosing another kind would show. */
  readonly byKind: Readonly<Partial<Record<ChangeKind, number>>>
}

interface ChangeRow {
  readonly run_id: string
  readonly at: number
  readonly item_id: string
  readonly resource_id: string
  readonly resource_name: string
  readonly account: string
  readonly kind: ChangeKind
  readonly field: string | null
  readonly old_value: string | null
  readonly new_value: string | null
}

const AND = sqlFragment` AND `

/** Reads the change log with first appearances, which stand in the items themselves. Throws RUN_NOT_FOUND. */
export function queryChanges(
  db: ReadDb,
  filter: ChangeFilter,
  page: { readonly offset: number; readonly limit: number },
): ChangePage {
  return readTransaction(db, () => {
    const { kinds } = filter
    const counts = all<{ kind: ChangeKind; changes: number }>(db, 'change.kinds', changeQueries.byKind(db, filter))
    const rows = all<ChangeRow>(db, 'change.page', changeQueries.page(db, filter, page))
    let total = 0
    for (const { kind, changes } of counts) if (kinds === undefined || kinds.includes(kind)) total += changes
    return {
      total,
      items: rows.map(toChange),
      byKind: Object.fromEntries(counts.map(({ kind, changes }) => [kind, changes])),
    }
  })
}

function toChange(row: ChangeRow): ItemChange {
  return {
    runId: row.run_id,
    at: row.at,
    itemId: row.item_id,
    resourceId: row.resource_id,
    resourceName: row.resource_name,
    account: row.account,
    kind: row.kind,
    field: row.field,
    old: row.old_value,
    new: row.new_value,
  }
}

/** The statements, apart for tests of their plans. */
export const changeQueries = {
  byKind(db: ReadDb, filter: ChangeFilter): SqlQuery {
    const { recorded, appeared } = toSources(db, filter)
    return sql`SELECT kind, sum(changes) AS changes FROM (
        SELECT c.kind, count(*) AS changes ${recorded} GROUP BY c.kind
        UNION ALL SELECT 'appeared', count(*) ${appeared}
      ) GROUP BY kind HAVING sum(changes) > 0`
  },
  page(db: ReadDb, filter: ChangeFilter, { offset, limit }: { offset: number; limit: number }): SqlQuery {
    const { recorded, appeared } = toSources(db, filter)
    const kinds = filter.kinds ? JSON.stringify(filter.kinds) : null
    const ofKind = (kind: SqlFragment) =>
      kinds === null ? sqlFragment`` : sqlFragment` AND ${kind} IN (SELECT value FROM json_each(${kinds}))`
    // The page is cut from narrow rows; names are fetched for the rows of the page alone.
    return sql`SELECT page.run_id, page.at, i.item_id, i.resource_id, i.resource_name, a.name AS account, page.kind,
        page.field, page.old_value, iif(page.kind = 'appeared', i.resource_name, page.new_value) AS new_value
      FROM (
        SELECT c.run_id, c.at, c.item_key, c.kind, c.field, c.old_value, c.new_value, c.change_id AS position, 0 AS is_first
          ${recorded}${ofKind(sqlFragment`c.kind`)}
        UNION ALL
        SELECT i.first_run_id, i.first_seen_at, i.item_key, 'appeared', NULL, NULL, NULL, i.item_key, 1
          ${appeared}${ofKind(sqlFragment`'appeared'`)}
        ORDER BY at DESC, run_id, is_first, position LIMIT ${limit} OFFSET ${offset}
      ) page CROSS JOIN item i ON i.item_key = page.item_key CROSS JOIN account a ON a.account_id = i.account_id
      ORDER BY page.at DESC, page.run_id, page.is_first, page.position`
  },
}

/** FROM and WHERE of recorded changes and of first appearances. */
function toSources(db: ReadDb, filter: ChangeFilter): { recorded: SqlFragment; appeared: SqlFragment } {
  const recorded: SqlFragment[] = [sqlFragment`1`]
  const appeared: SqlFragment[] = [sqlFragment`1`]
  const { sinceAt, runId, sinceRunId, itemId, accountId } = filter
  if (sinceAt !== undefined) {
    recorded.push(sqlFragment`c.at >= ${sinceAt}`)
    appeared.push(sqlFragment`i.first_seen_at >= ${sinceAt}`)
  }
  if (runId !== undefined) {
    const { startedAt, endedAt } = getRun(db, runId)
    recorded.push(sqlFragment`c.run_id = ${runId}`)
    // The index is on the instant, which is small and rises; the run's span bounds the search.
    const [from, to] =
      endedAt === null ? [startedAt, Number.MAX_SAFE_INTEGER] : [startedAt, endedAt].toSorted((a, b) => a - b)
    appeared.push(
      sqlFragment`i.first_seen_at BETWEEN ${from as number} AND ${to as number} AND i.first_run_id = ${runId}`,
    )
  }
  if (sinceRunId !== undefined) {
    const run = getRun(db, sinceRunId)
    const later = sqlFragment`(SELECT later.run_id FROM run later WHERE later.account_id = ${run.accountId}
      AND (later.started_at, later.rowid) > (SELECT started_at, rowid FROM run WHERE run_id = ${sinceRunId}))`
    recorded.push(sqlFragment`c.run_id IN ${later}`)
    appeared.push(sqlFragment`i.account_id = ${run.accountId} AND i.first_run_id IN ${later}`)
  }
  if (itemId !== undefined) {
    const keys = sqlFragment`(SELECT item_key FROM item WHERE item_id = ${itemId} UNION
      SELECT o.item_key FROM account b CROSS JOIN item o ON o.account_id = b.account_id AND o.resource_id = ${itemId})`
    recorded.push(sqlFragment`c.item_key IN ${keys}`)
    appeared.push(sqlFragment`i.item_key IN ${keys}`)
  }
  if (accountId !== undefined) {
    recorded.push(sqlFragment`c.item_key IN (SELECT item_key FROM item WHERE account_id = ${accountId})`)
    appeared.push(sqlFragment`i.account_id = ${accountId}`)
  }
  return {
    recorded: sqlFragment`FROM item_change c WHERE ${sqlJoin(recorded, AND)}`,
    appeared: sqlFragment`FROM item i WHERE ${sqlJoin(appeared, AND)}`,
  }
}
