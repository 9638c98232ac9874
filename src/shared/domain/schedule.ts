import { CLOCK_TRUST_MS } from './reminder.ts'
import type { RunState } from './run.ts'

/**
 * When a job is due. `hourly`: at that minute of every hour; `daily`: at a time of day; `workdays`: the same on working
 * days of the Chinese calendar with 调休; `cron`: a cron expression of five fields. Times are those of the business zone.
 */
export type ScheduleRule =
  | { readonly kind: 'hourly'; readonly minute: number }
  | { readonly kind: 'daily' | 'workdays'; readonly time: string }
  | { readonly kind: 'cron'; readonly expression: string }

export const RULE_KINDS = ['hourly', 'daily', 'workdays', 'cron'] as const satisfies readonly ScheduleRule['kind'][]

/** What is done when a schedule is due: an account is synced, the links of a group are checked. */
export type ScheduleTarget =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'link-group'; readonly groupId: string }

/** Why a due job has not begun: no network, all is paused, another run is in the way, or it is tried again later. */
export const SCHEDULE_WAITS = ['offline', 'paused', 'busy', 'retry'] as const
export type ScheduleWait = (typeof SCHEDULE_WAITS)[number]

/** Due times that are shown ahead. */
export const NEXT_TIMES = 5

/** Missed due times are counted up to this number. */
export const MAX_MISSED = 9_999

/** The longest pause. */
export const MAX_PAUSE_DAYS = 30
const DAY_MS = 86_400_000

/** Until when everything is paused; null when nothing is, or when only a wrong clock could have said so. */
export function toPause(until: number | null, now: number): number | null {
  if (until === null || until <= now || until > now + MAX_PAUSE_DAYS * DAY_MS + CLOCK_TRUST_MS) return null
  return until
}

/** The schedule of one account or group; without a rule it runs by hand only. Instants are epoch ms. */
export interface Schedule {
  readonly scheduleId: string
  readonly target: ScheduleTarget
  /** Of the account or the group; '' for the built-in group. */
  readonly name: string
  readonly rule: ScheduleRule | null
  readonly isEnabled: boolean
  /** The stored due time; it may have passed while the job waits. null: by hand only, switched off, or never again. */
  readonly nextDueAt: number | null
  /** The next due times from `nextDueAt` on, at most NEXT_TIMES. */
  readonly next: readonly number[]
  readonly waiting: ScheduleWait | null
  readonly waitingSince: number | null
  /** When the last run, which came to nothing, is tried again; null when it is not. */
  readonly retryAt: number | null
  /** The last run that the schedule has started or joined. */
  readonly lastRunId: string | null
  readonly lastRunAt: number | null
  readonly lastRunState: RunState | null
  /** Due times that passed without a run before that one; it has made up for all of them. */
  readonly missed: number
}

export interface ScheduleOverview {
  readonly schedules: readonly Schedule[]
  /** IANA zone in which the rules are meant. */
  readonly zone: string
  /** Until then nothing starts and no reminder is delivered; null: not paused. */
  readonly pausedUntil: number | null
  readonly isOnline: boolean
}
