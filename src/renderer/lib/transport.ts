import type { Envelope } from '../../shared/ipc/envelope.ts'
import type { NumberedEvent } from '../../shared/ipc/events.ts'

/** What a window is told on its way to the core. */
export interface TransportListener {
  onEvent(event: NumberedEvent): void
  /** Events may have been missed: whatever is shown has to be read again. */
  onReset(): void
  /** False while the core cannot be reached; requests fail meanwhile. */
  onConnection(isConnected: boolean): void
}

/** The way to the core; the page does not know which one it is. */
export interface Transport {
  /** Rejects only when the core cannot be reached. */
  request(route: string, input: unknown): Promise<Envelope<unknown>>
  /** Listens until the returned function is called. */
  listen(listener: TransportListener): () => void
}
