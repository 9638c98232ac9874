import type { CivilDay } from './civil-day.ts'
import type { Due } from './overview.ts'

/** Which date of an item counts: its deadline, the deduction of what renews by itself, or its expiry. */
export const CALENDAR_BASES = ['actBy', 'deduction', 'expiry'] as const
export type CalendarBasis = (typeof CALENDAR_BASES)[number]

export interface CalendarDay extends Due {
  readonly day: CivilDay
  /** Of `count`: nobody has decided. */
  readonly undecided: number
  /** Of `count`: by the provider, without anybody's doing. */
  readonly automatic: number
  /** Names of the first items, the dearest first, at most 3. */
  readonly names: readonly string[]
}

/** One month of active items. */
export interface CalendarMonth {
  /** `YYYY-MM`. */
  readonly month: string
  readonly basis: CalendarBasis
  readonly asOf: number
  readonly today: CivilDay
  /** Days of six full weeks from Monday around the month; every one is there. */
  readonly days: readonly (CalendarDay & { readonly isWorkingDay: boolean; readonly isCertain: boolean })[]
  /** Of the month's own days. */
  readonly total: Due & { readonly undecided: number }
}
