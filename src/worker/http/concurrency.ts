import pLimit from 'p-limit'
import { untilAborted } from './timer.ts'

/** One place among the calls in flight. Tell it what the answer was, so that the number of places adapts. */
export interface Slot {
  succeeded(): void
  throttled(): void
}

/** Bounds the calls in flight to one API: careful at first, quickly up to the configured number, halved on a refusal. */
export interface Concurrency {
  /** Runs `task` in a place of its own. Never call it from inside a task of the same instance: it could wait for itself. */
  run<T>(task: (slot: Slot) => Promise<T>, signal: AbortSignal): Promise<T>
  /** The number of calls to come, which decides how many run at once to begin with. */
  expect(total: number): void
  readonly limit: number
  readonly waiting: number
}

/** Places to begin with: few for short lists, five for long ones. */
export function toInitialConcurrency(configured: number, total: number): number {
  return Math.max(1, Math.min(configured, Math.max(3, Math.min(5, Math.floor(total / 200)))))
}

/** Creates the places of one API. `configured` is never exceeded. */
export function createConcurrency(options: { configured: number }): Concurrency {
  const configured = Math.max(1, Math.floor(options.configured))
  const limit = pLimit(toInitialConcurrency(configured, 0))
  let started = 0
  let successes = 0
  // Calls that left before the last cut say nothing about the new number of places.
  let cutAfter = 0
  let wasThrottled = false

  return {
    run(task, signal) {
      const place = limit(async () => {
        signal.throwIfAborted()
        started += 1
        const index = started
        return await task({
          succeeded() {
            successes += 1
            // Until the first refusal every success opens a place, later a quarter of a round: the pacer keeps calls apart.
            const needed = wasThrottled ? Math.ceil(limit.concurrency / 4) : 1
            if (successes < needed || limit.concurrency >= configured) return
            successes = 0
            limit.concurrency += 1
          },
          throttled() {
            wasThrottled = true
            if (index <= cutAfter) return
            cutAfter = started
            successes = 0
            limit.concurrency = Math.max(1, Math.floor(limit.concurrency / 2))
          },
        })
      })
      return untilAborted(place, signal)
    },
    expect(total) {
      if (!wasThrottled) limit.concurrency = Math.max(limit.concurrency, toInitialConcurrency(configured, total))
    },
    get limit() {
      return limit.concurrency
    },
    get waiting() {
      return limit.pendingCount
    },
  }
}
