import type { ItemFacts, PriceFacts } from '../../../shared/domain/item.ts'
import type { SyncJob } from '../../../shared/worker/frames.ts'
import type { Timer } from '../../http/timer.ts'
import type { ConnectorContext, FactSink } from '../connector.ts'
import { HUAWEI_APIS, MAX_QUOTED_AT_ONCE, type HuaweiApi } from './api.ts'
import { createAttachedResources } from './attached.ts'
import { createQuoteQueue, type QuoteBatch } from './quote-queue.ts'
import { createQuoter } from './quoter.ts'
import { createWantedQuotes } from './wanted-quotes.ts'
import type { Reporter } from './reporter.ts'
import type { HuaweiSession } from './session.ts'

/** What is not urgent goes at half of the quota that is known, 10 a second (facts: cloud-apis A3). */
const REST_PAUSE_MS = 200
/** Calls that are made even by a run without time for them, beside the last ones of the others. */
const REST_AT_LEAST = 2
/** How long the run waits for the answers to what is not urgent when everything else is there. */
const REST_PATIENCE_MS = 3_000

/** Asks for renewal quotes while the list is still being read: what runs out soon first, then the rest. */
export interface PriceChain {
  /** Takes what one page brought; resources that were asked for already are passed over. */
  add(items: readonly ItemFacts[]): void
  /** Asks for what is left and waits for it. Failures are warnings unless the key itself is refused. */
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
  readonly timer: Timer
  /** Called when a failure must end the whole run. */
  onFatal(error: unknown): void
}

export function createPriceChain(parts: PriceParts): PriceChain {
  const { job, sink, context, reporter, signal, timer } = parts
  const queue = createQuoteQueue()
  const wanted = createWantedQuotes(job, queue)
  const attached = createAttachedResources(job)
  const quotes = new Map<string, PriceFacts>()
  const quoter = createQuoter({
    ...parts,
    onQuotes(prices) {
      for (const price of prices) quotes.set(price.resourceId, price)
    },
    onOtherPeriod: (one) => queue.put(one),
  })
  const workers = new Set<Promise<void>>()
  const listEnd = new AbortController()
  const restEnd = new AbortController()
  const restSignal = AbortSignal.any([signal, restEnd.signal])
  let calls = 0
  let underWay = 0
  let restEndsAt: number | null = null
  let restAfterList = 0
  let rest: Promise<void> | null = null

  function report(): void {
    const { done, failed } = quoter
    const total = done + failed + underWay + queue.urgent
    if (total > 0) context.progress({ stage: 'prices', done, total, failed })
  }

  async function ask(batch: QuoteBatch, callSignal: AbortSignal): Promise<void> {
    calls += 1
    underWay += batch.wanted.length
    try {
      await quoter.quote(batch, callSignal)
    } finally {
      underWay -= batch.wanted.length
    }
    report()
  }

  async function work(first: QuoteBatch): Promise<void> {
    let batch: QuoteBatch | null = first
    while (batch !== null && !quoter.isClosed) {
      signal.throwIfAborted()
      await ask(batch, signal)
      batch = queue.takeUrgent(restEndsAt !== null)
    }
  }

  function startWorkers(): void {
    while (workers.size < job.account.limits.concurrency && !quoter.isClosed && !signal.aborted) {
      const batch = queue.takeUrgent(restEndsAt !== null)
      if (batch === null) return
      const worker = work(batch)
        .catch(parts.onFatal)
        .finally(() => workers.delete(worker))
      workers.add(worker)
    }
  }

  function isRestTimely(): boolean {
    return restEndsAt === null || timer.now() < restEndsAt
  }

  function mayAskRest(): boolean {
    return !quoter.isClosed && !quoter.isTroubled && (isRestTimely() || restAfterList < REST_AT_LEAST)
  }

  /** One call after the other, so that whatever is urgent finds the service free. */
  async function askRest(): Promise<void> {
    while (mayAskRest()) {
      const isListed = restEndsAt !== null
      const batch = queue.takeRest(isListed)
      if (batch !== null) {
        if (isListed) restAfterList += 1
        await ask(batch, restSignal)
      } else if (isListed) return
      if (isRestTimely()) await pause()
    }
  }

  async function pause(): Promise<void> {
    const wake = restEndsAt === null ? AbortSignal.any([restSignal, listEnd.signal]) : restSignal
    await timer.sleep(REST_PAUSE_MS, wake).catch(() => {})
    restSignal.throwIfAborted()
  }

  function startRest(): void {
    if (rest !== null || queue.rest === 0) return
    rest = askRest().catch((error: unknown) => {
      // Given up because everything else is there: what was not answered is asked for by the next run.
      if (!restEnd.signal.aborted || signal.aborted) parts.onFatal(error)
    })
  }

  /** Waits for what is not urgent, but not for long once its time is over. */
  async function settleRest(): Promise<void> {
    if (rest === null) return
    const over = new AbortController()
    const leftMs = Math.max(0, (restEndsAt as number) - timer.now()) + REST_PATIENCE_MS
    const timeout = timer.sleep(leftMs, AbortSignal.any([signal, over.signal])).catch(() => {})
    await Promise.race([rest, timeout])
    over.abort()
    restEnd.abort(new Error('no more time for quotes'))
    await rest
  }

  return {
    add(items) {
      attached.add(items)
      wanted.add(items)
      if (quoter.isClosed || calls + queue.urgent + queue.rest === 0) return
      const callsToCome = Math.ceil((queue.urgent + queue.rest) / MAX_QUOTED_AT_ONCE)
      parts.session.caller.expect(HUAWEI_APIS.prices, calls + callsToCome)
      report()
      startWorkers()
      startRest()
    },
    async finish() {
      restEndsAt = timer.now() + job.quotes.budgetMs
      listEnd.abort()
      wanted.askAgain(attached.mainsToAskAgain())
      startRest()
      for (startWorkers(); workers.size > 0; startWorkers()) await Promise.all(workers)
      await settleRest()
      // Another period may have been put in behind the last batch.
      for (startWorkers(); workers.size > 0; startWorkers()) await Promise.all(workers)
      signal.throwIfAborted()
      const included = attached.toPrices(quotes)
      if (included.length > 0) await sink.prices(included)
      report()
      quoter.logOutcome()
      if (queue.rest > 0 && !quoter.isClosed) reporter.info('prices', 'huawei.prices-later', { count: queue.rest })
    },
  }
}
