import { SITES, TIERS, type Account, type AccountLimits, type AccountPolicy } from '../../../shared/domain/account.ts'
import { AppError } from '../../../shared/domain/app-error.ts'
import { PROVIDERS } from '../../../shared/domain/item.ts'
import { comparePeople } from '../../../shared/people-order.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { foldName } from '../search-text.ts'
import { sql, sqlFragment } from '../sql.ts'
import type { NewAccount } from '../write-commands.ts'
import { isRecord, isWholeNumber, readJson, readOneOf } from './json-column.ts'

export interface AccountRow {
  readonly account_id: string
  readonly name: string
  readonly provider: string
  readonly site: string
  readonly endpoint: string | null
  readonly access_key: string | null
  readonly demo_size: number | null
  readonly policy: string
  readonly limits: string
  readonly created_at: number
  readonly last_complete_run_id: string | null
  readonly last_complete_at: number | null
  readonly last_complete_count: number | null
  readonly item_count: number
  readonly active_run_id: string | null
}

/** The fields of an account that are stored as they were typed. */
export type AccountFields = NewAccount

const COLUMNS = sqlFragment`
  account_id, name, provider, site, endpoint, access_key, demo_size, policy, limits, created_at,
  last_complete_run_id, last_complete_at, last_complete_count,
  (SELECT count(*) FROM item WHERE item.account_id = account.account_id AND item.is_active = 1) AS item_count,
  (SELECT run_id FROM run WHERE run.account_id = account.account_id AND run.state IN ('queued', 'running'))
    AS active_run_id`

/** The built-in account is no account to anybody: it cannot be listed, found, changed, synchronised or removed. */
export const IS_REAL_ACCOUNT = sqlFragment`account.provider <> 'none'`

export const accountQueries = {
  list: () => sql`SELECT ${COLUMNS} FROM account WHERE ${IS_REAL_ACCOUNT} ORDER BY name`,
  byId: (accountId: string) =>
    sql`SELECT ${COLUMNS} FROM account WHERE account_id = ${accountId} AND ${IS_REAL_ACCOUNT}`,
  byName: (name: string) => sql`SELECT ${COLUMNS} FROM account WHERE name = ${name} AND ${IS_REAL_ACCOUNT}`,
}

/** True for a policy as it may be stored. */
export function isAccountPolicy(value: unknown): value is AccountPolicy {
  return (
    isRecord(value) &&
    (TIERS as readonly unknown[]).includes(value['tier']) &&
    isWholeNumber(value['graceDays'], 0, 3650) &&
    isWholeNumber(value['retentionDays'], 0, 3650) &&
    isWholeNumber(value['deductionLeadDays'], 0, 30)
  )
}

/** True for limits as they may be stored. */
export function isAccountLimits(value: unknown): value is AccountLimits {
  if (!isRecord(value)) return false
  const perSecond = value['maxRequestsPerSecond']
  return (
    isWholeNumber(value['concurrency'], 1, 50) &&
    isWholeNumber(value['requestTimeoutMs'], 1, 3_600_000) &&
    (perSecond === null || (Number.isFinite(perSecond) && (perSecond as number) > 0)) &&
    isWholeNumber(value['quoteWithinDays'], 0, 3650)
  )
}

/** A name as it is compared: without case and width. */
export function foldAccountName(name: string): string {
  return foldName(name)
}

function toAccount(db: ReadDb, row: AccountRow): Account {
  const where = `account ${row.account_id}`
  const { last_complete_run_id: runId, last_complete_at: at, last_complete_count: count } = row
  return {
    accountId: row.account_id,
    name: row.name,
    provider: readOneOf(db, `${where} provider`, row.provider, PROVIDERS),
    site: readOneOf(db, `${where} site`, row.site, SITES),
    endpoint: row.endpoint,
    accessKey: row.access_key,
    demoSize: row.demo_size,
    policy: readJson(db, `${where} policy`, row.policy, isAccountPolicy),
    limits: readJson(db, `${where} limits`, row.limits, isAccountLimits),
    createdAt: row.created_at,
    lastComplete: runId === null || at === null || count === null ? null : { runId, at, count },
    itemCount: row.item_count,
    activeRunId: row.active_run_id,
  }
}

/** All accounts by name. `itemCount` counts active items. */
export function listAccounts(db: ReadDb): Account[] {
  return all<AccountRow>(db, 'account.list', accountQueries.list())
    .map((row) => toAccount(db, row))
    .sort((a, b) => comparePeople(a.name, b.name))
}

/** Throws ACCOUNT_NOT_FOUND. */
export function getAccount(db: ReadDb, accountId: string): Account {
  const row = get<AccountRow>(db, 'account.byId', accountQueries.byId(accountId))
  if (!row) throw new AppError('ACCOUNT_NOT_FOUND', { account: accountId })
  return toAccount(db, row)
}

/** Compares names without case and width. Throws ACCOUNT_NOT_FOUND. */
export function getAccountByName(db: ReadDb, name: string): Account {
  const account = findAccountByName(db, name)
  if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { account: name })
  return account
}

/** Like `getAccountByName`, null when there is none. */
export function findAccountByName(db: ReadDb, name: string): Account | null {
  const row = get<AccountRow>(db, 'account.byName', accountQueries.byName(name.trim()))
  if (row) return toAccount(db, row)
  // The index folds ASCII only; the rest of the world's letters are folded here, over tens of accounts.
  const folded = foldAccountName(name)
  const names = all<{ account_id: string; name: string }>(
    db,
    'account.names',
    sql`SELECT account_id, name FROM account WHERE ${IS_REAL_ACCOUNT}`,
  )
  const match = names.find((entry) => foldAccountName(entry.name) === folded)
  return match ? getAccount(db, match.account_id) : null
}

export function insertAccount(db: WriteDb, accountId: string, fields: AccountFields, createdAt: number): void {
  run(
    db,
    'account.insert',
    sql`INSERT INTO account
          (account_id, name, provider, site, endpoint, access_key, demo_size, policy, limits, created_at)
        VALUES (${accountId}, ${fields.name}, ${fields.provider}, ${fields.site}, ${fields.endpoint},
          ${fields.accessKey}, ${fields.demoSize}, ${JSON.stringify(fields.policy)}, ${JSON.stringify(fields.limits)},
          ${createdAt})`,
  )
}

export function updateAccountFields(db: WriteDb, accountId: string, fields: Omit<AccountFields, 'provider'>): void {
  run(
    db,
    'account.update',
    sql`UPDATE account SET name = ${fields.name}, site = ${fields.site}, endpoint = ${fields.endpoint},
          access_key = ${fields.accessKey}, demo_size = ${fields.demoSize}, policy = ${JSON.stringify(fields.policy)},
          limits = ${JSON.stringify(fields.limits)}
        WHERE account_id = ${accountId}`,
  )
}

/** Number of items of an account, gone ones included. */
export function countAllItems(db: ReadDb, accountId: string): number {
  const query = sql`SELECT count(*) AS items FROM item WHERE account_id = ${accountId}`
  return get<{ items: number }>(db, 'account.countItems', query)?.items ?? 0
}

/** Takes everything that belongs to the account with it. */
export function deleteAccount(db: WriteDb, accountId: string): void {
  run(db, 'account.delete', sql`DELETE FROM account WHERE account_id = ${accountId}`)
}
