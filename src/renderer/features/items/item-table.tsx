import { useCallback, useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { DEFAULT_SETTINGS } from '../../../shared/domain/settings.ts'
import { DataGrid } from '../../components/data-grid/data-grid.tsx'
import type { GridSource } from '../../components/data-grid/types.ts'
import type { ScrollPlace } from '../../components/data-grid/use-grid-body.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import { ITEM_COLUMNS, itemColumn, itemTone } from './item-columns.ts'
import { isLive } from './item-rows.ts'
import { useItemCopy } from './item-table-copying.tsx'
import { toGridGroups } from './item-table-groups.ts'
import classes from './item-table.module.css'
import type { ItemColumnField, ItemRows, ItemTableProps } from './types.ts'

/** Heights of a row by how close lines stand, in CSS pixels. */
const ROW_HEIGHT_PX = { compact: 28, comfortable: 36 } as const

/** Letters of 14 px take more room than those of 13 px. */
const WIDTH_FACTOR = { compact: 1, comfortable: 1.1 } as const

/** The list of items: columns and cells of the items in the table that draws any number of rows. */
export function ItemTable(props: ItemTableProps): ReactNode {
  const { rows, selection, cursor, collapsedGroups, onToggleGroup, onOpen, onContextMenu } = props
  const { t } = useTranslator()
  const formats = useFormats()
  const settings = useRequest('settings.get', {})
  const [density] = usePreference<keyof typeof ROW_HEIGHT_PX>('density', 'compact')
  const bandDays = settings.data?.bandDays ?? DEFAULT_SETTINGS.bandDays
  const copy = useItemCopy(rows)

  const defs = useMemo(
    () =>
      ITEM_COLUMNS.map(({ field, headerKey, widthPx, align }) => ({
        field,
        label: t(headerKey),
        widthPx: Math.round(widthPx * WIDTH_FACTOR[density]),
        align,
      })),
    [t, density],
  )
  const cell = useCallback(
    (item: Item, field: ItemColumnField) => itemColumn(field).toCell(item, formats, t, bandDays),
    [formats, t, bandDays],
  )
  const title = useCallback(
    (item: Item, field: ItemColumnField) => itemColumn(field).toTitle(item, formats, t),
    [formats, t],
  )
  const tone = useCallback((item: Item) => itemTone(item, bandDays), [bandDays])
  const { source, place } = useSource(rows)
  useFoundPlaces(props)
  const groupBy = rows && isLive(rows) ? rows.groupBy : null
  const groups = useMemo(
    () => rows?.groups && toGridGroups(rows.groups, collapsedGroups, { groupBy, bandDays, formats, t }),
    [rows?.groups, collapsedGroups, groupBy, bandDays, formats, t],
  )
  return (
    <div className={classes.place}>
      <DataGrid<Item, ItemColumnField>
        label={t('grid.label')}
        defs={defs}
        states={props.columns}
        onStatesChange={props.onColumnsChange}
        sort={props.sort}
        onSortChange={(sort) =>
          props.onSortChange(sort.flatMap(({ field, direction }) => (field === 'tags' ? [] : [{ field, direction }])))
        }
        headerMenu={props.headerMenu}
        source={source}
        place={place}
        groups={groups ?? null}
        onToggleGroup={(key) => onToggleGroup(key === '' ? null : key)}
        rowHeightPx={ROW_HEIGHT_PX[density]}
        isStale={props.isStale && rows !== null}
        cell={cell}
        title={title}
        tone={tone}
        selection={selection}
        onSelectionChange={props.onSelectionChange}
        cursor={cursor}
        onCursorChange={props.onCursorChange}
        onOpen={onOpen}
        onContextMenu={({ row, ...at }) => onContextMenu({ item: row, ...at })}
        onCopy={copy.start}
        empty={props.empty}
      />
      {copy.status}
    </div>
  )
}

const neverTold = (): void => undefined

interface Held {
  readonly identity: unknown
  readonly handle: string | null
  readonly source: GridSource<Item> | null
  readonly place: ScrollPlace
}

/** The rows as the table reads them, the same object for as long as the result is the same, and where the window stands. */
function useSource(rows: ItemRows | null): Pick<Held, 'source' | 'place'> {
  const identity = rows && isLive(rows) ? rows.row : rows
  const [held, setHeld] = useState<Held>({ identity: null, handle: null, source: null, place: 'top' })
  if (held.identity === identity) return held
  const next = { identity, handle: rows?.handle ?? null, source: rows && toSource(rows), place: placeFor(rows, held) }
  setHeld(next)
  return next
}

function toSource(rows: ItemRows): GridSource<Item> {
  return {
    total: rows.total,
    row: (position) => rows.row(position),
    watch: isLive(rows) ? rows.watch : (inSight) => inSight.forEach(([from, to]) => rows.need(from, to)),
    subscribe: isLive(rows) ? rows.subscribe : () => neverTold,
  }
}

function placeFor(rows: ItemRows | null, former: Held): ScrollPlace {
  if (rows && isLive(rows)) return rows.found?.isSame ? (rows.found.anchor ?? 'same') : 'top'
  return rows?.handle === former.handle ? 'same' : 'top'
}

/** Cursor and selection go with their rows into a newer result. */
function useFoundPlaces({ rows, selection, cursor, onSelectionChange, onCursorChange }: ItemTableProps): void {
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
