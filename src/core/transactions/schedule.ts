import { AppError, isAppError } from '../../shared/domain/app-error.ts'
import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { ScheduleTarget } from '../../shared/domain/schedule.ts'
import { toStoredRule } from '../../shared/domain/schedule-times.ts'
import { transaction, type ReadDb, type WriteDb } from '../db/connection.ts'
import { getAccount } from '../db/repositories/account.ts'
import { getLinkGroup } from '../db/repositories/link-group.ts'
import { getRun } from '../db/repositories/run.ts'
import {
  deleteSchedule,
  findSchedule,
  hasUnseenEnd,
  listSchedules,
  putCourse,
  putLastRun,
  putPause,
  putRunEnd,
  putSchedule,
  toScheduleId,
} from '../db/repositories/schedule.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { ScheduleClaim, ScheduleCommands } from '../db/schedule-commands.ts'
import { begin, toRetryAt } from '../../shared/domain/schedule-decision.ts'
import type { WriteContext } from './context.ts'
import { createLinkRunRow } from './link-run.ts'
import { insertNotice } from './notice.ts'
import { createRunRow } from './run.ts'

type ScheduleWriteHandlers = {
  readonly [Name in keyof ScheduleCommands]: (
    ctx: WriteContext,
    input: ScheduleCommands[Name]['input'],
  ) => ScheduleCommands[Name]['output']
}

/** Tries before a retry are counted up to this number: the waits grow no longer then. */
const MAX_ATTEMPTS = 8

const setSchedule: ScheduleWriteHandlers['schedule.set'] = ({ db }, { target, isEnabled, at, ...input }) =>
  transaction(db, () => {
    requireTarget(db, target)
    const scheduleId = toScheduleId(target)
    if (input.rule === null) {
      deleteSchedule(db, scheduleId)
      return null
    }
    const rule = toStoredRule(input.rule)
    const known = findSchedule(db, scheduleId)
    // Saved as it was: what is due or waits stays so.
    if (known && known.isEnabled === isEnabled && JSON.stringify(known.rule) === JSON.stringify(rule)) return null
    const course = begin({ rule, isEnabled }, getSettings(db).businessZone, known?.consumedTo ?? null, at)
    // Two rules within one millisecond must not be taken for one.
    const setAt = Math.max(at, (known?.setAt ?? at - 1) + 1)
    putSchedule(db, { target, rule, isEnabled, setAt, nextDueAt: course.nextDueAt, consumedTo: course.consumedTo })
    return null
  })

function requireTarget(db: ReadDb, target: ScheduleTarget): void {
  try {
    if (target.kind === 'account') getAccount(db, target.accountId)
    else getLinkGroup(db, target.groupId)
  } catch (error) {
    if (!isAppError(error) || (error.code !== 'ACCOUNT_NOT_FOUND' && error.code !== 'LINK_GROUP_NOT_FOUND')) throw error
    throw new AppError('SCHEDULE_NOT_FOUND', {
      target: target.kind === 'account' ? target.accountId : target.groupId,
    })
  }
}

const pauseSchedules: ScheduleWriteHandlers['schedule.pause'] = ({ db }, { until }) =>
  transaction(db, () => {
    putPause(db, until)
    return null
  })

const keepCourses: ScheduleWriteHandlers['schedule.keep'] = ({ db }, { courses }) =>
  transaction(db, () => ({
    changed: courses.filter(({ seen, course }) => putCourse(db, seen, course)).length,
  }))

const concludeRuns: ScheduleWriteHandlers['schedule.concludeRuns'] = ({ db }, { at }) =>
  transaction(db, () => {
    const ended = listSchedules(db).filter(hasUnseenEnd)
    const told = new Map<string, string>()
    for (const schedule of ended) {
      const run = findRun(db, schedule.lastRunId)
      const isFailing = run?.state === 'failed' || run?.state === 'incomplete'
      // A run over several groups has failed once.
      if (run && isFailing && !schedule.isFailing && run.kind !== 'manual' && !told.has(run.runId)) {
        told.set(run.runId, tellFailure(db, run, at))
      }
      const retryAt =
        run && schedule.isEnabled
          ? toRetryAt({ state: run.state, errorCode: run.error?.code ?? null }, countAttempts(db, run), at)
          : null
      const isUndecided = run?.state === 'interrupted' || run?.state === 'cancelled'
      const waiting = schedule.waiting ?? (retryAt === null ? null : 'retry')
      putRunEnd(db, schedule.scheduleId, {
        runId: schedule.lastRunId ?? '',
        isFailing: isUndecided ? schedule.isFailing : isFailing,
        retryAt,
        waiting,
        waitingSince: waiting === null ? null : (schedule.waitingSince ?? at),
      })
    }
    return { changed: ended.length, noticeIds: [...told.values()] }
  })

function tellFailure(db: WriteDb, run: Run, at: number): string {
  const { runId, error } = run
  const account = run.accountId === LINKS_ACCOUNT_ID ? '' : run.account
  const state = run.state === 'incomplete' ? 'incomplete' : 'failed'
  return insertNotice(db, { payload: { kind: 'failure', runId, account, state, error }, at, native: 'none' }).noticeId
}

function findRun(db: ReadDb, runId: string | null): Run | null {
  if (runId === null) return null
  try {
    return getRun(db, runId)
  } catch (error) {
    if (isAppError(error) && error.code === 'RUN_NOT_FOUND') return null
    throw error
  }
}

function countAttempts(db: ReadDb, run: Run): number {
  let attempts = 0
  for (let before = findRun(db, run.retryOf); before && attempts < MAX_ATTEMPTS; before = findRun(db, before.retryOf)) {
    attempts += 1
  }
  return attempts
}

const startSync: ScheduleWriteHandlers['schedule.startSync'] = ({ db }, { claims, ...input }) =>
  transaction(db, () => {
    if (!claim(db, claims)) return null
    const created = createRunRow(db, input)
    return { ...created, noticeIds: giveRun(db, claims, created.runId, input.at) }
  })

const startLinks: ScheduleWriteHandlers['schedule.startLinks'] = ({ db }, { claims, ...input }) =>
  transaction(db, () => {
    if (!claim(db, claims)) return null
    const created = createLinkRunRow(db, input)
    return { ...created, noticeIds: giveRun(db, claims, created.runId, input.at) }
  })

/** Takes all of the due times or none. */
function claim(db: WriteDb, claims: readonly ScheduleClaim[]): boolean {
  for (const { seen } of claims) {
    const now = findSchedule(db, seen.scheduleId)
    const isAsSeen =
      now?.setAt === seen.setAt &&
      now.nextDueAt === seen.nextDueAt &&
      now.retryAt === seen.retryAt &&
      now.lastRunId === seen.lastRunId
    if (!isAsSeen) return false
  }
  for (const { seen, start } of claims) putCourse(db, seen, start.course)
  return true
}

function giveRun(db: WriteDb, claims: readonly ScheduleClaim[], runId: string, at: number): string[] {
  const noticeIds: string[] = []
  for (const { seen, start } of claims) {
    const { missed } = start
    putLastRun(db, seen.scheduleId, { runId, at, missed: start.retryOf === null ? (missed?.count ?? 0) : null })
    const schedule = missed === null ? null : findSchedule(db, seen.scheduleId)
    if (missed === null || schedule === null) continue
    const { target, name } = schedule
    const payload = {
      kind: 'missed',
      target,
      name,
      missed: missed.count,
      from: missed.from,
      to: missed.to,
      runId,
    } as const
    noticeIds.push(insertNotice(db, { payload, at, native: 'none' }).noticeId)
  }
  return noticeIds
}

/** Every way to write of schedules; a missing or an extra one does not compile. */
export const scheduleWriteHandlers: ScheduleWriteHandlers = {
  'schedule.set': setSchedule,
  'schedule.pause': pauseSchedules,
  'schedule.keep': keepCourses,
  'schedule.concludeRuns': concludeRuns,
  'schedule.startSync': startSync,
  'schedule.startLinks': startLinks,
}
