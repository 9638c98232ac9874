import type { PositionRanges } from './types.ts'

/** Number of positions in ranges. */
export function countOf(ranges: PositionRanges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0)
}
