import { toChangeKind } from '../../shared/domain/change-kind.ts'
import { DIFFERENCE_KINDS, type DifferenceKind, type FieldDifference } from '../../shared/domain/comparison.ts'
import { isMeasuredKind } from '../../shared/domain/item.ts'
import { compareAmounts } from '../../shared/domain/money.ts'
import { ITEM_FACT_FIELDS } from '../../shared/worker/fact-rows.ts'
import { FACT_COLUMNS, FACT_INDEX, toChangeText, type StoredFact } from '../db/repositories/item-columns.ts'
import { toPriceText, type PictureItem } from './picture-item.ts'

/** What is other about one item. */
export interface Difference {
  readonly kinds: readonly [DifferenceKind, ...DifferenceKind[]]
  readonly fields: readonly FieldDifference[]
}

/**
 * The net difference of one item between two pictures; null for an item that is the same, or that is in neither. What the
 * provider says counts where the item is there in one of them; what people say counts always.
 */
export function diffItems(before: PictureItem | null, after: PictureItem | null): Difference | null {
  const kinds = new Set<DifferenceKind>()
  const fields: FieldDifference[] = []
  const wasThere = before?.isActive === true
  const isThere = after?.isActive === true
  if (wasThere && !isThere) kinds.add('gone')
  else if (isThere && before === null) kinds.add('appeared')
  else if (isThere && !wasThere) kinds.add('back')
  if (before && after) {
    const isSame = before === after
    if (!isSame && (wasThere || isThere)) {
      diffFacts(before, after, kinds, fields)
      diffPrice(before, after, kinds, fields)
    }
  }
  // What people say of an item that no longer exists at all has gone with it.
  if (after !== null) diffPeople(before, after, kinds, fields)
  if (wasThere && !isThere) {
    // Its last facts, such as the status "closed", say no more than that it is gone.
    for (const kind of kinds) if (kind !== 'gone' && kind !== 'decided' && kind !== 'owner-changed') kinds.delete(kind)
  }
  const [first, ...others] = DIFFERENCE_KINDS.filter((kind) => kinds.has(kind))
  return first === undefined ? null : { kinds: [first, ...others], fields }
}

function diffFacts(before: PictureItem, after: PictureItem, kinds: Set<DifferenceKind>, fields: FieldDifference[]) {
  if (before.facts !== after.facts) {
    for (let index = 0; index < FACT_COLUMNS.length; index += 1) {
      const old = before.facts[index] as StoredFact
      const next = after.facts[index] as StoredFact
      if (old === next || index === FACT_INDEX.resourceId) continue
      const { field, type } = FACT_COLUMNS[index] as (typeof FACT_COLUMNS)[number]
      const [oldText, newText] = [toChangeText(type, old), toChangeText(type, next)]
      if (oldText === newText) continue
      fields.push({ field, old: oldText, new: newText })
      const isMeasuredEnd = index === FACT_INDEX.expiresAt && isMeasuredKind(after.kind)
      // A certificate or a registration that ends later has been renewed, whatever the number of months.
      if (isMeasuredEnd && old !== null && next !== null) kinds.add(next > old ? 'renewed' : 'expiry-moved')
      else kinds.add(toChangeKind(ITEM_FACT_FIELDS[index] as string, old, next))
    }
  }
  if (before.tags !== after.tags) {
    fields.push({ field: 'tags', old: before.tags, new: after.tags })
    kinds.add(toChangeKind('tags', before.tags, after.tags))
  }
}

function diffPrice(before: PictureItem, after: PictureItem, kinds: Set<DifferenceKind>, fields: FieldDifference[]) {
  const [old, next] = [toPriceText(before), toPriceText(after)]
  if (old !== next && !isSameSum(before, after)) {
    fields.push({ field: 'price', old, new: next })
    // The first quote is news, but no price has changed.
    kinds.add(old === null ? 'changed' : 'price-changed')
  }
  const [months, newMonths] = [before.priceMonths, after.priceMonths]
  if (old === null || next === null || months === null || newMonths === null || months === newMonths) return
  // The same sum for another number of months is another price.
  fields.push({ field: 'priceMonths', old: String(months), new: String(newMonths) })
  kinds.add('price-changed')
}

function isSameSum(a: PictureItem, b: PictureItem): boolean {
  return a.price !== null && b.price !== null && a.currency === b.currency && compareAmounts(a.price, b.price) === 0
}

function diffPeople(
  before: PictureItem | null,
  after: PictureItem,
  kinds: Set<DifferenceKind>,
  fields: FieldDifference[],
): void {
  const decision = before?.decision ?? 'undecided'
  const owner = before?.owner ?? null
  if (decision !== after.decision) {
    fields.push({ field: 'decision', old: decision, new: after.decision })
    kinds.add('decided')
  }
  if (owner !== after.owner) {
    fields.push({ field: 'owner', old: owner, new: after.owner })
    kinds.add('owner-changed')
  }
}
