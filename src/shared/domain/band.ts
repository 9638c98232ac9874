import { diffCivilDays } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'

/** Bands of days left, nearest first; every item is in exactly one. */
export const BANDS = ['expired', '0-7', '8-15', '16-30', '31-60', '61-90', 'later', 'undated'] as const
export type Band = (typeof BANDS)[number]

/** A band of whole days left, both ends included. */
export interface BandRange {
  readonly band: Exclude<Band, 'undated'>
  readonly minDays: number
  readonly maxDays: number
}

/** The one place where the boundaries stand: in order, without holes or overlaps, from -Infinity to Infinity. */
export const BAND_RANGES: readonly BandRange[] = [
  { band: 'expired', minDays: -Infinity, maxDays: -1 },
  { band: '0-7', minDays: 0, maxDays: 7 },
  { band: '8-15', minDays: 8, maxDays: 15 },
  { band: '16-30', minDays: 16, maxDays: 30 },
  { band: '31-60', minDays: 31, maxDays: 60 },
  { band: '61-90', minDays: 61, maxDays: 90 },
  { band: 'later', minDays: 91, maxDays: Infinity },
]

/** The band of a number of whole days left; null (no expiry known) is `undated`. */
export function toBand(daysLeft: number | null): Band {
  if (daysLeft === null) return 'undated'
  for (const range of BAND_RANGES) {
    if (daysLeft <= range.maxDays) return range.band
  }
  throw new RangeError(`not a number of days: ${daysLeft}`)
}

/** Calendar days from today to the expiry: 0 is today, -1 was yesterday, null has no expiry. Never elapsed time. */
export function daysLeft(expiresOn: CivilDay | null, today: CivilDay): number | null {
  return expiresOn === null ? null : diffCivilDays(today, expiresOn)
}

/** True when the expiry is today or at most `withinDays` days ahead; expired and undated items are not within. */
export function isWithinDays(daysLeft: number | null, withinDays: number): boolean {
  return daysLeft !== null && daysLeft >= 0 && daysLeft <= withinDays
}
