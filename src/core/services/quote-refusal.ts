import { REFUSAL_KEPT_MS, type KnownRefusal } from '../../shared/domain/quote-refusal.ts'
import type { ReadDb } from '../db/connection.ts'
import { getStandingRefusal } from '../db/repositories/quote.ts'

/** Why an item has no quote, and when a sync asks for one again; null when it was not refused one. */
export function readQuoteRefusal(db: ReadDb, itemId: string): KnownRefusal | null {
  const refusal = getStandingRefusal(db, itemId)
  if (refusal === null) return null
  const { code, refusedAt, hasMoved } = refusal
  return { code, refusedAt, askedAgainAfter: hasMoved ? null : refusedAt + REFUSAL_KEPT_MS }
}
