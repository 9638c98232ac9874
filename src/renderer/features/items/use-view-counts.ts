import { useMemo } from 'react'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import type { SavedView } from '../../../shared/domain/view.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { BUILT_IN_VIEW_IDS, builtInQuery } from './built-in-views.ts'
import { readQuery } from './items-state.ts'
import { idSetOf, resolveQuery } from './relative-days.ts'
import { useChangedIds } from './use-changed-ids.ts'

/** Queries that one request counts. */
const MAX_COUNTED = 50

/** Changes of the newest runs that are read for a count alone; a first sync brings all items. */
const MAX_CHANGES = 5_000

const NONE: readonly string[] = []

type View = readonly [id: string, query: ItemQuery]

/**
 * How many items each view finds now, by the view's id; those of what the newest runs have changed come a little later.
 * Views over another set that is told elsewhere are left out.
 */
export function useViewCounts(saved: readonly SavedView[], isWanted: boolean): ReadonlyMap<string, number> {
  const changed = useFewChangedIds(isWanted)
  const [plain, ofChanged] = useMemo(() => {
    const views: View[] = [
      ...BUILT_IN_VIEW_IDS.map((id) => [id, builtInQuery(id)] as const),
      ...saved.map(({ viewId, state }) => [viewId, readQuery(state.query)] as const),
    ]
    const over = (kind: 'changed' | null) => views.filter(([, query]) => (idSetOf(query)?.kind ?? null) === kind)
    return [over(null), over('changed')]
  }, [saved])
  const counts = useCounts(plain, NONE, isWanted)
  const changedCounts = useCounts(ofChanged, changed ?? NONE, isWanted && changed !== null && ofChanged.length > 0)
  return useMemo(() => new Map([...counts, ...changedCounts]), [counts, changedCounts])
}

/** Ids of what the newest runs have changed; null until they are known, or when there are too many to be read for this. */
function useFewChangedIds(isWanted: boolean): readonly string[] | null {
  const { data } = useRequest('overview.get', {}, { isEnabled: isWanted })
  const changes = (data?.lastChanges ?? [])
    .flatMap(({ byKind }) => Object.values(byKind))
    .reduce((sum, count) => sum + count, 0)
  const isFew = data !== undefined && changes <= MAX_CHANGES
  const { ids, isReady } = useChangedIds(isWanted && isFew)
  return isWanted && isFew && isReady ? ids : null
}

function useCounts(views: readonly View[], ids: readonly string[], isWanted: boolean): readonly [string, number][] {
  const { today } = useFormats()
  const counted = useMemo(() => views.slice(0, MAX_COUNTED), [views])
  const filters = useMemo(
    () => counted.map(([, query]) => resolveQuery(query, today, ids).filter) as RouteInput<'item.count'>['filters'],
    [counted, ids, today],
  )
  const { data, isPlaceholderData } = useRequest('item.count', { filters }, { isEnabled: isWanted })
  return useMemo(
    () =>
      isPlaceholderData || !isWanted
        ? []
        : counted.flatMap(([id], index): [string, number][] =>
            data?.[index] === undefined ? [] : [[id, data[index]]],
          ),
    [counted, data, isPlaceholderData, isWanted],
  )
}
