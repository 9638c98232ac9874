import { AppError } from '../../../shared/domain/app-error.ts'
import type { PricedItems } from '../../../shared/domain/money.ts'
import { all, prepare, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import type { TypedPrice } from '../write-commands.ts'

/** Keys per statement: few enough that the list of them stays small. */
const CHUNK = 10_000

/** An item's price as stored. */
export interface PriceRow {
  readonly item_key: number
  readonly item_id: string
  readonly expires_at: number | null
  readonly price: string | null
  readonly currency: string | null
  readonly price_months: number | null
  readonly price_source: string | null
}

/** The prices of these items (each id once). Throws ITEM_NOT_FOUND naming the first id that is unknown. */
export function readPrices(db: ReadDb, itemIds: readonly string[]): PriceRow[] {
  const rows = all<PriceRow>(
    db,
    'price.rows',
    sql`SELECT item.item_key, item.item_id, item.expires_at, item.price, item.currency, item.price_months, item.price_source
      FROM json_each(${JSON.stringify(itemIds)}) AS wanted CROSS JOIN item ON item.item_id = wanted.value`,
  )
  if (rows.length < itemIds.length) {
    const known = new Set(rows.map((row) => row.item_id))
    throw new AppError('ITEM_NOT_FOUND', { item: itemIds.find((id) => !known.has(id)) ?? '' })
  }
  return rows
}

/** Puts typed prices into rows, or none with null, for many items in one transaction. */
export function createPriceWriter(db: WriteDb, at: number): { put(itemKey: number, price: TypedPrice | null): void } {
  const update = prepare<[string | null, string | null, number | null, string | null, number | null, number]>(
    db,
    sql`UPDATE item SET price = ?, currency = ?, price_months = ?, price_source = ?, priced_at = ? WHERE item_key = ?`,
  )
  return {
    put(itemKey, price) {
      if (price === null) update.run(null, null, null, null, null, itemKey)
      else update.run(price.amount, price.currency, price.months, 'typed', at, itemKey)
    },
  }
}

/** Prices of these items, equal ones as one entry with their number; items that no longer exist are left out. */
export function groupPrices(db: ReadDb, itemKeys: Float64Array): PricedItems[] {
  const groups: PricedItems[] = []
  // In the order of the table: a page of it is then read once, not once for every row.
  const sorted = itemKeys.toSorted()
  for (let start = 0; start < sorted.length; start += CHUNK) {
    const keys = JSON.stringify(Array.from(sorted.subarray(start, start + CHUNK)))
    const rows = all<PricedItems>(
      db,
      'price.groups',
      sql`SELECT i.price AS amount, i.currency, count(*) AS count
        FROM json_each(${keys}) AS wanted CROSS JOIN item AS i ON i.item_key = wanted.value GROUP BY 1, 2`,
    )
    for (const row of rows) groups.push(row)
  }
  return groups
}
