import { all, run, type WriteDb } from '../connection.ts'
import { sql, sqlFragment } from '../sql.ts'

/** A process that has claimed a notice and said nothing for so long has died; the notice is shown by the next one. */
export const CLAIM_MS = 60_000
/** What has waited for longer than this is no news any more. */
export const LATE_AFTER_MS = 86_400_000

/** Not claimed, or by a process that has died; a claim of a wrong clock may lie in the future. */
const isFree = (at: number) =>
  sqlFragment`(claimed_at IS NULL OR claimed_at <= ${at - CLAIM_MS} OR claimed_at > ${at + CLAIM_MS})`

/** Ends the waiting of what must not be shown at all. A test is shown whatever the settings say. Answers how many. */
export function switchOffWaiting(db: WriteDb, at: number): number {
  return run(
    db,
    'notice.off',
    sql`UPDATE notice SET native_state = 'off', native_at = ${at}, claimed_at = NULL
      WHERE native_state = 'waiting' AND kind <> 'test' AND ${isFree(at)}`,
  )
}

/** Ends the waiting of what is too old, and of all but the newest of each kind. Answers how many. */
export function settleLate(db: WriteDb, at: number): number {
  return run(
    db,
    'notice.late',
    sql`UPDATE notice SET native_state = 'late', native_at = ${at}, claimed_at = NULL
      WHERE native_state = 'waiting' AND ${isFree(at)} AND (created_at < ${at - LATE_AFTER_MS} OR EXISTS (
        SELECT 1 FROM notice newer INDEXED BY notice_native WHERE newer.native_state = 'waiting'
          AND newer.kind = notice.kind AND newer.notice_key > notice.notice_key))`,
  )
}

/** Claims what still waits; answers the ids in the order in which they were written. */
export function claimWaiting(db: WriteDb, at: number): string[] {
  const rows = all<{ notice_key: number; notice_id: string }>(
    db,
    'notice.claim',
    sql`UPDATE notice SET claimed_at = ${at} WHERE native_state = 'waiting' AND ${isFree(at)}
      RETURNING notice_key, notice_id`,
  )
  return rows.toSorted((a, b) => a.notice_key - b.notice_key).map((row) => row.notice_id)
}

/** Claims one notice that has just been written. */
export function claimNotice(db: WriteDb, noticeKey: number, at: number): void {
  run(db, 'notice.claimOne', sql`UPDATE notice SET claimed_at = ${at} WHERE notice_key = ${noticeKey}`)
}

/** Writes down what came of a notice that waits; answers 0 when it waits no longer. */
export function recordOutcome(
  db: WriteDb,
  outcome: {
    readonly noticeId: string
    readonly state: 'shown' | 'failed'
    readonly problem: string | null
    readonly at: number
  },
): number {
  return run(
    db,
    'notice.record',
    sql`UPDATE notice SET native_state = ${outcome.state}, native_problem = ${outcome.problem},
        native_at = ${outcome.at}, claimed_at = NULL
      WHERE notice_id = ${outcome.noticeId} AND native_state = 'waiting'`,
  )
}

/** Marks as read or unread; null: all. Answers how many were not so before. */
export function putRead(
  db: WriteDb,
  { noticeIds, readAt }: { readonly noticeIds: readonly string[] | null; readonly readAt: number | null },
): number {
  const isOther = readAt === null ? sqlFragment`read_at IS NOT NULL` : sqlFragment`read_at IS NULL`
  const isWanted =
    noticeIds === null
      ? sqlFragment`1`
      : sqlFragment`notice_id IN (SELECT value FROM json_each(${JSON.stringify(noticeIds)}))`
  return run(db, 'notice.read', sql`UPDATE notice SET read_at = ${readAt} WHERE ${isOther} AND ${isWanted}`)
}
