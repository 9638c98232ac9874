import type { ItemFacts, PriceFacts, QuoteRefusal, TagFacts } from '../domain/item.ts'

/**
 * Facts travel as arrays in a fixed order, not as objects: a batch is two to three times smaller and faster to clone.
 * The order exists once, here; a field missing from the list does not compile.
 */
export const ITEM_FACT_FIELDS = [
  'resourceId',
  'resourceName',
  'serviceTypeCode',
  'serviceTypeName',
  'typeCode',
  'typeName',
  'spec',
  'specText',
  'regionCode',
  'regionName',
  'projectId',
  'isMain',
  'parentResourceId',
  'enterpriseProjectId',
  'enterpriseProjectName',
  'createdAt',
  'expiresAt',
  'status',
  'rawStatus',
  'renewalMode',
  'rawPolicy',
  'paymentType',
] as const satisfies readonly (keyof ItemFacts)[]

type MissingField = Exclude<keyof ItemFacts, (typeof ITEM_FACT_FIELDS)[number]>
const everyFieldIsListed: [MissingField] extends [never] ? true : never = true
void everyFieldIsListed

/** Values in the order of ITEM_FACT_FIELDS. */
export type ItemRow = readonly unknown[]

/** Characters of a row's hash, all of them ASCII. */
export const HASH_LENGTH = 28

/**
 * What a run compares with: one hash of HASH_LENGTH bytes after the other, one place per stored item. A place without a
 * hash is filled with zeros. The numbers of the places are valid for one run only.
 */
export interface KnownHashes {
  readonly items: Uint8Array
  readonly tags: Uint8Array
}

/**
 * Rows of items or tags with what tells whether they are new in front: a row whose hash is known already is never
 * opened. A row is the JSON of an ItemRow, or of all tags of a resource (keys sorted by code unit).
 */
export interface HashedRows {
  /** Places in KnownHashes of rows that are what they were; nothing else is sent of them. */
  readonly unchanged: Uint32Array
  readonly ids: readonly string[]
  /** Of exactly the row's text; of tags together with the resource's id, so that every hash names one resource. */
  readonly hashes: readonly string[]
  /** Where each row ends in `texts`. */
  readonly ends: Uint32Array
  /** All rows in UTF-8 with nothing between them. */
  readonly texts: Uint8Array
}

/** A quote, or that there is none. */
export type PriceRow =
  | readonly [
      resourceId: string,
      amount: string,
      currency: string,
      months: number,
      quotedAt: number,
      isWithMain: boolean,
    ]
  | readonly [resourceId: string, code: string, refusedAt: number]

/** Puts an item's facts in order. */
export function toItemRow(facts: ItemFacts): ItemRow {
  return ITEM_FACT_FIELDS.map((field) => facts[field])
}

/** Tags as JSON with keys sorted by code unit, so that equal sets are equal texts. */
export function toCanonicalTags(tags: TagFacts['tags']): string {
  const keys = Object.keys(tags)
  if (keys.length > 1) keys.sort()
  // Not by way of a sorted object: it would move keys that look like numbers to its front.
  return `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(tags[key])}`).join(',')}}`
}

export function toPriceRow(price: PriceFacts): PriceRow {
  return [price.resourceId, price.amount, price.currency, price.months, price.quotedAt, price.isWithMain === true]
}

export function toRefusalRow({ resourceId, code, refusedAt }: QuoteRefusal): PriceRow {
  return [resourceId, code, refusedAt]
}
