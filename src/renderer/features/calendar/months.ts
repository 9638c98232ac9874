import { addCivilDays, addCivilMonths, weekdayOf, type CivilDay } from '../../../shared/domain/civil-day.ts'

/** Months that can be turned to. */
export const FIRST_MONTH = '2000-01'
export const LAST_MONTH = '2199-12'

/** Rows of the calendar: six weeks hold every month. */
export const WEEKS = 6

export const monthOf = (day: CivilDay): string => day.slice(0, 7)
export const firstDayOf = (month: string): CivilDay => `${month}-01`
export const lastDayOf = (month: string): CivilDay => addCivilDays(addCivilMonths(firstDayOf(month), 1), -1)

/** A month of the calendar; null when the text is none or lies outside of it. */
export function readMonth(text: string | null): string | null {
  if (text === null || !/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) return null
  return text < FIRST_MONTH || text > LAST_MONTH ? null : text
}

/** The day so many months later, within the calendar. */
export function shiftDay(day: CivilDay, months: number): CivilDay {
  return clampDay(addCivilMonths(day, months))
}

/** The day itself, or the nearest one within the calendar. */
export function clampDay(day: CivilDay): CivilDay {
  const [first, last] = [firstDayOf(FIRST_MONTH), lastDayOf(LAST_MONTH)]
  return day < first ? first : day > last ? last : day
}

/** Days since Monday. */
export const daysSinceMonday = (day: CivilDay): number => (weekdayOf(day) + 6) % 7

/** Six full weeks from Monday around a month. */
export function weeksOf(month: string): readonly (readonly CivilDay[])[] {
  const first = firstDayOf(month)
  const start = addCivilDays(first, -daysSinceMonday(first))
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: 7 }, (_day, index) => addCivilDays(start, week * 7 + index)),
  )
}

/** Where a key leads from a day; null when it is not one of the calendar's. */
export function dayByKey(day: CivilDay, key: string, isShifted: boolean): CivilDay | null {
  const months = isShifted ? 12 : 1
  switch (key) {
    case 'ArrowLeft':
      return clampDay(addCivilDays(day, -1))
    case 'ArrowRight':
      return clampDay(addCivilDays(day, 1))
    case 'ArrowUp':
      return clampDay(addCivilDays(day, -7))
    case 'ArrowDown':
      return clampDay(addCivilDays(day, 7))
    case 'Home':
      return clampDay(addCivilDays(day, -daysSinceMonday(day)))
    case 'End':
      return clampDay(addCivilDays(day, 6 - daysSinceMonday(day)))
    case 'PageUp':
      return shiftDay(day, -months)
    case 'PageDown':
      return shiftDay(day, months)
    default:
      return null
  }
}
