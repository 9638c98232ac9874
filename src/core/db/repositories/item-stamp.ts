import { LINKS_ACCOUNT_ID } from '../../../shared/domain/account.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { ProviderId } from '../../../shared/domain/item.ts'
import { all, get, pragma, type ReadDb } from '../connection.ts'
import { sql, sqlFragment, sqlNothing, type SqlQuery } from '../sql.ts'
import { getSettings } from './setting.ts'

/** What the items of an account have in common. */
export interface StampAccount {
  readonly accountId: string
  readonly name: string
  /** null for the built-in account of certificates and domains, whose name is `''`. */
  readonly provider: ProviderId | null
  readonly policy: string
  readonly lastCompleteAt: number | null
  /** Rises with every commit of a sync, and whenever certificates or domains were measured. */
  readonly syncOrdinal: number
}

/**
 * Tells one committed picture of the items from another without looking at them. Every use case that writes items leaves
 * a trace here: a sync counts up its account's ordinal and fills the change log; a price and a review fill the history; a
 * removal takes an account away; zone, tag keys and policies are what derived columns follow.
 */
export interface ItemStamp {
  readonly accounts: readonly StampAccount[]
  readonly settings: Settings
  readonly items: number
  readonly lastItemKey: number
  readonly lastChangeId: number
  readonly lastReviewChangeId: number
  /** Number of people's layers and the sum of their instants, as text because it has many digits. */
  readonly reviews: string
  readonly lastReviewAt: number
}

/** Changes whenever another connection has committed anything, the writer's included. */
export function readDataVersion(db: ReadDb): number {
  return pragma(db, 'data_version') as number
}

/** Costs a fraction of a millisecond and does not grow with the number of items, but with that of reviewed ones. */
export function readItemStamp(db: ReadDb): ItemStamp {
  const accounts = all<StampAccount>(
    db,
    'stamp.accounts',
    sql`SELECT account_id AS accountId, name, nullif(provider, 'none') AS provider, policy, last_complete_at AS lastCompleteAt,
        sync_ordinal AS syncOrdinal FROM account ORDER BY account_id`,
  )
  const row = get<Omit<ItemStamp, 'accounts' | 'settings'>>(
    db,
    'stamp.items',
    sql`SELECT (SELECT count(*) FROM item) AS items,
        (SELECT coalesce(max(item_key), 0) FROM item) AS lastItemKey,
        (SELECT coalesce(max(change_id), 0) FROM item_change) AS lastChangeId,
        (SELECT coalesce(max(change_id), 0) FROM item_review_change) AS lastReviewChangeId,
        (SELECT count(*) || ' ' || coalesce(sum(updated_at), 0) FROM item_review) AS reviews,
        (SELECT coalesce(max(updated_at), 0) FROM item_review) AS lastReviewAt`,
  )
  if (!row) throw new Error('a query without a condition answers one row')
  return { accounts, settings: getSettings(db), ...row }
}

/** How the quotes of an account's items stand: they are the one thing that a sync changes without a line in its log. */
export interface QuoteStamp {
  readonly quoted: number
  readonly sum: number
}

/** The number of an account's quoted items and the sum of the instants, in a form that stays exact. */
export function readQuoteStamp(db: ReadDb, accountId: string): string {
  const row = get<{ stamp: string }>(
    db,
    'stamp.quotes',
    sql`SELECT count(*) || ' ' || coalesce(sum(priced_at), 0) AS stamp
      FROM item WHERE account_id = ${accountId} AND priced_at IS NOT NULL`,
  )
  return row?.stamp ?? ''
}

/** The number of certificates and domains and the sum of the instants for which they hold, in a form that stays exact. */
export function readMeasuredStamp(db: ReadDb): string {
  const row = get<{ stamp: string }>(
    db,
    'stamp.measured',
    sql`SELECT count(*) || ' ' || coalesce(sum(seen_at), 0) AS stamp FROM item WHERE account_id = ${LINKS_ACCOUNT_ID}`,
  )
  return row?.stamp ?? ''
}

/** Where to look for rows that may have changed since a stamp. */
export interface ChangedSince {
  readonly stamp: ItemStamp
  /** Accounts that have been synchronised since, each with the newest quote that was known. */
  readonly synced: readonly { readonly accountId: string; readonly lastPricedAt: number }[]
  /** Not null: certificates or domains were measured since this was the newest measurement. */
  readonly measuredSince: number | null
  readonly limit: number
}

/** Keys of items whose facts may have changed since, in no order; at most one more than `limit`. */
export function listChangedItems(db: ReadDb, { stamp, synced, measuredSince, limit }: ChangedSince): number[] {
  // That a measurement has found nothing new moves its instant only.
  const measured =
    measuredSince === null
      ? sqlNothing
      : sqlFragment`UNION SELECT item_key FROM item WHERE account_id = ${LINKS_ACCOUNT_ID} AND seen_at >= ${measuredSince}`
  const rows = all<{ item_key: number }>(
    db,
    'stamp.changed',
    sql`SELECT item_key FROM item WHERE item_key > ${stamp.lastItemKey}
      UNION SELECT item_key FROM item_change WHERE change_id > ${stamp.lastChangeId}
      UNION SELECT item_key FROM json_each(${JSON.stringify(synced)}) a
        CROSS JOIN item ON account_id = a.value ->> 'accountId' AND priced_at > a.value ->> 'lastPricedAt'
      ${measured}
      LIMIT ${limit + 1}`,
  )
  return rows.map((row) => row.item_key)
}

/** A line of the history of what people said. */
export interface EditLine {
  readonly item_key: number
  /** It is about the price, which stands in the item itself. */
  readonly is_price: 0 | 1
}

export const stampQueries = {
  strayLines: (afterId: number, lastId: number, lastReviewAt: number): SqlQuery =>
    sql`SELECT c.item_key, c.field IN ('price', 'priceMonths') AS is_price
      FROM item_review_change c LEFT JOIN item_review r ON r.item_key = c.item_key
      WHERE c.change_id > ${afterId} AND c.change_id <= ${lastId}
        AND (c.field IN ('price', 'priceMonths') OR (r.updated_at >= ${lastReviewAt}) IS NOT TRUE)`,
}

/** Of some lines of history those that are about a price, or whose layer was last changed before an instant. */
export function listStrayLines(
  db: ReadDb,
  {
    afterId,
    lastId,
    lastReviewAt,
  }: { readonly afterId: number; readonly lastId: number; readonly lastReviewAt: number },
): EditLine[] {
  return all(db, 'stamp.edits', stampQueries.strayLines(afterId, lastId, lastReviewAt))
}
