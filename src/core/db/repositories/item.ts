import { AppError } from '../../../shared/domain/app-error.ts'
import { bandsOf, toBand } from '../../../shared/domain/band.ts'
import { fromEpochDay, toCivilDay, toEpochDay } from '../../../shared/domain/civil-day.ts'
import type {
  GoneCause,
  Item,
  ItemKind,
  ItemStatus,
  Provenance,
  ProviderId,
  RawCode,
} from '../../../shared/domain/item.ts'
import { hasPhases, phaseAt } from '../../../shared/domain/phase.ts'
import type { RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import type { DecisionKind } from '../../../shared/domain/review.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { lastWorkingDay } from '../../../shared/domain/working-day.ts'
import { all, type ReadDb } from '../connection.ts'
import type { TagSet } from '../derived.ts'
import { sql, sqlFragment, type SqlFragment, type SqlQuery } from '../sql.ts'

export { recomputeDerived } from './item-derived.ts'

/** What a row needs to become an `Item`: the moment, the zone in which people count days, and their bands. */
export interface ItemContext {
  readonly now: number
  readonly settings: Pick<Settings, 'businessZone' | 'bandDays'>
}

/** One row of ITEM_SELECT. */
export interface ItemRow {
  readonly item_key: number
  readonly item_id: string
  readonly kind: ItemKind
  /** null for the built-in account's. */
  readonly provider: ProviderId | null
  readonly account_id: string
  readonly account: string
  readonly resource_id: string
  readonly resource_name: string
  readonly service_type_code: string | null
  readonly service_type_name: string | null
  readonly type_code: string | null
  readonly type_name: string | null
  readonly spec: string | null
  readonly spec_text: string | null
  readonly region_code: string | null
  readonly region_name: string | null
  readonly project_id: string | null
  readonly is_main: 0 | 1 | null
  readonly parent_resource_id: string | null
  readonly enterprise_project_id: string | null
  readonly enterprise_project_name: string | null
  readonly created_at: number | null
  readonly expires_at: number | null
  readonly status: ItemStatus
  readonly raw_status: RawCode
  readonly renewal_mode: RenewalMode
  readonly raw_policy: RawCode
  readonly payment_type: string
  readonly tags: string | null
  readonly tag_product_line: string | null
  readonly tag_env: string | null
  readonly tag_name: string | null
  readonly price: string | null
  readonly currency: string | null
  readonly price_source: Provenance | null
  readonly priced_at: number | null
  readonly expires_on: number | null
  readonly act_by_at: number | null
  readonly grace_ends_at: number | null
  readonly retention_ends_at: number | null
  readonly is_active: 0 | 1
  readonly gone_at: number | null
  readonly gone_cause: GoneCause | null
  readonly first_seen_at: number
  readonly last_synced_at: number
  readonly decision: DecisionKind
  readonly owner: string | null
  readonly backup_owner: string | null
  readonly reason: string | null
  readonly note: string | null
  readonly snoozed_until: string | null
  readonly acknowledged_at: number | null
}

/** Items with their account and people's layer; aliases i, a and r. */
export const ITEM_SOURCE = sqlFragment`item i CROSS JOIN account a ON a.account_id = i.account_id
  LEFT JOIN item_review r ON r.item_key = i.item_key`

/** A complete sync saw every active item, though only the rows that changed were written. */
export const LAST_SYNCED_AT = sqlFragment`iif(i.is_active = 1, max(i.seen_at, coalesce(a.last_complete_at, i.seen_at)),
  i.seen_at)`

/**
 * A decision holds for the expiry it was made for. When the expiry has moved, "renew" that moved later has come true,
 * and everything else is undecided again.
 */
export const DECISION = sqlFragment`CASE
  WHEN r.decision IS NULL OR r.decision = 'undecided' THEN 'undecided'
  WHEN r.decided_for_expires_at IS i.expires_at THEN r.decision
  WHEN r.decision = 'renew' AND i.expires_at > r.decided_for_expires_at THEN 'renewed'
  ELSE 'undecided' END`

/** An acknowledgement belongs to the expiry that was seen. */
export const ACKNOWLEDGED_AT = sqlFragment`iif(r.acknowledged_for_expires_at IS i.expires_at, r.acknowledged_at, NULL)`

/** Certificates and domains belong to the built-in account, which has neither provider nor name. */
export const PROVIDER = sqlFragment`nullif(a.provider, 'none')`
export const ACCOUNT_NAME = sqlFragment`nullif(a.name, '')`

const COLUMNS = sqlFragment`i.item_key, i.item_id, i.kind, ${PROVIDER} AS provider, i.account_id, a.name AS account, i.resource_id,
  i.resource_name, i.service_type_code, i.service_type_name, i.type_code, i.type_name, i.spec, i.spec_text,
  i.region_code, i.region_name, i.project_id, i.is_main, i.parent_resource_id, i.enterprise_project_id,
  i.enterprise_project_name, i.created_at, i.expires_at, i.status, i.raw_status, i.renewal_mode, i.raw_policy,
  i.payment_type, i.tags, i.tag_product_line, i.tag_env, i.tag_name, i.price, i.currency, i.price_source, i.priced_at,
  i.expires_on, i.act_by_at, i.grace_ends_at, i.retention_ends_at, i.is_active, i.gone_at, i.gone_cause,
  i.first_seen_at, ${LAST_SYNCED_AT} AS last_synced_at, ${DECISION} AS decision, r.owner, r.backup_owner, r.reason,
  r.note, r.snoozed_until, ${ACKNOWLEDGED_AT} AS acknowledged_at`

export const itemQueries = {
  byId: (id: string): SqlQuery => selectItems(sqlFragment`i.item_id = ${id}`),
  /** The account comes first in the unique index, so the search goes through it account by account. */
  byResource: (resourceId: string): SqlQuery =>
    sql`SELECT ${COLUMNS} FROM account a CROSS JOIN item i ON i.account_id = a.account_id
      LEFT JOIN item_review r ON r.item_key = i.item_key WHERE i.resource_id = ${resourceId} ORDER BY a.name`,
  byKeys: (itemKeys: readonly number[]): SqlQuery =>
    sql`SELECT ${COLUMNS} FROM json_each(${JSON.stringify(itemKeys)}) wanted
      CROSS JOIN item i ON i.item_key = wanted.value CROSS JOIN account a ON a.account_id = i.account_id
      LEFT JOIN item_review r ON r.item_key = i.item_key ORDER BY wanted.key`,
  recentlyQuoted: (accountId: string, since: number): SqlQuery =>
    sql`SELECT resource_id FROM item
      WHERE account_id = ${accountId} AND is_active = 1 AND priced_at >= ${since}`,
}

function selectItems(where: SqlFragment): SqlQuery {
  return sql`SELECT ${COLUMNS} FROM ${ITEM_SOURCE} WHERE ${where}`
}

/** Makes the item that everybody sees of a row. */
export function toItem(row: ItemRow, context: ItemContext): Item {
  const { now, settings } = context
  const daysLeft = row.expires_on === null ? null : row.expires_on - toEpochDay(toCivilDay(now, settings.businessZone))
  const { phase, provenance } = hasPhases(row.kind)
    ? phaseAt(now, {
        expiresAt: row.expires_at,
        graceEndsAt: row.grace_ends_at,
        retentionEndsAt: row.retention_ends_at,
        status: row.status,
        statusReadAt: row.last_synced_at,
      })
    : { phase: null, provenance: null }
  return {
    id: row.item_id,
    kind: row.kind,
    provider: row.provider,
    accountId: row.account_id,
    account: row.account,
    resourceId: row.resource_id,
    resourceName: row.resource_name,
    serviceTypeCode: row.service_type_code,
    serviceTypeName: row.service_type_name,
    resourceType: row.type_code,
    resourceTypeName: row.type_name,
    resourceSpec: row.spec,
    resourceSpecText: row.spec_text,
    region: row.region_code,
    regionName: row.region_name,
    projectId: row.project_id,
    isMain: row.is_main === null ? null : row.is_main === 1,
    parentResourceId: row.parent_resource_id,
    enterpriseProjectId: row.enterprise_project_id,
    enterpriseProjectName: row.enterprise_project_name,
    tags: row.tags === null ? null : (JSON.parse(row.tags) as TagSet),
    tagProductLine: row.tag_product_line,
    tagEnv: row.tag_env,
    tagName: row.tag_name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    expiresOn: row.expires_on === null ? null : fromEpochDay(row.expires_on),
    daysLeft,
    band: toBand(daysLeft, bandsOf(settings.bandDays)),
    phase,
    phaseSource: phase === null ? null : provenance,
    graceEndsAt: row.grace_ends_at,
    retentionEndsAt: row.retention_ends_at,
    status: row.status,
    rawStatus: row.raw_status,
    renewalMode: row.renewal_mode,
    rawPolicy: row.raw_policy,
    paymentType: row.payment_type,
    actByAt: row.act_by_at,
    lastWorkingDayOn: row.act_by_at === null ? null : lastWorkingDay(toCivilDay(row.act_by_at, settings.businessZone)),
    price: row.price,
    currency: row.currency,
    priceSource: row.price_source,
    pricedAt: row.priced_at,
    isActive: row.is_active === 1,
    goneAt: row.gone_at,
    goneCause: row.gone_cause,
    firstSeenAt: row.first_seen_at,
    lastSyncedAt: row.last_synced_at,
    decision: row.decision,
    owner: row.owner,
    backupOwner: row.backup_owner,
    reason: row.reason,
    note: row.note,
    snoozedUntil: row.snoozed_until,
    acknowledgedAt: row.acknowledged_at,
  }
}

/**
 * One item by its id or its provider's resource id. Throws ITEM_NOT_FOUND, or ITEM_AMBIGUOUS naming accounts and ids
 * when several accounts have that resource.
 */
export function getItem(db: ReadDb, idOrResourceId: string, context: ItemContext): Item {
  return toItem(findRow(db, idOrResourceId), context)
}

function findRow(db: ReadDb, id: string): ItemRow {
  const [own] = all<ItemRow>(db, 'item.byId', itemQueries.byId(id))
  if (own) return own
  const rows = all<ItemRow>(db, 'item.byResource', itemQueries.byResource(id))
  const [first] = rows
  if (!first) throw new AppError('ITEM_NOT_FOUND', { item: id })
  if (rows.length > 1) {
    throw new AppError('ITEM_AMBIGUOUS', {
      item: id,
      accounts: rows.map((row) => row.account).join(', '),
      ids: rows.map((row) => row.item_id).join(', '),
    })
  }
  return first
}

/** Items in the order of their keys; an item that no longer exists is left out. */
export function getItemsByKeys(db: ReadDb, itemKeys: ArrayLike<number>, context: ItemContext): Item[] {
  const rows = all<ItemRow>(db, 'item.byKeys', itemQueries.byKeys(Array.from(itemKeys)))
  return rows.map((row) => toItem(row, context))
}

/** Resources of an account whose price is from `since` or later. */
export function listRecentlyQuoted(db: ReadDb, accountId: string, since: number): string[] {
  const rows = all<{ resource_id: string }>(db, 'item.recentlyQuoted', itemQueries.recentlyQuoted(accountId, since))
  return rows.map((row) => row.resource_id)
}

/** Which of these texts are ids of items; the others may be resource ids or nothing. */
export function findItemIds(db: ReadDb, ids: readonly string[]): ReadonlySet<string> {
  const rows = all<{ item_id: string }>(
    db,
    'item.ids',
    sql`SELECT item_id FROM item WHERE item_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
  )
  return new Set(rows.map((row) => row.item_id))
}

/** Name and provider's id of every item, to find them in texts. */
export function listResourceNames(db: ReadDb): { resourceId: string; resourceName: string }[] {
  return all(
    db,
    'item.names',
    sql`SELECT resource_id AS resourceId, resource_name AS resourceName FROM item ORDER BY item_key`,
  )
}
