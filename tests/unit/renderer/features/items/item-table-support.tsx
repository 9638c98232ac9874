import { useCallback, useState, type ReactNode } from 'react'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import type { FacetField, ItemGroup, ItemQuery } from '../../../../../src/shared/domain/item-query.ts'
import type { ColumnState } from '../../../../../src/shared/domain/view.ts'
import { DEFAULT_COLUMNS } from '../../../../../src/renderer/features/items/item-columns.ts'
import type { Ranges } from '../../../../../src/renderer/components/data-grid/types.ts'
import { useItemRows } from '../../../../../src/renderer/features/items/item-rows.ts'
import { ItemTable } from '../../../../../src/renderer/features/items/item-table.tsx'
import type { ItemColumnField } from '../../../../../src/renderer/features/items/types.ts'
import { createFakeApi, failWith, type FakeApi } from '../../../../support/renderer.tsx'
import { anItem, MORNING } from '../../../../support/renderer-builders.ts'

/** A core that holds a list of items and answers as the real one does: kept results, pages, places. */
export interface ItemCore {
  readonly api: FakeApi
  /** The list of later results; earlier ones stay as they are. */
  items: readonly Item[]
  groups: readonly ItemGroup[] | null
  /** Forgets all results, as the core does with old ones. */
  forget(): void
}

export function itemsNamed(count: number, from = 0): Item[] {
  return Array.from({ length: count }, (_, index) =>
    anItem({ id: `i${from + index}`, resourceId: `res-${from + index}`, resourceName: `web-${from + index}` }),
  )
}

export function createItemCore(items: readonly Item[]): ItemCore {
  const kept = new Map<string, readonly Item[]>()
  let next = 0
  const resultOf = (handle: string): readonly Item[] => kept.get(handle) ?? failWith('NOT_FOUND', { what: handle })
  const core: ItemCore = {
    items,
    groups: null,
    forget: () => kept.clear(),
    api: createFakeApi({
      'item.query': ({ rows = 0 }) => {
        next += 1
        kept.set(`h${next}`, core.items)
        return {
          handle: `h${next}`,
          total: core.items.length,
          asOf: MORNING,
          items: core.items.slice(0, rows),
          facets: {},
          groups: core.groups,
        }
      },
      'item.page': ({ handle, offset = 0, limit = 50 }) => {
        const result = resultOf(handle)
        return { total: result.length, items: result.slice(offset, offset + limit) }
      },
      'item.locate': ({ handle, itemIds }) => {
        const result = resultOf(handle)
        return itemIds.map((id) => {
          const index = result.findIndex((item) => item.id === id)
          return index < 0 ? null : index
        })
      },
      'item.ids': ({ handle, ranges }) => {
        const result = resultOf(handle)
        return ranges.flatMap(([from, to]) => result.slice(from, to).map(({ id }) => id))
      },
    }),
  }
  return core
}

/** What the page around the table knows. */
export interface TableState {
  selection: Ranges
  cursor: number | null
  sort: ItemQuery['sort']
  columns: readonly ColumnState[]
  opened: string[]
  menus: { readonly field: ItemColumnField; readonly position: number }[]
}

const NO_FACETS: readonly FacetField[] = []

/** The table with a page around it that does what the table asks for, and tells the test. */
export function TableHost({
  state,
  groupBy = null,
  search,
  columns: given = DEFAULT_COLUMNS,
}: {
  readonly state: TableState
  readonly groupBy?: FacetField | null
  readonly search?: string
  readonly columns?: readonly ColumnState[]
}): ReactNode {
  const [selection, setSelection] = useState<Ranges>([])
  const [cursor, setCursor] = useState<number | null>(null)
  const [sort, setSort] = useState<ItemQuery['sort']>([])
  const [columns, setColumns] = useState(given)
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const { rows, isStale } = useItemRows({ filter: { search }, sort, groupBy }, NO_FACETS)
  const headerMenu = useCallback(
    (field: ItemColumnField) => (
      <button type="button" tabIndex={-1} onClick={() => state.opened.push(`filter:${field}`)}>
        filter {field}
      </button>
    ),
    [state],
  )
  Object.assign(state, { selection, cursor, sort, columns })
  return (
    <ItemTable
      rows={rows}
      isStale={isStale}
      sort={sort}
      onSortChange={setSort}
      columns={columns}
      onColumnsChange={setColumns}
      headerMenu={headerMenu}
      selection={selection}
      onSelectionChange={setSelection}
      cursor={cursor}
      onCursorChange={setCursor}
      onOpen={(item) => state.opened.push(item.id)}
      onContextMenu={({ field, position }) => state.menus.push({ field, position })}
      collapsedGroups={collapsed}
      onToggleGroup={(value) => {
        const next = new Set(collapsed)
        if (!next.delete(value ?? '')) next.add(value ?? '')
        setCollapsed(next)
      }}
      empty={<p>nothing here</p>}
    />
  )
}

export function newState(): TableState {
  return { selection: [], cursor: null, sort: [], columns: [], opened: [], menus: [] }
}
