import { setImmediate as nextTurn } from 'node:timers/promises'

/** Work that takes longer than this lets others run in between; a frame has 16 ms. */
const SLICE_MS = 5

/** Counts the time of the slice that is going on. */
export interface Slices {
  /** Resolves at once while there is time left, else after everything that waits has had its turn. */
  rest(): Promise<void>
  readonly isOver: boolean
}

/** Begins a slice. */
export function createSlices(): Slices {
  let endsMs = performance.now() + SLICE_MS
  const slices = {
    get isOver() {
      return performance.now() >= endsMs
    },
    async rest() {
      if (!slices.isOver) return
      await nextTurn()
      endsMs = performance.now() + SLICE_MS
    },
  }
  return slices
}

/** Pieces that are sorted in one go. */
const PIECE = 1024

/** Sorts as `Array.sort` would, stable, in slices; answers a new list. */
export async function sortInSlices<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const slices = createSlices()
  let runs: T[][] = []
  for (let start = 0; start < items.length; start += PIECE) {
    runs.push(items.slice(start, start + PIECE).sort(compare))
    await slices.rest()
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let index = 0; index < runs.length; index += 2) {
      const [first, second] = [runs[index] as T[], runs[index + 1]]
      merged.push(second ? await merge(first, second, compare, slices) : first)
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<T>(
  first: readonly T[],
  second: readonly T[],
  compare: (a: T, b: T) => number,
  slices: Slices,
): Promise<T[]> {
  // What is in order already, as names mostly are, is only put together.
  if (compare(first.at(-1) as T, second[0] as T) <= 0) return first.concat(second)
  const merged: T[] = []
  let [left, right] = [0, 0]
  while (left < first.length && right < second.length) {
    const isLeft = compare(first[left] as T, second[right] as T) <= 0
    merged.push((isLeft ? first[left] : second[right]) as T)
    if (isLeft) left += 1
    else right += 1
    if (merged.length % 256 === 0) await slices.rest()
  }
  return merged.concat(first.slice(left), second.slice(right))
}
