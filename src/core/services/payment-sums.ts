import { sumByCurrency, type CurrencySums, type PricedItems } from '../../shared/domain/money.ts'

/** Prices that occur, each once, and their currencies; what is counted names a price by its number. */
export interface PriceList {
  /** Number of a price; -1 when the amount or the currency is not known. */
  add(amount: string | null, currency: string | null): number
  /** Codes in the order of their numbers. */
  readonly currencies: readonly string[]
  readonly amounts: readonly string[]
  /** By price: the number of its currency. */
  readonly currencyOf: readonly number[]
  /** By price: whole units, and billionths; null for amounts with more digits, which are added as texts. */
  readonly units: readonly (number | null)[]
  readonly billionths: readonly number[]
}

/** At most 9 digits on both sides: 5,000,000 of them stay safe integers when they are added. */
const SIMPLE = /^(-?)(\d{1,9})(?:\.(\d{1,9}))?$/
const BILLION = 1_000_000_000n

/** No price yet. */
export function createPriceList(): PriceList {
  /** By currency and amount as they are written. */
  const numbers = new Map<string, Map<string, number>>()
  const currencies: string[] = []
  const amounts: string[] = []
  const currencyOf: number[] = []
  const units: (number | null)[] = []
  const billionths: number[] = []

  function append(amount: string, code: string): number {
    const known = currencies.indexOf(code)
    currencyOf.push(known === -1 ? currencies.push(code) - 1 : known)
    const [, minus, whole, fraction = ''] = SIMPLE.exec(amount) ?? []
    const sign = minus ? -1 : 1
    units.push(whole === undefined ? null : sign * Number(whole))
    billionths.push(sign * Number(fraction.padEnd(9, '0')))
    return amounts.push(amount) - 1
  }

  return {
    currencies,
    amounts,
    currencyOf,
    units,
    billionths,
    add(amount, currency) {
      if (amount === null || currency === null) return -1
      let byAmount = numbers.get(currency)
      if (byAmount === undefined) numbers.set(currency, (byAmount = new Map()))
      let number = byAmount.get(amount)
      if (number === undefined) {
        const code = currency.trim().toUpperCase()
        number = amount.trim() === '' || code === '' ? -1 : append(amount.trim(), code)
        byAmount.set(amount, number)
      }
      return number
    },
  }
}

/** Sums of many cells, all over one list of prices. */
export interface SumTable {
  /** Counts a payment in a cell; price -1 is one that nobody knows. */
  add(cell: number, price: number): void
  /** Adds everything that a cell has into one of another table over the same list that is not older. */
  addTo(cell: number, target: SumTable, targetCell: number): void
  count(cell: number): number
  /** The same as `sumByCurrency` of all that was added to a cell. */
  sums(cell: number): CurrencySums
  readonly parts: SumParts
}

interface SumParts {
  /** Currencies that there were when the table was made. */
  readonly width: number
  /** By cell × currencies + currency. */
  readonly counts: Int32Array
  readonly units: Float64Array
  readonly billionths: Float64Array
  /** By cell. */
  readonly missing: Int32Array
  /** Payments whose amounts have too many digits: by place, prices with how often they came. */
  readonly others: Map<number, Map<number, number>>
}

/** A table of empty cells. All prices that will be added have to be in the list already; more may come into it later. */
export function createSumTable(prices: PriceList, cells: number): SumTable {
  const width = prices.currencies.length
  const parts: SumParts = {
    width,
    counts: new Int32Array(cells * width),
    units: new Float64Array(cells * width),
    billionths: new Float64Array(cells * width),
    missing: new Int32Array(cells),
    others: new Map(),
  }
  const { counts, units, billionths, missing, others } = parts

  function* partsOf(place: number, currency: string): Generator<PricedItems> {
    const total = BigInt(units[place] as number) * BILLION + BigInt(billionths[place] as number)
    yield { amount: toAmount(total), currency }
    for (const [price, count] of others.get(place) ?? []) {
      yield { amount: prices.amounts[price] as string, currency, count }
    }
  }

  function amountOf(place: number, currency: string): string {
    if (others.has(place)) return sumByCurrency(partsOf(place, currency)).sums[0]?.amount ?? '0'
    return toAmount(BigInt(units[place] as number) * BILLION + BigInt(billionths[place] as number))
  }

  return {
    parts,
    add(cell, price) {
      if (price < 0) {
        missing[cell] = (missing[cell] as number) + 1
        return
      }
      const place = cell * width + (prices.currencyOf[price] as number)
      const whole = prices.units[price] as number | null
      counts[place] = (counts[place] as number) + 1
      if (whole === null) addOther(others, place, price, 1)
      else {
        units[place] = (units[place] as number) + whole
        billionths[place] = (billionths[place] as number) + (prices.billionths[price] as number)
      }
    },
    addTo(cell, target, targetCell) {
      const to = target.parts
      to.missing[targetCell] = (to.missing[targetCell] as number) + (missing[cell] as number)
      for (let currency = 0; currency < width; currency += 1) {
        const place = cell * width + currency
        const targetPlace = targetCell * to.width + currency
        to.counts[targetPlace] = (to.counts[targetPlace] as number) + (counts[place] as number)
        to.units[targetPlace] = (to.units[targetPlace] as number) + (units[place] as number)
        to.billionths[targetPlace] = (to.billionths[targetPlace] as number) + (billionths[place] as number)
        for (const [price, times] of others.get(place) ?? []) addOther(to.others, targetPlace, price, times)
      }
    },
    count(cell) {
      let count = missing[cell] as number
      for (let currency = 0; currency < width; currency += 1) count += counts[cell * width + currency] as number
      return count
    },
    sums(cell) {
      // A currency that came later has no place here.
      const sums = prices.currencies
        .slice(0, width)
        .flatMap((currency, index) => {
          const place = cell * width + index
          return counts[place] === 0 ? [] : { amount: amountOf(place, currency), currency }
        })
        .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
      return { sums, missing: missing[cell] as number }
    },
  }
}

function addOther(others: SumParts['others'], place: number, price: number, times: number): void {
  let byPrice = others.get(place)
  if (byPrice === undefined) others.set(place, (byPrice = new Map()))
  byPrice.set(price, (byPrice.get(price) ?? 0) + times)
}

function toAmount(billionths: bigint): string {
  const isNegative = billionths < 0n
  const digits = String(isNegative ? -billionths : billionths).padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0+$/, '')
  return `${isNegative ? '-' : ''}${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}`
}
