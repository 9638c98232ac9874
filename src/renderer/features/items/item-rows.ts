import { useEffect, useState, useSyncExternalStore } from 'react'
import type { FacetField, Facets, ItemGroup, ItemQuery } from '../../../shared/domain/item-query.ts'
import type { ItemResult } from '../../../shared/ipc/item.ts'
import type { Api, ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { routesRefreshedBy } from '../../lib/refresh.ts'
import { createItemPages, PAGE_ROWS, type HeldPlaces, type ItemPages } from './item-rows-pages.ts'
import { findAgain, type FoundPlaces } from './item-rows-places.ts'
import type { ItemRows, PositionRanges } from './types.ts'

/** Rows that the table follows closely: it hears of every page at once, the rest of the page a little later. */
export interface LiveItemRows extends ItemRows {
  /** Same for results of one question; another one starts at the top. */
  readonly queryKey: string
  /** What the rows are grouped by. */
  readonly groupBy: FacetField | null
  /** Where rows of the former result stand in this one; null after another filter. */
  readonly found: FoundPlaces | null
  watch(inSight: PositionRanges): void
  subscribe(listener: () => void): () => void
  /** What shall be found again when this result is replaced by a newer one of the same question. */
  hold(places: HeldPlaces): void
}

export interface ItemRowsState {
  /** null until the first result is there. */
  readonly rows: ItemRows | null
  /** A newer result is on its way, or the shown one answers another question than the one asked. */
  readonly isStale: boolean
  readonly error: ApiError | null
}

/** True for rows that come from `useItemRows`. */
export function isLive(rows: ItemRows): rows is LiveItemRows {
  return 'queryKey' in rows
}

/** Milliseconds after the last page at which the rest of the page hears of rows that the table has already drawn. */
const TELL_AFTER_MS = 150

/** Milliseconds in which events are gathered: the end of a sync tells of its items and of its account at once. */
const GATHER_MS = 30

interface Question {
  readonly query: ItemQuery
  readonly facets: readonly FacetField[]
  readonly key: string
  readonly queryKey: string
  readonly filterKey: string
}

/** Asks for results and keeps them fresh; one per table. */
export interface ItemResults {
  ask(query: ItemQuery, facets: readonly FacetField[]): void
  /** Asks the same again, because rows or their order may have changed. */
  refresh(): void
  readonly state: () => ItemRowsState
  subscribe(listener: () => void): () => void
  /** Follows the core's events until the returned function is called. */
  follow(): () => void
}

export function createItemResults(api: Api): ItemResults {
  const listeners = new Set<() => void>()
  let state: ItemRowsState = { rows: null, isStale: true, error: null }
  let shown: Shown | null = null
  let asked: Question | null = null
  let isReading = false
  let isDirty = false

  function publish(next: ItemRowsState): void {
    state = next
    listeners.forEach((listener) => listener())
  }

  async function read(): Promise<void> {
    // One question at a time: while it is out, only the newest one waits.
    if (isReading || !asked || !isDirty) return
    isReading = true
    isDirty = false
    const question = asked
    if (!state.isStale) publish({ ...state, isStale: true })
    try {
      const next = await open(question)
      const former = shown
      shown = next
      former?.close()
      publish({ rows: next.rows(), isStale: isDirty, error: null })
    } catch (error) {
      publish({ ...state, isStale: isDirty, error: error as ApiError })
    } finally {
      isReading = false
      void read()
    }
  }

  async function open(question: Question): Promise<Shown> {
    const former = shown?.question.filterKey === question.filterKey ? shown : null
    const isSame = former?.question.queryKey === question.queryKey
    const isDeep = isSame && (former?.pages.watched()[0]?.[0] ?? 0) >= PAGE_ROWS
    const result = await api.request('item.query', {
      query: question.query,
      facets: [...question.facets],
      rows: isDeep ? 0 : PAGE_ROWS,
    } as never)
    const next = show(question, result)
    if (former) {
      try {
        next.found = await findAgain(api, former.pages, () => former.held, next.pages, isSame)
      } catch (error) {
        next.close()
        throw error
      }
    }
    return next
  }

  interface Shown {
    readonly question: Question
    readonly pages: ItemPages
    held: HeldPlaces
    found: FoundPlaces | null
    /** A new object for each telling, so that React sees that rows have come. */
    rows(): LiveItemRows
    close(): void
  }

  function show(question: Question, result: ItemResult): Shown {
    const rowListeners = new Set<() => void>()
    let timer: ReturnType<typeof setTimeout> | null = null
    let isNeeded = false
    const tell = (): void => {
      timer = null
      if (shown === self) publish({ ...state, rows: self.rows() })
    }
    const pages = createItemPages(api, result.handle, result.total, {
      onRows() {
        rowListeners.forEach((listener) => listener())
        if (timer) clearTimeout(timer)
        if (isNeeded) tell()
        else timer = setTimeout(tell, TELL_AFTER_MS)
        isNeeded = false
        if (shown === self && state.error !== null) publish({ ...state, error: null })
      },
      onExpired: () => {
        if (shown === self) refresh()
      },
      onError: (error) => {
        if (shown === self) publish({ ...state, error })
      },
    })
    pages.put(0, result.items)
    const fixed: { readonly asOf: number; readonly facets: Facets; readonly groups: readonly ItemGroup[] | null } =
      result
    const self: Shown = {
      question,
      pages,
      held: { cursor: null, selection: [] },
      found: null,
      rows: () => ({
        handle: result.handle,
        total: result.total,
        asOf: fixed.asOf,
        facets: fixed.facets,
        groups: fixed.groups,
        queryKey: question.queryKey,
        groupBy: question.query.groupBy ?? null,
        found: self.found,
        row: pages.row,
        need(from, to) {
          let isMissing = false
          for (let position = Math.max(0, from); position < Math.min(to, result.total) && !isMissing; position += 1) {
            isMissing = pages.row(position) === null
          }
          if (!isMissing) return
          isNeeded = true
          void pages.load(from, to)
        },
        watch: pages.watch,
        subscribe(listener) {
          rowListeners.add(listener)
          return () => void rowListeners.delete(listener)
        },
        hold(places) {
          self.held = places
        },
      }),
      close() {
        if (timer) clearTimeout(timer)
        pages.close()
      },
    }
    return self
  }

  function refresh(): void {
    isDirty = true
    void read()
  }

  return {
    ask(query, facets) {
      // A list of 100,000 ids is written out once, not with every drawing of the page.
      if (asked?.query === query && asked.facets === facets) return
      const queryKey = JSON.stringify(query)
      const key = `${queryKey} ${facets.join()}`
      // After a failure the same question in a new object is a wish to try again.
      if (asked?.key === key && (state.error === null || asked.query === query)) return
      asked = { query, facets, key, queryKey, filterKey: JSON.stringify(query.filter) }
      refresh()
    },
    refresh,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    follow() {
      let timer: ReturnType<typeof setTimeout> | null = null
      const refreshSoon = (): void => {
        timer ??= setTimeout(() => {
          timer = null
          refresh()
        }, GATHER_MS)
      }
      const stops = [
        api.onAnyEvent(({ name }) => {
          if (routesRefreshedBy(name).includes('item.query')) refreshSoon()
        }),
        api.onReset(refreshSoon),
        api.onConnection((isConnected) => {
          if (isConnected) refreshSoon()
        }),
        () => clearTimeout(timer ?? undefined),
      ]
      return () => stops.forEach((stop) => stop())
    },
  }
}

/**
 * The rows that a query finds, with the facets asked for. Old rows stay until the first new ones are there; what other
 * people, syncs and midnight change comes in by itself.
 */
export function useItemRows(query: ItemQuery, facets: readonly FacetField[]): ItemRowsState {
  const api = useApi()
  const [results, setResults] = useState(() => ({ api, source: createItemResults(api) }))
  let { source } = results
  if (results.api !== api) {
    source = createItemResults(api)
    setResults({ api, source })
  }
  useEffect(() => source.follow(), [source])
  useEffect(() => source.ask(query, facets))
  return useSyncExternalStore(source.subscribe, source.state)
}
