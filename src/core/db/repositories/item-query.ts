import { toCivilDay, toEpochDay } from '../../../shared/domain/civil-day.ts'
import type { Item } from '../../../shared/domain/item.ts'
import { isMultiField, type Facets, type ItemFilter, type ItemQuery } from '../../../shared/domain/item-query.ts'
import { all, get, readTransaction, type ReadDb } from '../connection.ts'
import { sql, sqlFragment, sqlNothing, type SqlFragment, type SqlQuery } from '../sql.ts'
import { getItemsByKeys, PROVIDER, type ItemContext } from './item.ts'
import { bandName } from './item-band.ts'
import { toWhere } from './item-filter.ts'
import { toOrder } from './item-sort.ts'

export { getItemsByKeys } from './item.ts'

/** One page of a list with the number of all that match. */
export interface ItemPage {
  readonly total: number
  readonly items: readonly Item[]
}

/** Joins only what the parts look at: most conditions and orders need the item alone. */
function source(...parts: readonly SqlFragment[]): SqlFragment {
  const text = parts.map((part) => part.text).join(' ')
  const account = /\ba\./.test(text) ? sqlFragment` CROSS JOIN account a ON a.account_id = i.account_id` : sqlNothing
  const review = /\br\./.test(text) ? sqlFragment` LEFT JOIN item_review r ON r.item_key = i.item_key` : sqlNothing
  return sqlFragment`item i${account}${review}`
}

/** Orders that an index has ready. */
const INDEXED_ORDERS: ReadonlySet<string> = new Set(['expireTime', 'actBy'])

/** True when nothing but active or gone is asked for, which the indexes know. */
function isPlain(filter: ItemFilter): boolean {
  return Object.entries(filter).every(([key, value]) => value === undefined || key === 'isGone')
}

/** True when a condition leads to few rows through an index. */
function isNarrow(filter: ItemFilter): boolean {
  return filter.expireDays !== undefined || filter.itemIds !== undefined
}

/** The statements of the list, apart for tests of their plans. */
export const itemListQueries = {
  keys(db: ReadDb, query: ItemQuery, context: ItemContext): SqlQuery {
    const [first] = query.sort
    const hasIndexOrder = first === undefined || INDEXED_ORDERS.has(first.field)
    const canUseIndex = isNarrow(query.filter) || (hasIndexOrder && isPlain(query.filter))
    const where = toWhere(db, query.filter, context, !canUseIndex)
    const order = toOrder(db, query.sort, { ...context, today: toToday(context) })
    return sql`SELECT i.item_key FROM ${source(where, order)} WHERE ${where} ORDER BY ${order}`
  },
  count(db: ReadDb, filter: ItemFilter, context: ItemContext): SqlQuery {
    const where = toWhere(db, filter, context, !isPlain(filter) && !isNarrow(filter))
    return sql`SELECT count(*) AS total FROM ${source(where)} WHERE ${where}`
  },
  facet(db: ReadDb, field: CountedField, filter: ItemFilter, context: ItemContext): SqlQuery {
    const where = toWhere(db, filter, context, !isNarrow(filter))
    const value = toFacetValue(field, context)
    return sql`SELECT ${value} AS value, NULL AS label, count(*) AS count FROM ${source(where, value)} WHERE ${where}
      GROUP BY 1 ORDER BY 3 DESC, 1 NULLS LAST`
  },
}

function toToday({ now, settings }: ItemContext): number {
  return toEpochDay(toCivilDay(now, settings.businessZone))
}

/** True for what SQL can answer: conditions on columns, groups and fields with several values are for the index. */
export function isSqlQuery({ filter, sort, groupBy }: ItemQuery): boolean {
  return (filter.columns ?? []).length === 0 && !groupBy && !sort.some(({ field }) => isMultiField(field))
}

/** Keys of all items that match, in order: what pages are cut from without sorting again. */
export function queryItemKeys(db: ReadDb, query: ItemQuery, context: ItemContext): Float64Array {
  // One text instead of one object per row: several times faster for a long list.
  const keys = itemListQueries.keys(db, query, context)
  const row = get<{ keys: string }>(db, 'item.keys', sql`SELECT json_group_array(item_key) AS keys FROM (${keys})`)
  return Float64Array.from(JSON.parse(row?.keys ?? '[]') as number[])
}

/** One page of the items that match, and how many match, of one and the same picture. */
export function queryItems(
  db: ReadDb,
  query: ItemQuery,
  context: ItemContext & { readonly offset: number; readonly limit: number },
): ItemPage {
  const { offset, limit } = context
  return readTransaction(db, () => {
    const total = get<{ total: number }>(db, 'item.count', itemListQueries.count(db, query.filter, context))?.total ?? 0
    const keys = all<{ item_key: number }>(
      db,
      'item.page',
      sql`${itemListQueries.keys(db, query, context)} LIMIT ${limit} OFFSET ${offset}`,
    )
    return {
      total,
      items: getItemsByKeys(
        db,
        keys.map((row) => row.item_key),
        context,
      ),
    }
  })
}

/** Fields that are counted without an index of the items. */
export type CountedField = 'provider' | 'status' | 'renewalMode' | 'band'

/** Values of the fields among the items that match, with counts, most frequent first. */
export function itemFacets(
  db: ReadDb,
  query: ItemQuery,
  fields: readonly CountedField[],
  context: ItemContext,
): Facets {
  return readTransaction(db, () =>
    Object.fromEntries(
      fields.map((field) => {
        const values = all(db, `item.facet.${field}`, itemListQueries.facet(db, field, query.filter, context))
        return [field, { values, distinct: values.length }]
      }),
    ),
  )
}

function toFacetValue(field: CountedField, context: ItemContext): SqlFragment {
  switch (field) {
    case 'provider':
      return PROVIDER
    case 'status':
      return sqlFragment`i.status`
    case 'renewalMode':
      return sqlFragment`i.renewal_mode`
    case 'band':
      return bandName(toToday(context), context.settings.bandDays)
  }
}
