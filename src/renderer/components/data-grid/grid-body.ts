import classes from './data-grid.module.css'
import { moveSlot, paintLine, type BodyMarks, type BodyModel } from './paint-row.ts'
import { buildCells, createRowSlot, placeCells, sidesOf, type RowSlot } from './row-slot.ts'
import { createScrollScale } from './scroll-scale.ts'

export interface BodyElements {
  readonly scroller: HTMLElement
  readonly page: HTMLElement
  readonly stage: HTMLElement
  readonly body: HTMLElement
}

/** A place in the table that an event is about; column -1 is beside the cells. */
export interface BodyPlace {
  readonly line: number
  readonly column: number
}

export interface GridBody<Row> {
  /** `topPx` is where the window stands then; null leaves it where it is. */
  setModel(model: BodyModel<Row>, topPx: number | null): void
  setMarks(marks: BodyMarks): void
  /** Draws rows that have come in. */
  refresh(): void
  /** Takes the size of the window anew. */
  resize(): void
  goToLine(line: number): void
  /** Scrolls as little as it takes to show a line, and a column unless it is pinned. */
  reveal(line: number, column: number): void
  revealColumn(column: number): void
  /** The first line that stands whole in the window. */
  readonly firstLine: () => number
  /** Positions of the rows in sight. */
  readonly positions: () => readonly [from: number, to: number]
  /** Lines that stand whole in the window; at least 1. */
  readonly linesPerPage: () => number
  readonly topPx: () => number
  goToPx(topPx: number): void
  placeOf(target: EventTarget | null): BodyPlace | null
  cellElement(line: number, column: number): HTMLElement | null
  destroy(): void
}

/** Lines drawn beyond the window, so that a step of the wheel finds them there. */
const SPARE_LINES = 2

/** Rows are placed from a base that moves with them: far from it a browser would round their places. */
const BASE_LINES = 10_000

/** Window height that is assumed where nothing is laid out. */
const UNKNOWN_LINES = 20

/** Milliseconds without scrolling after which rows are put in reading order and the scroll bar is set right. */
const SETTLE_MS = 150

/** A window that moves more than this many heights between two frames waits with reading rows, at most READ_AFTER_MS. */
const FAST_HEIGHTS = 1
const READ_AFTER_MS = 80

const PENDING_LINES = 40

export function createGridBody<Row>(
  { scroller, page, stage, body }: BodyElements,
  gridId: string,
  onActiveId: (id: string | null) => void,
): GridBody<Row> {
  const canvas = document.createElement('div')
  canvas.className = classes['canvas'] ?? ''
  body.append(canvas)
  const scale = createScrollScale()
  const slots: RowSlot[] = []
  let model: BodyModel<Row> | null = null
  let marks: BodyMarks = { selection: [], activeLine: null, activeColumn: 0 }
  let [viewPx, widthPx, base, shiftPx] = [0, 0, 0, 0]
  let watchedTopPx = 0
  let watchedAt = 0
  let settleTimer: ReturnType<typeof setTimeout> | null = null
  let readTimer: ReturnType<typeof setTimeout> | null = null
  let titled: HTMLElement | null = null
  let activeId: string | null = null
  let frame: number | null = null
  let settleAt = 0

  const lineCount = (): number => (model === null ? 0 : model.source === null ? PENDING_LINES : model.layout.count)
  const rowHeight = (): number => model?.rowHeightPx ?? 28

  function linesInSight(): readonly [first: number, last: number] {
    const first = Math.max(0, Math.floor(scale.topPx / rowHeight()))
    const last = Math.min(lineCount() - 1, Math.ceil((scale.topPx + viewPx) / rowHeight()))
    return [first, last]
  }

  function fitSlots(): void {
    const wanted = Math.min(lineCount(), Math.ceil(viewPx / rowHeight()) + SPARE_LINES)
    if (slots.length === wanted || !model) return
    while (slots.length > wanted) slots.pop()?.element.remove()
    const sides = sidesOf(model.columns)
    while (slots.length < wanted) {
      const index = slots.length
      const slot = createRowSlot()
      slot.element.dataset['slot'] = String(index)
      buildCells(slot, model.columns, sides, (column) => `${gridId}-${index}-${column}`)
      slots.push(slot)
      canvas.append(slot.element)
    }
    for (const slot of slots) slot.line = -1
  }

  function layOut(): void {
    if (!model) return
    const header = stage.clientHeight - body.clientHeight
    viewPx = body.clientHeight || UNKNOWN_LINES * rowHeight()
    scale.resize(model.source === null ? 0 : lineCount() * rowHeight(), viewPx)
    const { leftPx, centerPx, rightPx } = sidesOf(model.columns)
    page.style.width = `${leftPx + centerPx + rightPx}px`
    page.style.height = `${Math.max(header + scale.pageHeightPx, scroller.clientHeight)}px`
    fitSlots()
    const scrollTop = scale.scrollTop
    if (Math.abs(scroller.scrollTop - scrollTop) >= 1) scroller.scrollTop = scrollTop
    scale.saw(scroller.scrollTop)
  }

  function paint(slot: RowSlot, line: number): void {
    if (!model) return
    if (slot.line !== line) moveSlot(slot, line, (line - base) * rowHeight())
    paintLine(slot, model, marks)
  }

  function draw(): void {
    if (!model || slots.length === 0) return
    const [first, last] = linesInSight()
    if (Math.abs(first - base) > BASE_LINES || first < base) {
      base = Math.max(0, first - (BASE_LINES >> 1))
      for (const slot of slots) slot.line = -1
    }
    canvas.style.transform = `translateY(${base * rowHeight() - scale.topPx}px)`
    clearTitle()
    // Slots beyond the last line would show lines that no longer are.
    const drawn = Math.min(last, first + slots.length - 1)
    for (let line = first; line <= drawn; line += 1) paint(slots[line % slots.length] as RowSlot, line)
    for (const slot of slots) {
      const isShown = slot.line >= first && slot.line <= drawn
      if (!isShown && slot.line >= lineCount()) slot.line = -1
      slot.element.hidden = slot.line < 0
    }
    tellActive()
    watch(first, last)
  }

  /** Tells the element of the active cell, which changes as rows are used for other lines. */
  function tellActive(): void {
    const slot = slots.find(({ line, activeColumn }) => line >= 0 && activeColumn >= 0)
    const element = slot?.kind === 'group' ? slot.group?.element : slot?.cells[slot.activeColumn]?.element
    const id = element?.id ?? null
    if (id === activeId) return
    activeId = id
    onActiveId(id)
  }

  /** Says which rows are in sight, unless they only fly past. */
  function watch(first: number, last: number): void {
    const { source, layout } = model ?? {}
    if (!source || !layout || layout.count === 0) return
    const now = performance.now()
    const isFast = Math.abs(scale.topPx - watchedTopPx) > FAST_HEIGHTS * viewPx
    watchedTopPx = scale.topPx
    if (isFast && now - watchedAt < READ_AFTER_MS) {
      readTimer ??= setTimeout(() => {
        readTimer = null
        watchedAt = -Infinity
        const [from, to] = linesInSight()
        watch(from, to)
      }, READ_AFTER_MS)
      return
    }
    watchedAt = now
    source.watch(layout.rangesBetween(first, Math.min(last, layout.count - 1)))
  }

  function onScroll(): void {
    if (scroller.scrollLeft !== shiftPx) {
      shiftPx = scroller.scrollLeft
      stage.style.setProperty('--grid-shift', `${-shiftPx}px`)
    }
    const hasMoved = scale.onScroll(scroller.scrollTop)
    if (scale.isStuck(scroller.scrollTop)) putPage()
    if (!hasMoved) return
    draw()
    settleTimer ??= setTimeout(settle, SETTLE_MS)
    settleAt = performance.now() + SETTLE_MS
  }

  function settle(): void {
    const leftMs = settleAt - performance.now()
    settleTimer = leftMs > 0 ? setTimeout(settle, leftMs) : null
    if (leftMs > 0) return
    putPage()
    // Rows are read out in the order of the page.
    const inOrder = slots.toSorted((a, b) => (a.line < 0 ? 1 : b.line < 0 ? -1 : a.line - b.line))
    if (inOrder.some((slot, index) => canvas.children[index] !== slot.element)) {
      canvas.append(...inOrder.map((slot) => slot.element))
    }
  }

  function putPage(): void {
    const { scrollTop } = scale
    if (Math.abs(scroller.scrollTop - scrollTop) >= 1) scroller.scrollTop = scrollTop
    scale.saw(scroller.scrollTop)
  }

  function clearTitle(): void {
    titled?.removeAttribute('title')
    titled = null
  }

  function placeOf(target: EventTarget | null): BodyPlace | null {
    if (!(target instanceof Element) || !canvas.contains(target)) return null
    const element = target.closest<HTMLElement>('[data-slot]')
    const slot = element ? slots[Number(element.dataset['slot'])] : undefined
    if (!slot || slot.line < 0) return null
    const cell = target.closest<HTMLElement>('[data-column]')
    return { line: slot.line, column: cell ? Number(cell.dataset['column']) : -1 }
  }

  /** Titles are made when the pointer comes: the whole text of what is cut off, and what the column has to add. */
  function onPointer(event: Event): void {
    const place = placeOf(event.target)
    if (!place || place.column < 0 || !model) return
    const slot = slots[place.line % slots.length]
    const element = slot?.cells[place.column]?.element
    if (!slot || !element || slot.kind !== 'row' || titled === element) return
    clearTitle()
    const note = model.title(slot.row as Row, place.column)
    const isCut = element.scrollWidth > element.clientWidth
    const lines = [isCut ? element.textContent : null, note].filter((line) => line !== null && line !== '')
    if (lines.length === 0) return
    element.title = [...new Set(lines)].join('\n')
    titled = element
  }

  function moveTo(topPx: number): void {
    scroller.scrollTop = scale.goTo(topPx)
    scale.saw(scroller.scrollTop)
    draw()
    settleAt = performance.now()
    settleTimer ??= setTimeout(settle, SETTLE_MS)
  }

  const observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => api.resize())
  observer?.observe(scroller)
  scroller.addEventListener('scroll', onScroll, { passive: true })
  body.addEventListener('mouseover', onPointer)

  const api: GridBody<Row> = {
    setModel(next, topPx) {
      const former = model
      model = next
      const isSameShape =
        former?.columns.length === next.columns.length &&
        next.columns.every(
          ({ field, pin, align }, index) =>
            former.columns[index]?.field === field &&
            former.columns[index]?.pin === pin &&
            former.columns[index]?.align === align,
        )
      const sides = sidesOf(next.columns)
      for (const [index, slot] of slots.entries()) {
        if (isSameShape) placeCells(slot, next.columns, sides)
        else buildCells(slot, next.columns, sides, (column) => `${gridId}-${index}-${column}`)
        slot.row = null
        slot.line = -1
      }
      layOut()
      if (topPx === null) draw()
      else moveTo(topPx)
    },
    setMarks(next) {
      marks = next
      draw()
    },
    refresh() {
      // Together with what scrolling draws: two drawings in one frame would make the browser lay out twice.
      frame ??= requestAnimationFrame(() => {
        frame = null
        draw()
      })
    },
    resize() {
      const width = scroller.clientWidth
      const height = scroller.clientHeight
      stage.style.width = width > 0 ? `${width}px` : '100%'
      stage.style.height = height > 0 ? `${height}px` : '100%'
      widthPx = width
      layOut()
      draw()
    },
    goToLine: (line) => moveTo(line * rowHeight()),
    goToPx: moveTo,
    topPx: () => scale.topPx,
    reveal(line, column) {
      const [topPx, bottomPx] = [line * rowHeight(), (line + 1) * rowHeight()]
      if (topPx < scale.topPx) moveTo(topPx)
      else if (bottomPx > scale.topPx + viewPx) moveTo(bottomPx - viewPx)
      api.revealColumn(column)
    },
    revealColumn(column) {
      const shown = model?.columns[column]
      if (!model || !shown || shown.pin !== null || widthPx === 0) return
      const { leftPx, rightPx } = sidesOf(model.columns)
      let start = 0
      for (const [index, { pin, widthPx: width }] of model.columns.entries()) {
        if (index === column) break
        if (pin === null) start += width
      }
      const room = widthPx - leftPx - rightPx
      if (start < scroller.scrollLeft || shown.widthPx > room) scroller.scrollLeft = start
      else if (start + shown.widthPx > scroller.scrollLeft + room) scroller.scrollLeft = start + shown.widthPx - room
    },
    firstLine: () => Math.ceil(scale.topPx / rowHeight()),
    positions() {
      const [first, last] = linesInSight()
      const { layout } = model ?? {}
      return layout && last >= first ? [layout.positionAt(first), layout.positionAt(last) + 1] : [0, 0]
    },
    linesPerPage: () => Math.max(1, Math.floor(viewPx / rowHeight())),
    placeOf,
    cellElement(line, column) {
      const slot = slots[line % Math.max(1, slots.length)]
      return slot?.line === line ? (slot.cells[column]?.element ?? slot.element) : null
    },
    destroy() {
      observer?.disconnect()
      scroller.removeEventListener('scroll', onScroll)
      body.removeEventListener('mouseover', onPointer)
      if (settleTimer) clearTimeout(settleTimer)
      if (readTimer) clearTimeout(readTimer)
      if (frame !== null) cancelAnimationFrame(frame)
      canvas.remove()
    },
  }
  return api
}
