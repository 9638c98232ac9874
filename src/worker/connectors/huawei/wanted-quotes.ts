import type { ItemFacts } from '../../../shared/domain/item.ts'
import type { SyncJob } from '../../../shared/worker/frames.ts'
import { toQuotedMonths } from './quote-period.ts'
import type { QuoteQueue, WantedQuote } from './quote-queue.ts'

const DAY_MS = 86_400_000
/** Longest grace and retention of any tier; later nothing is left to renew (facts: cloud-apis A5). */
const RENEWABLE_AFTER_EXPIRY_MS = 30 * DAY_MS

/** Decides which resources are quoted. */
export interface WantedQuotes {
  /** Queues what lacks a fresh quote; resources that were queued already are passed over. */
  add(items: readonly ItemFacts[]): void
  /** Queues these main resources although their quotes are fresh. */
  askAgain(resourceIds: ReadonlySet<string>): void
}

export function createWantedQuotes(job: SyncJob, queue: QuoteQueue): WantedQuotes {
  const { quoteWithinDays } = job.account.limits
  const fresh = new Set(job.recentlyQuoted)
  const stale = new Map(job.quotes.stale)
  const refused = new Map(job.quotes.refused)
  const renewedBy = new Map(job.quotes.renewedBy)
  const byHand = new Set(job.quotes.byHand)
  const queued = new Set<string>()
  /** Resources with a fresh quote, should it turn out to be for something else. */
  const kept = new Map<string, WantedQuote>()

  function toWanted(item: ItemFacts): WantedQuote | null {
    const { resourceId, expiresAt } = item
    if (item.isMain !== true || expiresAt === null || item.status === 'closed') return null
    if (resourceId.startsWith('order:') || byHand.has(resourceId)) return null
    if (refused.has(resourceId) && refused.get(resourceId) === expiresAt) return null
    const leftMs = expiresAt - job.now
    if (leftMs <= -RENEWABLE_AFTER_EXPIRY_MS) return null
    return {
      resourceId,
      months: toQuotedMonths(item, renewedBy.get(resourceId) ?? null),
      isUrgent: leftMs <= quoteWithinDays * DAY_MS,
      expiresAt,
      quotedAt: stale.get(resourceId) ?? null,
      isSecondTry: false,
    }
  }

  function put(one: WantedQuote): void {
    queued.add(one.resourceId)
    queue.put(one)
  }

  return {
    add(items) {
      if (quoteWithinDays <= 0) return
      for (const item of items) {
        if (queued.has(item.resourceId)) continue
        const one = toWanted(item)
        if (one === null) continue
        if (fresh.has(item.resourceId)) kept.set(item.resourceId, one)
        else put(one)
      }
    },
    askAgain(resourceIds) {
      for (const resourceId of resourceIds) {
        const one = kept.get(resourceId)
        if (one && !queued.has(resourceId)) put(one)
      }
    },
  }
}
