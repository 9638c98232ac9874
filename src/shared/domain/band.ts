import { diffCivilDays } from './civil-day.ts'
import type { CivilDay } from './civil-day.ts'

/** A band of days left; every item is in exactly one. `8-15` names its first and last day. */
export type Band = 'expired' | 'later' | 'undated' | `${number}-${number}`

/** A band of whole days left, both ends included. */
export interface BandRange {
  readonly band: Exclude<Band, 'undated'>
  readonly minDays: number
  readonly maxDays: number
}

/** Largest last day of a band, and so the largest number in a band's name. */
export const MAX_BAND_DAY = 3650
export const MAX_BANDS = 8

/** Rows ask one by one, always for the same bands. */
let lastAsked: { readonly key: string; readonly ranges: readonly BandRange[] } | null = null

/**
 * The bands that end on these days left (ascending, see `isBandDays`), nearest first: in order, without holes or
 * overlaps, from -Infinity to Infinity.
 */
export function bandsOf(bandDays: readonly number[]): readonly BandRange[] {
  const key = bandDays.join()
  if (lastAsked?.key === key) return lastAsked.ranges
  if (!isBandDays(bandDays)) throw new RangeError(`not the days of bands: ${key}`)
  const ranges: BandRange[] = [{ band: 'expired', minDays: -Infinity, maxDays: -1 }]
  let minDays = 0
  for (const maxDays of bandDays) {
    ranges.push({ band: `${minDays}-${maxDays}`, minDays, maxDays })
    minDays = maxDays + 1
  }
  ranges.push({ band: 'later', minDays, maxDays: Infinity })
  lastAsked = { key, ranges }
  return ranges
}

/** The names of these bands in order, `undated` last. */
export function bandNames(bandDays: readonly number[]): readonly Band[] {
  return [...bandsOf(bandDays).map((range) => range.band), 'undated']
}

/** True for whole days from 0 on that rise, 1 to MAX_BANDS of them. */
export function isBandDays(days: readonly number[]): boolean {
  return (
    days.length >= 1 &&
    days.length <= MAX_BANDS &&
    days.every((day, index) => Number.isInteger(day) && day > (days[index - 1] ?? -1) && day <= MAX_BAND_DAY)
  )
}

/** True for the name of a band, whether or not the present settings have it. */
export function isBand(text: string): text is Band {
  return text === 'expired' || text === 'later' || text === 'undated' || readRange(text) !== null
}

/**
 * The days of a band. A name such as `8-15` says them itself, so that it stays true when other bands are chosen; `later`
 * begins after the last of the present bands. null for `undated`, which has no days.
 */
export function rangeOfBand(band: Band, bandDays: readonly number[]): BandRange | null {
  if (band === 'undated') return null
  const range = readRange(band)
  return range ?? (bandsOf(bandDays).find((candidate) => candidate.band === band) as BandRange)
}

function readRange(text: string): BandRange | null {
  const match = /^(0|[1-9]\d{0,3})-(0|[1-9]\d{0,3})$/.exec(text)
  if (!match) return null
  const [minDays, maxDays] = [Number(match[1]), Number(match[2])]
  return minDays <= maxDays && maxDays <= MAX_BAND_DAY
    ? { band: text as `${number}-${number}`, minDays, maxDays }
    : null
}

/** The band of a number of whole days left; null (no expiry known) is `undated`. */
export function toBand(daysLeft: number | null, ranges: readonly BandRange[]): Band {
  if (daysLeft === null) return 'undated'
  for (const range of ranges) {
    if (daysLeft <= range.maxDays) return range.band
  }
  throw new RangeError(`not a number of days: ${daysLeft}`)
}

/** Puts bands in the order of their days, whichever settings they come from; `undated` last. */
export function compareBands(a: Band, b: Band): number {
  const [first, second] = [orderOf(a), orderOf(b)]
  return first.minDays - second.minDays || first.maxDays - second.maxDays
}

function orderOf(band: Band): { minDays: number; maxDays: number } {
  if (band === 'expired') return { minDays: -1, maxDays: -1 }
  if (band === 'later') return { minDays: MAX_BAND_DAY + 1, maxDays: MAX_BAND_DAY + 1 }
  return readRange(band) ?? { minDays: MAX_BAND_DAY + 2, maxDays: MAX_BAND_DAY + 2 }
}

/** Says a band in the language of `t`; with the present days `later` names its first one. */
export function bandLabel(
  t: (key: string, params?: Readonly<Record<string, string | number>>) => string,
  band: Band,
  bandDays?: readonly number[],
): string {
  if (band === 'later' && bandDays) return t('domain.band.after', { count: bandDays.at(-1) ?? 0 })
  const range = readRange(band)
  if (range === null) return t(`domain.band.${band}`)
  const { minDays: from, maxDays: to } = range
  if (to === 0) return t('domain.band.today')
  if (from === 0) return t('domain.band.within', { count: to })
  return from === to ? t('domain.band.day', { count: to }) : t('domain.band.range', { from, to })
}

/** Calendar days from today to the expiry: 0 is today, -1 was yesterday, null has no expiry. Never elapsed time. */
export function daysLeft(expiresOn: CivilDay | null, today: CivilDay): number | null {
  return expiresOn === null ? null : diffCivilDays(today, expiresOn)
}

/** True when the expiry is today or at most `withinDays` days ahead; expired and undated items are not within. */
export function isWithinDays(daysLeft: number | null, withinDays: number): boolean {
  return daysLeft !== null && daysLeft >= 0 && daysLeft <= withinDays
}
