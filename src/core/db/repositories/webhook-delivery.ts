import { NOTICE_KINDS, type NoticeKind, type NoticePayload } from '../../../shared/domain/notice.ts'
import { CLOCK_TRUST_MS } from '../../../shared/domain/reminder.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment, type SqlFragment } from '../sql.ts'
import type { ClaimedDelivery, DeliveryEnd } from '../webhook-commands.ts'
import { isRecord, readJson } from './json-column.ts'
import { readShape } from './webhook.ts'

/** After so long nobody wants to be told any more. */
export const DELIVERY_TTL_MS = 86_400_000
/** The first attempt and five more. */
export const MAX_ATTEMPTS = 6

/** What is due; what was put off by a clock that ran far ahead is due as well. */
const isDue = (at: number): SqlFragment =>
  sqlFragment`d.state = 'waiting' AND (d.next_at <= ${at} OR d.next_at > ${at + CLOCK_TRUST_MS})`

const isLate = (at: number): SqlFragment =>
  sqlFragment`(SELECT created_at FROM notice WHERE notice.notice_key = d.notice_key) < ${at - DELIVERY_TTL_MS}`

/** Due, and nothing may be tried any more. */
const isHopeless = (at: number): SqlFragment =>
  sqlFragment`d.state = 'waiting' AND (${isLate(at)} OR (d.attempts >= ${MAX_ATTEMPTS} AND ${isDue(at)}))`

/** Queues a notice for every webhook that is switched on and wants its kind. */
export function queueDeliveries(
  db: WriteDb,
  { noticeKey, kind, at }: { noticeKey: number; kind: NoticeKind; at: number },
): void {
  run(
    db,
    'webhookDelivery.queue',
    sql`INSERT INTO webhook_delivery (webhook_id, notice_key, state, next_at)
      SELECT webhook_id, ${noticeKey}, 'waiting', ${at} FROM webhook
      WHERE is_enabled = 1 AND EXISTS (SELECT 1 FROM json_each(webhook.kinds) WHERE value = ${kind})`,
  )
}

/** A webhook at which something is due, with the problem that was last noted of it. */
export interface DueWebhook {
  readonly webhookId: string
  readonly problem: string | null
}

/** The webhooks at which something is due. */
export function listDueWebhooks(db: ReadDb, at: number): DueWebhook[] {
  const rows = all<{ webhook_id: string; problem: string | null }>(
    db,
    'webhookDelivery.due',
    // A bare column beside min() is that of the row with the minimum.
    sql`SELECT d.webhook_id, d.problem, min(d.notice_key) FROM webhook_delivery AS d
      WHERE ${isDue(at)} GROUP BY d.webhook_id ORDER BY d.webhook_id`,
  )
  return rows.map((row) => ({ webhookId: row.webhook_id, problem: row.problem }))
}

/** True when something waits that has waited too long or cannot be tried any more. */
export function hasHopelessDeliveries(db: ReadDb, at: number): boolean {
  const query = sql`SELECT 1 AS found FROM webhook_delivery AS d WHERE ${isHopeless(at)} LIMIT 1`
  return get<{ found: number }>(db, 'webhookDelivery.hopeless', query) !== undefined
}

/** Ends what has waited too long, keeping the last problem beside the reason. Answers how many. */
export function endHopelessDeliveries(db: WriteDb, at: number): number {
  const query = sql`UPDATE webhook_delivery AS d SET state = 'failed', next_at = NULL, ended_at = ${at},
      problem = CASE WHEN ${isLate(at)} THEN iif(d.problem IS NULL, 'too-late', 'too-late: ' || d.problem)
        ELSE 'interrupted' END
    WHERE ${isHopeless(at)}`
  return run(db, 'webhookDelivery.giveUp', query)
}

/** Ends everything that waits for one webhook. */
export function endDeliveriesOf(db: WriteDb, webhookId: string, problem: string, at: number): void {
  run(
    db,
    'webhookDelivery.endOf',
    sql`UPDATE webhook_delivery SET state = 'failed', next_at = NULL, ended_at = ${at}, problem = ${problem}
      WHERE webhook_id = ${webhookId} AND state = 'waiting'`,
  )
}

interface ClaimedRow {
  readonly notice_key: number
  readonly shape: string
  readonly attempts: number
  readonly notice_id: string
  readonly created_at: number
  readonly payload: string
}

/** Takes the first due delivery of a webhook until `leaseUntil`; null when nothing is due. */
export function claimDelivery(
  db: WriteDb,
  { webhookId, at, leaseUntil }: { webhookId: string; at: number; leaseUntil: number },
): ClaimedDelivery | null {
  const row = get<ClaimedRow>(
    db,
    'webhookDelivery.first',
    sql`SELECT d.notice_key, webhook.shape, d.attempts, notice.notice_id, notice.created_at, notice.payload
      FROM webhook_delivery AS d JOIN webhook USING (webhook_id) JOIN notice USING (notice_key)
      WHERE d.webhook_id = ${webhookId} AND ${isDue(at)} AND d.attempts < ${MAX_ATTEMPTS} AND webhook.is_enabled = 1
      ORDER BY d.notice_key LIMIT 1`,
  )
  if (!row) return null
  run(
    db,
    'webhookDelivery.claim',
    sql`UPDATE webhook_delivery SET attempts = attempts + 1, next_at = ${leaseUntil}
      WHERE webhook_id = ${webhookId} AND notice_key = ${row.notice_key}`,
  )
  return {
    webhookId,
    noticeKey: row.notice_key,
    shape: readShape(db, webhookId, row.shape),
    attempt: row.attempts + 1,
    noticeId: row.notice_id,
    createdAt: row.created_at,
    payload: readJson(db, `notice ${row.notice_id} payload`, row.payload, isPayload),
  }
}

/** Keeps what came of an attempt. */
export function settleDelivery(
  db: WriteDb,
  {
    webhookId,
    noticeKey,
    attempt,
    end,
    at,
  }: { webhookId: string; noticeKey: number; attempt: number; end: DeliveryEnd; at: number },
): void {
  const isSent = end.state === 'sent'
  run(
    db,
    'webhookDelivery.settle',
    sql`UPDATE webhook_delivery SET state = ${end.state}, http_status = ${end.httpStatus},
        next_at = ${end.state === 'waiting' ? end.nextAt : null}, ended_at = ${end.state === 'waiting' ? null : at},
        problem = ${isSent ? null : end.problem}
      WHERE webhook_id = ${webhookId} AND notice_key = ${noticeKey} AND state = 'waiting'
        AND (${isSent} OR attempts = ${attempt})`,
  )
}

/** Writes beside what is due at a webhook why it cannot be tried. */
export function noteDeliveries(db: WriteDb, webhookId: string, problem: string, at: number): void {
  run(
    db,
    'webhookDelivery.note',
    sql`UPDATE webhook_delivery AS d SET problem = ${problem} WHERE d.webhook_id = ${webhookId} AND ${isDue(at)}`,
  )
}

function isPayload(value: unknown): value is NoticePayload {
  return isRecord(value) && (NOTICE_KINDS as readonly unknown[]).includes(value['kind'])
}
