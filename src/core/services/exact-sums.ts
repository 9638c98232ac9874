import { addAmounts, type CurrencySums } from '../../shared/domain/money.ts'

/** Adds amounts by currency, exactly and fast. */
export interface ExactSums {
  readonly count: number
  /** Counts an item and adds its price. */
  add(amount: string | null, currency: string | null): void
  /** Adds everything that another one has. */
  addAll(other: ExactSums): void
  /** The same as `sumByCurrency` of all that was added. */
  toSums(): CurrencySums
  readonly parts: ReadonlyMap<string, Part>
  readonly missing: number
}

interface Part {
  /** Ten-thousandths. */
  whole: bigint
  /** Ten-thousandths that have not been carried over yet; a safe integer. */
  loose: number
  /** Amounts with more places or digits than that. */
  readonly others: string[]
}

/** At most 15 digits in all, so that the product with SCALE is off by less than a half before it is rounded. */
const SIMPLE = /^-?\d{1,11}(?:\.\d{1,4})?$/
const SCALE = 10_000
const CARRY_AT = 2 ** 52

/** Nothing added yet. */
export function createExactSums(): ExactSums {
  const parts = new Map<string, Part>()
  let count = 0
  let missing = 0
  let lastName: string | null = null
  let lastPart: Part | null = null

  function partOf(currency: string): Part {
    if (currency === lastName && lastPart) return lastPart
    const code = currency.trim().toUpperCase()
    const part = parts.get(code) ?? { whole: 0n, loose: 0, others: [] }
    parts.set(code, part)
    lastName = currency
    lastPart = part
    return part
  }

  return {
    parts,
    get count() {
      return count
    },
    get missing() {
      return missing
    },
    add(amount, currency) {
      count += 1
      if (amount === null || currency === null || amount.trim() === '' || currency.trim() === '') {
        missing += 1
        return
      }
      const part = partOf(currency)
      if (!SIMPLE.test(amount)) {
        part.others.push(amount)
        return
      }
      part.loose += Math.round(Number(amount) * SCALE)
      if (Math.abs(part.loose) > CARRY_AT) carry(part)
    },
    addAll(other) {
      count += other.count
      missing += other.missing
      for (const [code, from] of other.parts) {
        const part = partOf(code)
        carry(part)
        part.whole += from.whole + BigInt(from.loose)
        part.others.push(...from.others)
      }
    },
    toSums() {
      const sums = [...parts]
        .map(([currency, part]) => ({ amount: toAmount(part), currency }))
        .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
      return { sums, missing }
    },
  }
}

function carry(part: Part): void {
  part.whole += BigInt(part.loose)
  part.loose = 0
}

function toAmount(part: Part): string {
  carry(part)
  const isNegative = part.whole < 0n
  const digits = String(isNegative ? -part.whole : part.whole).padStart(5, '0')
  return addAmounts([`${isNegative ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`, ...part.others])
}
