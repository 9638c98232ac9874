import { mayPass } from '../../shared/domain/link.ts'
import type { LinkCheckJob, LinkTask } from '../../shared/worker/link-frames.ts'
import { checkLink, toHost, type CheckContext, type CheckedLink } from './check-link.ts'
import { createHostQueues, type Seat } from './host-queues.ts'
import type { LinkBatches } from './link-batches.ts'
import type { LinkReport } from './link-report.ts'
import type { NetworkDoubt } from './network-doubt.ts'
import { watchOverload } from './overload.ts'
import { toFirstTarget } from './targets.ts'

/** A pause before a link is tried once more, where its server names none. */
const RETRY_AFTER_MS = 2_000

/** A server that asks for a longer pause is not asked again in this run. */
const MAX_RETRY_AFTER_MS = 10_000

/** Second attempts at one host are this much further apart, and never closer than that. */
const RETRY_PACE_FACTOR = 4
const MIN_RETRY_PACE_MS = 250

/** Links whose names are looked up before it is their turn. */
const LOOK_AHEAD = 128

/** The place of a link that asks nobody. */
const NOWHERE: Seat = { move: () => Promise.resolve() }

export interface LinkRunOptions {
  readonly job: LinkCheckJob
  readonly signal: AbortSignal
  readonly check: CheckContext
  readonly batches: LinkBatches
  readonly report: LinkReport
  readonly doubt: NetworkDoubt
}

/** All links of a job on their way. */
export interface LinkRun {
  /** Resolves once each link has been settled. */
  run(): Promise<void>
  /** Starts nothing any more. */
  stop(): void
}

/** Creates the run: slow ones first, transient findings once more at the end. */
export function createLinkRun({ job, signal, check, batches, report, doubt }: LinkRunOptions): LinkRun {
  const { limits, links } = job
  /** Links that are tried once more, with the time that they have used. */
  const spent = new Map<number, number>()
  const order = toOrder(job)
  let begun = 0
  let ahead = 0
  const queues = createHostQueues({
    concurrency: limits.concurrency,
    perHost: limits.perHost,
    paceMs: limits.hostPaceMs,
    retryPaceMs: Math.max(MIN_RETRY_PACE_MS, limits.hostPaceMs * RETRY_PACE_FACTOR),
    run: checkNext,
  })
  const overload = watchOverload({ concurrency: limits.concurrency, onConcurrency: queues.setConcurrency })

  async function checkNext(index: number, seat: Seat): Promise<void> {
    const task = links[index] as LinkTask
    const spentMs = spent.get(index) ?? 0
    const attempt = spent.has(index) ? 2 : 1
    begun += 2 - attempt
    lookAhead()
    const checked = await checkLink(task, attempt, limits.timeoutMs - spentMs, seat, check)
    if (signal.aborted) return
    check.metrics.setQueued(queues.waiting)
    if (attempt === 1 && mayRetry(checked, limits.timeoutMs)) {
      spent.set(index, checked.spentMs)
      check.metrics.retried()
      report.retry()
      const wishedMs = checked.retryAfterMs ?? Math.min(RETRY_AFTER_MS, limits.timeoutMs / 4)
      queues.retry(toHost(task) ?? '', index, performance.now() + Math.max(MIN_RETRY_PACE_MS, wishedMs))
    } else {
      if (attempt === 2) report.retried(checked.facts)
      doubt.settle(checked.facts, toHost(task), task)
    }
    await batches.untilRoom()
  }

  /** Names of the links that come next are found while others are on their way. */
  function lookAhead(): void {
    for (; ahead < Math.min(order.length, begun + LOOK_AHEAD); ahead += 1) {
      const { url, allowsPrivate } = links[order[ahead] as number] as LinkTask
      const target = toFirstTarget(url, allowsPrivate)
      if (!target.isFine) continue
      const { host, port, isTls } = target.value
      if (check.network.chooseProxy(host, port, isTls) === null) void check.network.names.find(host)
    }
  }

  return {
    async run() {
      for (const index of order) {
        const host = toHost(links[index] as LinkTask)
        // Nobody is asked about it, so it waits for nobody.
        if (host === null) await checkNext(index, NOWHERE)
        else queues.add(host, index)
      }
      await queues.whenDone()
    },
    stop() {
      overload.stop()
      queues.stop()
    },
  }
}

/**
 * Transient findings get a second attempt from what is left of the link's own time, if that is enough for as long an
 * attempt: a link that has used up its time would only make the run twice as long.
 */
function mayRetry({ facts, spentMs, retryAfterMs }: CheckedLink, timeoutMs: number): boolean {
  return mayPass(facts) && spentMs <= timeoutMs / 2 && (retryAfterMs ?? 0) <= MAX_RETRY_AFTER_MS
}

/** Slow ones first, so that the last one to start is a quick one; who is not known yet may be either. */
function toOrder({ links, limits }: LinkCheckJob): Uint32Array {
  const latencies = Float64Array.from(links, ({ lastLatencyMs }) => lastLatencyMs ?? limits.timeoutMs / 2)
  return Uint32Array.from(links.keys()).sort((a, b) => (latencies[b] as number) - (latencies[a] as number) || a - b)
}
