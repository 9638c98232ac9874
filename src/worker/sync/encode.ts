import { hash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { ItemFacts, PriceFacts, QuoteRefusal, TagFacts } from '../../shared/domain/item.ts'
import { toCanonicalTags, toItemRow, toPriceRow, toRefusalRow, type HashedRows } from '../../shared/worker/fact-rows.ts'
import type { FactBatch } from '../../shared/worker/frames.ts'

/** Fingerprint of a text, 28 characters. It tells change from no change; nothing is kept secret by it. */
export function hashText(text: string): string {
  return hash('sha1', text, 'base64')
}

/** One row of items or tags on its way. */
export interface HashedRow {
  readonly id: string
  readonly text: string
  readonly hash: string
}

export function toHashedItem(facts: ItemFacts): HashedRow {
  const text = JSON.stringify(toItemRow(facts))
  return { id: facts.resourceId, text, hash: hashText(text) }
}

/** Equal sets of one resource have equal hashes whatever the order of their keys. */
export function toHashedTags({ resourceId, tags }: TagFacts): HashedRow {
  const text = toCanonicalTags(tags)
  return { id: resourceId, text, hash: hashText(`${resourceId}\n${text}`) }
}

/** Packs rows of one pass, and the places of rows that are unchanged. */
export function encodeRows(
  what: 'items' | 'tags',
  pass: number,
  rows: readonly HashedRow[],
  unchanged: readonly number[] = [],
): FactBatch {
  const ends = new Uint32Array(rows.length)
  let end = 0
  rows.forEach(({ text }, index) => {
    end += Buffer.byteLength(text)
    ends[index] = end
  })
  return toBatch(what, pass, rows.length + unchanged.length, {
    unchanged: Uint32Array.from(unchanged),
    ids: rows.map(({ id }) => id),
    hashes: rows.map(({ hash }) => hash),
    ends,
    texts: Buffer.from(rows.map(({ text }) => text).join('')),
  } satisfies HashedRows)
}

/** Packs renewal quotes. */
export function encodePrices(pass: number, prices: readonly PriceFacts[]): FactBatch {
  return toBatch('prices', pass, prices.length, prices.map(toPriceRow))
}

/** Packs refusals of renewal quotes. */
export function encodeRefusals(pass: number, refusals: readonly QuoteRefusal[]): FactBatch {
  return toBatch('prices', pass, refusals.length, refusals.map(toRefusalRow))
}

function toBatch(what: FactBatch['what'], pass: number, rows: number, content: unknown): FactBatch {
  return { what, pass, rows, payload: serialize(content) }
}
