import { ITEM_KINDS, type ItemKind, type ProviderId, type RawCode } from '../../../shared/domain/item.ts'
import { OVERDUE_STEP } from '../../../shared/domain/reminder.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import { DECISIONS, type DecisionKind } from '../../../shared/domain/review.ts'
import { all, type ReadDb } from '../connection.ts'
import { sql, type SqlQuery } from '../sql.ts'
import { PROVIDER } from './item.ts'
import { readOneOf } from './json-column.ts'
import { SENT_STEP } from './reminder.ts'

/** What happened to an item and matters to reminders; values are texts as the change log has them. */
export interface ItemEvent {
  readonly at: number
  readonly field: 'presence' | 'expireTime' | 'renewalMode' | 'decision' | 'snoozedUntil' | 'acknowledgedAt'
  readonly old: string | null
  readonly new: string | null
}

/** An item with all that reminders are judged by, as it is now and as far as it is known how it became so. */
export interface TracedItem {
  readonly itemKey: number
  readonly name: string
  readonly kind: ItemKind
  readonly accountId: string
  /** null for the built-in account's. */
  readonly provider: ProviderId | null
  readonly mode: RenewalMode
  readonly rawPolicy: RawCode
  readonly expiresAt: number | null
  readonly actByAt: number | null
  readonly price: string | null
  readonly currency: string | null
  readonly isActive: boolean
  readonly goneAt: number | null
  readonly firstSeenAt: number
  readonly decision: DecisionKind
  readonly decidedFor: number | null
  readonly snoozedUntil: string | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedFor: number | null
  /** When anything of what people say was last set; null: never. */
  readonly reviewedAt: number | null
  readonly sentStep: number | null
  readonly overdueSentOn: number | null
  /** In the order in which it happened. */
  readonly events: readonly ItemEvent[]
}

interface TracedRow extends Omit<TracedItem, 'name' | 'kind' | 'mode' | 'isActive' | 'decision' | 'events'> {
  readonly resourceName: string
  readonly resourceId: string
  readonly kind: string
  readonly mode: string
  readonly isActive: 0 | 1
  readonly decision: string | null
}

interface EventRow extends ItemEvent {
  readonly itemKey: number
}

export const tracedQueries = {
  items: (after: number, rows: number): SqlQuery =>
    sql`SELECT i.item_key AS itemKey, i.resource_name AS resourceName, i.resource_id AS resourceId, i.kind,
        i.account_id AS accountId, ${PROVIDER} AS provider, i.renewal_mode AS mode, i.raw_policy AS rawPolicy,
        i.expires_at AS expiresAt, i.act_by_at AS actByAt, i.price, i.currency, i.is_active AS isActive,
        i.gone_at AS goneAt, i.first_seen_at AS firstSeenAt, r.decision, r.decided_for_expires_at AS decidedFor,
        r.snoozed_until AS snoozedUntil, r.acknowledged_at AS acknowledgedAt,
        r.acknowledged_for_expires_at AS acknowledgedFor, r.updated_at AS reviewedAt,
        ${SENT_STEP} AS sentStep,
        (SELECT max(due_on) FROM reminder s WHERE s.item_key = i.item_key AND s.expires_at = i.expires_at
          AND s.step = ${OVERDUE_STEP}) AS overdueSentOn
      FROM item i CROSS JOIN account a ON a.account_id = i.account_id
        LEFT JOIN item_review r ON r.item_key = i.item_key
      WHERE i.item_key > ${after} ORDER BY i.item_key LIMIT ${rows}`,
  changes: (from: number, to: number): SqlQuery =>
    sql`SELECT item_key AS itemKey, at, iif(kind IN ('gone', 'back'), 'presence', field) AS field,
        iif(kind IN ('gone', 'back'), kind, old_value) AS old, iif(kind IN ('gone', 'back'), kind, new_value) AS new
      FROM item_change WHERE item_key BETWEEN ${from} AND ${to}
        AND (kind IN ('gone', 'back') OR field IN ('expireTime', 'renewalMode'))
      ORDER BY item_key, at, change_id`,
  /** What people said: that a decision has closed or opened by itself follows from the expiry. */
  reviewChanges: (from: number, to: number): SqlQuery =>
    sql`SELECT item_key AS itemKey, at, field, old_value AS old, new_value AS new
      FROM item_review_change WHERE item_key BETWEEN ${from} AND ${to}
        AND field IN ('decision', 'snoozedUntil', 'acknowledgedAt') AND by <> ''
      ORDER BY item_key, at, change_id`,
}

/** Some items with their history; `after` is 0 for the first part, then the `next` of the one before. */
export function readTracedItems(
  db: ReadDb,
  after: number,
  rows: number,
): { readonly items: readonly TracedItem[]; readonly next: number | null } {
  const found = all<TracedRow>(db, 'traced.items', tracedQueries.items(after, rows))
  const last = found.at(-1)
  if (!last) return { items: [], next: null }
  const events = readEvents(db, (found[0] as TracedRow).itemKey, last.itemKey)
  const items = found.map(({ resourceName, resourceId, ...row }) => {
    const where = `item ${row.itemKey}`
    return {
      ...row,
      name: resourceName.trim() === '' ? resourceId : resourceName,
      kind: readOneOf(db, where, row.kind, ITEM_KINDS),
      mode: readOneOf(db, where, row.mode, RENEWAL_MODES),
      decision: row.decision === null ? 'undecided' : readOneOf(db, `review of ${where}`, row.decision, DECISIONS),
      isActive: row.isActive === 1,
      events: events.get(row.itemKey) ?? [],
    }
  })
  return { items, next: found.length < rows ? null : last.itemKey }
}

function readEvents(db: ReadDb, from: number, to: number): ReadonlyMap<number, ItemEvent[]> {
  const rows = [
    ...all<EventRow>(db, 'traced.changes', tracedQueries.changes(from, to)),
    ...all<EventRow>(db, 'traced.reviewChanges', tracedQueries.reviewChanges(from, to)),
  ]
  const byItem = new Map<number, ItemEvent[]>()
  // A stable sort: what happened in one instant keeps its order.
  for (const { itemKey, ...event } of rows.toSorted((a, b) => a.at - b.at)) {
    const known = byItem.get(itemKey)
    if (known) known.push(event)
    else byItem.set(itemKey, [event])
  }
  return byItem
}
