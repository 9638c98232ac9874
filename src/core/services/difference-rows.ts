import type { DifferenceKind, ItemDifference } from '../../shared/domain/comparison.ts'
import { createSlices } from '../index/slices.ts'
import type { NewRows } from './picture-new-rows.ts'

/** The rows of a comparison in the order in which they are shown. */
export interface DifferenceRows {
  readonly total: number
  /** Those that are not only new. */
  readonly others: readonly ItemDifference[]
  at(place: number): ItemDifference
  hasKind(place: number, kinds: readonly DifferenceKind[]): boolean
  accountIdAt(place: number): string
}

/** Rows that come one after the other; a list is one, too. */
export interface RowList {
  readonly length: number
  slice(from: number, to: number): readonly ItemDifference[]
}

/** New rows, whose first kind is that they have appeared, before all others. */
export function createDifferenceRows(newRows: NewRows | null, others: readonly ItemDifference[]): DifferenceRows {
  const first = newRows?.total ?? 0
  const other = (place: number): ItemDifference => others[place - first] as ItemDifference
  return {
    total: first + others.length,
    others,
    at: (place) => (newRows && place < first ? newRows.at(place) : other(place)),
    hasKind: (place, kinds) =>
      newRows && place < first
        ? kinds.some((kind) => newRows.hasKind(place, kind))
        : other(place).kinds.some((kind) => kinds.includes(kind)),
    accountIdAt: (place) => (newRows && place < first ? newRows.accountIdAt(place) : other(place).accountId),
  }
}

/** Some of the rows; all of them without places. */
export function toRowList(rows: DifferenceRows, places: Uint32Array | null): RowList {
  const length = places?.length ?? rows.total
  return {
    length,
    slice: (from, to) =>
      Array.from({ length: Math.max(0, Math.min(to, length) - from) }, (_, index) =>
        rows.at(places === null ? from + index : (places[from + index] as number)),
      ),
  }
}

/** Rows that are made at once. */
const ROWS_AT_ONCE = 500

/** All rows of a list, made in slices. */
export async function readAll(list: RowList): Promise<ItemDifference[]> {
  const slices = createSlices()
  const rows: ItemDifference[] = []
  while (rows.length < list.length) {
    for (const row of list.slice(rows.length, rows.length + ROWS_AT_ONCE)) rows.push(row)
    await slices.rest()
  }
  return rows
}
