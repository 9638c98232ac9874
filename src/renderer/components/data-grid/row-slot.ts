import classes from './data-grid.module.css'
import { createCellSlot, type CellSlot } from './paint-cell.ts'
import type { GridColumn, GridMark } from './types.ts'

/** What a row on the page shows; `pending`: a row that is not at hand yet. */
export type SlotKind = 'row' | 'group' | 'pending'

/** One row element of the page, used again and again for other lines. */
export interface RowSlot {
  readonly element: HTMLElement
  /** -1: shows nothing. */
  line: number
  /** True between being put on another line and being painted there. */
  isMoved: boolean
  kind: SlotKind
  row: unknown
  tone: GridMark | null
  /** The mark at the left edge. */
  edge: HTMLElement
  isSelected: boolean
  activeColumn: number
  cells: CellSlot[]
  group: GroupSlot | null
}

interface GroupSlot {
  readonly element: HTMLElement
  readonly label: HTMLElement
  readonly summary: HTMLElement
}

const className = (name: string): string => classes[name] ?? ''

function block(name: string, role?: string): HTMLElement {
  const element = document.createElement('div')
  element.className = className(name)
  if (role) element.setAttribute('role', role)
  return element
}

export function createRowSlot(): RowSlot {
  const element = block('row', 'row')
  return {
    element,
    line: -1,
    isMoved: true,
    kind: 'pending',
    row: null,
    tone: null,
    edge: element,
    isSelected: false,
    activeColumn: -1,
    cells: [],
    group: null,
  }
}

/** Widths of the columns by the side they stand on. */
export interface Sides {
  readonly leftPx: number
  readonly centerPx: number
  readonly rightPx: number
}

export function sidesOf(columns: readonly GridColumn<string>[]): Sides {
  const sum = (pin: 'left' | 'right' | null): number =>
    columns.reduce((width, column) => (column.pin === pin ? width + column.widthPx : width), 0)
  return { leftPx: sum('left'), centerPx: sum(null), rightPx: sum('right') }
}

/** Gives a row the cells of these columns; they are drawn anew. */
export function buildCells(
  slot: RowSlot,
  columns: readonly GridColumn<string>[],
  sides: Sides,
  idOf: (column: number) => string,
): void {
  const edge = block('edge')
  const parts = { left: block('left'), center: block('center'), right: block('right') }
  const strip = block('strip')
  parts.center.append(strip)
  const offsets = { left: 0, center: 0, right: 0 }
  slot.cells = columns.map((column, index) => {
    const side = column.pin ?? 'center'
    const cell = block('cell', 'gridcell')
    if (column.align === 'end') cell.classList.add(className('end'))
    cell.id = idOf(index)
    cell.setAttribute('aria-colindex', String(index + 1))
    cell.dataset['column'] = String(index)
    cell.style.left = `${offsets[side]}px`
    cell.style.width = `${column.widthPx}px`
    offsets[side] += column.widthPx
    ;(side === 'center' ? strip : parts[side]).append(cell)
    return createCellSlot(cell)
  })
  parts.left.style.width = `${sides.leftPx}px`
  parts.center.style.left = `${sides.leftPx}px`
  parts.center.style.right = `${sides.rightPx}px`
  parts.right.style.width = `${sides.rightPx}px`
  const shown = [parts.center]
  if (sides.leftPx > 0) shown.unshift(parts.left)
  if (sides.rightPx > 0) shown.push(parts.right)
  slot.element.replaceChildren(...shown, edge)
  slot.group = null
  slot.kind = 'pending'
  slot.row = null
  slot.tone = null
  slot.edge = edge
  slot.activeColumn = -1
}

/** Moves the cells of a row to other widths of the same columns. */
export function placeCells(slot: RowSlot, columns: readonly GridColumn<string>[], sides: Sides): void {
  const offsets = { left: 0, center: 0, right: 0 }
  for (const [index, column] of columns.entries()) {
    const element = slot.cells[index]?.element
    const side = column.pin ?? 'center'
    if (element) {
      element.style.left = `${offsets[side]}px`
      element.style.width = `${column.widthPx}px`
    }
    offsets[side] += column.widthPx
  }
  for (const part of slot.element.children as HTMLCollectionOf<HTMLElement>) {
    if (part.classList.contains(className('left'))) part.style.width = `${sides.leftPx}px`
    else if (part.classList.contains(className('right'))) part.style.width = `${sides.rightPx}px`
    else if (part.classList.contains(className('center'))) {
      part.style.left = `${sides.leftPx}px`
      part.style.right = `${sides.rightPx}px`
    }
  }
}

/** Writes the header of a group into a row. */
export function paintGroup(
  slot: RowSlot,
  { label, summary, isCollapsed }: { readonly label: string; readonly summary: string; readonly isCollapsed: boolean },
  columnCount: number,
  id: string,
): void {
  if (!slot.group) {
    const element = block('group', 'gridcell')
    element.setAttribute('aria-colindex', '1')
    const chevron = block('chevron')
    const [labelElement, summaryElement] = [block('groupLabel'), block('groupSummary')]
    element.append(chevron, labelElement, summaryElement)
    element.id = id
    slot.element.append(element)
    slot.group = { element, label: labelElement, summary: summaryElement }
  }
  slot.group.element.setAttribute('aria-colspan', String(columnCount))
  slot.group.label.textContent = label
  slot.group.summary.textContent = summary
  slot.element.setAttribute('aria-expanded', String(!isCollapsed))
}
