import {
  addCivilDays,
  addCivilMonths,
  fromEpochDay,
  startOfCivilDay,
  toCivilDay,
  toEpochDay,
  type CivilDay,
} from '../../shared/domain/civil-day.ts'
import {
  laterPaymentDays,
  MAX_FORECAST_DAYS,
  MAX_FORECAST_MONTHS,
  type PaymentFacts,
} from '../../shared/domain/forecast.ts'
import { offsetAt } from '../../shared/domain/zone-offsets.ts'

/** Expiries longer ago than this, or before Beijing's clocks stood still, are calculated in instants. */
const KNOWN_DAYS = 400
const BEIJING_STEADY_SINCE = Date.UTC(1992, 0, 1)
/** More than the longest lead, a day of difference between zones and the shift of a clock. */
const SPARE_DAYS = 62
/** More than KNOWN_DAYS and SPARE_DAYS. */
const MONTHS_BEFORE = 16
const MONTHS_BEHIND = 12
/** More than any period that is sold, and than any lead. */
const MAX_PRICE_MONTHS = 1_000
const MAX_LEAD = 64

/** Makes the function that gives the day of an instant, counted from 1970-01-01; most instants come many times. */
export function createDayOf(zone: string): (at: number) => number {
  const known = new Map<number, number>()
  return (at) => {
    let day = known.get(at)
    if (day === undefined) known.set(at, (day = toEpochDay(toCivilDay(at, zone))))
    return day
  }
}

/** Of an item that is paid again. */
export interface PaidAgain extends PaymentFacts {
  readonly priceMonths: number
  readonly expiresOn: number
  readonly actByOn: number
}

/** Days on which an item is paid again, from today on, ascending. */
export type LaterDays = (item: PaidAgain) => readonly number[]

/**
 * Later payments from today to the end of the longest forecast. Where no clock is changed in all that time, neither here nor
 * in Beijing, they are as many days before their expiries as the next payment is, which is quicker than instants and lets
 * items share their lists.
 */
export function createLaterDays(zone: string, today: CivilDay): LaterDays {
  const firstDay = toEpochDay(today)
  const lastDay = lastForecastDay(today)
  const steadySince = Math.max(BEIJING_STEADY_SINCE, startOfCivilDay(addCivilDays(today, -KNOWN_DAYS), zone))
  const steadyUntil = startOfCivilDay(fromEpochDay(lastDay + SPARE_DAYS), zone)
  const isSteady = isSteadyZone(zone, steadySince, steadyUntil)
  const monthStarts = listMonthStarts(today)
  const counted = new Map<number, readonly number[]>()
  const calculated = new Map<string, readonly number[]>()

  function count({ priceMonths, expiresOn }: PaidAgain, lead: number): readonly number[] {
    // A number as key, because this is done for every item.
    const key = (expiresOn * MAX_PRICE_MONTHS + priceMonths) * MAX_LEAD + lead
    let days = counted.get(key)
    if (days === undefined) {
      days = countLaterDays({ monthStarts, expiresOn, lead, priceMonths, firstDay, lastDay })
      counted.set(key, days)
    }
    return days
  }

  return (item) => {
    const { expiresAt, priceMonths } = item
    const lead = item.expiresOn - item.actByOn
    const isKnown = expiresAt >= steadySince && expiresAt < steadyUntil && lead >= 0 && lead < MAX_LEAD
    if (isSteady && isKnown && priceMonths < MAX_PRICE_MONTHS) return count(item, lead)
    const key = `${expiresAt} ${priceMonths} ${item.renewalMode} ${item.provider} ${item.deductionLeadDays}`
    let days = calculated.get(key)
    if (days === undefined) {
      days = laterPaymentDays(item, priceMonths, { zone, firstDay, lastDay })
      calculated.set(key, days)
    }
    return days
  }
}

/** Closer changes of a clock have never been: the nearest two are four days apart. */
const LOOK_EVERY_MS = 3 * 86_400_000

function isSteadyZone(zone: string, from: number, until: number): boolean {
  const offset = offsetAt(until, zone)
  for (let at = from; at < until; at += LOOK_EVERY_MS) if (offsetAt(at, zone) !== offset) return false
  return true
}

/** The last day of the longest forecast. */
function lastForecastDay(today: CivilDay): number {
  const monthsEnd = toEpochDay(addCivilMonths(`${today.slice(0, 7)}-01`, MAX_FORECAST_MONTHS)) - 1
  return Math.max(monthsEnd, toEpochDay(today) + MAX_FORECAST_DAYS - 1)
}

/** First days of all months in which a known expiry or one of a forecast can lie. */
function listMonthStarts(today: CivilDay): readonly number[] {
  const first = addCivilMonths(`${today.slice(0, 7)}-01`, -MONTHS_BEFORE)
  const count = MONTHS_BEFORE + MAX_FORECAST_MONTHS + MONTHS_BEHIND
  return Array.from({ length: count }, (_, index) => toEpochDay(addCivilMonths(first, index)))
}

function countLaterDays(span: {
  readonly monthStarts: readonly number[]
  readonly expiresOn: number
  readonly lead: number
  readonly priceMonths: number
  readonly firstDay: number
  readonly lastDay: number
}): number[] {
  const { monthStarts, expiresOn, priceMonths } = span
  const startOf = (month: number): number => monthStarts[month] ?? Infinity
  let month = 0
  while (startOf(month + 1) <= expiresOn) month += 1
  const dayOfMonth = expiresOn - startOf(month)
  const days: number[] = []
  for (;;) {
    month += priceMonths
    // Clamped to the month's last day, each time from the day of the present expiry.
    const day = Math.min(startOf(month) + dayOfMonth, startOf(month + 1) - 1) - span.lead
    if (day > span.lastDay) return days
    if (day >= span.firstDay) days.push(day)
  }
}
