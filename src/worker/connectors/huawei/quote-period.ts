import { addCivilMonths, diffCivilDays, diffCivilMonths, toCivilDay } from '../../../shared/domain/civil-day.ts'
import type { ItemFacts } from '../../../shared/domain/item.ts'

/** Terms are counted by the Beijing calendar. */
const VENDOR_ZONE = 'Asia/Shanghai'
const MONTH = 1
const YEAR = 12
/** Longest periods that can be asked for (facts: cloud-apis A4). */
const MAX_MONTHS = 11
const MAX_YEARS = 3

/**
 * For how many months a resource is quoted. The list does not say for how long it was bought, so the last renewal that was
 * seen counts, else the time from its start to its end: whole years are renewed by the year, everything else by the month,
 * because three months cost three times one month and a year does not cost twelve.
 */
export function toQuotedMonths(
  item: Pick<ItemFacts, 'createdAt' | 'expiresAt'>,
  renewedByMonths: number | null,
): number {
  if (renewedByMonths !== null && isQuotable(renewedByMonths)) return renewedByMonths
  const months = wholeMonths(item.createdAt, item.expiresAt)
  return months !== null && months % YEAR === 0 ? YEAR : MONTH
}

/** Another period to ask for when there is no such one. */
export function toOtherMonths(months: number): number {
  return months === MONTH ? YEAR : MONTH
}

/** The period as the service wants it: 2 counts months, 3 years (facts: Huawei BSS ListRenewRateOnPeriod). */
export function toQuotePeriod(months: number): { readonly type: 2 | 3; readonly count: number } {
  return months % YEAR === 0 ? { type: 3, count: months / YEAR } : { type: 2, count: months }
}

function isQuotable(months: number): boolean {
  if (!Number.isSafeInteger(months) || months < 1) return false
  return months % YEAR === 0 ? months / YEAR <= MAX_YEARS : months <= MAX_MONTHS
}

/**
 * Whole months of a term, null when it is none. Terms end with a day or at its midnight, on the day of the start or on its
 * eve, and on the last day of a month that is too short: a day more or less says nothing.
 */
function wholeMonths(startAt: number | null, endAt: number | null): number | null {
  if (startAt === null || endAt === null || endAt <= startAt) return null
  const start = toCivilDay(startAt, VENDOR_ZONE)
  // Midnight belongs to the day that ends with it.
  const end = toCivilDay(endAt - 1, VENDOR_ZONE)
  const months = diffCivilMonths(start, end)
  for (const count of [months, months + 1]) {
    if (count > 0 && Math.abs(diffCivilDays(addCivilMonths(start, count), end)) <= 1) return count
  }
  return null
}
