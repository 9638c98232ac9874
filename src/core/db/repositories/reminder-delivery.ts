import { CLOCK_TRUST_MS } from '../../../shared/domain/reminder.ts'
import type { DeliveryState, ReminderMoment } from '../../../shared/domain/reminder-rules.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { get, prepare, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, type SqlQuery } from '../sql.ts'
import type { DueItem } from './reminder.ts'
import { findPause } from './schedule.ts'

interface DeliveryRow {
  readonly slot_used_at: number | null
  readonly digest_at: number | null
  readonly urgent_at: number | null
}

export const deliveryQueries = {
  deliveries: (trustedTo: number): SqlQuery =>
    sql`SELECT max(delivered_at) FILTER (WHERE kind = 'digest') AS slot_used_at,
          max(delivered_at) FILTER (WHERE kind = 'digest' AND notice_key IS NOT NULL) AS digest_at,
          max(delivered_at) FILTER (WHERE kind = 'urgent') AS urgent_at
        FROM reminder_delivery WHERE delivered_at <= ${trustedTo}`,
}

/** A moment as settings and pause have it. */
export function readReminderMoment(db: ReadDb, now: number, settings: Settings): ReminderMoment {
  return { now, zone: settings.businessZone, settings: settings.reminders, pausedUntil: findPause(db, now) }
}

/** What was delivered last, as far as the clock that recorded it can be believed at `now`. */
export function getDeliveryState(db: ReadDb, now: number): DeliveryState {
  const row = get<DeliveryRow>(db, 'reminder.deliveries', deliveryQueries.deliveries(now + CLOCK_TRUST_MS))
  return {
    slotUsedAt: row?.slot_used_at ?? null,
    digestAt: row?.digest_at ?? null,
    urgentAt: row?.urgent_at ?? null,
  }
}

/** Another text when other reminders may have been sent, or forgotten: they come and go with their notices. */
export function readSentStamp(db: ReadDb): string {
  const row = get<{ stamp: string }>(
    db,
    'reminder.stamp',
    sql`SELECT json_array((SELECT max(notice_key) FROM notice), (SELECT count(*) FROM notice),
      (SELECT max(delivered_at) FROM reminder_delivery), (SELECT count(*) FROM reminder_delivery)) AS stamp`,
  )
  return row?.stamp ?? ''
}

/** True when something was recorded by a clock that was wrong, seen from `now`. */
export function hasUntrustedDeliveries(db: ReadDb, now: number): boolean {
  const query = sql`SELECT 1 AS found FROM reminder_delivery WHERE delivered_at > ${now + CLOCK_TRUST_MS} LIMIT 1`
  return get(db, 'reminder.untrusted', query) !== undefined
}

/** Forgets what a wrong clock has recorded, for good: that clock's time will come. The notices themselves stay. */
export function forgetUntrustedDeliveries(db: WriteDb, now: number): void {
  const from = now + CLOCK_TRUST_MS
  run(
    db,
    'reminder.forget',
    sql`DELETE FROM reminder WHERE notice_key IN (
      SELECT notice_key FROM reminder_delivery WHERE delivered_at > ${from} AND notice_key IS NOT NULL)`,
  )
  run(db, 'reminder.forgetDeliveries', sql`DELETE FROM reminder_delivery WHERE delivered_at > ${from}`)
}

/** Remembers that a slot of the digest or the urgent notice of a day is used up; without a notice nothing was due. */
export function insertDelivery(
  db: WriteDb,
  row: { kind: 'digest' | 'urgent'; at: number; on: number; noticeKey: number | null },
): void {
  run(
    db,
    'reminder.deliver',
    sql`INSERT OR REPLACE INTO reminder_delivery (kind, delivered_at, delivered_on, notice_key)
      VALUES (${row.kind}, ${row.at}, ${row.on}, ${row.noticeKey})`,
  )
}

/** Remembers of which items a notice has spoken, and why. */
export function insertReminders(
  db: WriteDb,
  sent: readonly DueItem[],
  { noticeKey, at }: { noticeKey: number; at: number },
): void {
  const insert = prepare<[number, number, number, number, number, number, number, number]>(
    db,
    sql`INSERT INTO reminder (item_key, expires_at, step, due_on, notice_key, sent_at, act_by_at, days_left)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (item_key, expires_at, step, due_on) DO UPDATE SET notice_key = excluded.notice_key,
        sent_at = excluded.sent_at, act_by_at = excluded.act_by_at, days_left = excluded.days_left`,
  )
  for (const { itemKey, expiresAt, step, dueOn, actByAt, daysLeft } of sent) {
    insert.run(itemKey, expiresAt, step, dueOn, noticeKey, at, actByAt, daysLeft)
  }
}

/**
 * Removes notices from before an instant, with what they were about. One that holds the last word about an item with the
 * expiry that it still has stays: without it the same would be said again, and the clock may be wrong by years.
 */
export function pruneNotices(db: WriteDb, before: number): number {
  run(
    db,
    'reminder.pruneDeliveries',
    sql`DELETE FROM reminder_delivery WHERE delivered_at < ${before} AND notice_key IS NULL`,
  )
  return run(
    db,
    'reminder.pruneNotices',
    sql`DELETE FROM notice WHERE created_at < ${before} AND NOT EXISTS (
      SELECT 1 FROM reminder r CROSS JOIN item i ON i.item_key = r.item_key AND i.expires_at = r.expires_at
      WHERE r.notice_key = notice.notice_key AND NOT EXISTS (
        SELECT 1 FROM reminder later WHERE later.item_key = r.item_key AND later.expires_at = r.expires_at
          AND (later.step < r.step OR (later.step = r.step AND later.due_on > r.due_on))))`,
  )
}
