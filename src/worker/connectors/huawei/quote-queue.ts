import { MAX_QUOTED_AT_ONCE } from './api.ts'

/** A resource that a quote is to be asked for. */
export interface WantedQuote {
  readonly resourceId: string
  readonly months: number
  /** Runs out within the account's window. */
  readonly isUrgent: boolean
  readonly expiresAt: number
  /** Of the quote at hand; null when there is none. */
  readonly quotedAt: number | null
  /** There is no such period as the first one that was asked for. */
  readonly isSecondTry: boolean
}

/** Quotes that can be asked for in one call: all for the same period. */
export interface QuoteBatch {
  readonly months: number
  readonly wanted: readonly WantedQuote[]
}

/** What waits for a quote, by period. */
export interface QuoteQueue {
  put(wanted: WantedQuote): void
  /**
   * The next batch of what is urgent, in the order in which it came; null when fewer than a full one wait. `isLast` takes
   * fewer, and fills the batch up with what is not urgent.
   */
  takeUrgent(isLast: boolean): QuoteBatch | null
  /** The next batch of what is not urgent: what was never quoted first, the soonest expiry first, then the oldest quotes. */
  takeRest(isLast: boolean): QuoteBatch | null
  readonly urgent: number
  readonly rest: number
}

interface Lane {
  readonly urgent: WantedQuote[]
  /** The next one stands last. */
  readonly rest: WantedQuote[]
  isSorted: boolean
}

export function createQuoteQueue(): QuoteQueue {
  const lanes = new Map<number, Lane>()
  let urgent = 0
  let rest = 0

  function laneOf(months: number): Lane {
    const known = lanes.get(months)
    if (known) return known
    const lane: Lane = { urgent: [], rest: [], isSorted: true }
    lanes.set(months, lane)
    return lane
  }

  function popRest(lane: Lane, count: number): WantedQuote[] {
    sort(lane)
    const taken = lane.rest.splice(Math.max(0, lane.rest.length - count)).reverse()
    rest -= taken.length
    return taken
  }

  return {
    put(wanted) {
      const lane = laneOf(wanted.months)
      if (wanted.isUrgent) {
        lane.urgent.push(wanted)
        urgent += 1
        return
      }
      lane.rest.push(wanted)
      lane.isSorted = false
      rest += 1
    },
    takeUrgent(isLast) {
      for (const [months, lane] of lanes) {
        if (lane.urgent.length < (isLast ? 1 : MAX_QUOTED_AT_ONCE)) continue
        const wanted = lane.urgent.splice(0, MAX_QUOTED_AT_ONCE)
        urgent -= wanted.length
        return { months, wanted: [...wanted, ...popRest(lane, MAX_QUOTED_AT_ONCE - wanted.length)] }
      }
      return null
    },
    takeRest(isLast) {
      let best: { months: number; lane: Lane; first: WantedQuote } | null = null
      for (const [months, lane] of lanes) {
        if (lane.rest.length < (isLast ? 1 : MAX_QUOTED_AT_ONCE)) continue
        sort(lane)
        const first = lane.rest.at(-1) as WantedQuote
        if (best === null || compare(first, best.first) < 0) best = { months, lane, first }
      }
      return best && { months: best.months, wanted: popRest(best.lane, MAX_QUOTED_AT_ONCE) }
    },
    get urgent() {
      return urgent
    },
    get rest() {
      return rest
    },
  }
}

function sort(lane: Lane): void {
  if (!lane.isSorted) lane.rest.sort((a, b) => compare(b, a))
  lane.isSorted = true
}

function compare(a: WantedQuote, b: WantedQuote): number {
  return (a.quotedAt ?? 0) - (b.quotedAt ?? 0) || a.expiresAt - b.expiresAt
}
