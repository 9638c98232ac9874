import { isAppError } from '../../../shared/domain/app-error.ts'
import type { PriceFacts, QuoteRefusal } from '../../../shared/domain/item.ts'
import type { Quotes } from './api.ts'
import { isKeyFailure, isServiceClosed } from './errors.ts'
import type { PriceParts } from './prices.ts'
import { toOtherMonths } from './quote-period.ts'
import type { QuoteBatch, WantedQuote } from './quote-queue.ts'
import { toCauseParams } from './reporter.ts'

/** "No such renewal period" (facts: cloud-apis A3). */
const NO_SUCH_PERIOD = 'CBC.30010069'

/** Asks for batches of quotes and takes their answers apart. */
export interface Quoter {
  /** Resolves whatever becomes of the batch; rejects when the key is refused or the signal aborts. */
  quote(batch: QuoteBatch, signal: AbortSignal): Promise<void>
  /** One line for each kind of outcome. */
  logOutcome(): void
  readonly done: number
  readonly failed: number
  /** The service refuses every call: nothing more need be asked. */
  readonly isClosed: boolean
  /** A call has failed after all patience: what is not urgent can wait for better times. */
  readonly isTroubled: boolean
}

export interface QuoterParts extends Pick<PriceParts, 'api' | 'session' | 'sink' | 'context' | 'reporter'> {
  onQuotes(prices: readonly PriceFacts[]): void
  /** The resource is to be asked for again, for another period. */
  onOtherPeriod(wanted: WantedQuote): void
}

export function createQuoter(parts: QuoterParts): Quoter {
  const { api, session, sink, context, reporter } = parts
  let done = 0
  let missing = 0
  let firstFailure = ''
  let refused = 0
  let firstRefusal = ''
  let isClosed = false
  let isTroubled = false

  function fail(count: number, why: string): void {
    missing += count
    if (firstFailure === '') firstFailure = why
  }

  /** Another period is tried once; a resource that cannot be quoted at all is remembered. */
  async function refuse(refusals: readonly { readonly wanted: WantedQuote; readonly code: string }[]): Promise<void> {
    const lasting: QuoteRefusal[] = []
    for (const { wanted, code } of refusals) {
      if (code === NO_SUCH_PERIOD && !wanted.isSecondTry) {
        parts.onOtherPeriod({ ...wanted, months: toOtherMonths(wanted.months), isUrgent: true, isSecondTry: true })
        continue
      }
      refused += 1
      if (firstRefusal === '') firstRefusal = session.redact(code)
      lasting.push({ resourceId: wanted.resourceId, code: session.redact(code), refusedAt: context.clock.now() })
    }
    if (lasting.length > 0) await sink.refusals(lasting)
  }

  async function take({ months, wanted }: QuoteBatch, answer: Quotes): Promise<void> {
    const open = new Map(wanted.map((one) => [one.resourceId, one]))
    const prices = answer.quotes.flatMap((one): PriceFacts[] =>
      open.delete(one.resourceId) ? [{ ...one, months, quotedAt: context.clock.now() }] : [],
    )
    const refusals = answer.failed.flatMap(({ resourceId, code }) => {
      const one = code === '' ? undefined : open.get(resourceId)
      open.delete(one?.resourceId ?? '')
      return one ? [{ wanted: one, code }] : []
    })
    done += prices.length
    if (open.size > 0) fail(open.size, 'no amount')
    parts.onQuotes(prices)
    if (prices.length > 0) await sink.prices(prices)
    await refuse(refusals)
  }

  /** One resource that cannot be quoted may spoil its whole batch, so a refused batch is asked for in halves. */
  async function quote(batch: QuoteBatch, signal: AbortSignal): Promise<void> {
    if (isClosed) return
    const { months, wanted } = batch
    const ids = wanted.map(({ resourceId }) => resourceId)
    let answer: Quotes
    try {
      answer = await api.listRenewRates(ids, months, signal)
    } catch (error) {
      if (signal.aborted || !isAppError(error) || isKeyFailure(error.code)) throw error
      if (isServiceClosed(error.code)) {
        if (!isClosed) reporter.warn('prices', 'huawei.prices-unavailable', toCauseParams(error))
        isClosed = true
        return
      }
      const isRefused = error.code === 'CLOUD_REFUSED' || error.code === 'CLOUD_BAD_PARAMETER'
      const [first] = wanted
      if (isRefused && wanted.length > 1) {
        const middle = Math.ceil(wanted.length / 2)
        await quote({ months, wanted: wanted.slice(0, middle) }, signal)
        await quote({ months, wanted: wanted.slice(middle) }, signal)
      } else if (error.code === 'CLOUD_REFUSED' && first) {
        await refuse([{ wanted: first, code: String(error.params['code'] ?? error.raw ?? error.code) }])
      } else {
        isTroubled ||= !isRefused
        fail(wanted.length, error.raw ?? error.code)
      }
      return
    }
    await take(batch, answer)
  }

  return {
    quote,
    logOutcome() {
      if (missing > 0) reporter.warn('prices', 'huawei.prices-missing', { count: missing, raw: firstFailure })
      if (refused > 0) reporter.info('prices', 'huawei.prices-refused', { count: refused, raw: firstRefusal })
      if (done > 0) reporter.info('prices', 'huawei.prices-read', { count: done })
    },
    get done() {
      return done
    },
    get failed() {
      return missing + refused
    },
    get isClosed() {
      return isClosed
    },
    get isTroubled() {
      return isTroubled
    },
  }
}
