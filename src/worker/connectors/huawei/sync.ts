import type { SyncJob, SyncOutcome } from '../../../shared/worker/frames.ts'
import { createTimer, untilAborted } from '../../http/timer.ts'
import type { ConnectorContext, FactSink } from '../connector.ts'
import { createHuaweiApi } from './api.ts'
import { toHuaweiEndpoints } from './endpoints.ts'
import { readList } from './list.ts'
import { createPriceChain } from './prices.ts'
import { createProjectNames } from './projects.ts'
import { createReporter } from './reporter.ts'
import { createSession, type HuaweiDeps } from './session.ts'
import { readTags, type Listed } from './tags.ts'

/**
 * Reads everything once: the list, and beside it tags, names of enterprise projects and quotes. The first failure that
 * ends the run stops all of them; when this settles, no request is under way and none will follow.
 */
export async function syncHuawei(
  job: SyncJob,
  sink: FactSink,
  context: ConnectorContext,
  deps: HuaweiDeps,
): Promise<SyncOutcome> {
  context.signal.throwIfAborted()
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const onFatal = (error: unknown): void => {
    if (!stop.signal.aborted) stop.abort(error)
  }
  const session = createSession(job.account, context, deps)
  const chains: Promise<unknown>[] = []
  const begin = <T>(chain: Promise<T>): Promise<T> => {
    chains.push(chain)
    chain.catch(onFatal)
    return chain
  }

  try {
    const api = createHuaweiApi(session)
    const reporter = createReporter(context)
    const { host } = toHuaweiEndpoints(job.account.site, job.account.endpoint).bss
    reporter.info('connect', 'huawei.connecting', { host, key: session.redact(job.account.accessKey ?? '') })
    const shared = { job, api, session, sink, context, reporter, signal, timer: deps.timer ?? createTimer(), onFatal }
    const projects = createProjectNames(api, reporter, context, signal)
    const prices = createPriceChain(shared)

    const listed = new Map<string, Listed>()
    let announce: (value: ReadonlyMap<string, Listed>) => void = () => {}
    const whenListed = new Promise<ReadonlyMap<string, Listed>>((resolve) => (announce = resolve))
    const tags = begin(readTags({ ...shared, account: job.account, listed: begin(untilAborted(whenListed, signal)) }))
    const list = await begin(readList({ ...shared, projects, prices }, listed))
    announce(listed)
    const [tagOutcome] = await Promise.all([tags, begin(prices.finish())])
    signal.throwIfAborted()
    return { ...list, tags: tagOutcome, warnings: reporter.warnings }
  } catch (error) {
    onFatal(error)
    if (context.signal.aborted) throw context.signal.reason
    throw stop.signal.reason
  } finally {
    // Also after a success nothing may stay behind; siblings of a failure end at once.
    onFatal(new Error('the sync is over'))
    await session.close()
    await Promise.allSettled(chains)
  }
}
