import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Picture } from '../index/picture.ts'

/** Results that can still be paged through; an older one has to be asked for again. */
const KEPT_RESULTS = 16

/** The order of a query's items, fixed: keys, or rows of a picture with the keys of all rows. */
export interface KeptResult {
  readonly total: number
  /** The instant for which it holds, epoch ms. */
  readonly asOf: number
  keyAt(index: number): number
  /** The rows where they are those of this picture. */
  rowsIn(picture: Picture): Uint32Array | null
}

/** Keeps a result that was read as keys. */
export function toKeyResult(keys: Float64Array, asOf: number): KeptResult {
  return { total: keys.length, asOf, keyAt: (index) => keys[index] as number, rowsIn: () => null }
}

/** Keeps a result of a picture without keeping the picture; its rows mean the same as long as it is the same one. */
export function toRowResult(rows: Uint32Array, { id, keys, freshAt }: Picture): KeptResult {
  return {
    total: rows.length,
    asOf: freshAt,
    keyAt: (index) => keys[rows[index] as number] as number,
    rowsIn: (picture) => (picture.id === id ? rows : null),
  }
}

export interface KeptResults {
  /** Answers the handle. The oldest result goes when there are too many. */
  put(result: KeptResult): string
  /** Throws NOT_FOUND. */
  get(handle: string): KeptResult
}

export function createKeptResults(): KeptResults {
  const results = new Map<string, KeptResult>()
  return {
    put(result) {
      const handle = randomUUID()
      results.set(handle, result)
      for (const old of results.keys()) {
        if (results.size <= KEPT_RESULTS) break
        results.delete(old)
      }
      return handle
    },
    get(handle) {
      const result = results.get(handle)
      if (!result) throw new AppError('NOT_FOUND', { what: `result ${handle}` })
      return result
    },
  }
}

export type Range = readonly [start: number, end: number]

/** Parts of a result in order, none of them twice and none beyond its end; null means all of it. */
export function toParts(ranges: readonly Range[] | null, total: number): Range[] {
  if (ranges === null) return total === 0 ? [] : [[0, total]]
  const parts: [number, number][] = []
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = parts.at(-1)
    const bounded = Math.min(end, total)
    if (last && start <= last[1]) last[1] = Math.max(last[1], bounded)
    else if (start < bounded) parts.push([start, bounded])
  }
  return parts
}

/** Number of positions in parts. */
export function countOf(parts: readonly Range[]): number {
  return parts.reduce((count, [start, end]) => count + end - start, 0)
}

/** The keys of parts of a result, in its order. */
export function keysOfParts(result: KeptResult, parts: readonly Range[]): Float64Array {
  const keys = new Float64Array(countOf(parts))
  let filled = 0
  for (const [start, end] of parts) {
    for (let at = start; at < end; at += 1) {
      keys[filled] = result.keyAt(at)
      filled += 1
    }
  }
  return keys
}
