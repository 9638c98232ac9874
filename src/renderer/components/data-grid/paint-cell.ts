import { plain } from '../../../shared/plain-text.ts'
import classes from './data-grid.module.css'
import type { GridCell, GridMark } from './types.ts'

/** One cell of a recycled row, and what it shows now. */
export interface CellSlot {
  readonly element: HTMLElement
  readonly text: Text
  content: string | GridCell
  /** The element of the mark, once a cell has had one. */
  markElement: HTMLElement | null
  mark: GridMark | null
  chipCount: number
  /** The element of the row of shapes, once a cell has had one. */
  stripElement: HTMLElement | null
  isQuiet: boolean
}

export function createCellSlot(element: HTMLElement): CellSlot {
  const text = document.createTextNode('')
  element.append(text)
  return { element, text, content: '', markElement: null, mark: null, chipCount: 0, stripElement: null, isQuiet: false }
}

/** A mark is drawn by one element whose class changes: a drawing of its own for each row is what scrolling feels. */
function setMark(slot: CellSlot, mark: GridMark | null): void {
  if (slot.mark === mark) return
  slot.mark = mark
  if (slot.markElement === null) {
    slot.markElement = document.createElement('span')
    slot.element.prepend(slot.markElement)
  }
  slot.markElement.className = mark === null ? '' : `${classes['mark']} ${classes[mark]}`
}

function setChips(slot: CellSlot, chips: readonly string[]): void {
  for (; slot.chipCount > 0; slot.chipCount -= 1) slot.text.previousSibling?.remove()
  for (const chip of chips) {
    const element = document.createElement('span')
    element.className = classes['chip'] ?? ''
    element.textContent = plain(chip)
    slot.text.before(element)
  }
  slot.chipCount = chips.length
}

/** One element names the row of shapes for everybody; its shapes are used again and again, like the rows themselves. */
function setStrip(slot: CellSlot, strip: readonly GridMark[], words: string): void {
  if (slot.stripElement === null) {
    slot.stripElement = document.createElement('span')
    slot.stripElement.className = classes['strips'] ?? ''
    slot.stripElement.setAttribute('role', 'img')
    slot.element.prepend(slot.stripElement)
  }
  const element = slot.stripElement
  element.hidden = strip.length === 0
  if (strip.length === 0) return
  element.setAttribute('aria-label', words)
  while (element.children.length > strip.length) element.lastChild?.remove()
  while (element.children.length < strip.length) element.append(document.createElement('span'))
  for (const [index, mark] of strip.entries()) {
    const shape = element.children[index]
    if (shape) shape.className = `${classes['mark']} ${classes[mark]}`
  }
}

const NO_CHIPS: readonly string[] = []
const NO_STRIP: readonly GridMark[] = []

/** Writes a cell; what it shows already is left alone, because touching the page is what costs. */
export function paintCell(slot: CellSlot, content: string | GridCell): void {
  if (slot.content === content) return
  slot.content = content
  const {
    text,
    mark = null,
    chips = NO_CHIPS,
    strip = NO_STRIP,
    isQuiet = false,
  } = typeof content === 'string' ? { text: content } : content
  if (slot.isQuiet !== isQuiet) {
    slot.isQuiet = isQuiet
    slot.element.classList.toggle(classes['quiet'] ?? '', isQuiet)
  }
  setMark(slot, mark)
  if (slot.chipCount > 0 || chips.length > 0) setChips(slot, chips)
  if (slot.stripElement !== null || strip.length > 0) setStrip(slot, strip, plain(text))
  const shown = chips.length > 0 || strip.length > 0 ? '' : plain(text)
  if (slot.text.data !== shown) slot.text.data = shown
}
