import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import type { ColumnSort } from './column-model.ts'
import classes from './data-grid.module.css'
import { sidesOf } from './row-slot.ts'
import type { GridColumn } from './types.ts'

export interface GridHeaderProps<Field extends string> {
  readonly columns: readonly GridColumn<Field>[]
  readonly sortOf: (field: Field) => ColumnSort | null
  /** What stands beside a column's name. */
  readonly menu: (field: Field) => ReactNode
  readonly onSort: (field: Field, isAdded: boolean) => void
  /** The width while the edge is dragged, then once more with `isDone`. */
  readonly onResize: (field: Field, widthPx: number, isDone: boolean) => void
  readonly onFit: (field: Field) => void
  readonly onMove: (field: Field, target: Field, place: 'before' | 'after') => void
  readonly onMenu: (field: Field, at: { readonly x: number; readonly y: number }) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>, field: Field) => void
}

/** Pixels that a pointer moves before a press becomes a drag. */
const DRAG_PX = 5

interface Drop<Field> {
  readonly moved: Field
  readonly target: Field
  readonly place: 'before' | 'after'
}

/** The row of column headers: sorts, moves, resizes and leads to the column's menu. */
export function GridHeader<Field extends string>(props: GridHeaderProps<Field>): ReactNode {
  const { columns } = props
  const [drop, setDrop] = useState<Drop<Field> | null>(null)
  const row = useRef<HTMLDivElement>(null)
  const sides = sidesOf(columns)

  function findDrop(moved: Field, x: number): Drop<Field> | null {
    const cells = [...(row.current?.querySelectorAll<HTMLElement>('[data-field]') ?? [])]
    // Pinned columns lie over the others, so they are looked at first.
    const isOver = (cell: HTMLElement): boolean => {
      const box = cell.getBoundingClientRect()
      return x >= box.left && x < box.right
    }
    const over = cells.filter(isOver)
    const cell = over.find((candidate) => candidate.dataset['pin'] !== '') ?? over[0]
    const target = cell?.dataset['field'] as Field | undefined
    if (!cell || !target || target === moved) return null
    const box = cell.getBoundingClientRect()
    return { moved, target, place: x < box.left + box.width / 2 ? 'before' : 'after' }
  }

  const offsets = { left: 0, center: 0, right: 0 }
  const cells = columns.map((column, index) => {
    const side = column.pin ?? 'center'
    const leftPx = offsets[side]
    offsets[side] += column.widthPx
    return {
      side,
      node: (
        <HeaderCell
          key={column.field}
          {...props}
          column={column}
          index={index}
          leftPx={leftPx}
          drop={drop?.target === column.field ? drop.place : null}
          isMoved={drop?.moved === column.field}
          onDrag={(x) => setDrop(findDrop(column.field, x))}
          onDrop={() => {
            if (drop) props.onMove(drop.moved, drop.target, drop.place)
            setDrop(null)
          }}
        />
      ),
    }
  })
  const of = (side: 'left' | 'center' | 'right'): ReactNode =>
    cells.filter((cell) => cell.side === side).map((cell) => cell.node)
  return (
    <div className={classes.headerRow} role="row" aria-rowindex={1} ref={row}>
      {sides.leftPx > 0 ? (
        <div className={classes.left} style={{ width: sides.leftPx }}>
          {of('left')}
        </div>
      ) : null}
      <div className={classes.center} style={{ left: sides.leftPx, right: sides.rightPx }}>
        <div className={classes.strip}>{of('center')}</div>
      </div>
      {sides.rightPx > 0 ? (
        <div className={classes.right} style={{ width: sides.rightPx }}>
          {of('right')}
        </div>
      ) : null}
    </div>
  )
}

interface HeaderCellProps<Field extends string> extends GridHeaderProps<Field> {
  readonly column: GridColumn<Field>
  readonly index: number
  readonly leftPx: number
  readonly drop: 'before' | 'after' | null
  readonly isMoved: boolean
  readonly onDrag: (x: number) => void
  readonly onDrop: () => void
}

function HeaderCell<Field extends string>(props: HeaderCellProps<Field>): ReactNode {
  const { column, index, leftPx, drop, isMoved } = props
  const { t } = useTranslator()
  const { field } = column
  const sort = props.sortOf(field)
  const drag = useDrag(props)
  const direction = sort && (sort.direction === 'asc' ? 'ascending' : 'descending')
  const Arrow = sort?.direction === 'desc' ? IconArrowDown : IconArrowUp
  return (
    <div
      className={classes.headerCell}
      role="columnheader"
      tabIndex={-1}
      aria-colindex={index + 1}
      aria-sort={sort?.place === 1 && direction ? direction : 'none'}
      data-field={field}
      data-pin={column.pin ?? ''}
      data-align={column.align}
      data-drop={drop ?? undefined}
      data-moved={isMoved || undefined}
      style={{ left: leftPx, width: column.widthPx }}
      onKeyDown={(event) => props.onKeyDown(event, field)}
      onContextMenu={(event: MouseEvent) => {
        event.preventDefault()
        props.onMenu(field, { x: event.clientX, y: event.clientY })
      }}
      {...drag}
    >
      <span className={classes.headerLabel} title={column.label}>
        {column.label}
      </span>
      {sort ? (
        <span className={classes.sort}>
          <Arrow size={13} aria-hidden />
          <span aria-hidden>{sort.place > 1 || hasSecond(props) ? sort.place : ''}</span>
          <span className={classes.spoken}>
            {t(sort.direction === 'asc' ? 'grid.sort.ascendingAt' : 'grid.sort.descendingAt', { place: sort.place })}
          </span>
        </span>
      ) : null}
      <span className={classes.headerMenu} data-header-menu="">
        {props.menu(field)}
      </span>
      <Resizer {...props} />
    </div>
  )
}

/** True when several fields order the rows, so that their places are worth a number. */
function hasSecond<Field extends string>({ columns, sortOf }: GridHeaderProps<Field>): boolean {
  return columns.some(({ field }) => (sortOf(field)?.place ?? 0) > 1)
}

/** A press sorts, a drag moves the column; what lies in the header's own buttons is theirs. */
function useDrag<Field extends string>({ column, onSort, onDrag, onDrop }: HeaderCellProps<Field>) {
  const start = useRef<{ readonly x: number; isDrag: boolean } | null>(null)
  const isOwn = (target: EventTarget): boolean =>
    target instanceof Element && target.closest('[data-header-menu], [data-resizer]') === null
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || !isOwn(event.target)) return
      start.current = { x: event.clientX, isDrag: false }
      // At once: a quick hand has left the cell before it has moved far enough for a drag.
      event.currentTarget.setPointerCapture?.(event.pointerId)
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const press = start.current
      if (!press) return
      press.isDrag ||= Math.abs(event.clientX - press.x) >= DRAG_PX
      if (press.isDrag) onDrag(event.clientX)
    },
    onPointerUp() {
      if (start.current?.isDrag) onDrop()
    },
    onPointerCancel() {
      start.current = null
    },
    onClick(event: MouseEvent<HTMLElement>) {
      const wasDrag = start.current?.isDrag === true
      start.current = null
      if (wasDrag || !isOwn(event.target)) return
      onSort(column.field, event.shiftKey)
    },
  }
}

function Resizer<Field extends string>({ column, onResize, onFit }: HeaderCellProps<Field>): ReactNode {
  const start = useRef<{ readonly x: number; readonly widthPx: number } | null>(null)
  const widthAt = (x: number): number => {
    const press = start.current
    if (!press) return column.widthPx
    // The edge of a column that is pinned right is its left one.
    return press.widthPx + (column.pin === 'right' ? press.x - x : x - press.x)
  }
  return (
    <div
      className={classes.resizer}
      data-resizer={column.pin === 'right' ? 'left' : 'right'}
      aria-hidden
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.preventDefault()
        event.stopPropagation()
        event.currentTarget.setPointerCapture?.(event.pointerId)
        start.current = { x: event.clientX, widthPx: column.widthPx }
      }}
      onPointerMove={(event) => {
        if (start.current) onResize(column.field, widthAt(event.clientX), false)
      }}
      onPointerUp={(event) => {
        const hasMoved = start.current !== null && Math.abs(event.clientX - start.current.x) >= 1
        if (hasMoved) onResize(column.field, widthAt(event.clientX), true)
        start.current = null
      }}
      onDoubleClick={() => onFit(column.field)}
    />
  )
}
