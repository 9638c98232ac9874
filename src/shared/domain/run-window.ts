import { addCivilDays, startOfCivilDay, toCivilDay } from './civil-day.ts'

/**
 * The first instant that a run limited to `windowDays` no longer asks for: the start of the civil day after the last
 * one inside, in the business zone. 0 means "today and what has expired".
 */
export function windowEnd(startedAt: number, windowDays: number, zone: string): number {
  return startOfCivilDay(addCivilDays(toCivilDay(startedAt, zone), windowDays + 1), zone)
}
