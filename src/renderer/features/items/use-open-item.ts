import { useCallback, useEffect } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import type { ListPlaces } from './use-list-places.ts'
import type { ItemRows } from './types.ts'

export interface OpenItem {
  /** What the table knows of it; null when its row is not at hand. */
  readonly known: Item | null
  readonly onPrevious: (() => void) | null
  readonly onNext: (() => void) | null
}

/** Where the item whose details are open stands in the list, and the way to its neighbours. */
export function useOpenItem(
  itemId: string | null,
  open: (itemId: string) => void,
  rows: ItemRows | null,
  { cursor, goTo }: Pick<ListPlaces, 'cursor' | 'goTo'>,
): OpenItem {
  const api = useApi()
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
  const total = rows?.total ?? 0

  // The table comes along to an item that was opened from elsewhere.
  useEffect(() => {
    if (itemId !== null && position !== null && !isAtCursor) goTo(position)
  }, [itemId, position, isAtCursor, goTo])

  const go = useCallback(
    async (target: number) => {
      if (rows === null) return
      const row = rows.row(target)
      const ids = row
        ? [row.id]
        : await api.request('item.ids', { handle: rows.handle, ranges: [[target, target + 1]] })
      if (ids[0] === undefined) return
      goTo(target)
      open(ids[0])
    },
    [api, rows, open, goTo],
  )
  // A result that is no longer kept is asked for anew by the table; the next press of the key finds it.
  const step = (target: number) => () => void go(target).catch(() => undefined)
  return {
    known: isAtCursor ? atCursor : null,
    onPrevious: position !== null && position > 0 ? step(position - 1) : null,
    onNext: position !== null && position < total - 1 ? step(position + 1) : null,
  }
}
