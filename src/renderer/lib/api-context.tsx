import {
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react'
import type { RouteInput, RouteName, RouteOutput } from '../../shared/ipc/contract.ts'
import type { Api, ApiError } from './api.ts'
import { routesRefreshedBy } from './refresh.ts'

const ApiContext = createContext<Api | null>(null)

/** The client of the core. */
export function useApi(): Api {
  const api = use(ApiContext)
  if (!api) throw new Error('no ApiProvider above')
  return api
}

/**
 * Answers over all items that cost the core more than the rows of a list: after an event they wait until the rows, which
 * somebody looks at, have been read.
 */
const LATER: ReadonlySet<RouteName> = new Set<RouteName>(['reminder.state'])
const LATER_MS = 250

/**
 * Milliseconds in which events are gathered: the end of a sync tells of its run, its items and its account at once. Whoever
 * has just changed something has its rows read before all the rest.
 */
const GATHER_MS = 15

/** Gives the client to the page and keeps answers fresh: an event reads again what it has made old. */
export function ApiProvider({ api, children }: { readonly api: Api; readonly children: ReactNode }): ReactNode {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // Events say when something is old; the core is on this machine, so being offline means nothing here.
          queries: { staleTime: Infinity, retry: false, networkMode: 'always', refetchOnWindowFocus: false },
          mutations: { retry: false, networkMode: 'always' },
        },
      }),
  )
  useEffect(() => {
    const old = new Set<RouteName>()
    const timers = new Map<number, ReturnType<typeof setTimeout>>()
    const gather = (route: RouteName): void => {
      const afterMs = LATER.has(route) ? LATER_MS : GATHER_MS
      old.add(route)
      if (!timers.has(afterMs))
        timers.set(
          afterMs,
          setTimeout(() => readAgain(afterMs), afterMs),
        )
    }
    const readAgain = (afterMs: number): void => {
      timers.delete(afterMs)
      for (const route of old) {
        if (LATER.has(route) !== (afterMs === LATER_MS)) continue
        old.delete(route)
        makeOld(client, [route])
      }
    }
    const stopEvents = api.onAnyEvent((event) => routesRefreshedBy(event.name).forEach(gather))
    const stopReset = api.onReset(() => makeOld(client, []))
    const stopConnection = api.onConnection((isConnected) => {
      if (isConnected) makeOld(client, [])
    })
    return () => {
      timers.forEach(clearTimeout)
      stopEvents()
      stopReset()
      stopConnection()
    }
  }, [api, client])
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </ApiContext>
  )
}

/**
 * Has answers read again. One whose very first reading is on its way may be from before the event, and the library would
 * take it for new: it is read once more when it has arrived.
 */
function makeOld(client: QueryClient, queryKey: readonly string[]): void {
  const first = client
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching' })
    .filter(({ state }) => state.data === undefined)
  void client.invalidateQueries({ queryKey })
  for (const query of first) {
    const readAgain = (): void => void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    query.promise?.then(readAgain, readAgain)
  }
}

export interface RequestOptions {
  /** False waits; default true. */
  readonly isEnabled?: boolean
  /** True asks anew whenever the reader appears, for answers that no event makes old. */
  readonly isFreshEachTime?: boolean
}

/**
 * Reads a route and follows its changes. `data` stays while a newer answer is on its way (`isFetching`), also when the
 * input changes (`isPlaceholderData`), so that content keeps its place.
 */
export function useRequest<Name extends RouteName>(
  name: Name,
  input: RouteInput<Name>,
  { isEnabled = true, isFreshEachTime = false }: RequestOptions = {},
): UseQueryResult<RouteOutput<Name>, ApiError> {
  const api = useApi()
  const result = useQuery<RouteOutput<Name>, ApiError>({
    queryKey: [name, input],
    queryFn: () => api.request(name, input),
    enabled: isEnabled,
    ...(isFreshEachTime ? { staleTime: 0, gcTime: 0 } : {}),
    placeholderData: keepPreviousData as never,
  })
  // Only what has been read from a result draws its reader anew; of a result that nothing was read from, everything does.
  void result.data
  return result
}

/** Marks the answers of routes as old, after a change that no event announces. */
export function useRefresh(): (...names: RouteName[]) => void {
  const client = useQueryClient()
  return useCallback((...names) => names.forEach((name) => makeOld(client, [name])), [client])
}
