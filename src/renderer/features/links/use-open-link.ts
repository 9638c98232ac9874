import type { ListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useRowSteps, type RowSteps } from '../../components/list-tools/use-row-steps.ts'
import { useRequest } from '../../lib/api-context.tsx'
import type { LinkPort, LinkRows } from './links-rows.ts'

/** Where the link whose details are open stands in the list, and the way to its neighbours. */
export function useOpenLink(
  linkId: string | null,
  open: (linkId: string) => void,
  rows: LinkRows | null,
  port: LinkPort,
  places: Pick<ListPlaces<unknown>, 'cursor' | 'goTo'>,
): RowSteps {
  const { cursor } = places
  const atCursor = cursor === null || rows === null ? null : rows.row(cursor)
  const isAtCursor = atCursor !== null && atCursor.linkId === linkId
  const located = useRequest(
    'link.locate',
    { handle: rows?.handle ?? '', linkIds: [linkId ?? ''] },
    { isEnabled: linkId !== null && rows !== null && !isAtCursor },
  )
  const found = located.isPlaceholderData ? null : (located.data?.[0] ?? null)
  return useRowSteps({
    rows,
    position: linkId === null ? null : isAtCursor ? cursor : found,
    isAtCursor,
    idOf: port.idOf,
    readIds: port.ids,
    open,
    places,
  })
}
