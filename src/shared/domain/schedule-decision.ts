import type { AppErrorCode } from './app-error.ts'
import { CLOCK_TRUST_MS } from './reminder.ts'
import type { RunKind, RunState } from './run.ts'
import { MAX_MISSED, type ScheduleRule, type ScheduleWait } from './schedule.ts'
import { countDue, lastDue, nextDue } from './schedule-times.ts'

const MINUTE_MS = 60_000

/** A due time whose run begins later than that has been missed. */
export const LATE_MS = 5 * MINUTE_MS
/** Schedules of the same minute do not begin at once. */
const MAX_JITTER_MS = MINUTE_MS
/** When a run that had no network is tried again. */
const RETRY_AFTER_MS = [5, 10, 20, 30].map((minutes) => minutes * MINUTE_MS)
const LONGEST_RETRY_MS = 30 * MINUTE_MS
/** Failures that mean that there was no network. */
const NO_NETWORK: readonly AppErrorCode[] = ['NET_DNS', 'NET_UNREACHABLE', 'NET_PROXY', 'NET_TIMEOUT']

/** What is kept of a schedule between two looks. */
export interface ScheduleCourse {
  /** The first due time that no run has dealt with. */
  readonly nextDueAt: number | null
  /** All due times up to this instant have been dealt with. */
  readonly consumedTo: number | null
  /** When the last run, which came to nothing, is tried again. */
  readonly retryAt: number | null
  readonly waiting: ScheduleWait | null
  readonly waitingSince: number | null
}

export interface StoredSchedule extends ScheduleCourse {
  readonly scheduleId: string
  readonly rule: ScheduleRule
  readonly isEnabled: boolean
  readonly lastRunId: string | null
}

/** What a schedule does not know of itself. */
export interface ScheduleCircumstances {
  readonly zone: string
  readonly pausedUntil: number | null
  /** False when its target cannot be reached now. */
  readonly isOnline: boolean
  /** People want what is due now, not within the minute. */
  readonly isAtOnce?: boolean
}

/** Due times that have passed without a run of their own. */
export interface MissedTimes {
  readonly count: number
  readonly from: number
  readonly to: number
}

/** A run that is to begin: for due times that have come, or once more for those of the last run. */
export interface ScheduleStart {
  readonly kind: Extract<RunKind, 'scheduled' | 'catch-up'>
  readonly retryOf: string | null
  readonly missed: MissedTimes | null
  /** What is kept once the run is there. */
  readonly course: ScheduleCourse
}

export interface ScheduleDecision {
  /** What is kept unless a run begins; other than what was stored when it has to be written down. */
  readonly kept: ScheduleCourse
  readonly start: ScheduleStart | null
  /** When something may begin next, as far as time alone decides; null when nothing will. */
  readonly startsAt: number | null
}

/**
 * What a schedule does at an instant. All that happens to schedules follows from this: due times that have come since the
 * last look are one job, however many they are and however the clock was set meanwhile.
 */
export function decide(stored: StoredSchedule, now: number, around: ScheduleCircumstances): ScheduleDecision {
  if (!stored.isEnabled) {
    const kept: ScheduleCourse = { ...NOTHING, consumedTo: toTrusted(stored.consumedTo, now) }
    return { kept, start: null, startsAt: null }
  }
  const { rule } = stored
  const { zone } = around
  const consumedTo = toTrusted(stored.consumedTo, now)
  const nextDueAt = toNextDue(stored, consumedTo, now, zone)
  const retryAt = toRetry(stored, now)
  const isDue = nextDueAt !== null && nextDueAt <= now
  const dueFrom = nextDueAt === null ? null : nextDueAt + (around.isAtOnce ? 0 : jitterOf(stored, nextDueAt, zone))
  const hasJob = isDue ? (dueFrom ?? 0) <= now : retryAt !== null && retryAt <= now
  const kept = { nextDueAt, consumedTo, retryAt }
  const startsAt = isDue || retryAt === null ? dueFrom : Math.min(retryAt, dueFrom ?? retryAt)
  if (!hasJob) return { kept: toWaiting(stored, kept, retryAt === null ? null : 'retry', now), start: null, startsAt }
  const wait = around.pausedUntil !== null && now < around.pausedUntil ? 'paused' : around.isOnline ? null : 'offline'
  if (wait !== null) return { kept: toWaiting(stored, kept, wait, now), start: null, startsAt: null }
  const start = isDue
    ? toDueStart(rule, zone, { nextDueAt, consumedTo }, now)
    : {
        kind: 'catch-up' as const,
        retryOf: stored.lastRunId,
        missed: null,
        course: { ...NOTHING, nextDueAt, consumedTo },
      }
  return { kept: { ...kept, waiting: stored.waiting, waitingSince: stored.waitingSince }, start, startsAt: now }
}

/** What is kept when a job could not begin because another run is in the way. */
export function toBusy(stored: StoredSchedule, kept: ScheduleCourse, now: number): ScheduleCourse {
  return toWaiting(stored, kept, 'busy', now)
}

/** What is kept of a schedule whose rule holds from now on: due times that a rule would have had before do not count. */
export function begin(
  { rule, isEnabled }: Pick<StoredSchedule, 'rule' | 'isEnabled'>,
  zone: string,
  consumedTo: number | null,
  now: number,
): ScheduleCourse {
  const from = Math.max(now, toTrusted(consumedTo, now) ?? now)
  return { ...NOTHING, nextDueAt: isEnabled ? nextDue(rule, zone, from) : null, consumedTo: from }
}

function firstDue(rule: ScheduleRule, zone: string, consumedTo: number | null, now: number): number | null {
  return nextDue(rule, zone, Math.max(now, toTrusted(consumedTo, now) ?? now))
}

/**
 * When a run that has ended is tried again, `attempt` counting the tries before it; null when it is not. One that was
 * interrupted is at once, one without network after a while.
 */
export function toRetryAt(
  ended: { readonly state: RunState; readonly errorCode: AppErrorCode | null },
  attempt: number,
  now: number,
): number | null {
  if (ended.state === 'interrupted') return now
  if (ended.state !== 'failed' || ended.errorCode === null || !NO_NETWORK.includes(ended.errorCode)) return null
  return now + (RETRY_AFTER_MS[attempt] ?? LONGEST_RETRY_MS)
}

const NOTHING: ScheduleCourse = {
  nextDueAt: null,
  consumedTo: null,
  retryAt: null,
  waiting: null,
  waitingSince: null,
}

/** What a clock has recorded that was far ahead of now was never true. */
function toTrusted(at: number | null, now: number): number | null {
  return at !== null && at > now + CLOCK_TRUST_MS ? null : at
}

function toNextDue(stored: StoredSchedule, consumedTo: number | null, now: number, zone: string): number | null {
  const { nextDueAt } = stored
  if (nextDueAt !== null && nextDueAt <= now) return nextDueAt
  // Another zone, or a clock that was put back: what was worked out for later no longer holds.
  return firstDue(stored.rule, zone, consumedTo, now)
}

function toRetry({ retryAt, lastRunId }: StoredSchedule, now: number): number | null {
  if (retryAt === null || lastRunId === null) return null
  return retryAt > now + LONGEST_RETRY_MS ? now : retryAt
}

function toDueStart(
  rule: ScheduleRule,
  zone: string,
  { nextDueAt, consumedTo }: { nextDueAt: number; consumedTo: number | null },
  now: number,
): ScheduleStart {
  const lastAt = lastDue(rule, zone, nextDueAt, now) ?? nextDueAt
  const isLate = now - lastAt > LATE_MS
  const count = Math.min(1 + countDue(rule, zone, nextDueAt, now), MAX_MISSED + 1)
  const missed = Math.min(isLate ? count : count - 1, MAX_MISSED)
  const to = isLate ? lastAt : lastAt === nextDueAt ? nextDueAt : lastBefore(rule, zone, nextDueAt, lastAt)
  const consumed = Math.max(now, consumedTo ?? now)
  return {
    kind: isLate ? 'catch-up' : 'scheduled',
    retryOf: null,
    missed: missed === 0 ? null : { count: missed, from: nextDueAt, to },
    course: { ...NOTHING, nextDueAt: nextDue(rule, zone, consumed), consumedTo: consumed },
  }
}

function lastBefore(rule: ScheduleRule, zone: string, from: number, lastAt: number): number {
  return lastDue(rule, zone, from, lastAt - 1) ?? from
}

function toWaiting(
  stored: ScheduleCourse,
  kept: Pick<ScheduleCourse, 'nextDueAt' | 'consumedTo' | 'retryAt'>,
  waiting: ScheduleWait | null,
  now: number,
): ScheduleCourse {
  if (waiting === null) return { ...kept, waiting: null, waitingSince: null }
  const since = stored.waiting === null ? now : stored.waitingSince
  return { ...kept, waiting, waitingSince: Math.min(since ?? now, now) }
}

/** Fixed for a schedule, so that a second look does not put the start off again. */
function jitterOf({ scheduleId, rule }: StoredSchedule, dueAt: number, zone: string): number {
  const following = nextDue(rule, zone, dueAt)
  const limit = following === null ? MAX_JITTER_MS : Math.floor((following - dueAt) / 10)
  return Math.min(hashOf(scheduleId) % (MAX_JITTER_MS + 1), limit)
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}
