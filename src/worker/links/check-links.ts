import { setMaxListeners } from 'node:events'
import type { LinkCheckJob, LinkFactBatch, LinkOutcome } from '../../shared/worker/link-frames.ts'
import type { ConnectorContext } from '../connectors/connector.ts'
import { createCertificateRun } from './certificate-run.ts'
import { measureDomains } from './domain-measure.ts'
import { HANDSHAKE_CONCURRENCY } from './handshake.ts'
import { createLinkBatches, type LinkBatches } from './link-batches.ts'
import { createLinkNetwork } from './link-network.ts'
import { createLinkReport } from './link-report.ts'
import { createLinkRun } from './link-run.ts'
import { createNetworkDoubt } from './network-doubt.ts'
import type { LookUp } from './ports.ts'

/** Where a run over links puts what it finds. A call waits until core has room, which slows the checking down. */
export interface LinkSink {
  batch(batch: LinkFactBatch): Promise<void>
}

/** What tests put in the place of the system. */
export interface LinkCheckParts {
  /** Asks for the addresses of a name; the run caches and bounds it. Default: the system's resolver. */
  readonly lookUp?: LookUp
  /** Variables that name a proxy. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Roots that are trusted besides those of the system, as PEM. */
  readonly roots?: readonly string[]
}

/** What goes on beside the links must not take all the turns at handshakes from them. */
const CERTIFICATE_CONCURRENCY = HANDSHAKE_CONCURRENCY / 3

/**
 * Checks every link of the job and reports each once, with its last attempt; certificates and domains are measured
 * beside them. Rejects with the signal's reason when aborted, and with NET_DNS, NET_UNREACHABLE or NET_PROXY when this
 * computer has no network, in which case nothing is said about the links.
 */
export async function checkLinks(
  job: LinkCheckJob,
  sink: LinkSink,
  context: ConnectorContext,
  parts: LinkCheckParts = {},
): Promise<LinkOutcome> {
  context.signal.throwIfAborted()
  const ending = new AbortController()
  const { signal } = ending
  // Every name and every measurement under way listens to it.
  setMaxListeners(0, signal)
  const network = createLinkNetwork({
    ...parts,
    job,
    signal,
    clock: context.clock,
    onReached: () => doubt.reached(),
  })
  const batches = createLinkBatches(sink.batch, (error) => ending.abort(error))
  const report = createLinkReport(job.links.length, context, batches)
  const certificates = createCertificateRun({
    tasks: job.certificates,
    links: job.links,
    report: batches.certificate,
    deps: { ...network, signal, concurrency: CERTIFICATE_CONCURRENCY },
    onProgress: (done, all, failed) => context.progress({ stage: 'certificates', done, total: all, failed }),
    onFault: (error) => ending.abort(error),
  })
  const doubt = createNetworkDoubt({
    hasNames: network.hasNames,
    report(facts, task) {
      report.link(facts, task.url)
      certificates.settled(task, facts)
    },
  })
  const links = createLinkRun({
    job,
    signal,
    batches,
    report,
    doubt,
    check: { network, metrics: context.metrics, onCertificate: certificates.onCertificate },
  })
  let warnings = 0

  async function work(): Promise<void> {
    const registrations = measureRegistrations(job, context, signal, batches, () => (warnings += 1))
    await Promise.all([links.run().then(doubt.conclude).then(certificates.finish), registrations])
    await batches.finish()
  }

  const onAbort = (): void => ending.abort(context.signal.reason)
  context.signal.addEventListener('abort', onAbort, { once: true })
  const over = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    await Promise.race([work(), over])
    return { checked: report.checked, warnings }
  } finally {
    context.signal.removeEventListener('abort', onAbort)
    links.stop()
    batches.stop()
    network.destroy()
    // Whatever is still under way hears that nobody waits for it.
    over.catch(() => {})
    if (!signal.aborted) ending.abort(new DOMException('the run is over', 'AbortError'))
  }
}

async function measureRegistrations(
  job: LinkCheckJob,
  context: ConnectorContext,
  signal: AbortSignal,
  batches: LinkBatches,
  onWarning: () => void,
): Promise<void> {
  const count = job.registries.domains.length
  if (count === 0) return
  let failed = 0
  await measureDomains(job.registries, {
    proxy: job.proxy,
    signal,
    clock: context.clock,
    random: context.random,
    onFacts(facts) {
      if (facts.expiresAt === null) failed += 1
      batches.domain(facts)
    },
    onBootstrap: batches.bootstrap,
    onProgress: (done, total) => context.progress({ stage: 'domains', done, total, failed }),
    log(level, code, params) {
      if (level === 'warn' || level === 'error') onWarning()
      context.log(level, 'domains', code, params)
    },
  })
  context.log('info', 'domains', 'links.domains-measured', { count, failed })
}
