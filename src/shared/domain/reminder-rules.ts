import { addCivilDays, civilInstant, startOfCivilDay, toCivilDay, toEpochDay, type CivilDay } from './civil-day.ts'
import type { ItemKind } from './item.ts'
import { OVERDUE_STEP, URGENT_DAYS, type ReminderSettings, type ReminderState } from './reminder.ts'
import type { RenewalMode } from './renewal-mode.ts'
import { isWorkingDay } from './working-day.ts'

/** What may hold a delivery back although something is due. */
export type HoldReason = NonNullable<ReminderState['held']>['why']

/** The moment for which reminders are judged. */
export interface ReminderMoment {
  readonly now: number
  readonly zone: string
  readonly settings: ReminderSettings
  /** Until then nothing is delivered; null: not paused. */
  readonly pausedUntil: number | null
}

/** An item as reminders see it. Active, with an expiry and an act-by; others take no part. */
export interface RemindedItem {
  readonly kind: ItemKind
  readonly mode: RenewalMode
  readonly actByAt: number
  /** Civil day of the act-by in the business zone, counted from 1970-01-01. */
  readonly actByOn: number
  /** Somebody has decided, and for the expiry that the item has now. */
  readonly isDecided: boolean
  /** Somebody has acknowledged the expiry that the item has now. */
  readonly isAcknowledged: boolean
  readonly snoozedUntil: CivilDay | null
  /** The smallest step that has been sent for this expiry and this act-by (`SAME_ACT_BY_MS`); null: none. */
  readonly sentStep: number | null
  /** The last day for which it was called overdue with this expiry, counted from 1970-01-01; null: never. */
  readonly overdueSentOn: number | null
}

/**
 * What was sent counts while act-by is less than this later than it was then, in ms. One that has moved further, because
 * automatic renewal was switched off, say, is another deadline, of which people are reminded afresh.
 */
export const SAME_ACT_BY_MS = 86_400_000

/** A reminder that is due: what to send and what to remember of it. */
export interface DueReminder {
  /** Of the ladder, or OVERDUE_STEP. */
  readonly step: number
  /** The day, for a step that comes back every day; the day of act-by for a step of the ladder. From 1970-01-01. */
  readonly dueOn: number
  /** Real days from today to act-by, whatever days off made of them. */
  readonly daysLeft: number
}

/** What was delivered last; what a wrong clock has recorded is left out. Instants are epoch ms, null: never. */
export interface DeliveryState {
  /** When a slot of the digest was last used up, with or without a digest. */
  readonly slotUsedAt: number | null
  readonly digestAt: number | null
  readonly urgentAt: number | null
}

/**
 * What may be delivered at an instant. `digest`: all that is due, and the slot is used up. `skip`: the slot is used up
 * without a word, because this day has had its digest. `urgent`: what is urgent; with `act`, only as far as its act-by lies
 * between these instants, because the digest is still to come.
 */
export type Turn =
  | { readonly kind: 'digest'; readonly slotOn: number }
  | { readonly kind: 'skip'; readonly slotOn: number }
  | { readonly kind: 'urgent'; readonly act: { readonly after: number; readonly before: number } | null }

/** The smallest step of a ladder that so many days have come down to; null while the ladder has not begun. */
export function reachedStep(ladder: readonly number[], days: number): number | null {
  let reached: number | null = null
  for (const step of ladder) if (days <= step && (reached === null || step < reached)) reached = step
  return reached
}

/**
 * True for an item that nobody needs to be asked about: decided; or acknowledged, snoozed or turning to on-demand as long
 * as its act-by has not passed.
 */
export function isQuiet(
  item: Pick<RemindedItem, 'actByOn' | 'isDecided' | 'isAcknowledged' | 'snoozedUntil' | 'mode'>,
  { today, on }: Pick<ReminderDay, 'today' | 'on'>,
): boolean {
  if (item.isDecided) return true
  if (item.actByOn < on) return false
  return item.isAcknowledged || item.mode === 'on-demand' || (item.snoozedUntil !== null && today < item.snoozedUntil)
}

/**
 * The day up to which steps count as reached. With days off it is, on a working day, the last day before the next working
 * day, so that nobody hears on Monday of what fell on Sunday.
 */
export function evaluationDay(today: CivilDay, settings: Pick<ReminderSettings, 'workingDaysOnly'>): CivilDay {
  if (!settings.workingDaysOnly || !isWorkingDay(today)) return today
  return addCivilDays(nextWorkingDay(today), -1)
}

function nextWorkingDay(day: CivilDay): CivilDay {
  for (let next = addCivilDays(day, 1); ; next = addCivilDays(next, 1)) {
    // The calendar ends somewhere; a day that cannot be moved is as good as a working day.
    if (isWorkingDay(next) || addCivilDays(next, 1) === next) return next
  }
}

/** One day with its settings, made once for many items. */
export interface ReminderDay {
  readonly today: CivilDay
  /** `today`, counted from 1970-01-01. */
  readonly on: number
  /** `evaluationDay`, counted from 1970-01-01. */
  readonly evaluatedOn: number
  readonly settings: Pick<ReminderSettings, 'ladders' | 'repeatsOverdue'>
}

export function reminderDay(today: CivilDay, settings: ReminderSettings): ReminderDay {
  return { today, on: toEpochDay(today), evaluatedOn: toEpochDay(evaluationDay(today, settings)), settings }
}

/**
 * The reminder of an item that is due on a day, or null. Only the tightest step that has been reached is due, and only
 * when nothing as tight was sent for this expiry; once act-by has passed, every day anew or once, as the settings say.
 */
export function dueReminder(item: RemindedItem, day: ReminderDay): DueReminder | null {
  if (isQuiet(item, day)) return null
  const { on, evaluatedOn, settings } = day
  const daysLeft = item.actByOn - on
  if (daysLeft < 0) {
    const { overdueSentOn } = item
    const isDue = overdueSentOn === null || (settings.repeatsOverdue && overdueSentOn < on)
    return isDue ? { step: OVERDUE_STEP, dueOn: on, daysLeft } : null
  }
  // Looking ahead over days off must not call overdue what is not.
  const step = reachedStep(settings.ladders[item.kind], Math.max(0, item.actByOn - evaluatedOn))
  if (step === null || (item.sentStep !== null && step >= item.sentStep)) return null
  return { step, dueOn: item.actByOn, daysLeft }
}

/**
 * What holds deliveries back at an instant, and when that very hold ends; another may follow. Null: nothing, though the
 * reminders may be switched off.
 */
export function holdAt({ now, zone, settings, pausedUntil }: ReminderMoment): {
  readonly why: HoldReason
  readonly until: number
} | null {
  if (pausedUntil !== null && now < pausedUntil) return { why: 'paused', until: pausedUntil }
  const today = toCivilDay(now, zone)
  if (settings.workingDaysOnly && !isWorkingDay(today)) {
    return { why: 'day-off', until: startOfCivilDay(nextWorkingDay(today), zone) }
  }
  const until = quietUntil(now, settings.quietHours, zone)
  return until === null ? null : { why: 'quiet-hours', until }
}

/** Half-open, and counted in instants: where clocks are set back, quiet hours that have ended do not begin again. */
function quietUntil(now: number, quiet: ReminderSettings['quietHours'], zone: string): number | null {
  if (quiet === null) return null
  const today = toCivilDay(now, zone)
  for (const day of [addCivilDays(today, -1), today]) {
    const end = civilInstant(quiet.from < quiet.to ? day : addCivilDays(day, 1), quiet.to, zone)
    if (now < end && now >= civilInstant(day, quiet.from, zone)) return end
  }
  return null
}

/** True when reminders may be delivered at that instant. */
export function isAllowed(
  now: number,
  settings: ReminderSettings,
  zone: string,
  pausedUntil: number | null = null,
): boolean {
  return settings.isOn && holdAt({ now, zone, settings, pausedUntil }) === null
}

/** The first instant from `now` on at which nothing holds deliveries back, if reminders are switched on at all. */
export function nextAllowed(
  now: number,
  settings: ReminderSettings,
  zone: string,
  pausedUntil: number | null = null,
): number {
  let at = now
  for (;;) {
    const hold = holdAt({ now: at, zone, settings, pausedUntil })
    if (!hold || hold.until <= at) return at
    at = hold.until
  }
}

/** The latest civil day whose digest time has come, and that instant. */
export function digestSlot(
  now: number,
  settings: Pick<ReminderSettings, 'digestTime'>,
  zone: string,
): { readonly on: CivilDay; readonly at: number } {
  const today = toCivilDay(now, zone)
  const at = civilInstant(today, settings.digestTime, zone)
  if (at <= now) return { on: today, at }
  const on = addCivilDays(today, -1)
  return { on, at: civilInstant(on, settings.digestTime, zone) }
}

/**
 * Whose turn it is at an instant, as if nothing held deliveries back; null: nobody's. A slot of the digest is used up by
 * the first look after it, and a day has one digest at most: one that came late takes the place of that day's own.
 */
export function turnAt({ now, zone, settings, pausedUntil }: ReminderMoment, state: DeliveryState): Turn | null {
  if (!settings.isOn) return null
  const today = toCivilDay(now, zone)
  const hadDigest = isOnOrAfter(state.digestAt, today, zone)
  const slot = digestSlot(now, settings, zone)
  if (state.slotUsedAt === null || slot.at > state.slotUsedAt) {
    const slotOn = toEpochDay(slot.on)
    return hadDigest ? { kind: 'skip', slotOn } : { kind: 'digest', slotOn }
  }
  if (!settings.sendsUrgent || isOnOrAfter(state.urgentAt, today, zone)) return null
  const ownSlotAt = civilInstant(today, settings.digestTime, zone)
  if (hadDigest || ownSlotAt <= state.slotUsedAt) return { kind: 'urgent', act: null }
  const [after, before] = [now, ownSlotAt].map((at) => nextAllowed(at, settings, zone, pausedUntil)) as [number, number]
  return { kind: 'urgent', act: { after, before } }
}

/** A clock that was set back a little has delivered on a later day; that counts, so that nothing is repeated. */
function isOnOrAfter(at: number | null, today: CivilDay, zone: string): boolean {
  return at !== null && toCivilDay(at, zone) >= today
}

/** What a turn may deliver of all that is due. */
export function pickForTurn<Due extends Pick<RemindedItem, 'actByAt'> & Pick<DueReminder, 'daysLeft'>>(
  due: readonly Due[],
  turn: Turn,
): readonly Due[] {
  if (turn.kind === 'skip') return []
  return turn.kind === 'digest' ? due : due.filter((reminder) => isUrgent(reminder, turn.act))
}

function isUrgent(
  { actByAt, daysLeft }: Pick<RemindedItem, 'actByAt'> & Pick<DueReminder, 'daysLeft'>,
  act: Extract<Turn, { kind: 'urgent' }>['act'],
): boolean {
  if (daysLeft > URGENT_DAYS) return false
  // What has passed can wait for the digest of the day; what passes before it comes cannot.
  return act === null || (actByAt > act.after && actByAt < act.before)
}

/** What one look delivers. */
export interface Delivery<Due> {
  /** The slot of the digest that is used up by this look, as a day counted from 1970-01-01; null: none. */
  readonly usedSlotOn: number | null
  /** null: nothing is said. */
  readonly kind: 'digest' | 'urgent' | null
  /** Not empty when something is said. */
  readonly reminders: readonly Due[]
}

/** Decides what is delivered at a moment, of what `listDue` finds due then; it is asked only when it may matter. */
export function planDelivery<Due extends Pick<RemindedItem, 'actByAt'> & Pick<DueReminder, 'daysLeft'>>(
  moment: ReminderMoment,
  state: DeliveryState,
  listDue: () => readonly Due[],
): Delivery<Due> {
  let turn = holdAt(moment) ? null : turnAt(moment, state)
  const usedSlotOn = turn === null || turn.kind === 'urgent' ? null : turn.slotOn
  if (turn?.kind === 'skip') turn = turnAt(moment, { ...state, slotUsedAt: moment.now })
  if (turn === null || turn.kind === 'skip') return { usedSlotOn, kind: null, reminders: [] }
  const reminders = pickForTurn(listDue(), turn)
  return { usedSlotOn, kind: reminders.length > 0 ? turn.kind : null, reminders }
}

/** When the next digest may come, from `now` on; null while reminders are switched off. */
export function nextDigestAt(moment: ReminderMoment, state: DeliveryState): number | null {
  const { now, zone, settings, pausedUntil } = moment
  if (!settings.isOn) return null
  let { on, at } = digestSlot(now, settings, zone)
  for (;;) {
    if (state.slotUsedAt === null || at > state.slotUsedAt) {
      const allowedAt = nextAllowed(Math.max(now, at), settings, zone, pausedUntil)
      if (!isOnOrAfter(state.digestAt, toCivilDay(allowedAt, zone), zone)) return allowedAt
    }
    const next = addCivilDays(on, 1)
    if (next === on) return null
    on = next
    at = civilInstant(on, settings.digestTime, zone)
  }
}
