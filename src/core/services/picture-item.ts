import type { ItemKind } from '../../shared/domain/item.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import type { DecisionKind } from '../../shared/domain/review.ts'
import { FACT_INDEX, type FactType, type StoredFact, type StoredFacts } from '../db/repositories/item-columns.ts'

/** One item in a picture of the list, as far as pictures are compared. */
export interface PictureItem {
  readonly itemId: string
  readonly accountId: string
  readonly account: string
  readonly kind: ItemKind
  /** The provider's facts in the order of FACT_COLUMNS. */
  readonly facts: StoredFacts
  readonly tags: string | null
  readonly price: string | null
  readonly currency: string | null
  readonly priceMonths: number | null
  /** True for a resource that is paid with its main one: its price of 0 is none of its own. */
  readonly isWithMain: boolean
  readonly isActive: boolean
  /** The decision that held at that moment. */
  readonly decision: DecisionKind
  readonly owner: string | null
}

/** What a frozen picture keeps beside that, to be read and not to be compared. */
export interface FrozenItem extends PictureItem {
  readonly actByAt: number | null
  readonly tagProductLine: string | null
  readonly reason: string | null
}

export function resourceIdOf({ facts }: PictureItem): string {
  return facts[FACT_INDEX.resourceId] as string
}

export function resourceNameOf({ facts }: PictureItem): string {
  return facts[FACT_INDEX.resourceName] as string
}

export function expiresAtOf({ facts }: PictureItem): number | null {
  return facts[FACT_INDEX.expiresAt] as number | null
}

export function renewalModeOf({ facts }: PictureItem): RenewalMode {
  return facts[FACT_INDEX.renewalMode] as RenewalMode
}

/** A price as the change log writes it: `12.50 CNY`; null without one of its own. */
export function toPriceText({
  price,
  currency,
  isWithMain,
}: Pick<PictureItem, 'price' | 'currency' | 'isWithMain'>): string | null {
  if (price === null || isWithMain) return null
  return currency === null ? price : `${price} ${currency}`
}

/** The two parts of a price in the change log. */
export function fromPriceText(text: string | null): Pick<PictureItem, 'price' | 'currency'> {
  if (text === null) return { price: null, currency: null }
  const [price = '', currency = null] = text.split(' ')
  return { price, currency }
}

/** A fact as SQLite keeps it, from the text of the change log (the opposite of `toChangeText`). */
export function fromChangeText(type: FactType, text: string | null): StoredFact {
  if (text === null) return null
  switch (type) {
    case 'instant?':
      return /^-?\d+$/.test(text) ? Number(text) : Date.parse(text)
    case 'bool?':
      return text === 'true' ? 1 : 0
    case 'code':
      return String(Number(text)) === text ? Number(text) : text
    case 'text':
    case 'text?':
      return text
  }
}
