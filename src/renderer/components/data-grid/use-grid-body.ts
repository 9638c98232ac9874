import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { createGridBody, type GridBody } from './grid-body.ts'
import type { BodyModel } from './paint-row.ts'
import type { RowLayout } from './row-layout.ts'
import type { GridCell, GridColumn, GridGroup, GridMark, GridSource, Ranges } from './types.ts'

/** Where the window stands when another source comes: at the top, where it was, or so that a row keeps its place. */
export type ScrollPlace = 'top' | 'same' | { readonly from: number; readonly to: number }

export interface GridElements {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly page: RefObject<HTMLDivElement | null>
  readonly stage: RefObject<HTMLDivElement | null>
  readonly body: RefObject<HTMLDivElement | null>
}

interface GridBodyProps<Row, Field extends string> {
  readonly gridId: string
  readonly elements: GridElements
  readonly columns: readonly GridColumn<Field>[]
  readonly layout: RowLayout
  readonly groups: readonly GridGroup[]
  readonly source: GridSource<Row> | null
  readonly place: ScrollPlace
  readonly rowHeightPx: number
  readonly cell: (row: Row, field: Field) => string | GridCell
  readonly title: (row: Row, field: Field) => string | null
  readonly tone: (row: Row) => GridMark | null
  readonly selection: Ranges
  readonly activeLine: number | null
  readonly activeColumn: number
}

/** Draws the rows beside React: scrolling writes into a few elements and renders nothing. */
export function useGridBody<Row, Field extends string>(
  props: GridBodyProps<Row, Field>,
): { readonly body: RefObject<GridBody<Row> | null>; readonly activeId: string | null } {
  const { gridId, elements, columns, layout, groups, source, rowHeightPx, cell, title, tone } = props
  const { selection, activeLine, activeColumn } = props
  const body = useRef<GridBody<Row> | null>(null)
  const [activeId, setActiveId] = useState<string | null>(null)
  const shown = useRef<{ readonly source: GridSource<Row> | null; readonly layout: RowLayout } | null>(null)

  const model = useMemo<BodyModel<Row>>(() => {
    const fields = columns.map(({ field }) => field)
    return {
      columns,
      layout,
      groups,
      source,
      rowHeightPx,
      cell: (row, column) => cell(row, fields[column] as Field),
      title: (row, column) => title(row, fields[column] as Field),
      tone,
    }
  }, [columns, layout, groups, source, rowHeightPx, cell, title, tone])

  useLayoutEffect(() => {
    const { scroller, page, stage, body: host } = elements
    if (!scroller.current || !page.current || !stage.current || !host.current) return undefined
    const created = createGridBody<Row>(
      { scroller: scroller.current, page: page.current, stage: stage.current, body: host.current },
      gridId,
      setActiveId,
    )
    body.current = created
    shown.current = null
    created.resize()
    return () => {
      created.destroy()
      body.current = null
    }
    // The elements are there for as long as the component is.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [gridId])

  useLayoutEffect(() => {
    const grid = body.current
    if (!grid) return
    const former = shown.current
    shown.current = { source, layout }
    grid.setModel(
      model,
      former?.source === source ? null : topFor(props.place, former?.layout, layout, grid, rowHeightPx),
    )
    // The place belongs to the source that it came with.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [model])

  useLayoutEffect(() => {
    body.current?.setMarks({ selection, activeLine, activeColumn })
  }, [model, selection, activeLine, activeColumn])

  useLayoutEffect(() => source?.subscribe(() => body.current?.refresh()), [source])

  return { body, activeId }
}

function topFor<Row>(
  place: ScrollPlace,
  former: RowLayout | undefined,
  layout: RowLayout,
  grid: GridBody<Row>,
  rowHeightPx: number,
): number | null {
  if (place === 'top') return 0
  if (place === 'same' || !former) return null
  return grid.topPx() + (layout.lineOf(place.to) - former.lineOf(place.from)) * rowHeightPx
}
