import { z } from 'zod'
import { BANDS } from '../domain/band.ts'
import { ITEM_KINDS, PROVIDERS, type Item } from '../domain/item.ts'
import { FACET_FIELDS, SORT_FIELDS, type Facets, type ItemQuery } from '../domain/item-query.ts'
import type { CurrencySums } from '../domain/money.ts'
import { PHASES } from '../domain/phase.ts'
import { RENEWAL_MODES } from '../domain/renewal-mode.ts'
import { DECISIONS, type ReviewChange } from '../domain/review.ts'
import { currencyCode, decimal, output, pageInput, route, text, type Page } from './route.ts'

const values = z.array(z.string().max(300)).max(1000)

const filter = z.strictObject({
  kinds: z.array(z.enum(ITEM_KINDS)).optional(),
  providers: z.array(z.enum(PROVIDERS)).optional(),
  accountIds: values.optional(),
  accounts: values.optional(),
  expireDays: z.int().min(-36_500).max(36_500).optional(),
  bands: z.array(z.enum(BANDS)).optional(),
  types: values.optional(),
  regions: values.optional(),
  enterpriseProjects: values.optional(),
  statuses: values.optional(),
  phases: z.array(z.enum(PHASES)).optional(),
  modes: z.array(z.enum(RENEWAL_MODES)).optional(),
  autoRenew: z.boolean().optional(),
  isMain: z.boolean().optional(),
  decisions: z.array(z.enum(DECISIONS)).optional(),
  owner: z.string().max(200).optional(),
  search: z.string().max(500).optional(),
  itemIds: z.array(z.string().max(100)).max(100_000).optional(),
  tags: z
    .array(z.strictObject({ key: z.string().max(200), value: z.string().max(500) }))
    .max(20)
    .optional(),
  isGone: z.enum(['active', 'gone', 'all']).optional(),
})

const query = z.strictObject({
  filter: filter.default({}),
  sort: z
    .array(z.strictObject({ field: z.enum(SORT_FIELDS), direction: z.enum(['asc', 'desc']) }))
    .max(8)
    .default([]),
})

/** A result whose order is fixed: pages of it never repeat or lose a row while items change underneath. */
export interface ItemResult {
  readonly handle: string
  readonly total: number
}

export const itemRoutes = {
  /** Fixes filter and order and counts. The newest handles stay valid; an old one answers NOT_FOUND. */
  'item.query': route({ input: z.strictObject({ query }), output: output<ItemResult>() }),
  'item.page': route({ input: z.strictObject({ handle: text(100), ...pageInput }), output: output<Page<Item>>() }),
  'item.facets': route({
    input: z.strictObject({ query, fields: z.array(z.enum(FACET_FIELDS)).min(1) }),
    output: output<Facets>(),
  }),
  /** Takes an item's id or its provider's resource id; ITEM_AMBIGUOUS when several accounts have that resource. */
  'item.get': route({ input: z.strictObject({ id: text(500) }), output: output<Item>() }),
  'item.history': route({
    input: z.strictObject({ id: text(500) }),
    output: output<readonly ReviewChange[]>(),
  }),
  /** Sets what people say; fields that are left out stay as they are, null clears. All items or none. */
  'item.review': route({
    input: z.strictObject({
      itemIds: z.array(text(500)).min(1).max(100_000),
      patch: z
        .strictObject({
          owner: text(200).nullable(),
          backupOwner: text(200).nullable(),
          decision: z.enum(DECISIONS),
          reason: text(2000).nullable(),
          note: text(20_000).nullable(),
          snoozedUntil: z.iso.date().nullable(),
          isAcknowledged: z.boolean(),
        })
        .partial(),
    }),
    output: output<{ readonly changed: number }>(),
  }),
  /** Sums of a result over all its rows, by currency; never across currencies. */
  'item.sums': route({ input: z.strictObject({ handle: text(100) }), output: output<CurrencySums>() }),
  /** Sets prices by hand, which win over the provider's quotes; null takes typed prices away. All items or none. */
  'item.price': route({
    input: z.strictObject({
      itemIds: z.array(text(500)).min(1).max(100_000),
      price: z
        .strictObject({ amount: decimal(), currency: currencyCode(), months: z.int().min(1).max(120) })
        .nullable(),
    }),
    output: output<{ readonly changed: number }>(),
  }),
}

type ParsedQuery = z.output<typeof query>
const queryFitsDomain: ParsedQuery extends ItemQuery ? true : never = true
void queryFitsDomain
