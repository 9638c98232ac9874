import { isIP, type Socket } from 'node:net'
import { connect, TLSSocket, type SecureContext } from 'node:tls'
import { startBound } from './link-clock.ts'
import type { OpenSockets } from './open-sockets.ts'
import type { LinkProblem, Outcome } from './ports.ts'
import { CLOSED, fromError, toTimeout } from './problems.ts'

/**
 * Handshakes at the same time. Each costs a millisecond or more of computing: when hundreds begin at once, all of them
 * are late, and servers as well as our own clocks take them for dead.
 */
export const HANDSHAKE_CONCURRENCY = 48

/** One protocol as ALPN writes it, so that it is not converted for every connection. */
const ALPN = Buffer.from('\u0008http/1.1', 'latin1')

export interface HandshakeOptions {
  /** Lower case without brackets; an address sends no SNI. */
  readonly host: string
  readonly context: SecureContext
  readonly timeoutMs: number
  readonly sockets: OpenSockets
}

/**
 * Makes a TLS connection of an open one, whatever the certificate is worth; `authorizationError` tells what the system
 * thinks of the chain. Names are not compared here. What fails is destroyed.
 */
export function shakeHands(socket: Socket, options: HandshakeOptions): Promise<Outcome<TLSSocket>> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.readableEnded) {
      socket.destroy()
      resolve({ isFine: false, problem: socket.errored ? fromError(socket.errored, 'tls') : CLOSED })
      return
    }
    const secured = connect({
      socket,
      secureContext: options.context,
      rejectUnauthorized: false,
      checkServerIdentity: noProblem,
      ALPNProtocols: ALPN,
      ...(isIP(options.host) ? {} : { servername: options.host }),
    })
    // Node turns the whole chain into objects for `checkServerIdentity`, which is dear and not wanted here.
    secured.getPeerCertificate = noCertificate
    options.sockets.add(secured)
    const bound = startBound(options.timeoutMs, () => fail(toTimeout('tls')))
    let isOver = false

    function fail(problem: LinkProblem): void {
      if (isOver) return
      isOver = true
      bound.clear()
      secured.destroy()
      socket.destroy()
      resolve({ isFine: false, problem })
    }
    secured.once('secureConnect', () => {
      if (isOver) return
      isOver = true
      bound.clear()
      // Not deleted: a connection that has lost a property is a slow dictionary from then on.
      secured.getPeerCertificate = TLSSocket.prototype.getPeerCertificate
      resolve({ isFine: true, value: secured })
    })
    // It stays: an error after the handshake is seen by whoever reads, and must never be thrown.
    secured.on('error', (error) => fail(isEarlyEnd(error) ? CLOSED : fromError(error, 'tls')))
    secured.once('close', () => fail(CLOSED))
  })
}

/** Node's own word for a connection that was closed in good order during the handshake. */
function isEarlyEnd(error: Error): boolean {
  return error.message.startsWith('Client network socket disconnected')
}

function noProblem(): undefined {
  return undefined
}

const noCertificate = (() => ({})) as unknown as TLSSocket['getPeerCertificate']
