import { AppError } from '../../../shared/domain/app-error.ts'
import { NOTICE_KINDS, type NoticeKind } from '../../../shared/domain/notice.ts'
import { WEBHOOK_SHAPES, type Webhook, type WebhookShape } from '../../../shared/domain/webhook.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment } from '../sql.ts'
import type { WebhookFields } from '../webhook-commands.ts'
import { readJson, readOneOf } from './json-column.ts'

interface WebhookRow {
  readonly webhook_id: string
  readonly name: string
  readonly shape: string
  readonly host: string
  readonly kinds: string
  readonly is_enabled: number
  readonly has_secret: number
  readonly waiting: number
  readonly waiting_problem: string | null
  readonly last: string | null
}

const COLUMNS = sqlFragment`webhook_id, name, shape, host, kinds, is_enabled, has_secret,
  (SELECT count(*) FROM webhook_delivery AS d WHERE d.webhook_id = webhook.webhook_id AND d.state = 'waiting')
    AS waiting,
  (SELECT d.problem FROM webhook_delivery AS d WHERE d.webhook_id = webhook.webhook_id AND d.state = 'waiting'
    ORDER BY d.notice_key LIMIT 1) AS waiting_problem,
  (SELECT json_array(d.state, d.ended_at, d.problem) FROM webhook_delivery AS d
    WHERE d.webhook_id = webhook.webhook_id AND d.state <> 'waiting' ORDER BY d.ended_at DESC, d.notice_key DESC LIMIT 1)
    AS last`

/** All webhooks in the order in which they were added. */
export function listWebhooks(db: ReadDb): Webhook[] {
  const query = sql`SELECT ${COLUMNS} FROM webhook ORDER BY created_at, webhook_id`
  return all<WebhookRow>(db, 'webhook.list', query).map((row) => toWebhook(db, row))
}

/** Throws WEBHOOK_NOT_FOUND. */
export function getWebhook(db: ReadDb, webhookId: string): Webhook {
  const row = get<WebhookRow>(db, 'webhook.byId', sql`SELECT ${COLUMNS} FROM webhook WHERE webhook_id = ${webhookId}`)
  if (!row) throw new AppError('WEBHOOK_NOT_FOUND', { webhook: webhookId })
  return toWebhook(db, row)
}

export function countWebhooks(db: ReadDb): number {
  return get<{ count: number }>(db, 'webhook.count', sql`SELECT count(*) AS count FROM webhook`)?.count ?? 0
}

export function insertWebhook(db: WriteDb, webhookId: string, fields: WebhookFields, at: number): void {
  run(
    db,
    'webhook.insert',
    sql`INSERT INTO webhook (webhook_id, name, shape, host, kinds, is_enabled, has_secret, created_at, updated_at)
      VALUES (${webhookId}, ${fields.name}, ${fields.shape}, ${fields.host}, ${JSON.stringify(fields.kinds)},
        ${fields.isEnabled}, ${fields.hasSecret}, ${at}, ${at})`,
  )
}

/** False when there is no such webhook. `updated_at` grows in any case: other windows look at it. */
export function updateWebhook(db: WriteDb, webhookId: string, fields: WebhookFields, at: number): boolean {
  const query = sql`UPDATE webhook SET name = ${fields.name}, shape = ${fields.shape}, host = ${fields.host},
      kinds = ${JSON.stringify(fields.kinds)}, is_enabled = ${fields.isEnabled}, has_secret = ${fields.hasSecret},
      updated_at = max(${at}, updated_at + 1)
    WHERE webhook_id = ${webhookId}`
  return run(db, 'webhook.update', query) === 1
}

/** Takes its deliveries along; false when there is no such webhook. */
export function deleteWebhook(db: WriteDb, webhookId: string): boolean {
  return run(db, 'webhook.delete', sql`DELETE FROM webhook WHERE webhook_id = ${webhookId}`) === 1
}

/** Reads a shape that a row holds. */
export function readShape(db: ReadDb, webhookId: string, shape: string): WebhookShape {
  return readOneOf(db, `webhook ${webhookId} shape`, shape, WEBHOOK_SHAPES)
}

function toWebhook(db: ReadDb, row: WebhookRow): Webhook {
  const where = `webhook ${row.webhook_id}`
  return {
    webhookId: row.webhook_id,
    name: row.name,
    shape: readShape(db, row.webhook_id, row.shape),
    host: row.host,
    kinds: readJson(db, `${where} kinds`, row.kinds, isKinds),
    isEnabled: row.is_enabled === 1,
    hasSecret: row.has_secret === 1,
    waiting: row.waiting,
    waitingProblem: row.waiting_problem,
    last: row.last === null ? null : toLast(readJson(db, `${where} last`, row.last, isLast)),
  }
}

function isKinds(value: unknown): value is NoticeKind[] {
  return Array.isArray(value) && value.every((kind) => (NOTICE_KINDS as readonly unknown[]).includes(kind))
}

type Last = ['sent' | 'failed', number, string | null]

function isLast(value: unknown): value is Last {
  if (!Array.isArray(value)) return false
  const [state, at, problem] = value as readonly unknown[]
  return (
    (state === 'sent' || state === 'failed') &&
    Number.isInteger(at) &&
    (problem === null || typeof problem === 'string')
  )
}

function toLast([state, at, problem]: Last): Webhook['last'] {
  return { state, at, problem }
}
