import type { FieldKind } from './item-query.ts'

/** Columns of the list of links; the names are those of the JSON output. */
export const LINK_FIELDS = [
  'name',
  'url',
  'host',
  'domain',
  'group',
  'verdict',
  'httpStatus',
  'reason',
  'shown',
  'whitelisted',
  'backlink',
  'backlinkSite',
  'rel',
  'finalUrl',
  'redirects',
  'latencyMs',
  'checkedAt',
  'certExpiresAt',
  'domainExpiresAt',
  'consecutiveFailures',
  'unreachableDays',
  'nextCheckAt',
  'createdAt',
] as const
export type LinkField = (typeof LINK_FIELDS)[number]

/** What the values of a column are; `instant` columns are filtered by their civil day in the business zone. */
export const LINK_FIELD_KINDS: Readonly<Record<LinkField, FieldKind>> = {
  name: 'text',
  url: 'text',
  host: 'text',
  domain: 'text',
  group: 'text',
  verdict: 'code',
  httpStatus: 'number',
  reason: 'text',
  shown: 'flag',
  whitelisted: 'flag',
  backlink: 'code',
  backlinkSite: 'text',
  rel: 'text',
  finalUrl: 'text',
  redirects: 'number',
  latencyMs: 'number',
  checkedAt: 'instant',
  certExpiresAt: 'instant',
  domainExpiresAt: 'instant',
  consecutiveFailures: 'number',
  unreachableDays: 'number',
  nextCheckAt: 'instant',
  createdAt: 'instant',
}

/** Fields whose values are counted for filter lists. */
export const LINK_FACETS = [
  'verdict',
  'group',
  'shown',
  'whitelisted',
  'backlink',
  'backlinkSite',
  'httpStatus',
  'reason',
  'host',
  'domain',
  'rel',
] as const satisfies readonly LinkField[]
export type LinkFacet = (typeof LINK_FACETS)[number]

/** A condition on one column; the same shapes and meanings as for items. */
export type LinkCondition =
  | {
      readonly kind: 'values'
      readonly field: LinkFacet
      readonly values: readonly (string | null)[]
      readonly isExcluded?: boolean | undefined
    }
  | { readonly kind: 'range'; readonly field: LinkField; readonly min: string | null; readonly max: string | null }
  | { readonly kind: 'blank'; readonly field: LinkField; readonly isBlank: boolean }
  | { readonly kind: 'contains'; readonly field: LinkField; readonly text: string }

/** Conditions are joined by AND, the values of one list by OR; an absent condition lets everything pass. */
export interface LinkFilter {
  /** Words separated by white space that must all occur in name, address, final address, group or wanted site. */
  readonly search?: string | undefined
  readonly linkIds?: readonly string[] | undefined
  readonly columns?: readonly LinkCondition[] | undefined
}

/** Filter and order; without `sort` what asks for action comes first. Nulls come last in both directions. */
export interface LinkQuery {
  readonly filter: LinkFilter
  readonly sort: readonly { readonly field: LinkField; readonly direction: 'asc' | 'desc' }[]
}

/** One value of a field with the number of links that have it; flags are `true` and `false`. */
export interface LinkFacetValue {
  /** null is "blank". */
  readonly value: string | null
  readonly label: string | null
  readonly count: number
}

export interface LinkFacetResult {
  readonly values: readonly LinkFacetValue[]
  readonly distinct: number
}
export type LinkFacets = Readonly<Partial<Record<LinkFacet, LinkFacetResult>>>
