import { all, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'

/** How many notices of a kind the desktop has dealt with in that way. */
export interface NoticeCount {
  readonly kind: string
  readonly native: string
  readonly notices: number
  readonly unread: number
  readonly lastAt: number
}

/** How many notices a webhook has got, or has not. */
export interface DeliveryCount {
  readonly webhookId: string
  readonly state: string
  readonly deliveries: number
}

export function countNotices(db: ReadDb): NoticeCount[] {
  return all(
    db,
    'notice.counts',
    sql`SELECT kind, native_state AS native, count(*) AS notices, count(*) FILTER (WHERE read_at IS NULL) AS unread,
        max(created_at) AS lastAt
      FROM notice GROUP BY kind, native_state ORDER BY kind, native_state`,
  )
}

export function countDeliveries(db: ReadDb): DeliveryCount[] {
  return all(
    db,
    'webhookDelivery.counts',
    sql`SELECT webhook_id AS webhookId, state, count(*) AS deliveries FROM webhook_delivery
      GROUP BY webhook_id, state ORDER BY webhook_id, state`,
  )
}
