import { AppError } from '../../../shared/domain/app-error.ts'
import { EMPTY_LAYER, type ReviewLayer } from '../../../shared/domain/review-layer.ts'
import { DECISIONS, REVIEW_FIELDS, type ReviewChange, type ReviewField } from '../../../shared/domain/review.ts'
import { all, get, prepare, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment, type SqlQuery } from '../sql.ts'
import { readOneOf } from './json-column.ts'

/** An item's people's layer as stored; `decision` is null when nothing was ever said about the item. */
export interface ReviewRow {
  readonly item_key: number
  readonly expires_at: number | null
  readonly act_by_at: number | null
  readonly owner: string | null
  readonly backup_owner: string | null
  readonly decision: string | null
  readonly decided_for_expires_at: number | null
  readonly reason: string | null
  readonly note: string | null
  readonly custom_tags: string | null
  readonly snoozed_until: string | null
  readonly acknowledged_at: number | null
  readonly acknowledged_for_expires_at: number | null
  /** The edit that set the layer last; null when it was set by none that can be taken back. */
  readonly edit_id: string | null
}

interface ReviewChangeRow {
  readonly at: number
  readonly by: string
  readonly field: string
  readonly old_value: string | null
  readonly new_value: string | null
  readonly expires_at: number | null
  readonly run_id: string | null
}

/** Columns of a ReviewRow; aliases i and r. */
export const REVIEW_COLUMNS = sqlFragment`i.item_key, i.expires_at, i.act_by_at, r.owner, r.backup_owner, r.decision,
  r.decided_for_expires_at, r.reason, r.note, r.custom_tags, r.snoozed_until, r.acknowledged_at,
  r.acknowledged_for_expires_at, r.edit_id`

export const reviewQueries = {
  rowsOf: (itemIds: readonly string[]): SqlQuery =>
    sql`SELECT ${REVIEW_COLUMNS}
        FROM json_each(${JSON.stringify(itemIds)}) AS wanted
        CROSS JOIN item i ON i.item_id = wanted.value
        LEFT JOIN item_review r ON r.item_key = i.item_key`,
  rowsOfKeys: (itemKeys: readonly number[]): SqlQuery =>
    sql`SELECT ${REVIEW_COLUMNS}
        FROM json_each(${JSON.stringify(itemKeys)}) AS wanted
        CROSS JOIN item i ON i.item_key = wanted.value
        LEFT JOIN item_review r ON r.item_key = i.item_key`,
  changesOf: (itemKey: number): SqlQuery =>
    sql`SELECT at, by, field, old_value, new_value, expires_at, run_id FROM item_review_change
        WHERE item_key = ${itemKey} ORDER BY at DESC, change_id DESC`,
  keyOf: (itemId: string): SqlQuery => sql`SELECT item_key FROM item WHERE item_id = ${itemId}`,
  unknownId: (itemIds: readonly string[]): SqlQuery =>
    sql`SELECT wanted.value AS id FROM json_each(${JSON.stringify(itemIds)}) AS wanted
        WHERE NOT EXISTS (SELECT 1 FROM item WHERE item_id = wanted.value) ORDER BY wanted.key LIMIT 1`,
  nameOf: (itemKey: number): SqlQuery =>
    sql`SELECT iif(trim(resource_name) = '', resource_id, resource_name) AS name FROM item WHERE item_key = ${itemKey}`,
  decisionsOf: (itemKeys: readonly number[]): SqlQuery =>
    sql`SELECT r.item_key, r.decision, r.decided_for_expires_at
        FROM json_each(${JSON.stringify(itemKeys)}) AS wanted CROSS JOIN item_review r ON r.item_key = wanted.value
        WHERE r.decision <> 'undecided'`,
}

/** The people's layer of these items (each id once). Throws ITEM_NOT_FOUND naming the first id that is unknown. */
export function readReviews(db: ReadDb, itemIds: readonly string[]): ReviewRow[] {
  const rows = all<ReviewRow>(db, 'review.rows', reviewQueries.rowsOf(itemIds))
  if (rows.length < itemIds.length) {
    const unknown = get<{ id: string }>(db, 'review.unknownId', reviewQueries.unknownId(itemIds))
    throw new AppError('ITEM_NOT_FOUND', { item: unknown?.id ?? '' })
  }
  return rows
}

/** The people's layer of these items; of a key that is there no more there is none. */
export function readReviewsByKeys(db: ReadDb, itemKeys: readonly number[]): ReviewRow[] {
  return all<ReviewRow>(db, 'review.rowsOfKeys', reviewQueries.rowsOfKeys(itemKeys))
}

/** The layer that a row holds. */
export function toLayer(db: ReadDb, row: ReviewRow): ReviewLayer {
  if (row.decision === null) return EMPTY_LAYER
  return {
    owner: row.owner,
    backupOwner: row.backup_owner,
    decision: readOneOf(db, `review of item ${row.item_key}`, row.decision, DECISIONS),
    decidedForExpiresAt: row.decided_for_expires_at,
    reason: row.reason,
    note: row.note,
    customTags: row.custom_tags,
    snoozedUntil: row.snoozed_until,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedForExpiresAt: row.acknowledged_for_expires_at,
  }
}

/** The name of an item, or its provider's id where it has none; for messages. */
export function readItemName(db: ReadDb, itemKey: number): string {
  return get<{ name: string }>(db, 'review.itemName', reviewQueries.nameOf(itemKey))?.name ?? ''
}

/** What was decided about some items, as stored; items without a decision are left out. */
export function readDecisions(
  db: ReadDb,
  itemKeys: readonly number[],
): Map<number, Pick<ReviewLayer, 'decision' | 'decidedForExpiresAt'>> {
  const rows = all<{ item_key: number; decision: string; decided_for_expires_at: number | null }>(
    db,
    'review.decisions',
    reviewQueries.decisionsOf(itemKeys),
  )
  return new Map(
    rows.map((row) => [
      row.item_key,
      {
        decision: readOneOf(db, `review of item ${row.item_key}`, row.decision, DECISIONS),
        decidedForExpiresAt: row.decided_for_expires_at,
      },
    ]),
  )
}

/** History of the people's layer of one item, newest first. Throws ITEM_NOT_FOUND. */
export function listReviewChanges(db: ReadDb, itemId: string): ReviewChange[] {
  const item = get<{ item_key: number }>(db, 'review.key', reviewQueries.keyOf(itemId))
  if (!item) throw new AppError('ITEM_NOT_FOUND', { item: itemId })
  const rows = all<ReviewChangeRow>(db, 'review.changes', reviewQueries.changesOf(item.item_key))
  return rows.map((row) => ({
    at: row.at,
    by: row.by,
    itemId,
    field: readOneOf(db, `review change of ${itemId}`, row.field, REVIEW_FIELDS),
    old: row.old_value,
    new: row.new_value,
    expiresAt: row.expires_at,
    runId: row.run_id,
  }))
}

type ReviewValues = [
  itemKey: number,
  owner: string | null,
  backupOwner: string | null,
  decision: string,
  decidedFor: number | null,
  reason: string | null,
  note: string | null,
  customTags: string | null,
  snoozedUntil: string | null,
  acknowledgedAt: number | null,
  acknowledgedFor: number | null,
  editId: string | null,
  updatedAt: number,
  updatedBy: string,
]
type ChangeValues = [
  itemKey: number,
  at: number,
  by: string,
  field: ReviewField,
  old: string | null,
  new: string | null,
  expiresAt: number | null,
  editId: string | null,
  runId: string | null,
]

/** The item that something is said about, and the expiry for which it is said. */
export interface ReviewedItem {
  readonly itemKey: number
  readonly expiresAt: number | null
}

/** Writes layers and their history, for many items in one transaction. */
export interface ReviewWriter {
  /** `editId`: the edit by which the layer became what it is. */
  put(itemKey: number, layer: ReviewLayer, editId: string | null): void
  record(item: ReviewedItem, field: ReviewField, old: string | null, next: string | null): void
}

/** Who says something when: a person, in an edit that can be taken back or not; or nobody (`''`) in a run. */
export interface ReviewAuthor {
  readonly by: string
  readonly at: number
  readonly editId?: string | null
  readonly runId?: string | null
}

/** The parts of the statement that puts a layer in the place of the one that is there; the values stand in between. */
export const PUT_REVIEW = {
  into: sqlFragment`INSERT INTO item_review (item_key, owner, backup_owner, decision, decided_for_expires_at, reason, note,
    custom_tags, snoozed_until, acknowledged_at, acknowledged_for_expires_at, edit_id, updated_at, updated_by)`,
  onConflict: sqlFragment`ON CONFLICT (item_key) DO UPDATE SET owner = excluded.owner,
    backup_owner = excluded.backup_owner, decision = excluded.decision,
    decided_for_expires_at = excluded.decided_for_expires_at, reason = excluded.reason, note = excluded.note,
    custom_tags = excluded.custom_tags, snoozed_until = excluded.snoozed_until,
    acknowledged_at = excluded.acknowledged_at,
    acknowledged_for_expires_at = excluded.acknowledged_for_expires_at, edit_id = excluded.edit_id,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
} as const

/** The beginning of the statement that adds lines of history. */
export const RECORD_CHANGE = {
  into: sqlFragment`INSERT INTO item_review_change
    (item_key, at, by, field, old_value, new_value, expires_at, edit_id, run_id)`,
} as const

/** One item after the other, for writers of a few; see `createBulkReviewWriter` for many that get the same. */
export function createReviewWriter(db: WriteDb, { by, at, editId = null, runId = null }: ReviewAuthor): ReviewWriter {
  const put = prepare<ReviewValues>(
    db,
    sql`${PUT_REVIEW.into} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${PUT_REVIEW.onConflict}`,
  )
  const record = prepare<ChangeValues>(db, sql`${RECORD_CHANGE.into} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return {
    put(key, layer, setBy) {
      put.run(
        key,
        layer.owner,
        layer.backupOwner,
        layer.decision,
        layer.decidedForExpiresAt,
        layer.reason,
        layer.note,
        layer.customTags,
        layer.snoozedUntil,
        layer.acknowledgedAt,
        layer.acknowledgedForExpiresAt,
        setBy,
        at,
        by,
      )
    },
    record({ itemKey, expiresAt }, field, old, next) {
      record.run(itemKey, at, by, field, old, next, expiresAt, editId, runId)
    },
  }
}
