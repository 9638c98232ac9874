import { useCallback, useMemo, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { DEFAULT_SETTINGS } from '../../../shared/domain/settings.ts'
import { ListTable } from '../../components/list-tools/list-table.tsx'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ITEM_COLUMNS, itemColumn, itemTone } from './item-columns.ts'
import { createItemPort } from './item-rows.ts'
import { isInstantField, withCurrency } from './item-table-copy.ts'
import { toGridGroups } from './item-table-groups.ts'
import type { ItemColumnField, ItemTableProps } from './types.ts'

/** The list of items: columns and cells of the items in the table that draws any number of rows. */
export function ItemTable({
  collapsedGroups,
  onToggleGroup,
  onContextMenu,
  onSortChange,
  ...props
}: ItemTableProps): ReactNode {
  const { rows } = props
  const { t } = useTranslator()
  const api = useApi()
  const formats = useFormats()
  const settings = useRequest('settings.get', {})
  const bandDays = settings.data?.bandDays ?? DEFAULT_SETTINGS.bandDays
  const tone = useCallback((item: Item) => itemTone(item, bandDays), [bandDays])
  const readPage = useMemo(() => createItemPort(api).page, [api])
  const groupBy = rows?.groupBy ?? null
  const groups = useMemo(
    () => rows?.groups && toGridGroups(rows.groups, collapsedGroups, { groupBy, bandDays, formats, t }),
    [rows?.groups, collapsedGroups, groupBy, bandDays, formats, t],
  )
  return (
    <ListTable<Item, ItemColumnField, readonly number[]>
      {...props}
      label={t('grid.label')}
      defs={ITEM_COLUMNS}
      given={bandDays}
      tone={tone}
      columnOf={itemColumn}
      readPage={readPage}
      isInstant={isInstantField}
      copiedFields={withCurrency}
      groups={groups ?? null}
      onToggleGroup={(key) => onToggleGroup(key === '' ? null : key)}
      onSortChange={(sort) =>
        onSortChange(sort.flatMap(({ field, direction }) => (field === 'tags' ? [] : [{ field, direction }])))
      }
      onContextMenu={({ row, ...at }) => onContextMenu({ item: row, ...at })}
    />
  )
}
