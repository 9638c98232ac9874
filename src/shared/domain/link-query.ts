import type { ConditionOn, Facet, FieldKind } from './column-condition.ts'

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

/** A condition on one column of links. */
export type LinkCondition = ConditionOn<LinkFacet, LinkField>

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

export type LinkFacets = Readonly<Partial<Record<LinkFacet, Facet>>>
