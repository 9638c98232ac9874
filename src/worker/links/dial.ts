import { connect, isIPv6, type Socket } from 'node:net'
import { startBound, type Bound } from './link-clock.ts'
import type { OpenSockets } from './open-sockets.ts'
import type { LinkProblem, Outcome } from './ports.ts'
import { fromError, toProblem, toTimeout } from './problems.ts'

/** A connection and the address that it goes to. */
export interface Dialled {
  readonly socket: Socket
  readonly address: string
}

/** An address that is silent gets this much of a start before the next one is tried beside it (RFC 8305). */
const NEXT_AFTER_MS = 250

/** A name with more addresses than this is not reachable by the others either. */
const MAX_ADDRESSES = 8

/** The problem that tells most comes first. */
const TELLING: readonly LinkProblem['cause'][] = ['connection-refused', 'connection-reset', 'connect-timeout']

/**
 * Connects to the first of the addresses that answers, and to nothing but them. The connection is registered and has a
 * listener for errors, so that it never throws.
 */
export function dial(
  addresses: readonly string[],
  port: number,
  timeoutMs: number,
  sockets: OpenSockets,
): Promise<Outcome<Dialled>> {
  const queue = toAlternating(addresses).slice(0, MAX_ADDRESSES)
  return new Promise((resolve) => {
    const trying = new Set<Socket>()
    const problems: LinkProblem[] = []
    let isOver = false
    let next: Bound | null = null
    const bound = startBound(timeoutMs, () => fail(toTimeout('connect')))

    function end(): void {
      isOver = true
      bound.clear()
      next?.clear()
      for (const socket of trying) socket.destroy()
    }

    function fail(problem: LinkProblem): void {
      if (isOver) return
      end()
      resolve({ isFine: false, problem })
    }

    function tryNext(): void {
      next?.clear()
      next = null
      const address = queue.shift()
      if (address === undefined) return
      const socket = connect({ host: address, port, autoSelectFamily: false })
      trying.add(socket)
      sockets.add(socket)
      socket.on('error', ignore)
      socket.once('connect', () => {
        trying.delete(socket)
        if (isOver) {
          socket.destroy()
          return
        }
        end()
        socket.removeListener('close', onClose)
        resolve({ isFine: true, value: { socket, address } })
      })
      function onClose(): void {
        trying.delete(socket)
        if (isOver) return
        problems.push(toDialProblem(socket))
        if (queue.length > 0) tryNext()
        else if (trying.size === 0) fail(toMostTelling(problems))
      }
      socket.once('close', onClose)
      if (queue.length > 0) next = startBound(NEXT_AFTER_MS, tryNext)
    }

    tryNext()
  })
}

function ignore(): void {}

function toDialProblem(socket: Socket): LinkProblem {
  return socket.errored
    ? fromError(socket.errored, 'connect')
    : toProblem('refused', 'connection-reset', 'closed while connecting')
}

function toMostTelling(problems: readonly LinkProblem[]): LinkProblem {
  for (const cause of TELLING) {
    const found = problems.find((problem) => problem.cause === cause)
    if (found) return found
  }
  return problems[0] ?? toProblem('refused', 'host-unreachable')
}

/** The resolver's order, but the families take turns: where one family leads nowhere, the other is next. */
function toAlternating(addresses: readonly string[]): string[] {
  if (addresses.length < 3) return [...addresses]
  const first = isIPv6(addresses[0] ?? '')
  const same = addresses.filter((address) => isIPv6(address) === first)
  const other = addresses.filter((address) => isIPv6(address) !== first)
  const result: string[] = []
  for (let index = 0; index < Math.max(same.length, other.length); index += 1) {
    for (const address of [same[index], other[index]]) if (address !== undefined) result.push(address)
  }
  return result
}
