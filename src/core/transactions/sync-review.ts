import type { ChangeKind } from '../../shared/domain/change.ts'
import { heldDecision } from '../../shared/domain/review-layer.ts'
import type { WriteDb } from '../db/connection.ts'
import { FACT_INDEX } from '../db/repositories/item-columns.ts'
import type { ItemUpdate, StoredItem } from '../db/repositories/item-write.ts'
import { createReviewWriter, readDecisions, type ReviewAuthor } from '../db/repositories/review.ts'

/** An item as it was and as it will be, with the kinds of its changes. */
export interface ItemMove {
  readonly before: StoredItem
  readonly after: ItemUpdate
  readonly changes: readonly { readonly kind: ChangeKind }[]
}

/** A renewal that nobody had decided. */
export type UnaskedRenewal = Pick<StoredItem, 'unaskedRenewalAt' | 'unaskedRenewalFor'>

export interface DecisionCourse {
  readonly db: WriteDb
  readonly author: ReviewAuthor
  /** See `startOfNextCivilDay`. */
  readonly tomorrowStart: number
}

const expiryOf = ({ facts }: StoredItem): number | null => facts[FACT_INDEX.expiresAt] as number | null

/**
 * Writes into the history which decisions close or open by themselves because an expiry moves, and says of every item
 * whose expiry moves whether that was a renewal that nobody had decided. The decisions stay as they were said.
 */
export function followDecisions(course: DecisionCourse, items: readonly ItemMove[]): Map<number, UnaskedRenewal> {
  const unasked = new Map<number, UnaskedRenewal>()
  const moved = items.filter(({ before, after }) => expiryOf(before) !== expiryOf(after))
  if (moved.length === 0) return unasked
  const { db, author, tomorrowStart } = course
  const decisions = readDecisions(
    db,
    moved.map(({ before }) => before.itemKey),
  )
  const history = decisions.size === 0 ? null : createReviewWriter(db, author)
  for (const { before, after, changes } of moved) {
    const { itemKey } = before
    const expiresAt = expiryOf(after)
    const layer = decisions.get(itemKey)
    const old = layer
      ? heldDecision(layer, { expiresAt: expiryOf(before), actByAt: before.actByAt, tomorrowStart })
      : 'undecided'
    const next = layer ? heldDecision(layer, { expiresAt, actByAt: after.actByAt, tomorrowStart }) : 'undecided'
    if (old !== next) history?.record({ itemKey, expiresAt }, 'decision', old, next)
    const isUnasked = old !== 'renew' && old !== 'renewed' && changes.some(({ kind }) => kind === 'renewed')
    unasked.set(
      itemKey,
      isUnasked
        ? { unaskedRenewalAt: author.at, unaskedRenewalFor: expiresAt }
        : { unaskedRenewalAt: null, unaskedRenewalFor: null },
    )
  }
  return unasked
}
