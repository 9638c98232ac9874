import type { RunKind } from '../../shared/domain/run.ts'
import type { ScheduleRule, ScheduleTarget } from '../../shared/domain/schedule.ts'
import type { ScheduleCourse, ScheduleStart } from '../../shared/domain/schedule-decision.ts'
import type { LinkRunRequest } from './link-run-commands.ts'

/** How a schedule was stored when something was decided; when it is no longer so, another process was faster. */
export interface SeenSchedule {
  readonly scheduleId: string
  readonly setAt: number
  readonly nextDueAt: number | null
  readonly retryAt: number | null
  readonly lastRunId: string | null
}

/** The due times of a schedule for which a run begins. */
export interface ScheduleClaim {
  readonly seen: SeenSchedule
  readonly start: ScheduleStart
}

/** A run for due times: row and claims are one transaction, so that a due time is never lost and never run twice. */
interface DueRun {
  readonly claims: readonly ScheduleClaim[]
  readonly kind: RunKind
  readonly retryOf: string | null
  readonly instanceId: string
  readonly at: number
}

/** Ways to write of schedules. */
export interface ScheduleCommands {
  /** `rule` null takes the schedule away. SCHEDULE_NOT_FOUND when there is no such account or group. */
  'schedule.set': {
    input: { target: ScheduleTarget; rule: ScheduleRule | null; isEnabled: boolean; at: number }
    output: null
  }
  'schedule.pause': { input: { until: number | null }; output: null }
  /** Writes down what was decided without a run; schedules that are no longer as they were seen are left alone. */
  'schedule.keep': {
    input: { courses: readonly { seen: SeenSchedule; course: ScheduleCourse }[] }
    output: { changed: number }
  }
  /** Draws the conclusions from runs that have ended: a retry, or a notice of the first failure. */
  'schedule.concludeRuns': { input: { at: number }; output: { changed: number; noticeIds: readonly string[] } }
  /** null when one of the claims was made by another process; else like `run.create`. */
  'schedule.startSync': {
    input: DueRun & { accountId: string; windowDays: number | null }
    output: { runId: string; isNew: boolean; ordinal: number; noticeIds: readonly string[] } | null
  }
  /** null when one of the claims was made by another process; else like `link.createRun`. */
  'schedule.startLinks': {
    input: DueRun & { request: LinkRunRequest }
    output: { runId: string; isNew: boolean; noticeIds: readonly string[] } | null
  }
}
