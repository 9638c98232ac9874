import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Item } from '../../shared/domain/item.ts'
import type { FacetField, Facets, ItemQuery } from '../../shared/domain/item-query.ts'
import { sumByCurrency, type CurrencySums } from '../../shared/domain/money.ts'
import type { ReviewChange, ReviewEdit, ReviewPreview } from '../../shared/domain/review.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ItemResult } from '../../shared/ipc/item.ts'
import type { Page } from '../../shared/ipc/route.ts'
import type { ReadDb } from '../db/connection.ts'
import { findItemIds, getItem } from '../db/repositories/item.ts'
import { findItemKeys, listItemIds } from '../db/repositories/item-index.ts'
import { getItemsByKeys, isSqlQuery, queryItemKeys } from '../db/repositories/item-query.ts'
import { groupPrices } from '../db/repositories/price.ts'
import type { ChosenItems } from '../db/repositories/review-preview.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { ItemEngine } from '../index/item-engine.ts'
import type { Picture } from '../index/picture.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import {
  createKeptResults,
  countOf,
  keysOfParts,
  toKeyResult,
  toParts,
  toRowResult,
  type KeptResult,
  type Range,
} from './item-result.ts'
import { findPastedIds } from './pasted-ids.ts'
import { createReviewService } from './review-service.ts'

/** Values of a facet that come with a query; more are asked for on their own. */
const FACET_VALUES = 1000

/** Ids that are looked up at once. */
const IDS_AT_ONCE = 1000

export interface ItemService {
  /** Fixes filter and order; `options` say which values to count and how many of the first rows to answer as well. */
  query(query: ItemQuery, options?: Partial<Omit<RouteParsed<'item.query'>, 'query'>>): Promise<ItemResult>
  page(handle: string, offset: number, limit: number): Page<Item>
  facets(
    query: ItemQuery,
    fields: readonly FacetField[],
    options?: Partial<Pick<RouteParsed<'item.facets'>, 'search' | 'limit'>>,
  ): Promise<Facets>
  /** Where items stand in a result; null for one that is not in it. */
  locate(handle: string, itemIds: readonly string[]): (number | null)[]
  /** Ids of parts of a result, in its order; of an item that no longer exists there is none. */
  ids(handle: string, ranges: readonly Range[]): Promise<string[]>
  get(id: string): Item
  history(id: string): readonly ReviewChange[]
  review(input: RouteParsed<'item.review'>): Promise<RouteOutput<'item.review'>>
  previewReview(input: RouteParsed<'item.previewReview'>): Promise<ReviewPreview>
  undoReview(input: RouteParsed<'item.undoReview'>): Promise<RouteOutput<'item.undoReview'>>
  edits(): readonly ReviewEdit[]
  findIds(input: RouteParsed<'item.findIds'>): Promise<RouteOutput<'item.findIds'>>
  count(input: RouteParsed<'item.count'>): Promise<readonly number[]>
  /** Sums of a result over all its rows, or over parts of it. `count` leaves out items that no longer exist. */
  sums(handle: string, ranges?: readonly Range[] | null): Promise<CurrencySums & { count: number }>
  price(input: RouteParsed<'item.price'>): Promise<{ changed: number }>
  /** Reads all items into memory, so that the first question of a window need not wait for it. */
  warmUp(): Promise<void>
  /** The index itself, whole, for others that count from it; read when it is not there yet. */
  picture(): Promise<Picture>
}

export interface ItemServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  /** Name of the person for the history when the settings have none. */
  readonly defaultUserName: string
  /** Told of what keeps the index from being made in the background. */
  readonly onError?: (error: unknown) => void
}

/**
 * The list and the people's layer. What a window asks is answered from an index in memory; a process that asks once, as
 * a command does, is answered by SQL sooner than an index could be made. A result is kept as the order of its items, so
 * that paging never sorts again.
 */
export function createItemService(deps: ItemServiceDeps): ItemService {
  const { db, clock, events } = deps
  const results = createKeptResults()
  const reviews = createReviewService(deps)
  let engine: ItemEngine | null = null
  let opening: Promise<ItemEngine> | null = null

  /** Loaded when it is first needed: a command that asks once starts without it. */
  async function openEngine(): Promise<ItemEngine> {
    opening ??= import('../index/item-engine.ts').then(({ createItemEngine }) =>
      createItemEngine({
        db,
        clock,
        onRenewed: () => events.emit('item.changed', { accountId: null }),
        ...(deps.onError ? { onError: deps.onError } : {}),
      }),
    )
    engine = await opening
    return engine
  }

  const context = (): { now: number; settings: ReturnType<typeof getSettings> } => ({
    now: clock.now(),
    settings: getSettings(db),
  })

  function firstItems(result: KeptResult, offset: number, limit: number): Item[] {
    const keys: number[] = []
    for (let at = offset; at < Math.min(offset + limit, result.total); at += 1) keys.push(result.keyAt(at))
    return keys.length === 0 ? [] : getItemsByKeys(db, keys, { now: result.asOf, settings: getSettings(db) })
  }

  async function idsOfKeys(keys: Float64Array): Promise<string[]> {
    const ids: string[] = []
    for (let start = 0; start < keys.length; start += IDS_AT_ONCE) {
      // A million of them take seconds, in which everybody else is answered as well.
      if (start > 0) await nextTurn()
      if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
      const chunk = Array.from(keys.subarray(start, start + IDS_AT_ONCE))
      const found = listItemIds(db, chunk)
      for (const key of chunk) {
        const id = found.get(key)
        if (id !== undefined) ids.push(id)
      }
    }
    return ids
  }

  /** Ids as they are, resource ids as the ids of their items. Throws ITEM_NOT_FOUND or ITEM_AMBIGUOUS. */
  function toItemIds(ids: readonly string[]): string[] {
    const own = findItemIds(db, ids)
    return ids.map((id) => (own.has(id) ? id : getItem(db, id, context()).id))
  }

  function toChosen({ itemIds, selection }: Pick<RouteParsed<'item.review'>, 'itemIds' | 'selection'>): ChosenItems {
    if (itemIds) return { itemIds: toItemIds(itemIds) }
    if (!selection) throw new AppError('BAD_REQUEST', { field: 'itemIds' })
    const result = results.get(selection.handle)
    return { itemKeys: Array.from(keysOfParts(result, toParts(selection.ranges, result.total))) }
  }

  return {
    async query(query, { facets = [], rows = 0 } = {}) {
      const isOneShot = facets.length === 0 && rows === 0 && isSqlQuery(query) && !engine?.isReady(query)
      if (isOneShot) {
        const { now, settings } = context()
        const result = toKeyResult(queryItemKeys(db, query, { now, settings }), now)
        return { handle: results.put(result), total: result.total, asOf: now, items: [], facets: {}, groups: null }
      }
      const answer = await (await openEngine()).query(query, facets, { search: '', limit: FACET_VALUES })
      const result = toRowResult(answer.rows, answer.picture)
      return {
        handle: results.put(result),
        total: result.total,
        asOf: result.asOf,
        items: firstItems(result, 0, rows),
        facets: answer.facets,
        groups: answer.groups,
      }
    },
    page(handle, offset, limit) {
      const result = results.get(handle)
      return { total: result.total, items: firstItems(result, offset, limit) }
    },
    async facets(query, fields, { search = '', limit = FACET_VALUES } = {}) {
      return await (await openEngine()).facets(query, fields, { search, limit })
    },
    locate(handle, itemIds) {
      const result = results.get(handle)
      const keys = findItemKeys(db, itemIds)
      const wanted = new Set(keys.values())
      const places = new Map<number, number>()
      for (let at = 0; at < result.total && places.size < wanted.size; at += 1) {
        const key = result.keyAt(at)
        if (wanted.has(key)) places.set(key, at)
      }
      return itemIds.map((id) => places.get(keys.get(id) ?? -1) ?? null)
    },
    async ids(handle, ranges) {
      const result = results.get(handle)
      return await idsOfKeys(keysOfParts(result, toParts(ranges, result.total)))
    },
    get: (id) => getItem(db, id, context()),
    history: (id) => reviews.history(getItem(db, id, context()).id),
    review: async (input) => await reviews.set(toChosen(input), input.patch),
    previewReview: async (input) => await reviews.preview(toChosen(input), input.patch),
    undoReview: async ({ editId }) => await reviews.undo(editId),
    edits: () => reviews.edits(),
    findIds: async ({ ids }) => await findPastedIds(db, await openEngine(), ids),
    count: async ({ filters }) => await (await openEngine()).count(filters),
    async sums(handle, ranges = null) {
      const result = results.get(handle)
      const parts = toParts(ranges, result.total)
      if (!engine?.isReady({ filter: {}, sort: [] })) return sumKeys(db, keysOfParts(result, parts))
      return await engine.sum({
        rowsIn(picture) {
          const rows = result.rowsIn(picture)
          return rows && pickParts(rows, parts)
        },
        keys: () => keysOfParts(result, parts),
      })
    },
    async price({ itemIds, price }) {
      const result = await deps.writer.call('price.set', {
        itemIds: toItemIds(itemIds),
        price,
        by: getSettings(db).userName || deps.defaultUserName,
        at: clock.now(),
      })
      events.emit('item.changed', { accountId: null })
      return result
    },
    async warmUp() {
      const { start } = await openEngine()
      start()
    },
    picture: async () => await (await openEngine()).picture(),
  }
}

function sumKeys(db: ReadDb, keys: Float64Array): CurrencySums & { count: number } {
  const groups = groupPrices(db, keys)
  return { ...sumByCurrency(groups), count: groups.reduce((count, group) => count + (group.count ?? 1), 0) }
}

function pickParts(rows: Uint32Array, parts: readonly Range[]): Uint32Array {
  const [only] = parts
  if (parts.length === 1 && only) return rows.subarray(...only)
  const picked = new Uint32Array(countOf(parts))
  let filled = 0
  for (const [start, end] of parts) {
    picked.set(rows.subarray(start, end), filled)
    filled += end - start
  }
  return picked
}
