import type { EventName } from '../../shared/ipc/events.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import { setUnrefTimer, type SetTimer } from '../jobs/day-watch.ts'

/** So long after the last change nobody is likely to wait for an answer any more. */
const QUIET_MS = 500

/** So long after the start a window has its first rows, which nothing may hold back. */
const START_MS = 1_500

/** After these, answers are others. */
const CHANGES: ReadonlySet<EventName> = new Set(['item.changed', 'account.changed', 'settings.changed', 'day.changed'])

export interface AnswerPreparation {
  /** Prepares soon, and from then on after every change. */
  start(): void
  stop(): void
}

export interface AnswerPreparationDeps {
  readonly events: EventBus
  /** In slices; what is ready already costs nothing. */
  readonly prepare: () => Promise<unknown>
  /** Whether there is anybody for whom to be ready again after a change. */
  readonly isWatched: () => boolean
  /** False once the database is closed: what is broken off then is no failure. */
  readonly isOpen: () => boolean
  readonly onError: (error: unknown) => void
  readonly setTimer?: SetTimer
}

/** Has the usual answers ready while somebody looks on, so that opening their pages takes no time. */
export function createAnswerPreparation(deps: AnswerPreparationDeps): AnswerPreparation {
  const { events, isOpen, setTimer = setUnrefTimer } = deps
  const over = new AbortController()
  let isPreparing = false
  let cancel = (): void => {}

  function prepare(): void {
    if (over.signal.aborted) return
    if (isPreparing) return wait()
    isPreparing = true
    deps
      .prepare()
      .catch((error: unknown) => {
        if (isOpen() && !over.signal.aborted) deps.onError(error)
      })
      .finally(() => {
        isPreparing = false
      })
  }

  function wait(ms = QUIET_MS): void {
    cancel()
    cancel = setTimer(prepare, ms)
  }

  return {
    start() {
      if (over.signal.aborted) return
      wait(START_MS)
      events.on(
        ({ name }) => {
          if (CHANGES.has(name) && deps.isWatched()) wait()
        },
        { signal: over.signal },
      )
    },
    stop() {
      over.abort()
      cancel()
    },
  }
}
