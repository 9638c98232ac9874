import {
  addCivilDays,
  startOfCivilDay,
  toCivilDay,
  toEpochDay,
  type CivilDay,
} from '../../../shared/domain/civil-day.ts'
import type { ItemKind } from '../../../shared/domain/item.ts'
import { OVERDUE_STEP, URGENT_DAYS, type DueList, type ReminderSettings } from '../../../shared/domain/reminder.ts'
import {
  dueReminder,
  evaluationDay,
  reminderDay,
  SAME_ACT_BY_MS,
  type DueReminder,
  type RemindedItem,
  type ReminderMoment,
} from '../../../shared/domain/reminder-rules.ts'
import type { RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import { all, get, type ReadDb } from '../connection.ts'
import { sql, sqlFragment, type SqlFragment, type SqlQuery } from '../sql.ts'

/** An item that may have a reminder due, with the key under which it is remembered. */
export interface ReminderCandidate extends RemindedItem {
  readonly itemKey: number
  readonly expiresAt: number
}

/** An item with the reminder that is due of it. */
export type DueItem = ReminderCandidate & DueReminder

/** What a notice says of one of its items. */
export interface ReminderFigure {
  readonly itemKey: number
  readonly name: string
  readonly price: string | null
  readonly currency: string | null
}

interface CandidateRow {
  readonly item_key: number
  readonly kind: ItemKind
  readonly renewal_mode: RenewalMode
  readonly expires_at: number
  readonly act_by_at: number
  readonly is_decided: 0 | 1
  readonly is_acknowledged: 0 | 1
  readonly snoozed_until: string | null
  readonly sent_step: number | null
  readonly overdue_sent_on: number | null
}

/** Items that reminders are about, with what people say of them; aliases i and r. */
const SOURCE = sqlFragment`item i INDEXED BY item_act_by LEFT JOIN item_review r ON r.item_key = i.item_key`

/**
 * A decision is one for the expiry that it was made for. "Renew" that has come true is shown as renewed, but nobody has
 * decided about the new expiry yet: next year's must be spoken of again.
 */
export const IS_DECIDED = sqlFragment`(coalesce(r.decision, 'undecided') <> 'undecided'
  AND r.decided_for_expires_at IS i.expires_at)`

const IS_ACKNOWLEDGED = sqlFragment`(r.acknowledged_at IS NOT NULL AND r.acknowledged_for_expires_at IS i.expires_at)`

/** The tightest step that was sent for the deadline that the item has now. */
export const SENT_STEP = sqlFragment`(SELECT min(step) FROM reminder s WHERE s.item_key = i.item_key
  AND s.expires_at = i.expires_at AND s.act_by_at > i.act_by_at - ${SAME_ACT_BY_MS})`

/** The last day for which the item was called overdue with the expiry that it has now. */
const OVERDUE_SENT_ON = sqlFragment`(SELECT max(due_on) FROM reminder s WHERE s.item_key = i.item_key
  AND s.expires_at = i.expires_at AND s.step = ${OVERDUE_STEP})`

/** `isQuiet` for items whose act-by has not passed. */
function isQuietAhead(today: CivilDay): SqlFragment {
  return sqlFragment`(${IS_DECIDED} OR ${IS_ACKNOWLEDGED} OR i.renewal_mode = 'on-demand'
    OR coalesce(r.snoozed_until, '') > ${today})`
}

/** Active items whose act-by lies in a span, `from` inclusive, `before` exclusive. */
function actBetween(from: number | null, before: number): SqlFragment {
  const start = from === null ? sqlFragment`i.act_by_at IS NOT NULL` : sqlFragment`i.act_by_at >= ${from}`
  return sqlFragment`i.is_active = 1 AND ${start} AND i.act_by_at < ${before} AND i.expires_at IS NOT NULL`
}

function openIn(list: DueList, today: CivilDay, zone: string): SqlFragment {
  const startOf = (days: number): number => startOfCivilDay(addCivilDays(today, days), zone)
  if (list === 'overdue') return sqlFragment`${actBetween(null, startOf(0))} AND NOT ${IS_DECIDED}`
  const span = list === 'today' ? actBetween(startOf(0), startOf(1)) : actBetween(startOf(1), startOf(URGENT_DAYS + 1))
  return sqlFragment`${span} AND NOT ${isQuietAhead(today)}`
}

export const reminderQueries = {
  candidates: (before: number): SqlQuery =>
    sql`SELECT i.item_key, i.kind, i.renewal_mode, i.expires_at, i.act_by_at, ${IS_DECIDED} AS is_decided,
          ${IS_ACKNOWLEDGED} AS is_acknowledged, r.snoozed_until,
          ${SENT_STEP} AS sent_step, ${OVERDUE_SENT_ON} AS overdue_sent_on
        FROM ${SOURCE} WHERE ${actBetween(null, before)} AND NOT ${IS_DECIDED} ORDER BY i.act_by_at, i.item_key`,
  open: (list: DueList, today: CivilDay, zone: string): SqlQuery =>
    sql`SELECT i.item_id FROM ${SOURCE} WHERE ${openIn(list, today, zone)} ORDER BY i.act_by_at, i.item_key`,
  count: (list: DueList, today: CivilDay, zone: string): SqlQuery =>
    sql`SELECT count(*) AS items FROM ${SOURCE} WHERE ${openIn(list, today, zone)}`,
  sent: (itemKeys: readonly number[]): SqlQuery =>
    sql`SELECT i.item_key AS itemKey, i.expires_at AS expiresAt, i.act_by_at AS actByAt, ${SENT_STEP} AS sentStep,
          ${OVERDUE_SENT_ON} AS overdueSentOn
        FROM json_each(${JSON.stringify(itemKeys)}) wanted CROSS JOIN item i ON i.item_key = wanted.value`,
  figures: (itemKeys: readonly number[]): SqlQuery =>
    sql`SELECT i.item_key AS itemKey, i.resource_name AS name, i.resource_id AS id, i.price, i.currency
        FROM json_each(${JSON.stringify(itemKeys)}) wanted CROSS JOIN item i ON i.item_key = wanted.value
        ORDER BY wanted.key`,
}

/** What has been sent of an item, for the expiry and the act-by that it had when this was read. */
export interface SentReminders {
  readonly itemKey: number
  readonly expiresAt: number | null
  readonly actByAt: number | null
  readonly sentStep: number | null
  readonly overdueSentOn: number | null
}

/** What has been sent of these items; one that no longer exists is missing. */
export function readSentReminders(db: ReadDb, itemKeys: readonly number[]): SentReminders[] {
  return all<SentReminders>(db, 'reminder.sent', reminderQueries.sent(itemKeys))
}

/** The instant from which on an act-by is too far ahead for any ladder on a day. */
export function endOfLadders(today: CivilDay, zone: string, settings: ReminderSettings): number {
  const longest = Math.max(-1, ...Object.values(settings.ladders).flat())
  const ahead = longest < 0 ? today : addCivilDays(evaluationDay(today, settings), longest + 1)
  return startOfCivilDay(ahead, zone)
}

/**
 * Items of which something may be due on a day, soonest act-by first: undecided ones as far ahead as the longest ladder
 * reaches. What is due of them says `dueReminder`.
 */
export function listReminderCandidates(
  db: ReadDb,
  { today, zone, settings }: { today: CivilDay; zone: string; settings: ReminderSettings },
): ReminderCandidate[] {
  const query = reminderQueries.candidates(endOfLadders(today, zone, settings))
  const toDay = createDayReader(zone)
  return all<CandidateRow>(db, 'reminder.candidates', query).map((row) => ({
    itemKey: row.item_key,
    kind: row.kind,
    mode: row.renewal_mode,
    expiresAt: row.expires_at,
    actByAt: row.act_by_at,
    actByOn: toDay(row.act_by_at),
    isDecided: row.is_decided === 1,
    isAcknowledged: row.is_acknowledged === 1,
    snoozedUntil: row.snoozed_until,
    sentStep: row.sent_step,
    overdueSentOn: row.overdue_sent_on,
  }))
}

/** All that is due at a moment, soonest act-by first, whether or not it may be delivered then. */
export function listDueItems(db: ReadDb, { now, zone, settings }: ReminderMoment): DueItem[] {
  const today = toCivilDay(now, zone)
  const day = reminderDay(today, settings)
  return listReminderCandidates(db, { today, zone, settings }).flatMap((item) => {
    const reminder = dueReminder(item, day)
    return reminder ? [{ ...item, ...reminder }] : []
  })
}

/** Deadlines repeat (the end of a few hundred days), and they come in order. */
function createDayReader(zone: string): (at: number) => number {
  let last = { at: Number.NaN, on: 0 }
  return (at) => {
    if (at !== last.at) last = { at, on: toEpochDay(toCivilDay(at, zone)) }
    return last.on
  }
}

/** The open items of a list, soonest act-by first. */
export function listOpenItemIds(db: ReadDb, list: DueList, today: CivilDay, zone: string): string[] {
  const rows = all<{ item_id: string }>(db, 'reminder.open', reminderQueries.open(list, today, zone))
  return rows.map((row) => row.item_id)
}

export function countOpenItems(db: ReadDb, list: DueList, today: CivilDay, zone: string): number {
  return get<{ items: number }>(db, 'reminder.count', reminderQueries.count(list, today, zone))?.items ?? 0
}

/** What a notice says of these items, in their order. */
export function readReminderFigures(db: ReadDb, itemKeys: readonly number[]): ReminderFigure[] {
  const rows = all<ReminderFigure & { readonly id: string }>(db, 'reminder.figures', reminderQueries.figures(itemKeys))
  return rows.map(({ id, ...figure }) => ({ ...figure, name: figure.name.trim() === '' ? id : figure.name }))
}
