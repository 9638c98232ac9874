import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { ItemFacts, PriceFacts, TagFacts } from '../../shared/domain/item.ts'
import { toCanonicalTags, toItemRow, toPriceRow } from '../../shared/worker/fact-rows.ts'
import type { TagRow } from '../../shared/worker/fact-rows.ts'
import type { FactBatch } from '../../shared/worker/frames.ts'

/** Fingerprint of a text, 28 characters. It tells change from no change; nothing is kept secret by it. */
export function hashText(text: string): string {
  return createHash('sha1').update(text).digest('base64')
}

/** Packs items of one pass; each row ends with the hash of exactly its own values. */
export function encodeItems(pass: number, items: readonly ItemFacts[]): FactBatch {
  const rows = items.map((facts) => {
    const row = toItemRow(facts, '') as unknown[]
    row.pop()
    row.push(hashText(JSON.stringify(row)))
    return row
  })
  return toBatch('items', pass, rows)
}

/** Packs whole tag sets; equal sets have equal hashes whatever the order of their keys. */
export function encodeTags(pass: number, tags: readonly TagFacts[]): FactBatch {
  const rows = tags.map((facts): TagRow => {
    const text = toCanonicalTags(facts.tags)
    return [facts.resourceId, text, hashText(text)]
  })
  return toBatch('tags', pass, rows)
}

/** Packs renewal quotes. */
export function encodePrices(pass: number, prices: readonly PriceFacts[]): FactBatch {
  return toBatch('prices', pass, prices.map(toPriceRow))
}

function toBatch(what: FactBatch['what'], pass: number, rows: readonly unknown[]): FactBatch {
  return { what, pass, rows: rows.length, payload: serialize(rows) }
}
