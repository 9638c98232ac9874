import type { AccountPolicy } from '../../../shared/domain/account.ts'
import type { ItemKind, ProviderId } from '../../../shared/domain/item.ts'
import type { DecisionKind } from '../../../shared/domain/review.ts'
import { all, get, type ReadDb } from '../connection.ts'
import { sql, sqlId, sqlJoin } from '../sql.ts'
import { isAccountPolicy } from './account.ts'
import { FACT_COLUMNS, type StoredFacts } from './item-columns.ts'
import { readJson } from './json-column.ts'

/** One item with everything that a picture of the list is made of; what people said is as it is stored. */
export interface PictureRow {
  readonly itemKey: number
  readonly itemId: string
  readonly accountId: string
  readonly kind: ItemKind
  readonly facts: StoredFacts
  readonly tags: string | null
  readonly tagProductLine: string | null
  readonly price: string | null
  readonly currency: string | null
  readonly priceMonths: number | null
  readonly priceSource: string | null
  readonly isActive: boolean
  readonly expiresOn: number | null
  readonly actByAt: number | null
  readonly firstSeenAt: number
  readonly unaskedRenewalAt: number | null
  readonly unaskedRenewalFor: number | null
  readonly owner: string | null
  readonly reason: string | null
  readonly decision: DecisionKind
  readonly decidedForExpiresAt: number | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedForExpiresAt: number | null
}

/** An account as a picture needs it; `provider` and `policy` are null for the built-in one, whose name is `''`. */
export interface PictureAccount {
  readonly accountId: string
  readonly name: string
  readonly provider: ProviderId | null
  readonly policy: AccountPolicy | null
  readonly lastCompleteAt: number | null
}

type Row = Readonly<Record<string, string | number | null>>

const COLUMNS = sqlJoin([
  ...FACT_COLUMNS.map(({ column }) => sqlId(`i.${column}`)),
  sql`i.item_key, i.item_id, i.account_id, i.kind, i.tags, i.tag_product_line, i.price, i.currency, i.price_months,
    i.price_source, i.is_active, i.expires_on, i.act_by_at, i.first_seen_at, i.unasked_renewal_at, i.unasked_renewal_for,
    r.owner, r.reason, r.decision, r.decided_for_expires_at, r.acknowledged_at, r.acknowledged_for_expires_at`,
])

/** The next items after a key, by key. */
export function readPictureRows(db: ReadDb, afterKey: number, limit: number): PictureRow[] {
  return all<Row>(
    db,
    'picture.rows',
    sql`SELECT ${COLUMNS} FROM item i LEFT JOIN item_review r ON r.item_key = i.item_key
      WHERE i.item_key > ${afterKey} ORDER BY i.item_key LIMIT ${limit}`,
  ).map(toRow)
}

/** These items; one that no longer exists is missing. */
export function readPictureRowsByKey(db: ReadDb, itemKeys: readonly number[]): PictureRow[] {
  return all<Row>(
    db,
    'picture.byKey',
    sql`SELECT ${COLUMNS} FROM json_each(${JSON.stringify(itemKeys)}) wanted
      CROSS JOIN item i ON i.item_key = wanted.value LEFT JOIN item_review r ON r.item_key = i.item_key`,
  ).map(toRow)
}

function toRow(row: Row): PictureRow {
  const text = (column: string) => row[column] as string | null
  const number = (column: string) => row[column] as number | null
  return {
    itemKey: row['item_key'] as number,
    itemId: row['item_id'] as string,
    accountId: row['account_id'] as string,
    kind: row['kind'] as ItemKind,
    facts: FACT_COLUMNS.map(({ column }) => row[column] as string | number | null),
    tags: text('tags'),
    tagProductLine: text('tag_product_line'),
    price: text('price'),
    currency: text('currency'),
    priceMonths: number('price_months'),
    priceSource: text('price_source'),
    isActive: row['is_active'] === 1,
    expiresOn: number('expires_on'),
    actByAt: number('act_by_at'),
    firstSeenAt: row['first_seen_at'] as number,
    unaskedRenewalAt: number('unasked_renewal_at'),
    unaskedRenewalFor: number('unasked_renewal_for'),
    owner: text('owner'),
    reason: text('reason'),
    decision: (row['decision'] ?? 'undecided') as DecisionKind,
    decidedForExpiresAt: number('decided_for_expires_at'),
    acknowledgedAt: number('acknowledged_at'),
    acknowledgedForExpiresAt: number('acknowledged_for_expires_at'),
  }
}

/** The number of all items, gone ones included. */
export function countPictureRows(db: ReadDb): number {
  return get<{ rows: number }>(db, 'picture.count', sql`SELECT count(*) AS rows FROM item`)?.rows ?? 0
}

/** A value as SQLite keeps it. */
export type PictureCell = string | number | null

/** Some items column by column, by the names of the table. */
export interface PictureColumns {
  readonly rows: number
  readonly lastKey: number
  column(name: string): readonly PictureCell[]
}

const ITEM_NAMES = [
  'item_id',
  'account_id',
  'kind',
  'tags',
  'tag_product_line',
  'price',
  'currency',
  'price_months',
  'price_source',
  'is_active',
  'expires_on',
  'act_by_at',
  'unasked_renewal_at',
  'unasked_renewal_for',
]
const REVIEW_NAMES = [
  'owner',
  'reason',
  'decision',
  'decided_for_expires_at',
  'acknowledged_at',
  'acknowledged_for_expires_at',
]
const OWN_COLUMNS = [
  ...[...FACT_COLUMNS.map(({ column }) => column), ...ITEM_NAMES].map((name) => [name, sqlId(`i.${name}`)] as const),
  ...REVIEW_NAMES.map((name) => [name, sqlId(`r.${name}`)] as const),
]
const OWN_NAMES = sqlJoin([sql`i.item_key`, ...OWN_COLUMNS.map(([, column]) => column)])
const OWN_LISTS = sqlJoin(OWN_COLUMNS.map(([name]) => sql`json_group_array(${sqlId(name)}) AS ${sqlId(name)}`))

/** The same as `readPictureRows` for whoever goes through all items: one text per column, not one object per row. */
export function readPictureColumns(db: ReadDb, afterKey: number, limit: number): PictureColumns {
  const row = get<Record<string, string> & { rows: number; last: number | null }>(
    db,
    'picture.columns',
    sql`SELECT count(*) AS rows, max(item_key) AS last, ${OWN_LISTS} FROM (
        SELECT ${OWN_NAMES} FROM item i LEFT JOIN item_review r ON r.item_key = i.item_key
        WHERE i.item_key > ${afterKey} ORDER BY i.item_key LIMIT ${limit})`,
  )
  if (!row) throw new Error('an aggregate without a row')
  const parsed = new Map<string, readonly PictureCell[]>()
  return {
    rows: row.rows,
    lastKey: row.last ?? afterKey,
    column(name) {
      let cells = parsed.get(name)
      if (!cells) {
        cells = JSON.parse(row[name] as string) as PictureCell[]
        parsed.set(name, cells)
      }
      return cells
    },
  }
}

interface AccountRow {
  readonly account_id: string
  readonly name: string
  readonly provider: string
  readonly policy: string
  readonly last_complete_at: number | null
}

/** All accounts, the built-in one included, by id. */
export function listPictureAccounts(db: ReadDb): Map<string, PictureAccount> {
  const rows = all<AccountRow>(
    db,
    'picture.accounts',
    sql`SELECT account_id, name, provider, policy, last_complete_at FROM account ORDER BY account_id`,
  )
  return new Map(
    rows.map((row) => {
      const isOwn = row.provider === 'none'
      const account: PictureAccount = {
        accountId: row.account_id,
        name: row.name,
        provider: isOwn ? null : (row.provider as ProviderId),
        policy: isOwn ? null : readJson(db, `account ${row.account_id} policy`, row.policy, isAccountPolicy),
        lastCompleteAt: row.last_complete_at,
      }
      return [row.account_id, account]
    }),
  )
}

/** How far the logs reach; tells what has been written after a frozen picture. */
export interface PictureStamp {
  readonly lastItemKey: number
  readonly lastChangeId: number
  readonly lastReviewChangeId: number
  readonly businessZone: string
  /** Ids of the accounts, the built-in one included. While all of them exist, no number above was given away twice. */
  readonly accountIds: readonly string[]
}

export function readPictureStamp(db: ReadDb, businessZone: string): PictureStamp {
  const row = get<Pick<PictureStamp, 'lastItemKey' | 'lastChangeId' | 'lastReviewChangeId'>>(
    db,
    'picture.stamp',
    sql`SELECT (SELECT coalesce(max(item_key), 0) FROM item) AS lastItemKey,
        (SELECT coalesce(max(change_id), 0) FROM item_change) AS lastChangeId,
        (SELECT coalesce(max(change_id), 0) FROM item_review_change) AS lastReviewChangeId`,
  )
  if (!row) throw new Error('a query without a condition answers one row')
  return { ...row, businessZone, accountIds: [...listPictureAccounts(db).keys()] }
}
