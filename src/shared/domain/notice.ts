import type { Band } from './band.ts'
import type { CivilDay } from './civil-day.ts'
import type { ItemKind } from './item.ts'
import type { CurrencySums } from './money.ts'
import type { RenewalMode } from './renewal-mode.ts'
import type { RunError } from './run.ts'
import type { ScheduleTarget } from './schedule.ts'

/**
 * What the app tells people. `digest` and `urgent` are reminders, shown by the system; `missed` (due times passed without
 * a run) and `failure` (a run that nobody started by hand has failed) stand in the centre only; `test` proves that it works.
 */
export const NOTICE_KINDS = ['digest', 'urgent', 'missed', 'failure', 'test'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Items of a reminder by the band of their days to act-by; `expired` holds those whose act-by has passed. */
export interface NoticeBand {
  readonly band: Band
  readonly items: number
  readonly sums: CurrencySums
}

/** What a notice says, as figures; the sentence is made in the reader's language. */
export type NoticePayload =
  | {
      readonly kind: 'digest' | 'urgent'
      /** The day for which the counts hold. */
      readonly on: CivilDay
      readonly items: number
      readonly overdue: number
      readonly today: number
      /** Days to act-by of the soonest that is not overdue; null when all are. */
      readonly soonestDays: number | null
      /** The bands of that day's settings in order, empty ones left out. */
      readonly bands: readonly NoticeBand[]
      readonly bandDays: readonly number[]
      readonly sums: CurrencySums
      /** The first names, soonest act-by first, at most 5. */
      readonly names: readonly string[]
    }
  | {
      readonly kind: 'missed'
      readonly target: ScheduleTarget
      readonly name: string
      readonly missed: number
      /** The first and last of the due times that were missed. */
      readonly from: number
      readonly to: number
      /** The run that makes up for them. */
      readonly runId: string
    }
  | {
      readonly kind: 'failure'
      readonly runId: string
      /** Account of the run; '' for a run over links. */
      readonly account: string
      readonly state: 'failed' | 'incomplete'
      readonly error: RunError | null
    }
  | { readonly kind: 'test' }

/**
 * What became of a notice on the desktop: `none` is not for the desktop, `waiting` has no host yet that could show it,
 * `off` was switched off, `late` had waited for more than a day.
 */
export const NATIVE_STATES = ['none', 'waiting', 'shown', 'failed', 'off', 'late'] as const
export type NativeState = (typeof NATIVE_STATES)[number]

/** What became of a notice at one webhook. */
export interface NoticeDelivery {
  readonly webhookId: string
  readonly name: string
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly attempts: number
  /** What went wrong last, in the receiver's words, secrets removed. */
  readonly problem: string | null
  readonly at: number | null
}

export interface Notice {
  readonly noticeId: string
  readonly kind: NoticeKind
  readonly createdAt: number
  readonly readAt: number | null
  readonly native: { readonly state: NativeState; readonly problem: string | null; readonly at: number | null }
  readonly deliveries: readonly NoticeDelivery[]
  readonly payload: NoticePayload
}

/** One item of a reminder: why it was spoken of then, and how it stands now. */
export interface NoticeItem {
  readonly itemId: string
  readonly name: string
  readonly kind: ItemKind
  readonly account: string
  /** The expiry and the act-by for which the reminder was. */
  readonly expiresAt: number
  readonly actByAt: number
  /** The step of the ladder that had been reached, or OVERDUE_STEP. */
  readonly step: number
  /** Days to act-by when it was sent. */
  readonly daysLeft: number
  readonly mode: RenewalMode
  /** What has become of it since; `open`: it is still spoken of, as everything undecided is once its act-by has passed. */
  readonly now: 'open' | 'decided' | 'acknowledged' | 'snoozed' | 'moved' | 'gone'
}

/** What asks for action in the centre. */
export interface NoticeSummary {
  readonly total: number
  readonly unread: number
  readonly unreadByKind: Readonly<Record<NoticeKind, number>>
  /** Due times that unread notices call missed. */
  readonly missed: number
  /** The last notice that the system was asked to show, when that failed; null once one has been shown again. */
  readonly nativeProblem: { readonly at: number; readonly problem: string } | null
}
