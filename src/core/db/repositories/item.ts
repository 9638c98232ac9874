import type { Site } from '../../../shared/domain/account.ts'
import { AppError } from '../../../shared/domain/app-error.ts'
import { bandsOf, toBand } from '../../../shared/domain/band.ts'
import { fromEpochDay, startOfNextCivilDay, toCivilDay, toEpochDay } from '../../../shared/domain/civil-day.ts'
import { contradictionDay, contradictionsOf, isDeletedAtEnd } from '../../../shared/domain/contradiction.ts'
import type {
  GoneCause,
  Item,
  ItemKind,
  ItemStatus,
  PriceSource,
  ProviderId,
  RawCode,
} from '../../../shared/domain/item.ts'
import { hasPhases, phaseAt } from '../../../shared/domain/phase.ts'
import type { RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import { renewalPageOf } from '../../../shared/domain/renewal-page.ts'
import { readCustomTags } from '../../../shared/domain/review-layer.ts'
import { decisionOn, REOPEN_DAYS, type DecisionKind } from '../../../shared/domain/review.ts'
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
  readonly site: Site
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
  readonly price_months: number | null
  readonly price_source: PriceSource | null
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
  /** As it was made; null when nothing was ever said. */
  readonly decision: DecisionKind | null
  readonly decided_for_expires_at: number | null
  readonly owner: string | null
  readonly backup_owner: string | null
  readonly reason: string | null
  readonly note: string | null
  readonly custom_tags: string | null
  readonly snoozed_until: string | null
  readonly acknowledged_at: number | null
  readonly unasked_renewal_at: number | null
  readonly unasked_renewal_for: number | null
}

/** Items with their account and people's layer; aliases i, a and r. */
export const ITEM_SOURCE = sqlFragment`item i CROSS JOIN account a ON a.account_id = i.account_id
  LEFT JOIN item_review r ON r.item_key = i.item_key`

/** A complete sync saw every active item, though only the rows that changed were written. */
export const LAST_SYNCED_AT = sqlFragment`iif(i.is_active = 1, max(i.seen_at, coalesce(a.last_complete_at, i.seen_at)),
  i.seen_at)`

const REOPEN_MS = REOPEN_DAYS * 86_400_000

/** The decision that holds at a moment: `decisionOn` of the domain as SQL; both are held together by a test. */
export function decisionAt({ now, settings }: ItemContext): SqlFragment {
  const tomorrowStart = startOfNextCivilDay(now, settings.businessZone)
  return sqlFragment`CASE
    WHEN r.decision IS NULL OR r.decision = 'undecided' THEN 'undecided'
    WHEN r.decided_for_expires_at IS i.expires_at THEN r.decision
    WHEN r.decision IN ('renew', 'renewed') AND i.expires_at > r.decided_for_expires_at
      AND max(r.decided_for_expires_at, coalesce(i.act_by_at, i.expires_at) - ${REOPEN_MS}) >= ${tomorrowStart}
      THEN 'renewed'
    ELSE 'undecided' END`
}

/** An acknowledgement belongs to the expiry that was seen. */
export const ACKNOWLEDGED_AT = sqlFragment`iif(r.acknowledged_for_expires_at IS i.expires_at, r.acknowledged_at, NULL)`

/** Certificates and domains belong to the built-in account, which has neither provider nor name. */
export const PROVIDER = sqlFragment`nullif(a.provider, 'none')`
export const ACCOUNT_NAME = sqlFragment`nullif(a.name, '')`

const COLUMNS = sqlFragment`i.item_key, i.item_id, i.kind, ${PROVIDER} AS provider, i.account_id, a.name AS account, a.site, i.resource_id,
  i.resource_name, i.service_type_code, i.service_type_name, i.type_code, i.type_name, i.spec, i.spec_text,
  i.region_code, i.region_name, i.project_id, i.is_main, i.parent_resource_id, i.enterprise_project_id,
  i.enterprise_project_name, i.created_at, i.expires_at, i.status, i.raw_status, i.renewal_mode, i.raw_policy,
  i.payment_type, i.tags, i.tag_product_line, i.tag_env, i.tag_name, i.price, i.currency, i.price_months, i.price_source, i.priced_at,
  i.expires_on, i.act_by_at, i.grace_ends_at, i.retention_ends_at, i.is_active, i.gone_at, i.gone_cause,
  i.first_seen_at, ${LAST_SYNCED_AT} AS last_synced_at, r.decision, r.decided_for_expires_at, r.owner, r.backup_owner,
  r.reason, r.note, r.custom_tags, r.snoozed_until, ${ACKNOWLEDGED_AT} AS acknowledged_at, i.unasked_renewal_at,
  i.unasked_renewal_for`

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
}

function selectItems(where: SqlFragment): SqlQuery {
  return sql`SELECT ${COLUMNS} FROM ${ITEM_SOURCE} WHERE ${where}`
}

/** Makes the items that everybody sees of rows. */
export function createToItem(context: ItemContext): (row: ItemRow) => Item {
  const { now, settings } = context
  const todayOn = toCivilDay(now, settings.businessZone)
  const today = toEpochDay(todayOn)
  const tomorrowStart = startOfNextCivilDay(now, settings.businessZone)
  const day = contradictionDay(todayOn, settings.businessZone)
  return (row) => {
    const decision = decisionOf(row, tomorrowStart)
    const contradictions = contradictionsOf(
      {
        isActive: row.is_active === 1,
        renewalMode: row.renewal_mode,
        isDeletedAtEnd: isDeletedAtEnd(row.provider, row.raw_policy),
        decision,
        owner: row.owner || null,
        expiresAt: row.expires_at,
        actByAt: row.act_by_at,
        isAcknowledged: row.acknowledged_at !== null,
        unaskedRenewalAt: row.unasked_renewal_at,
        unaskedRenewalFor: row.unasked_renewal_for,
      },
      day,
    )
    return { ...toPlainItem(row, context, today), decision, contradictions }
  }
}

function decisionOf(row: ItemRow, tomorrowStart: number): DecisionKind {
  const { decision, decided_for_expires_at: decidedForExpiresAt, expires_at: expiresAt, act_by_at: actByAt } = row
  return decisionOn({ decision: decision ?? 'undecided', decidedForExpiresAt, expiresAt, actByAt }, tomorrowStart)
}

type PlainItem = Omit<Item, 'decision' | 'contradictions'>

function toPlainItem(row: ItemRow, { now, settings }: ItemContext, today: number): PlainItem {
  const daysLeft = row.expires_on === null ? null : row.expires_on - today
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
    priceMonths: row.price_months,
    priceSource: row.price_source,
    pricedAt: row.priced_at,
    isActive: row.is_active === 1,
    goneAt: row.gone_at,
    goneCause: row.gone_cause,
    decidedForExpiresAt: row.decided_for_expires_at,
    firstSeenAt: row.first_seen_at,
    lastSyncedAt: row.last_synced_at,
    owner: row.owner,
    backupOwner: row.backup_owner,
    reason: row.reason,
    note: row.note,
    customTags: readCustomTags(row.custom_tags),
    snoozedUntil: row.snoozed_until,
    acknowledgedAt: row.acknowledged_at,
    renewalUrl: row.is_active === 1 ? renewalPageOf(row.provider, row.site, row.renewal_mode) : null,
  }
}

/**
 * One item by its id or its provider's resource id. Throws ITEM_NOT_FOUND, or ITEM_AMBIGUOUS naming accounts and ids
 * when several accounts have that resource.
 */
export function getItem(db: ReadDb, idOrResourceId: string, context: ItemContext): Item {
  return createToItem(context)(findRow(db, idOrResourceId))
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
  return rows.map(createToItem(context))
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
