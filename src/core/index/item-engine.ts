import type { FacetField, Facets, ItemFilter, ItemGroup, ItemQuery } from '../../shared/domain/item-query.ts'
import type { CurrencySums } from '../../shared/domain/money.ts'
import { findItemKeys } from '../db/repositories/item-index.ts'
import type { FacetOptions } from './facets.ts'
import { createItemIndex, type ItemIndexOptions } from './item-index.ts'
import { rowOfKey, type Picture } from './picture.ts'
import { findTexts, prepareFindTexts, type FoundKeys } from './find-ids.ts'
import { answerFacets, answerQuery, countMatches, needOf, prepareCommon, prepareQuery, prepareViews } from './query.ts'
import { createAdder } from './sums.ts'
import { createView, type View } from './view.ts'

/** The items that match, as rows of a picture, with the values of fields and the groups. */
export interface EngineAnswer {
  readonly picture: Picture
  readonly rows: Uint32Array
  readonly facets: Facets
  readonly groups: readonly ItemGroup[] | null
}

/** Items by their keys, or sooner by their rows where those are of the picture at hand. */
export interface ChosenItems {
  rowsIn(picture: Picture): Uint32Array | null
  keys(): Float64Array
}

/** Answers what a list can be asked from an index of all items; see `ItemIndex` for how fresh that is. */
export interface ItemEngine {
  /** Whether a query can be answered without reading items first. */
  isReady(query: ItemQuery): boolean
  /** For a process that lives on: reads all items, and then prepares what is asked often. */
  start(): void
  /** All items with their texts, as the index has them; see `ItemIndex` for how fresh that is. */
  picture(): Promise<Picture>
  query(query: ItemQuery, fields: readonly FacetField[], options: FacetOptions): Promise<EngineAnswer>
  facets(query: ItemQuery, fields: readonly FacetField[], options: FacetOptions): Promise<Facets>
  /** How many items each filter finds. */
  count(filters: readonly ItemFilter[]): Promise<number[]>
  /** Keys of the items that have these texts as resource id or, alone, as name. */
  find(texts: readonly string[]): Promise<FoundKeys>
  /** Sums of the prices that items have now; `count` leaves out items that no longer exist. */
  sum(chosen: ChosenItems): Promise<CurrencySums & { count: number }>
}

export type ItemEngineOptions = Omit<ItemIndexOptions, 'prepare'>

/** Nothing is read before `start` or the first question. */
export function createItemEngine(options: ItemEngineOptions): ItemEngine {
  const { db, clock } = options
  let isLongLived = false
  const index = createItemIndex({
    ...options,
    async prepare(picture, isNeeded) {
      await prepareCommon(picture, clock.now())
      if (isLongLived) await prepareViews(() => createView(picture, picture.freshAt), isNeeded)
    },
  })

  /** The picture at the instant for which it is true, with everything sorted that the query is sorted by. */
  async function viewFor(query: ItemQuery, fields: readonly FacetField[]): Promise<View> {
    const need = needOf(query, fields)
    for (;;) {
      const picture = await index.current(need)
      const view = createView(picture, picture.freshAt)
      // While names were being sorted there may have come new ones.
      if (!(await prepareQuery(view, query)) && picture.isUsable) return view
    }
  }

  const keysOf = ({ filter }: ItemQuery): Iterable<number> | null =>
    filter.itemIds === undefined ? null : findItemKeys(db, filter.itemIds).values()

  return {
    isReady: (query) => index.isReady(needOf(query, [])),
    start() {
      isLongLived = true
      index.start()
    },
    picture: () => index.current('whole'),
    async query(query, fields, facetOptions) {
      const view = await viewFor(query, fields)
      const { picture } = view
      return { picture, ...answerQuery(view, query, fields, { ...facetOptions, keys: keysOf(query) }) }
    },
    async facets(query, fields, facetOptions) {
      const plain: ItemQuery = { filter: query.filter, sort: [] }
      const view = await viewFor(plain, fields)
      return answerFacets(view, plain.filter, fields, { ...facetOptions, keys: keysOf(plain) })
    },
    async count(filters) {
      const queries = filters.map((filter): ItemQuery => ({ filter, sort: [] }))
      const needs = queries.map((query) => needOf(query, []))
      for (;;) {
        const picture = await index.current(needs.includes('whole') ? 'whole' : 'light')
        const view = createView(picture, picture.freshAt)
        let isReady = true
        for (const query of queries) isReady = !(await prepareQuery(view, query)) && isReady
        if (!isReady || !picture.isUsable) continue
        return queries.map((query) => countMatches(view, query.filter, keysOf(query)))
      }
    },
    async find(texts) {
      for (;;) {
        const picture = await index.current('whole')
        if (!(await prepareFindTexts(picture, () => db.isOpen)) && picture.isUsable) return findTexts(picture, texts)
      }
    },
    async sum(chosen) {
      const picture = await index.current('light')
      const rows = chosen.rowsIn(picture) ?? rowsOfKeyList(picture, chosen.keys())
      return { ...createAdder(createView(picture, picture.freshAt)).sum(rows, 0, rows.length), count: rows.length }
    },
  }
}

/** A key whose item no longer exists has no row. */
function rowsOfKeyList(picture: Picture, keys: Float64Array): Uint32Array {
  const rows = new Uint32Array(keys.length)
  let count = 0
  for (const key of keys) {
    const row = rowOfKey(picture, key)
    if (row === -1) continue
    rows[count] = row
    count += 1
  }
  return rows.subarray(0, count)
}
