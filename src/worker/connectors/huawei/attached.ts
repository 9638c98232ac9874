import type { ItemFacts, PriceFacts } from '../../../shared/domain/item.ts'
import type { SyncJob } from '../../../shared/worker/frames.ts'

/** Follows which resources are attached to which, because the quote of a main resource includes what is attached to it. */
export interface AttachedResources {
  add(items: readonly ItemFacts[]): void
  /**
   * Main resources whose quotes at hand are no longer for what is attached to them now. Right only once the whole list
   * has been added.
   */
  mainsToAskAgain(): ReadonlySet<string>
  /** What the attached ones cost beside these quotes of their main resources: nothing. */
  toPrices(quotes: ReadonlyMap<string, PriceFacts>): PriceFacts[]
}

export function createAttachedResources({ quotes, expiresBefore }: SyncJob): AttachedResources {
  const known = new Map(quotes.withMain)
  const byHand = new Set(quotes.byHand)
  /** By attached resource: its main one now. */
  const mains = new Map<string, string>()

  return {
    add(items) {
      for (const { resourceId, isMain, parentResourceId, status } of items) {
        if (isMain === false && parentResourceId !== null && status !== 'closed') {
          mains.set(resourceId, parentResourceId)
        } else mains.delete(resourceId)
      }
    },
    mainsToAskAgain() {
      const changed = new Set<string>()
      for (const [resourceId, main] of mains) {
        if (known.get(resourceId) !== main && !byHand.has(resourceId)) changed.add(main)
      }
      // A list that was narrowed says nothing about what it lacks.
      if (expiresBefore !== null) return changed
      for (const [resourceId, main] of known) if (mains.get(resourceId) !== main) changed.add(main)
      return changed
    },
    toPrices(prices) {
      return [...mains].flatMap(([resourceId, main]): PriceFacts[] => {
        const price = prices.get(main)
        return price && !byHand.has(resourceId) ? [{ ...price, resourceId, amount: '0', isWithMain: true }] : []
      })
    },
  }
}
