import { useEffect, useState, useSyncExternalStore } from 'react'
import type { EventName } from '../../../shared/ipc/events.ts'
import type { Api, ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import type { Ranges } from '../data-grid/types.ts'
import { createResultPages, PAGE_ROWS, type HeldPlaces, type PagePort, type ResultPages } from './result-pages.ts'
import { findAgain, type FoundPlaces } from './result-places.ts'

/** A result that a table shows: rows are read as they come into sight. */
export interface ListRows<Row> {
  readonly handle: string
  readonly total: number
  /** Epoch ms for which days hold. */
  readonly asOf: number
  /** The row at a position when it has been read, else null. */
  row(position: number): Row | null
  /** Reads rows that are not there yet; the table is told when they are. */
  need(from: number, to: number): void
}

/** Rows that the table follows closely: it hears of every page at once, the rest of the page a little later. */
export interface LiveRows<Row> extends ListRows<Row> {
  /** Same for results of one question; another one starts at the top. */
  readonly queryKey: string
  /** Where rows of the former result stand in this one; null after another filter. */
  readonly found: FoundPlaces | null
  watch(inSight: Ranges): void
  subscribe(listener: () => void): () => void
  /** What shall be found again when this result is replaced by a newer one of the same question. */
  hold(places: HeldPlaces): void
}

/** True for rows that come from `useResults`. */
export function isLive<Row>(rows: ListRows<Row>): rows is LiveRows<Row> {
  return 'queryKey' in rows
}

/** What the core answers to a question: the first rows, and whatever else belongs to the list. */
export interface FirstAnswer<Row, More> {
  readonly handle: string
  readonly total: number
  readonly asOf: number
  readonly rows: readonly Row[]
  readonly more: More
}

/** How one kind of list asks the core. */
export interface ResultPort<Row, Query, Facet extends string, More> extends PagePort<Row> {
  query(question: {
    readonly query: Query
    readonly facets: readonly Facet[]
    readonly rows: number
  }): Promise<FirstAnswer<Row, More>>
  /** True when an event may have changed rows or their order. */
  isRefreshedBy(event: EventName): boolean
  /** Events are answered at most once in so many milliseconds; absent: as they come. */
  readonly everyMs?: number
}

export interface ResultsState<Row, More> {
  /** null until the first result is there. */
  readonly rows: (LiveRows<Row> & More) | null
  /** The shown result answers another question than the one asked; a newer one of the same question comes in quietly. */
  readonly isStale: boolean
  readonly error: ApiError | null
}

/** Milliseconds after the last page at which the rest of the page hears of rows that the table has already drawn. */
const TELL_AFTER_MS = 150

/** Milliseconds in which events are gathered: the end of a sync tells of its items and of its account at once. */
const GATHER_MS = 10

/** The lists on the page, by the client whose events they follow. */
const listsOf = new WeakMap<object, Set<() => Promise<void>>>()

/**
 * Has the lists on the page read their rows in sight once more, and waits until these are drawn. For whoever has just
 * changed rows: they see what they did at once, before the list is filtered and sorted anew.
 */
export async function rereadLists(api: object): Promise<void> {
  await Promise.all(Array.from(listsOf.get(api) ?? [], (reread) => reread()))
}

interface Question<Query, Facet extends string> {
  readonly query: Query
  readonly facets: readonly Facet[]
  readonly key: string
  readonly queryKey: string
  readonly filterKey: string
}

/** Asks for results and keeps them fresh; one per table. */
export interface Results<Row, Query, Facet extends string, More> {
  ask(query: Query, facets: readonly Facet[]): void
  /** Asks the same again, because rows or their order may have changed. */
  refresh(): void
  readonly state: () => ResultsState<Row, More>
  subscribe(listener: () => void): () => void
  /** Follows the core's events until the returned function is called. */
  follow(): () => void
}

export function createResults<
  Row,
  Query extends { readonly filter: unknown },
  Facet extends string,
  More extends object,
>(
  api: Pick<Api, 'onAnyEvent' | 'onReset' | 'onConnection'>,
  port: ResultPort<Row, Query, Facet, More>,
): Results<Row, Query, Facet, More> {
  type State = ResultsState<Row, More>

  const listeners = new Set<() => void>()
  let state: State = { rows: null, isStale: true, error: null }
  let shown: Shown | null = null
  let asked: Question<Query, Facet> | null = null
  let refreshedAt = -Infinity
  let isReading = false
  let isDirty = false
  let rereading = Promise.resolve()

  function publish(next: State): void {
    state = next
    listeners.forEach((listener) => listener())
  }

  function isOther(question: Question<Query, Facet>): boolean {
    return shown?.question.key !== question.key
  }

  async function read(): Promise<void> {
    // One question at a time: while it is out, only the newest one waits.
    if (isReading || !asked || !isDirty) return
    isReading = true
    isDirty = false
    const question = asked
    if (!state.isStale && isOther(question)) publish({ ...state, isStale: true })
    try {
      const next = await open(question)
      const former = shown
      shown = next
      former?.close()
      publish({ rows: next.rows(), isStale: isOther(asked), error: null })
    } catch (error) {
      publish({ ...state, isStale: isDirty, error: error as ApiError })
    } finally {
      isReading = false
      void read()
    }
  }

  async function open(question: Question<Query, Facet>): Promise<Shown> {
    const former = shown?.question.filterKey === question.filterKey ? shown : null
    const isSame = former?.question.queryKey === question.queryKey
    const isDeep = isSame && (former?.pages.watched()[0]?.[0] ?? 0) >= PAGE_ROWS
    const { query, facets } = question
    const result = await port.query({ query, facets, rows: isDeep ? 0 : PAGE_ROWS })
    const next = show(question, result)
    if (former) {
      try {
        next.found = await findAgain(port, former.pages, () => former.held, next.pages, isSame)
      } catch (error) {
        next.close()
        throw error
      }
    }
    return next
  }

  interface Shown {
    readonly question: Question<Query, Facet>
    readonly pages: ResultPages<Row>
    held: HeldPlaces
    found: FoundPlaces | null
    /** A new object for each telling, so that React sees that rows have come. */
    rows(): LiveRows<Row> & More
    close(): void
  }

  function show(question: Question<Query, Facet>, result: FirstAnswer<Row, More>): Shown {
    const rowListeners = new Set<() => void>()
    let timer: ReturnType<typeof setTimeout> | null = null
    let isNeeded = false
    const tell = (): void => {
      timer = null
      if (shown === self) publish({ ...state, rows: self.rows() })
    }
    const pages = createResultPages(port, result.handle, result.total, {
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
    pages.put(0, result.rows)
    const self: Shown = {
      question,
      pages,
      held: { cursor: null, selection: [] },
      found: null,
      rows: () => ({
        handle: result.handle,
        total: result.total,
        asOf: result.asOf,
        ...result.more,
        queryKey: question.queryKey,
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
        const dueMs = refreshedAt + (port.everyMs ?? 0) - Date.now()
        timer ??= setTimeout(
          () => {
            timer = null
            refreshedAt = Date.now()
            void rereading.then(refresh)
          },
          Math.max(GATHER_MS, dueMs),
        )
      }
      const reread = (): Promise<void> => {
        rereading = shown?.pages.reread() ?? rereading
        return rereading
      }
      const lists = listsOf.get(api) ?? new Set()
      listsOf.set(api, lists.add(reread))
      const stops = [
        api.onAnyEvent(({ name }) => {
          if (port.isRefreshedBy(name)) refreshSoon()
        }),
        api.onReset(refreshSoon),
        api.onConnection((isConnected) => {
          if (isConnected) refreshSoon()
        }),
        () => clearTimeout(timer ?? undefined),
        () => lists.delete(reread),
      ]
      return () => stops.forEach((stop) => stop())
    },
  }
}

/**
 * The rows that a query finds, with the facets asked for. Old rows stay until the first new ones are there; what other
 * people, runs and midnight change comes in by itself. `toPort` is always the same function for one list.
 */
export function useResults<Row, Query extends { readonly filter: unknown }, Facet extends string, More extends object>(
  toPort: (api: Api) => ResultPort<Row, Query, Facet, More>,
  query: Query,
  facets: readonly Facet[],
): ResultsState<Row, More> {
  const api = useApi()
  const [results, setResults] = useState(() => ({ api, source: createResults(api, toPort(api)) }))
  let { source } = results
  if (results.api !== api) {
    source = createResults(api, toPort(api))
    setResults({ api, source })
  }
  useEffect(() => source.follow(), [source])
  useEffect(() => source.ask(query, facets))
  return useSyncExternalStore(source.subscribe, source.state)
}
