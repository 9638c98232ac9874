import { Menu } from '@mantine/core'
import { IconExternalLink, IconGavel, IconHierarchy2, IconId, IconUser } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { ItemQuery, SortField } from '../../../shared/domain/item-query.ts'
import type { ColumnState } from '../../../shared/domain/view.ts'
import { withCondition, type ConditionOf } from '../../components/list-tools/list-query.ts'
import { CellEntries, MenuAt, textOfRow, withoutValue } from '../../components/list-tools/row-menu.tsx'
import { onlyValues } from '../../components/list-tools/value-list.ts'
import { UNKNOWN, useFormats, type Formats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { BulkKind } from './bulk-draft.ts'
import { facetValueOf, fieldLabel, isMultiField, valueLabel } from './field-texts.ts'
import { itemColumn } from './item-columns.ts'
import { isFacetField, kindOf, toEditable } from './query-model.ts'
import type { ItemColumnField } from './types.ts'
import { useOpenOutside } from './use-open-outside.ts'

/** The cell that was asked about. */
export interface RowMenuAt {
  readonly item: Item
  readonly position: number
  readonly field: ItemColumnField
  readonly x: number
  readonly y: number
}

export interface RowMenuProps {
  readonly at: RowMenuAt | null
  readonly onClose: () => void
  readonly query: ItemQuery
  readonly columns: readonly ColumnState[]
  readonly bandDays: readonly number[]
  readonly onQuery: (query: ItemQuery) => void
  readonly onOpen: (item: Item, position: number) => void
  /** Edits this row, or all that are selected when it is one of them. */
  readonly onEdit: (kind: BulkKind, at: { readonly item: Item; readonly position: number }) => void
  /** Rows that an edit from here is about. */
  readonly selected: number
  /** Shows and selects every item that has the value. */
  readonly onSelectAll: (query: ItemQuery) => void
  readonly onCopy: (text: string) => void
}

/** The query narrowed to rows that have this cell's value; null where that cannot be said. */
export function filterByCell(query: ItemQuery, item: Item, field: ItemColumnField, formats: Formats): ItemQuery | null {
  const value = facetValueOf(item, field)
  if (value !== undefined && isFacetField(field))
    return withCondition(query, onlyValues(field, [value]) as ConditionOf<ItemQuery>)
  if (isMultiField(field)) {
    const all = item[field]
    return withCondition(query, onlyValues(field, all.length === 0 ? [null] : all) as ConditionOf<ItemQuery>)
  }
  if (field === 'tags') return null
  const text = itemColumn(field).toCopy(item, formats, (key) => key)
  if (text === '') return withCondition(query, { kind: 'blank', field, isBlank: true })
  switch (kindOf(field)) {
    case 'instant':
    case 'day':
      return withCondition(query, { kind: 'range', field, min: text.slice(0, 10), max: text.slice(0, 10) })
    case 'number':
    case 'amount':
      return withNumber(query, item, field)
    default:
      return withCondition(query, { kind: 'contains', field, text })
  }
}

function withNumber(query: ItemQuery, item: Item, field: SortField): ItemQuery | null {
  const value = field === 'daysLeft' || field === 'price' || field === 'priceMonths' ? item[field] : null
  return value === null ? null : withCondition(query, { kind: 'range', field, min: String(value), max: String(value) })
}

/** The query without the rows that have this cell's value; null where that cannot be said. */
export function excludeCell(query: ItemQuery, item: Item, field: ItemColumnField): ItemQuery | null {
  const value = facetValueOf(item, field)
  return value === undefined || !isFacetField(field) ? null : withoutValue(query, field, value)
}

/** A row as it stands in the table, cells separated by tabs. */
export function rowText(item: Item, columns: readonly ColumnState[], formats: Formats, t: Translator['t']): string {
  return textOfRow(item, columns, itemColumn, formats, t)
}

/** What can be done with one cell, its row and the rows like it. */
export function RowMenu(props: RowMenuProps): ReactNode {
  const { at, onClose } = props
  return (
    <MenuAt at={at} onClose={onClose}>
      {() => at && <RowMenuItems {...props} at={at} />}
    </MenuAt>
  )
}

function RowMenuItems({
  at: { item, position, field },
  query,
  columns,
  bandDays,
  onQuery,
  onOpen,
  onEdit,
  selected,
  onSelectAll,
  onCopy,
}: RowMenuProps & { readonly at: RowMenuAt }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const column = itemColumn(field)
  const facet = facetValueOf(item, field)
  const cell = column.toCell(item, formats, t, bandDays)
  const written = typeof cell === 'string' ? cell : cell.text
  const shown = facet === undefined ? written : valueLabel(t, field, facet, null, bandDays)
  const value = shown === '' || shown === UNKNOWN ? t('list.blank') : shown
  const parentId = item.parentResourceId
  const family = (conditions: ItemQuery['filter']['columns']): ItemQuery =>
    toEditable({ filter: { columns: conditions, isGone: 'all' } })
  const icon = { 'aria-hidden': true, size: 15 } as const

  return (
    <>
      <CellEntries<ItemQuery>
        column={fieldLabel(t, field)}
        value={value}
        only={filterByCell(query, item, field, formats)}
        without={excludeCell(query, item, field)}
        cellText={() => column.toCopy(item, formats, t)}
        rowText={() => rowText(item, columns, formats, t)}
        onOpen={() => onOpen(item, position)}
        actions={<EditEntries at={{ item, position }} selected={selected} onEdit={onEdit} />}
        onCopy={onCopy}
        onQuery={onQuery}
        onSelectAll={onSelectAll}
        copies={
          <Menu.Item leftSection={<IconId {...icon} />} onClick={() => onCopy(item.resourceId)}>
            {t('items.row.copyId')}
          </Menu.Item>
        }
      />
      {(parentId !== null || item.isMain !== false) && <Menu.Divider />}
      {parentId !== null && (
        <Menu.Item
          leftSection={<IconHierarchy2 {...icon} />}
          onClick={() => onQuery(family([{ kind: 'values', field: 'resourceId', values: [parentId] }]))}
        >
          {t('items.row.parent')}
        </Menu.Item>
      )}
      {item.isMain !== false && (
        <Menu.Item
          leftSection={<IconHierarchy2 {...icon} />}
          onClick={() => onQuery(family([{ kind: 'values', field: 'parentResourceId', values: [item.resourceId] }]))}
        >
          {t('items.row.attached')}
        </Menu.Item>
      )}
    </>
  )
}

/** What can be said about the row, and where it is renewed. */
function EditEntries({
  at,
  selected,
  onEdit,
}: Pick<RowMenuProps, 'selected' | 'onEdit'> & {
  readonly at: { readonly item: Item; readonly position: number }
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const openOutside = useOpenOutside()
  const icon = { 'aria-hidden': true, size: 15 } as const
  const { renewalUrl } = at.item
  const many = (label: string): string =>
    selected > 1 ? t('items.row.forSelected', { label, count: selected, shown: formats.number(selected) }) : label
  return (
    <>
      <Menu.Item leftSection={<IconGavel {...icon} />} onClick={() => onEdit('decision', at)}>
        {many(t('items.row.decide'))}
      </Menu.Item>
      <Menu.Item leftSection={<IconUser {...icon} />} onClick={() => onEdit('owner', at)}>
        {many(t('items.row.owner'))}
      </Menu.Item>
      {renewalUrl !== null && (
        <Menu.Item leftSection={<IconExternalLink {...icon} />} onClick={() => openOutside(renewalUrl)}>
          {t('items.bulk.renewalPage')}
        </Menu.Item>
      )}
    </>
  )
}
