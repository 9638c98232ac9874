/** A resource that has no quote is left alone for this long, unless its expiry moves; ADR 0033. */
export const REFUSAL_KEPT_MS = 30 * 86_400_000

/** Why an item has no quote, or no newer one than the price that it has. */
export interface KnownRefusal {
  /** The provider's own code, as it came. */
  readonly code: string
  readonly refusedAt: number
  /** Null: the expiry has moved since, so the next sync asks. */
  readonly askedAgainAfter: number | null
}

export type RefusalReason = 'no-period' | 'not-renewable' | 'not-found' | 'attached' | 'other'

/**
 * Facts: Huawei BSS ListRenewRateOnPeriod: no such renewal period, not a main resource, unknown resource; that the product
 * cannot be renewed.
 */
const REASONS: ReadonlyMap<string, RefusalReason> = new Map([
  ['CBC.30010069', 'no-period'],
  ['CBC.99006024', 'not-renewable'],
  ['CBC.99003012', 'not-found'],
  ['CBC.30010036', 'attached'],
])

/** What a provider's code means; `other` for what is not known. */
export function refusalReason(code: string): RefusalReason {
  return REASONS.get(code) ?? 'other'
}
