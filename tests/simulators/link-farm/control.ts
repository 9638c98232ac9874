import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LinkCase } from './case.ts'
import { caseOf } from './cases.ts'
import type { HostState } from './connection.ts'
import type { DnsServer } from './dns-server.ts'
import { groupBy } from './group.ts'
import { toCsv, toDocument, toLinks, type FarmLink } from './links.ts'
import type { FarmPlan, FarmPorts, PlannedHost } from './plan.ts'
import { sumStats, type FarmStats, type HostStats } from './stats.ts'

export interface ControlOptions {
  readonly message: { readonly plan: FarmPlan; readonly caPem: string }
  readonly hosts: readonly PlannedHost[]
  /** By address. */
  readonly states: ReadonlyMap<string, HostState>
  readonly userAgents: ReadonlySet<string>
}

/** What can be asked of a running farm and changed in it, by HTTP. */
export interface Control {
  readonly handle: (incoming: IncomingMessage, response: ServerResponse) => void
  ready(ports: FarmPorts, dns: DnsServer): void
}

/** A wish that the farm cannot fulfil; its text is the answer. */
class ControlError extends Error {}

/** Creates the control; it answers once it is ready. */
export function createControl({ message, hosts, states, userAgents }: ControlOptions): Control {
  let links: readonly FarmLink[] = []
  let dns: DnsServer | null = null

  function readStats(): FarmStats {
    const rows: HostStats[] = []
    for (const [address, { counter, site }] of states) {
      const row = counter.read()
      const caseName = hosts[site.index]?.linkCase.name ?? ''
      if (row.connections > 0) rows.push({ address, caseName, ...row })
    }
    const byCase = groupBy(rows, ({ caseName }) => caseName)
    return {
      total: sumStats(rows),
      byCase: Object.fromEntries([...byCase].map(([name, members]) => [name, sumStats(members)])),
      hosts: rows,
      userAgents: [...userAgents],
      nameQuestions: dns?.questions ?? 0,
    }
  }

  function reset(): void {
    for (const { counter } of states.values()) counter.reset()
    dns?.resetCount()
  }

  function set(name: string, other: string): void {
    const from = readCase(name)
    const to = readCase(other)
    if (to.certificate !== undefined && to.certificate !== 'old-protocol' && to.certificate !== from.certificate) {
      throw new ControlError(`a certificate cannot be changed: "${name}" does not have the one of "${other}"`)
    }
    let changed = 0
    for (const { index, linkCase } of hosts) {
      if (linkCase.name !== name) continue
      for (const state of states.values()) {
        if (state.site.index !== index) continue
        state.linkCase = to
        state.sequence.next = 0
        changed += 1
      }
    }
    if (changed === 0) throw new ControlError(`no host of this farm is "${name}"`)
  }

  function answer(method: string, url: URL): { readonly type: string; readonly body: string } {
    const json = (value: unknown) => ({ type: 'application/json', body: JSON.stringify(value) })
    switch (`${method} ${url.pathname}`) {
      case 'GET /stats':
        return json(readStats())
      case 'GET /links.csv':
        return { type: 'text/csv; charset=utf-8', body: toCsv(links) }
      case 'GET /links.json':
        return json(links.map(toDocument))
      case 'GET /ca.pem':
        return { type: 'application/x-pem-file', body: message.caPem }
      case 'POST /reset':
        reset()
        return json({})
      case 'POST /set':
        set(url.searchParams.get('case') ?? '', url.searchParams.get('other') ?? '')
        return json({})
      case 'POST /dns':
        if (dns) dns.delayMs = readDelay(url.searchParams.get('delay'))
        return json({})
      default:
        throw new ControlError(
          'GET /stats, /links.csv, /links.json, /ca.pem; POST /reset, /set?case=NAME&other=NAME, /dns?delay=MS',
        )
    }
  }

  return {
    ready(ports, server) {
      links = toLinks(hosts, ports, message.plan)
      dns = server
    },
    handle(incoming, response) {
      incoming.resume()
      try {
        const { type, body } = answer(incoming.method ?? '', new URL(incoming.url ?? '/', 'http://control'))
        response.writeHead(200, { 'content-type': type, connection: 'close' }).end(body)
      } catch (error) {
        if (!(error instanceof ControlError)) throw error
        response.writeHead(400, { 'content-type': 'text/plain', connection: 'close' }).end(`${error.message}\n`)
      }
    },
  }
}

function readCase(name: string): LinkCase {
  try {
    return caseOf(name)
  } catch (error) {
    throw new ControlError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function readDelay(text: string | null): number {
  const delayMs = Number(text)
  if (text === null || text === '' || !Number.isFinite(delayMs) || delayMs < 0 || delayMs > 60_000) {
    throw new ControlError('delay must be milliseconds from 0 to 60000')
  }
  return delayMs
}
