import { useQuery } from '@tanstack/react-query'
import type { Api, ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'

/** Changes that are read in one request, and items that a query takes at most. */
const PAGE = 500
const MAX_IDS = 100_000

/** Items that runs have changed, each once. */
async function readChangedIds(api: Api, runIds: readonly string[]): Promise<readonly string[]> {
  const ids = new Set<string>()
  for (const runId of runIds) {
    for (let offset = 0; ids.size < MAX_IDS; offset += PAGE) {
      const { items, total } = await api.request('change.list', { runId, offset, limit: PAGE })
      for (const { itemId } of items) ids.add(itemId)
      if (items.length === 0 || offset + items.length >= total) break
    }
  }
  return [...ids].slice(0, MAX_IDS)
}

const NONE: readonly string[] = []

export interface ChangedIds {
  readonly ids: readonly string[]
  readonly isReady: boolean
  readonly error: ApiError | null
}

/** Ids of what the newest run of each account has changed, read only when they are wanted. */
export function useChangedIds(isWanted: boolean): ChangedIds {
  const api = useApi()
  const overview = useRequest('overview.get', {}, { isEnabled: isWanted })
  const runIds = (overview.data?.lastChanges ?? []).map(({ runId }) => runId)
  // The key begins with the route, so that a finished run makes the answer old like any other one of that route.
  const { data, error } = useQuery<readonly string[], ApiError>({
    queryKey: ['change.list', 'items of runs', runIds],
    queryFn: () => readChangedIds(api, runIds),
    enabled: isWanted && overview.data !== undefined,
  })
  return { ids: data ?? NONE, isReady: !isWanted || data !== undefined, error: overview.error ?? error }
}
