import type { CurrencySums } from '../../shared/domain/money.ts'
import { createExactSums } from './exact-sums.ts'

/** Counts items and sums their prices exactly; what was put in can be taken out again. */
export interface PriceTotals {
  put(price: string | null, currency: string | null): void
  takeOut(price: string | null, currency: string | null): void
  /** A currency of which no item is left is not named. */
  toTotals(): { readonly count: number; readonly sums: CurrencySums }
}

/** Nothing put in yet. */
export function createPriceTotals(): PriceTotals {
  const sums = createExactSums()
  const counts = new Map<string, number>()
  let count = 0
  let missing = 0

  function add(price: string | null, currency: string | null, sign: 1 | -1): void {
    count += sign
    const code = currency?.trim().toUpperCase() ?? ''
    if (price === null || price.trim() === '' || code === '') {
      missing += sign
      return
    }
    counts.set(code, (counts.get(code) ?? 0) + sign)
    sums.add(sign === 1 ? price : negated(price), code)
  }

  return {
    put: (price, currency) => add(price, currency, 1),
    takeOut: (price, currency) => add(price, currency, -1),
    toTotals: () => ({
      count,
      sums: { sums: sums.toSums().sums.filter(({ currency }) => (counts.get(currency) ?? 0) > 0), missing },
    }),
  }
}

function negated(amount: string): string {
  const text = amount.trim()
  return text.startsWith('-') ? text.slice(1) : `-${text}`
}
