import type { ChangeKind } from './change.ts'
import { changeOf, type CurrencySums, type Money } from './money.ts'
import type { DecisionKind } from './review.ts'
import type { RenewalMode } from './renewal-mode.ts'

/** Kinds of differences between two pictures: those of syncs, and what people said. */
export const DIFFERENCE_KINDS = [
  'appeared',
  'gone',
  'back',
  'renewed',
  'expiry-moved',
  'mode-changed',
  'price-changed',
  'renamed',
  'changed',
  'decided',
  'owner-changed',
] as const satisfies readonly (ChangeKind | 'decided' | 'owner-changed')[]
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** What the rows of a comparison can be ordered by; what is not there comes last. */
export const DIFFERENCE_SORTS = [
  'name',
  'account',
  'kinds',
  'priceBefore',
  'priceAfter',
  'difference',
  'expiresAt',
  'decision',
  'at',
] as const
export type DifferenceSortField = (typeof DIFFERENCE_SORTS)[number]

/** The older one of two pictures. `last-runs`: before the newest run of each account that changed something. */
export type ComparisonStart =
  | { readonly kind: 'last-runs' }
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'instant'; readonly at: number }
  | { readonly kind: 'snapshot'; readonly snapshotId: string }

/** The newer one: how it is now, or a done review. */
export type ComparisonEnd = { readonly kind: 'now' } | { readonly kind: 'snapshot'; readonly snapshotId: string }

/** One field that differs; texts as in the change log. */
export interface FieldDifference {
  readonly field: string
  readonly old: string | null
  readonly new: string | null
}

/** One item that differs, with the net effect of everything that happened in between. */
export interface ItemDifference {
  readonly itemId: string
  readonly resourceId: string
  readonly resourceName: string
  readonly accountId: string
  readonly account: string
  /** The most telling one first. */
  readonly kinds: readonly [DifferenceKind, ...DifferenceKind[]]
  readonly fields: readonly FieldDifference[]
  /** When the last of it was noticed, epoch ms; null between two snapshots. */
  readonly at: number | null
  readonly expiresAt: number | null
  readonly renewalMode: RenewalMode
  /** null: no price, or not there. */
  readonly priceBefore: Money | null
  readonly priceAfter: Money | null
  /** Where it is paid together with its main resource, so that it has no price of its own; absent: nowhere. */
  readonly withMain?: readonly ('before' | 'after')[]
  readonly decision: DecisionKind
  /** False when the item no longer exists at all (its account was removed). */
  readonly isKnown: boolean
}

/**
 * How the price of an item has moved, with its sign: what has come counts in full, what has gone is taken off. null where
 * that cannot be said: a price is missing, or the currencies differ.
 */
export function priceMoveOf({
  kinds,
  priceBefore,
  priceAfter,
}: Pick<ItemDifference, 'kinds' | 'priceBefore' | 'priceAfter'>): Money | null {
  const nothing = (currency: string): Money => ({ amount: '0', currency })
  const hasCome = kinds.includes('appeared') || kinds.includes('back')
  if (hasCome && priceBefore === null && priceAfter) return changeOf(nothing(priceAfter.currency), priceAfter)
  if (kinds.includes('gone') && priceAfter === null && priceBefore) {
    return changeOf(priceBefore, nothing(priceBefore.currency))
  }
  return changeOf(priceBefore, priceAfter)
}

/** Rows and sums of one kind; an item with two kinds counts in both. */
export interface DifferenceSum {
  readonly kind: DifferenceKind
  readonly count: number
  /** Prices before and after, of the items that have one there; each by currency with how many have none. */
  readonly before: CurrencySums
  readonly after: CurrencySums
}

/** The differences of two pictures; rows are read by position with the handle. */
export interface Comparison {
  readonly handle: string
  readonly from: { readonly at: number; readonly title: string | null }
  readonly to: { readonly at: number; readonly title: string | null }
  /** Items that differ. */
  readonly total: number
  /** Kinds that occur, in the order of DIFFERENCE_KINDS. */
  readonly byKind: readonly DifferenceSum[]
  /** Active items of both pictures with the sums of their prices. */
  readonly before: { readonly count: number; readonly sums: CurrencySums }
  readonly after: { readonly count: number; readonly sums: CurrencySums }
  readonly accounts: readonly { readonly accountId: string; readonly account: string; readonly count: number }[]
}
