import { z } from 'zod'
import { isBand, type Band } from '../domain/band.ts'
import { ITEM_KINDS, PROVIDERS, type Item } from '../domain/item.ts'
import { FACET_FIELDS, SORT_FIELDS, type Facets, type ItemGroup, type ItemQuery } from '../domain/item-query.ts'
import type { CurrencySums } from '../domain/money.ts'
import { PHASES } from '../domain/phase.ts'
import type { KnownRefusal } from '../domain/quote-refusal.ts'
import { RENEWAL_MODES } from '../domain/renewal-mode.ts'
import {
  DECISIONS,
  MAX_CUSTOM_TAGS,
  MAX_TAG_LENGTH,
  type ReviewChange,
  type ReviewEdit,
  type ReviewPreview,
} from '../domain/review.ts'
import type { CivilDay } from '../domain/civil-day.ts'
import { currencyCode, decimal, nameText, output, pageInput, route, text, type Page } from './route.ts'

const values = z.array(z.string().max(300)).max(1000)

const columnCondition = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('values'),
    field: z.enum(FACET_FIELDS),
    values: z.array(z.string().max(1000).nullable()).max(10_000),
    isExcluded: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('range'),
    field: z.enum(SORT_FIELDS),
    min: z.string().max(40).nullable(),
    max: z.string().max(40).nullable(),
  }),
  z.strictObject({ kind: z.literal('blank'), field: z.enum(SORT_FIELDS), isBlank: z.boolean() }),
  z.strictObject({
    kind: z.literal('contains'),
    field: z.enum([...SORT_FIELDS, 'tags']),
    text: z.string().max(500),
  }),
])

/** Any band by its name, also one that the present settings do not have. */
const band = z.string().max(20).refine(isBand) as z.ZodType<Band, Band>

const filter = z.strictObject({
  kinds: z.array(z.enum(ITEM_KINDS)).optional(),
  providers: z.array(z.enum(PROVIDERS)).optional(),
  accountIds: values.optional(),
  accounts: values.optional(),
  expireDays: z.int().min(-36_500).max(36_500).optional(),
  bands: z.array(band).max(100).optional(),
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
  // Saved views also name sets, with all that the set asks for.
  itemIds: z.array(z.string().max(2000)).max(100_000).optional(),
  tags: z
    .array(z.strictObject({ key: z.string().max(200), value: z.string().max(500) }))
    .max(20)
    .optional(),
  columns: z.array(columnCondition).max(100).optional(),
  isGone: z.enum(['active', 'gone', 'all']).optional(),
})

/** A filter with an order, as a window sends it and a saved view keeps it. */
export const itemQuery = z.strictObject({
  filter: filter.default({}),
  sort: z
    .array(z.strictObject({ field: z.enum(SORT_FIELDS), direction: z.enum(['asc', 'desc']) }))
    .max(8)
    .default([]),
  groupBy: z.enum(FACET_FIELDS).nullable().default(null),
})

/** A result whose order is fixed: pages of it never repeat or lose a row while items change underneath. */
export interface ItemResult {
  readonly handle: string
  readonly total: number
  /** The instant for which days left, bands and phases hold, epoch ms. */
  readonly asOf: number
  /** The first `rows` rows. */
  readonly items: readonly Item[]
  readonly facets: Facets
  /** null unless the query groups. */
  readonly groups: readonly ItemGroup[] | null
}

/** Parts of a result by position: from the first number up to, without, the second. */
const ranges = z.array(z.tuple([z.int().min(0), z.int().min(0)])).max(10_000)

/** Items by their ids (or resource ids), or as parts of a result: exactly one of both. */
const chosen = {
  itemIds: z.array(text(500)).min(1).max(100_000).optional(),
  selection: z.strictObject({ handle: text(100), ranges }).optional(),
}
const isOneChoice = (input: { readonly itemIds?: unknown; readonly selection?: unknown }): boolean =>
  (input.itemIds === undefined) !== (input.selection === undefined)

const tagNames = z.array(nameText(MAX_TAG_LENGTH)).max(MAX_CUSTOM_TAGS)

/** See `ReviewPatch`. */
const reviewPatch = z
  .strictObject({
    owner: text(200).nullable(),
    backupOwner: text(200).nullable(),
    decision: z.enum(DECISIONS),
    reason: text(2000).nullable(),
    note: text(20_000).nullable(),
    noteAppended: text(5000),
    tagsAdded: tagNames,
    tagsRemoved: tagNames,
    snoozedUntil: (z.iso.date() as z.ZodType<CivilDay, string>).nullable(),
    isAcknowledged: z.boolean(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'nothing to set')
  .refine((patch) => patch.note === undefined || patch.noteAppended === undefined, 'note and noteAppended')

/** One pasted id and what it stands for; several items when several accounts have that resource. */
export interface FoundId {
  readonly id: string
  readonly itemIds: readonly string[]
}

export const itemRoutes = {
  /**
   * Fixes filter and order and counts. The newest handles stay valid; an old one answers NOT_FOUND. A facet counts what
   * would match if its own field had no value list, as in the filter menu of a spreadsheet.
   */
  'item.query': route({
    input: z.strictObject({
      query: itemQuery,
      facets: z.array(z.enum(FACET_FIELDS)).max(20).default([]),
      rows: z.int().min(0).max(500).default(0),
    }),
    output: output<ItemResult>(),
  }),
  'item.page': route({ input: z.strictObject({ handle: text(100), ...pageInput }), output: output<Page<Item>>() }),
  /** The values of one field among what a query finds, its own value list left out; `search` narrows the values. */
  'item.facets': route({
    input: z.strictObject({
      query: itemQuery,
      fields: z.array(z.enum(FACET_FIELDS)).min(1).max(20),
      search: z.string().max(200).default(''),
      limit: z.int().min(1).max(10_000).default(1000),
    }),
    output: output<Facets>(),
  }),
  /** Where items stand in a result; null for one that is not in it. */
  'item.locate': route({
    input: z.strictObject({ handle: text(100), itemIds: z.array(text(500)).max(500) }),
    output: output<readonly (number | null)[]>(),
  }),
  /** The ids of parts of a result, in its order. */
  'item.ids': route({
    input: z.strictObject({ handle: text(100), ranges }),
    output: output<readonly string[]>(),
  }),
  /** Takes an item's id or its provider's resource id; ITEM_AMBIGUOUS when several accounts have that resource. */
  'item.get': route({ input: z.strictObject({ id: text(500) }), output: output<Item>() }),
  /** Why an active item has no quote since its last price; null when it was not refused one, or there is no such item. */
  'item.quoteRefusal': route({
    input: z.strictObject({ id: text(500) }),
    output: output<KnownRefusal | null>(),
  }),
  'item.history': route({
    input: z.strictObject({ id: text(500) }),
    output: output<readonly ReviewChange[]>(),
  }),
  /** Sets what people say; fields that are left out stay as they are, null clears. All items or none. */
  'item.review': route({
    input: z.strictObject({ ...chosen, patch: reviewPatch }).refine(isOneChoice, 'itemIds or selection'),
    /** `editId` takes it back; null when nothing changed. */
    output: output<{ readonly changed: number; readonly editId: string | null }>(),
  }),
  /** What `item.review` would do. */
  'item.previewReview': route({
    input: z.strictObject({ ...chosen, patch: reviewPatch }).refine(isOneChoice, 'itemIds or selection'),
    output: output<ReviewPreview>(),
  }),
  /** Takes an edit back; items that somebody has changed since are left as they are. EDIT_NOT_FOUND, or EDIT_UNDONE. */
  'item.undoReview': route({
    input: z.strictObject({ editId: text(100) }),
    output: output<{ readonly restored: number; readonly skipped: number }>(),
  }),
  /** Edits that can be taken back, the newest first. */
  'item.edits': route({ input: z.strictObject({}), output: output<readonly ReviewEdit[]>() }),
  /** Which of these texts are ids of items or resources, or names of exactly one item; white space around is ignored. */
  'item.findIds': route({
    input: z.strictObject({ ids: z.array(z.string().max(500)).max(100_000) }),
    output: output<{ readonly found: readonly FoundId[]; readonly unknown: readonly string[] }>(),
  }),
  /** How many items each query finds. */
  'item.count': route({
    input: z.strictObject({ filters: z.array(filter).min(1).max(50) }),
    output: output<readonly number[]>(),
  }),
  /** Sums over a result or, with `ranges`, over parts of it, by currency; never across currencies. */
  'item.sums': route({
    input: z.strictObject({ handle: text(100), ranges: ranges.nullable().default(null) }),
    output: output<CurrencySums & { readonly count: number }>(),
  }),
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

type ParsedQuery = z.output<typeof itemQuery>
const queryFitsDomain: ParsedQuery extends ItemQuery ? true : never = true
void queryFitsDomain
