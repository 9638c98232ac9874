import type { TLSSocket } from 'node:tls'
import { untilAborted } from '../http/timer.ts'
import { toAllowed } from './address-rules.ts'
import { CONNECT_TIMEOUT_MS, shakeInTurn, type Network } from './network.ts'
import { dial } from './dial.ts'
import { startLinkClock } from './link-clock.ts'
import type { OpenTls, Outcome, TlsTarget } from './ports.ts'
import { toProblem } from './problems.ts'
import { connectProxy, openTunnel } from './proxy-tunnel.ts'

/** Creates the opener of TLS connections whose certificates are wanted and nothing else. */
export function createOpenTls(network: Network, timeoutMs: number): OpenTls {
  return (target, signal) => {
    const opened = openTrusting(target, network, timeoutMs)
    // Whoever gave up waiting does not destroy what comes later.
    void opened.then((outcome) => {
      if (signal.aborted && outcome.isFine) outcome.value.destroy()
    })
    return untilAborted(opened, signal)
  }
}

/** A second time where the first was not trusted, but may be with the roots of the system. */
async function openTrusting(target: TlsTarget, network: Network, timeoutMs: number): Promise<Outcome<TLSSocket>> {
  const opened = await open(target, network, timeoutMs)
  if (!opened.isFine || !network.trust.canWidenFor(opened.value)) return opened
  opened.value.destroy()
  return open(target, network, timeoutMs)
}

async function open(target: TlsTarget, network: Network, timeoutMs: number): Promise<Outcome<TLSSocket>> {
  if (toAllowed([target.address], target.allowsPrivate).length === 0) {
    return { isFine: false, problem: toProblem('unsupported', 'address-forbidden', target.address) }
  }
  const clock = startLinkClock(timeoutMs)
  const proxy = network.chooseProxy(target.host, target.port, true)
  const stepMs = Math.min(timeoutMs, CONNECT_TIMEOUT_MS)
  if (proxy === null) {
    const dialled = await dial([target.address], target.port, stepMs, network.sockets)
    return dialled.isFine ? shakeInTurn(dialled.value.socket, target.host, clock, network) : dialled
  }
  const connected = await connectProxy(proxy, clock, network)
  if (!connected.isFine) return connected
  const tunnel = await openTunnel(connected.value, proxy, target, stepMs)
  return tunnel.isFine ? shakeInTurn(tunnel.value, target.host, clock, network) : tunnel
}
