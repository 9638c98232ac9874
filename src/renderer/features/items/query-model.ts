import { ITEM_STATUSES } from '../../../shared/domain/item.ts'
import type { FieldKind } from '../../../shared/domain/column-condition.ts'
import {
  FACET_FIELDS,
  FIELD_KINDS,
  SORT_FIELDS,
  type ColumnCondition,
  type FacetField,
  type ItemFilter,
  type ItemQuery,
  type SortField,
} from '../../../shared/domain/item-query.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { mergeEqual, withColumns } from '../../components/list-tools/list-query.ts'

/** A field that a filter can be about. */
export type FilterField = SortField | FacetField | 'tags'

export { EMPTY_QUERY } from '../../../shared/domain/built-in-views.ts'

export function isSortField(field: string): field is SortField {
  return (SORT_FIELDS as readonly string[]).includes(field)
}

export function isFacetField(field: string): field is FacetField {
  return (FACET_FIELDS as readonly string[]).includes(field)
}

/** What kind of values a field has; tags are text. */
export function kindOf(field: FilterField): FieldKind {
  return isSortField(field) ? FIELD_KINDS[field] : 'text'
}

/** Fields that every item has a value in; asking for blanks makes no sense there. */
const NEVER_BLANK: ReadonlySet<string> = new Set([
  'id',
  'kind',
  'account',
  'resourceId',
  'resourceName',
  'band',
  'status',
  'renewalMode',
  'isActive',
  'firstSeenAt',
  'lastSyncedAt',
  'decision',
  'tags',
])

export function canBeBlank(field: FilterField): field is SortField {
  return isSortField(field) && !NEVER_BLANK.has(field)
}

/** Lets everything pass, in the same order and groups; whether gone items are shown stays too. */
export function withoutFilters(query: ItemQuery): ItemQuery {
  const { isGone } = query.filter
  return { ...query, filter: isGone === undefined ? {} : { isGone } }
}

/** True when something but "active or gone" narrows the list. */
export function isFiltered({ filter }: ItemQuery): boolean {
  return Object.entries(filter).some(([key, value]) => key !== 'isGone' && value !== undefined && value !== '')
}

/** True when two queries ask for the same, whatever the order of their keys. */
export function isSameQuery(a: ItemQuery, b: ItemQuery): boolean {
  return stable(withoutBlanks(a)) === stable(withoutBlanks(b))
}

function withoutBlanks(query: ItemQuery): unknown {
  const { search, isGone, ...filter } = query.filter
  return {
    filter: { ...filter, search: search || undefined, isGone: isGone === 'active' ? undefined : isGone },
    sort: query.sort,
    groupBy: query.groupBy ?? null,
  }
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** Lists of the filter that say the same as a value list of a column. */
const LISTS = [
  ['kinds', 'kind'],
  ['providers', 'provider'],
  ['bands', 'band'],
  ['phases', 'phase'],
  ['modes', 'renewalMode'],
  ['decisions', 'decision'],
] as const satisfies readonly (readonly [keyof ItemFilter, FacetField])[]

/**
 * A filter from another page in the form that the column menus edit: whatever a column's condition can say becomes one.
 * What only the filter itself can say (ids, tags, codes or names at once) stays.
 */
export function toEditable(query: Partial<ItemQuery>): ItemQuery {
  const filter = query.filter ?? {}
  const { expireDays, autoRenew, isMain, owner, statuses, kinds, providers, bands, phases, modes, decisions, ...kept } =
    filter
  const lists = { kinds, providers, bands, phases, modes, decisions }
  const columns: ColumnCondition[] = [...(kept.columns ?? [])]
  for (const [key, field] of LISTS) {
    const values = lists[key]
    if (values) columns.push({ kind: 'values', field, values })
  }
  if (expireDays !== undefined) columns.push({ kind: 'range', field: 'daysLeft', min: null, max: String(expireDays) })
  if (autoRenew !== undefined) columns.push({ kind: 'values', field: 'autoRenew', values: [String(autoRenew)] })
  if (isMain !== undefined) columns.push({ kind: 'values', field: 'isMain', values: [String(isMain)] })
  const areNormal = statuses?.every((status) => (ITEM_STATUSES as readonly string[]).includes(status))
  if (statuses && areNormal) columns.push({ kind: 'values', field: 'status', values: statuses })
  if (owner?.trim() === '') columns.push({ kind: 'blank', field: 'owner', isBlank: true })
  const base = {
    ...kept,
    ...(statuses && !areNormal ? { statuses } : {}),
    ...(owner !== undefined && owner.trim() !== '' ? { owner } : {}),
  }
  return withColumns({ filter: base, sort: query.sort ?? [], groupBy: query.groupBy ?? null }, mergeEqual(columns))
}

/** A query as a route takes it: the contract's types are those of parsed JSON, which nobody else holds. */
export function toInput(query: ItemQuery): NonNullable<RouteInput<'item.query'>['query']> {
  return query as NonNullable<RouteInput<'item.query'>['query']>
}
