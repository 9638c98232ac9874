/** How long a link may still take. Waiting that is not the link's fault is left out of the account. */
export interface LinkClock {
  /** Milliseconds that are left. */
  remaining(): number
  /** Milliseconds that count. */
  spent(): number
  /** What follows does not count until `resume`. */
  pause(): void
  resume(): void
  /** Milliseconds that count although they passed during a pause. */
  charge(durationMs: number): void
}

/** Starts the clock of a link. */
export function startLinkClock(budgetMs: number): LinkClock {
  let startedAt = performance.now()
  let pausedAt: number | null = null
  const spent = (): number => (pausedAt ?? performance.now()) - startedAt
  return {
    spent,
    remaining: () => budgetMs - spent(),
    pause() {
      pausedAt ??= performance.now()
    },
    resume() {
      if (pausedAt === null) return
      startedAt += performance.now() - pausedAt
      pausedAt = null
    },
    charge(durationMs) {
      startedAt -= durationMs
    },
  }
}

/** A bound on one step. */
export interface Bound {
  clear(): void
}

/** A bound is waited for in parts, so that a part during which this process could not run is noticed. */
const PART_MS = 400

/** Timers are never exact; what is later than this is the process's own delay. */
const USUAL_DELAY_MS = 20

/**
 * Calls back once the time is over, unless it was cleared. Time in which this process or computer stood still is not
 * counted, and what the system holds ready is read before time is called out: a busy moment must not condemn anybody.
 */
export function startBound(durationMs: number, onOver: () => void): Bound {
  let leftMs = durationMs
  let timer: NodeJS.Timeout | null = null
  let immediate: NodeJS.Immediate | null = null

  function wait(): void {
    const partMs = Math.max(1, Math.ceil(Math.min(leftMs, PART_MS)))
    const startedAt = performance.now()
    timer = setTimeout(() => {
      leftMs -= Math.min(performance.now() - startedAt, partMs + USUAL_DELAY_MS)
      if (leftMs > 0.5) wait()
      else immediate = setImmediate(() => (immediate = setImmediate(onOver)))
    }, partMs)
  }

  wait()
  return {
    clear() {
      if (timer) clearTimeout(timer)
      if (immediate) clearImmediate(immediate)
    },
  }
}
