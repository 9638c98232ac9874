import type { ItemQuery, SortField } from '../../../shared/domain/item-query.ts'
import type { ReadDb } from '../connection.ts'
import { sqlFragment, sqlJoin, type SqlFragment } from '../sql.ts'
import { ACCOUNT_NAME, ACKNOWLEDGED_AT, decisionAt, LAST_SYNCED_AT, PROVIDER, type ItemContext } from './item.ts'
import { bandIndex } from './item-band.ts'
import { phaseIndex } from './item-phase.ts'
import { lastWorkingDayText, textRank } from './text-functions.ts'

export interface SortContext {
  readonly now: number
  /** Today, counted from 1970-01-01. */
  readonly today: number
  readonly settings: ItemContext['settings']
}

/**
 * The order of a query. Blank values come last in both directions; the item key, which never changes and is never used
 * again, decides between equals, so that pages never repeat or lose a row.
 */
export function toOrder(db: ReadDb, sort: ItemQuery['sort'], context: SortContext): SqlFragment {
  const given = sort.length > 0 ? sort : ([{ field: 'expireTime', direction: 'asc' }] as const)
  const terms = given.map(({ field, direction }) => {
    const value = toSortValue(db, field, context)
    return direction === 'asc' ? sqlFragment`${value} ASC NULLS LAST` : sqlFragment`${value} DESC NULLS LAST`
  })
  return sqlJoin([...terms, sqlFragment`i.item_key`])
}

function toSortValue(db: ReadDb, field: SortField, { now, today, settings }: SortContext): SqlFragment {
  switch (field) {
    case 'id':
      return sqlFragment`i.item_id`
    case 'kind':
      return sqlFragment`i.kind`
    case 'provider':
      return PROVIDER
    case 'account':
      return textRank(db, 'account', ACCOUNT_NAME)
    case 'resourceId':
      return sqlFragment`i.resource_id`
    case 'resourceName':
      return textRank(db, 'resource_name', sqlFragment`i.resource_name`)
    case 'resourceType':
      return sqlFragment`i.type_code`
    case 'resourceTypeName':
      return textRank(db, 'type_name', sqlFragment`i.type_name`)
    case 'resourceSpec':
      return textRank(db, 'spec', sqlFragment`i.spec`)
    case 'region':
      return sqlFragment`i.region_code`
    case 'regionName':
      return textRank(db, 'region_name', sqlFragment`i.region_name`)
    case 'isMain':
      return sqlFragment`i.is_main`
    case 'parentResourceId':
      return sqlFragment`i.parent_resource_id`
    case 'enterpriseProjectId':
      return sqlFragment`i.enterprise_project_id`
    case 'enterpriseProjectName':
      return textRank(db, 'enterprise_project_name', sqlFragment`i.enterprise_project_name`)
    case 'tagProductLine':
      return textRank(db, 'tag_product_line', sqlFragment`i.tag_product_line`)
    case 'tagEnv':
      return textRank(db, 'tag_env', sqlFragment`i.tag_env`)
    case 'tagName':
      return textRank(db, 'tag_name', sqlFragment`i.tag_name`)
    case 'createTime':
      return sqlFragment`i.created_at`
    case 'expireTime':
      return sqlFragment`i.expires_at`
    case 'expireOn':
    case 'daysLeft':
      return sqlFragment`i.expires_on`
    case 'band':
      return bandIndex(today, settings.bandDays)
    case 'phase':
      return phaseIndex(now)
    case 'status':
      return sqlFragment`i.status`
    case 'rawStatus':
      return sqlFragment`i.raw_status`
    case 'renewalMode':
      return sqlFragment`i.renewal_mode`
    case 'autoRenew':
      return sqlFragment`CASE i.renewal_mode WHEN 'unknown' THEN NULL WHEN 'auto' THEN 1 ELSE 0 END`
    case 'actBy':
      return sqlFragment`i.act_by_at`
    case 'price':
      return sqlFragment`CAST(i.price AS REAL)`
    case 'currency':
      return sqlFragment`i.currency`
    case 'isActive':
      return sqlFragment`i.is_active`
    case 'goneAt':
      return sqlFragment`i.gone_at`
    case 'firstSeenAt':
      return sqlFragment`i.first_seen_at`
    case 'lastSyncedAt':
      return LAST_SYNCED_AT
    case 'decision':
      return decisionAt({ now, settings })
    case 'owner':
      return textRank(db, 'owner', sqlFragment`r.owner`)
    case 'reason':
      return textRank(db, 'reason', sqlFragment`r.reason`)
    case 'note':
      return textRank(db, 'note', sqlFragment`r.note`)
    case 'serviceTypeName':
      return textRank(db, 'service_type_name', sqlFragment`i.service_type_name`)
    case 'resourceSpecText':
      return textRank(db, 'spec_text', sqlFragment`i.spec_text`)
    case 'projectId':
      return sqlFragment`i.project_id`
    case 'graceEndsAt':
      return sqlFragment`i.grace_ends_at`
    case 'retentionEndsAt':
      return sqlFragment`i.retention_ends_at`
    case 'lastWorkingDayOn':
      return lastWorkingDayText(db, settings.businessZone, sqlFragment`i.act_by_at`)
    case 'rawPolicy':
      return sqlFragment`i.raw_policy`
    case 'paymentType':
      return sqlFragment`i.payment_type`
    case 'priceSource':
      return sqlFragment`i.price_source`
    case 'pricedAt':
      return sqlFragment`i.priced_at`
    case 'goneCause':
      return sqlFragment`i.gone_cause`
    case 'backupOwner':
      return textRank(db, 'backup_owner', sqlFragment`r.backup_owner`)
    case 'snoozedUntil':
      return sqlFragment`r.snoozed_until`
    case 'acknowledgedAt':
      return ACKNOWLEDGED_AT
    case 'priceMonths':
      return sqlFragment`i.price_months`
    case 'customTags':
    case 'contradictions':
      throw new TypeError(`only the index sorts by ${field}`)
  }
}
