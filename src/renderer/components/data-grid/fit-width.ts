import type { GridCell } from './types.ts'

/** Room beside the text of a cell: padding, and a little so that rounding never cuts the last letter. */
const CELL_EXTRA_PX = 24
const MARK_PX = 16
const CHIP_PX = 18
const SHAPE_PX = 13
/** Beside a header's text stand the arrow of the order and the filter button. */
const HEADER_EXTRA_PX = 64

/** No column is fitted wider than this; the rest of a long text is there on hover. */
const MAX_FITTED_PX = 480

/** The width at which these cells and their header show all of their text. */
export function fitWidth(cells: Iterable<string | GridCell>, label: string, sample: Element): number {
  const context = document.createElement('canvas').getContext('2d')
  const { font } = getComputedStyle(sample)
  const measure = (text: string): number => {
    if (!context) return text.length * 8
    context.font = font
    return context.measureText(text).width
  }
  let widest = measure(label) + HEADER_EXTRA_PX
  for (const cell of cells) {
    if (typeof cell === 'string') widest = Math.max(widest, measure(cell) + CELL_EXTRA_PX)
    else if (cell.strip) widest = Math.max(widest, cell.strip.length * SHAPE_PX + CELL_EXTRA_PX)
    else if (cell.chips) {
      const chips = cell.chips.reduce((sum, chip) => sum + measure(chip) + CHIP_PX, 0)
      widest = Math.max(widest, chips + CELL_EXTRA_PX)
    } else widest = Math.max(widest, measure(cell.text) + CELL_EXTRA_PX + (cell.mark ? MARK_PX : 0))
  }
  return Math.ceil(Math.min(MAX_FITTED_PX, widest))
}
