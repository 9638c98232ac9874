import { GOOD_VERDICTS, isNoCheck, VERDICTS, type Verdict } from '../../../shared/domain/link.ts'
import {
  LINK_FACETS,
  LINK_FIELD_KINDS,
  LINK_FIELDS,
  type LinkFacet,
  type LinkField,
  type LinkQuery,
} from '../../../shared/domain/link-query.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'

/** A column of the list; the trend can be seen, not asked for. */
export type LinkColumnField = LinkField | 'trend'

/** Every link, what asks for action first. */
export const EMPTY_QUERY: LinkQuery = { filter: {}, sort: [] }

export function isLinkField(field: string): field is LinkField {
  return (LINK_FIELDS as readonly string[]).includes(field)
}

export function isLinkFacet(field: string): field is LinkFacet {
  return (LINK_FACETS as readonly string[]).includes(field)
}

/** True for fields whose times need their zone in a copy. */
export function isInstantField(field: string): boolean {
  return isLinkField(field) && LINK_FIELD_KINDS[field] === 'instant'
}

/** Verdicts of links that do not answer as they should. */
export const FAILING_VERDICTS: readonly Verdict[] = VERDICTS.filter(
  (verdict) => !(GOOD_VERDICTS as readonly Verdict[]).includes(verdict) && !isNoCheck(verdict),
)

/** A query as a route takes it: the contract's types are those of parsed JSON, which nobody else holds. */
export function toInput(query: LinkQuery): NonNullable<RouteInput<'link.query'>['query']> {
  return query as NonNullable<RouteInput<'link.query'>['query']>
}
