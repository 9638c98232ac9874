import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Item } from '../../shared/domain/item.ts'
import type { Facets, ItemQuery } from '../../shared/domain/item-query.ts'
import { sumByCurrency, type CurrencySums } from '../../shared/domain/money.ts'
import type { ReviewChange } from '../../shared/domain/review.ts'
import type { RouteParsed } from '../../shared/ipc/contract.ts'
import { withoutUndefined } from '../../shared/without-undefined.ts'
import type { ItemResult } from '../../shared/ipc/item.ts'
import type { Page } from '../../shared/ipc/route.ts'
import type { ReadDb } from '../db/connection.ts'
import { findItemIds, getItem } from '../db/repositories/item.ts'
import { getItemsByKeys, itemFacets, queryItemKeys } from '../db/repositories/item-query.ts'
import { groupPrices } from '../db/repositories/price.ts'
import { listReviewChanges } from '../db/repositories/review.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'

/** Results that can still be paged through; an older one has to be asked for again. */
const KEPT_RESULTS = 16

export interface ItemService {
  query(query: ItemQuery): ItemResult
  page(handle: string, offset: number, limit: number): Page<Item>
  facets(query: ItemQuery, fields: RouteParsed<'item.facets'>['fields']): Facets
  get(id: string): Item
  history(id: string): readonly ReviewChange[]
  review(input: RouteParsed<'item.review'>): Promise<{ changed: number }>
  /** Sums of a result over all its rows. */
  sums(handle: string): CurrencySums
  price(input: RouteParsed<'item.price'>): Promise<{ changed: number }>
}

export interface ItemServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  /** Name of the person for the history when the settings have none. */
  readonly defaultUserName: string
}

/** The list and the people's layer. A result is kept as the order of its keys, so that paging never sorts again. */
export function createItemService(deps: ItemServiceDeps): ItemService {
  const { db } = deps
  const results = new Map<string, Float64Array>()

  const context = (): { now: number; settings: ReturnType<typeof getSettings> } => ({
    now: deps.clock.now(),
    settings: getSettings(db),
  })

  function keysOf(handle: string): Float64Array {
    const keys = results.get(handle)
    if (!keys) throw new AppError('NOT_FOUND', { what: `result ${handle}` })
    return keys
  }

  return {
    query(query) {
      const keys = queryItemKeys(db, query, context())
      const handle = randomUUID()
      results.set(handle, keys)
      for (const old of results.keys()) {
        if (results.size <= KEPT_RESULTS) break
        results.delete(old)
      }
      return { handle, total: keys.length }
    },
    page(handle, offset, limit) {
      const keys = keysOf(handle)
      return { total: keys.length, items: getItemsByKeys(db, keys.subarray(offset, offset + limit), context()) }
    },
    facets: (query, fields) => itemFacets(db, query, fields, context()),
    get: (id) => getItem(db, id, context()),
    history: (id) => listReviewChanges(db, getItem(db, id, context()).id),
    async review({ itemIds, patch }) {
      const settings = getSettings(db)
      const ids = itemIds.map((id) => getItem(db, id, { now: deps.clock.now(), settings }).id)
      const by = settings.userName || deps.defaultUserName
      const result = await deps.writer.call('review.set', {
        itemIds: ids,
        patch: withoutUndefined(patch),
        by,
        at: deps.clock.now(),
      })
      deps.events.emit('item.changed', { accountId: null })
      return result
    },
    sums: (handle) => sumByCurrency(groupPrices(db, keysOf(handle))),
    async price({ itemIds, price }) {
      const { now, settings } = context()
      const own = findItemIds(db, itemIds)
      const result = await deps.writer.call('price.set', {
        itemIds: itemIds.map((id) => (own.has(id) ? id : getItem(db, id, { now, settings }).id)),
        price,
        by: settings.userName || deps.defaultUserName,
        at: now,
      })
      deps.events.emit('item.changed', { accountId: null })
      return result
    },
  }
}
