import type { Socket } from 'node:net'
import { judgeCertificate } from './certificate-judge.ts'
import { CONNECT_TIMEOUT_MS, shakeInTurn, type Network } from './network.ts'
import { dial } from './dial.ts'
import { ask } from './exchange.ts'
import type { LinkClock } from './link-clock.ts'
import type { LinkProblem, Outcome } from './ports.ts'
import { toProblem } from './problems.ts'
import type { ProxyServer } from './proxy-choice.ts'
import type { Target } from './targets.ts'
import { USER_AGENT } from './user-agent.ts'

/** Connects to a proxy. A person has chosen it, so any address of it will do. */
export async function connectProxy(proxy: ProxyServer, clock: LinkClock, network: Network): Promise<Outcome<Socket>> {
  clock.pause()
  const { outcome } = await network.names.find(proxy.host)
  clock.resume()
  if (!outcome.isFine) return toFailed(outcome.problem)
  const timeoutMs = Math.min(clock.remaining(), CONNECT_TIMEOUT_MS)
  const dialled = await dial(outcome.value, proxy.port, timeoutMs, network.sockets)
  if (!dialled.isFine) return toFailed(dialled.problem)
  if (!proxy.isTls) {
    network.onReached()
    return { isFine: true, value: dialled.value.socket }
  }
  const secured = await shakeInTurn(dialled.value.socket, proxy.host, clock, network)
  if (!secured.isFine) return toFailed(secured.problem)
  const cause = judgeCertificate(secured.value, proxy.host, network.clock.now())
  if (cause === null) {
    network.onReached()
    return secured
  }
  secured.value.destroy()
  return toFailed({ verdict: 'tls', cause, raw: null })
}

/** Asks a proxy for a tunnel to where the request goes. */
export async function openTunnel(
  socket: Socket,
  proxy: ProxyServer,
  target: Pick<Target, 'host' | 'port'>,
  timeoutMs: number,
): Promise<Outcome<Socket>> {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  const lines = [
    `CONNECT ${host}:${target.port} HTTP/1.1`,
    `Host: ${host}:${target.port}`,
    `User-Agent: ${USER_AGENT}`,
    ...toAuthorization(proxy),
  ]
  const answer = await ask(socket, `${lines.join('\r\n')}\r\n\r\n`, timeoutMs, 'connect')
  if (!answer.isFine) return answer.problem.verdict === 'timeout' ? answer : toFailed(answer.problem)
  const { status, rest } = answer.value
  if (status < 200 || status > 299) {
    socket.destroy()
    return { isFine: false, problem: toProblem('refused', 'proxy-failed', `HTTP ${status}`) }
  }
  if (rest.length > 0) socket.unshift(rest)
  return { isFine: true, value: socket }
}

/** The header with the proxy's credentials; nothing without any. */
export function toAuthorization(proxy: ProxyServer): readonly string[] {
  return proxy.authorization === null ? [] : [`Proxy-Authorization: ${proxy.authorization}`]
}

/** What stands between us and the proxy is no fault of the link. */
function toFailed({ cause, raw }: LinkProblem): Outcome<never> {
  return { isFine: false, problem: toProblem('refused', 'proxy-failed', raw === null ? cause : `${cause}: ${raw}`) }
}
