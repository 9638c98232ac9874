import { isIn, isWholeIn, joinRanges, toggleIn, withoutRanges } from './ranges.ts'
import type { RowLayout } from './row-layout.ts'
import type { GridGroup, Ranges } from './types.ts'

/** Keys that are held while something is clicked or a key is pressed. */
export interface Held {
  readonly isShift: boolean
  readonly isControl: boolean
}

/** The rows of a line: one row, or all rows of the group whose header stands there. */
export function rangesOfLine(layout: RowLayout, groups: readonly GridGroup[], line: number): Ranges {
  const group = groups[layout.groupAt(line)]
  if (group) return [[group.start, group.start + group.count]]
  const position = layout.positionAt(line)
  return [[position, position + 1]]
}

/** The selection after a click on a row: alone, with control added or taken away, with shift up to the anchor. */
export function selectAt(
  selection: Ranges,
  layout: RowLayout,
  line: number,
  anchor: number | null,
  { isShift, isControl }: Held,
): Ranges {
  const position = layout.positionAt(line)
  if (isShift) {
    const between = layout.rangesBetween(anchor === null ? line : layout.lineOf(anchor), line)
    return isControl ? joinRanges(selection, between) : between
  }
  return isControl ? toggleIn(selection, position) : [[position, position + 1]]
}

/** Takes the rows of a line in, or out when all of them are in. */
export function toggleLine(selection: Ranges, layout: RowLayout, groups: readonly GridGroup[], line: number): Ranges {
  const rows = rangesOfLine(layout, groups, line)
  const areIn = rows.every(([from, to]) => isWholeIn(selection, from, to))
  return areIn ? withoutRanges(selection, rows) : joinRanges(selection, rows)
}

/** True when the cursor's row alone is selected, so that the selection goes along with the cursor. */
export function followsCursor(selection: Ranges, cursor: number | null): boolean {
  const [range] = selection
  return (
    cursor !== null &&
    selection.length === 1 &&
    range !== undefined &&
    range[1] - range[0] === 1 &&
    isIn(selection, cursor)
  )
}
