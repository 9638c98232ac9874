import type { ServerResponse } from 'node:http'
import type { App } from '../../core/app.ts'
import { pageHeaders } from '../../shared/page-policy.ts'
import { newNonce } from './answer.ts'

/** A browser opens at most six connections to one address: five streams leave one for requests, however many tabs there are. */
const MAX_STREAMS = 5
/** Short enough for whatever stands between that closes quiet connections. */
const KEEP_ALIVE_MS = 15_000
/** A reader that has taken nothing for so long is cut off; it comes back and gets what it has missed. */
const STALLED_MS = 60_000
/** When a browser opens a stream again that has ended. */
const RETRY_MS = 2_000

export interface EventStreamsOptions {
  readonly events: App['events']
  readonly keepAliveMs?: number
  readonly stalledMs?: number
}

/** The event streams that are open. */
export interface EventStreams {
  /**
   * Answers with a stream of the events after `after`, null: from now on. `hello` says where it begins; `reset` says that
   * events have been lost and the state must be read anew.
   */
  open(response: ServerResponse, after: number | null): void
  /** Ends all of them. */
  endAll(): void
}

/**
 * Streams the numbered events without gap or repeat. Nothing is queued for a slow reader: it has a position in the
 * events that the bus keeps, so it costs one socket buffer however far it falls behind.
 */
export function createEventStreams(options: EventStreamsOptions): EventStreams {
  const { events, keepAliveMs = KEEP_ALIVE_MS, stalledMs = STALLED_MS } = options
  /** How each open stream is ended, the oldest first. */
  const open = new Map<ServerResponse, () => void>()

  function follow(response: ServerResponse, after: number | null): void {
    let position = after ?? events.lastSeq
    let blockedSince: number | null = null
    const over = new AbortController()

    const write = (frame: string): void => {
      if (response.write(frame)) return
      blockedSince = performance.now()
      response.once('drain', () => {
        blockedSince = null
        pump()
      })
    }
    const reset = (): void => {
      position = events.lastSeq
      write(toFrame('reset', position, { seq: position }))
    }
    /** Writes as much of what is missing as the reader takes now; the rest follows when it has taken that. */
    const pump = (): void => {
      if (over.signal.aborted || blockedSince !== null) return
      const missed = events.since(position)
      if (missed === null) reset()
      for (const event of missed ?? []) {
        position = event.seq
        write(toFrame(null, event.seq, event))
        if (blockedSince !== null) return
      }
    }
    const timer = setInterval(() => {
      if (blockedSince === null) write(':\n\n')
      else if (performance.now() - blockedSince >= stalledMs) response.destroy()
    }, keepAliveMs)
    const stop = (): void => {
      clearInterval(timer)
      over.abort()
      open.delete(response)
    }
    response.once('close', stop)
    response.on('error', stop)
    open.set(response, () => {
      stop()
      response.end()
    })

    write(`retry: ${RETRY_MS}\n${toFrame('hello', position, { seq: position })}`)
    // A position that does not exist yet comes from an earlier process, whose numbers mean nothing here.
    if (position > events.lastSeq) reset()
    events.on(pump, { signal: over.signal })
    pump()
  }

  return {
    open(response, after) {
      response.writeHead(200, {
        ...pageHeaders('events.json', newNonce()),
        'Content-Type': 'text/event-stream; charset=utf-8',
        // A connection that lived on after its stream would hold up the end of the server.
        Connection: 'close',
      })
      follow(response, after)
      // The one that gives way comes back after RETRY_MS, so that more tabs than connections take turns.
      const [endOldest] = open.values()
      if (open.size > MAX_STREAMS) endOldest?.()
    },
    endAll() {
      for (const end of open.values()) end()
    },
  }
}

function toFrame(name: string | null, id: number, data: object): string {
  return `${name === null ? '' : `event: ${name}\n`}id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}
