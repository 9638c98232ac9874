import type { ScheduleTarget } from '../../../shared/domain/schedule.ts'

/** The id of the schedule that a target has or could have. */
export function toScheduleId(target: ScheduleTarget): string {
  return target.kind === 'account' ? `account:${target.accountId}` : `links:${target.groupId}`
}
