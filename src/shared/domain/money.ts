import { Big } from 'big.js'
import { AppError } from './app-error.ts'
import type { CivilDay } from './civil-day.ts'

/** A decimal string (`1234.5`, `-3`: no grouping, exponent or trailing zeros) and an ISO 4217 code. */
export interface Money {
  readonly amount: string
  readonly currency: string
}

/** One unit of `from` is `rate` units of `to`, as known on a day. */
export interface Rate {
  readonly from: string
  readonly to: string
  readonly rate: string
  readonly on: CivilDay
}

const ROUND_HALF_EVEN = 2
const MAX_DIGITS = 60

function toBig(text: string): Big {
  const trimmed = text.trim()
  const match = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?$/.exec(trimmed)
  // Bounded, because an exponent turns a few characters into any number of digits.
  if (match === null || trimmed.length > MAX_DIGITS || Math.abs(Number(match[1] ?? 0)) > MAX_DIGITS) {
    throw new AppError('BAD_REQUEST', { input: text.slice(0, 100) }, { raw: `not an amount: ${text.slice(0, 100)}` })
  }
  return new Big(trimmed.replace('+', '').replace(/[eE](?=\d)/, 'e+'))
}

/**
 * Takes an amount as a provider or a file writes it and gives the normal form (`012.50` → `12.5`, `1E+2` → `100`).
 * Grouping, currency signs and blanks inside are refused with `BAD_REQUEST` naming the input.
 */
export function parseAmount(text: string): string {
  return toBig(text).toFixed()
}

/** The exact sum; of nothing, `0`. */
export function addAmounts(amounts: Iterable<string>): string {
  let sum = new Big(0)
  for (const amount of amounts) sum = sum.plus(toBig(amount))
  return sum.toFixed()
}

/** -1 when `a` is less than `b`, 1 when it is more, 0 when they are the same value (`1.0` and `1`). */
export function compareAmounts(a: string, b: string): -1 | 0 | 1 {
  return toBig(a).cmp(toBig(b))
}

export interface CurrencySums {
  /** One exact sum per currency, in the order of the codes. */
  readonly sums: readonly Money[]
  /** Items without a price, or with an amount whose currency nobody knows. */
  readonly missing: number
}

/** One price, or the same price of `count` items. */
export interface PricedItems {
  readonly amount: string | null
  readonly currency: string | null
  readonly count?: number
}

/** Adds per currency and never across; says how many items have no price. */
export function sumByCurrency(items: Iterable<PricedItems>): CurrencySums {
  const totals = new Map<string, Big>()
  let missing = 0
  for (const { amount, currency, count = 1 } of items) {
    const code = currency?.trim().toUpperCase() ?? ''
    if (amount === null || amount.trim() === '' || code === '') {
      missing += count
      continue
    }
    const value = count === 1 ? toBig(amount) : toBig(amount).times(count)
    totals.set(code, totals.get(code)?.plus(value) ?? value)
  }
  const sums = [...totals]
    .map(([currency, total]) => ({ amount: total.toFixed(), currency }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
  return { sums, missing }
}

export interface ConversionTarget {
  /** Wanted currency; may be left out when the fitting rates lead to one currency only. */
  readonly to?: string
  /** Only rates of this day or earlier are used. */
  readonly on?: CivilDay
}

export interface Conversion {
  readonly money: Money
  /** The rate to show beside the result; null when the money already had the wanted currency. */
  readonly rate: Rate | null
}

/**
 * Converts with the latest dated rate that leads from the money's currency to the wanted one, exactly and unrounded. Null
 * when there is no such rate: rates are never turned round or chained, because nobody typed those.
 */
export function convert(money: Money, rates: readonly Rate[], target: ConversionTarget = {}): Conversion | null {
  if (target.to === money.currency) return { money: { ...money, amount: parseAmount(money.amount) }, rate: null }
  let best: Rate | null = null
  for (const rate of rates) {
    if (rate.from !== money.currency || (target.to !== undefined && rate.to !== target.to)) continue
    if (target.on !== undefined && rate.on > target.on) continue
    if (best !== null && best.to !== rate.to) throw new RangeError(`which currency: ${best.to} or ${rate.to}?`)
    if (best === null || rate.on > best.on) best = rate
  }
  if (best === null) return null
  const amount = toBig(money.amount).times(toBig(best.rate)).toFixed()
  return { money: { amount, currency: best.to }, rate: best }
}

/** Turns sums of several currencies into one. */
export interface Converter {
  readonly to: string
  /**
   * The exact conversion of all sums together, rounded half to even at cents once; of nothing, `0`. Null when no rate leads
   * from one of the currencies.
   */
  convert(sums: readonly Money[]): Money | null
  /** Rates that have been used so far, by currency. */
  rates(): readonly Rate[]
  /** Currencies that no rate led from so far, in the order of the codes. */
  withoutRate(): readonly string[]
}

/** Converts many sums into `to` with the latest rates of `on` or earlier; finds the rate of a currency once. */
export function createConverter(
  rates: readonly Rate[],
  { to, on }: { readonly to: string; readonly on: CivilDay },
): Converter {
  const known = new Map<string, { readonly factor: Big; readonly rate: Rate | null } | null>()
  const factorOf = (currency: string): Big | null => {
    let entry = known.get(currency)
    if (entry === undefined) {
      const conversion = convert({ amount: '1', currency }, rates, { to, on })
      entry = conversion && { factor: toBig(conversion.money.amount), rate: conversion.rate }
      known.set(currency, entry)
    }
    return entry && entry.factor
  }
  const currencies = (): readonly string[] => [...known.keys()].toSorted()
  return {
    to,
    convert(sums) {
      let total: Big | null = new Big(0)
      for (const { amount, currency } of sums) {
        // Every currency is looked at, so that all that lack a rate are named.
        const factor = factorOf(currency)
        total = factor && total && total.plus(factor.eq(1) ? toBig(amount) : toBig(amount).times(factor))
      }
      return total && { amount: total.round(2, ROUND_HALF_EVEN).toFixed(), currency: to }
    },
    rates: () => currencies().flatMap((currency) => known.get(currency)?.rate ?? []),
    withoutRate: () => currencies().filter((currency) => known.get(currency) === null),
  }
}

/** `amount` × numerator ÷ denominator, whole numbers, rounded half to even once at `decimals` places; normal form. */
export function scaleAmount(amount: string, numerator: number, denominator: number, decimals = 2): string {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator === 0) {
    throw new RangeError(`not a fraction: ${numerator}/${denominator}`)
  }
  // A constructor of its own: precision and rounding of big.js are settings of the constructor.
  const Decimal = Big()
  Decimal.DP = decimals
  Decimal.RM = ROUND_HALF_EVEN
  return new Decimal(toBig(amount).times(numerator)).div(denominator).toFixed()
}

/** The amount with exactly that many decimals, rounded half to even: `3` → `3.00`. */
export function toFixedAmount(amount: string, decimals = 2): string {
  return toBig(amount).round(decimals, ROUND_HALF_EVEN).toFixed(decimals)
}

/** After less before; null unless both are there in one currency. */
export function changeOf(before: Money | null, after: Money | null): Money | null {
  if (before === null || after === null || before.currency !== after.currency) return null
  return { amount: toBig(after.amount).minus(toBig(before.amount)).toFixed(), currency: after.currency }
}

/** After less before for each currency that one of them has, in the order of the codes. */
export function changesOf(before: readonly Money[], after: readonly Money[]): Money[] {
  const codes = [...new Set([...before, ...after].map(({ currency }) => currency))].toSorted()
  const of = (sums: readonly Money[], currency: string): Money =>
    sums.find((sum) => sum.currency === currency) ?? { amount: '0', currency }
  return codes.flatMap((currency) => changeOf(of(before, currency), of(after, currency)) ?? [])
}
