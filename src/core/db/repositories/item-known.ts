import { all, iterate, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'

/** What a sync compares with: enough to tell whether a row has changed, without the row itself. */
export interface KnownItemRow {
  readonly item_key: number
  readonly resource_id: string
  readonly kind: string
  readonly content_hash: string
  readonly tags_hash: string | null
  readonly status: string
  readonly is_active: 0 | 1
  readonly expires_at: number | null
}

/** Fingerprints of all items of an account, gone ones included, one by one: nobody needs all rows at once. */
export function listKnownItems(db: ReadDb, accountId: string): Generator<KnownItemRow, void, undefined> {
  return iterate<KnownItemRow>(
    db,
    sql`SELECT item_key, resource_id, kind, content_hash, tags_hash, status, is_active, expires_at
      FROM item WHERE account_id = ${accountId} ORDER BY item_key`,
  )
}

/** Resource ids of the account's active cloud items that expire before an instant. */
export function listExpected(db: ReadDb, accountId: string, expiresBefore: number): string[] {
  return all<{ resource_id: string }>(
    db,
    'item.listExpected',
    sql`SELECT resource_id FROM item
      WHERE account_id = ${accountId} AND kind = 'cloud' AND is_active = 1 AND expires_at < ${expiresBefore}`,
  ).map((row) => row.resource_id)
}
