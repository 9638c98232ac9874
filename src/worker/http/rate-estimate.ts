/**
 * Finds the refill rate R of a token bucket that nobody announced. A refusal proves that the bucket was empty when the
 * call arrived. Between two refusals Δ seconds apart with A accepted calls, (A − 1) / Δ ≤ R; and R < (A + 1) / Δ unless
 * the bucket was full in between. Every pair of refusals gives such bounds, so long stretches give tight ones.
 */
export interface RateEstimate {
  /** A call that left as number `index` at `atMs` was refused. Calls may be reported in any order. */
  refuse(index: number, atMs: number): void
  /** Refill rate per second, proven from below; null until two refusals are far enough apart. */
  read(): { readonly low: number; readonly estimate: number } | null
  /** Highest rate that the stretch since `index` allows; null without enough refusals in it. */
  newestHigh(): number | null
  /** Forgets everything but the newest refusal: the limit has changed. */
  forgetOld(): void
}

/** Calls per second that no limit of a cloud API exceeds; the search for one ends here. */
export const MAX_RATE = 5_000

/** Older refusals say little about a limit that may have changed. */
const MAX_REFUSALS = 48
const MAX_AGE_MS = 60_000
/** Stretches with fewer accepted calls are too coarse to raise the estimate. */
const MIN_ACCEPTED = 4
const MIN_STRETCH_MS = 100

/** Creates an empty estimate. */
export function createRateEstimate(): RateEstimate {
  let refusals: { index: number; atMs: number }[] = []

  function bounds(from: number, to: number): { accepted: number; seconds: number } | null {
    const first = refusals[from] as { index: number; atMs: number }
    const last = refusals[to] as { index: number; atMs: number }
    // All calls in between were accepted, apart from the refused ones, which are all in the list.
    const accepted = last.index - first.index - (to - from)
    const stretchMs = last.atMs - first.atMs
    if (accepted < MIN_ACCEPTED || stretchMs < MIN_STRETCH_MS) return null
    return { accepted, seconds: stretchMs / 1000 }
  }

  return {
    refuse(index, atMs) {
      const position = refusals.findLastIndex((one) => one.index < index)
      refusals.splice(position + 1, 0, { index, atMs })
      refusals = refusals.filter((one) => atMs - one.atMs <= MAX_AGE_MS).slice(-MAX_REFUSALS)
    },
    read() {
      const last = refusals.length - 1
      let low = 0
      let high = Number.POSITIVE_INFINITY
      for (let to = last; to > 0; to -= 1) {
        for (let from = to - 1; from >= 0; from -= 1) {
          const found = bounds(from, to)
          if (!found) continue
          low = Math.max(low, (found.accepted - 1) / found.seconds)
          high = Math.min(high, (found.accepted + 1) / found.seconds)
        }
      }
      if (low === 0) return null
      return { low, estimate: Math.max(low, (low + Math.min(high, low * 1.5)) / 2) }
    },
    newestHigh() {
      const last = refusals.length - 1
      for (let from = last - 1; from >= 0; from -= 1) {
        const found = bounds(from, last)
        if (found) return (found.accepted + 1) / found.seconds
      }
      return null
    },
    forgetOld() {
      refusals = refusals.slice(-1)
    },
  }
}

/**
 * The refill rate at which a bucket of `depthSeconds` seconds' worth, full at first, runs empty with the call that was
 * refused at `refusedAt`. `after` calls left after that one and do not count.
 */
export function toFirstEstimate(
  sends: readonly number[],
  after: number,
  refusedAt: number,
  depthSeconds: number,
): number {
  const accepted = sends.slice(0, Math.max(1, sends.length - after - 1))
  let low = 0.5
  let high = MAX_RATE
  for (let round = 0; round < 24; round += 1) {
    const middle = Math.sqrt(low * high)
    const depth = middle * depthSeconds
    let level = depth
    let at = accepted[0] as number
    for (const sentAt of accepted) {
      level = Math.min(depth, level + ((sentAt - at) / 1000) * middle) - 1
      at = sentAt
    }
    // Half a token: the bucket held anything between none and one.
    if (level + ((refusedAt - at) / 1000) * middle > 0.5) high = middle
    else low = middle
  }
  return low
}
