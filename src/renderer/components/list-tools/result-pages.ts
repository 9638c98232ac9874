import type { ApiError } from '../../lib/api.ts'
import type { Ranges } from '../data-grid/types.ts'

/** Rows that are read at once: about three screens, 130 kB of JSON. */
export const PAGE_ROWS = 100

/** Pages that are kept; the ones farthest from what is in sight leave first. */
const MAX_PAGES = 40

/** Pages that are asked for at the same time; what has been scrolled past meanwhile is never asked for. */
const MAX_READS = 2

/** Milliseconds after which a page that could not be read is tried again. */
const RETRY_MS = 2_000

/** What the table wants to find again in a newer result. */
export interface HeldPlaces {
  readonly cursor: number | null
  readonly selection: Ranges
}

export interface PagesListener {
  /** Rows have come in. */
  onRows(): void
  /** The result is no longer kept by the core. */
  onExpired(): void
  onError(error: ApiError): void
}

/** The rows of one result, read page by page around what is in sight. */
export interface ResultPages<Row> {
  readonly handle: string
  readonly total: number
  row(position: number): Row | null
  /** Reads what is in sight first, then its neighbours. */
  watch(inSight: Ranges): void
  /** The positions that were last said to be in sight. */
  readonly watched: () => Ranges
  /** Fills in rows that came another way. */
  put(offset: number, rows: readonly Row[]): void
  /** Reads the pages of a part and waits for them. */
  load(from: number, to: number): Promise<void>
  /** Reads the rows in sight once more, where they stand; what fails is left as it is. */
  reread(): Promise<void>
  close(): void
}

/** Where the rows of results are read. */
export interface PagePort<Row> {
  page(handle: string, offset: number, limit: number): Promise<readonly Row[]>
  /** Where rows stand in a result; null for one that is not in it. */
  locate(handle: string, ids: readonly string[]): Promise<readonly (number | null)[]>
  /** The ids of parts of a result, in its order. */
  ids(handle: string, ranges: Ranges): Promise<readonly string[]>
  idOf(row: Row): string
}

export function createResultPages<Row>(
  port: Pick<PagePort<Row>, 'page'>,
  handle: string,
  total: number,
  listener: PagesListener,
): ResultPages<Row> {
  const pages = new Map<number, readonly Row[]>()
  const reads = new Map<number, Promise<void>>()
  const failedAt = new Map<number, number>()
  let inSight: Ranges = []
  let isOpen = true
  let retryTimer: ReturnType<typeof setTimeout> | null = null

  const lastPage = Math.max(0, Math.ceil(total / PAGE_ROWS) - 1)

  /** The page in the middle of what is in sight, with a part of a page. */
  function middlePage(): number {
    const first = inSight[0]?.[0] ?? 0
    return (first + (inSight.at(-1)?.[1] ?? first) - 1) / 2 / PAGE_ROWS
  }

  function evict(): void {
    if (pages.size <= MAX_PAGES) return
    const middle = middlePage()
    const farthest = [...pages.keys()].toSorted((a, b) => Math.abs(b - middle) - Math.abs(a - middle))
    for (const page of farthest.slice(0, pages.size - MAX_PAGES)) pages.delete(page)
  }

  async function read(page: number): Promise<void> {
    try {
      const rows = await port.page(handle, page * PAGE_ROWS, PAGE_ROWS)
      if (!isOpen) return
      failedAt.delete(page)
      pages.set(page, rows)
      evict()
      listener.onRows()
    } catch (error) {
      if (!isOpen) return
      const failure = error as ApiError
      if (failure.code === 'NOT_FOUND') listener.onExpired()
      else {
        failedAt.set(page, Date.now())
        retryTimer ??= setTimeout(() => {
          retryTimer = null
          readMore()
        }, RETRY_MS)
        listener.onError(failure)
      }
    } finally {
      reads.delete(page)
    }
  }

  function start(page: number): Promise<void> {
    const running = reads.get(page)
    if (running) return running
    const started = read(page)
    reads.set(page, started)
    void started.then(readMore)
    return started
  }

  /**
   * The pages in sight from the middle outwards, then one on each side; folded groups between them are left out. Whoever
   * has not scrolled yet, as while typing a search, gets what is in sight alone.
   */
  function wanted(): readonly number[] {
    const found = new Set<number>()
    for (const [from, to] of inSight) {
      for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS < to; page += 1) found.add(page)
    }
    const ordered = [...found]
    const [first, last] = [ordered[0], ordered.at(-1)]
    if (first === undefined || last === undefined) return []
    const middle = middlePage() - 0.5
    const nearest = ordered.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
    return inSight[0]?.[0] === 0 ? nearest : [...nearest, last + 1, first - 1]
  }

  function readMore(): void {
    if (!isOpen) return
    const now = Date.now()
    for (const page of wanted()) {
      if (reads.size >= MAX_READS) return
      if (page < 0 || page > lastPage || pages.has(page) || reads.has(page)) continue
      if (now - (failedAt.get(page) ?? -Infinity) < RETRY_MS) continue
      void start(page)
    }
  }

  /** Puts newer rows into pages that are there. */
  function replace(from: number, rows: readonly Row[]): void {
    for (const [at, row] of rows.entries()) {
      const page = Math.floor((from + at) / PAGE_ROWS)
      const known = pages.get(page)
      if (known) pages.set(page, known.with((from + at) % PAGE_ROWS, row))
    }
  }

  return {
    handle,
    total,
    row: (position) => pages.get(Math.floor(position / PAGE_ROWS))?.[position % PAGE_ROWS] ?? null,
    watch(given) {
      inSight = given
      readMore()
    },
    watched: () => inSight,
    put(offset, rows) {
      // Only whole pages: a page that is short would hide the rows after it.
      for (let start = 0; start < rows.length; start += PAGE_ROWS) {
        const part = rows.slice(start, start + PAGE_ROWS)
        if (part.length === PAGE_ROWS || offset + start + part.length === total) {
          pages.set((offset + start) / PAGE_ROWS, part)
        }
      }
    },
    async load(from, to) {
      const first = Math.max(0, Math.floor(from / PAGE_ROWS))
      const last = Math.min(lastPage, Math.floor((to - 1) / PAGE_ROWS))
      const loads: Promise<void>[] = []
      for (let page = first; page <= last; page += 1) if (!pages.has(page)) loads.push(start(page))
      await Promise.all(loads)
    },
    async reread() {
      const read = await Promise.allSettled(
        inSight.map(async ([from, to]) => ({
          from,
          rows: await port.page(handle, from, Math.min(to - from, PAGE_ROWS)),
        })),
      )
      if (!isOpen) return
      for (const part of read) if (part.status === 'fulfilled') replace(part.value.from, part.value.rows)
      listener.onRows()
    },
    close() {
      isOpen = false
      if (retryTimer) clearTimeout(retryTimer)
    },
  }
}
