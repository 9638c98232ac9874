import { AppError } from '../../../shared/domain/app-error.ts'
import {
  NATIVE_STATES,
  NOTICE_KINDS,
  type NativeState,
  type Notice,
  type NoticeDelivery,
  type NoticeKind,
  type NoticePayload,
  type NoticeSummary,
} from '../../../shared/domain/notice.ts'
import { CLOCK_TRUST_MS } from '../../../shared/domain/reminder.ts'
import { all, get, readTransaction, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment, sqlJoin, type SqlQuery } from '../sql.ts'
import { isPayloadOf } from './notice-payload.ts'
import { readJson, readOneOf } from './json-column.ts'

interface NoticeRow {
  readonly notice_key: number
  readonly notice_id: string
  readonly kind: string
  readonly payload: string
  readonly created_at: number
  readonly read_at: number | null
  readonly native_state: string
  readonly native_problem: string | null
  readonly native_at: number | null
}

interface DeliveryRow {
  readonly notice_key: number
  readonly webhook_id: string
  readonly name: string
  readonly state: string
  readonly attempts: number
  readonly problem: string | null
  readonly ended_at: number | null
}

/** Conditions are joined by AND; null lets every kind pass, an empty list none. */
export interface NoticeFilter {
  readonly kinds: readonly NoticeKind[] | null
  readonly isUnread: boolean
}

const COLUMNS = sqlFragment`notice_key, notice_id, kind, payload, created_at, read_at, native_state, native_problem, native_at`
const DELIVERY_STATES = ['waiting', 'sent', 'failed'] as const

/** Writes the row of a notice; answers its key. */
export function insertNoticeRow(
  db: WriteDb,
  { noticeId, payload, at, native }: { noticeId: string; payload: NoticePayload; at: number; native: NativeState },
): number {
  const row = get<{ notice_key: number }>(
    db,
    'notice.insert',
    sql`INSERT INTO notice (notice_id, kind, payload, created_at, native_state)
      VALUES (${noticeId}, ${payload.kind}, ${JSON.stringify(payload)}, ${at}, ${native}) RETURNING notice_key`,
  )
  if (!row) throw new Error('an insert without a row')
  return row.notice_key
}

/** The statements, apart for tests of their plans. */
export const noticeQueries = {
  page: (filter: NoticeFilter, { offset, limit }: { offset: number; limit: number }): SqlQuery =>
    sql`SELECT ${COLUMNS} FROM notice WHERE ${toCondition(filter)} ORDER BY notice_key DESC LIMIT ${limit} OFFSET ${offset}`,
  count: (filter: NoticeFilter): SqlQuery => sql`SELECT count(*) AS total FROM notice WHERE ${toCondition(filter)}`,
  byId: (noticeId: string): SqlQuery => sql`SELECT ${COLUMNS} FROM notice WHERE notice_id = ${noticeId}`,
  deliveries: (noticeKeys: readonly number[]): SqlQuery =>
    sql`SELECT d.notice_key, d.webhook_id, w.name, d.state, d.attempts, d.problem, d.ended_at
      FROM json_each(${JSON.stringify(noticeKeys)}) wanted
      CROSS JOIN webhook_delivery d ON d.notice_key = wanted.value JOIN webhook w ON w.webhook_id = d.webhook_id
      ORDER BY w.name, d.webhook_id`,
  unread: (): SqlQuery =>
    sql`SELECT kind, count(*) AS notices, sum(iif(kind = 'missed' AND json_valid(payload)
        AND json_type(payload, '$.missed') = 'integer', json_extract(payload, '$.missed'), 0)) AS missed
      FROM notice WHERE read_at IS NULL GROUP BY kind`,
  hasWaiting: (): SqlQuery => sql`SELECT 1 AS found FROM notice WHERE native_state = 'waiting' LIMIT 1`,
  lastOutcome: (now: number): SqlQuery =>
    // A wrong clock's outcome would hide all later ones.
    sql`SELECT native_state, native_problem, native_at FROM notice
      WHERE native_state IN ('shown', 'failed') AND native_at <= ${now + CLOCK_TRUST_MS}
      ORDER BY native_at DESC, notice_key DESC LIMIT 1`,
}

function toCondition({ kinds, isUnread }: NoticeFilter) {
  const ofKind =
    kinds === null
      ? sqlFragment`1`
      : kinds.length === 0
        ? sqlFragment`0`
        : sqlFragment`kind IN (${sqlJoin([...new Set(kinds)])})`
  return isUnread ? sqlFragment`${ofKind} AND read_at IS NULL` : ofKind
}

/** Newest first, as they were written. */
export function listNotices(
  db: ReadDb,
  filter: NoticeFilter,
  page: { readonly offset: number; readonly limit: number },
): { total: number; items: Notice[] } {
  return readTransaction(db, () => {
    const total = get<{ total: number }>(db, 'notice.count', noticeQueries.count(filter))?.total ?? 0
    return { total, items: toNotices(db, all<NoticeRow>(db, 'notice.page', noticeQueries.page(filter, page))) }
  })
}

/** Throws NOTICE_NOT_FOUND. */
export function getNotice(db: ReadDb, noticeId: string): Notice {
  return readTransaction(db, () => {
    const [notice] = toNotices(db, all<NoticeRow>(db, 'notice.byId', noticeQueries.byId(noticeId)))
    if (!notice) throw noticeNotFound(noticeId)
    return notice
  })
}

/** The failure for an id that no notice has. */
export function noticeNotFound(noticeId: string): AppError {
  return new AppError('NOTICE_NOT_FOUND', { notice: noticeId.slice(0, 100) })
}

function toPayload(db: ReadDb, row: Pick<NoticeRow, 'notice_id' | 'kind' | 'payload'>): NoticePayload {
  const where = `notice ${row.notice_id}`
  return readJson(db, where, row.payload, isPayloadOf(readOneOf(db, where, row.kind, NOTICE_KINDS)))
}

function toNotices(db: ReadDb, rows: readonly NoticeRow[]): Notice[] {
  const deliveries = readDeliveries(
    db,
    rows.map((row) => row.notice_key),
  )
  return rows.map((row) => {
    const payload = toPayload(db, row)
    return {
      noticeId: row.notice_id,
      kind: payload.kind,
      createdAt: row.created_at,
      readAt: row.read_at,
      native: {
        state: readOneOf(db, `notice ${row.notice_id}`, row.native_state, NATIVE_STATES),
        problem: row.native_problem,
        at: row.native_at,
      },
      deliveries: deliveries.get(row.notice_key) ?? [],
      payload,
    }
  })
}

function readDeliveries(db: ReadDb, noticeKeys: readonly number[]): Map<number, NoticeDelivery[]> {
  const byNotice = new Map<number, NoticeDelivery[]>()
  if (noticeKeys.length === 0) return byNotice
  for (const row of all<DeliveryRow>(db, 'notice.deliveries', noticeQueries.deliveries(noticeKeys))) {
    const delivery: NoticeDelivery = {
      webhookId: row.webhook_id,
      name: row.name,
      state: readOneOf(db, `delivery to webhook ${row.webhook_id}`, row.state, DELIVERY_STATES),
      attempts: row.attempts,
      problem: row.problem,
      at: row.ended_at,
    }
    const known = byNotice.get(row.notice_key)
    if (known) known.push(delivery)
    else byNotice.set(row.notice_key, [delivery])
  }
  return byNotice
}

/** True while a notice waits for a desktop or a page. */
export function hasWaitingNotices(db: ReadDb): boolean {
  return get(db, 'notice.hasWaiting', noticeQueries.hasWaiting()) !== undefined
}

/** What asks for action in the centre. */
export function summarizeNotices(db: ReadDb, now: number): NoticeSummary {
  return readTransaction(db, () => {
    const unreadByKind = Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, 0])) as Record<NoticeKind, number>
    let unread = 0
    let missed = 0
    const rows = all<{ kind: string; notices: number; missed: number }>(db, 'notice.unread', noticeQueries.unread())
    for (const row of rows) {
      unreadByKind[readOneOf(db, 'notice', row.kind, NOTICE_KINDS)] = row.notices
      unread += row.notices
      missed += row.missed
    }
    const total = get<{ total: number }>(
      db,
      'notice.count',
      noticeQueries.count({ kinds: null, isUnread: false }),
    )?.total
    const last = get<Pick<NoticeRow, 'native_state' | 'native_problem'> & { readonly native_at: number }>(
      db,
      'notice.lastOutcome',
      noticeQueries.lastOutcome(now),
    )
    const nativeProblem =
      last?.native_state === 'failed' ? { at: last.native_at, problem: last.native_problem ?? '' } : null
    return { total: total ?? 0, unread, unreadByKind, missed, nativeProblem }
  })
}
