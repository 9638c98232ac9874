import { z } from 'zod'
import { DIFFERENCE_KINDS, DIFFERENCE_SORTS, type Comparison, type ItemDifference } from '../domain/comparison.ts'
import { output, pageInput, route, text, type Page } from './route.ts'

const snapshot = z.strictObject({ kind: z.literal('snapshot'), snapshotId: text(100) })

/** Narrows the rows of a comparison. */
const rows = {
  kinds: z.array(z.enum(DIFFERENCE_KINDS)).max(20).optional(),
  accountIds: z.array(text(100)).max(1000).optional(),
  search: z.string().max(200).default(''),
}

/** The order of rows; without it by kind (the order of DIFFERENCE_KINDS), then by the larger price, then by name. */
const sort = z
  .array(z.strictObject({ field: z.enum(DIFFERENCE_SORTS), direction: z.enum(['asc', 'desc']) }))
  .max(4)
  .default([])

export const comparisonRoutes = {
  /** Compares two pictures. The newest handles stay valid; an old one answers NOT_FOUND. */
  'comparison.get': route({
    input: z.strictObject({
      from: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('last-runs') }),
        z.strictObject({ kind: z.literal('run'), runId: text(100) }),
        z.strictObject({ kind: z.literal('instant'), at: z.int() }),
        snapshot,
      ]),
      to: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('now') }), snapshot]).default({ kind: 'now' }),
    }),
    output: output<Comparison>(),
  }),
  'comparison.page': route({
    input: z.strictObject({ handle: text(100), ...rows, sort, ...pageInput }),
    output: output<Page<ItemDifference>>(),
  }),
  /** All ids of narrowed rows, to open them as a list; items that no longer exist are left out. */
  'comparison.itemIds': route({
    input: z.strictObject({ handle: text(100), ...rows }),
    output: output<{ readonly itemIds: readonly string[] }>(),
  }),
}
