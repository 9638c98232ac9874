import { AppError } from '../../shared/domain/app-error.ts'
import { compareAmounts } from '../../shared/domain/money.ts'
import type { ReviewField } from '../../shared/domain/review.ts'
import { transaction } from '../db/connection.ts'
import { noteItemWrite } from '../db/repositories/item-version.ts'
import { createPriceWriter, readPrices, type PriceRow } from '../db/repositories/price.ts'
import { createReviewWriter } from '../db/repositories/review.ts'
import type { TypedPrice } from '../db/write-commands.ts'
import type { WriteHandler } from './context.ts'

/**
 * Types a price in for many items, or takes typed ones away, with a line of history for each real change. `changed`
 * counts items. An unknown id throws ITEM_NOT_FOUND and nothing is written.
 */
export const setPrice: WriteHandler<'price.set'> = ({ db }, { itemIds, price, by, at }) => {
  checkPrice(price)
  return transaction(db, () => {
    const writer = createPriceWriter(db, at)
    const history = createReviewWriter(db, { by, at })
    let changed = 0
    for (const row of readPrices(db, [...new Set(itemIds)])) {
      if (!isChange(row, price)) continue
      writer.put(row.item_key, price)
      const item = { itemKey: row.item_key, expiresAt: row.expires_at }
      for (const [field, old, next] of differences(row, price)) history.record(item, field, old, next)
      changed += 1
    }
    if (changed > 0) noteItemWrite(db)
    return { changed }
  })
}

/** The same sum typed over a quote is a change too: from now on it is a person's word and stays. */
function isChange(row: PriceRow, price: TypedPrice | null): boolean {
  if (price === null || row.price_source !== 'typed') return price !== null || row.price_source === 'typed'
  const isSameSum = row.price !== null && compareAmounts(row.price, price.amount) === 0
  return !isSameSum || row.currency !== price.currency || row.price_months !== price.months
}

type Difference = readonly [field: ReviewField, old: string | null, next: string | null]

function differences(row: PriceRow, price: TypedPrice | null): Difference[] {
  const old = row.price === null ? null : [row.price, row.currency].filter(Boolean).join(' ')
  const next = price === null ? null : `${price.amount} ${price.currency}`
  const lines: Difference[] = []
  // That it had no price of its own is told by the source; a sync tells it in the same way.
  if (row.price_source === 'with-main') lines.push(['priceSource', 'with-main', 'typed'])
  const months = row.price_months
  // What the price was for is said when it goes as well: nothing else remembers it.
  if (months !== null && months !== price?.months) {
    lines.push(['priceMonths', String(months), price === null ? null : String(price.months)])
  }
  if (old !== next || row.price_source !== 'typed') lines.push(['price', old, next])
  return lines
}

/** What is refused here could not be added up. */
function checkPrice(price: TypedPrice | null): void {
  if (price === null) return
  if (compareAmounts(price.amount, '0') < 0) throw new AppError('BAD_REQUEST', { field: 'amount' })
  if (!/^[A-Z]{3}$/.test(price.currency)) throw new AppError('BAD_REQUEST', { field: 'currency' })
  if (!Number.isInteger(price.months) || price.months < 1 || price.months > 120) {
    throw new AppError('BAD_REQUEST', { field: 'months' })
  }
}
