import { toChangeKind } from '../../shared/domain/change-kind.ts'
import type { ItemStatus, PriceSource, RawCode } from '../../shared/domain/item.ts'
import { compareAmounts } from '../../shared/domain/money.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { ITEM_FACT_FIELDS } from '../../shared/worker/fact-rows.ts'
import type { DerivedDates, TagSet } from '../db/derived.ts'
import {
  FACT_COLUMNS,
  FACT_INDEX,
  toChangeText,
  type StoredFact,
  type StoredFacts,
} from '../db/repositories/item-columns.ts'
import { toSearchText } from '../db/repositories/item-search.ts'
import type { ItemUpdate, NewChange, StoredItem } from '../db/repositories/item-write.ts'
import type { StagedItem, StagedPrice, StagedTags } from '../db/repositories/stage.ts'

/** What a run has brought for one stored item; undefined means "nothing new". */
export interface Staged {
  readonly item: StagedItem | undefined
  readonly tags: StagedTags | undefined
  readonly price: StagedPrice | undefined
}

export interface ItemDifference {
  /** The row as it has to be now. */
  readonly after: ItemUpdate
  readonly changes: readonly Omit<NewChange, 'itemKey'>[]
  readonly isGone: boolean
  /** Nothing to record, but another fingerprint of the same content. */
  readonly hasNewFingerprint: boolean
  /** Nothing to record, but a newer quote with the same price. */
  readonly hasNewQuote: boolean
}

type Change = Omit<NewChange, 'itemKey'>

/** That a price became known tells nothing about the resource: quotes come with whatever sync has time for them. */
export function isFirstQuote({ field, old }: Change): boolean {
  return old === null && (field === 'price' || field === 'priceSource')
}

type DeriveDates = (expiresAt: number | null, mode: RenewalMode, rawPolicy: RawCode) => DerivedDates

/** Compares a stored item that a run reports with what the run says about it. */
export function diffItem(before: StoredItem, staged: Staged, at: number, deriveDates: DeriveDates): ItemDifference {
  const facts = staged.item?.facts ?? before.facts
  const changes = diffFacts(before.facts, facts)
  const tags = takeTags(before, staged.tags, changes)
  const price = takePrice(before, staged.price, changes)
  const presence = takePresence(before, facts[FACT_INDEX.status] as ItemStatus, at, changes)
  const contentHash = staged.item?.contentHash ?? before.contentHash
  const dates = deriveDates(
    facts[FACT_INDEX.expiresAt] as number | null,
    facts[FACT_INDEX.renewalMode] as RenewalMode,
    facts[FACT_INDEX.rawPolicy] as RawCode,
  )
  return {
    after: {
      ...before,
      facts,
      contentHash,
      ...tags,
      ...price,
      ...presence,
      ...dates,
      searchText: toSearchText(facts, tags.tags === null ? null : (JSON.parse(tags.tags) as TagSet)),
      seenAt: at,
    },
    changes,
    isGone: before.isActive && !presence.isActive,
    hasNewFingerprint: contentHash !== before.contentHash || tags.tagsHash !== before.tagsHash,
    hasNewQuote: price.pricedAt !== before.pricedAt,
  }
}

/** What differs between two states of a provider's facts, one change for each field. */
export function diffFacts(before: StoredFacts, after: StoredFacts): Change[] {
  const changes: Change[] = []
  if (before === after) return changes
  for (let index = 0; index < FACT_COLUMNS.length; index += 1) {
    const old = before[index] as StoredFact
    const next = after[index] as StoredFact
    if (old === next) continue
    const { field, type } = FACT_COLUMNS[index] as (typeof FACT_COLUMNS)[number]
    changes.push({
      kind: toChangeKind(ITEM_FACT_FIELDS[index] as string, old, next),
      field,
      old: toChangeText(type, old),
      new: toChangeText(type, next),
    })
  }
  return changes
}

type TagColumns = Pick<StoredItem, 'tags' | 'tagsHash' | 'tagProductLine' | 'tagEnv' | 'tagName'>

function takeTags(before: StoredItem, staged: StagedTags | undefined, changes: Change[]): TagColumns {
  if (!staged || staged.tags_hash === before.tagsHash) {
    const { tags, tagsHash, tagProductLine, tagEnv, tagName } = before
    return { tags, tagsHash, tagProductLine, tagEnv, tagName }
  }
  if (staged.tags !== before.tags) {
    changes.push({
      kind: toChangeKind('tags', before.tags, staged.tags),
      field: 'tags',
      old: before.tags,
      new: staged.tags,
    })
  }
  return {
    tags: staged.tags,
    tagsHash: staged.tags_hash,
    tagProductLine: staged.tag_product_line,
    tagEnv: staged.tag_env,
    tagName: staged.tag_name,
  }
}

type PriceColumns = Pick<StoredItem, 'price' | 'currency' | 'priceMonths' | 'priceSource' | 'pricedAt'>

function takePrice(before: StoredItem, staged: StagedPrice | undefined, changes: Change[]): PriceColumns {
  const { price, currency, priceMonths, priceSource, pricedAt } = before
  const kept = { price, currency, priceMonths, priceSource, pricedAt }
  // What people typed or imported wins over the provider's quote.
  if (!staged || priceSource === 'typed' || priceSource === 'imported') return kept
  if (pricedAt !== null && staged.quoted_at < pricedAt) return kept
  const source: PriceSource = staged.is_with_main === 1 ? 'with-main' : 'provider'
  if (source !== priceSource && (source === 'with-main' || priceSource === 'with-main')) {
    return takeOtherSource(before, staged, source, changes)
  }
  const isSameSum = price !== null && currency === staged.currency && compareAmounts(price, staged.amount) === 0
  if (isSameSum && priceMonths === staged.months) return { ...kept, pricedAt: staged.quoted_at }
  const old = price === null ? null : toPriceText(price, currency)
  const next = toPriceText(staged.amount, staged.currency)
  // The first quote is news, but no price has changed.
  const kind = old === null ? 'changed' : toChangeKind('price', old, next)
  if (!isSameSum) changes.push({ kind, field: 'price', old, new: next })
  if (priceMonths !== null && priceMonths !== staged.months) {
    // The same sum for another number of months is another price.
    changes.push({
      kind: toChangeKind('price', priceMonths, staged.months),
      field: 'priceMonths',
      old: String(priceMonths),
      new: String(staged.months),
    })
  }
  return {
    price: staged.amount,
    currency: staged.currency,
    priceMonths: staged.months,
    priceSource: source,
    pricedAt: staged.quoted_at,
  }
}

/**
 * A resource that was paid on its own is paid with its main one now, or the other way round. The 0 of those that are paid
 * with their main one is no price that anything was raised from or lowered to.
 */
function takeOtherSource(
  before: StoredItem,
  staged: StagedPrice,
  source: PriceSource,
  changes: Change[],
): PriceColumns {
  changes.push({ kind: 'changed', field: 'priceSource', old: before.priceSource, new: source })
  const old =
    before.priceSource === 'with-main' || before.price === null ? null : toPriceText(before.price, before.currency)
  const next = source === 'with-main' ? null : toPriceText(staged.amount, staged.currency)
  if (old !== next) changes.push({ kind: 'changed', field: 'price', old, new: next })
  // What its own price was for goes with it: nothing else remembers it.
  if (old !== null && before.priceMonths !== null) {
    changes.push({ kind: 'changed', field: 'priceMonths', old: String(before.priceMonths), new: null })
  }
  const { amount, currency, months, quoted_at: quotedAt } = staged
  return { price: amount, currency, priceMonths: months, priceSource: source, pricedAt: quotedAt }
}

function toPriceText(amount: string, currency: string | null): string {
  return currency === null ? amount : `${amount} ${currency}`
}

type Presence = Pick<StoredItem, 'isActive' | 'goneAt' | 'goneCause'>

/** A status that means closed makes an item gone although it is reported; any other report brings it back. */
function takePresence(before: StoredItem, status: ItemStatus, at: number, changes: Change[]): Presence {
  const { isActive, goneAt, goneCause } = before
  if (status !== 'closed') {
    if (!isActive) changes.push({ kind: 'back', field: null, old: goneCause, new: null })
    return { isActive: true, goneAt: null, goneCause: null }
  }
  if (isActive) {
    changes.push({ kind: 'gone', field: null, old: null, new: 'released' })
    return { isActive: false, goneAt: at, goneCause: 'released' }
  }
  if (goneCause !== 'released') {
    // It vanished first and is now said to be closed: the evidence replaces the guess.
    changes.push({ kind: 'changed', field: 'goneCause', old: goneCause, new: 'released' })
  }
  return { isActive, goneAt, goneCause: 'released' }
}
