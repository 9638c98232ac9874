import { diffCivilDays, shiftCivilMonths, toCivilDay } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'
import { scaleAmount, toFixedAmount } from './money.ts'

export interface LateRenewalInput {
  readonly expiresAt: number
  readonly now: number
  /** Whole months that are bought, 1 or more. */
  readonly months: number
  readonly zone: string
}

/** What renewing today really buys. An estimate: only the provider's next answer is the new expiry. */
export interface LateRenewal {
  readonly newExpiresAt: number
  readonly newExpiresOn: CivilDay
  /** Days of the paid period that still lie ahead; 0 when it is over before it is paid. */
  readonly daysBought: number
  /** Days of the paid period that have passed already; 0 up to the day of expiry. */
  readonly daysLost: number
  /** Price per usable day over price per paid day, 4 decimals (`1.0333`); null when no usable day is left. */
  readonly costFactor: string | null
}

/**
 * Renewing counts from the original expiry, also in grace and retention (facts: cloud-apis A5), so late days are paid
 * without being used. Counts civil days in `zone`; the new expiry keeps the time of day and is clamped to the month's end.
 */
export function lateRenewal({ expiresAt, now, months, zone }: LateRenewalInput): LateRenewal {
  if (!Number.isSafeInteger(months) || months < 1) throw new RangeError(`not a number of months: ${months}`)
  const newExpiresAt = shiftCivilMonths(expiresAt, months, zone)
  const newExpiresOn = toCivilDay(newExpiresAt, zone)
  const expiresOn = toCivilDay(expiresAt, zone)
  const periodDays = diffCivilDays(expiresOn, newExpiresOn)
  const daysLost = Math.min(Math.max(diffCivilDays(expiresOn, toCivilDay(now, zone)), 0), periodDays)
  const daysBought = periodDays - daysLost
  return {
    newExpiresAt,
    newExpiresOn,
    daysBought,
    daysLost,
    costFactor: daysBought === 0 ? null : toFixedAmount(scaleAmount('1', periodDays, daysBought, 4), 4),
  }
}
