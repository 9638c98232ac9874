import type { Ranges } from './types.ts'

/** How many positions the ranges hold. */
export function countIn(ranges: Ranges): number {
  let count = 0
  for (const [from, to] of ranges) count += to - from
  return count
}

/** Index of the first range that ends after a position; the number of ranges when none does. */
function firstEndingAfter(ranges: Ranges, position: number): number {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.[1] ?? 0) > position) high = middle
    else low = middle + 1
  }
  return low
}

export function isIn(ranges: Ranges, position: number): boolean {
  const range = ranges[firstEndingAfter(ranges, position)]
  return range !== undefined && range[0] <= position
}

/** True when every position from `from` up to, without, `to` is in the ranges. */
export function isWholeIn(ranges: Ranges, from: number, to: number): boolean {
  const range = ranges[firstEndingAfter(ranges, from)]
  return range !== undefined && range[0] <= from && range[1] >= to
}

/** The ranges and others together, joined where they touch. */
export function joinRanges(a: Ranges, b: Ranges): Ranges {
  const joined: [number, number][] = []
  for (const [from, to] of [...a, ...b].toSorted((x, y) => x[0] - y[0])) {
    if (to <= from) continue
    const last = joined.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** The ranges without the positions of others. */
export function withoutRanges(ranges: Ranges, removed: Ranges): Ranges {
  let left: (readonly [number, number])[] = [...ranges]
  for (const [from, to] of removed) {
    left = left.flatMap(([start, end]) => {
      if (end <= from || start >= to) return [[start, end] as const]
      const parts: (readonly [number, number])[] = []
      if (start < from) parts.push([start, from])
      if (end > to) parts.push([to, end])
      return parts
    })
  }
  return left
}

/** Takes a position out when it is in, else in. */
export function toggleIn(ranges: Ranges, position: number): Ranges {
  const one: Ranges = [[position, position + 1]]
  return isIn(ranges, position) ? withoutRanges(ranges, one) : joinRanges(ranges, one)
}
