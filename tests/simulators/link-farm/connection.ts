import type { Socket } from 'node:net'
import type { Exchange, LinkCase, Site } from './case.ts'
import type { HostCounter } from './stats.ts'

/** Longer heads are no honest request. */
const MAX_HEAD_CHARACTERS = 65_536

/** One address of the farm while it runs. */
export interface HostState {
  readonly site: Site
  readonly isOther: boolean
  readonly latencyMs: number
  readonly counter: HostCounter
  /** How it behaves now. */
  linkCase: LinkCase
  /** Shared by both addresses of a host. */
  readonly sequence: { next: number }
}

/**
 * Reads requests from a connection, one after the other, and lets the host's case answer them. `raw` is the socket below
 * the encryption, which is what can be reset.
 */
export function serveConnection(socket: Socket, raw: Socket, host: HostState, timeoutMs: number): void {
  const timers = new Set<NodeJS.Timeout>()
  let received = ''
  let isAsking = false

  const stopAsking = (): void => {
    if (!isAsking) return
    isAsking = false
    host.counter.answered()
  }
  const schedule = (timer: NodeJS.Timeout): void => void timers.add(timer)
  const clear = (): void => {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
  }

  function answerNext(): void {
    const end = received.indexOf('\r\n\r\n')
    if (end < 0) {
      if (received.length > MAX_HEAD_CHARACTERS) socket.destroy()
      return
    }
    const head = received.slice(0, end)
    received = received.slice(end + 4)
    const [method = '', path = '/'] = head.split(' ', 2)
    isAsking = true
    host.counter.asked(method, head)
    const nth = host.sequence.next
    host.sequence.next += 1
    const serve = host.linkCase.serve ?? (() => socket.destroy())
    const exchange = toExchange(method, path, nth, /^connection: *close/im.test(head))
    const delayMs = host.linkCase.isUndelayed ? 0 : host.latencyMs
    if (delayMs > 0) exchange.after(delayMs, () => serve(exchange))
    else serve(exchange)
  }

  function toExchange(method: string, path: string, nth: number, wantsClose: boolean): Exchange {
    return {
      site: host.site,
      isOther: host.isOther,
      method,
      path,
      nth,
      timeoutMs,
      write(bytes) {
        if (socket.writable) socket.write(bytes, 'latin1')
      },
      waiting: () => socket.writableLength,
      end(isLast) {
        stopAsking()
        if (isLast || wantsClose) {
          socket.end()
          return
        }
        // An answer within the event that brought the request must not run into the next one.
        if (received !== '') setImmediate(answerNext)
      },
      reset() {
        raw.resetAndDestroy()
      },
      after(delayMs, action) {
        if (socket.destroyed) return
        const timer = setTimeout(() => {
          timers.delete(timer)
          action()
        }, delayMs)
        schedule(timer)
      },
      every(periodMs, action) {
        if (!socket.destroyed) schedule(setInterval(action, periodMs))
      },
    }
  }

  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    if (!isAsking) answerNext()
  })
  socket.on('error', () => socket.destroy())
  socket.once('close', () => {
    clear()
    stopAsking()
  })
}
