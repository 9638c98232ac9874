import type { ChangeKind } from './change.ts'
import { addCivilMonths, diffCivilMonths, isMonthEnd, toCivilDay } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'

/** A stored field's value, as it is or as text; an instant is epoch milliseconds or ISO 8601 in UTC. */
export type ChangeValue = string | number | boolean | null

/** Providers prolong by months of the Beijing calendar. */
const VENDOR_ZONE = 'Asia/Shanghai'

function toInstant(value: ChangeValue): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return null
  if (/^-?\d{1,15}$/.test(value)) return Number(value)
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(value)) return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at
}

/**
 * True when an expiry moved later by whole calendar months (one or more): to the same day of a later month, to its last
 * day where the month is shorter, or from month end to month end. Compares days, so 23:59:59 and 00:00 of one day are equal.
 */
export function isWholePeriodLater(oldDay: CivilDay, newDay: CivilDay): boolean {
  const months = diffCivilMonths(oldDay, newDay)
  if (months < 1) return false
  return addCivilMonths(oldDay, months) === newDay || (isMonthEnd(oldDay) && isMonthEnd(newDay))
}

/** By how many months a renewal has prolonged an item; null when the values are no whole months apart. */
export function renewedMonths(oldValue: ChangeValue, newValue: ChangeValue): number | null {
  const [oldAt, newAt] = [toInstant(oldValue), toInstant(newValue)]
  if (oldAt === null || newAt === null) return null
  const [oldDay, newDay] = [toCivilDay(oldAt, VENDOR_ZONE), toCivilDay(newAt, VENDOR_ZONE)]
  return isWholePeriodLater(oldDay, newDay) ? diffCivilMonths(oldDay, newDay) : null
}

/**
 * Names the change of one stored field (`appeared`, `gone` and `back` are changes of whole items). An expiry that moved
 * otherwise than by whole periods is only `expiry-moved`: unified expiry days move dates without a renewal.
 */
export function toChangeKind(field: string, oldValue: ChangeValue, newValue: ChangeValue): ChangeKind {
  switch (field) {
    case 'expiresAt': {
      const oldAt = toInstant(oldValue)
      const newAt = toInstant(newValue)
      if (oldAt === null || newAt === null) return 'expiry-moved'
      const isRenewed = isWholePeriodLater(toCivilDay(oldAt, VENDOR_ZONE), toCivilDay(newAt, VENDOR_ZONE))
      return isRenewed ? 'renewed' : 'expiry-moved'
    }
    case 'renewalMode':
      return 'mode-changed'
    case 'price':
      return 'price-changed'
    case 'resourceName':
      return 'renamed'
    default:
      return 'changed'
  }
}
