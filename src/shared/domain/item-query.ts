import type { Band } from './band.ts'
import type { ItemKind, ProviderId } from './item.ts'
import type { Phase } from './phase.ts'
import type { RenewalMode } from './renewal-mode.ts'
import type { DecisionKind } from './review.ts'

/** Fields that the list can be sorted by; the names are those of the JSON output. */
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
] as const
export type SortField = (typeof SORT_FIELDS)[number]

/** Fields whose values are counted for filter lists. */
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
] as const
export type FacetField = (typeof FACET_FIELDS)[number]

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
  /** Default `active`. */
  readonly isGone?: 'active' | 'gone' | 'all' | undefined
}

/** Filter and order; without `sort` the soonest expiry comes first. Nulls come last in both directions. */
export interface ItemQuery {
  readonly filter: ItemFilter
  readonly sort: readonly { readonly field: SortField; readonly direction: 'asc' | 'desc' }[]
}

/** Values of a field with the number of items that have them, most frequent first; null is "blank". */
export type Facets = Readonly<
  Partial<Record<FacetField, readonly { readonly value: string | null; readonly count: number }[]>>
>
