import type { Clock } from '../../src/core/clock.ts'

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  set(at: number): void
  advance(byMs: number): void
}

/** Starts at 2026-03-01T00:00:00Z unless told otherwise. */
export function createFakeClock(at = Date.UTC(2026, 2, 1)): FakeClock {
  let current = at
  return {
    now: () => current,
    set(next) {
      current = next
    },
    advance(byMs) {
      current += byMs
    },
  }
}
