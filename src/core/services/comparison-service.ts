import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import type { Comparison } from '../../shared/domain/comparison.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { itemDigest } from '../db/repositories/digest.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { getSnapshot, listSnapshots } from '../db/repositories/snapshot.ts'
import { createSlices } from '../index/slices.ts'
import { createTextSearch, type TextSearch } from '../index/text-search.ts'
import { sortDifferences, type DifferenceOrder } from './difference-order.ts'
import { readAll, toRowList, type DifferenceRows, type RowList } from './difference-rows.ts'
import { comparePictures } from './picture-comparison.ts'
import type { ComparedPictures } from './picture-table.ts'
import type { FrozenPictures } from './frozen-pictures.ts'
import type { PictureSource } from './picture-source.ts'

export interface ComparisonService {
  /** Has ready what people open first: the last syncs, and the newest done review. */
  prepare(): Promise<void>
  get(input: RouteParsed<'comparison.get'>): Promise<RouteOutput<'comparison.get'>>
  page(input: RouteParsed<'comparison.page'>): Promise<RouteOutput<'comparison.page'>>
  itemIds(input: RouteParsed<'comparison.itemIds'>): Promise<RouteOutput<'comparison.itemIds'>>
}

export interface ComparisonServiceDeps extends PictureSource {
  readonly db: ReadDb
  readonly frozen: FrozenPictures
}

/** Comparisons whose rows can still be read; an older one has to be asked for again. */
const KEPT = 8

interface Kept extends ComparedPictures {
  readonly handle: string
  /** All rows, made with the first search, for most have none. */
  search: Promise<TextSearch> | null
  /** The rows of the last condition. */
  chosen: { readonly key: string; readonly rows: RowList } | null
  /** The rows of the last order. */
  ordered: { readonly key: string; readonly rows: Promise<RowList> } | null
}

type RowFilter = Pick<RouteParsed<'comparison.itemIds'>, 'kinds' | 'accountIds' | 'search'>

/** What is other than it was. An answer is kept until items are others or the day ends. */
export function createComparisonService(deps: ComparisonServiceDeps): ComparisonService {
  const { db, clock } = deps
  const byKey = new Map<string, Promise<Kept>>()
  const byHandle = new Map<string, Kept>()

  async function make(input: RouteParsed<'comparison.get'>): Promise<Kept> {
    const compared = await comparePictures(deps, input)
    const kept: Kept = { ...compared, handle: randomUUID(), search: null, chosen: null, ordered: null }
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

  async function choose(kept: Kept, { kinds, accountIds, search }: RowFilter): Promise<RowList> {
    const found = await findIn(kept, search)
    if (!kinds && !accountIds && found === null) return toRowList(kept.rows, null)
    const key = JSON.stringify([kinds ?? null, accountIds ?? null, search])
    if (kept.chosen?.key === key) return kept.chosen.rows
    const rows = toRowList(kept.rows, await narrow(kept.rows, found, { kinds, accountIds }))
    kept.chosen = { key, rows }
    return rows
  }

  async function order(kept: Kept, filter: RowFilter, sort: DifferenceOrder): Promise<RowList> {
    if (sort.length === 0) return await choose(kept, filter)
    const key = JSON.stringify([filter, sort])
    if (kept.ordered?.key !== key)
      kept.ordered = {
        key,
        rows: choose(kept, filter).then(async (rows) => await sortDifferences(await readAll(rows), sort)),
      }
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

  async function get(input: RouteParsed<'comparison.get'>): Promise<Comparison> {
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
  }

  return {
    get,
    async prepare() {
      await get({ from: { kind: 'last-runs' }, to: { kind: 'now' } })
      const [newest] = listSnapshots(db)
      // A damaged one is said to be so when it is opened.
      if (newest) await deps.frozen.get(newest.snapshotId).catch(() => null)
    },
    async page({ handle, offset, limit, sort, ...filter }) {
      const rows = await order(find(handle), filter, sort)
      return { total: rows.length, items: rows.slice(offset, offset + limit) }
    },
    async itemIds({ handle, ...filter }) {
      const rows = await readAll(await choose(find(handle), filter))
      return { itemIds: rows.filter(({ isKnown }) => isKnown).map(({ itemId }) => itemId) }
    },
  }
}

/** Positions of the rows that hold the words; null when there are none. */
async function findIn(kept: Kept, search: string): Promise<readonly number[] | null> {
  if (search.trim() === '') return null
  kept.search ??= readAll(toRowList(kept.rows, null)).then((rows) =>
    createTextSearch(rows, ({ resourceName, resourceId, account }) => [resourceName, resourceId, account]),
  )
  return await (await kept.search).find(search)
}

/** Rows between two looks at the time. */
const ROWS_AT_ONCE = 2_000

async function narrow(
  rows: DifferenceRows,
  found: readonly number[] | null,
  { kinds, accountIds }: Pick<RowFilter, 'kinds' | 'accountIds'>,
): Promise<Uint32Array> {
  const slices = createSlices()
  const places = new Uint32Array(found?.length ?? rows.total)
  let count = 0
  for (let index = 0; index < places.length; index += 1) {
    const place = found === null ? index : (found[index] as number)
    if (index % ROWS_AT_ONCE === 0) await slices.rest()
    if (kinds && !rows.hasKind(place, kinds)) continue
    if (accountIds && !accountIds.includes(rows.accountIdAt(place))) continue
    places[count] = place
    count += 1
  }
  return places.subarray(0, count)
}
