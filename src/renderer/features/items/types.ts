import type { ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { Facets, ItemGroup, ItemQuery, SortField } from '../../../shared/domain/item-query.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'

export type ItemColumnField = SortField | 'tags'

/** Half-open ranges of positions in a result, ascending and apart. */
export type PositionRanges = readonly (readonly [from: number, to: number])[]

/** A result that the table shows: rows are read as they come into sight. */
export interface ItemRows {
  readonly handle: string
  readonly total: number
  /** Epoch ms for which days left, bands and phases hold. */
  readonly asOf: number
  readonly facets: Facets
  readonly groups: readonly ItemGroup[] | null
  /** The row at a position when it has been read, else null. */
  row(position: number): Item | null
  /** Reads rows that are not there yet; the table is told when they are. */
  need(from: number, to: number): void
}

export interface ItemTableProps {
  /** null: the first result is on its way. */
  readonly rows: ItemRows | null
  /** True while a newer result is on its way; old rows stay. */
  readonly isStale: boolean
  readonly sort: ItemQuery['sort']
  readonly onSortChange: (sort: ItemQuery['sort']) => void
  /** All columns in order; hidden ones too. */
  readonly columns: readonly ColumnState[]
  readonly onColumnsChange: (columns: readonly ColumnState[]) => void
  /** What stands in a column's header beside its name: the filter button. */
  readonly headerMenu: (field: ItemColumnField) => ReactNode
  readonly selection: PositionRanges
  readonly onSelectionChange: (selection: PositionRanges) => void
  /** The row that the keyboard stands on; null when none. */
  readonly cursor: number | null
  readonly onCursorChange: (position: number) => void
  readonly onOpen: (item: Item, position: number) => void
  readonly onContextMenu: (at: {
    readonly item: Item
    readonly position: number
    readonly field: ItemColumnField
    readonly x: number
    readonly y: number
  }) => void
  /** Group values whose rows are folded away; `''` stands for blank. */
  readonly collapsedGroups: ReadonlySet<string>
  readonly onToggleGroup: (value: string | null) => void
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode
}
