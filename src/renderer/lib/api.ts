import type { AppErrorCode } from '../../shared/domain/app-error.ts'
import type { RouteInput, RouteName, RouteOutput } from '../../shared/ipc/contract.ts'
import type { ErrorBody } from '../../shared/ipc/envelope.ts'
import type { EventMap, EventName, NumberedEvent } from '../../shared/ipc/events.ts'
import type { Transport } from './transport.ts'

/** A request that failed; `body` is what `translator.error` makes a sentence of. */
export class ApiError extends Error {
  readonly body: ErrorBody

  constructor(body: ErrorBody) {
    super(body.code)
    this.name = 'ApiError'
    this.body = body
  }

  get code(): AppErrorCode {
    return this.body.code
  }
}

/** The typed client of the core. */
export interface Api {
  /** The unwrapped answer; rejects with ApiError, CORE_UNREACHABLE when the core itself cannot be reached. */
  request<Name extends RouteName>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>>
  /** Calls back for one kind of event until the returned function is called. */
  on<Name extends EventName>(name: Name, listener: (payload: EventMap[Name]) => void): () => void
  /** Calls back when events may have been missed and everything shown has to be read again. */
  onReset(listener: () => void): () => void
  onAnyEvent(listener: (event: NumberedEvent) => void): () => void
  readonly isConnected: () => boolean
  onConnection(listener: (isConnected: boolean) => void): () => void
}

/** Wraps a transport; listening starts at once and lasts as long as the page. */
export function createApi(transport: Transport): Api {
  const anyListeners = new Set<(event: NumberedEvent) => void>()
  const resetListeners = new Set<() => void>()
  const connectionListeners = new Set<(isConnected: boolean) => void>()
  let isConnected = true
  transport.listen({
    onEvent: (event) => anyListeners.forEach((listener) => listener(event)),
    onReset: () => resetListeners.forEach((listener) => listener()),
    onConnection(next) {
      if (next === isConnected) return
      isConnected = next
      connectionListeners.forEach((listener) => listener(next))
    },
  })
  function add<Listener>(set: Set<Listener>, listener: Listener): () => void {
    set.add(listener)
    return () => void set.delete(listener)
  }
  return {
    async request(name, input) {
      let answer
      try {
        answer = await transport.request(name, input)
      } catch (error) {
        throw new ApiError({ code: 'CORE_UNREACHABLE', params: {}, raw: error instanceof Error ? error.message : null })
      }
      if (answer.ok) return answer.data as RouteOutput<typeof name>
      throw new ApiError(answer.error)
    },
    on: (name, listener) =>
      add(anyListeners, (event) => {
        if (event.name === name) (listener as (payload: unknown) => void)(event.payload)
      }),
    onAnyEvent: (listener) => add(anyListeners, listener),
    onReset: (listener) => add(resetListeners, listener),
    isConnected: () => isConnected,
    onConnection: (listener) => add(connectionListeners, listener),
  }
}
