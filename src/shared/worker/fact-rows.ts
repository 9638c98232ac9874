import type { ItemFacts, PriceFacts, TagFacts } from '../domain/item.ts'

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

/** Values in the order of ITEM_FACT_FIELDS, then the content hash. */
export type ItemRow = readonly unknown[]
/** resourceId, canonical JSON of all tags (keys sorted by code unit), hash of that text. */
export type TagRow = readonly [resourceId: string, tagsJson: string, hash: string]
/** resourceId, amount, currency, months, quotedAt. */
export type PriceRow = readonly [resourceId: string, amount: string, currency: string, months: number, quotedAt: number]

/** Puts an item's facts in order; `hash` must be made of exactly these values. */
export function toItemRow(facts: ItemFacts, hash: string): ItemRow {
  const row: unknown[] = ITEM_FACT_FIELDS.map((field) => facts[field])
  row.push(hash)
  return row
}

/** Reads a row made by `toItemRow`. Throws when the length is wrong, which means that two builds were mixed. */
export function fromItemRow(row: ItemRow): { facts: ItemFacts; hash: string } {
  if (row.length !== ITEM_FACT_FIELDS.length + 1) throw new Error(`item row has ${row.length} values`)
  const facts: Partial<Record<keyof ItemFacts, unknown>> = {}
  ITEM_FACT_FIELDS.forEach((field, index) => {
    facts[field] = row[index]
  })
  return { facts: facts as unknown as ItemFacts, hash: row[ITEM_FACT_FIELDS.length] as string }
}

/** Tags as JSON with sorted keys, so that equal sets are equal texts. */
export function toCanonicalTags(tags: TagFacts['tags']): string {
  const sorted: Record<string, string> = {}
  for (const key of Object.keys(tags).toSorted()) sorted[key] = tags[key] as string
  return JSON.stringify(sorted)
}

export function toPriceRow(price: PriceFacts): PriceRow {
  return [price.resourceId, price.amount, price.currency, price.months, price.quotedAt]
}
