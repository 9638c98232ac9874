import { useMemo } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { ListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useRowSteps, type RowSteps } from '../../components/list-tools/use-row-steps.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { createItemPort } from './item-rows.ts'
import type { ItemRows } from './types.ts'

export interface OpenItem extends RowSteps {
  /** What the table knows of it; null when its row is not at hand. */
  readonly known: Item | null
}

/** Where the item whose details are open stands in the list, and the way to its neighbours. */
export function useOpenItem(
  itemId: string | null,
  open: (itemId: string) => void,
  rows: ItemRows | null,
  places: Pick<ListPlaces<unknown>, 'cursor' | 'goTo'>,
): OpenItem {
  const api = useApi()
  const { cursor } = places
  const atCursor = cursor === null || rows === null ? null : rows.row(cursor)
  const isAtCursor = atCursor !== null && (atCursor.id === itemId || atCursor.resourceId === itemId)
  const item = useRequest('item.get', { id: itemId ?? '' }, { isEnabled: itemId !== null })
  const own = item.isPlaceholderData ? undefined : item.data
  const id = isAtCursor ? atCursor.id : own?.id
  const located = useRequest(
    'item.locate',
    { handle: rows?.handle ?? '', itemIds: [id ?? ''] },
    { isEnabled: itemId !== null && rows !== null && id !== undefined && !isAtCursor },
  )
  const position = isAtCursor ? cursor : located.isPlaceholderData ? null : (located.data?.[0] ?? null)
  const port = useMemo(() => createItemPort(api), [api])
  const steps = useRowSteps({
    rows,
    position: itemId === null ? null : position,
    isAtCursor,
    idOf: port.idOf,
    readIds: port.ids,
    open,
    places,
  })
  return { known: isAtCursor ? atCursor : null, ...steps }
}
