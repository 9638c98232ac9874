import type { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import type { LinkCause } from '../../shared/domain/link.ts'
import { toAllowed } from './address-rules.ts'
import { judgeRead, readCertificate } from './certificate-judge.ts'
import { dial } from './dial.ts'
import type { LinkClock } from './link-clock.ts'
import type { Names } from './names.ts'
import { CONNECT_TIMEOUT_MS, shakeInTurn, type Network } from './network.ts'
import type { Outcome } from './ports.ts'
import { toProblem } from './problems.ts'
import type { ProxyServer } from './proxy-choice.ts'
import { connectProxy, openTunnel } from './proxy-tunnel.ts'
import type { Target } from './targets.ts'

/** A connection on which a request can be sent. */
export interface Connection {
  readonly socket: Socket
  /** null when a proxy was connected to. */
  readonly address: string | null
  /** All that might have been connected to; none when a proxy was. */
  readonly addresses: readonly string[]
  /** The request goes to this proxy itself, with the whole URL in it. */
  readonly proxy: ProxyServer | null
}

/** A certificate as a link has met it. */
export interface OwnCertificate extends Pick<Connection, 'address' | 'addresses'> {
  readonly certificate: X509Certificate
  readonly host: string
  readonly port: number
  readonly problem: LinkCause | null
}

/** Sees the certificate of a handshake, before it is acted upon. */
export type OnCertificate = (own: OwnCertificate) => void

/** A name that this computer cannot find may still be known to the proxy, which is then not kept waiting. */
const PROXIED_LOOKUP_MS = 2_000

/**
 * Connects to where a request goes: finds the addresses, connects to one that is allowed and to no other, and for https
 * shakes hands and judges the certificate. Waiting for a turn does not count against the link.
 */
export async function openConnection(
  target: Target,
  allowsPrivate: boolean,
  clock: LinkClock,
  network: Network,
  onCertificate: OnCertificate | null,
): Promise<Outcome<Connection>> {
  const proxy = network.chooseProxy(target.host, target.port, target.isTls)
  const opened = await (proxy === null
    ? openDirect(target, allowsPrivate, clock, network)
    : openProxied(target, proxy, allowsPrivate, clock, network))
  if (!opened.isFine || !target.isTls) return opened
  const { socket, address, addresses } = opened.value
  const secured = await shakeInTurn(socket, target.host, clock, network)
  if (!secured.isFine) return secured
  if (network.trust.canWidenFor(secured.value)) {
    secured.value.destroy()
    return openConnection(target, allowsPrivate, clock, network, onCertificate)
  }
  // Node takes the certificate off the connection's list, so a second reading would give the issuer's.
  const certificate = readCertificate(secured.value)
  const cause =
    certificate === null
      ? 'certificate-invalid'
      : judgeRead(certificate, secured.value, target.host, network.clock.now())
  const { host, port } = target
  if (certificate !== null) onCertificate?.({ certificate, host, port, address, addresses, problem: cause })
  if (cause === null) return { isFine: true, value: { socket: secured.value, address, addresses, proxy: null } }
  secured.value.destroy()
  const raw = secured.value.authorizationError
  return { isFine: false, problem: toProblem('tls', cause, raw ? String(raw) : null) }
}

async function openDirect(
  target: Target,
  allowsPrivate: boolean,
  clock: LinkClock,
  network: Network,
): Promise<Outcome<Connection>> {
  const found = await findInTurn(target.host, clock, network.names)
  if (!found.isFine) return found
  // An address in the URL has been judged by the stricter rule already.
  const allowed = isIP(target.host) ? found.value : toAllowed(found.value, allowsPrivate)
  if (allowed.length === 0) return toForbidden(found.value)
  const timeoutMs = Math.min(clock.remaining(), CONNECT_TIMEOUT_MS)
  const dialled = await dial(allowed, target.port, timeoutMs, network.sockets)
  if (!dialled.isFine) {
    if (dialled.problem.cause === 'connection-refused') network.onReached()
    return dialled
  }
  network.onReached()
  return { isFine: true, value: { ...dialled.value, addresses: allowed, proxy: null } }
}

function toForbidden(addresses: readonly string[]): Outcome<never> {
  return { isFine: false, problem: toProblem('unsupported', 'address-forbidden', addresses.slice(0, 8).join(' ')) }
}

/** The clock counts what the asking took, not the waiting for a turn to ask. */
async function findInTurn(host: string, clock: LinkClock, names: Names): Promise<Outcome<readonly string[]>> {
  clock.pause()
  const before = performance.now()
  const { outcome, tookMs } = await names.find(host)
  clock.resume()
  clock.charge(Math.min(tookMs, performance.now() - before))
  return outcome
}

async function openProxied(
  target: Target,
  proxy: ProxyServer,
  allowsPrivate: boolean,
  clock: LinkClock,
  network: Network,
): Promise<Outcome<Connection>> {
  if (isIP(target.host) === 0) {
    clock.pause()
    const found = await findSoon(target.host, network.names)
    clock.resume()
    if (found !== null && toAllowed(found, allowsPrivate).length === 0) return toForbidden(found)
  }
  const connected = await connectProxy(proxy, clock, network)
  if (!connected.isFine) return connected
  if (!target.isTls) return { isFine: true, value: { socket: connected.value, address: null, addresses: [], proxy } }
  const tunnel = await openTunnel(connected.value, proxy, target, Math.min(clock.remaining(), CONNECT_TIMEOUT_MS))
  return tunnel.isFine
    ? { isFine: true, value: { socket: tunnel.value, address: null, addresses: [], proxy: null } }
    : tunnel
}

/** The addresses of a name; null when they are not known, or not soon. */
async function findSoon(host: string, names: Names): Promise<readonly string[] | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PROXIED_LOOKUP_MS, null)
  })
  const found = await Promise.race([names.find(host), late])
  clearTimeout(timer)
  return found?.outcome.isFine ? found.outcome.value : null
}
