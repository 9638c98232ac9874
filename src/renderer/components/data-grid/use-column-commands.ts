import { useState, type ComponentProps, type KeyboardEvent, type RefObject } from 'react'
import type { ColumnModel } from './column-model.ts'
import { withColumnMoved, withoutColumn, withPin, withWidth, type GridColumnState } from './column-states.ts'
import { fitWidth } from './fit-width.ts'
import type { GridBody } from './grid-body.ts'
import { toRowCommand } from './grid-keys.ts'
import type { ColumnCommand, HeaderMenu } from './header-menu.tsx'
import type { GridCell, GridSort, GridSource } from './types.ts'

/** Pixels by which a key makes a column wider or narrower. */
const RESIZE_STEP_PX = 16

/** Rows on each side of the window by which a column is fitted. */
const FIT_ROWS = 300

export interface ColumnCommands<Field extends string> {
  /** Makes a column as wide as what it shows. */
  fit(field: Field): void
  move(field: Field, step: -1 | 1): void
  resize(field: Field, step: -1 | 1): void
  openMenu(field: Field, at: { readonly x: number; readonly y: number }): void
  /** Presses the button that stands in the column's header. */
  openFilter(field: Field): void
  focusHeader(field: Field): void
  onHeaderKeyDown(event: KeyboardEvent<HTMLElement>, field: Field): void
  /** Properties of the open menu; null while none is open. */
  readonly menu: ComponentProps<typeof HeaderMenu> | null
}

/** What can be done with columns, by menu and by key. */
export function useColumnCommands<Row, Field extends string>({
  states,
  onStatesChange,
  sort,
  onSortChange,
  source,
  cell,
  cursor,
  model,
  body,
  scroller,
}: {
  readonly states: readonly GridColumnState<Field>[]
  readonly onStatesChange: (states: readonly GridColumnState<Field>[]) => void
  readonly sort: GridSort<Field>
  readonly onSortChange: (sort: GridSort<Field>) => void
  readonly source: GridSource<Row> | null
  readonly cell: (row: Row, field: Field) => string | GridCell
  readonly cursor: number | null
  readonly model: ColumnModel<Field>
  readonly body: RefObject<GridBody<Row> | null>
  readonly scroller: RefObject<HTMLDivElement | null>
}): ColumnCommands<Field> {
  const [menu, setMenu] = useState<{ readonly field: Field; readonly x: number; readonly y: number } | null>(null)
  const { columns } = model
  const columnOf = (field: Field) => columns.find((column) => column.field === field)
  const headerCell = (field: Field): HTMLElement | null =>
    scroller.current?.querySelector<HTMLElement>(`[data-field="${field}"]`) ?? null

  function* cellsOf(field: Field): Iterable<string | GridCell> {
    const [first, last] = body.current?.positions() ?? [cursor ?? 0, cursor ?? 0]
    for (let position = Math.max(0, first - FIT_ROWS); position < last + FIT_ROWS; position += 1) {
      const row = source?.row(position) ?? null
      if (row !== null) yield cell(row, field)
    }
  }

  function fitted(given: readonly GridColumnState<Field>[], field: Field): readonly GridColumnState<Field>[] {
    const sample = headerCell(field)
    const label = columnOf(field)?.label ?? ''
    return sample ? withWidth(given, field, fitWidth(cellsOf(field), label, sample)) : given
  }

  function setSort(field: Field, direction: 'asc' | 'desc' | null): void {
    const others = sort.filter((entry) => entry.field !== field)
    onSortChange(direction === null ? others : [{ field, direction }])
  }

  function run(command: ColumnCommand, field: Field): void {
    switch (command) {
      case 'sortAscending':
        return setSort(field, 'asc')
      case 'sortDescending':
        return setSort(field, 'desc')
      case 'sortNone':
        return setSort(field, null)
      case 'pinLeft':
        return onStatesChange(withPin(states, field, 'left'))
      case 'pinRight':
        return onStatesChange(withPin(states, field, 'right'))
      case 'unpin':
        return onStatesChange(withPin(states, field, null))
      case 'moveLeft':
        return onStatesChange(withColumnMoved(states, field, -1))
      case 'moveRight':
        return onStatesChange(withColumnMoved(states, field, 1))
      case 'fit':
        return onStatesChange(fitted(states, field))
      case 'fitAll':
        return onStatesChange(columns.reduce((given, column) => fitted(given, column.field), states))
      case 'resetWidth':
        return onStatesChange(withWidth(states, field, null))
      case 'hide':
        return onStatesChange(withoutColumn(states, field))
    }
  }

  const focusHeader = (field: Field): void => headerCell(field)?.focus()

  function openMenuBelow(field: Field): void {
    const box = headerCell(field)?.getBoundingClientRect()
    setMenu({ field, x: box?.left ?? 0, y: box?.bottom ?? 0 })
  }

  const commands: ColumnCommands<Field> = {
    fit: (field) => onStatesChange(fitted(states, field)),
    move: (field, step) => onStatesChange(withColumnMoved(states, field, step)),
    resize: (field, step) =>
      onStatesChange(withWidth(states, field, (columnOf(field)?.widthPx ?? 0) + step * RESIZE_STEP_PX)),
    openMenu: (field, at) => setMenu({ field, ...at }),
    openFilter: (field) => headerCell(field)?.querySelector<HTMLElement>('[data-header-menu] button')?.click(),
    focusHeader,
    onHeaderKeyDown(event, field) {
      // Keys inside the header's own buttons and their menus are theirs.
      if (event.target !== event.currentTarget) return
      const { key } = event
      const index = columns.findIndex((column) => column.field === field)
      const goTo = (to: number): void => {
        const target = columns[to]?.field
        if (target === undefined) return
        body.current?.revealColumn(to)
        focusHeader(target)
      }
      const command = toRowCommand(event)
      if (key === 'Enter' || key === ' ') model.toggleSort(field, event.shiftKey)
      else if (command?.kind === 'column') {
        goTo({ left: index - 1, right: index + 1, first: 0, last: columns.length - 1 }[command.to])
      } else if (command?.kind === 'moveColumn') {
        commands.move(field, command.step)
        requestAnimationFrame(() => focusHeader(field))
      } else if (command?.kind === 'resizeColumn') commands.resize(field, command.step)
      else if (command?.kind === 'menu') openMenuBelow(field)
      else if (command?.kind === 'filter') commands.openFilter(field)
      else if (command?.kind === 'clear') scroller.current?.focus()
      else if (command?.kind === 'line') {
        // Above the header there is nothing: a key that is held on the way up stops here.
        if (command.to !== 'up') scroller.current?.focus()
      } else return
      event.preventDefault()
      event.stopPropagation()
    },
    menu: menu && {
      at: menu,
      label: columnOf(menu.field)?.label ?? '',
      pin: columnOf(menu.field)?.pin ?? null,
      direction: model.sortOf(menu.field)?.direction ?? null,
      isLast: columns.length <= 1,
      onCommand: (command) => run(command, menu.field),
      onClose() {
        setMenu(null)
        focusHeader(menu.field)
      },
    },
  }
  return commands
}
