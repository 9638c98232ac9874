import { toEpochDay } from '../../shared/domain/civil-day.ts'
import { OVERDUE_STEP, type ReminderSettings } from '../../shared/domain/reminder.ts'
import { dueReminder, pickForTurn, type DueReminder, type RemindedItem } from '../../shared/domain/reminder-rules.ts'
import type { PlannedTurn } from './reminder-turns.ts'

/** What has been sent for one expiry of an item. */
export interface SentState {
  readonly sentStep: number | null
  readonly overdueSentOn: number | null
}

/** An item for a stretch of time in which nothing of it changes. */
export interface ItemStretch {
  readonly item: Omit<RemindedItem, keyof SentState>
  /** Epoch ms, `from` inclusive, `to` exclusive. */
  readonly from: number
  readonly to: number
}

/** Position of the first turn from an instant on. */
function firstFrom(turns: readonly PlannedTurn[], isReached: (turn: PlannedTurn) => boolean): number {
  let [low, high] = [0, turns.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isReached(turns[middle] as PlannedTurn)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Follows one item through the turns of a stretch and tells of each reminder that is sent. Only the turns at which
 * something can have changed for the item are looked at: where a step is reached, a snooze ends, act-by passes, and every
 * day once it has. Answers what has been sent in the end.
 */
export function followItem(
  { item, from, to }: ItemStretch,
  before: SentState,
  { turns, settings }: { readonly turns: readonly PlannedTurn[]; readonly settings: ReminderSettings },
  onSent: (position: number, reminder: DueReminder) => void,
): SentState {
  const end = firstFrom(turns, ({ at }) => at >= to)
  let position = firstFrom(turns, ({ at }) => at >= from)
  // The ascending days on which this item may become due.
  const days = [item.actByOn + 1, ...settings.ladders[item.kind].map((step) => item.actByOn - step)]
  if (item.snoozedUntil !== null) days.push(toEpochDay(item.snoozedUntil))
  // One object for all turns: an item that is overdue for months is looked at every day.
  const candidate = { ...item, ...before, daysLeft: 0 }
  while (position < end) {
    const planned = turns[position] as PlannedTurn
    const reminder = dueReminder(candidate, planned.day)
    if (reminder !== null) {
      candidate.daysLeft = reminder.daysLeft
      if (pickForTurn([candidate], planned.turn).length > 0) {
        onSent(position, reminder)
        remember(candidate, reminder)
      }
    }
    // What an urgent notice leaves is for the digest of the day, and what is overdue comes back every day.
    const isOpen = planned.turn.kind === 'urgent' || (planned.day.on > item.actByOn && reminder !== null)
    position = isOpen ? position + 1 : Math.max(position + 1, nextChange(planned, days))
  }
  const { sentStep, overdueSentOn } = candidate
  return { sentStep, overdueSentOn }

  function nextChange({ day: last }: PlannedTurn, breaks: readonly number[]): number {
    const next = Math.min(...breaks.filter((on) => on > last.on))
    return firstFrom(turns, ({ day }) => day.on >= next || day.evaluatedOn >= next)
  }
}

/** Notes what has been sent, as the rows of reminders would say it. */
function remember(
  sent: { -readonly [Key in keyof SentState]: SentState[Key] },
  { step, dueOn }: Pick<DueReminder, 'step' | 'dueOn'>,
): void {
  sent.sentStep = sent.sentStep === null ? step : Math.min(sent.sentStep, step)
  if (step === OVERDUE_STEP) sent.overdueSentOn = Math.max(sent.overdueSentOn ?? dueOn, dueOn)
}
