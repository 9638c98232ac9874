import type { Band } from './band.ts'
import type { ConditionOn, Facet, FieldKind } from './column-condition.ts'
import type { CurrencySums } from './money.ts'
import type { ItemKind, ProviderId } from './item.ts'
import type { Phase } from './phase.ts'
import type { RenewalMode } from './renewal-mode.ts'
import type { DecisionKind } from './review.ts'

/** Columns of the list: each can be sorted by, filtered and shown. The names are those of the JSON output. */
export const SORT_FIELDS = [
  'id',
  'kind',
  'provider',
  'account',
  'resourceId',
  'resourceName',
  'resourceType',
  'resourceTypeName',
  'resourceSpec',
  'region',
  'regionName',
  'isMain',
  'parentResourceId',
  'enterpriseProjectId',
  'enterpriseProjectName',
  'tagProductLine',
  'tagEnv',
  'tagName',
  'createTime',
  'expireTime',
  'expireOn',
  'daysLeft',
  'band',
  'phase',
  'status',
  'rawStatus',
  'renewalMode',
  'autoRenew',
  'actBy',
  'price',
  'currency',
  'isActive',
  'goneAt',
  'firstSeenAt',
  'lastSyncedAt',
  'decision',
  'owner',
  'reason',
  'note',
  'serviceTypeName',
  'resourceSpecText',
  'projectId',
  'graceEndsAt',
  'retentionEndsAt',
  'lastWorkingDayOn',
  'rawPolicy',
  'paymentType',
  'priceSource',
  'pricedAt',
  'goneCause',
  'backupOwner',
  'snoozedUntil',
  'acknowledgedAt',
  'priceMonths',
  'customTags',
  'contradictions',
] as const
export type SortField = (typeof SORT_FIELDS)[number]

/** `instant` columns are filtered by their civil day in the business zone. */
export const FIELD_KINDS: Readonly<Record<SortField, FieldKind>> = {
  id: 'text',
  kind: 'code',
  provider: 'code',
  account: 'text',
  resourceId: 'text',
  resourceName: 'text',
  resourceType: 'code',
  resourceTypeName: 'text',
  resourceSpec: 'text',
  region: 'code',
  regionName: 'text',
  isMain: 'flag',
  parentResourceId: 'text',
  enterpriseProjectId: 'text',
  enterpriseProjectName: 'text',
  tagProductLine: 'text',
  tagEnv: 'text',
  tagName: 'text',
  createTime: 'instant',
  expireTime: 'instant',
  expireOn: 'day',
  daysLeft: 'number',
  band: 'code',
  phase: 'code',
  status: 'code',
  rawStatus: 'code',
  renewalMode: 'code',
  autoRenew: 'flag',
  actBy: 'instant',
  price: 'amount',
  currency: 'code',
  isActive: 'flag',
  goneAt: 'instant',
  firstSeenAt: 'instant',
  lastSyncedAt: 'instant',
  decision: 'code',
  owner: 'text',
  reason: 'text',
  note: 'text',
  serviceTypeName: 'text',
  resourceSpecText: 'text',
  projectId: 'text',
  graceEndsAt: 'instant',
  retentionEndsAt: 'instant',
  lastWorkingDayOn: 'day',
  rawPolicy: 'code',
  paymentType: 'code',
  priceSource: 'code',
  pricedAt: 'instant',
  goneCause: 'code',
  backupOwner: 'text',
  snoozedUntil: 'day',
  acknowledgedAt: 'instant',
  priceMonths: 'number',
  customTags: 'text',
  contradictions: 'code',
}

/** Fields with several values in one row: a row counts for each of them, and one that is wanted is enough. */
export const MULTI_FIELDS = ['customTags', 'contradictions'] as const satisfies readonly SortField[]
export type MultiField = (typeof MULTI_FIELDS)[number]

/** True for a field with several values in one row. */
export function isMultiField(field: string): field is MultiField {
  return (MULTI_FIELDS as readonly string[]).includes(field)
}

/** Fields whose values are counted for filter lists and groups. */
export const FACET_FIELDS = [
  'provider',
  'account',
  'resourceType',
  'region',
  'enterpriseProject',
  'status',
  'phase',
  'band',
  'renewalMode',
  'decision',
  'owner',
  'tagProductLine',
  'tagEnv',
  'tagName',
  'currency',
  'kind',
  'resourceTypeName',
  'serviceTypeName',
  'resourceSpec',
  'regionName',
  'projectId',
  'enterpriseProjectId',
  'enterpriseProjectName',
  'isMain',
  'autoRenew',
  'isActive',
  'rawStatus',
  'rawPolicy',
  'paymentType',
  'priceSource',
  'goneCause',
  'backupOwner',
  'resourceName',
  'resourceId',
  'parentResourceId',
  'reason',
  'customTags',
  'contradictions',
] as const
export type FacetField = (typeof FACET_FIELDS)[number]

/** A condition on one column of items; `contains` on `tags` looks at keys and values. */
export type ColumnCondition = ConditionOn<FacetField, SortField, SortField | 'tags'>

/** Conditions are joined by AND, the values of one list by OR; an absent condition lets everything pass. */
export interface ItemFilter {
  readonly kinds?: readonly ItemKind[] | undefined
  readonly providers?: readonly ProviderId[] | undefined
  readonly accountIds?: readonly string[] | undefined
  /** Account names, compared without case. */
  readonly accounts?: readonly string[] | undefined
  /** Days left ≤ this; expired items included, undated ones not. */
  readonly expireDays?: number | undefined
  readonly bands?: readonly Band[] | undefined
  /** Type codes or type names, compared without case. */
  readonly types?: readonly string[] | undefined
  /** Region codes or names. */
  readonly regions?: readonly string[] | undefined
  /** Enterprise project ids or names. */
  readonly enterpriseProjects?: readonly string[] | undefined
  /** Normalised statuses or raw codes. */
  readonly statuses?: readonly string[] | undefined
  readonly phases?: readonly Phase[] | undefined
  readonly modes?: readonly RenewalMode[] | undefined
  /** Items whose mode is unknown match neither true nor false. */
  readonly autoRenew?: boolean | undefined
  readonly isMain?: boolean | undefined
  readonly decisions?: readonly DecisionKind[] | undefined
  /** Owner, compared without case; an empty text finds items without an owner. */
  readonly owner?: string | undefined
  /** Words separated by white space that must all occur in some text column, tag or note. */
  readonly search?: string | undefined
  readonly itemIds?: readonly string[] | undefined
  readonly tags?: readonly { readonly key: string; readonly value: string }[] | undefined
  readonly columns?: readonly ColumnCondition[] | undefined
  /** Default `active`. */
  readonly isGone?: 'active' | 'gone' | 'all' | undefined
}

/** Filter and order; without `sort` the soonest expiry comes first. Nulls come last in both directions. */
export interface ItemQuery {
  readonly filter: ItemFilter
  readonly sort: readonly { readonly field: SortField; readonly direction: 'asc' | 'desc' }[]
  /** Rows of one group stand together, groups in the order of their values, blank last; `sort` holds within a group. */
  readonly groupBy?: FacetField | null | undefined
}

export type Facets = Readonly<Partial<Record<FacetField, Facet>>>

/** One group of a result: rows `start` to `start + count - 1`. */
export interface ItemGroup {
  readonly value: string | null
  readonly label: string | null
  readonly start: number
  readonly count: number
  readonly sums: CurrencySums
}
