import { parseProblem, type Webhook } from '../../shared/domain/webhook.ts'
import type { CheckFinding } from '../../shared/ipc/system.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { summarizeNotices } from '../db/repositories/notice.ts'
import { findPause, listSchedules, type ScheduleRecord } from '../db/repositories/schedule.ts'
import { listWebhooks } from '../db/repositories/webhook.ts'

/** Later than that a due run is no longer late but missing. */
const LONG_WAIT_MS = 86_400_000

/**
 * What keeps news from coming: schedules that have been due for more than a day, a notification that the system did not
 * show, webhooks whose last message was given up. One finding for each, or one that says that all is well.
 */
export function checkDeliveries(db: ReadDb, now: number): readonly CheckFinding[] {
  return readTransaction(db, () => {
    // What people hold back themselves is no fault.
    const isPaused = findPause(db, now) !== null
    const late = isPaused ? [] : listSchedules(db).flatMap((schedule) => toLateness(schedule, now))
    const { nativeProblem } = summarizeNotices(db, now)
    const failing = listWebhooks(db).flatMap(toFailure)
    return [
      ...toFindings('schedule', late),
      ...toFindings('notification', nativeProblem ? [nativeProblem.problem] : []),
      ...toFindings('webhook', failing),
    ]
  })
}

function toLateness({ isEnabled, name, target, nextDueAt, waiting, waitingSince }: ScheduleRecord, now: number) {
  if (!isEnabled || waiting === 'paused') return []
  const since = waiting === null ? nextDueAt : Math.min(waitingSince ?? now, nextDueAt ?? now)
  if (since === null || now - since <= LONG_WAIT_MS) return []
  // The built-in group has no name of its own.
  const named = target.kind === 'account' || name !== '' ? name : 'default'
  return [`${named} (${waiting ?? 'not-started'})`]
}

/** What was given up because somebody had switched the webhook off says nothing about it. */
function toFailure({ name, isEnabled, last }: Webhook): string[] {
  if (!isEnabled || last?.state !== 'failed') return []
  const { reason } = parseProblem(last.problem ?? '')
  return reason === 'switched-off' ? [] : [`${name} (${reason ?? 'other'})`]
}

function toFindings(check: string, problems: readonly string[]): CheckFinding[] {
  if (problems.length === 0) return [{ check, isFine: true, detail: '' }]
  return problems.map((detail) => ({ check, isFine: false, detail }))
}
