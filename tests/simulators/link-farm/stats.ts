/** What one address was asked since the start or the last reset. */
export interface HostStats {
  readonly address: string
  readonly caseName: string
  readonly connections: number
  /** At one moment. */
  readonly maxConnections: number
  readonly requests: number
  /** At one moment. */
  readonly maxRequests: number
  readonly methods: Readonly<Record<string, number>>
  /** Requests that bore a cookie. Must stay 0. */
  readonly cookies: number
  /** Requests that bore a password of any kind. Must stay 0. */
  readonly credentials: number
}

/** Sums over all addresses of a case, or of the farm; `max…` is the largest at any single address. */
export type CaseStats = Omit<HostStats, 'address' | 'caseName'>

export interface FarmStats {
  readonly total: CaseStats
  readonly byCase: Readonly<Record<string, CaseStats>>
  /** Addresses that were connected to. */
  readonly hosts: readonly HostStats[]
  readonly userAgents: readonly string[]
  readonly nameQuestions: number
}

/** Counts for one address. */
export interface HostCounter {
  connected(): void
  disconnected(): void
  asked(method: string, head: string): void
  answered(): void
  reset(): void
  read(): Omit<HostStats, 'address' | 'caseName'>
}

/** Creates a counter at zero; `userAgents` is shared and takes at most 20. */
export function createHostCounter(userAgents: Set<string>): HostCounter {
  let [connections, open, maxConnections, requests, asking, maxRequests, cookies, credentials] = [
    0, 0, 0, 0, 0, 0, 0, 0,
  ]
  let methods: Record<string, number> = {}
  return {
    connected() {
      connections += 1
      open += 1
      maxConnections = Math.max(maxConnections, open)
    },
    disconnected() {
      open -= 1
    },
    asked(method, head) {
      requests += 1
      asking += 1
      maxRequests = Math.max(maxRequests, asking)
      methods[method] = (methods[method] ?? 0) + 1
      if (/^cookie:/im.test(head)) cookies += 1
      if (/^(?:proxy-)?authorization:/im.test(head)) credentials += 1
      const agent = /^user-agent: *(.*)$/im.exec(head)?.[1]
      if (agent !== undefined && userAgents.size < 20) userAgents.add(agent.trim())
    },
    answered() {
      asking -= 1
    },
    reset() {
      connections = 0
      requests = 0
      cookies = 0
      credentials = 0
      maxConnections = open
      maxRequests = asking
      methods = {}
    },
    read: () => ({ connections, maxConnections, requests, maxRequests, methods, cookies, credentials }),
  }
}

/** Adds up what several addresses were asked. */
export function sumStats(hosts: readonly CaseStats[]): CaseStats {
  const methods: Record<string, number> = {}
  for (const host of hosts) {
    for (const [method, count] of Object.entries(host.methods)) methods[method] = (methods[method] ?? 0) + count
  }
  const sum = (pick: (host: CaseStats) => number): number => hosts.reduce((total, host) => total + pick(host), 0)
  const max = (pick: (host: CaseStats) => number): number => hosts.reduce((top, host) => Math.max(top, pick(host)), 0)
  return {
    connections: sum((host) => host.connections),
    maxConnections: max((host) => host.maxConnections),
    requests: sum((host) => host.requests),
    maxRequests: max((host) => host.maxRequests),
    methods,
    cookies: sum((host) => host.cookies),
    credentials: sum((host) => host.credentials),
  }
}
