import type { ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { FacetField, Facets, ItemGroup, ItemQuery, SortField } from '../../../shared/domain/item-query.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import type { ListRows } from '../../components/list-tools/results.ts'

export type ItemColumnField = SortField | 'tags'

/** A result that the table shows. */
export interface ItemRows extends ListRows<Item>, ItemMore {}

/** What a result of items has beside its rows. */
export interface ItemMore {
  readonly facets: Facets
  readonly groups: readonly ItemGroup[] | null
  /** What the rows are grouped by. */
  readonly groupBy?: FacetField | null
}

export interface ItemTableProps {
  /** null: the first result is on its way. */
  readonly rows: ItemRows | null
  /** True while the rows still answer another question than the one asked. */
  readonly isStale: boolean
  readonly sort: ItemQuery['sort']
  readonly onSortChange: (sort: ItemQuery['sort']) => void
  /** All columns in order; hidden ones too. */
  readonly columns: readonly ColumnState[]
  readonly onColumnsChange: (columns: readonly ColumnState[]) => void
  /** What stands in a column's header beside its name: the filter button. */
  readonly headerMenu: (field: ItemColumnField) => ReactNode
  readonly selection: Ranges
  readonly onSelectionChange: (selection: Ranges) => void
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
