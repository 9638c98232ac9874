import { AppError } from '../../shared/domain/app-error.ts'
import type { LinkCause, LinkCheckFacts } from '../../shared/domain/link.ts'
import type { LinkTask } from '../../shared/worker/link-frames.ts'

/** What a computer without a network finds for every link. */
const DOUBTFUL: ReadonlySet<LinkCause | null> = new Set([
  'name-not-found',
  'name-lookup-failed',
  'name-lookup-timeout',
  'host-unreachable',
  'proxy-failed',
] as const)

/** So many hosts do not vanish together. */
const MIN_HOSTS = 3

export interface NetworkDoubtOptions {
  readonly report: (facts: LinkCheckFacts, task: LinkTask) => void
  /** True when names that surely exist can be found; asked once, at the end, when nothing was reached. */
  readonly hasNames: () => Promise<boolean>
}

/**
 * Keeps a computer without a network from condemning every link: such findings are held back until anything at all was
 * reached.
 */
export interface NetworkDoubt {
  settle(facts: LinkCheckFacts, host: string | null, task: LinkTask): void
  /** Something answered, so that what is found is true of the links. */
  reached(): void
  /** Reports what is still held. Throws NET_DNS, NET_PROXY or NET_UNREACHABLE when there is no network. */
  conclude(): Promise<void>
}

/** Creates the doubt of a run. */
export function createNetworkDoubt({ report, hasNames }: NetworkDoubtOptions): NetworkDoubt {
  const hosts = new Set<string>()
  let held: { readonly facts: LinkCheckFacts; readonly task: LinkTask }[] = []
  let isReached = false

  function release(): void {
    const released = held
    held = []
    for (const { facts, task } of released) report(facts, task)
  }

  return {
    settle(facts, host, task) {
      if (isReached || !DOUBTFUL.has(facts.cause)) return report(facts, task)
      if (host !== null) hosts.add(host)
      held.push({ facts, task })
    },
    reached() {
      if (isReached) return
      isReached = true
      release()
    },
    async conclude() {
      const first = held[0]?.facts
      if (!isReached && first && hosts.size >= MIN_HOSTS) {
        const [host = ''] = hosts
        const isProxy = held.every(({ facts: { cause } }) => cause === 'proxy-failed')
        if (isProxy) throw new AppError('NET_PROXY', { reason: first.raw ?? '' }, { raw: first.raw })
        if (!(await hasNames())) {
          const code = first.cause === 'host-unreachable' ? 'NET_UNREACHABLE' : 'NET_DNS'
          throw new AppError(code, { host }, { raw: first.raw })
        }
      }
      release()
    },
  }
}
