import { randomUUID } from 'node:crypto'
import { DEFAULT_LIMITS, DEFAULT_POLICY } from '../../src/shared/domain/account.ts'
import { run, type WriteDb } from '../../src/core/db/connection.ts'
import { sql } from '../../src/core/db/sql.ts'
import type { NewAccount } from '../../src/core/db/write-commands.ts'

/** An account as a person would add it. */
export function aNewAccount(fields: Partial<NewAccount> = {}): NewAccount {
  return {
    name: '生产账号',
    provider: 'huawei',
    site: 'china',
    endpoint: null,
    accessKey: 'AKTEST',
    demoSize: null,
    policy: DEFAULT_POLICY,
    limits: DEFAULT_LIMITS,
    ...fields,
  }
}

export interface ItemFields {
  readonly accountId: string
  readonly itemId?: string
  readonly resourceId?: string
  readonly expiresAt?: number | null
  readonly isActive?: boolean
}

/** Puts an item row straight into the database; answers its id. For tests of what is not about syncs. */
export function insertItem(db: WriteDb, fields: ItemFields): string {
  const itemId = fields.itemId ?? randomUUID()
  const resourceId = fields.resourceId ?? `res-${itemId}`
  run(
    db,
    'test.insertItem',
    sql`INSERT INTO item (item_id, account_id, kind, resource_id, resource_name, status, renewal_mode, payment_type,
          content_hash, search_text, expires_at, is_active, first_seen_at, first_run_id, seen_at)
        VALUES (${itemId}, ${fields.accountId}, 'cloud', ${resourceId}, ${resourceId}, 'in-use', 'manual', 'prepaid',
          '', '', ${fields.expiresAt ?? null}, ${fields.isActive ?? true}, 0, 'run-0', 0)`,
  )
  return itemId
}
