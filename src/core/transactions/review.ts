import { AppError } from '../../shared/domain/app-error.ts'
import { isCivilDay } from '../../shared/domain/civil-day.ts'
import { DECISIONS, type DecisionKind, type ReviewField } from '../../shared/domain/review.ts'
import { transaction, type ReadDb } from '../db/connection.ts'
import { readOneOf } from '../db/repositories/json-column.ts'
import { createReviewWriter, readReviews, type ReviewRow, type StoredReview } from '../db/repositories/review.ts'
import type { ReviewPatch } from '../db/write-commands.ts'
import type { WriteHandler } from './context.ts'

/**
 * Sets the people's layer of many items at once, with one line of history for each field that really changes. `changed`
 * counts items. An unknown id throws ITEM_NOT_FOUND and nothing is written.
 */
export const setReview: WriteHandler<'review.set'> = ({ db }, { itemIds, patch, by, at }) => {
  const wanted = checkPatch(patch)
  return transaction(db, () => {
    const writer = createReviewWriter(db, { by, at })
    let changed = 0
    for (const row of readReviews(db, [...new Set(itemIds)])) {
      const before = toStored(db, row)
      const after = applyPatch(before, wanted, row.expires_at, at)
      if (isSame(before, after)) continue
      writer.put(row.item_key, after)
      for (const [field, old, next] of differences(before, after)) writer.record(row.item_key, field, old, next)
      changed += 1
    }
    return { changed }
  })
}

function toStored(db: ReadDb, row: ReviewRow): StoredReview {
  return {
    owner: row.owner,
    backupOwner: row.backup_owner,
    decision: row.decision === null ? 'undecided' : readOneOf(db, `review ${row.item_id}`, row.decision, DECISIONS),
    decidedForExpiresAt: row.decided_for_expires_at,
    reason: row.reason,
    note: row.note,
    snoozedUntil: row.snoozed_until,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedForExpiresAt: row.acknowledged_for_expires_at,
  }
}

/** A decision and an acknowledgement belong to the expiry that the item has at this moment. */
function applyPatch(before: StoredReview, patch: ReviewPatch, expiresAt: number | null, at: number): StoredReview {
  const decision: DecisionKind = patch.decision ?? before.decision
  return {
    owner: patch.owner === undefined ? before.owner : patch.owner,
    backupOwner: patch.backupOwner === undefined ? before.backupOwner : patch.backupOwner,
    reason: patch.reason === undefined ? before.reason : patch.reason,
    note: patch.note === undefined ? before.note : patch.note,
    snoozedUntil: patch.snoozedUntil === undefined ? before.snoozedUntil : patch.snoozedUntil,
    decision,
    decidedForExpiresAt:
      patch.decision === undefined ? before.decidedForExpiresAt : decision === 'undecided' ? null : expiresAt,
    ...acknowledgement(before, patch.isAcknowledged, expiresAt, at),
  }
}

function acknowledgement(
  before: StoredReview,
  isAcknowledged: boolean | undefined,
  expiresAt: number | null,
  at: number,
): Pick<StoredReview, 'acknowledgedAt' | 'acknowledgedForExpiresAt'> {
  if (isAcknowledged === false) return { acknowledgedAt: null, acknowledgedForExpiresAt: null }
  const { acknowledgedAt, acknowledgedForExpiresAt } = before
  const isKept = acknowledgedAt !== null && acknowledgedForExpiresAt === expiresAt
  if (isAcknowledged === undefined || isKept) return { acknowledgedAt, acknowledgedForExpiresAt }
  return { acknowledgedAt: at, acknowledgedForExpiresAt: expiresAt }
}

function isSame(before: StoredReview, after: StoredReview): boolean {
  return (Object.keys(after) as (keyof StoredReview)[]).every((key) => before[key] === after[key])
}

type Difference = readonly [field: ReviewField, old: string | null, next: string | null]

function differences(before: StoredReview, after: StoredReview): Difference[] {
  const fields: Difference[] = [
    ['owner', before.owner, after.owner],
    ['backupOwner', before.backupOwner, after.backupOwner],
    ['decision', before.decision, after.decision],
    ['reason', before.reason, after.reason],
    ['note', before.note, after.note],
    ['snoozedUntil', before.snoozedUntil, after.snoozedUntil],
    ['acknowledgedAt', toIso(before.acknowledgedAt), toIso(after.acknowledgedAt)],
  ]
  return fields.filter(([, old, next]) => old !== next)
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** Blank text means "none", so that there are not two ways to have no owner. */
function checkPatch(patch: ReviewPatch): ReviewPatch {
  const { snoozedUntil, decision } = patch
  if (typeof snoozedUntil === 'string' && !isCivilDay(snoozedUntil)) {
    throw new AppError('BAD_REQUEST', { field: 'snoozedUntil' })
  }
  if (decision !== undefined && !DECISIONS.includes(decision)) throw new AppError('BAD_REQUEST', { field: 'decision' })
  const checked: { -readonly [Key in keyof ReviewPatch]: ReviewPatch[Key] } = { ...patch }
  for (const key of ['owner', 'backupOwner', 'reason', 'note'] as const) {
    const text = checked[key]
    if (typeof text === 'string') checked[key] = text.trim() === '' ? null : text.trim()
  }
  return checked
}
