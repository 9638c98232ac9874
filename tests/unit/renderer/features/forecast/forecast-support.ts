import { addCivilDays, addCivilMonths, type CivilDay } from '../../../../../src/shared/domain/civil-day.ts'
import {
  CERTAINTIES,
  type Certainty,
  type Forecast,
  type ForecastCell,
  type ForecastInput,
} from '../../../../../src/shared/domain/forecast.ts'
import { addAmounts, convert, sumByCurrency, toFixedAmount, type Rate } from '../../../../../src/shared/domain/money.ts'
import type { Random } from '../../../../support/seeded.ts'

/** One payment of a forecast that a test makes up; `month` counts from the present one, -1 is overdue, -2 open. */
export interface Payment {
  readonly month: number
  readonly group: string | null
  readonly certainty: Certainty
  readonly amount: string | null
  readonly currency: string | null
}

export const TODAY: CivilDay = '2026-11-22'

const RATE: Rate = { from: 'USD', to: 'CNY', rate: '7.1234', on: '2026-11-01' }

export interface ForecastMaking {
  readonly input?: Partial<ForecastInput>
  readonly isConverted?: boolean
  readonly rates?: readonly Rate[]
  readonly undated?: number
}

/** A forecast of payments, added up the way a person would. */
export function forecastOf(
  payments: readonly Payment[],
  { input, isConverted = false, rates = [RATE], undated = 0 }: ForecastMaking = {},
): Forecast {
  function cellOf(some: readonly Payment[]): ForecastCell {
    const sums = sumByCurrency(some)
    const each = sums.sums.map((sum) => convert(sum, rates, { to: 'CNY' })?.money.amount ?? null)
    const isKnown = isConverted && each.every((amount) => amount !== null)
    return {
      count: some.length,
      sums,
      converted: isKnown ? { amount: toFixedAmount(addAmounts(each)), currency: 'CNY' } : null,
    }
  }
  const ofMonths = payments.filter(({ month }) => month >= 0)
  const groups = [...new Set(ofMonths.map(({ group }) => group))].map((group) => ({
    group,
    label: group === null ? null : `名称 ${group}`,
    ...cellOf(ofMonths.filter((one) => one.group === group)),
  }))
  const months = Array.from({ length: 24 }, (_, index) => {
    const own = ofMonths.filter(({ month }) => month === index)
    return {
      month: addCivilMonths('2026-11-01', index).slice(0, 7),
      ...cellOf(own),
      byCertainty: CERTAINTIES.flatMap((certainty) => {
        const some = own.filter((one) => one.certainty === certainty)
        return some.length > 0 ? [{ certainty, ...cellOf(some) }] : []
      }),
      byGroup: groups.flatMap(({ group }) => {
        const some = own.filter((one) => one.group === group)
        return some.length > 0 ? [{ group, ...cellOf(some) }] : []
      }),
      cumulated: cellOf(ofMonths.filter(({ month }) => month <= index)),
    }
  })
  const used = new Set(payments.flatMap(({ amount, currency }) => (amount === null ? [] : [currency])))
  return {
    input: { scenario: 'as-decided', months: 24, days: 90, by: 'account', ...input },
    asOf: Date.UTC(2026, 10, 22, 1),
    today: TODAY,
    zone: 'Asia/Shanghai',
    reportCurrency: isConverted ? 'CNY' : null,
    rates: isConverted ? rates.filter(({ from }) => used.has(from)) : [],
    withoutRate: isConverted && used.has('USD') && !rates.some(({ from }) => from === 'USD') ? ['USD'] : [],
    groups,
    months,
    // The first month's payments stand on today, the second's on the tenth day from now.
    days: Array.from({ length: 90 }, (_, index) => ({
      day: addCivilDays(TODAY, index),
      ...cellOf(ofMonths.filter(({ month }) => (index === 0 ? month === 0 : index === 10 && month === 1))),
    })),
    overdue: cellOf(payments.filter(({ month }) => month === -1)),
    open: cellOf(payments.filter(({ month }) => month === -2)),
    total: cellOf(ofMonths),
    undated,
  }
}

/** Payments of all kinds: with fractions of cents, without a price, in two currencies, with and without a group. */
export function somePayments(random: Random, count: number): readonly Payment[] {
  const groups = ['a', 'b', 'c', 'd', 'e', 'f', 'g', null].slice(random.integer(0, 7))
  return Array.from({ length: count }, () => {
    const isPriced = random.chance(0.9)
    const digits = String(random.integer(0, 99_999_999)).padStart(6, '0')
    return {
      month: random.integer(-2, 23),
      group: random.pick(groups),
      certainty: random.pick(CERTAINTIES),
      amount: isPriced ? `${digits.slice(0, -4)}.${digits.slice(-4)}` : null,
      currency: isPriced ? random.pick(['CNY', 'CNY', 'USD']) : null,
    }
  })
}
