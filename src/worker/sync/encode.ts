import { hash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { ItemFacts, PriceFacts, TagFacts } from '../../shared/domain/item.ts'
import { toCanonicalTags, toItemRow, toPriceRow, type HashedRows } from '../../shared/worker/fact-rows.ts'
import type { FactBatch } from '../../shared/worker/frames.ts'

/** Fingerprint of a text, 28 characters. It tells change from no change; nothing is kept secret by it. */
export function hashText(text: string): string {
  return hash('sha1', text, 'base64')
}

/** Packs items of one pass. */
export function encodeItems(pass: number, items: readonly ItemFacts[]): FactBatch {
  const ids = items.map(({ resourceId }) => resourceId)
  return toBatch(
    'items',
    pass,
    items.length,
    toHashedRows(
      ids,
      items.map((facts) => JSON.stringify(toItemRow(facts))),
    ),
  )
}

/** Packs whole tag sets; equal sets have equal hashes whatever the order of their keys. */
export function encodeTags(pass: number, tags: readonly TagFacts[]): FactBatch {
  const ids = tags.map(({ resourceId }) => resourceId)
  return toBatch(
    'tags',
    pass,
    tags.length,
    toHashedRows(
      ids,
      tags.map((facts) => toCanonicalTags(facts.tags)),
    ),
  )
}

/** Packs renewal quotes. */
export function encodePrices(pass: number, prices: readonly PriceFacts[]): FactBatch {
  return toBatch('prices', pass, prices.length, prices.map(toPriceRow))
}

function toHashedRows(ids: readonly string[], texts: readonly string[]): HashedRows {
  const ends = new Uint32Array(texts.length)
  let end = 0
  texts.forEach((text, index) => {
    end += Buffer.byteLength(text)
    ends[index] = end
  })
  return { ids, hashes: texts.map(hashText), ends, texts: Buffer.from(texts.join('')) }
}

function toBatch(what: FactBatch['what'], pass: number, rows: number, content: unknown): FactBatch {
  return { what, pass, rows, payload: serialize(content) }
}
