import { AppError } from '../../../shared/domain/app-error.ts'
import { REVIEW_FIELDS, type DecisionKind, type ReviewChange, type ReviewField } from '../../../shared/domain/review.ts'
import { all, get, prepare, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { readOneOf } from './json-column.ts'

/** An item's people's layer as stored; `decision` is null when nothing was ever said about the item. */
export interface ReviewRow {
  readonly item_key: number
  readonly item_id: string
  readonly expires_at: number | null
  readonly owner: string | null
  readonly backup_owner: string | null
  readonly decision: string | null
  readonly decided_for_expires_at: number | null
  readonly reason: string | null
  readonly note: string | null
  readonly snoozed_until: string | null
  readonly acknowledged_at: number | null
  readonly acknowledged_for_expires_at: number | null
}

/** The stored part of a person's layer. */
export interface StoredReview {
  readonly owner: string | null
  readonly backupOwner: string | null
  readonly decision: DecisionKind
  readonly decidedForExpiresAt: number | null
  readonly reason: string | null
  readonly note: string | null
  readonly snoozedUntil: string | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedForExpiresAt: number | null
}

interface ReviewChangeRow {
  readonly at: number
  readonly by: string
  readonly field: string
  readonly old_value: string | null
  readonly new_value: string | null
}

export const reviewQueries = {
  rowsOf: (itemIds: readonly string[]) =>
    sql`SELECT item.item_key, item.item_id, item.expires_at, review.owner, review.backup_owner, review.decision,
          review.decided_for_expires_at, review.reason, review.note, review.snoozed_until, review.acknowledged_at,
          review.acknowledged_for_expires_at
        FROM json_each(${JSON.stringify(itemIds)}) AS wanted
        CROSS JOIN item ON item.item_id = wanted.value
        LEFT JOIN item_review AS review ON review.item_key = item.item_key`,
  changesOf: (itemKey: number) =>
    sql`SELECT at, by, field, old_value, new_value FROM item_review_change
        WHERE item_key = ${itemKey} ORDER BY at DESC, change_id DESC`,
  keyOf: (itemId: string) => sql`SELECT item_key FROM item WHERE item_id = ${itemId}`,
}

/** The people's layer of these items (each id once). Throws ITEM_NOT_FOUND naming the first id that is unknown. */
export function readReviews(db: ReadDb, itemIds: readonly string[]): ReviewRow[] {
  const rows = all<ReviewRow>(db, 'review.rows', reviewQueries.rowsOf(itemIds))
  if (rows.length < itemIds.length) {
    const known = new Set(rows.map((row) => row.item_id))
    throw new AppError('ITEM_NOT_FOUND', { item: itemIds.find((id) => !known.has(id)) ?? '' })
  }
  return rows
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
  snoozedUntil: string | null,
  acknowledgedAt: number | null,
  acknowledgedFor: number | null,
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
]

/** Writes layers and their history, for many items in one transaction. */
export interface ReviewWriter {
  put(itemKey: number, review: StoredReview): void
  record(itemKey: number, field: ReviewField, old: string | null, next: string | null): void
}

export function createReviewWriter(db: WriteDb, who: { readonly by: string; readonly at: number }): ReviewWriter {
  const put = prepare<ReviewValues>(
    db,
    sql`INSERT INTO item_review (item_key, owner, backup_owner, decision, decided_for_expires_at, reason, note,
          snoozed_until, acknowledged_at, acknowledged_for_expires_at, updated_at, updated_by)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (item_key) DO UPDATE SET owner = excluded.owner, backup_owner = excluded.backup_owner,
          decision = excluded.decision, decided_for_expires_at = excluded.decided_for_expires_at,
          reason = excluded.reason, note = excluded.note, snoozed_until = excluded.snoozed_until,
          acknowledged_at = excluded.acknowledged_at,
          acknowledged_for_expires_at = excluded.acknowledged_for_expires_at,
          updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
  )
  const record = prepare<ChangeValues>(
    db,
    sql`INSERT INTO item_review_change (item_key, at, by, field, old_value, new_value) VALUES (?, ?, ?, ?, ?, ?)`,
  )
  return {
    put(key, r) {
      put.run(
        key,
        r.owner,
        r.backupOwner,
        r.decision,
        r.decidedForExpiresAt,
        r.reason,
        r.note,
        r.snoozedUntil,
        r.acknowledgedAt,
        r.acknowledgedForExpiresAt,
        who.at,
        who.by,
      )
    },
    record(key, field, old, next) {
      record.run(key, who.at, who.by, field, old, next)
    },
  }
}
