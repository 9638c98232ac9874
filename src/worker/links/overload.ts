/** How often a run looks whether this process keeps up with its own events. */
const LOOK_EVERY_MS = 20

/** So late, all answers seem late: fewer links at once. */
const LATE_MS = 100

/** Not later than this: a few more links at once. */
const CALM_MS = 30

const LESS_FACTOR = 0.9
const MORE = 8

/** So many links at once never are too many. */
const FEWEST = 128

export interface OverloadOptions {
  /** Links at once when nothing stands against it. */
  readonly concurrency: number
  /** Told of every change. */
  readonly onConcurrency: (concurrency: number) => void
}

/** Watches whether this process keeps up. */
export interface OverloadWatch {
  stop(): void
}

/**
 * Lets a run take on fewer links at once while the computer is busy. With hundreds under way, each waits for all others
 * at every step, and a link that answers at once would be found to have timed out.
 */
export function watchOverload({ concurrency, onConcurrency }: OverloadOptions): OverloadWatch {
  const fewest = Math.min(concurrency, FEWEST)
  let present = concurrency
  let dueAt = performance.now() + LOOK_EVERY_MS
  const timer = setInterval(() => {
    const now = performance.now()
    const lateMs = now - dueAt
    dueAt = now + LOOK_EVERY_MS
    const next =
      lateMs > LATE_MS
        ? Math.max(fewest, Math.floor(present * LESS_FACTOR))
        : lateMs < CALM_MS
          ? Math.min(concurrency, present + MORE)
          : present
    if (next === present) return
    present = next
    onConcurrency(next)
  }, LOOK_EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
