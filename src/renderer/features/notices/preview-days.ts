import { addCivilDays, toCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import type { PlannedReminder, ReminderPreview } from '../../../shared/domain/reminder.ts'

/** One day of the chart; without a reminder both figures are 0. */
export interface PreviewDay {
  readonly on: CivilDay
  readonly items: number
  readonly overdue: number
}

/** Every day of the dry run in order, those without a reminder too. */
export function daysOfPreview(
  { asOf, zone, next, past }: ReminderPreview,
  direction: 'next' | 'past',
  days: number,
): readonly PreviewDay[] {
  const today = toCivilDay(asOf, zone)
  const planned = new Map<CivilDay, PlannedReminder>()
  const asked = direction === 'next' ? next : past
  for (const one of asked) planned.set(one.on, one)
  const first = direction === 'next' ? today : addCivilDays(today, -days)
  // The core may count from today or from tomorrow on; no reminder may fall off the chart.
  const last = asked.reduce((latest, { on }) => (on > latest ? on : latest), addCivilDays(first, days - 1))
  const from = asked.reduce((earliest, { on }) => (on < earliest ? on : earliest), first)
  const shown: PreviewDay[] = []
  for (let on = from; on <= last; on = addCivilDays(on, 1)) {
    shown.push({ on, items: planned.get(on)?.items ?? 0, overdue: planned.get(on)?.overdue ?? 0 })
  }
  return shown
}
