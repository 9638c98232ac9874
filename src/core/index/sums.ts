import { sumByCurrency, type CurrencySums, type PricedItems } from '../../shared/domain/money.ts'
import { keep } from './picture.ts'
import type { Codes } from './row-set.ts'
import type { View } from './view.ts'

/** Decimals that amounts are counted in as whole numbers; what has more is added digit by digit. */
const DECIMALS = 4
const UNITS = 10 ** DECIMALS

/** Adds up the prices of rows, exactly. */
export interface Adder {
  /** Sums of the rows at `start` up to, without, `end`. */
  sum(rows: Uint32Array, start: number, end: number): CurrencySums
}

/** Makes the adder of a picture. */
export function createAdder(view: View): Adder {
  const { price, currency } = view.picture.columns.codes
  const amounts = keep(view.picture, 'units', String(price.dictionary.size), () =>
    Float64Array.from({ length: price.dictionary.size }, (_, code) => toUnits(price.dictionary.text(code))),
  )
  const names = Array.from({ length: currency.dictionary.size }, (_, code) =>
    (currency.dictionary.text(code) ?? '').trim().toUpperCase(),
  )
  const distinct = [...new Set(names)].toSorted()
  /** By code: the place of the normalised currency. */
  const places = Uint32Array.from(names, (name) => distinct.indexOf(name))
  const isPrice = Uint8Array.from({ length: price.dictionary.size }, (_, code) =>
    (price.dictionary.text(code) ?? '').trim() === '' ? 0 : 1,
  )
  const { codes: priceCodes } = price
  const { codes: currencyCodes } = currency

  const totals = new Float64Array(distinct.length)
  const counts = new Uint32Array(distinct.length)

  return {
    sum(rows, start, end) {
      totals.fill(0)
      counts.fill(0)
      let missing = 0
      for (let index = start; index < end; index += 1) {
        const row = rows[index] as number
        const amount = priceCodes[row] as number
        const place = places[currencyCodes[row] as number] as number
        if (isPrice[amount] === 0 || distinct[place] === '') {
          missing += 1
          continue
        }
        const total = (totals[place] as number) + (amounts[amount] as number)
        // Beyond this a number no longer holds every unit; an amount with more decimals is not a number here at all.
        if (!(Math.abs(total) <= Number.MAX_SAFE_INTEGER)) return sumTexts(rows.subarray(start, end))
        totals[place] = total
        counts[place] = (counts[place] as number) + 1
      }
      return { sums: toSums(), missing }
    },
  }

  function toSums(): CurrencySums['sums'] {
    return distinct.flatMap((name, place) =>
      counts[place] === 0 ? [] : [{ amount: toAmount(totals[place] as number), currency: name }],
    )
  }

  function sumTexts(rows: Uint32Array): CurrencySums {
    return sumByCurrency(countPairs(rows, priceCodes, currencyCodes, price.dictionary.text, currency.dictionary.text))
  }
}

function countPairs(
  rows: Uint32Array,
  prices: Codes,
  currencies: Codes,
  toAmountText: (code: number) => string | null,
  toCurrency: (code: number) => string | null,
): PricedItems[] {
  const counts = new Map<number, Map<number, number>>()
  for (const row of rows) {
    const [price, currency] = [prices[row] as number, currencies[row] as number]
    const ofPrice = counts.get(price) ?? new Map<number, number>()
    counts.set(price, ofPrice)
    ofPrice.set(currency, (ofPrice.get(currency) ?? 0) + 1)
  }
  return [...counts].flatMap(([price, ofPrice]) =>
    [...ofPrice].map(([currency, count]) => ({ amount: toAmountText(price), currency: toCurrency(currency), count })),
  )
}

/** A whole number of units; NaN for an amount that is none. */
function toUnits(text: string | null): number {
  const match = /^(-?)(\d{1,11})(?:\.(\d{1,4}))?$/.exec(text ?? '')
  if (!match) return NaN
  const units = Number(match[2]) * UNITS + Number((match[3] ?? '').padEnd(DECIMALS, '0'))
  return match[1] === '-' ? -units : units
}

/** A decimal text in normal form. */
function toAmount(units: number): string {
  if (units === 0) return '0'
  const digits = String(Math.abs(units)).padStart(DECIMALS + 1, '0')
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '')
  const whole = digits.slice(0, -DECIMALS)
  return `${units < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
