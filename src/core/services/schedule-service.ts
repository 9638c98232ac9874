import { AppError, isAppError } from '../../shared/domain/app-error.ts'
import {
  MAX_PAUSE_DAYS,
  NEXT_TIMES,
  toPause,
  type Schedule,
  type ScheduleRule,
  type ScheduleTarget,
} from '../../shared/domain/schedule.ts'
import { nextDues, toStoredRule } from '../../shared/domain/schedule-times.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { listAccounts } from '../db/repositories/account.ts'
import { listLinkGroups } from '../db/repositories/link-group.ts'
import { findPause, listSchedules, toScheduleId, type ScheduleRecord } from '../db/repositories/schedule.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import { setUnrefTimer, type SetTimer } from '../jobs/day-watch.ts'
import type { RunManager } from '../jobs/run-manager.ts'
import { decide } from '../../shared/domain/schedule-decision.ts'
import { createScheduleLook, readCircumstances, type SeenJob } from './schedule-look.ts'
import type { NoticeService } from './notice-service.ts'
import type { SettingsService } from './settings-service.ts'

const DAY_MS = 86_400_000
/** Starts within that time get a timer of their own; for later ones there are the ticks. */
const TIMER_MS = 60_000

export interface ScheduleService {
  list(): RouteOutput<'schedule.list'>
  set(input: RouteParsed<'schedule.set'>): Promise<RouteOutput<'schedule.set'>>
  next(input: RouteParsed<'schedule.next'>): RouteOutput<'schedule.next'>
  pause(input: RouteParsed<'schedule.pause'>): Promise<RouteOutput<'schedule.pause'>>
  runDue(input: RouteParsed<'schedule.runDue'>): Promise<RouteOutput<'schedule.runDue'>>
  /** Starts what is due; cheap when nothing is. */
  tick(): Promise<void>
  stop(): void
}

export interface ScheduleServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly settings: SettingsService
  readonly runs: RunManager
  readonly notices: Pick<NoticeService, 'announce'>
  readonly host: { isOnline(): boolean }
  readonly onError: (error: unknown) => void
  readonly setTimer?: SetTimer
}

/** When accounts are synced and links checked without anybody asking. */
export function createScheduleService(deps: ScheduleServiceDeps): ScheduleService {
  const { db, writer, events, clock, settings, runs, host, setTimer = setUnrefTimer } = deps
  const over = new AbortController()
  let cancelTimer: () => void = () => {}
  /** One look at a time: the next one sees what the one before has written. */
  let tail: Promise<unknown> = Promise.resolve()
  const look = createScheduleLook({ ...deps, pausedUntil: (now) => findPause(db, now) })

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = tail.then(work)
    tail = result.catch(() => {})
    return result
  }

  events.on(
    (event) => {
      if (event.name === 'settings.changed') void inTurn(look.refresh).catch(deps.onError)
      if (event.name !== 'run.ended' || !isOfSchedule(event.payload.run.runId)) return
      void inTurn(look.conclude).catch(deps.onError)
    },
    { signal: over.signal },
  )

  function isOfSchedule(runId: string): boolean {
    try {
      return listSchedules(db).some((schedule) => schedule.lastRunId === runId)
    } catch (error) {
      deps.onError(error)
      return false
    }
  }

  function planTimer(startsAt: number | null): void {
    cancelTimer()
    cancelTimer = () => {}
    if (startsAt === null || over.signal.aborted) return
    const waitMs = startsAt - clock.now()
    if (waitMs > TIMER_MS) return
    cancelTimer = setTimer(() => void tick().catch(deps.onError), Math.max(waitMs, 0))
  }

  async function tick(): Promise<void> {
    if (over.signal.aborted) return
    const { startsAt } = await inTurn(() => look.start({ isAtOnce: false }))
    planTimer(startsAt)
  }

  function list(): RouteOutput<'schedule.list'> {
    const now = clock.now()
    const zone = settings.get().businessZone
    const isOnline = host.isOnline()
    const pausedUntil = findPause(db, now)
    const schedules = readTransaction(db, () => {
      const known = new Map(listSchedules(db).map((record) => [record.scheduleId, record]))
      const toSchedule = (target: ScheduleTarget, name: string): Schedule => {
        const record = known.get(toScheduleId(target))
        if (!record) return toByHand(target, name)
        return toShown(record, decideSafely(record), zone)
      }
      const decideSafely = (record: ScheduleRecord) => {
        try {
          return decide(record, now, readCircumstances(db, record, { zone, isOnline, pausedUntil })).kept
        } catch (error) {
          // A rule that an older version could read; the person can set another one.
          if (!isAppError(error) || error.code !== 'SCHEDULE_RULE') throw error
          return { ...record, nextDueAt: null }
        }
      }
      return [
        ...listAccounts(db).map(({ accountId, name }) => toSchedule({ kind: 'account', accountId }, name)),
        ...listLinkGroups(db).map(({ groupId, name }) => toSchedule({ kind: 'link-group', groupId }, name)),
      ]
    })
    return { schedules, zone, pausedUntil, isOnline }
  }

  function get(scheduleId: string): Schedule {
    const schedule = list().schedules.find((entry) => entry.scheduleId === scheduleId)
    if (!schedule) throw new AppError('SCHEDULE_NOT_FOUND', { target: scheduleId })
    return schedule
  }

  async function untilEnded(jobs: readonly SeenJob[]): Promise<void> {
    await Promise.all(jobs.flatMap(({ run }) => (run ? [runs.wait(run.runId, over.signal)] : [])))
    await inTurn(look.conclude)
  }

  return {
    list,
    async set({ target, rule, isEnabled }) {
      await writer.call('schedule.set', { target, rule: rule && toStoredRule(rule), isEnabled, at: clock.now() })
      events.emit('schedule.changed', {})
      return get(toScheduleId(target))
    },
    next({ rule }) {
      const zone = settings.get().businessZone
      return { next: nextDues(rule, zone, clock.now(), NEXT_TIMES), zone }
    },
    async pause({ until }) {
      const now = clock.now()
      if (until !== null && until > now + MAX_PAUSE_DAYS * DAY_MS) {
        throw new AppError('PAUSE_TOO_LONG', { days: MAX_PAUSE_DAYS })
      }
      const pausedUntil = toPause(until, now)
      await writer.call('schedule.pause', { until: pausedUntil })
      events.emit('schedule.changed', {})
      return { pausedUntil }
    },
    async runDue({ isPatient }) {
      const { jobs } = await inTurn(() => look.start({ isAtOnce: true }))
      if (isPatient) await untilEnded(jobs)
      const byId = new Map(list().schedules.map((schedule) => [schedule.scheduleId, schedule]))
      return {
        jobs: jobs.flatMap(({ scheduleId, run }) => {
          const schedule = byId.get(scheduleId)
          return schedule ? [{ schedule, run: run && look.getRun(run.runId) }] : []
        }),
      }
    },
    tick,
    stop() {
      over.abort()
      cancelTimer()
    },
  }
}

function toByHand(target: ScheduleTarget, name: string): Schedule {
  return {
    scheduleId: toScheduleId(target),
    target,
    name,
    rule: null,
    isEnabled: false,
    nextDueAt: null,
    next: [],
    waiting: null,
    waitingSince: null,
    retryAt: null,
    lastRunId: null,
    lastRunAt: null,
    lastRunState: null,
    missed: 0,
  }
}

function toShown(
  record: ScheduleRecord,
  {
    nextDueAt,
    waiting,
    waitingSince,
    retryAt,
  }: Pick<ScheduleRecord, 'nextDueAt' | 'waiting' | 'waitingSince' | 'retryAt'>,
  zone: string,
): Schedule {
  const { scheduleId, target, name, rule, isEnabled, lastRunId, lastRunAt, lastRunState, missed } = record
  const next = nextDueAt === null ? [] : toNext(rule, zone, nextDueAt)
  return {
    scheduleId,
    target,
    name,
    rule,
    isEnabled,
    nextDueAt,
    next,
    waiting,
    waitingSince,
    retryAt,
    lastRunId,
    lastRunAt,
    lastRunState,
    missed,
  }
}

function toNext(rule: ScheduleRule, zone: string, nextDueAt: number): number[] {
  return [nextDueAt, ...nextDues(rule, zone, nextDueAt, NEXT_TIMES - 1)]
}
