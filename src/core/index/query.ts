import type { FacetField, Facets, ItemFilter, ItemGroup, ItemQuery } from '../../shared/domain/item-query.ts'
import { BUILT_IN_VIEW_IDS, builtInQuery } from '../../shared/domain/built-in-views.ts'
import { fromEpochDay } from '../../shared/domain/civil-day.ts'
import { idSetOf, resolveQuery } from '../../shared/domain/item-sets.ts'
import { contradictionColumn } from './contradictions.ts'
import { prepareFindTexts } from './find-ids.ts'
import { prepareFollowed } from './followed.ts'
import { createSlices } from './slices.ts'
import { countFacet, labelsOf, type FacetOptions } from './facets.ts'
import { isHeavy } from './field-columns.ts'
import { sourceOf, type CodeSource } from './fields.ts'
import { isHeavyFilter, matchRows, type Matches } from './filter.ts'
import { groupRanks, isOrderPrepared, orderRows, pickRows, prepareOrder } from './order.ts'
import { rowsOfKeys } from './search.ts'
import { countRows, listRows } from './row-set.ts'
import { createAdder } from './sums.ts'
import { areTagTextsPrepared, prepareTagTexts } from './tag-texts.ts'
import type { Picture } from './picture.ts'
import { acknowledgedColumn, createView, decisionColumn, type View } from './view.ts'

/** What a query needs of a picture. */
export function needOf(query: ItemQuery, facets: readonly FacetField[]): 'light' | 'whole' {
  const fields = [...query.sort.map(({ field }) => field), ...(query.groupBy ? [query.groupBy] : []), ...facets]
  return isHeavyFilter(query.filter) || fields.some(isHeavy) ? 'whole' : 'light'
}

/**
 * Sorts in slices what a query is sorted by and reads the tags that it looks for, unless that has been done. True when
 * there was something to do.
 */
export async function prepareQuery(view: View, query: ItemQuery): Promise<boolean> {
  const { search, tags, columns } = query.filter
  const needsTags = search || tags || columns?.some(({ field }) => field === 'tags')
  const hadTags = !needsTags || areTagTextsPrepared(view.picture)
  if (!hadTags) await prepareTagTexts(view.picture)
  const fields = [...query.sort.map(({ field }) => field), ...(query.groupBy ? [query.groupBy] : [])]
  const missing = fields.filter((field) => !isOrderPrepared(view, field))
  for (const field of missing) await prepareOrder(view, field)
  return !hadTags || missing.length > 0
}

/** Sorts the names by which people look, and reads the tags, before anybody asks. */
export async function prepareCommon(picture: Picture, now: number): Promise<void> {
  await prepareTagTexts(picture)
  const view = createView(picture, now)
  for (const field of ['resourceName', 'account', 'enterpriseProjectName', 'price', 'tagName'] as const) {
    await prepareOrder(view, field)
  }
}

/**
 * Finds, in slices, what follows from the columns for every item, and answers once what every window can ask: the first
 * one to ask then waits for neither. Ends early when `isNeeded` says no.
 */
export async function prepareViews(viewNow: () => View, isNeeded: () => boolean): Promise<void> {
  const { picture } = viewNow()
  await prepareFollowed(picture, () => decisionColumn(viewNow()), isNeeded)
  await prepareFollowed(picture, () => acknowledgedColumn(viewNow()), isNeeded)
  await prepareFollowed(picture, () => contradictionColumn(viewNow()), isNeeded)
  await prepareFindTexts(picture, isNeeded)
  const slices = createSlices()
  for (const id of BUILT_IN_VIEW_IDS) {
    const built = builtInQuery(id)
    if (idSetOf(built) !== null) continue
    await slices.rest()
    if (!isNeeded()) return
    const query = resolveQuery(built, fromEpochDay(viewNow().today), [])
    const isOther = await prepareQuery(viewNow(), query)
    if (isOther) await slices.rest()
    if (!isNeeded()) return
    const view = viewNow()
    countMatches(view, query.filter, null)
    await slices.rest()
    if (isNeeded()) orderRows(viewNow(), query)
  }
}

/** Rows that match, in order, and how they fall into groups and values. */
export interface Answer {
  readonly rows: Uint32Array
  readonly facets: Facets
  readonly groups: readonly ItemGroup[] | null
}

/** `keys` are those of the filter's `itemIds`. */
export function answerQuery(
  view: View,
  query: ItemQuery,
  fields: readonly FacetField[],
  options: FacetOptions & { readonly keys: Iterable<number> | null },
): Answer {
  const matches = match(view, query.filter, options.keys)
  const rows = pickRows(orderRows(view, query), matches.all, countRows(matches.all))
  return {
    rows,
    facets: countFacets(view, matches, fields, options),
    groups: query.groupBy ? groupRows(view, query.groupBy, rows) : null,
  }
}

/** How many items a filter finds; `keys` are those of its `itemIds`. */
export function countMatches(view: View, filter: ItemFilter, keys: Iterable<number> | null): number {
  return countRows(match(view, filter, keys).all)
}

/** Values of the fields among what a filter finds, each without its own list of values. */
export function answerFacets(
  view: View,
  filter: ItemFilter,
  fields: readonly FacetField[],
  options: FacetOptions & { readonly keys: Iterable<number> | null },
): Facets {
  return countFacets(view, match(view, filter, options.keys), fields, options)
}

function match(view: View, filter: ItemFilter, keys: Iterable<number> | null): Matches {
  return matchRows(view, filter, keys === null ? null : rowsOfKeys(view.picture, keys))
}

function countFacets(view: View, matches: Matches, fields: readonly FacetField[], options: FacetOptions): Facets {
  const common = fields.length > 0 ? listRows(matches.all) : new Uint32Array()
  return Object.fromEntries(
    fields.map((field) => {
      const set = matches.without(field)
      return [field, countFacet(view, field, set === matches.all ? common : listRows(set), options)]
    }),
  )
}

function groupRows(view: View, field: FacetField, rows: Uint32Array): ItemGroup[] {
  const { codes, places } = groupRanks(view, field)
  const source = sourceOf(view, field) as CodeSource
  const toLabel = labelsOf(view, field)
  const adder = createAdder(view)
  const placeOf = (index: number): number => (places as Uint32Array)[codes[rows[index] as number] as number] as number
  const groups: ItemGroup[] = []
  for (let start = 0; start < rows.length;) {
    let end = start + 1
    const place = placeOf(start)
    while (end < rows.length && placeOf(end) === place) end += 1
    const code = codes[rows[start] as number] as number
    const value = source.text(code) || null
    groups.push({
      value,
      label: toLabel(code, value),
      start,
      count: end - start,
      sums: adder.sum(rows, start, end),
    })
    start = end
  }
  return groups
}
