import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { addCivilDays, FIRST_CIVIL_DAY, weekdayOf } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'

// The table of chinese-days is read, not its functions: they parse a day as UTC and read it back in the machine's zone,
// which gives the wrong day everywhere west of Greenwich.
const holidays = new Set(Object.keys(chineseDays.holidays))
const makeUpDays = new Set(Object.keys(chineseDays.workdays))

/** True when the official holiday plan of that year is known; other years count Monday to Friday. */
export function isKnownYear(year: number): boolean {
  // A plan may reach into the days around its year; National Day stands in its own year's plan only.
  return holidays.has(`${String(year).padStart(4, '0')}-10-01`)
}

/** True on working days of the Chinese calendar with 调休: make-up Saturdays and Sundays work, holidays do not. */
export function isWorkingDay(day: CivilDay): boolean {
  const weekday = weekdayOf(day)
  return makeUpDays.has(day) || (weekday >= 1 && weekday <= 5 && !holidays.has(day))
}

/**
 * The last working day on or before a day. Check `isKnownYear` of its year before calling it certain. Null only where the
 * calendar begins.
 */
export function lastWorkingDay(day: CivilDay): CivilDay | null {
  let candidate = day
  while (!isWorkingDay(candidate)) {
    if (candidate === FIRST_CIVIL_DAY) return null
    candidate = addCivilDays(candidate, -1)
  }
  return candidate
}
