import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { shakeHands } from './handshake.ts'
import type { LinkClock } from './link-clock.ts'
import type { Names } from './names.ts'
import type { OpenSockets } from './open-sockets.ts'
import type { Outcome } from './ports.ts'
import type { ChooseProxy } from './proxy-choice.ts'
import type { Trust } from './trust.ts'
import type { TurnGate } from './turn-gate.ts'

/** What the connections of a run share. */
export interface Network {
  readonly names: Names
  readonly handshakes: TurnGate
  /** Reading and understanding pages. */
  readonly pages: TurnGate
  readonly sockets: OpenSockets
  readonly chooseProxy: ChooseProxy
  readonly trust: Trust
  /** Epoch ms. */
  readonly clock: { now(): number }
  /** Something on the way answered: this computer has a network. */
  readonly onReached: () => void
}

/** Longest wait for a connection, and for a handshake, however much time a link has. */
export const CONNECT_TIMEOUT_MS = 15_000
const HANDSHAKE_TIMEOUT_MS = 15_000

/** Shakes hands when it is the connection's turn; the clock stands still until then. */
export function shakeInTurn(
  socket: Socket,
  host: string,
  clock: LinkClock,
  network: Network,
): Promise<Outcome<TLSSocket>> {
  clock.pause()
  return network.handshakes.run(async () => {
    clock.resume()
    const context = network.trust.context()
    const timeoutMs = Math.min(clock.remaining(), HANDSHAKE_TIMEOUT_MS)
    const secured = await shakeHands(socket, { host, context, timeoutMs, sockets: network.sockets })
    if (secured.isFine) network.trust.note(secured.value, context)
    return secured
  })
}
