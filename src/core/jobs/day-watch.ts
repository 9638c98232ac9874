import { addCivilDays, startOfCivilDay, toCivilDay, type CivilDay } from '../../shared/domain/civil-day.ts'

/** The longest sleep between two looks at the clock: a timer stands still while the machine sleeps. */
const LOOK_EVERY_MS = 30_000
/** A timer may fire a little early; midnight is then looked for again at once. */
const LEAST_MS = 20

/** Sets a timer; answers how to take it back. */
export type SetTimer = (work: () => void, afterMs: number) => () => void

export interface DayWatch {
  stop(): void
}

export interface DayWatchDeps {
  readonly clock: { now(): number }
  /** The zone in which people count days, as of now. */
  readonly zone: () => string
  readonly onDay: (today: CivilDay) => void
  readonly onError: (error: unknown) => void
  readonly setTimer?: SetTimer
}

/** Says when another day has begun, at midnight, after a sleep, after the clock was set and after a change of zone. */
export function createDayWatch(deps: DayWatchDeps): DayWatch {
  const { clock, setTimer = setUnrefTimer } = deps
  let today = toCivilDay(clock.now(), deps.zone())
  let isStopped = false
  let cancel = plan()

  function plan(): () => void {
    const midnightAt = startOfCivilDay(addCivilDays(today, 1), deps.zone())
    const waitMs = Math.min(Math.max(midnightAt - clock.now(), LEAST_MS), LOOK_EVERY_MS)
    return setTimer(look, waitMs)
  }

  function look(): void {
    if (isStopped) return
    try {
      const now = toCivilDay(clock.now(), deps.zone())
      if (now !== today) {
        today = now
        deps.onDay(now)
      }
      cancel = plan()
    } catch (error) {
      deps.onError(error)
      cancel = setTimer(look, LOOK_EVERY_MS)
    }
  }

  return {
    stop() {
      isStopped = true
      cancel()
    },
  }
}

/** A timer that does not keep the process alive. */
export function setUnrefTimer(work: () => void, afterMs: number): () => void {
  const timer = setTimeout(work, afterMs)
  timer.unref()
  return () => clearTimeout(timer)
}
