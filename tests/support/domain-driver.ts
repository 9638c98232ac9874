import type { DomainFacts } from '../../src/shared/domain/link.ts'
import type { RdapBootstrap, RegistryTask } from '../../src/shared/worker/link-frames.ts'
import { measureDomains, type DomainDeps } from '../../src/worker/links/domain-measure.ts'
import type { RegistrySimulator } from '../simulators/registries/server.ts'

/** The moment that measurements of tests happen at. */
export const MEASURED_AT = Date.UTC(2026, 2, 1)

export interface Measured {
  readonly facts: DomainFacts[]
  readonly progress: string[]
  readonly logged: string[]
  readonly bootstraps: RdapBootstrap[]
  /** Facts of one domain. */
  of(domain: string): DomainFacts | undefined
}

/** The list of registries of a simulator. */
export function toBootstrap(simulator: RegistrySimulator, ...tlds: string[]): RdapBootstrap {
  return { fetchedAt: MEASURED_AT, services: [[tlds, [`${simulator.rdapUrl}/`]]] }
}

/** Measures without the waits that are there for the sake of real registries. */
export async function measure(task: Partial<RegistryTask>, deps: Partial<DomainDeps> = {}): Promise<Measured> {
  const facts: DomainFacts[] = []
  const progress: string[] = []
  const logged: string[] = []
  const bootstraps: RdapBootstrap[] = []
  await measureDomains(
    { domains: [], bootstrap: null, bootstrapUrl: null, whoisServers: {}, ...task },
    {
      proxy: 'none',
      signal: new AbortController().signal,
      clock: { now: () => MEASURED_AT },
      random: () => 0.5,
      onFacts: (one) => facts.push(one),
      onBootstrap: (one) => bootstraps.push(one),
      onProgress: (done, total) => progress.push(`${done}/${total}`),
      log: (level, code, params = {}) => logged.push(`${level} ${code} ${JSON.stringify(params)}`),
      ...deps,
      limits: { ...FAST, ...deps.limits },
    },
  )
  return { facts, progress, logged, bootstraps, of: (domain) => facts.find((one) => one.domain === domain) }
}

const FAST = { questionMs: 2000, rdapGapMs: 0, whoisGapMs: 0, limitedWaitMs: 5, retryWaitMs: 2 }
