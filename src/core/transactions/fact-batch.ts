import { compareAmounts } from '../../shared/domain/money.ts'
import { ITEM_STATUSES } from '../../shared/domain/item.ts'
import { RENEWAL_MODES } from '../../shared/domain/renewal-mode.ts'
import { FACT_COLUMNS, FACT_INDEX, isFactValue, type StoredFact } from '../db/repositories/item-columns.ts'

/** One item as it is put into the staging table. */
export interface ReadItemRow {
  readonly resourceId: string
  readonly hash: string
  /** In the order of FACT_COLUMNS, booleans as 0 and 1. */
  readonly values: readonly StoredFact[]
}

export interface ReadTagRow {
  readonly resourceId: string
  readonly text: string
  readonly hash: string
}

export interface ReadPriceRow {
  readonly resourceId: string
  readonly amount: string
  readonly currency: string
  readonly months: number
  readonly quotedAt: number
}

const statuses: ReadonlySet<unknown> = new Set(ITEM_STATUSES)
const modes: ReadonlySet<unknown> = new Set(RENEWAL_MODES)

/** Checks and reads item rows; throws a plain error that names the first thing that is wrong. */
export function readItemRows(rows: readonly unknown[]): ReadItemRow[] {
  return rows.map((row) => {
    const width = FACT_COLUMNS.length
    if (!Array.isArray(row) || row.length !== width + 1) throw new Error('an item row has the wrong length')
    const hash = requireText(row[width], 'hash')
    const values = row as unknown[]
    for (let index = 0; index < width; index += 1) {
      const { type, field } = FACT_COLUMNS[index] as (typeof FACT_COLUMNS)[number]
      const value = values[index]
      if (!isFactValue(type, value)) throw new Error(`${field} holds ${typeof value}`)
      // The row was made by deserialising and belongs to nobody else, so it is changed in place.
      if (type === 'bool?' && value !== null) values[index] = value === true ? 1 : 0
    }
    if (!statuses.has(values[FACT_INDEX.status])) throw new Error('unknown status')
    if (!modes.has(values[FACT_INDEX.renewalMode])) throw new Error('unknown renewal mode')
    values.length = width
    const resourceId = requireId(values[FACT_INDEX.resourceId])
    values[FACT_INDEX.resourceId] = resourceId
    return { resourceId, hash, values: values as StoredFact[] }
  })
}

/** Checks and reads tag rows. */
export function readTagRows(rows: readonly unknown[]): ReadTagRow[] {
  return rows.map((row) => {
    if (!Array.isArray(row) || row.length !== 3) throw new Error('a tag row has the wrong length')
    const text = requireText(row[1], 'tags')
    const tags: unknown = JSON.parse(text)
    if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) throw new Error('tags are no object')
    if (Object.values(tags).some((value) => typeof value !== 'string')) throw new Error('a tag is no text')
    return { resourceId: requireId(row[0]), text, hash: requireText(row[2], 'hash') }
  })
}

/** Checks and reads price rows. */
export function readPriceRows(rows: readonly unknown[]): ReadPriceRow[] {
  return rows.map((row) => {
    if (!Array.isArray(row) || row.length !== 5) throw new Error('a price row has the wrong length')
    const [, amount, currency, months, quotedAt] = row as unknown[]
    const price = { amount: requireText(amount, 'amount'), currency: requireText(currency, 'currency') }
    // Throws when the text is no amount.
    compareAmounts(price.amount, '0')
    if (!Number.isSafeInteger(months) || (months as number) < 1) throw new Error('months is no whole number')
    if (!isFactValue('instant?', quotedAt) || quotedAt === null) throw new Error('quotedAt is no instant')
    return { resourceId: requireId(row[0]), ...price, months: months as number, quotedAt: quotedAt as number }
  })
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
