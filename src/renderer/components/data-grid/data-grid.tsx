import { useId, useMemo, useRef, useState, type CSSProperties, type MouseEvent, type ReactNode } from 'react'
import { useColumnModel, type GridColumnDef } from './column-model.ts'
import { withColumnAt, withWidth, type GridColumnState } from './column-states.ts'
import classes from './data-grid.module.css'
import { GridHeader } from './grid-header.tsx'
import { selectAt, toggleLine } from './grid-selection.ts'
import { HeaderMenu } from './header-menu.tsx'
import { isIn } from './ranges.ts'
import { flatLayout, groupedLayout } from './row-layout.ts'
import type { GridCell, GridGroup, GridMark, GridSort, GridSource, Ranges } from './types.ts'
import { useColumnCommands } from './use-column-commands.ts'
import { useGridBody, type ScrollPlace } from './use-grid-body.ts'
import { useGridKeyHelp } from './use-grid-key-help.ts'
import { useGridKeys } from './use-grid-keys.ts'

/** A copy of rows, or of one cell when no rows are selected. */
export type CopyRequest<Field extends string> =
  | { readonly kind: 'rows'; readonly ranges: Ranges; readonly fields: readonly Field[] }
  | { readonly kind: 'cell'; readonly position: number; readonly field: Field }

export interface DataGridProps<Row, Field extends string> {
  /** Names the table for screen readers. */
  readonly label: string
  readonly defs: readonly GridColumnDef<Field>[]
  readonly states: readonly GridColumnState<Field>[]
  readonly onStatesChange: (states: readonly GridColumnState<Field>[]) => void
  readonly sort: GridSort<Field>
  readonly onSortChange: (sort: GridSort<Field>) => void
  readonly headerMenu: (field: Field) => ReactNode
  /** null: the first rows are on their way. */
  readonly source: GridSource<Row> | null
  /** Where the window stands when another source comes. */
  readonly place: ScrollPlace
  readonly groups: readonly GridGroup[] | null
  readonly onToggleGroup: (key: string) => void
  readonly rowHeightPx: number
  /** The rows still answer another question than the one asked. */
  readonly isStale: boolean
  /** These three should keep their identity: new ones draw every row anew. */
  readonly cell: (row: Row, field: Field) => string | GridCell
  readonly title: (row: Row, field: Field) => string | null
  readonly tone: (row: Row) => GridMark | null
  readonly selection: Ranges
  readonly onSelectionChange: (selection: Ranges) => void
  readonly cursor: number | null
  readonly onCursorChange: (position: number) => void
  readonly onOpen: (row: Row, position: number) => void
  readonly onContextMenu: (at: {
    readonly row: Row
    readonly position: number
    readonly field: Field
    readonly x: number
    readonly y: number
  }) => void
  readonly onCopy: (request: CopyRequest<Field>) => void
  /** Shown in place of rows when there are none. */
  readonly empty: ReactNode
}

/**
 * A table for any number of rows: a few row elements are used again and again for what is in sight, and rows are read as
 * they come there. Everything works by keyboard; the grid itself has the focus and names its active cell.
 */
export function DataGrid<Row, Field extends string>(props: DataGridProps<Row, Field>): ReactNode {
  useGridKeyHelp()
  const { source, states, selection, cursor } = props
  const gridId = useId()
  const elements = {
    scroller: useRef<HTMLDivElement>(null),
    page: useRef<HTMLDivElement>(null),
    stage: useRef<HTMLDivElement>(null),
    body: useRef<HTMLDivElement>(null),
  }
  const [draft, setDraft] = useState<{ readonly field: Field; readonly widthPx: number } | null>(null)
  const shownStates = useMemo(() => (draft ? withWidth(states, draft.field, draft.widthPx) : states), [draft, states])
  const model = useColumnModel({
    defs: props.defs,
    states: shownStates,
    sort: props.sort,
    onSortChange: props.onSortChange,
  })
  const { columns } = model
  const groups = props.groups ?? NO_GROUPS
  const total = source?.total ?? 0
  const layout = useMemo(() => (groups === NO_GROUPS ? flatLayout(total) : groupedLayout(groups)), [groups, total])
  const [activeField, setActiveField] = useState<Field | null>(null)
  const [groupCursor, setGroupCursor] = useState<string | null>(null)
  // A cursor that the page has put elsewhere is the newer one.
  const [knownCursor, setKnownCursor] = useState(cursor)
  if (knownCursor !== cursor) {
    setKnownCursor(cursor)
    setGroupCursor(null)
  }
  const group = groupCursor === null ? -1 : groups.findIndex(({ key }) => key === groupCursor)
  const activeLine =
    group >= 0 ? layout.lineOfGroup(group) : cursor === null || cursor >= total ? null : layout.lineOf(cursor)
  const activeColumn = Math.max(
    0,
    columns.findIndex(({ field }) => field === activeField),
  )
  const { body, activeId } = useGridBody<Row, Field>({
    ...props,
    gridId,
    elements,
    columns,
    layout,
    groups,
    activeLine,
    activeColumn,
  })
  const anchor = useRef<number | null>(null)

  const commands = useColumnCommands({ ...props, model, body, scroller: elements.scroller })
  const onKeyDown = useGridKeys<Row, Field>({
    props,
    columns,
    layout,
    groups,
    body,
    anchor,
    activeLine,
    activeColumn,
    scroller: elements.scroller,
    onActive(line, column) {
      setActiveField(columns[column]?.field ?? null)
      const over = groups[layout.groupAt(line)]
      setGroupCursor(over?.key ?? null)
      if (!over) props.onCursorChange(layout.positionAt(line))
    },
    commands,
  })

  function onMouseDown(event: MouseEvent): void {
    delete elements.scroller.current?.dataset['keyboard']
    const place = body.current?.placeOf(event.target)
    if (!place || event.button > 2) return
    const over = groups[layout.groupAt(place.line)]
    const isControl = event.ctrlKey || event.metaKey
    if (over) {
      setGroupCursor(over.key)
      if (event.button !== 0) return
      if (isControl) props.onSelectionChange(toggleLine(selection, layout, groups, place.line))
      else props.onToggleGroup(over.key)
      return
    }
    const position = layout.positionAt(place.line)
    // The other button opens the menu of what is selected; it selects only what is not.
    if (event.button === 0 || !isIn(selection, position)) {
      const held = { isShift: event.button === 0 && event.shiftKey, isControl: event.button === 0 && isControl }
      if (!held.isShift || anchor.current === null) anchor.current = position
      props.onSelectionChange(selectAt(selection, layout, place.line, anchor.current, held))
    }
    const field = columns[place.column]?.field
    if (field) setActiveField(field)
    setGroupCursor(null)
    props.onCursorChange(position)
  }

  function rowAt(event: MouseEvent): { readonly row: Row; readonly position: number; readonly column: number } | null {
    const place = body.current?.placeOf(event.target)
    if (!place || layout.groupAt(place.line) >= 0) return null
    const position = layout.positionAt(place.line)
    const row = source?.row(position) ?? null
    return row === null ? null : { row, position, column: Math.max(0, place.column) }
  }

  const isEmpty = source !== null && total === 0
  const style = { '--grid-row': `${props.rowHeightPx}px` } as CSSProperties
  return (
    <div className={classes.root} style={style} data-stale={props.isStale || undefined}>
      <div
        ref={elements.scroller}
        className={classes.scroller}
        role={layout.isGrouped ? 'treegrid' : 'grid'}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={layout.count + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-busy={source === null || props.isStale}
        aria-activedescendant={activeId ?? undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target === event.currentTarget && event.target.matches(':focus-visible')) {
            event.target.dataset['keyboard'] = ''
          }
        }}
        onMouseDown={onMouseDown}
        onDoubleClick={(event) => {
          const found = rowAt(event)
          if (found) props.onOpen(found.row, found.position)
        }}
        onContextMenu={(event) => {
          const found = rowAt(event)
          const field = columns[found?.column ?? 0]?.field
          if (!found || !field) return
          event.preventDefault()
          props.onContextMenu({ ...found, field, x: event.clientX, y: event.clientY })
        }}
      >
        <div ref={elements.page} className={classes.page}>
          <div ref={elements.stage} className={classes.stage}>
            <div className={classes.header} role="rowgroup">
              <GridHeader
                columns={columns}
                sortOf={model.sortOf}
                menu={props.headerMenu}
                onSort={model.toggleSort}
                onResize={(field, widthPx, isDone) => {
                  setDraft(isDone ? null : { field, widthPx })
                  if (isDone) props.onStatesChange(withWidth(states, field, widthPx))
                }}
                onFit={commands.fit}
                onMove={(field, target, place) => props.onStatesChange(withColumnAt(states, field, target, place))}
                onMenu={commands.openMenu}
                onKeyDown={commands.onHeaderKeyDown}
              />
            </div>
            <div ref={elements.body} className={classes.body} role="rowgroup" />
          </div>
        </div>
      </div>
      {isEmpty ? <div className={classes.emptyPlace}>{props.empty}</div> : null}
      {commands.menu ? <HeaderMenu {...commands.menu} /> : null}
    </div>
  )
}

const NO_GROUPS: readonly GridGroup[] = []
