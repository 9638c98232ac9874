import type { KnownQuotes } from '../../../shared/worker/frames.ts'
import { all, get, prepare, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'

/** What is known of the prices of an account's resources when a sync begins. */
export interface KnownPrices extends Pick<KnownQuotes, 'stale' | 'byHand' | 'withMain'> {
  /** Resources with a quote of their own from `freshSince` or later. */
  readonly fresh: readonly string[]
}

/** A renewal that a sync has seen, as its change was recorded. */
export interface SeenRenewal {
  readonly resource_id: string
  readonly old_value: string
  readonly new_value: string
}

/** A resource that the provider has no quote for, as a sync was told. */
export interface StoredRefusal {
  readonly resourceId: string
  readonly code: string
  readonly refusedAt: number
}

/** A refusal of a resource whose price, if it has one, is older. */
export interface StandingRefusal {
  readonly code: string
  readonly refusedAt: number
  /** The expiry is another one by now. */
  readonly hasMoved: boolean
}

export const quoteQueries = {
  refusal: (itemId: string) =>
    sql`SELECT q.code, q.refused_at, q.expires_at IS NOT i.expires_at AS has_moved
      FROM item i CROSS JOIN quote_refusal q ON q.item_key = i.item_key
      WHERE i.item_id = ${itemId} AND i.is_active = 1 AND (i.priced_at IS NULL OR i.priced_at <= q.refused_at)`,
  prices: (accountId: string) =>
    sql`SELECT resource_id, priced_at, price_source, parent_resource_id FROM item
      WHERE account_id = ${accountId} AND is_active = 1 AND priced_at IS NOT NULL`,
  refused: (accountId: string, since: number) =>
    sql`SELECT i.resource_id, q.expires_at FROM quote_refusal q CROSS JOIN item i ON i.item_key = q.item_key
      WHERE i.account_id = ${accountId} AND q.refused_at >= ${since}`,
  renewals: (accountId: string) =>
    sql`SELECT i.resource_id, c.old_value, c.new_value
      FROM item_change c INDEXED BY item_change_renewed CROSS JOIN item i ON i.item_key = c.item_key
      WHERE c.kind = 'renewed' AND i.account_id = ${accountId} AND i.is_active = 1 AND c.old_value IS NOT NULL
        AND c.new_value IS NOT NULL
      ORDER BY c.item_key, c.change_id`,
}

/** Sorts the prices of an account by what they mean for its next quotes. */
export function readKnownPrices(db: ReadDb, accountId: string, freshSince: number): KnownPrices {
  const rows = all<{
    resource_id: string
    priced_at: number
    price_source: string | null
    parent_resource_id: string | null
  }>(db, 'quote.prices', quoteQueries.prices(accountId))
  const fresh: string[] = []
  const stale: (readonly [string, number])[] = []
  const byHand: string[] = []
  const withMain: (readonly [string, string])[] = []
  for (const { resource_id: id, priced_at: at, price_source: source, parent_resource_id: main } of rows) {
    if (source === 'typed' || source === 'imported') byHand.push(id)
    else if (source === 'with-main') {
      if (main !== null) withMain.push([id, main])
    } else if (at >= freshSince) fresh.push(id)
    else stale.push([id, at])
  }
  return { fresh, stale, byHand, withMain }
}

/** Resources that were refused a quote since an instant, with the expiry that they had then. */
export function listRefusedQuotes(db: ReadDb, accountId: string, since: number): (readonly [string, number | null])[] {
  const rows = all<{ resource_id: string; expires_at: number | null }>(
    db,
    'quote.refused',
    quoteQueries.refused(accountId, since),
  )
  return rows.map((row) => [row.resource_id, row.expires_at])
}

/** Why an active item has no quote since its last price; null when it was not refused one. */
export function getStandingRefusal(db: ReadDb, itemId: string): StandingRefusal | null {
  const row = get<{ code: string; refused_at: number; has_moved: number }>(
    db,
    'quote.refusal',
    quoteQueries.refusal(itemId),
  )
  return row ? { code: row.code, refusedAt: row.refused_at, hasMoved: row.has_moved === 1 } : null
}

/** Renewals of an account's active resources that were seen, those of one resource from the first to the last. */
export function listSeenRenewals(db: ReadDb, accountId: string): SeenRenewal[] {
  return all<SeenRenewal>(db, 'quote.renewals', quoteQueries.renewals(accountId))
}

/** Keeps refusals of a sync, and forgets those of resources that have been quoted since. */
export function putRefusedQuotes(db: WriteDb, accountId: string, refusals: readonly StoredRefusal[]): void {
  const put = prepare<[string, number, string, string]>(
    db,
    sql`INSERT OR REPLACE INTO quote_refusal (item_key, code, expires_at, refused_at)
      SELECT item_key, ?, expires_at, ? FROM item WHERE account_id = ? AND resource_id = ?`,
  )
  for (const { resourceId, code, refusedAt } of refusals) put.run(code, refusedAt, accountId, resourceId)
  run(
    db,
    'quote.forgetRefusals',
    sql`DELETE FROM quote_refusal WHERE EXISTS (
        SELECT 1 FROM item i WHERE i.item_key = quote_refusal.item_key AND i.priced_at > quote_refusal.refused_at)`,
  )
}
