import type { NoticeSummary } from '../../shared/domain/notice.ts'
import { parseProblem, type Webhook } from '../../shared/domain/webhook.ts'
import type { ReadDb } from '../db/connection.ts'
import {
  countDeliveries,
  countNotices,
  type DeliveryCount,
  type NoticeCount,
} from '../db/repositories/notice-counts.ts'
import { summarizeNotices } from '../db/repositories/notice.ts'
import { findPause, listSchedules, type ScheduleRecord } from '../db/repositories/schedule.ts'
import { listWebhooks } from '../db/repositories/webhook.ts'
import type { Redactor } from './bundle-redactor.ts'

/** What a bundle is made of that is about schedules and about what people have been told. */
export interface BundleReminders {
  readonly schedules: readonly ScheduleRecord[]
  readonly pausedUntil: number | null
  readonly notices: readonly NoticeCount[]
  readonly nativeProblem: NoticeSummary['nativeProblem']
  readonly webhooks: readonly Webhook[]
  readonly deliveries: readonly DeliveryCount[]
}

/** Reads it, in the caller's transaction. */
export function readBundleReminders(db: ReadDb, now: number): BundleReminders {
  return {
    schedules: listSchedules(db),
    pausedUntil: findPause(db, now),
    notices: countNotices(db),
    nativeProblem: summarizeNotices(db, now).nativeProblem,
    webhooks: listWebhooks(db),
    deliveries: countDeliveries(db),
  }
}

/** The texts in it that name somebody, with what is written instead. */
export function namesIn({ webhooks }: BundleReminders): (readonly [text: string, instead: string])[] {
  return webhooks.flatMap(({ webhookId, name, host }, index) =>
    [webhookId, name, host].map((text) => [text, `webhook-${index + 1}`] as const),
  )
}

/** Its part of the document: states, counts and problems, without names, ids and addresses. */
export function toReminderParts(
  { schedules, pausedUntil, notices, nativeProblem, webhooks, deliveries }: BundleReminders,
  aliases: ReadonlyMap<string, string>,
  redactor: Redactor,
): object {
  return {
    pausedUntil: toIso(pausedUntil),
    schedules: schedules.map((schedule) => toSchedule(schedule, aliases)),
    notices: {
      counts: notices.map(({ lastAt, ...count }) => ({ ...count, lastAt: toIso(lastAt) })),
      nativeProblem: nativeProblem && {
        at: toIso(nativeProblem.at),
        problem: redactor.text(nativeProblem.problem),
      },
    },
    webhooks: webhooks.map((webhook, index) => toWebhook(webhook, index, deliveries)),
  }
}

function toSchedule(schedule: ScheduleRecord, aliases: ReadonlyMap<string, string>): object {
  const { target, rule, isEnabled, lastRunId, lastRunState, isFailing, missed, waiting } = schedule
  const { setAt, nextDueAt, consumedTo, retryAt, waitingSince, lastRunAt } = schedule
  return {
    // Which group it is says nothing to a reader who does not have its links.
    of: target.kind === 'account' ? (aliases.get(target.accountId) ?? null) : 'links',
    rule,
    isEnabled,
    setAt: toIso(setAt),
    nextDueAt: toIso(nextDueAt),
    consumedTo: toIso(consumedTo),
    retryAt: toIso(retryAt),
    waiting,
    waitingSince: toIso(waitingSince),
    lastRunId,
    lastRunAt: toIso(lastRunAt),
    lastRunState,
    isFailing,
    missed,
  }
}

/** The receiver's own words may hold anything; only our reason is told. */
function toWebhook(webhook: Webhook, index: number, deliveries: readonly DeliveryCount[]): object {
  const { webhookId, shape, kinds, isEnabled, hasSecret, waitingProblem, last } = webhook
  return {
    name: `webhook-${index + 1}`,
    shape,
    kinds,
    isEnabled,
    hasSecret,
    deliveries: Object.fromEntries(
      deliveries.filter((count) => count.webhookId === webhookId).map(({ state, deliveries: count }) => [state, count]),
    ),
    waitingProblem: toReason(waitingProblem),
    last: last && { state: last.state, at: toIso(last.at), problem: toReason(last.problem) },
  }
}

function toReason(problem: string | null): string | null {
  return problem === null ? null : (parseProblem(problem).reason ?? 'other')
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
