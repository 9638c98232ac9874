import { startOfCivilDay, toCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import { ITEM_KINDS } from '../../../shared/domain/item.ts'
import type { NoticeItem } from '../../../shared/domain/notice.ts'
import { RENEWAL_MODES } from '../../../shared/domain/renewal-mode.ts'
import { all, get, readTransaction, type ReadDb } from '../connection.ts'
import { sql, type SqlQuery } from '../sql.ts'
import { ACKNOWLEDGED_AT } from './item.ts'
import { readOneOf } from './json-column.ts'
import { noticeNotFound } from './notice.ts'
import { IS_DECIDED } from './reminder.ts'

const STANDINGS = ['open', 'decided', 'acknowledged', 'snoozed', 'moved', 'gone'] as const

interface NoticeItemRow extends Omit<NoticeItem, 'kind' | 'mode' | 'now'> {
  readonly kind: string
  readonly mode: string
  readonly now: string
}

/** The statements, apart for tests of their plans. */
export const noticeItemQueries = {
  key: (noticeId: string): SqlQuery => sql`SELECT notice_key FROM notice WHERE notice_id = ${noticeId}`,
  count: (noticeKey: number): SqlQuery => sql`SELECT count(*) AS total FROM reminder WHERE notice_key = ${noticeKey}`,
  /** The page is cut within the index, which has the order; only its rows are looked up. */
  page: (
    noticeKey: number,
    { today, zone }: { today: CivilDay; zone: string },
    { offset, limit }: { offset: number; limit: number },
  ): SqlQuery =>
    sql`SELECT i.item_id AS itemId, i.resource_name AS name, i.kind, a.name AS account, m.expires_at AS expiresAt,
        m.act_by_at AS actByAt, m.step, m.days_left AS daysLeft, i.renewal_mode AS mode,
        CASE WHEN i.is_active = 0 THEN 'gone'
          WHEN i.expires_at IS NOT m.expires_at THEN 'moved'
          WHEN ${IS_DECIDED} THEN 'decided'
          -- Overdue: only a decision ends it, and reminders go on.
          WHEN i.act_by_at < ${startOfCivilDay(today, zone)} THEN 'open'
          WHEN ${ACKNOWLEDGED_AT} IS NOT NULL THEN 'acknowledged'
          WHEN r.snoozed_until > ${today} THEN 'snoozed'
          ELSE 'open' END AS now
      FROM (SELECT item_key, expires_at, step, due_on, act_by_at FROM reminder WHERE notice_key = ${noticeKey}
        ORDER BY act_by_at, item_key, expires_at, step, due_on LIMIT ${limit} OFFSET ${offset}) page
      CROSS JOIN reminder m ON m.item_key = page.item_key AND m.expires_at = page.expires_at AND m.step = page.step
        AND m.due_on = page.due_on
      CROSS JOIN item i ON i.item_key = page.item_key CROSS JOIN account a ON a.account_id = i.account_id
      LEFT JOIN item_review r ON r.item_key = i.item_key
      ORDER BY page.act_by_at, page.item_key, page.expires_at, page.step, page.due_on`,
  ids: (noticeKey: number): SqlQuery =>
    sql`SELECT json_group_array(item_id) AS ids FROM (
      SELECT i.item_id FROM reminder m CROSS JOIN item i ON i.item_key = m.item_key
      WHERE m.notice_key = ${noticeKey} ORDER BY m.act_by_at, m.item_key, m.expires_at, m.step, m.due_on)`,
}

function keyOf(db: ReadDb, noticeId: string): number {
  const row = get<{ notice_key: number }>(db, 'notice.key', noticeItemQueries.key(noticeId))
  if (!row) throw noticeNotFound(noticeId)
  return row.notice_key
}

/** Items of a reminder, soonest act-by first, and how each stands at an instant. Throws NOTICE_NOT_FOUND. */
export function listNoticeItems(
  db: ReadDb,
  {
    noticeId,
    offset,
    limit,
    now,
    zone,
  }: { noticeId: string; offset: number; limit: number; now: number; zone: string },
): { total: number; items: NoticeItem[] } {
  return readTransaction(db, () => {
    const key = keyOf(db, noticeId)
    const total = get<{ total: number }>(db, 'noticeItem.count', noticeItemQueries.count(key))?.total ?? 0
    const page = noticeItemQueries.page(key, { today: toCivilDay(now, zone), zone }, { offset, limit })
    const items = all<NoticeItemRow>(db, 'noticeItem.page', page).map((row) => {
      const where = `item ${row.itemId}`
      return {
        ...row,
        kind: readOneOf(db, where, row.kind, ITEM_KINDS),
        mode: readOneOf(db, where, row.mode, RENEWAL_MODES),
        now: readOneOf(db, where, row.now, STANDINGS),
      }
    })
    return { total, items }
  })
}

/** Ids of all items of a reminder, soonest act-by first. Throws NOTICE_NOT_FOUND. */
export function listNoticeItemIds(db: ReadDb, noticeId: string): string[] {
  return readTransaction(db, () => {
    const row = get<{ ids: string }>(db, 'noticeItem.ids', noticeItemQueries.ids(keyOf(db, noticeId)))
    return [...new Set(JSON.parse(row?.ids ?? '[]') as string[])]
  })
}
