import type { CivilDay } from './civil-day.ts'
import { ITEM_KINDS, type ItemKind } from './item.ts'
import type { CurrencySums } from './money.ts'

/** How people are reminded. Times of day are `HH:MM` in the business zone. */
export interface ReminderSettings {
  readonly isOn: boolean
  /** Days before act-by on which an item of that kind is spoken of, falling; empty: not before it is overdue. */
  readonly ladders: Readonly<Record<ItemKind, readonly number[]>>
  /** Undecided items are spoken of every day once their act-by has passed. */
  readonly repeatsOverdue: boolean
  /** One digest a day from this time on. */
  readonly digestTime: string
  /** At most one more a day for items that have become urgent since the digest. */
  readonly sendsUrgent: boolean
  /** Nothing is delivered from `from` to `to`, which may lie on the next day; null: at any hour. */
  readonly quietHours: { readonly from: string; readonly to: string } | null
  /** Nothing is delivered on days off; what falls on them is spoken of on the working day before. */
  readonly workingDaysOnly: boolean
}

export const DEFAULT_LADDER: readonly number[] = [30, 15, 7, 3, 1, 0]
export const MAX_LADDER_STEPS = 12
export const MAX_LADDER_DAYS = 365

export const DEFAULT_REMINDERS: ReminderSettings = {
  isOn: true,
  ladders: Object.fromEntries(ITEM_KINDS.map((kind) => [kind, DEFAULT_LADDER])) as Record<ItemKind, readonly number[]>,
  repeatsOverdue: true,
  digestTime: '09:00',
  sendsUrgent: true,
  quietHours: { from: '20:00', to: '08:00' },
  workingDaysOnly: false,
}

/** Items with at most so many days left to act are urgent. */
export const URGENT_DAYS = 1

/** In the place of a step of the ladder: the act-by has passed. */
export const OVERDUE_STEP = -1

/** Days until this bound in which a wrong clock is believed; what was recorded later than that ahead of now is forgotten. */
export const CLOCK_TRUST_MS = 86_400_000

/** How an open item stands on a day: act-by has passed, is that day, or is at most URGENT_DAYS ahead. */
export const DUE_LISTS = ['overdue', 'today', 'soon'] as const
export type DueList = (typeof DUE_LISTS)[number]

/** What is open now and when it will be spoken of. Open: nobody has decided, acknowledged or snoozed it. */
export interface ReminderState {
  readonly today: CivilDay
  readonly counts: Readonly<Record<DueList, number>>
  readonly lastDigestAt: number | null
  /** When the next digest may come; null while reminders are switched off. */
  readonly nextDigestAt: number | null
  /** Reminders that are due and held back, and until when; null: nothing is held. */
  readonly held: {
    readonly count: number
    readonly until: number
    readonly why: 'quiet-hours' | 'day-off' | 'paused'
  } | null
}

/** One delivery of a dry run. */
export interface PlannedReminder {
  readonly at: number
  readonly on: CivilDay
  /** `urgent` comes before the digest of its day, for what cannot wait for it. */
  readonly kind: 'digest' | 'urgent'
  readonly items: number
  /** Of them, those whose act-by has passed. */
  readonly overdue: number
  /** Of them, those that are urgent and not overdue. */
  readonly urgent: number
  /** How many by step of the ladder, OVERDUE_STEP included, falling. */
  readonly steps: readonly { readonly step: number; readonly items: number }[]
  readonly sums: CurrencySums
  /** The first names, soonest act-by first, at most 5. */
  readonly names: readonly string[]
}

/** What would be sent if nothing changed, and what the ladder would have sent given what is known of the past. */
export interface ReminderPreview {
  readonly asOf: number
  readonly zone: string
  readonly next: readonly PlannedReminder[]
  readonly past: readonly PlannedReminder[]
}
