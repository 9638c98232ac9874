import { rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls'
import { ZONE, type CertificateKind } from './case.ts'
import type { FarmCertificate } from './certificates.ts'
import { serveConnection, type HostState } from './connection.ts'
import { createControl } from './control.ts'
import { startDeafPort } from './deaf-listener.ts'
import { startDnsServer, type NameAnswer } from './dns-server.ts'
import { planHosts, toSite, type FarmPlan, type FarmPorts, type PlannedHost } from './plan.ts'
import { createHostCounter } from './stats.ts'

/** What the process is told once, at its start. */
export interface StartMessage {
  readonly plan: FarmPlan
  readonly certificates: readonly FarmCertificate[]
  readonly caPem: string
  /** Goes with the farm. */
  readonly folder: string
  /** 0: any free one. */
  readonly httpPort: number
  readonly httpsPort: number
  readonly dnsPort: number
  readonly dnsDelayMs: number
}

/** What it says once everything listens. */
export interface ReadyMessage {
  readonly ports: FarmPorts
  readonly dnsPort: number
}

/** What it says when it cannot start. */
export interface FailedMessage {
  readonly failed: string
}

/** Connections that wait to be taken; the system may allow fewer. */
const BACKLOG = 4096

process.once('message', (message) => {
  // The farm ends with whoever started it, and with whatever threads it has.
  process.once('disconnect', () => {
    rmSync((message as StartMessage).folder, { recursive: true, force: true })
    process.kill(process.pid, 'SIGKILL')
  })
  start(message as StartMessage).then(
    (ready) => process.send?.(ready),
    (error: unknown) => {
      process.send?.({ failed: error instanceof Error ? error.message : String(error) } satisfies FailedMessage, () =>
        process.exit(1),
      )
    },
  )
})
// Ctrl+C reaches the whole group; the starter decides when it is over.
process.on('SIGINT', () => {})

async function start(message: StartMessage): Promise<ReadyMessage> {
  const { plan } = message
  const hosts = planHosts(plan)
  const states = new Map<string, HostState>()
  const userAgents = new Set<string>()
  const contexts = toContexts(message.certificates)

  const accept = (isTlsPort: boolean) => (socket: Socket) => {
    const host = states.get(socket.localAddress ?? '')
    if (!host) return socket.destroy()
    host.counter.connected()
    socket.setNoDelay(true)
    socket.once('close', () => host.counter.disconnected())
    socket.on('error', () => socket.destroy())
    const { onConnection } = host.linkCase
    if (onConnection) return onConnection(socket, isTlsPort)
    if (!isTlsPort) return serveConnection(socket, socket, host, plan.timeoutMs)
    const context = contexts(host.linkCase.certificate ?? 'good', socket.localAddress ?? '')
    if (!context) return socket.destroy()
    const secured = new TLSSocket(socket, { isServer: true, secureContext: context })
    secured.on('error', () => socket.destroy())
    serveConnection(secured, socket, host, plan.timeoutMs)
  }
  const httpServer = createServer(accept(false))
  const httpsServer = createServer(accept(true))
  const control = createControl({ message, hosts, states, userAgents })
  const controlServer = createHttpServer(control.handle)
  const dns = await startDnsServer({
    port: message.dnsPort,
    host: '127.0.0.1',
    delayMs: message.dnsDelayMs,
    answer: toNameAnswers(hosts),
  })
  const ports: FarmPorts = {
    http: await listen(httpServer, message.httpPort, '0.0.0.0'),
    https: await listen(httpsServer, message.httpsPort, '0.0.0.0'),
    // Taken at 127.0.0.1 alone, so that it is closed, and stays closed, at every address of the farm.
    closed: await listen(controlServer, 0, '127.0.0.1'),
    deaf: await startDeafPort(),
  }
  control.ready(ports, dns)
  fillStates(states, hosts, ports, userAgents)
  return { ports, dnsPort: dns.port }
}

function fillStates(
  states: Map<string, HostState>,
  hosts: readonly PlannedHost[],
  ports: FarmPorts,
  userAgents: Set<string>,
): void {
  for (const host of hosts) {
    const site = toSite(host, ports)
    const sequence = { next: 0 }
    for (const address of [host.address, host.otherAddress]) {
      states.set(address, {
        site,
        isOther: address === host.otherAddress,
        latencyMs: host.latencyMs,
        counter: createHostCounter(userAgents),
        linkCase: host.linkCase,
        sequence,
      })
    }
  }
}

/** The context of an address; one that was issued for another kind does while a case is changed. */
function toContexts(
  certificates: readonly FarmCertificate[],
): (kind: CertificateKind, address: string) => SecureContext | null {
  const byAddress = new Map(
    certificates.flatMap((entry) => entry.addresses.map((address) => [address, entry] as const)),
  )
  const contexts = new Map<FarmCertificate, Map<boolean, SecureContext>>()
  return (kind, address) => {
    const entry = byAddress.get(address)
    if (!entry) return null
    const isOld = kind === 'old-protocol'
    const made = contexts.get(entry) ?? new Map<boolean, SecureContext>()
    contexts.set(entry, made)
    const context = made.get(isOld) ?? createContext(entry, isOld)
    made.set(isOld, context)
    return context
  }
}

function createContext({ cert, key }: FarmCertificate, isOld: boolean): SecureContext {
  if (!isOld) return createSecureContext({ cert, key })
  return createSecureContext({
    cert,
    key,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
}

/** Names of hosts, and those whose look-up fails in some way. */
function toNameAnswers(hosts: readonly PlannedHost[]): (name: string) => NameAnswer {
  const addresses = new Map(hosts.flatMap(({ hostName, address }) => (hostName === null ? [] : [[hostName, address]])))
  return (name) => {
    if (!name.endsWith(`.${ZONE}`)) return { kind: 'nxdomain' }
    switch (name.slice(0, -ZONE.length - 1).replace(/-\d+$/, '')) {
      case 'servfail':
        return { kind: 'servfail' }
      case 'silent':
        return { kind: 'silent' }
      case 'nodata':
        return { kind: 'addresses', addresses: [] }
      case 'nxdomain':
        return { kind: 'nxdomain' }
      case 'metadata':
        return { kind: 'addresses', addresses: ['169.254.169.254'] }
      default: {
        const address = addresses.get(name)
        return address === undefined ? { kind: 'nxdomain' } : { kind: 'addresses', addresses: [address] }
      }
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
