import { z } from 'zod'
import type { Run } from '../domain/run.ts'
import type { Schedule, ScheduleOverview, ScheduleRule, ScheduleTarget } from '../domain/schedule.ts'
import { output, route, text } from './route.ts'

/** `HH:MM`, 00:00 to 23:59. */
export const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'not a time such as 09:00')

export const scheduleRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hourly'), minute: z.int().min(0).max(59) }),
  z.strictObject({ kind: z.literal('daily'), time: timeOfDay }),
  z.strictObject({ kind: z.literal('workdays'), time: timeOfDay }),
  z.strictObject({ kind: z.literal('cron'), expression: text(200) }),
])

export const scheduleTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('account'), accountId: text(100) }),
  z.strictObject({ kind: z.literal('link-group'), groupId: text(100) }),
])

/** A due job that was asked for; `run` is null when it had to wait. */
export interface DueJob {
  readonly schedule: Schedule
  readonly run: Run | null
}

export const scheduleRoutes = {
  /** Every account and every group of links, those without a schedule too. */
  'schedule.list': route({ input: z.strictObject({}), output: output<ScheduleOverview>() }),
  /** `rule` null takes the schedule away. SCHEDULE_RULE names what cannot be read, and one that never comes. */
  'schedule.set': route({
    input: z.strictObject({
      target: scheduleTarget,
      rule: scheduleRule.nullable(),
      isEnabled: z.boolean().default(true),
    }),
    output: output<Schedule>(),
  }),
  /** The next due times of a rule that is being written; SCHEDULE_RULE as above. */
  'schedule.next': route({
    input: z.strictObject({ rule: scheduleRule }),
    output: output<{ readonly next: readonly number[]; readonly zone: string }>(),
  }),
  /** Holds all schedules and reminders until an instant (at most 30 days ahead); null lets them go on. */
  'schedule.pause': route({
    input: z.strictObject({ until: z.int().min(0).nullable() }),
    output: output<{ readonly pausedUntil: number | null }>(),
  }),
  /** Looks now instead of at the next tick; `isPatient` waits for the runs' ends. */
  'schedule.runDue': route({
    input: z.strictObject({ isPatient: z.boolean().default(false) }),
    output: output<{ readonly jobs: readonly DueJob[] }>(),
  }),
}

type ParsedRule = z.output<typeof scheduleRule>
type ParsedTarget = z.output<typeof scheduleTarget>
const ruleFitsDomain: ParsedRule extends ScheduleRule ? true : never = true
const targetFitsDomain: ParsedTarget extends ScheduleTarget ? true : never = true
void ruleFitsDomain
void targetFitsDomain
