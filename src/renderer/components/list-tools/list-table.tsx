import { useCallback, useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from 'react'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import type { GridColumnState } from '../data-grid/column-states.ts'
import { DataGrid } from '../data-grid/data-grid.tsx'
import type { GridGroup, GridMark, GridSort, GridSource, Ranges } from '../data-grid/types.ts'
import type { ScrollPlace } from '../data-grid/use-grid-body.ts'
import type { ListColumn } from './list-columns.ts'
import classes from './list-table.module.css'
import { isLive, type ListRows } from './results.ts'
import { useListCopy, type CopyOptions } from './use-list-copy.tsx'

/** Heights of a row by how close lines stand, in CSS pixels. */
const ROW_HEIGHT_PX = { compact: 28, comfortable: 36 } as const

/** Letters of 14 px take more room than those of 13 px. */
const WIDTH_FACTOR = { compact: 1, comfortable: 1.1 } as const

/** The cell that was asked about, and where its menu belongs. */
export interface CellPlace<Row, Field extends string> {
  readonly row: Row
  readonly position: number
  readonly field: Field
  readonly x: number
  readonly y: number
}

export interface ListTableProps<Row, Field extends string, Given> extends Omit<CopyOptions<Row, Field>, 'columnOf'> {
  /** Names the table for screen readers. */
  readonly label: string
  readonly defs: readonly ListColumn<Row, Field, Given>[]
  readonly columnOf: (field: Field) => ListColumn<Row, Field, Given>
  /** What cells are told beside their row. */
  readonly given: Given
  /** The mark at a row's edge; should keep its identity. */
  readonly tone: (row: Row) => GridMark | null
  /** null: the first result is on its way. */
  readonly rows: ListRows<Row> | null
  /** True while the rows still answer another question than the one asked. */
  readonly isStale: boolean
  readonly sort: GridSort<Field>
  readonly onSortChange: (sort: GridSort<Field>) => void
  /** All columns in order; hidden ones too. */
  readonly columns: readonly GridColumnState<Field>[]
  readonly onColumnsChange: (columns: readonly GridColumnState<Field>[]) => void
  /** What stands in a column's header beside its name: the filter button. */
  readonly headerMenu: (field: Field) => ReactNode
  readonly selection: Ranges
  readonly onSelectionChange: (selection: Ranges) => void
  /** The row that the keyboard stands on; null when none. */
  readonly cursor: number | null
  readonly onCursorChange: (position: number) => void
  readonly onOpen: (row: Row, position: number) => void
  readonly onContextMenu: (at: CellPlace<Row, Field>) => void
  readonly groups?: readonly GridGroup[] | null
  readonly onToggleGroup?: (key: string) => void
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode
}

/** A list of the core in the table that draws any number of rows. */
export function ListTable<Row, Field extends string, Given>(props: ListTableProps<Row, Field, Given>): ReactNode {
  const { rows, defs, given, columnOf } = props
  const { t } = useTranslator()
  const formats = useFormats()
  const [density] = usePreference<keyof typeof ROW_HEIGHT_PX>('density', 'compact')
  const copy = useListCopy(rows, props)
  const columns = useMemo(
    () =>
      defs.map(({ field, headerKey, widthPx, align }) => ({
        field,
        label: t(headerKey),
        widthPx: Math.round(widthPx * WIDTH_FACTOR[density]),
        align,
      })),
    [defs, t, density],
  )
  const cell = useCallback(
    (row: Row, field: Field) => columnOf(field).toCell(row, formats, t, given),
    [columnOf, formats, t, given],
  )
  const title = useCallback(
    (row: Row, field: Field) => columnOf(field).toTitle(row, formats, t),
    [columnOf, formats, t],
  )
  const { source, place } = useSource(rows)
  useFoundPlaces(props)
  return (
    <div className={classes.place}>
      <DataGrid<Row, Field>
        label={props.label}
        defs={columns}
        states={props.columns}
        onStatesChange={props.onColumnsChange}
        sort={props.sort}
        onSortChange={props.onSortChange}
        headerMenu={props.headerMenu}
        source={source}
        place={place}
        groups={props.groups ?? null}
        onToggleGroup={props.onToggleGroup ?? neverTold}
        rowHeightPx={ROW_HEIGHT_PX[density]}
        isStale={props.isStale && rows !== null}
        cell={cell}
        title={title}
        tone={props.tone}
        selection={props.selection}
        onSelectionChange={props.onSelectionChange}
        cursor={props.cursor}
        onCursorChange={props.onCursorChange}
        onOpen={props.onOpen}
        onContextMenu={props.onContextMenu}
        onCopy={copy.start}
        empty={props.empty}
      />
      {copy.status}
    </div>
  )
}

const neverTold = (): void => undefined

interface Held<Row> {
  readonly identity: unknown
  readonly handle: string | null
  readonly source: GridSource<Row> | null
  readonly place: ScrollPlace
}

/** The rows as the table reads them, the same object for as long as the result is the same, and where the window stands. */
function useSource<Row>(rows: ListRows<Row> | null): Pick<Held<Row>, 'source' | 'place'> {
  const identity = rows && isLive(rows) ? rows.row : rows
  const [held, setHeld] = useState<Held<Row>>({ identity: null, handle: null, source: null, place: 'top' })
  if (held.identity === identity) return held
  const next = { identity, handle: rows?.handle ?? null, source: rows && toSource(rows), place: placeFor(rows, held) }
  setHeld(next)
  return next
}

function toSource<Row>(rows: ListRows<Row>): GridSource<Row> {
  return {
    total: rows.total,
    row: (position) => rows.row(position),
    watch: isLive(rows) ? rows.watch : (inSight) => inSight.forEach(([from, to]) => rows.need(from, to)),
    subscribe: isLive(rows) ? rows.subscribe : () => neverTold,
  }
}

function placeFor<Row>(rows: ListRows<Row> | null, former: Held<Row>): ScrollPlace {
  if (rows && isLive(rows)) return rows.found?.isSame ? (rows.found.anchor ?? 'same') : 'top'
  return rows?.handle === former.handle ? 'same' : 'top'
}

/** Cursor and selection go with their rows into a newer result. */
function useFoundPlaces<Row, Field extends string, Given>({
  rows,
  selection,
  cursor,
  onSelectionChange,
  onCursorChange,
}: ListTableProps<Row, Field, Given>): void {
  const live = rows && isLive(rows) ? rows : null
  useLayoutEffect(() => {
    const found = live?.found
    if (!found) return
    if (found.selection.length > 0 || selection.length > 0) onSelectionChange(found.selection)
    if (found.cursor !== null && found.cursor !== cursor) onCursorChange(found.cursor)
    // Once for each result; later the person decides.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [live?.handle])
  useEffect(() => live?.hold({ cursor, selection }))
}
