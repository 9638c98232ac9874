import { useMemo } from 'react'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import type { SavedView } from '../../../shared/domain/view.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { BUILT_IN_VIEW_IDS, builtInQuery } from './built-in-views.ts'
import { readQuery } from './items-state.ts'
import { idSetOf, resolveQuery } from './relative-days.ts'

/** Queries that one request counts. */
const MAX_COUNTED = 50

/** How many items each view finds now, by the view's id, in one request; views over a set that is told elsewhere are left out. */
export function useViewCounts(saved: readonly SavedView[], isWanted: boolean): ReadonlyMap<string, number> {
  const { today } = useFormats()
  const [ids, filters] = useMemo(() => {
    const views: (readonly [id: string, query: ItemQuery])[] = [
      ...BUILT_IN_VIEW_IDS.map((id) => [id, builtInQuery(id)] as const),
      ...saved.map(({ viewId, state }) => [viewId, readQuery(state.query)] as const),
    ]
    const counted = views.filter(([, query]) => idSetOf(query) === null).slice(0, MAX_COUNTED)
    const resolved = counted.map(([, query]) => resolveQuery(query, today, []).filter)
    return [counted.map(([id]) => id), resolved as RouteInput<'item.count'>['filters']] as const
  }, [saved, today])
  const { data, isPlaceholderData } = useRequest('item.count', { filters }, { isEnabled: isWanted })
  return useMemo(
    () =>
      new Map(
        isPlaceholderData ? [] : ids.flatMap((id, index) => (data?.[index] === undefined ? [] : [[id, data[index]]])),
      ),
    [ids, data, isPlaceholderData],
  )
}
