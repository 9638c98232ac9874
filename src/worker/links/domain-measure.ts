import pLimit from 'p-limit'
import type { DomainFacts, DomainSource } from '../../shared/domain/link.ts'
import type { LogLevel } from '../../shared/domain/run.ts'
import type { RdapBootstrap, RegistryTask } from '../../shared/worker/link-frames.ts'
import { createConnections, type Connections } from '../http/proxy.ts'
import { createTimer } from '../http/timer.ts'
import {
  BOOTSTRAP_MAX_AGE_MS,
  createServiceFinder,
  findBySuffix,
  readBootstrap,
  toShippedBootstrap,
} from './rdap-bootstrap.ts'
import { askRdap } from './rdap-client.ts'
import { readJson } from './rdap-http.ts'
import { toRegistryProblem, type RegistryAnswer } from './registry-answer.ts'
import { createNetwork, runLane, type RegistryLane } from './registry-lane.ts'
import { REGISTRY_LIMITS, type RegistryLimits } from './registry-limits.ts'
import { askWhois, toAddress } from './whois-client.ts'

/** What asking registries needs from outside. */
export interface DomainDeps {
  /** `system`, `none`, or the proxy's URL. WHOIS knows no proxy and connects directly. */
  readonly proxy: string
  readonly signal: AbortSignal
  /** Epoch ms. */
  readonly clock: { now(): number }
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly onFacts: (facts: DomainFacts) => void
  /** A newer list of registries was read. */
  readonly onBootstrap: (bootstrap: RdapBootstrap) => void
  readonly onProgress: (done: number, total: number) => void
  /** Codes: `links.bootstrap-unread` { host, reason }, `links.registries-unreachable` { count }. */
  readonly log: (level: LogLevel, code: string, params?: Readonly<Record<string, string | number>>) => void
  readonly limits?: Partial<RegistryLimits>
}

/** Registries that are asked at the same time. */
const MAX_LANES = 8
const CONNECT_TIMEOUT_MS = 5000

/**
 * Reads the end of every domain's registration; each domain gets its facts once. Rejects only when aborted, with the
 * signal's reason, or when the proxy is no URL (`NET_PROXY`).
 */
export async function measureDomains(task: RegistryTask, deps: DomainDeps): Promise<void> {
  deps.signal.throwIfAborted()
  const domains = [...new Set(task.domains.map((domain) => domain.toLowerCase()))]
  if (domains.length === 0) return
  const limits = { ...REGISTRY_LIMITS, ...deps.limits }
  const connections = createConnections(deps.proxy, { connections: 1, connectTimeoutMs: CONNECT_TIMEOUT_MS })
  try {
    const bootstrap = await toBootstrap(task, domains, connections, deps, limits)
    deps.signal.throwIfAborted()
    await askAll(domains, task, bootstrap, connections, deps, limits)
  } finally {
    await connections.close()
  }
}

async function askAll(
  domains: readonly string[],
  task: RegistryTask,
  bootstrap: RdapBootstrap,
  connections: Connections,
  deps: DomainDeps,
  limits: RegistryLimits,
): Promise<void> {
  let done = 0
  let unreachable = 0
  const { lanes, unknown } = toLanes(domains, task, bootstrap, connections, deps, limits)
  deps.onProgress(0, domains.length)

  function tell(domain: string, source: DomainSource | null, answer: RegistryAnswer): void {
    done += 1
    if (!answer.isFound && answer.problem === 'registry-unreachable') unreachable += 1
    deps.onFacts(toFacts(domain, source, answer, deps.clock.now()))
    deps.onProgress(done, domains.length)
  }

  for (const domain of unknown) tell(domain, null, toRegistryProblem('registry-unknown', null))
  const network = createNetwork(limits, createTimer())
  const places = pLimit(MAX_LANES)
  await Promise.all(
    lanes.map((lane) =>
      places(() =>
        runLane(lane, {
          limits,
          network,
          signal: deps.signal,
          random: deps.random,
          onAnswer: (domain, answer) => tell(domain, lane.source, answer),
        }),
      ),
    ),
  )
  if (unreachable > 0) deps.log('warn', 'links.registries-unreachable', { count: unreachable })
}

function toFacts(domain: string, source: DomainSource | null, answer: RegistryAnswer, checkedAt: number): DomainFacts {
  if (!answer.isFound) {
    const { problem, raw } = answer
    return { domain, checkedAt, source, expiresAt: null, registrar: null, statuses: [], problem, raw }
  }
  const { expiresAt, registrar, statuses, raw } = answer
  const problem = expiresAt === null ? 'no-expiry-published' : null
  return { domain, checkedAt, source, expiresAt, registrar, statuses, problem, raw }
}

interface Lane extends RegistryLane {
  readonly source: DomainSource
}

/** Sorts domains by the registry that answers for them: RDAP where there is any, else WHOIS. */
function toLanes(
  domains: readonly string[],
  task: RegistryTask,
  bootstrap: RdapBootstrap,
  connections: Connections,
  deps: DomainDeps,
  limits: RegistryLimits,
): { readonly lanes: readonly Lane[]; readonly unknown: readonly string[] } {
  const findServices = createServiceFinder(bootstrap)
  const lanes = new Map<string, Lane & { readonly domains: string[] }>()
  const unknown: string[] = []

  function add(registry: string, domain: string, lane: Pick<Lane, 'source' | 'gapMs' | 'ask'>): void {
    const known = lanes.get(registry)
    if (known) known.domains.push(domain)
    else lanes.set(registry, { ...lane, registry, domains: [domain] })
  }

  for (const domain of domains) {
    const [baseUrl] = findServices(domain)
    const server = baseUrl === undefined ? findWhois(domain, task) : null
    if (baseUrl !== undefined) {
      add(new URL(baseUrl).origin, domain, {
        source: 'rdap',
        gapMs: limits.rdapGapMs,
        ask: (asked, signal) =>
          askRdap(asked, findServices(asked), connections, deps.clock.now(), limits.questionMs, signal),
      })
    } else if (server !== null) {
      const { host, port } = toAddress(server)
      add(`${host.toLowerCase()}:${port}`, domain, {
        source: 'whois',
        gapMs: limits.whoisGapMs,
        ask: (asked, signal) => askWhois(asked, server, signal),
      })
    } else unknown.push(domain)
  }
  return { lanes: [...lanes.values()], unknown }
}

/** An empty text takes the server away. */
function findWhois(domain: string, task: RegistryTask): string | null {
  const servers = new Map(Object.entries(task.whoisServers))
  return findBySuffix(domain, (suffix) => servers.get(suffix)) || null
}

/** What is known of the registries, read anew when that is old; a list that cannot be read leaves the old one in force. */
async function toBootstrap(
  task: RegistryTask,
  domains: readonly string[],
  connections: Connections,
  deps: DomainDeps,
  limits: RegistryLimits,
): Promise<RdapBootstrap> {
  const known = task.bootstrap ?? toShippedBootstrap()
  const isOld = Math.abs(deps.clock.now() - known.fetchedAt) > BOOTSTRAP_MAX_AGE_MS
  const isWanted = domains.some((domain) => findWhois(domain, task) === null)
  if (!isOld || !isWanted || task.bootstrapUrl === null) return known
  const fail = (host: string, reason: string): RdapBootstrap => {
    deps.log('warn', 'links.bootstrap-unread', { host, reason })
    return known
  }
  if (!URL.canParse(task.bootstrapUrl)) return fail('', 'not a URL')
  const url = new URL(task.bootstrapUrl)
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(limits.bootstrapMs)])
  const answer = await readJson(url, connections, deps.clock.now(), signal)
  deps.signal.throwIfAborted()
  if (!answer.isAnswered) return fail(url.host, answer.raw)
  if (answer.status !== 200) return fail(url.host, `HTTP ${answer.status}`)
  const read = readBootstrap(answer.body, deps.clock.now())
  if (read === null) return fail(url.host, 'not a list of registries')
  deps.onBootstrap(read)
  return read
}
