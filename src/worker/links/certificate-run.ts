import pLimit from 'p-limit'
import type { CertificateFacts, LinkCheckFacts } from '../../shared/domain/link.ts'
import type { CertificateTask, LinkTask } from '../../shared/worker/link-frames.ts'
import { toCertificateFacts, toUnmeasuredFacts } from './certificate-facts.ts'
import { toInstant } from './certificate-judge.ts'
import { measureCertificates, type CertificateDeps } from './certificate-measure.ts'
import type { OnCertificate, OwnCertificate } from './connection.ts'
import { toFirstTarget } from './targets.ts'

export interface CertificateRunOptions {
  readonly tasks: readonly CertificateTask[]
  readonly links: readonly LinkTask[]
  readonly deps: Omit<CertificateDeps, 'onFacts' | 'onProgress'>
  readonly report: (facts: CertificateFacts) => void
  readonly onProgress: (done: number, total: number, failed: number) => void
  /** Something went wrong that is no finding. */
  readonly onFault: (error: unknown) => void
}

/**
 * Measures certificates with as few handshakes as possible: what links meet on their way is the whole truth of a host
 * with one address, and a host that a link could not reach is not asked a second time. Only where a host has more
 * addresses, or no link of its own, is it measured beside the links.
 */
export interface CertificateRun {
  readonly onCertificate: OnCertificate
  /** A link is done, for good. */
  settled(link: LinkTask, facts: LinkCheckFacts): void
  /** Measures what no link is about, and waits for all that is being measured. */
  finish(): Promise<void>
}

interface Wanted {
  readonly task: CertificateTask
  /** Links that have not been settled. */
  links: number
}

const toKey = ({ host, port }: { readonly host: string; readonly port: number }): string => `${host}:${port}`

/** Creates the certificates of a run; each host and port is reported once. */
export function createCertificateRun(options: CertificateRunOptions): CertificateRun {
  const { deps, report } = options
  const wanted = new Map(options.tasks.map((task): [string, Wanted] => [toKey(task), { task, links: 0 }]))
  const total = wanted.size
  const limit = pLimit(deps.concurrency)
  const measuring: Promise<void>[] = []
  const known = new Set<string>()
  let done = 0
  let failed = 0

  if (total > 0) {
    for (const link of options.links) {
      const one = wantedBy(link)
      if (one) one.links += 1
    }
  }
  for (const { task, links } of wanted.values()) if (links === 0) measure(task)
  if (total > 0) options.onProgress(0, total, 0)

  function wantedBy(link: LinkTask): Wanted | undefined {
    const target = toFirstTarget(link.url, link.allowsPrivate)
    return target.isFine && target.value.isTls ? wanted.get(toKey(target.value)) : undefined
  }

  function tell(facts: CertificateFacts, isWanted: boolean): void {
    report(facts)
    if (!isWanted) return
    done += 1
    if (!facts.isMeasured) failed += 1
    options.onProgress(done, total, failed)
  }

  function measure(task: CertificateTask): void {
    wanted.delete(toKey(task))
    known.add(toKey(task))
    const measured = limit(() =>
      measureCertificates([task], { ...deps, onFacts: (facts) => tell(facts, true), onProgress: () => {} }),
    )
    measured.catch(options.onFault)
    measuring.push(measured)
  }

  return {
    onCertificate(own) {
      const key = toKey(own)
      if (known.has(key)) return
      known.add(key)
      const one = wanted.get(key)
      wanted.delete(key)
      if (one && own.addresses.length > 1) measure(one.task)
      else tell(toOwnFacts(own, deps.clock.now()), one !== undefined)
    },
    settled(link, facts) {
      const one = wanted.size === 0 ? undefined : wantedBy(link)
      if (!one) return
      one.links -= 1
      if (one.links > 0) return
      wanted.delete(toKey(one.task))
      known.add(toKey(one.task))
      tell(toFailedFacts(one.task, facts), true)
    },
    async finish() {
      await Promise.all(measuring)
    },
  }
}

function toOwnFacts(own: OwnCertificate, checkedAt: number): CertificateFacts {
  const { certificate, host, port, problem, address } = own
  const expiresAt = toInstant(certificate.validTo)
  const addresses = address === null ? [] : [{ address, expiresAt, cause: problem }]
  return toCertificateFacts({ host, port, checkedAt, certificate, problem, addresses })
}

/** A link that has met no certificate has failed on the way to it. */
function toFailedFacts({ host, port }: CertificateTask, { cause, hops, checkedAt }: LinkCheckFacts): CertificateFacts {
  const problem = cause ?? 'handshake-failed'
  const address = hops[0]?.address ?? null
  const addresses = address === null ? [] : [{ address, expiresAt: null, cause: problem }]
  return toUnmeasuredFacts({ host, port, checkedAt, problem, addresses })
}
