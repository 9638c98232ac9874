import { isAppError } from '../../../shared/domain/app-error.ts'
import type { ItemFacts, PriceFacts } from '../../../shared/domain/item.ts'
import type { SyncJob } from '../../../shared/worker/frames.ts'
import type { ConnectorContext, FactSink } from '../connector.ts'
import { HUAWEI_APIS, MAX_QUOTED_AT_ONCE, QUOTED_MONTHS, type HuaweiApi, type Quotes } from './api.ts'
import { isKeyFailure, isServiceClosed } from './errors.ts'
import { toCauseParams, type Reporter } from './reporter.ts'
import type { HuaweiSession } from './session.ts'

const DAY_MS = 86_400_000
/** Longest grace and retention of any tier; later nothing is left to renew (facts: cloud-apis A5). */
const RENEWABLE_AFTER_EXPIRY_MS = 30 * DAY_MS

/** Asks for renewal quotes of what runs out soon, while the list is still being read. */
export interface PriceChain {
  /** Takes what one page brought; resources that were asked for already are passed over. */
  add(items: readonly ItemFacts[]): void
  /** Asks for the rest and waits for every quote. Failures are warnings unless the key itself is refused. */
  finish(): Promise<void>
}

export interface PriceParts {
  readonly job: SyncJob
  readonly api: HuaweiApi
  readonly session: HuaweiSession
  readonly sink: FactSink
  readonly context: ConnectorContext
  readonly reporter: Reporter
  readonly signal: AbortSignal
  /** Called when a failure must end the whole run. */
  onFatal(error: unknown): void
}

export function createPriceChain(parts: PriceParts): PriceChain {
  const { job, api, sink, context, reporter, signal } = parts
  const { quoteWithinDays, concurrency } = job.account.limits
  const asked = new Set(job.recentlyQuoted)
  const waiting: string[] = []
  const workers = new Set<Promise<void>>()
  let total = 0
  let done = 0
  let failed = 0
  let firstFailure = ''
  let isClosed = false
  let isFinishing = false

  function isWanted(item: ItemFacts): boolean {
    if (quoteWithinDays <= 0 || item.isMain !== true || item.expiresAt === null || item.status === 'closed')
      return false
    if (item.resourceId.startsWith('order:') || asked.has(item.resourceId)) return false
    const leftMs = item.expiresAt - job.now
    return leftMs <= quoteWithinDays * DAY_MS && leftMs > -RENEWABLE_AFTER_EXPIRY_MS
  }

  function report(): void {
    context.progress({ stage: 'prices', done, total, failed })
  }

  function fail(count: number, why: string): void {
    failed += count
    if (firstFailure === '') firstFailure = why
  }

  /** One resource that cannot be quoted spoils its whole batch, so a refused batch is asked for in halves. */
  async function quote(ids: readonly string[]): Promise<void> {
    if (isClosed) return
    let answer: Quotes
    try {
      answer = await api.listRenewRates(ids, signal)
    } catch (error) {
      if (signal.aborted || !isAppError(error) || isKeyFailure(error.code)) throw error
      if (isServiceClosed(error.code)) {
        if (!isClosed) reporter.warn('prices', 'huawei.prices-unavailable', toCauseParams(error))
        isClosed = true
        return
      }
      const isRefused = error.code === 'CLOUD_REFUSED' || error.code === 'CLOUD_BAD_PARAMETER'
      if (isRefused && ids.length > 1) {
        const middle = Math.ceil(ids.length / 2)
        await quote(ids.slice(0, middle))
        await quote(ids.slice(middle))
      } else fail(ids.length, error.raw ?? error.code)
      return
    }
    const wanted = new Set(ids)
    const prices = answer.quotes.flatMap((one): PriceFacts[] =>
      wanted.delete(one.resourceId) ? [{ ...one, months: QUOTED_MONTHS, quotedAt: context.clock.now() }] : [],
    )
    done += prices.length
    if (wanted.size > 0) fail(wanted.size, parts.session.redact(answer.failed[0]?.code ?? 'no amount'))
    if (prices.length > 0) await sink.prices(prices)
  }

  async function work(): Promise<void> {
    while (!isClosed && waiting.length >= (isFinishing ? 1 : MAX_QUOTED_AT_ONCE)) {
      signal.throwIfAborted()
      await quote(waiting.splice(0, MAX_QUOTED_AT_ONCE))
      report()
    }
  }

  function startWorkers(): void {
    if (isClosed || signal.aborted) return
    const batches = isFinishing
      ? Math.ceil(waiting.length / MAX_QUOTED_AT_ONCE)
      : Math.floor(waiting.length / MAX_QUOTED_AT_ONCE)
    for (let count = Math.min(batches, concurrency - workers.size); count > 0; count -= 1) {
      const worker = work()
        .catch(parts.onFatal)
        .finally(() => workers.delete(worker))
      workers.add(worker)
    }
  }

  return {
    add(items) {
      if (isClosed) return
      for (const item of items) {
        if (!isWanted(item)) continue
        asked.add(item.resourceId)
        waiting.push(item.resourceId)
        total += 1
      }
      if (total === 0) return
      parts.session.caller.expect(HUAWEI_APIS.prices, Math.ceil(total / MAX_QUOTED_AT_ONCE))
      report()
      startWorkers()
    },
    async finish() {
      isFinishing = true
      for (startWorkers(); workers.size > 0; startWorkers()) await Promise.all(workers)
      signal.throwIfAborted()
      if (total === 0) return
      report()
      if (failed > 0) reporter.warn('prices', 'huawei.prices-missing', { count: failed, raw: firstFailure })
      if (done > 0) reporter.info('prices', 'huawei.prices-read', { count: done })
    },
  }
}
