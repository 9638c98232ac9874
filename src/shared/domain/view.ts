import type { ItemQuery, SortField } from './item-query.ts'

/** One column of the list as a person has arranged it; the order of the columns is that of the array. */
export interface ColumnState {
  readonly field: SortField | 'tags'
  readonly isVisible: boolean
  /** CSS pixels; null takes the default. */
  readonly widthPx: number | null
  readonly pin: 'left' | 'right' | null
}

/** What a view fixes: filters, order, grouping and columns. Columns that are not named come last, hidden. */
export interface ViewState {
  readonly query: ItemQuery
  readonly columns: readonly ColumnState[]
}

/** A view that a person has saved under a name. */
export interface SavedView {
  readonly viewId: string
  readonly name: string
  readonly state: ViewState
  readonly createdAt: number
  readonly updatedAt: number
}
