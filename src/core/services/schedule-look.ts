import { isAppError } from '../../shared/domain/app-error.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { ScheduleTarget } from '../../shared/domain/schedule.ts'
import type { ReadDb } from '../db/connection.ts'
import { getAccount } from '../db/repositories/account.ts'
import { getRun } from '../db/repositories/run.ts'
import { hasOutsideLinks, hasUnseenEnd, listSchedules, type ScheduleRecord } from '../db/repositories/schedule.ts'
import type { ScheduleClaim, SeenSchedule, Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { RunManager, StartedRun } from '../jobs/run-manager.ts'
import {
  decide,
  toBusy,
  type ScheduleCircumstances,
  type ScheduleCourse,
  type ScheduleDecision,
  type ScheduleStart,
} from '../../shared/domain/schedule-decision.ts'

/** A due job and what has become of it: the run that it has begun or joined, or null when it waits. */
export interface SeenJob {
  readonly scheduleId: string
  readonly run: StartedRun | null
}

export interface ScheduleLook {
  /** Starts what is due. `startsAt` says when something may come next, as far as time alone decides. */
  start(options: { isAtOnce: boolean }): Promise<{ jobs: readonly SeenJob[]; startsAt: number | null }>
  /** Draws the conclusions from runs that have ended. */
  conclude(): Promise<void>
  /** Works due times out again, in another zone; starts nothing. */
  refresh(): Promise<void>
  getRun(runId: string): Run
}

export interface ScheduleLookDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly settings: { get(): { readonly businessZone: string } }
  readonly runs: Pick<RunManager, 'startDue'>
  readonly notices: { announce(noticeIds: readonly string[]): Promise<void> }
  readonly host: { isOnline(): boolean }
  readonly pausedUntil: (now: number) => number | null
  readonly onError: (error: unknown) => void
}

interface Decided {
  readonly record: ScheduleRecord
  readonly decision: ScheduleDecision
}

type Starting = Decided & { readonly start: ScheduleStart }

/** Looks at all schedules, does what they decide, and writes down what became of it. */
export function createScheduleLook(deps: ScheduleLookDeps): ScheduleLook {
  const { db, writer, events, clock, runs } = deps

  async function conclude(): Promise<void> {
    if (!listSchedules(db).some(hasUnseenEnd)) return
    const { changed, noticeIds } = await writer.call('schedule.concludeRuns', { at: clock.now() })
    if (changed === 0) return
    events.emit('schedule.changed', {})
    if (noticeIds.length > 0) await deps.notices.announce(noticeIds)
  }

  function decideAll(isAtOnce: boolean): Decided[] {
    const records = listSchedules(db)
    if (records.length === 0) return []
    const now = clock.now()
    const around = {
      zone: deps.settings.get().businessZone,
      pausedUntil: deps.pausedUntil(now),
      isOnline: deps.host.isOnline(),
      isAtOnce,
    }
    return records.flatMap((record) => {
      try {
        return [{ record, decision: decide(record, now, readCircumstances(db, record, around)) }]
      } catch (error) {
        // One rule that cannot be read any more must not hold the others.
        deps.onError(error)
        return []
      }
    })
  }

  /** Links of several groups are checked in one run: those that are due go along with the first that starts. */
  function withCompany(decided: readonly Decided[], isAtOnce: boolean): readonly Decided[] {
    const isStarting = decided.some(({ record, decision }) => isLinks(record) && decision.start !== null)
    if (!isStarting || isAtOnce) return decided
    const all = new Map(decideAll(true).map((entry) => [entry.record.scheduleId, entry]))
    return decided.map((entry) => (isLinks(entry.record) ? (all.get(entry.record.scheduleId) ?? entry) : entry))
  }

  async function start({ isAtOnce }: { isAtOnce: boolean }): ReturnType<ScheduleLook['start']> {
    await conclude()
    const decided = withCompany(decideAll(isAtOnce), isAtOnce)
    const starting = decided.filter((entry): entry is Decided => entry.decision.start !== null).map(toStarting)
    const links = starting.filter(({ record }) => isLinks(record))
    const parts = [...starting.filter(({ record }) => !isLinks(record)).map((entry) => [entry]), links]
    const courses = new Map<string, ScheduleCourse>()
    const jobs: SeenJob[] = []
    const noticeIds: string[] = []
    for (const part of parts.filter((entries) => entries.length > 0)) {
      const run = await startPart(part, courses)
      for (const { record } of part) jobs.push({ scheduleId: record.scheduleId, run })
      noticeIds.push(...(run?.noticeIds ?? []))
    }
    for (const { record, decision } of decided) {
      if (decision.start !== null) continue
      courses.set(record.scheduleId, decision.kept)
      if (isWaitingJob(record, decision, clock.now())) jobs.push({ scheduleId: record.scheduleId, run: null })
    }
    const hasKept = await keep(decided, courses)
    if (hasKept || jobs.some(({ run }) => run !== null)) events.emit('schedule.changed', {})
    if (noticeIds.length > 0) await deps.notices.announce(noticeIds)
    return { jobs, startsAt: earliest(decided) }
  }

  /** Begins one run for these schedules; null when they have to wait, or somebody else was faster. */
  async function startPart(
    part: readonly Starting[],
    courses: Map<string, ScheduleCourse>,
  ): Promise<StartedRun | null> {
    try {
      return await runs.startDue(toRequest(part))
    } catch (error) {
      if (!isAppError(error)) throw error
      switch (error.code) {
        case 'ACCOUNT_BUSY':
        case 'LINKS_BUSY':
          for (const { record, decision } of part) {
            courses.set(record.scheduleId, toBusy(record, decision.kept, clock.now()))
          }
          return null
        case 'NO_LINK':
          // A group without links has nothing to be checked; its due times pass.
          for (const {
            record,
            start: { course },
          } of part)
            courses.set(record.scheduleId, course)
          return null
        case 'ACCOUNT_NOT_FOUND':
        case 'LINK_GROUP_NOT_FOUND':
        case 'SHUTTING_DOWN':
          return null
        default:
          deps.onError(error)
          return null
      }
    }
  }

  async function keep(decided: readonly Decided[], courses: ReadonlyMap<string, ScheduleCourse>): Promise<boolean> {
    const changes = decided.flatMap(({ record }) => {
      const course = courses.get(record.scheduleId)
      return course && !isSame(record, course) ? [{ seen: toSeen(record), course: toPlain(course) }] : []
    })
    if (changes.length === 0) return false
    return (await writer.call('schedule.keep', { courses: changes })).changed > 0
  }

  async function refresh(): Promise<void> {
    const decided = decideAll(false).filter(({ decision }) => decision.start === null)
    const courses = new Map(decided.map(({ record, decision }) => [record.scheduleId, decision.kept]))
    if (await keep(decided, courses)) events.emit('schedule.changed', {})
  }

  return { start, conclude, refresh, getRun: (runId) => getRun(db, runId) }
}

/** What holds for one schedule: the network counts only where its target needs it. */
export function readCircumstances(
  db: ReadDb,
  { target }: Pick<ScheduleRecord, 'target'>,
  around: ScheduleCircumstances,
): ScheduleCircumstances {
  return around.isOnline ? around : { ...around, isOnline: !needsNetwork(db, target) }
}

function needsNetwork(db: ReadDb, target: ScheduleTarget): boolean {
  if (target.kind === 'link-group') return hasOutsideLinks(db, target.groupId)
  const { provider, endpoint } = getAccount(db, target.accountId)
  if (provider === 'demo') return false
  return endpoint === null || !isLoopback(endpoint)
}

function isLoopback(endpoint: string): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : ''
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function isLinks({ target }: ScheduleRecord): boolean {
  return target.kind === 'link-group'
}

function toStarting({ record, decision }: Decided): Starting {
  return { record, decision, start: decision.start as ScheduleStart }
}

function toRequest(part: readonly Starting[]): Parameters<RunManager['startDue']>[0] {
  const claims: ScheduleClaim[] = part.map(({ record, start }) => ({ seen: toSeen(record), start }))
  // Some are late and some are not: then the run is one that makes up for what was missed.
  const kind = part.some(({ start }) => start.kind === 'catch-up') ? 'catch-up' : 'scheduled'
  const [first] = part
  const isSameRetry = part.every(({ start }) => start.retryOf === first?.start.retryOf)
  const common = { kind, retryOf: isSameRetry ? (first?.start.retryOf ?? null) : null } as const
  if (first?.record.target.kind === 'account') {
    return { of: 'account', claims, request: { ...common, accountId: first.record.target.accountId, windowDays: null } }
  }
  const groupIds = part.flatMap(({ record: { target } }) => (target.kind === 'link-group' ? [target.groupId] : []))
  return {
    of: 'links',
    claims,
    request: {
      ...common,
      request: {
        scope: { kind: 'groups', groupIds },
        isStrict: false,
        allowsPrivate: false,
        includesResting: false,
        limits: {},
      },
    },
  }
}

function toSeen({ scheduleId, setAt, nextDueAt, retryAt, lastRunId }: ScheduleRecord): SeenSchedule {
  return { scheduleId, setAt, nextDueAt, retryAt, lastRunId }
}

function toPlain({ nextDueAt, consumedTo, retryAt, waiting, waitingSince }: ScheduleCourse): ScheduleCourse {
  return { nextDueAt, consumedTo, retryAt, waiting, waitingSince }
}

function isSame(a: ScheduleCourse, b: ScheduleCourse): boolean {
  return JSON.stringify(toPlain(a)) === JSON.stringify(toPlain(b))
}

function isWaitingJob(record: ScheduleRecord, { kept }: ScheduleDecision, now: number): boolean {
  if (!record.isEnabled || kept.waiting === null) return false
  return (kept.nextDueAt !== null && kept.nextDueAt <= now) || (kept.retryAt !== null && kept.retryAt <= now)
}

function earliest(decided: readonly Decided[]): number | null {
  const starts = decided.flatMap(({ decision: { start, startsAt } }) => (start || startsAt === null ? [] : [startsAt]))
  return starts.length === 0 ? null : Math.min(...starts)
}
