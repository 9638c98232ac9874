import { schedule } from 'node-cron'

/** How often the two clocks are compared, and by how much they may differ then. */
const COMPARE_EVERY_MS = 5_000
const TOLERANCE_MS = 2_500

export interface MinuteClockDeps {
  /** Wall clock, epoch ms. */
  readonly now?: () => number
  /** A clock that nobody can set, in ms from anywhere. */
  readonly monotonicNow?: () => number
}

/**
 * Calls back at each full minute, and soon after the wall clock has jumped: after a sleep, or because somebody has set it.
 * Answers how to end that. Does not keep the process alive.
 */
export function everyMinute(look: () => void, deps: MinuteClockDeps = {}): () => void {
  const { now = Date.now, monotonicNow = () => performance.now() } = deps
  let task = start(look)
  let offset = now() - monotonicNow()

  // The cron task waits for the minute it has computed: set back, the clock would keep it silent until then; set forward,
  // it would count every minute in between, which takes seconds for a year. A new task knows the new time.
  const guard = setInterval(() => {
    const newOffset = now() - monotonicNow()
    if (Math.abs(newOffset - offset) <= TOLERANCE_MS) return
    offset = newOffset
    void task.destroy()
    task = start(look)
    look()
  }, COMPARE_EVERY_MS)
  guard.unref()
  return () => {
    clearInterval(guard)
    void task.destroy()
  }
}

function start(look: () => void): ReturnType<typeof schedule> {
  return schedule('* * * * *', look, {
    noOverlap: true,
    unref: true,
    // A busy process may be late by seconds; the look is as good then.
    missedExecutionTolerance: 30_000,
    suppressMissedWarning: true,
  })
}
