import classes from './data-grid.module.css'
import { paintCell } from './paint-cell.ts'
import { isIn } from './ranges.ts'
import type { RowLayout } from './row-layout.ts'
import { paintGroup, type RowSlot, type SlotKind } from './row-slot.ts'
import type { GridCell, GridColumn, GridGroup, GridMark, GridSource, Ranges } from './types.ts'

/** What the rows are and how they are drawn; a new object draws everything anew. */
export interface BodyModel<Row> {
  readonly columns: readonly GridColumn<string>[]
  readonly layout: RowLayout
  readonly groups: readonly GridGroup[]
  /** null: nothing is known yet, quiet placeholders stand for the rows. */
  readonly source: GridSource<Row> | null
  readonly rowHeightPx: number
  cell(row: Row, column: number): string | GridCell
  title(row: Row, column: number): string | null
  /** null: nothing about the row is urgent. */
  tone(row: Row): GridMark | null
}

/** What a person has marked: selected rows, and the cell that the keyboard stands on. */
export interface BodyMarks {
  readonly selection: Ranges
  readonly activeLine: number | null
  readonly activeColumn: number
}

/** Puts a row element on another line; what it shows there is still to be painted. */
export function moveSlot(slot: RowSlot, line: number, topPx: number): void {
  setActive(slot, -1)
  // What a line is has to be said anew.
  slot.isMoved = true
  slot.line = line
  slot.element.setAttribute('aria-rowindex', String(line + 2))
  slot.element.style.top = `${topPx}px`
}

/** Writes into a row element what stands on its line; what it shows already is left alone. */
export function paintLine<Row>(slot: RowSlot, model: BodyModel<Row>, marks: BodyMarks): void {
  const { layout, source } = model
  const group = source === null ? -1 : layout.groupAt(slot.line)
  if (group >= 0) paintHeader(slot, model, group)
  else {
    const position = layout.positionAt(slot.line)
    const row = source?.row(position) ?? null
    setKind(slot, row === null ? 'pending' : 'row', layout.isGrouped)
    if (row === null) setTone(slot, null)
    else if (slot.row !== row) {
      for (const [index, cell] of slot.cells.entries()) paintCell(cell, model.cell(row, index))
      setTone(slot, model.tone(row))
    }
    slot.row = row
    setSelected(slot, isIn(marks.selection, position))
  }
  slot.isMoved = false
  setActive(slot, slot.line === marks.activeLine ? marks.activeColumn : -1)
}

function paintHeader<Row>(slot: RowSlot, { groups, columns }: BodyModel<Row>, index: number): void {
  const group = groups[index]
  setKind(slot, 'group', true)
  if (group && slot.row !== group) {
    paintGroup(slot, group, columns.length, `${slot.cells[0]?.element.id ?? ''}-group`)
    slot.row = group
  }
  setSelected(slot, false)
  setTone(slot, null)
}

function setKind(slot: RowSlot, kind: SlotKind, isGrouped: boolean): void {
  if (slot.kind === kind && !slot.isMoved) return
  slot.kind = kind
  const { element } = slot
  element.classList.toggle(classes['pending'] ?? '', kind === 'pending')
  element.classList.toggle(classes['isGroup'] ?? '', kind === 'group')
  if (kind !== 'group') element.removeAttribute('aria-expanded')
  if (kind === 'pending') element.setAttribute('aria-busy', 'true')
  else element.removeAttribute('aria-busy')
  if (isGrouped) element.setAttribute('aria-level', kind === 'group' ? '1' : '2')
  else element.removeAttribute('aria-level')
}

/** The class of the edge alone changes: an attribute of the row would make the browser look through its cells. */
function setTone(slot: RowSlot, tone: GridMark | null): void {
  if (slot.tone === tone) return
  slot.tone = tone
  slot.edge.className = tone === null ? (classes['edge'] ?? '') : `${classes['edge']} ${classes[tone]}`
}

function setSelected(slot: RowSlot, isSelected: boolean): void {
  if (slot.isSelected === isSelected && slot.element.hasAttribute('aria-selected')) return
  slot.isSelected = isSelected
  slot.element.setAttribute('aria-selected', String(isSelected))
}

function setActive(slot: RowSlot, column: number): void {
  if (slot.activeColumn === column) return
  for (const { element } of slot.cells) delete element.dataset['active']
  if (slot.group) delete slot.group.element.dataset['active']
  slot.activeColumn = column
  if (column < 0) return
  const element = slot.kind === 'group' ? slot.group?.element : slot.cells[column]?.element
  if (element) element.dataset['active'] = ''
}
