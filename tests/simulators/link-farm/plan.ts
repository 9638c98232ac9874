import { createRandom, type Random } from '../../support/seeded.ts'
import { ZONE, type LinkCase, type Site } from './case.ts'
import { LINK_CASES } from './cases.ts'

/** How long hosts take to answer: log-normal, as measured on the open web, cut at `maxMs`. */
export interface Latency {
  readonly medianMs: number
  /** Spread of the logarithm; 0: all alike. */
  readonly sigma: number
  readonly maxMs: number
}

/** What decides the whole farm; the same plan gives the same hosts, in every process. */
export interface FarmPlan {
  /** So many links, drawn by the weights of the cases; null: every case in each scheme that it knows. */
  readonly links: number | null
  /** Names of the only cases there are; null: all of them. */
  readonly only: readonly string[] | null
  /** Hosts of each case and scheme where every case is there. */
  readonly copies: number
  readonly seed: number
  readonly latency: Latency
  /** Share of https among drawn links that may be either. */
  readonly httpsShare: number
  /** Links have host names instead of addresses. */
  readonly hasNames: boolean
  /** Pages are looked through; without, the drawn links want no backlink. */
  readonly hasBacklinks: boolean
  /** For which a checker waits for one link. */
  readonly timeoutMs: number
}

/** One host of the farm. */
export interface PlannedHost {
  readonly index: number
  readonly linkCase: LinkCase
  readonly scheme: 'http' | 'https'
  /** Counts the hosts of the same case and scheme. */
  readonly copy: number
  readonly address: string
  readonly otherAddress: string
  /** Null: the links of the host bear its address. */
  readonly hostName: string | null
  readonly latencyMs: number
}

export interface FarmPorts {
  readonly http: number
  readonly https: number
  readonly closed: number
  /** Takes no connection, and refuses none. */
  readonly deaf: number
}

/** All hosts in the order of their links. */
export function planHosts(plan: FarmPlan): PlannedHost[] {
  const random = createRandom(plan.seed)
  return plan.links === null ? planAll(plan, random) : planDrawn(plan, plan.links, random)
}

function planAll(plan: FarmPlan, random: Random): PlannedHost[] {
  const hosts: PlannedHost[] = []
  for (const linkCase of casesOf(plan)) {
    const schemes = linkCase.scheme === 'any' ? (['http', 'https'] as const) : [linkCase.scheme]
    for (const scheme of schemes) {
      for (let copy = 0; copy < plan.copies; copy += 1) {
        hosts.push(toHost(plan, hosts.length, linkCase, scheme, copy, random))
      }
    }
  }
  return hosts
}

function planDrawn(plan: FarmPlan, count: number, random: Random): PlannedHost[] {
  const cases = casesOf(plan).filter(({ weight = 0, backlink }) => {
    return weight > 0 && (plan.hasBacklinks || backlink === undefined)
  })
  const total = cases.reduce((sum, { weight = 0 }) => sum + weight, 0)
  if (total === 0) throw new Error('none of the cases has a share in a farm that is drawn')
  return Array.from({ length: count }, (_, index) => {
    let rest = random.next() * total
    const linkCase = cases.find(({ weight = 0 }) => (rest -= weight) < 0) ?? (cases.at(-1) as LinkCase)
    const isHttps = random.chance(plan.httpsShare)
    const scheme = linkCase.scheme === 'any' ? (isHttps ? 'https' : 'http') : linkCase.scheme
    return toHost(plan, index, linkCase, scheme, 0, random)
  })
}

function casesOf({ only }: FarmPlan): readonly LinkCase[] {
  const unknown = only?.find((name) => !LINK_CASES.some((linkCase) => linkCase.name === name))
  if (unknown !== undefined) throw new Error(`the farm has no case "${unknown}"`)
  return only === null ? LINK_CASES : LINK_CASES.filter(({ name }) => only.includes(name))
}

function toHost(
  plan: FarmPlan,
  index: number,
  linkCase: LinkCase,
  scheme: 'http' | 'https',
  copy: number,
  random: Random,
): PlannedHost {
  const isNamed = linkCase.needsNames === true || plan.hasNames
  return {
    index,
    linkCase,
    scheme,
    copy,
    address: toAddress(index * 2),
    otherAddress: toAddress(index * 2 + 1),
    hostName: isNamed ? `${linkCase.hostLabel ?? 'link'}-${index}.${ZONE}` : null,
    latencyMs: drawLatencyMs(plan.latency, random),
  }
}

/** 127.1.0.1 and on; the last number is never 0 or above 250, which some systems treat apart. */
function toAddress(n: number): string {
  const [a, b, c] = [1 + Math.floor(n / 62_500), Math.floor(n / 250) % 250, 1 + (n % 250)]
  if (a > 250) throw new Error('the farm has no more addresses')
  return `127.${a}.${b}.${c}`
}

function drawLatencyMs({ medianMs, sigma, maxMs }: Latency, random: Random): number {
  // Box and Muller; the first draw must not be 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.round(Math.min(maxMs, medianMs * Math.exp(sigma * normal)))
}

/** The host as its case sees it. */
export function toSite(host: PlannedHost, ports: FarmPorts): Site {
  const { index, scheme, address, otherAddress } = host
  const name = host.hostName ?? address
  const http = `http://${name}:${ports.http}`
  const https = `https://${name}:${ports.https}`
  return {
    index,
    scheme,
    host: name,
    address,
    origin: scheme === 'https' ? https : http,
    http,
    https,
    otherHttp: `http://${otherAddress}:${ports.http}`,
    otherHttps: `https://${otherAddress}:${ports.https}`,
    closed: `http://${name}:${ports.closed}`,
    deaf: `http://${name}:${ports.deaf}`,
    httpOnTlsPort: `http://${name}:${ports.https}`,
  }
}
