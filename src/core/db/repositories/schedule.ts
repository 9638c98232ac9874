import { isActiveRun, RUN_STATES, type RunState } from '../../../shared/domain/run.ts'
import {
  RULE_KINDS,
  SCHEDULE_WAITS,
  toPause,
  type ScheduleRule,
  type ScheduleTarget,
  type ScheduleWait,
} from '../../../shared/domain/schedule.ts'
import type { ScheduleCourse, StoredSchedule } from '../../../shared/domain/schedule-decision.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import type { SeenSchedule } from '../schedule-commands.ts'
import { sql, sqlFragment } from '../sql.ts'
import { isRecord, isWholeNumber, readJson, readOneOf } from './json-column.ts'

interface ScheduleRow {
  readonly schedule_id: string
  readonly account_id: string | null
  readonly group_id: string | null
  readonly name: string
  readonly rule: string
  readonly is_enabled: 0 | 1
  readonly set_at: number
  readonly next_due_at: number | null
  readonly consumed_to: number | null
  readonly retry_at: number | null
  readonly waiting: string | null
  readonly waiting_since: number | null
  readonly last_run_id: string | null
  readonly last_run_at: number | null
  readonly last_run_state: string | null
  readonly ended_run_id: string | null
  readonly is_failing: 0 | 1
  readonly missed: number
}

/** A schedule as it is stored. */
export interface ScheduleRecord extends StoredSchedule {
  readonly target: ScheduleTarget
  /** Of the account or the group. */
  readonly name: string
  readonly setAt: number
  readonly lastRunAt: number | null
  /** null when there was none, or when it is no longer kept. */
  readonly lastRunState: RunState | null
  /** The last run whose end has led to what it had to. */
  readonly endedRunId: string | null
  /** The last run that came to an end has failed or is incomplete. */
  readonly isFailing: boolean
  readonly missed: number
}

const COLUMNS = sqlFragment`
  schedule.schedule_id, schedule.account_id, schedule.group_id, coalesce(account.name, link_group.name) AS name,
  schedule.rule, schedule.is_enabled, schedule.set_at, schedule.next_due_at, schedule.consumed_to, schedule.retry_at,
  schedule.waiting, schedule.waiting_since, schedule.last_run_id, schedule.last_run_at, run.state AS last_run_state,
  schedule.ended_run_id, schedule.is_failing, schedule.missed`

const TABLES = sqlFragment`schedule LEFT JOIN account ON account.account_id = schedule.account_id
  LEFT JOIN link_group ON link_group.group_id = schedule.group_id LEFT JOIN run ON run.run_id = schedule.last_run_id`

export const scheduleQueries = {
  list: () => sql`SELECT ${COLUMNS} FROM ${TABLES} ORDER BY schedule.schedule_id`,
  byId: (scheduleId: string) => sql`SELECT ${COLUMNS} FROM ${TABLES} WHERE schedule.schedule_id = ${scheduleId}`,
  pause: () => sql`SELECT paused_until FROM schedule_pause WHERE id = 1`,
  /** A link of a group that lies beyond this machine. */
  outside: (groupId: string) =>
    sql`SELECT 1 FROM link WHERE group_id = ${groupId} AND host IS NOT NULL
        AND host NOT IN ('localhost', '::1', '[::1]')
        AND NOT (host GLOB '127.*.*.*' AND host NOT GLOB '*[^0-9.]*') LIMIT 1`,
}

/** Names the schedule of an account or a group, whether or not there is one. */
export function toScheduleId(target: ScheduleTarget): string {
  return target.kind === 'account' ? `account:${target.accountId}` : `links:${target.groupId}`
}

function isRule(value: unknown): value is ScheduleRule {
  if (!isRecord(value) || !(RULE_KINDS as readonly unknown[]).includes(value['kind'])) return false
  if (value['kind'] === 'hourly') return isWholeNumber(value['minute'], 0, 59)
  return typeof value[value['kind'] === 'cron' ? 'expression' : 'time'] === 'string'
}

function toTarget(row: ScheduleRow): ScheduleTarget {
  return row.account_id === null
    ? { kind: 'link-group', groupId: row.group_id ?? '' }
    : { kind: 'account', accountId: row.account_id }
}

function toRecord(db: ReadDb, row: ScheduleRow): ScheduleRecord {
  const where = `schedule ${row.schedule_id}`
  return {
    scheduleId: row.schedule_id,
    target: toTarget(row),
    name: row.name,
    rule: readJson(db, `${where} rule`, row.rule, isRule),
    isEnabled: row.is_enabled === 1,
    setAt: row.set_at,
    nextDueAt: row.next_due_at,
    consumedTo: row.consumed_to,
    retryAt: row.retry_at,
    waiting: row.waiting === null ? null : readOneOf<ScheduleWait>(db, `${where} waiting`, row.waiting, SCHEDULE_WAITS),
    waitingSince: row.waiting_since,
    lastRunId: row.last_run_id,
    lastRunAt: row.last_run_at,
    lastRunState:
      row.last_run_state === null ? null : readOneOf<RunState>(db, `${where} last run`, row.last_run_state, RUN_STATES),
    endedRunId: row.ended_run_id,
    isFailing: row.is_failing === 1,
    missed: row.missed,
  }
}

/** True when the last run has ended, or is no longer kept, and nothing has followed from that yet. */
export function hasUnseenEnd({ lastRunId, endedRunId, lastRunState }: ScheduleRecord): boolean {
  return lastRunId !== null && lastRunId !== endedRunId && (lastRunState === null || !isActiveRun(lastRunState))
}

/** All schedules, switched-off ones included. */
export function listSchedules(db: ReadDb): ScheduleRecord[] {
  return all<ScheduleRow>(db, 'schedule.list', scheduleQueries.list()).map((row) => toRecord(db, row))
}

export function findSchedule(db: ReadDb, scheduleId: string): ScheduleRecord | null {
  const row = get<ScheduleRow>(db, 'schedule.byId', scheduleQueries.byId(scheduleId))
  return row ? toRecord(db, row) : null
}

/** Until when people have paused schedules and reminders, as far as that can be believed at `now`; null: not paused. */
export function findPause(db: ReadDb, now: number): number | null {
  const until = get<{ paused_until: number }>(db, 'schedule.pause', scheduleQueries.pause())?.paused_until
  return toPause(until ?? null, now)
}

/** True when checking a group's links takes more than this machine. */
export function hasOutsideLinks(db: ReadDb, groupId: string): boolean {
  return get(db, 'schedule.outside', scheduleQueries.outside(groupId)) !== undefined
}

export function putPause(db: WriteDb, until: number | null): void {
  if (until === null) run(db, 'schedule.resume', sql`DELETE FROM schedule_pause`)
  else {
    run(
      db,
      'schedule.putPause',
      sql`INSERT INTO schedule_pause (id, paused_until) VALUES (1, ${until})
          ON CONFLICT (id) DO UPDATE SET paused_until = excluded.paused_until`,
    )
  }
}

/** A new rule for a target; what its runs have left behind stays. */
export function putSchedule(
  db: WriteDb,
  schedule: {
    readonly target: ScheduleTarget
    readonly rule: ScheduleRule
    readonly isEnabled: boolean
    readonly setAt: number
    readonly nextDueAt: number | null
    readonly consumedTo: number | null
  },
): void {
  const { target } = schedule
  run(
    db,
    'schedule.put',
    sql`INSERT INTO schedule (schedule_id, account_id, group_id, rule, is_enabled, set_at, next_due_at, consumed_to)
        VALUES (${toScheduleId(target)}, ${target.kind === 'account' ? target.accountId : null},
          ${target.kind === 'link-group' ? target.groupId : null}, ${JSON.stringify(schedule.rule)},
          ${schedule.isEnabled}, ${schedule.setAt}, ${schedule.nextDueAt}, ${schedule.consumedTo})
        ON CONFLICT (schedule_id) DO UPDATE SET rule = excluded.rule, is_enabled = excluded.is_enabled,
          set_at = excluded.set_at, next_due_at = excluded.next_due_at, consumed_to = excluded.consumed_to,
          retry_at = NULL, waiting = NULL, waiting_since = NULL`,
  )
}

export function deleteSchedule(db: WriteDb, scheduleId: string): void {
  run(db, 'schedule.delete', sql`DELETE FROM schedule WHERE schedule_id = ${scheduleId}`)
}

/** False when the schedule is no longer as it was seen; nothing is written then. */
export function putCourse(db: WriteDb, seen: SeenSchedule, course: ScheduleCourse): boolean {
  const changes = run(
    db,
    'schedule.putCourse',
    sql`UPDATE schedule SET next_due_at = ${course.nextDueAt}, consumed_to = ${course.consumedTo},
          retry_at = ${course.retryAt}, waiting = ${course.waiting}, waiting_since = ${course.waitingSince}
        WHERE schedule_id = ${seen.scheduleId} AND set_at = ${seen.setAt} AND next_due_at IS ${seen.nextDueAt}
          AND retry_at IS ${seen.retryAt} AND last_run_id IS ${seen.lastRunId}`,
  )
  return changes === 1
}

/** `missed` null leaves the number as it is. */
export function putLastRun(
  db: WriteDb,
  scheduleId: string,
  last: { readonly runId: string; readonly at: number; readonly missed: number | null },
): void {
  run(
    db,
    'schedule.putLastRun',
    sql`UPDATE schedule SET last_run_id = ${last.runId}, last_run_at = ${last.at}, ended_run_id = NULL,
          missed = coalesce(${last.missed}, missed)
        WHERE schedule_id = ${scheduleId}`,
  )
}

/** What the end of the last run has led to. */
export function putRunEnd(
  db: WriteDb,
  scheduleId: string,
  end: {
    readonly runId: string
    readonly isFailing: boolean
    readonly retryAt: number | null
    readonly waiting: ScheduleWait | null
    readonly waitingSince: number | null
  },
): void {
  run(
    db,
    'schedule.putRunEnd',
    sql`UPDATE schedule SET ended_run_id = ${end.runId}, is_failing = ${end.isFailing}, retry_at = ${end.retryAt},
          waiting = ${end.waiting}, waiting_since = ${end.waitingSince}
        WHERE schedule_id = ${scheduleId}`,
  )
}
