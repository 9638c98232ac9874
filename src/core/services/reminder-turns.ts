import { addCivilDays, civilInstant, startOfCivilDay, toCivilDay } from '../../shared/domain/civil-day.ts'
import type { ReminderSettings } from '../../shared/domain/reminder.ts'
import {
  nextAllowed,
  reminderDay,
  turnAt,
  type DeliveryState,
  type ReminderDay,
  type Turn,
} from '../../shared/domain/reminder-rules.ts'

/** An instant at which a delivery may come, whatever is due then. */
export interface PlannedTurn {
  readonly at: number
  readonly turn: Exclude<Turn, { readonly kind: 'skip' }>
  readonly day: ReminderDay
}

export interface TurnSpan {
  /** The first look, epoch ms. */
  readonly from: number
  /** After the last look, epoch ms. */
  readonly until: number
  readonly zone: string
  readonly settings: ReminderSettings
  readonly pausedUntil: number | null
  readonly state: DeliveryState
}

/**
 * All turns of a span in order, for somebody who looks the whole time. What is due does not change within a day unless it
 * is sent, so it does not matter here whether anything was: a second turn of the same day finds nothing then.
 */
export function listTurns({ from, until, zone, settings, pausedUntil, state: first }: TurnSpan): PlannedTurn[] {
  const turns: PlannedTurn[] = []
  let state = first
  const to = toCivilDay(until, zone)
  for (let today = toCivilDay(from, zone); today <= to; today = addCivilDays(today, 1)) {
    const day = reminderDay(today, settings)
    const endsAt = Math.min(startOfCivilDay(addCivilDays(today, 1), zone), until)
    for (const lookAt of [startOfCivilDay(today, zone), civilInstant(today, settings.digestTime, zone)]) {
      const now = nextAllowed(Math.max(from, lookAt), settings, zone, pausedUntil)
      if (now >= endsAt) continue
      state = lookOnce(turns, { now, day, state })
    }
    if (addCivilDays(today, 1) === today) break
  }
  return turns

  function lookOnce(
    found: PlannedTurn[],
    { now: at, day, state: before }: { now: number; day: ReminderDay; state: DeliveryState },
  ): DeliveryState {
    let after = before
    for (;;) {
      const turn = turnAt({ now: at, zone, settings, pausedUntil }, after)
      if (turn?.kind !== 'skip') {
        if (turn) found.push({ at, turn, day })
        return turn?.kind === 'digest' ? { ...after, slotUsedAt: at, digestAt: at } : after
      }
      after = { ...after, slotUsedAt: at }
    }
  }
}
