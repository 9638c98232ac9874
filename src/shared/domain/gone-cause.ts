import type { GoneCause, ItemStatus } from './item.ts'
import type { RenewalMode } from './renewal-mode.ts'

/** Fewer items than this may well have ended one by one. */
const MIN_ITEMS_FOR_LOST_PERMISSION = 3

export interface GoneFacts {
  readonly status: ItemStatus
  readonly expiresAt: number | null
  readonly renewalMode: RenewalMode
  readonly graceEndsAt: number | null
  readonly retentionEndsAt: number | null
}

export interface GoneContext {
  readonly now: number
  /** Other items of its enterprise project that this run still reports. */
  readonly siblingsStillReported: number
  /** Items of its enterprise project that were active before this run, this one included. */
  readonly siblingsBefore: number
}

/**
 * Why a complete run no longer reports an item; `unknown` unless there is evidence. Ended by the provider's word, by the
 * end of retention, or by "not renewed" and expired: `released`. Before a known expiry: `unsubscribed` while its project
 * still reports others, `permission-lost` when all (at least 3) items of its project vanished together.
 */
export function goneCause(item: GoneFacts, context: GoneContext): GoneCause {
  const { now, siblingsStillReported, siblingsBefore } = context
  if (item.status === 'closed') return 'released'
  if (item.retentionEndsAt !== null && now >= item.retentionEndsAt) return 'released'
  // Without an expiry nobody can say whether it ended before its time.
  if (item.expiresAt === null) return 'unknown'
  if (now >= item.expiresAt) return item.renewalMode === 'none' ? 'released' : 'unknown'
  if (siblingsStillReported > 0) return 'unsubscribed'
  return siblingsBefore >= MIN_ITEMS_FOR_LOST_PERMISSION ? 'permission-lost' : 'unknown'
}
