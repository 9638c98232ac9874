import type { RawCode } from '../../../shared/domain/item.ts'
import type { RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import { all, prepare, type WriteDb } from '../connection.ts'
import { createDeriveDates, liftTags, type TagSet } from '../derived.ts'
import { sql } from '../sql.ts'
import { getAccount, listAccounts } from './account.ts'
import { noteItemWrite } from './item-version.ts'
import { recomputeMeasured } from './measured-item.ts'
import { getSettings } from './setting.ts'

interface DerivedRow {
  readonly item_key: number
  readonly expires_at: number | null
  readonly renewal_mode: RenewalMode
  readonly raw_policy: RawCode
  readonly tags: string | null
  readonly tag_product_line: string | null
  readonly tag_env: string | null
  readonly tag_name: string | null
  readonly expires_on: number | null
  readonly act_by_at: number | null
  readonly grace_ends_at: number | null
  readonly retention_ends_at: number | null
}

/** Rows that are read at once: enough to be fast, few enough to stay small in memory. */
const CHUNK_ROWS = 2000

/**
 * Computes anew what follows from settings and account policy, for one account or for all, and writes the rows in which
 * something moves. To be called in the transaction that changes the settings or the policy. Answers the rows written.
 */
export function recomputeDerived(db: WriteDb, scope: { readonly accountId?: string | undefined }): number {
  const { businessZone, tagKeys } = getSettings(db)
  const accounts = scope.accountId === undefined ? listAccounts(db) : [getAccount(db, scope.accountId)]
  const update = prepare<(string | number | null)[]>(
    db,
    sql`UPDATE item SET expires_on = ?, act_by_at = ?, grace_ends_at = ?, retention_ends_at = ?, tag_product_line = ?,
      tag_env = ?, tag_name = ? WHERE item_key = ?`,
  )
  noteItemWrite(db)
  let written = 0
  for (const { accountId, provider, policy } of accounts) {
    const deriveDates = createDeriveDates({ provider, policy, businessZone, tagKeys })
    for (const row of accountRows(db, accountId)) {
      const dates = deriveDates(row.expires_at, row.renewal_mode, row.raw_policy)
      const tags = liftTags(row.tags === null ? {} : (JSON.parse(row.tags) as TagSet), tagKeys)
      const isSame =
        dates.expiresOn === row.expires_on &&
        dates.actByAt === row.act_by_at &&
        dates.graceEndsAt === row.grace_ends_at &&
        dates.retentionEndsAt === row.retention_ends_at &&
        tags.productLine === row.tag_product_line &&
        tags.env === row.tag_env &&
        tags.name === row.tag_name
      if (isSame) continue
      update.run(
        dates.expiresOn,
        dates.actByAt,
        dates.graceEndsAt,
        dates.retentionEndsAt,
        tags.productLine,
        tags.env,
        tags.name,
        row.item_key,
      )
      written += 1
    }
  }
  return scope.accountId === undefined ? written + recomputeMeasured(db, businessZone) : written
}

function* accountRows(db: WriteDb, accountId: string): Generator<DerivedRow> {
  let after = 0
  for (;;) {
    const rows = all<DerivedRow>(
      db,
      'item.derivedRows',
      sql`SELECT item_key, expires_at, renewal_mode, raw_policy, tags, tag_product_line, tag_env, tag_name, expires_on,
          act_by_at, grace_ends_at, retention_ends_at
        FROM item WHERE account_id = ${accountId} AND item_key > ${after} ORDER BY item_key LIMIT ${CHUNK_ROWS}`,
    )
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < CHUNK_ROWS) return
    after = last.item_key
  }
}
