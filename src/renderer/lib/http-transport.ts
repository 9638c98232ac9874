import type { Envelope } from '../../shared/ipc/envelope.ts'
import type { NumberedEvent } from '../../shared/ipc/events.ts'
import type { Transport } from './transport.ts'

/** Wait before the event stream is opened again after it broke, in milliseconds. */
const RECONNECT_MS = 500
/** How long the stream may be away before the page is told: the core ends old streams when many pages are open. */
const UNREACHABLE_AFTER_MS = 2_000

/** Browsers let 64 KB in all outlive a page; a character takes up to three bytes. */
const MAX_KEPT_CHARACTERS = 20_000

/** Talks to `duewatch serve` over loopback: requests by POST, events by a stream that resumes where it broke. */
export function createHttpTransport(base = ''): Transport {
  return {
    async request(route, input) {
      const body = JSON.stringify({ route, input })
      const answer = await fetch(`${base}/api/request`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        credentials: 'same-origin',
        body,
        // What the person has arranged last is stored while the page is being closed, and has to outlive it.
        keepalive: route === 'preference.set' && body.length <= MAX_KEPT_CHARACTERS,
      })
      return (await answer.json()) as Envelope<unknown>
    },
    listen(listener) {
      let lastSeq: number | null = null
      let source: EventSource | null = null
      let timer: ReturnType<typeof setTimeout> | null = null
      let alarm: ReturnType<typeof setTimeout> | null = null
      let isOver = false

      function arrived(): void {
        if (alarm) clearTimeout(alarm)
        alarm = null
        listener.onConnection(true)
      }

      function open(): void {
        if (isOver) return
        const stream = new EventSource(`${base}/api/events${lastSeq === null ? '' : `?after=${lastSeq}`}`)
        source = stream
        // The first frame says where the stream begins, so that nothing is missed if it breaks before an event.
        stream.addEventListener('hello', (message: MessageEvent<string>) => {
          lastSeq ??= seqOf(message)
          arrived()
        })
        stream.addEventListener('message', (message: MessageEvent<string>) => {
          const event = JSON.parse(message.data) as NumberedEvent
          if (lastSeq !== null && event.seq <= lastSeq) return
          lastSeq = event.seq
          listener.onEvent(event)
        })
        stream.addEventListener('reset', (message: MessageEvent<string>) => {
          lastSeq = seqOf(message)
          arrived()
          listener.onReset()
        })
        stream.addEventListener('error', () => {
          alarm ??= setTimeout(() => listener.onConnection(false), UNREACHABLE_AFTER_MS)
          // The browser's own reconnect would start at the event it knows of, not at the one that we have handled.
          stream.close()
          timer = setTimeout(open, RECONNECT_MS)
        })
      }
      open()
      return () => {
        isOver = true
        if (timer) clearTimeout(timer)
        if (alarm) clearTimeout(alarm)
        source?.close()
      }
    },
  }
}

function seqOf(message: MessageEvent<string>): number {
  return (JSON.parse(message.data) as { readonly seq: number }).seq
}
