import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import type { Comparison, ItemDifference } from '../../shared/domain/comparison.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { itemDigest } from '../db/repositories/digest.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { getSnapshot } from '../db/repositories/snapshot.ts'
import { createTextSearch, type TextSearch } from '../index/text-search.ts'
import { sortDifferences, type DifferenceOrder } from './difference-order.ts'
import { comparePictures } from './picture-comparison.ts'
import type { ComparedPictures } from './picture-table.ts'
import type { FrozenPictures } from './frozen-pictures.ts'

export interface ComparisonService {
  get(input: RouteParsed<'comparison.get'>): Promise<RouteOutput<'comparison.get'>>
  page(input: RouteParsed<'comparison.page'>): Promise<RouteOutput<'comparison.page'>>
  itemIds(input: RouteParsed<'comparison.itemIds'>): Promise<RouteOutput<'comparison.itemIds'>>
}

export interface ComparisonServiceDeps {
  readonly db: ReadDb
  readonly clock: { now(): number }
  readonly frozen: FrozenPictures
}

/** Comparisons whose rows can still be read; an older one has to be asked for again. */
const KEPT = 8

interface Kept extends ComparedPictures {
  readonly handle: string
  readonly search: TextSearch
  /** The rows of the last condition. */
  chosen: { readonly key: string; readonly rows: readonly ItemDifference[] } | null
  /** The rows of the last order. */
  ordered: { readonly key: string; readonly rows: Promise<readonly ItemDifference[]> } | null
}

type RowFilter = Pick<RouteParsed<'comparison.itemIds'>, 'kinds' | 'accountIds' | 'search'>

/** What is other than it was. An answer is kept until items are others or the day ends. */
export function createComparisonService({ db, clock, frozen }: ComparisonServiceDeps): ComparisonService {
  const byKey = new Map<string, Promise<Kept>>()
  const byHandle = new Map<string, Kept>()

  async function make(input: RouteParsed<'comparison.get'>): Promise<Kept> {
    const compared = await comparePictures({ db, clock, frozen }, input)
    const search = createTextSearch(compared.rows, ({ resourceName, resourceId, account }) => [
      resourceName,
      resourceId,
      account,
    ])
    const kept: Kept = { ...compared, handle: randomUUID(), search, chosen: null, ordered: null }
    byHandle.set(kept.handle, kept)
    for (const oldest of byHandle.keys()) {
      if (byHandle.size <= KEPT) break
      byHandle.delete(oldest)
    }
    return kept
  }

  function find(handle: string): Kept {
    const kept = byHandle.get(handle)
    if (!kept) throw new AppError('NOT_FOUND', { what: `comparison ${handle}` })
    return kept
  }

  async function choose(kept: Kept, { kinds, accountIds, search }: RowFilter): Promise<readonly ItemDifference[]> {
    const found = await kept.search.find(search)
    if (!kinds && !accountIds && found === null) return kept.rows
    const key = JSON.stringify([kinds ?? null, accountIds ?? null, search])
    if (kept.chosen?.key === key) return kept.chosen.rows
    const wanted = found === null ? kept.rows : found.map((place) => kept.rows[place] as ItemDifference)
    const rows = wanted.filter(
      (row) =>
        (!kinds || row.kinds.some((kind) => kinds.includes(kind))) &&
        (!accountIds || accountIds.includes(row.accountId)),
    )
    kept.chosen = { key, rows }
    return rows
  }

  async function order(kept: Kept, filter: RowFilter, sort: DifferenceOrder): Promise<readonly ItemDifference[]> {
    if (sort.length === 0) return await choose(kept, filter)
    const key = JSON.stringify([filter, sort])
    if (kept.ordered?.key !== key)
      kept.ordered = { key, rows: choose(kept, filter).then((rows) => sortDifferences(rows, sort)) }
    return await kept.ordered.rows
  }

  /** Titles are read anew: they may have been changed since. */
  function toComparison({ handle, figures }: Kept, { from, to }: RouteParsed<'comparison.get'>): Comparison {
    const titleOf = (side: typeof from | typeof to, title: string | null) =>
      side.kind === 'snapshot' ? getSnapshot(db, side.snapshotId).title : title
    return {
      handle,
      ...figures,
      from: { at: figures.from.at, title: titleOf(from, figures.from.title) },
      to: { at: figures.to.at, title: titleOf(to, figures.to.title) },
    }
  }

  return {
    async get(input) {
      const today = toCivilDay(clock.now(), getSettings(db).businessZone)
      const key = JSON.stringify([input.from, input.to, itemDigest(db), today])
      let made = byKey.get(key)
      if (made && !byHandle.has((await made.catch(() => null))?.handle ?? '')) made = undefined
      if (!made) {
        made = make(input)
        byKey.set(key, made)
        made.catch(() => byKey.delete(key))
        for (const oldest of byKey.keys()) {
          if (byKey.size <= KEPT) break
          byKey.delete(oldest)
        }
      }
      return toComparison(await made, input)
    },
    async page({ handle, offset, limit, sort, ...filter }) {
      const rows = await order(find(handle), filter, sort)
      return { total: rows.length, items: rows.slice(offset, offset + limit) }
    },
    async itemIds({ handle, ...filter }) {
      const rows = await choose(find(handle), filter)
      return { itemIds: rows.filter(({ isKnown }) => isKnown).map(({ itemId }) => itemId) }
    },
  }
}
