import { joinRanges } from './ranges.ts'
import type { GridGroup, Ranges } from './types.ts'

/**
 * Which line of the table shows what. Lines are rows and, when rows are grouped, the headers of their groups; positions
 * count rows only, folded ones too.
 */
export interface RowLayout {
  /** Number of lines. */
  readonly count: number
  readonly isGrouped: boolean
  /** Index of the group whose header stands on a line; -1 for a row. */
  groupAt(line: number): number
  /** Position of the row on a line; for a header, of the group's first row. */
  positionAt(line: number): number
  /** The line of a row; the header's line when its group is folded. */
  lineOf(position: number): number
  /** The line of a group's header. */
  lineOfGroup(group: number): number
  /** Positions of the rows that stand on lines, both ends included; folded rows are not among them. */
  rangesBetween(line: number, otherLine: number): Ranges
}

/** Every row on a line of its own. */
export function flatLayout(total: number): RowLayout {
  return {
    count: total,
    isGrouped: false,
    groupAt: () => -1,
    positionAt: (line) => line,
    lineOf: (position) => position,
    lineOfGroup: () => 0,
    rangesBetween: (line, otherLine) => [[Math.min(line, otherLine), Math.max(line, otherLine) + 1]],
  }
}

/** Rows under the headers of their groups. */
export function groupedLayout(groups: readonly GridGroup[]): RowLayout {
  const lines = new Float64Array(groups.length)
  let count = 0
  for (const [index, group] of groups.entries()) {
    lines[index] = count
    count += 1 + (group.isCollapsed ? 0 : group.count)
  }
  /** The last group for which `isBefore` holds; it holds for the first ones only. */
  function search(isBefore: (index: number) => boolean): number {
    let [low, high] = [0, groups.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (isBefore(middle)) low = middle
      else high = middle - 1
    }
    return low
  }
  const groupOfLine = (line: number): number => search((index) => (lines[index] as number) <= line)
  const at = (index: number): GridGroup => groups[index] as GridGroup

  return {
    count,
    isGrouped: true,
    groupAt(line) {
      const index = groupOfLine(line)
      return lines[index] === line ? index : -1
    },
    positionAt(line) {
      const index = groupOfLine(line)
      return at(index).start + Math.max(0, line - (lines[index] as number) - 1)
    },
    lineOf(position) {
      const index = search((candidate) => at(candidate).start <= position)
      const line = lines[index] ?? 0
      return at(index).isCollapsed ? line : line + 1 + position - at(index).start
    },
    lineOfGroup: (group) => lines[group] ?? 0,
    rangesBetween(line, otherLine) {
      const [first, last] = [Math.min(line, otherLine), Math.max(line, otherLine)]
      const ranges: [number, number][] = []
      for (let index = groupOfLine(first); index < groups.length && (lines[index] as number) <= last; index += 1) {
        const group = at(index)
        if (group.isCollapsed) continue
        const before = (lines[index] as number) + 1
        const from = group.start + Math.max(0, first - before)
        const to = group.start + Math.min(group.count, last - before + 1)
        if (to > from) ranges.push([from, to])
      }
      return joinRanges(ranges, [])
    },
  }
}
