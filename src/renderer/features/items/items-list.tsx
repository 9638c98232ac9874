import { notifications } from '@mantine/notifications'
import { useCallback, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { countIn, isIn } from '../../components/data-grid/ranges.ts'
import { FilterButton } from '../../components/list-tools/filter-button.tsx'
import type { OpenFilter } from '../../components/list-tools/filter-menu.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ItemTable } from './item-table.tsx'
import { ItemsEmpty } from './items-empty.tsx'
import { ItemsFooter } from './items-footer.tsx'
import classes from '../../components/list-tools/list-tools.module.css'
import { conditionsOn } from '../../components/list-tools/list-query.ts'
import { RowMenu, type RowMenuAt } from './row-menu.tsx'
import type { ItemColumnField } from './types.ts'
import type { Bulk } from './use-bulk.tsx'
import type { Fold } from './use-fold.ts'
import type { ItemsQuery } from './use-items-query.ts'
import type { ListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useReturningFocus } from '../../components/list-tools/use-returning-focus.ts'
import { useRowOpening } from '../../components/list-tools/use-row-opening.ts'

const idOf = ({ id }: Item): string => id

export interface ItemsListProps {
  readonly items: ItemsQuery
  readonly places: ListPlaces<ItemQuery>
  readonly fold: Fold
  readonly onSort: (sort: ItemQuery['sort']) => void
  readonly bulk: Bulk
  readonly openItemId: string | null
  readonly onOpenItem: (itemId: string) => void
  readonly openFilter: OpenFilter<ItemColumnField> | null
  readonly onOpenFilter: (open: OpenFilter<ItemColumnField> | null) => void
  readonly onSync: () => void
}

/** The table with its footer and the menu of a row. */
export function ItemsList(props: ItemsListProps): ReactNode {
  const { items, places, fold, bulk, openItemId, onOpenItem, openFilter, onOpenFilter } = props
  const { state, onQuery, rows, fields, bandDays, columns } = items
  // After a failure the rows may even answer another question.
  const isStale = items.isStale || items.error !== null
  const { query } = state
  const { setCursor } = places
  const { t } = useTranslator()
  const [rowMenu, setRowMenu] = useReturningFocus<RowMenuAt>()

  const headerMenu = useCallback(
    (field: ItemColumnField) => (
      <FilterButton
        field={field}
        column={fields.label(field)}
        isFiltered={conditionsOn(query, field).length > 0 || (field === 'tags' && query.filter.tags !== undefined)}
        isOpen={openFilter?.field === field}
        onOpen={onOpenFilter}
      />
    ),
    [query, fields, openFilter, onOpenFilter],
  )
  const { onCursorChange, onOpen } = useRowOpening({ rows, openId: openItemId, idOf, setCursor, onOpenId: onOpenItem })
  const isActiveOnly = (query.filter.isGone ?? 'active') === 'active'
  const links = useRequest('link.summary', {})
  const measured = links.data?.measuredItems ?? null
  const itemCount =
    items.accounts && measured !== null
      ? items.accounts.reduce((sum, account) => sum + account.itemCount, measured)
      : null

  return (
    <div className={classes.list}>
      <div className={classes.table}>
        {(rows !== null || !items.error) && (
          <ItemTable
            rows={rows}
            isStale={isStale}
            sort={query.sort}
            onSortChange={props.onSort}
            columns={columns}
            onColumnsChange={items.onColumns}
            headerMenu={headerMenu}
            selection={places.selection}
            onSelectionChange={places.setSelection}
            cursor={places.cursor}
            onCursorChange={onCursorChange}
            onOpen={onOpen}
            onContextMenu={setRowMenu}
            collapsedGroups={fold.collapsed}
            onToggleGroup={fold.toggle}
            empty={<ItemsEmpty items={items} onSync={props.onSync} />}
          />
        )}
      </div>
      <BulkBar rows={rows} selection={places.selection} {...bulk.bar} />
      <ItemsFooter
        rows={rows}
        isStale={isStale}
        hasFailed={items.error !== null}
        total={isActiveOnly ? itemCount : null}
      />
      <RowMenu
        at={rowMenu}
        onClose={() => setRowMenu(null)}
        query={query}
        columns={columns}
        bandDays={bandDays}
        onQuery={onQuery}
        onOpen={onOpen}
        onEdit={bulk.editAt}
        selected={rowMenu && isIn(places.selection, rowMenu.position) ? countIn(places.selection) : 1}
        onSelectAll={(next) => {
          onQuery(next)
          places.selectAllOf(next)
        }}
        onCopy={(text) =>
          void navigator.clipboard
            .writeText(text)
            .catch(() => notifications.show({ color: 'red', message: t('shell.errorNote.notCopied') }))
        }
      />
    </div>
  )
}
