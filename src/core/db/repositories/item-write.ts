import type { ChangeKind } from '../../../shared/domain/change.ts'
import type { GoneCause, ItemKind } from '../../../shared/domain/item.ts'
import { all, prepare, type Prepared, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlId, sqlJoin } from '../sql.ts'
import { FACT_COLUMNS, type StoredFacts } from './item-columns.ts'

/** What a sync needs of a stored item to compare and rewrite it. */
export interface StoredItem {
  readonly itemKey: number
  readonly facts: StoredFacts
  readonly contentHash: string
  readonly tags: string | null
  readonly tagsHash: string | null
  readonly tagProductLine: string | null
  readonly tagEnv: string | null
  readonly tagName: string | null
  readonly searchText: string
  readonly price: string | null
  readonly currency: string | null
  readonly priceMonths: number | null
  readonly priceSource: string | null
  readonly pricedAt: number | null
  readonly actByAt: number | null
  readonly graceEndsAt: number | null
  readonly retentionEndsAt: number | null
  readonly isActive: boolean
  readonly goneAt: number | null
  readonly goneCause: GoneCause | null
  readonly seenAt: number
  /** When a renewal was seen that nobody had decided, and the expiry that it led to. */
  readonly unaskedRenewalAt: number | null
  readonly unaskedRenewalFor: number | null
}

/** What a sync writes into a row it has found changed. */
export interface ItemUpdate extends StoredItem {
  readonly expiresOn: number | null
}

export interface NewChange {
  readonly itemKey: number
  readonly kind: ChangeKind
  readonly field: string | null
  readonly old: string | null
  readonly new: string | null
}

const factColumns = sqlJoin(FACT_COLUMNS.map(({ column }) => sqlId(column)))

/** Stored items by key; a key that is gone from the table is missing in the answer. */
export function readStoredItems(db: ReadDb, itemKeys: readonly number[]): Map<number, StoredItem> {
  const rows = all<Record<string, string | number | null>>(
    db,
    'item.stored',
    sql`SELECT item_key, ${factColumns}, content_hash, tags, tags_hash, tag_product_line, tag_env, tag_name, search_text,
        price, currency, price_months, price_source, priced_at, act_by_at, grace_ends_at, retention_ends_at, is_active,
        gone_at, gone_cause, seen_at, unasked_renewal_at, unasked_renewal_for
      FROM item WHERE item_key IN (SELECT value FROM json_each(${JSON.stringify(itemKeys)}))`,
  )
  return new Map(rows.map((row) => [row['item_key'] as number, toStoredItem(row)]))
}

function toStoredItem(row: Record<string, string | number | null>): StoredItem {
  const text = (column: string) => row[column] as string | null
  const number = (column: string) => row[column] as number | null
  return {
    itemKey: row['item_key'] as number,
    facts: FACT_COLUMNS.map(({ column }) => row[column] as string | number | null),
    contentHash: row['content_hash'] as string,
    tags: text('tags'),
    tagsHash: text('tags_hash'),
    tagProductLine: text('tag_product_line'),
    tagEnv: text('tag_env'),
    tagName: text('tag_name'),
    searchText: row['search_text'] as string,
    price: text('price'),
    currency: text('currency'),
    priceMonths: number('price_months'),
    priceSource: text('price_source'),
    pricedAt: number('priced_at'),
    actByAt: number('act_by_at'),
    graceEndsAt: number('grace_ends_at'),
    retentionEndsAt: number('retention_ends_at'),
    isActive: row['is_active'] === 1,
    goneAt: number('gone_at'),
    goneCause: text('gone_cause') as GoneCause | null,
    seenAt: row['seen_at'] as number,
    unaskedRenewalAt: number('unasked_renewal_at'),
    unaskedRenewalFor: number('unasked_renewal_for'),
  }
}

/** Writes items and their change log for one run. */
export interface ItemWriter {
  update(item: ItemUpdate): void
  /** Keeps the row and only notes that these facts and tags are what it holds. */
  updateFingerprint(itemKey: number, contentHash: string, tagsHash: string | null): void
  updatePricedAt(itemKey: number, pricedAt: number): void
  markGone(itemKey: number, cause: GoneCause, lastSeenAt: number): void
  record(change: NewChange): void
}

const FACT_ASSIGNMENTS = sqlJoin(FACT_COLUMNS.map(({ column }) => sql`${sqlId(column)} = ?`))

export interface ItemWriterContext {
  readonly runId: string
  readonly at: number
  /** Of the items that are written. */
  readonly kind: ItemKind
}

/** Prepares the statements of a commit at the instant `at`. */
export function createItemWriter(db: WriteDb, context: ItemWriterContext): ItemWriter {
  const { runId, at, kind } = context
  const update = prepareUpdate(db)
  const fingerprint = prepare<[string, string | null, number]>(
    db,
    sql`UPDATE item SET content_hash = ?, tags_hash = ? WHERE item_key = ?`,
  )
  const pricedAt = prepare<[number, number]>(db, sql`UPDATE item SET priced_at = ? WHERE item_key = ?`)
  const gone = prepare<[number, string, number, number]>(
    db,
    sql`UPDATE item SET is_active = 0, gone_at = ?, gone_cause = ?, seen_at = ? WHERE item_key = ?`,
  )
  const change = prepare<[string, number, number, string, string | null, string | null, string | null]>(
    db,
    sql`INSERT INTO item_change (run_id, item_key, at, kind, field, old_value, new_value) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  return {
    update(item) {
      update.run(kind, ...toUpdateValues(item))
    },
    updateFingerprint(itemKey, contentHash, tagsHash) {
      fingerprint.run(contentHash, tagsHash, itemKey)
    },
    updatePricedAt(itemKey, quotedAt) {
      pricedAt.run(quotedAt, itemKey)
    },
    markGone(itemKey, cause, lastSeenAt) {
      gone.run(at, cause, lastSeenAt, itemKey)
    },
    record(entry) {
      change.run(runId, entry.itemKey, at, entry.kind, entry.field, entry.old, entry.new)
    },
  }
}

function prepareUpdate(db: WriteDb): Prepared<readonly unknown[], unknown> {
  return prepare(
    db,
    sql`UPDATE item SET kind = ?, ${FACT_ASSIGNMENTS}, content_hash = ?, search_text = ?, tags = ?, tags_hash = ?,
      tag_product_line = ?, tag_env = ?, tag_name = ?, price = ?, currency = ?, price_months = ?, price_source = ?,
      priced_at = ?, expires_on = ?, act_by_at = ?, grace_ends_at = ?, retention_ends_at = ?, is_active = ?, gone_at = ?,
      gone_cause = ?, seen_at = ?, unasked_renewal_at = ?, unasked_renewal_for = ? WHERE item_key = ?`,
  )
}

function toUpdateValues(item: ItemUpdate): readonly unknown[] {
  return [
    ...item.facts,
    item.contentHash,
    item.searchText,
    item.tags,
    item.tagsHash,
    item.tagProductLine,
    item.tagEnv,
    item.tagName,
    item.price,
    item.currency,
    item.priceMonths,
    item.priceSource,
    item.pricedAt,
    item.expiresOn,
    item.actByAt,
    item.graceEndsAt,
    item.retentionEndsAt,
    item.isActive ? 1 : 0,
    item.goneAt,
    item.goneCause,
    item.seenAt,
    item.unaskedRenewalAt,
    item.unaskedRenewalFor,
    item.itemKey,
  ]
}

/** Enterprise project of every active item of an account, by item key. */
export function readActiveProjects(db: ReadDb, accountId: string): Map<number, string | null> {
  const rows = all<{ item_key: number; project: string | null }>(
    db,
    'item.activeProjects',
    sql`SELECT item_key, enterprise_project_id AS project FROM item WHERE account_id = ${accountId} AND is_active = 1`,
  )
  return new Map(rows.map((row) => [row.item_key, row.project]))
}
