import type { CurrencySums } from '../../shared/domain/money.ts'
import type { Dictionary } from '../index/dictionary.ts'
import { createExactSums } from './exact-sums.ts'
import type { ItemColumns } from './picture-columns.ts'

/** Counts items and sums their prices exactly; what was put in can be taken out again. */
export interface PriceTotals {
  put(price: string | null, currency: string | null): void
  takeOut(price: string | null, currency: string | null): void
  /** Puts in the items of these rows. */
  putRows(columns: ItemColumns, rows: Uint32Array): void
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

  function putRows(columns: ItemColumns, rows: Uint32Array): void {
    const [prices, currencies] = [columns.coded('price'), columns.coded('currency')]
    const units = unitsOf(prices.dictionary)
    const names = Array.from({ length: currencies.dictionary.size }, (_, code) =>
      (currencies.dictionary.text(code) ?? '').trim().toUpperCase(),
    )
    const loose = new Float64Array(names.length)
    const found = new Uint32Array(names.length)
    let blank = 0
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] as number
      const price = prices.codes[row] as number
      const currency = currencies.codes[row] as number
      const amount = units[price] as number
      if (amount === BLANK || names[currency] === '') {
        blank += 1
        continue
      }
      found[currency] = (found[currency] as number) + 1
      if (Number.isNaN(amount)) {
        sums.add(prices.dictionary.text(price), names[currency] as string)
        continue
      }
      const total = (loose[currency] as number) + amount
      if (Math.abs(total) < CARRY_AT) loose[currency] = total
      else {
        sums.add(toAmount(total), names[currency] as string)
        loose[currency] = 0
      }
    }
    count += rows.length
    missing += blank
    for (const [code, name] of names.entries()) {
      if (found[code] === 0) continue
      counts.set(name, (counts.get(name) ?? 0) + (found[code] as number))
      sums.add(toAmount(loose[code] as number), name)
    }
  }

  return {
    putRows,
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

const SCALE = 10_000
/** What fits into a number with some room for one more amount. */
const CARRY_AT = 2 ** 52
const SIMPLE = /^-?\d{1,11}(?:\.\d{1,4})?$/
/** Stands for a price that is none. */
const BLANK = Infinity

/** Ten-thousandths by code; NaN for what has more places or digits. Dictionaries only grow. */
const knownUnits = new WeakMap<Dictionary, Float64Array>()

function unitsOf(dictionary: Dictionary): Float64Array {
  const known = knownUnits.get(dictionary) ?? new Float64Array()
  if (known.length === dictionary.size) return known
  const units = new Float64Array(dictionary.size)
  units.set(known)
  for (let code = known.length; code < units.length; code += 1) {
    const text = dictionary.text(code)
    if (text === null || text.trim() === '') units[code] = BLANK
    else units[code] = SIMPLE.test(text) ? Math.round(Number(text) * SCALE) : NaN
  }
  knownUnits.set(dictionary, units)
  return units
}

function toAmount(units: number): string {
  const digits = String(Math.abs(units)).padStart(5, '0')
  return `${units < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}
