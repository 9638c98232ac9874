import type { FacetField, SortField } from '../../shared/domain/item-query.ts'
import { PEOPLE_COLUMNS } from '../db/repositories/item-index.ts'
import type { CodeName, NumberName } from './columns.ts'

/**
 * How values stand in order: `people` as people look for names, `binary` by their characters, `given` as their codes do,
 * `amount` by number, `code` vendors' numbers before their texts.
 */
export type TextOrder = 'people' | 'binary' | 'given' | 'amount' | 'code'

/** Fields that are a column of their own. */
export const CODE_COLUMNS = {
  kind: ['kind', 'binary'],
  resourceId: ['resource_id', 'binary'],
  resourceName: ['resource_name', 'people'],
  resourceType: ['type_code', 'binary'],
  resourceTypeName: ['type_name', 'people'],
  resourceSpec: ['spec', 'people'],
  region: ['region_code', 'binary'],
  regionName: ['region_name', 'people'],
  parentResourceId: ['parent_resource_id', 'binary'],
  enterpriseProjectId: ['enterprise_project_id', 'binary'],
  enterpriseProjectName: ['enterprise_project_name', 'people'],
  tagProductLine: ['tag_product_line', 'people'],
  tagEnv: ['tag_env', 'people'],
  tagName: ['tag_name', 'people'],
  status: ['status', 'binary'],
  rawStatus: ['raw_status', 'code'],
  renewalMode: ['renewal_mode', 'binary'],
  price: ['price', 'amount'],
  currency: ['currency', 'binary'],
  owner: ['owner', 'people'],
  reason: ['reason', 'people'],
  note: ['note', 'people'],
  serviceTypeName: ['service_type_name', 'people'],
  resourceSpecText: ['spec_text', 'people'],
  projectId: ['project_id', 'binary'],
  rawPolicy: ['raw_policy', 'code'],
  paymentType: ['payment_type', 'binary'],
  priceSource: ['price_source', 'binary'],
  goneCause: ['gone_cause', 'binary'],
  backupOwner: ['backup_owner', 'people'],
  snoozedUntil: ['snoozed_until', 'binary'],
} as const satisfies Partial<Record<SortField, readonly [CodeName, TextOrder]>>

/** Fields that are an instant of their own column. */
export const INSTANT_COLUMNS = {
  createTime: 'created_at',
  expireTime: 'expires_at',
  actBy: 'act_by_at',
  goneAt: 'gone_at',
  firstSeenAt: 'first_seen_at',
  graceEndsAt: 'grace_ends_at',
  retentionEndsAt: 'retention_ends_at',
  pricedAt: 'priced_at',
} as const satisfies Partial<Record<SortField, NumberName>>

/** Fields that can be answered before the texts have been read. */
const LIGHT: ReadonlySet<SortField | FacetField> = new Set([
  'kind',
  'provider',
  'account',
  'resourceType',
  'resourceTypeName',
  'region',
  'regionName',
  'isMain',
  'enterpriseProject',
  'enterpriseProjectId',
  'enterpriseProjectName',
  'tagProductLine',
  'tagEnv',
  'expireTime',
  'expireOn',
  'daysLeft',
  'band',
  'phase',
  'status',
  'renewalMode',
  'autoRenew',
  'actBy',
  'price',
  'currency',
  'priceMonths',
  'rawPolicy',
  'contradictions',
  'acknowledgedAt',
  'isActive',
  'lastSyncedAt',
  'decision',
  'owner',
  'graceEndsAt',
  'retentionEndsAt',
  'lastWorkingDayOn',
] as const satisfies readonly (SortField | FacetField)[])

/** True when a field needs the texts. */
export function isHeavy(field: SortField | FacetField): boolean {
  return !LIGHT.has(field)
}

/** Fields that are no column of their own and follow from what providers say alone, the day and the accounts. */
const DERIVED_FROM_FACTS: ReadonlySet<SortField | FacetField | 'tags'> = new Set([
  'id',
  'account',
  'provider',
  'enterpriseProject',
  'band',
  'phase',
  'isMain',
  'isActive',
  'autoRenew',
  'expireOn',
  'daysLeft',
  'lastWorkingDayOn',
  'lastSyncedAt',
  'priceMonths',
  'tags',
] as const satisfies readonly (SortField | FacetField | 'tags')[])

/** True when a field may be another one after people have said something. */
export function isOfPeople(field: SortField | FacetField | 'tags'): boolean {
  if (field !== 'tags' && isCodeColumn(field)) return PEOPLE_COLUMNS.has(CODE_COLUMNS[field][0])
  if (field !== 'tags' && isInstantColumn(field)) return PEOPLE_COLUMNS.has(INSTANT_COLUMNS[field])
  return !DERIVED_FROM_FACTS.has(field)
}

/** Whether a field is a column of values. */
export function isCodeColumn(field: SortField | FacetField): field is keyof typeof CODE_COLUMNS {
  return Object.hasOwn(CODE_COLUMNS, field)
}

/** Whether a field is a column of instants. */
export function isInstantColumn(field: SortField | FacetField): field is keyof typeof INSTANT_COLUMNS {
  return Object.hasOwn(INSTANT_COLUMNS, field)
}
