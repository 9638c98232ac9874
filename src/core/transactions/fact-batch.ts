import { compareAmounts } from '../../shared/domain/money.ts'
import { ITEM_STATUSES } from '../../shared/domain/item.ts'
import type { HashedRows } from '../../shared/worker/fact-rows.ts'
import { RENEWAL_MODES } from '../../shared/domain/renewal-mode.ts'
import type { TagSet } from '../db/derived.ts'
import { FACT_COLUMNS, FACT_INDEX, isFactValue, type StoredFact } from '../db/repositories/item-columns.ts'

/** Rows of items or tags that can be opened one by one. */
export interface ReadRows {
  /** Numbers of known rows that are what they were; whether there are such rows is for the caller to check. */
  readonly unchanged: Uint32Array
  readonly ids: readonly string[]
  readonly hashes: readonly string[]
  /** A row's JSON. */
  textOf(index: number): string
}

/** An item's facts in the order of FACT_COLUMNS, booleans as 0 and 1. */
export type ReadItem = readonly StoredFact[]

export interface ReadPriceRow {
  readonly resourceId: string
  readonly amount: string
  readonly currency: string
  readonly months: number
  readonly quotedAt: number
  readonly isWithMain: boolean
}

/** A checked refusal of a quote. */
export interface ReadRefusalRow {
  readonly resourceId: string
  readonly code: string
  readonly refusedAt: number
}

const statuses: ReadonlySet<unknown> = new Set(ITEM_STATUSES)
const modes: ReadonlySet<unknown> = new Set(RENEWAL_MODES)

/** Checks what stands in front of the rows; throws a plain error that names the first thing that is wrong. */
export function readHashedRows(content: unknown, count: number): ReadRows {
  const { unchanged, ids, hashes, ends, texts } = (content ?? {}) as Partial<Record<keyof HashedRows, unknown>>
  if (!Array.isArray(ids) || !Array.isArray(hashes)) throw new Error('ids or hashes are no list')
  if (!(ends instanceof Uint32Array) || !(texts instanceof Uint8Array)) throw new Error('rows are no bytes')
  if (!(unchanged instanceof Uint32Array)) throw new Error('unchanged rows are no numbers')
  const opened = count - unchanged.length
  if (ids.length !== opened || hashes.length !== opened || ends.length !== opened) throw new Error('number of rows')
  const bytes = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength)
  return {
    unchanged,
    ids: ids.map(requireId),
    hashes: hashes.map((hash) => requireText(hash, 'hash')),
    textOf: (index) => bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]),
  }
}

/** Checks and reads one item; throws a plain error that names the first thing that is wrong. */
export function readItem(text: string, resourceId: string): ReadItem {
  const values: unknown = JSON.parse(text)
  if (!Array.isArray(values) || values.length !== FACT_COLUMNS.length)
    throw new Error('an item row has the wrong length')
  for (let index = 0; index < values.length; index += 1) {
    const { type, field } = FACT_COLUMNS[index] as (typeof FACT_COLUMNS)[number]
    const value: unknown = values[index]
    if (!isFactValue(type, value)) throw new Error(`${field} holds ${typeof value}`)
    if (type === 'bool?' && value !== null) values[index] = value === true ? 1 : 0
  }
  if (!statuses.has(values[FACT_INDEX.status])) throw new Error('unknown status')
  if (!modes.has(values[FACT_INDEX.renewalMode])) throw new Error('unknown renewal mode')
  if (requireId(values[FACT_INDEX.resourceId]) !== resourceId) throw new Error('another resource')
  values[FACT_INDEX.resourceId] = resourceId
  return values as StoredFact[]
}

/** Checks and reads a resource's tags. */
export function readTags(text: string): TagSet {
  const tags: unknown = JSON.parse(text)
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) throw new Error('tags are no object')
  if (Object.values(tags).some((value) => typeof value !== 'string')) throw new Error('a tag is no text')
  return tags as TagSet
}

/** Checks and reads quotes and refusals of quotes. */
export function readPriceRows(rows: unknown, count: number): (ReadPriceRow | ReadRefusalRow)[] {
  if (!Array.isArray(rows) || rows.length !== count) throw new Error('number of rows')
  return rows.map((row: unknown) => {
    if (Array.isArray(row) && row.length === 3) return readRefusalRow(row as unknown[])
    if (!Array.isArray(row) || row.length !== 6) throw new Error('a price row has the wrong length')
    const [, amount, currency, months, quotedAt, isWithMain] = row as unknown[]
    const price = { amount: requireText(amount, 'amount'), currency: requireText(currency, 'currency') }
    // Throws when the text is no amount.
    compareAmounts(price.amount, '0')
    if (!Number.isSafeInteger(months) || (months as number) < 1) throw new Error('months is no whole number')
    if (!isFactValue('instant?', quotedAt) || quotedAt === null) throw new Error('quotedAt is no instant')
    if (typeof isWithMain !== 'boolean') throw new Error('isWithMain is no flag')
    const at = { months: months as number, quotedAt: quotedAt as number }
    return { resourceId: requireId(row[0]), ...price, ...at, isWithMain }
  })
}

function readRefusalRow([resourceId, code, refusedAt]: readonly unknown[]): ReadRefusalRow {
  if (!isFactValue('instant?', refusedAt) || refusedAt === null) throw new Error('refusedAt is no instant')
  return { resourceId: requireId(resourceId), code: requireText(code, 'code'), refusedAt: refusedAt as number }
}

function requireText(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${name} is no text`)
  return value
}

function requireId(value: unknown): string {
  const id = requireText(value, 'resourceId')
  // SQLite keeps UTF-8: a lone surrogate would be read back as another text and the resource seem new every time.
  return /[\uD800-\uDFFF]/.test(id) ? Buffer.from(id, 'utf8').toString('utf8') : id
}
