import type { PreloadApi } from '../../shared/preload-api.ts'
import type { Transport } from './transport.ts'

/** Talks to the desktop host through the preload bridge. */
export function createIpcTransport(api: PreloadApi): Transport {
  return {
    request: (route, input) => api.request(route, input),
    listen(listener) {
      listener.onConnection(true)
      let lastSeq: number | null = null
      return api.on('event', (event) => {
        if (lastSeq !== null && event.seq > lastSeq + 1) listener.onReset()
        lastSeq = event.seq
        listener.onEvent(event)
      })
    },
  }
}
