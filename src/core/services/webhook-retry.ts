import type { WebhookSent } from '../../shared/worker/webhook-frames.ts'
import { MAX_ATTEMPTS } from '../db/repositories/webhook-delivery.ts'
import type { WriteCommands } from '../db/write-commands.ts'

/** What is kept of an attempt: arrived, given up, or to be tried again. */
export type DeliveryEnd = WriteCommands['webhook.settle']['input']['end']

const MINUTE_MS = 60_000

/** Pauses after the first attempt, the second, and so on. */
const PAUSES_MS: readonly number[] = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS)

/** When to try again after so many attempts; null when that was the last. A receiver may ask for more time, not less. */
export function nextAttemptAt(attempt: number, at: number, retryAfterMs: number | null): number | null {
  const pauseMs = attempt >= MAX_ATTEMPTS ? undefined : PAUSES_MS[attempt - 1]
  return pauseMs === undefined ? null : at + Math.max(pauseMs, retryAfterMs ?? 0)
}

/** What is to be kept of an attempt. */
export function toDeliveryEnd(
  { outcome, ...sent }: Omit<WebhookSent, 'sendingId'>,
  attempt: number,
  at: number,
): DeliveryEnd {
  const { httpStatus } = outcome
  if (outcome.isSent) return { state: 'sent', httpStatus }
  const problem = outcome.problem ?? ''
  const nextAt = sent.mayRetry ? nextAttemptAt(attempt, at, sent.retryAfterMs) : null
  return nextAt === null ? { state: 'failed', httpStatus, problem } : { state: 'waiting', httpStatus, problem, nextAt }
}
