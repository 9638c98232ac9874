import { z } from 'zod'
import { SORT_FIELDS, type ItemFilter, type ItemQuery, type SortField } from '../domain/item-query.ts'
import type { ColumnState, SavedView, ViewState } from '../domain/view.ts'
import { itemQuery } from './item.ts'
import { nameText, output, route, text } from './route.ts'

const column = z.strictObject({
  field: z.enum([...SORT_FIELDS, 'tags']) as z.ZodType<SortField | 'tags'>,
  isVisible: z.boolean(),
  widthPx: z.int().min(24).max(2000).nullable(),
  pin: z.enum(['left', 'right']).nullable(),
})

const viewState = z.strictObject({ query: itemQuery, columns: z.array(column).max(100) })

export const viewRoutes = {
  /** In the order that people gave them. */
  'view.list': route({ input: z.strictObject({}), output: output<readonly SavedView[]>() }),
  /** Without `viewId` a new view at the end; VIEW_NAME_TAKEN when another one has the name. */
  'view.save': route({
    input: z.strictObject({ viewId: text(100).nullable().default(null), name: nameText(100), state: viewState }),
    output: output<SavedView>(),
  }),
  'view.remove': route({ input: z.strictObject({ viewId: text(100) }), output: output<null>() }),
  /** Puts views in this order; views that are not named keep theirs after them. */
  'view.order': route({
    input: z.strictObject({ viewIds: z.array(text(100)).max(1000) }),
    output: output<null>(),
  }),
}

/**
 * Reads a state that another build may have written: a condition, an order or a column that this build does not know is
 * left out, everything else stays.
 */
export function toViewState(value: unknown): ViewState {
  const { query, columns } = toRecord(value)
  const { filter, sort, groupBy } = toRecord(query)
  const { shape } = itemQuery
  return {
    query: {
      filter: toFilter(filter),
      sort: keepValid(sort, shape.sort.def.innerType.element),
      groupBy: parseOr(shape.groupBy, groupBy, null),
    } satisfies ItemQuery,
    columns: keepValid(columns, column).filter(isFirstOfField),
  }
}

function toFilter(stored: unknown): ItemFilter {
  const shape: Readonly<Record<string, z.ZodOptional<z.ZodType>>> = itemQuery.shape.filter.def.innerType.shape
  const filter: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(toRecord(stored))) {
    const schema = Object.hasOwn(shape, key) ? shape[key]?.unwrap() : undefined
    if (!schema) continue
    if (schema.safeParse(value).success) filter[key] = value
    else if (schema instanceof z.ZodArray && Array.isArray(value)) {
      // A list that has become empty would let nothing pass, although nobody asked for that.
      const rest = keepValid(value, schema.element as z.ZodType)
      if (rest.length > 0) filter[key] = rest
    }
  }
  return filter as ItemFilter
}

function keepValid<T>(values: unknown, schema: z.ZodType<T>): T[] {
  if (!Array.isArray(values)) return []
  return values.flatMap((entry) => {
    const parsed = schema.safeParse(entry)
    return parsed.success ? [parsed.data] : []
  })
}

function parseOr<T>(schema: z.ZodType<T>, value: unknown, other: T): T {
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : other
}

function isFirstOfField(entry: ColumnState, index: number, all: readonly ColumnState[]): boolean {
  return all.findIndex(({ field }) => field === entry.field) === index
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
