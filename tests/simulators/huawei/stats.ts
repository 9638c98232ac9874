import type { ApiName } from './api.ts'

/** One request and what became of it. Status 0: the connection ended without an answer. */
export interface RequestRecord {
  readonly n: number
  readonly at: number
  readonly api: ApiName
  readonly method: string
  readonly url: string
  readonly status: number
  readonly latencyMs: number
}

/** A call for renewal quotes that was well formed. */
export interface QuoteRecord {
  readonly ids: readonly string[]
  readonly months: number
  /** Whether the attached resources' prices were asked for as well. */
  readonly withAttached: boolean
}

/** What was asked and answered since the start or the last reset. */
export interface SimulatorStats {
  /** Requests that arrived, answered or not. */
  readonly total: number
  readonly byApi: Readonly<Record<string, number>>
  /** By status of the answer; '0' counts those that got none. */
  readonly byStatus: Readonly<Record<string, number>>
  /** Finished requests in the order of their end, the newest 100,000. */
  readonly requests: readonly RequestRecord[]
  /** Calls that would have spent money or changed something. Must stay 0. */
  readonly forbiddenWrites: number
  /** Calls for quotes in the order of their arrival. */
  readonly quotes: readonly QuoteRecord[]
  /** How many BSS lists were read to their end. */
  readonly completeLists: number
  readonly open: number
  readonly maxOpen: number
  reset(): void
}

export interface StatsRecorder {
  readonly stats: SimulatorStats
  /** A request arrived; call the answer once with what became of it. */
  begin(api: ApiName, method: string, url: string): { readonly n: number; end(status: number): void }
  listCompleted(): number
  quoteAsked(quote: QuoteRecord): void
}

const KEPT_REQUESTS = 100_000

/** Creates empty statistics. */
export function createStats(now: () => number): StatsRecorder {
  let byApi: Record<string, number> = {}
  let byStatus: Record<string, number> = {}
  let requests: RequestRecord[] = []
  let quotes: QuoteRecord[] = []
  let total = 0
  let forbiddenWrites = 0
  let completeLists = 0
  let open = 0
  let maxOpen = 0

  const stats: SimulatorStats = {
    get total() {
      return total
    },
    get byApi() {
      return byApi
    },
    get byStatus() {
      return byStatus
    },
    get requests() {
      return requests
    },
    get forbiddenWrites() {
      return forbiddenWrites
    },
    get quotes() {
      return quotes
    },
    get completeLists() {
      return completeLists
    },
    get open() {
      return open
    },
    get maxOpen() {
      return maxOpen
    },
    reset() {
      byApi = {}
      byStatus = {}
      requests = []
      quotes = []
      total = 0
      forbiddenWrites = 0
      completeLists = 0
      maxOpen = open
    },
  }

  return {
    stats,
    begin(api, method, url) {
      total += 1
      byApi[api] = (byApi[api] ?? 0) + 1
      if (api === 'forbidden-write') forbiddenWrites += 1
      open += 1
      maxOpen = Math.max(maxOpen, open)
      const n = total
      const at = now()
      const startedAt = performance.now()
      let isOpen = true
      return {
        n,
        end(status) {
          if (!isOpen) return
          isOpen = false
          open -= 1
          byStatus[status] = (byStatus[status] ?? 0) + 1
          if (requests.length >= KEPT_REQUESTS) requests.splice(0, KEPT_REQUESTS / 10)
          requests.push({ n, at, api, method, url, status, latencyMs: performance.now() - startedAt })
        },
      }
    },
    quoteAsked(quote) {
      quotes.push(quote)
    },
    listCompleted() {
      completeLists += 1
      return completeLists
    },
  }
}
