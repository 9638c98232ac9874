import type { ConditionOn } from '../../../shared/domain/column-condition.ts'

/** A condition on one column of any list. */
export type ListCondition = ConditionOn<string, string>

/** What the queries of all lists have in common: conditions on columns, a search, an order. */
export interface ListQuery {
  readonly filter: {
    readonly search?: string | undefined
    readonly columns?: readonly ListCondition[] | undefined
  }
  readonly sort: readonly ListSort[]
}

/** One part of an order. */
export interface ListSort {
  readonly field: string
  readonly direction: 'asc' | 'desc'
}

/** The conditions that a query can hold. */
export type ConditionOf<Query extends ListQuery> = NonNullable<Query['filter']['columns']>[number]
export type ConditionOfKind<Query extends ListQuery, Kind extends ListCondition['kind']> = Extract<
  ConditionOf<Query>,
  { readonly kind: Kind }
>

/** At most so many columns decide an order. */
export const MAX_SORTS = 8

/** The conditions on one column. */
export function conditionsOn<Query extends ListQuery>(query: Query, field: string): readonly ConditionOf<Query>[] {
  return (query.filter.columns ?? []).filter((condition) => condition.field === field)
}

/** The condition of one kind on one column. */
export function conditionOn<Query extends ListQuery, Kind extends ListCondition['kind']>(
  query: Query,
  field: string,
  kind: Kind,
): ConditionOfKind<Query, Kind> | undefined {
  return (query.filter.columns ?? []).find(
    (condition): condition is ConditionOfKind<Query, Kind> => condition.field === field && condition.kind === kind,
  )
}

/** Puts other conditions in the place of all. */
export function withColumns<Query extends ListQuery>(query: Query, columns: readonly ConditionOf<Query>[]): Query {
  const { columns: _old, ...filter } = query.filter
  return { ...query, filter: columns.length === 0 ? filter : { ...filter, columns } }
}

/** Puts a condition in the place of the one of its kind on its column. */
export function withCondition<Query extends ListQuery>(query: Query, condition: ConditionOf<Query>): Query {
  const columns: readonly ConditionOf<Query>[] = query.filter.columns ?? []
  const index = columns.findIndex(({ field, kind }) => field === condition.field && kind === condition.kind)
  return withColumns(query, index < 0 ? [...columns, condition] : columns.with(index, condition))
}

/** Takes the condition of one kind, or all conditions, of a column away. */
export function withoutCondition<Query extends ListQuery>(
  query: Query,
  field: string,
  kind?: ListCondition['kind'],
): Query {
  return withColumns(
    query,
    (query.filter.columns ?? []).filter(
      (condition) => condition.field !== field || (kind !== undefined && condition.kind !== kind),
    ),
  )
}

/** Replaces some parts of the filter; undefined takes a part away. */
export function withFilter<Query extends ListQuery>(query: Query, patch: Partial<Query['filter']>): Query {
  const filter = Object.fromEntries(
    Object.entries({ ...query.filter, ...patch }).filter(([, value]) => value !== undefined),
  )
  return { ...query, filter }
}

/** Orders by one column alone. */
export function withSort<Query extends ListQuery>(
  query: Query,
  field: Query['sort'][number]['field'],
  direction: ListSort['direction'],
): Query {
  return { ...query, sort: [{ field, direction }] }
}

/** Two conditions of one kind on one column would overwrite each other in the menus; the first one is the older. */
export function mergeEqual<Condition extends ListCondition>(columns: readonly Condition[]): readonly Condition[] {
  const byKey = new Map<string, Condition>()
  for (const condition of columns) {
    const key = `${condition.field} ${condition.kind}`
    const known = byKey.get(key)
    if (known?.kind === 'values' && condition.kind === 'values' && !known.isExcluded && !condition.isExcluded) {
      byKey.set(key, { ...known, values: known.values.filter((value) => condition.values.includes(value)) })
    } else byKey.set(key, condition)
  }
  return [...byKey.values()]
}
