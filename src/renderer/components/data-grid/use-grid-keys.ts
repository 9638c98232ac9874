import type { KeyboardEvent, RefObject } from 'react'
import type { DataGridProps } from './data-grid.tsx'
import type { GridBody } from './grid-body.ts'
import { toRowCommand, type RowCommand } from './grid-keys.ts'
import { followsCursor, selectAt, toggleLine } from './grid-selection.ts'
import { countIn } from './ranges.ts'
import type { RowLayout } from './row-layout.ts'
import type { GridColumn, GridGroup } from './types.ts'
import type { ColumnCommands } from './use-column-commands.ts'

/** Everything that the keyboard does over the rows. */
export function useGridKeys<Row, Field extends string>({
  props,
  columns,
  layout,
  groups,
  body,
  anchor,
  activeLine,
  activeColumn,
  scroller,
  onActive,
  commands,
}: {
  readonly props: DataGridProps<Row, Field>
  readonly columns: readonly GridColumn<Field>[]
  readonly layout: RowLayout
  readonly groups: readonly GridGroup[]
  readonly body: RefObject<GridBody<Row> | null>
  /** Position from which shift extends. */
  readonly anchor: RefObject<number | null>
  readonly activeLine: number | null
  readonly activeColumn: number
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onActive: (line: number, column: number) => void
  readonly commands: ColumnCommands<Field>
}): (event: KeyboardEvent<HTMLElement>) => void {
  const { selection, source } = props
  const activeGroup = activeLine === null ? undefined : groups[layout.groupAt(activeLine)]
  const field = columns[activeColumn]?.field

  function goTo(line: number, isExtending: boolean): void {
    const target = Math.max(0, Math.min(layout.count - 1, line))
    const isRow = layout.groupAt(target) < 0
    if (isExtending) {
      anchor.current ??= activeLine === null ? layout.positionAt(target) : layout.positionAt(activeLine)
      props.onSelectionChange(selectAt(selection, layout, target, anchor.current, { isShift: true, isControl: false }))
    } else {
      anchor.current = layout.positionAt(target)
      if (isRow && followsCursor(selection, props.cursor))
        props.onSelectionChange([[anchor.current, anchor.current + 1]])
    }
    onActive(target, activeColumn)
    body.current?.reveal(target, activeColumn)
  }

  function goByLine(command: Extract<RowCommand, { kind: 'line' }>): boolean {
    if (layout.count === 0) return command.to === 'up' && leaveUpwards()
    const page = body.current?.linesPerPage() ?? 1
    if (activeLine === null) {
      const first = body.current?.firstLine() ?? 0
      goTo(command.to === 'last' ? layout.count - 1 : command.to === 'first' ? 0 : first, false)
      return true
    }
    if (command.to === 'up' && activeLine === 0) return leaveUpwards()
    const steps = { up: -1, down: 1, pageUp: -page, pageDown: page, first: -Infinity, last: Infinity }
    goTo(activeLine + steps[command.to], command.isExtending)
    return true
  }

  function leaveUpwards(): boolean {
    if (field === undefined) return false
    commands.focusHeader(field)
    return true
  }

  function goByColumn(to: 'left' | 'right' | 'first' | 'last'): boolean {
    if (activeGroup && (to === 'left' || to === 'right')) {
      if (activeGroup.isCollapsed === (to === 'right')) props.onToggleGroup(activeGroup.key)
      return true
    }
    if (activeLine === null) return false
    const column = { left: activeColumn - 1, right: activeColumn + 1, first: 0, last: columns.length - 1 }[to]
    const target = Math.max(0, Math.min(columns.length - 1, column))
    onActive(activeLine, target)
    body.current?.reveal(activeLine, target)
    return true
  }

  function openMenu(): boolean {
    if (activeLine === null || activeGroup || field === undefined) return false
    const position = layout.positionAt(activeLine)
    const row = source?.row(position) ?? null
    if (row === null) return false
    body.current?.reveal(activeLine, activeColumn)
    const box = body.current?.cellElement(activeLine, activeColumn)?.getBoundingClientRect()
    props.onContextMenu({ row, position, field, x: box?.left ?? 0, y: box?.bottom ?? 0 })
    return true
  }

  function copy(): boolean {
    // Text that is marked elsewhere on the page is what a person wants then.
    if (window.getSelection()?.isCollapsed === false) return false
    const fields = columns.map((column) => column.field)
    if (countIn(selection) > 0) props.onCopy({ kind: 'rows', ranges: selection, fields })
    else if (activeLine !== null && !activeGroup && field !== undefined) {
      props.onCopy({ kind: 'cell', position: layout.positionAt(activeLine), field })
    } else return false
    return true
  }

  function run(command: RowCommand): boolean {
    switch (command.kind) {
      case 'line':
        return goByLine(command)
      case 'column':
        return goByColumn(command.to)
      case 'moveColumn':
        if (field !== undefined) commands.move(field, command.step)
        return true
      case 'resizeColumn':
        if (field !== undefined) commands.resize(field, command.step)
        return true
      case 'filter':
        if (field !== undefined) commands.openFilter(field)
        return true
      case 'toggle':
        if (activeLine === null) return true
        anchor.current = layout.positionAt(activeLine)
        props.onSelectionChange(toggleLine(selection, layout, groups, activeLine))
        return true
      case 'open': {
        if (activeGroup) props.onToggleGroup(activeGroup.key)
        else if (activeLine !== null) {
          const position = layout.positionAt(activeLine)
          const row = source?.row(position) ?? null
          if (row !== null) props.onOpen(row, position)
        }
        return true
      }
      case 'menu':
        return openMenu()
      case 'clear':
        if (countIn(selection) === 0) return false
        props.onSelectionChange([])
        return true
      case 'copy':
        return copy()
      case 'selectAll':
        props.onSelectionChange(source && source.total > 0 ? [[0, source.total]] : [])
        return true
    }
  }

  return (event) => {
    if (event.target !== event.currentTarget || event.nativeEvent.isComposing) return
    const command = toRowCommand(event)
    if (!command) return
    if (scroller.current) scroller.current.dataset['keyboard'] = ''
    if (!run(command)) return
    event.preventDefault()
    // A key that the table has used does nothing else: escape would close a panel, too.
    event.stopPropagation()
  }
}
