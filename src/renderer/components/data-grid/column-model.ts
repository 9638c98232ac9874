import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import { MAX_WIDTH_PX, MIN_WIDTH_PX, type GridColumnState } from './column-states.ts'
import type { GridColumn, GridSort } from './types.ts'

/** A column that the table can show. */
export interface GridColumnDef<Field extends string> {
  readonly field: Field
  readonly label: string
  readonly widthPx: number
  readonly align: 'start' | 'end'
}

/** How a header takes part in the order of the rows. */
export interface ColumnSort {
  readonly direction: 'asc' | 'desc'
  /** 1 for the field that counts first. */
  readonly place: number
}

export interface ColumnModel<Field extends string> {
  /** Visible columns from left to right: pinned left, free, pinned right. */
  readonly columns: readonly GridColumn<Field>[]
  sortOf(field: Field): ColumnSort | null
  /** Ascending, descending, none; `isAdded` keeps the other fields. */
  toggleSort(field: Field, isAdded: boolean): void
}

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
})

type Nothing = Record<string, never>

const NO_ROWS: Nothing[] = []

/** Order, width, pin and visibility of the columns and the order of the rows; the rows themselves are sorted elsewhere. */
export function useColumnModel<Field extends string>({
  defs,
  states,
  sort,
  onSortChange,
}: {
  readonly defs: readonly GridColumnDef<Field>[]
  readonly states: readonly GridColumnState<Field>[]
  readonly sort: GridSort<Field>
  readonly onSortChange: (sort: GridSort<Field>) => void
}): ColumnModel<Field> {
  const columns = useMemo(
    () =>
      defs.map(({ field, widthPx }): ColumnDef<typeof features, Nothing> => ({
        id: field,
        accessorFn: () => null,
        size: widthPx,
        minSize: MIN_WIDTH_PX,
        maxSize: MAX_WIDTH_PX,
        sortDescFirst: false,
      })),
    [defs],
  )
  const state = useMemo(() => {
    const pinned = (pin: 'left' | 'right'): string[] =>
      states.filter((column) => column.pin === pin).map((column) => column.field)
    const sizes = states.flatMap(({ field, widthPx }) => (widthPx === null ? [] : [[field, widthPx] as const]))
    const named = new Set<string>(states.map(({ field }) => field))
    return {
      columnOrder: states.map(({ field }) => field as string),
      columnPinning: { start: pinned('left'), end: pinned('right') },
      columnSizing: Object.fromEntries(sizes) as Record<string, number>,
      columnVisibility: Object.fromEntries([
        ...defs.filter(({ field }) => !named.has(field)).map(({ field }) => [field, false] as const),
        ...states.map(({ field, isVisible }) => [field, isVisible] as const),
      ]) as Record<string, boolean>,
    }
  }, [defs, states])
  const sorting = useMemo(() => sort.map(({ field, direction }) => ({ id: field, desc: direction === 'desc' })), [sort])
  const table = useTable({
    features,
    columns,
    data: NO_ROWS,
    state: { ...state, sorting },
    manualSorting: true,
    enableMultiSort: true,
    onSortingChange(update) {
      const next = typeof update === 'function' ? update(sorting) : update
      onSortChange(next.map(({ id, desc }) => ({ field: id as Field, direction: desc ? 'desc' : 'asc' })))
    },
  })
  const defByField = useMemo(() => new Map<string, GridColumnDef<Field>>(defs.map((def) => [def.field, def])), [defs])
  const visible = useMemo(() => {
    const sides = [
      ['left', table.getStartVisibleLeafColumns()],
      [null, table.getCenterVisibleLeafColumns()],
      ['right', table.getEndVisibleLeafColumns()],
    ] as const
    return sides.flatMap(([pin, list]) =>
      list.flatMap((column): GridColumn<Field>[] => {
        const def = defByField.get(column.id)
        return def ? [{ field: def.field, label: def.label, align: def.align, widthPx: column.getSize(), pin }] : []
      }),
    )
    // The table reads what `state` holds, and is another object with every drawing; columns are not, nor what hangs on them.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state, defByField])
  return {
    columns: visible,
    sortOf(field) {
      const index = sort.findIndex((entry) => entry.field === field)
      const entry = sort[index]
      return entry ? { direction: entry.direction, place: index + 1 } : null
    },
    toggleSort: (field, isAdded) => table.getColumn(field)?.toggleSorting(undefined, isAdded),
  }
}
