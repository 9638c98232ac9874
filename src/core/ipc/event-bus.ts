import type { EventMap, EventName, NumberedEvent } from '../../shared/ipc/events.ts'

/** How many events a reconnecting window may have missed before it must read the state again. */
const KEPT_EVENTS = 2_000

/** Numbers events and hands them to every listener in order. */
export interface EventBus {
  emit<Name extends EventName>(name: Name, payload: EventMap[Name]): void
  /** Listens until the signal aborts. */
  on(listener: (event: NumberedEvent) => void, options: { signal: AbortSignal }): void
  readonly lastSeq: number
  readonly listenerCount: number
  /** Events after `seq`, or null when some of them are no longer kept. */
  since(seq: number): readonly NumberedEvent[] | null
}

/** Creates a bus; a listener that throws is reported and does not stop the others. */
export function createEventBus(onListenerError: (error: unknown) => void): EventBus {
  const listeners = new Set<(event: NumberedEvent) => void>()
  let kept: NumberedEvent[] = []
  let lastSeq = 0
  return {
    emit(name, payload) {
      lastSeq += 1
      const event = { seq: lastSeq, name, payload } as NumberedEvent
      kept.push(event)
      if (kept.length > KEPT_EVENTS * 2) kept = kept.slice(-KEPT_EVENTS)
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    on(listener, { signal }) {
      if (signal.aborted) return
      listeners.add(listener)
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
    },
    get lastSeq() {
      return lastSeq
    },
    get listenerCount() {
      return listeners.size
    },
    since(seq) {
      if (seq >= lastSeq) return []
      const first = kept[0]
      if (!first || first.seq > seq + 1) return null
      return kept.filter((event) => event.seq > seq)
    },
  }
}
