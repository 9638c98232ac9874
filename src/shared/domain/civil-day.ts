import { AppError } from './app-error.ts'
import { isZone, offsetAt, offsetSpans } from './zone-offsets.ts'

/**
 * A calendar day `YYYY-MM-DD` of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31. Text order is day order.
 * Only this file converts between instants and days.
 */
export type CivilDay = string

export { isZone }

/** First and last day that can be written. */
export const FIRST_CIVIL_DAY: CivilDay = '0001-01-01'
export const LAST_CIVIL_DAY: CivilDay = '9999-12-31'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const FIRST_EPOCH_DAY = -719_162
const LAST_EPOCH_DAY = 2_932_896
/** No zone was ever further from UTC (Asia/Manila until 1844: 15 h 56 min). */
const MAX_OFFSET_MS = 16 * HOUR_MS
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

interface DayParts {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

function monthLength(year: number, month: number): number {
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 && isLeapYear ? 29 : (MONTH_DAYS[month - 1] ?? 31)
}

// Counting from 1 March puts the leap day at the end of the counted year, which makes both directions closed formulas.
function partsToEpochDay({ year, month, day }: DayParts): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function epochDayToParts(epochDay: number): DayParts {
  const shifted = epochDay + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  }
}

function readParts(text: string): DayParts | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8, 10))
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return null
  return { year, month, day }
}

function requireParts(day: CivilDay): DayParts {
  const parts = readParts(day)
  if (parts === null) throw new RangeError(`not a civil day: ${day}`)
  return parts
}

function requireInteger(value: number, name: string): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} must be a whole number: ${value}`)
}

function clampEpochDay(epochDay: number): number {
  return Math.min(Math.max(epochDay, FIRST_EPOCH_DAY), LAST_EPOCH_DAY)
}

/** True for `YYYY-MM-DD` that names an existing day of the years 0001 to 9999. */
export function isCivilDay(text: string): boolean {
  return readParts(text) !== null
}

/** Takes a day as typed or imported; throws `BAD_REQUEST` naming the input when it is none. */
export function parseCivilDay(text: string): CivilDay {
  if (!isCivilDay(text)) throw new AppError('BAD_REQUEST', { input: text }, { raw: `not a calendar day: ${text}` })
  return text
}

/** Days since 1970-01-01. */
export function toEpochDay(day: CivilDay): number {
  return partsToEpochDay(requireParts(day))
}

/** The day that many days after 1970-01-01; throws a `RangeError` outside of the years 0001 to 9999. */
export function fromEpochDay(epochDay: number): CivilDay {
  requireInteger(epochDay, 'epochDay')
  if (epochDay !== clampEpochDay(epochDay)) throw new RangeError(`no civil day: ${epochDay}`)
  const { year, month, day } = epochDayToParts(epochDay)
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`
}

/** `b` minus `a` in days: positive when `b` is later. */
export function diffCivilDays(a: CivilDay, b: CivilDay): number {
  return toEpochDay(b) - toEpochDay(a)
}

/** The day `count` days later (earlier when negative); stays at the first or last day that can be written. */
export function addCivilDays(day: CivilDay, count: number): CivilDay {
  requireInteger(count, 'count')
  return fromEpochDay(clampEpochDay(toEpochDay(day) + count))
}

function addMonthsToEpochDay(epochDay: number, count: number): number {
  const { year, month, day } = epochDayToParts(epochDay)
  const months = year * 12 + month - 1 + count
  const newYear = Math.floor(months / 12)
  const newMonth = months - newYear * 12 + 1
  return partsToEpochDay({ year: newYear, month: newMonth, day: Math.min(day, monthLength(newYear, newMonth)) })
}

/**
 * The same day `count` months later, or that month's last day when it is shorter (31 January + 1 = 28 or 29 February).
 * Stays at the first or last day that can be written.
 */
export function addCivilMonths(day: CivilDay, count: number): CivilDay {
  requireInteger(count, 'count')
  return fromEpochDay(clampEpochDay(addMonthsToEpochDay(toEpochDay(day), count)))
}

/** Calendar months from the month of `a` to the month of `b`, whatever the days. */
export function diffCivilMonths(a: CivilDay, b: CivilDay): number {
  const from = requireParts(a)
  const to = requireParts(b)
  return (to.year - from.year) * 12 + to.month - from.month
}

/** True on the last day of a month. */
export function isMonthEnd(day: CivilDay): boolean {
  const parts = requireParts(day)
  return parts.day === monthLength(parts.year, parts.month)
}

/** 0 = Sunday to 6 = Saturday. */
export function weekdayOf(day: CivilDay): number {
  return (((toEpochDay(day) + 4) % 7) + 7) % 7
}

/**
 * The calendar day that people in `zone` have at an instant (epoch milliseconds). Instants before the year 1 or after
 * 9999 (providers write them for "never") give the first or last day. Throws `BAD_REQUEST` for an unknown zone.
 */
export function toCivilDay(at: number, zone: string): CivilDay {
  return fromEpochDay(clampEpochDay(Math.floor((at + offsetAt(requireInstant(at), zone)) / DAY_MS)))
}

function requireInstant(at: number): number {
  // The range of Date less one day, because an offset is read at both ends of a day.
  if (!(Math.abs(at) <= 8.64e15 - DAY_MS)) throw new RangeError(`not an instant: ${at}`)
  return at
}

/**
 * First instant at which the zone's clocks show `local` or later, `local` being the reading as if it were UTC. A reading
 * that comes twice gives the earlier instant, one that the clocks jump over the instant of the jump.
 */
function firstInstantAt(local: number, zone: string): number {
  for (const span of offsetSpans(local - MAX_OFFSET_MS, local + MAX_OFFSET_MS, zone)) {
    const at = Math.max(span.from, local - span.offset)
    if (at < span.to) return at
  }
  throw new Error(`no instant for ${local} in ${zone}`)
}

/**
 * First instant of a day in a zone: midnight, or where clocks jump over midnight the instant after the jump. A day that
 * the zone skipped altogether (Pacific/Apia, 2011-12-30) begins where the next one begins.
 */
export function startOfCivilDay(day: CivilDay, zone: string): number {
  return firstInstantAt(toEpochDay(day) * DAY_MS, zone)
}

/** First instant of the civil day after the one of `at`: what is before it is today or earlier. */
export function startOfNextCivilDay(at: number, zone: string): number {
  return startOfCivilDay(addCivilDays(toCivilDay(at, zone), 1), zone)
}

/**
 * The instant of a wall-clock time `HH:MM` (00:00 to 23:59) on a day. A time that clocks jump over gives the first
 * instant after the jump, a time that comes twice gives the earlier one. Throws `BAD_REQUEST` for another time format.
 */
export function civilInstant(day: CivilDay, timeOfDay: string, zone: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(timeOfDay)
  if (match === null) {
    throw new AppError('BAD_REQUEST', { input: timeOfDay }, { raw: `not a time of day: ${timeOfDay}` })
  }
  const local = toEpochDay(day) * DAY_MS + Number(match[1]) * HOUR_MS + Number(match[2]) * MINUTE_MS
  return firstInstantAt(local, zone)
}

/** The instant `count` civil days later (earlier when negative) at the same time of day in `zone`. */
export function shiftCivilDays(at: number, count: number, zone: string): number {
  requireInteger(count, 'count')
  // Zero must give the very instant back, also the second of two equal readings of the clock.
  if (count === 0) return at
  return firstInstantAt(at + offsetAt(requireInstant(at), zone) + count * DAY_MS, zone)
}

/** The instant `count` calendar months later, clamped to the month's end, at the same time of day in `zone`. */
export function shiftCivilMonths(at: number, count: number, zone: string): number {
  requireInteger(count, 'count')
  if (count === 0) return at
  const local = at + offsetAt(requireInstant(at), zone)
  const epochDay = Math.floor(local / DAY_MS)
  return firstInstantAt(addMonthsToEpochDay(epochDay, count) * DAY_MS + local - epochDay * DAY_MS, zone)
}
