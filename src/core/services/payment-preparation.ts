import type { EventName } from '../../shared/ipc/events.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import { setUnrefTimer, type SetTimer } from '../jobs/day-watch.ts'

/** So long after the last change nobody is likely to wait for an answer any more. */
const QUIET_MS = 500

/** After these, a plan is another one. */
const CHANGES: ReadonlySet<EventName> = new Set(['item.changed', 'account.changed', 'settings.changed', 'day.changed'])

export interface PaymentPreparation {
  /** Prepares now, and from then on after every change. */
  start(): void
  stop(): void
}

export interface PaymentPreparationDeps {
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

/** Has ready what forecasts and calendars are counted from while somebody looks on, so that opening them takes no time. */
export function createPaymentPreparation(deps: PaymentPreparationDeps): PaymentPreparation {
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

  function wait(): void {
    cancel()
    cancel = setTimer(prepare, QUIET_MS)
  }

  return {
    start() {
      if (over.signal.aborted) return
      prepare()
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
