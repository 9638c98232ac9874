import { describe, expect, it } from 'vitest'
import { countForecast } from '../../../../src/core/services/forecast-figures.ts'
import { foldName } from '../../../../src/shared/domain/fold-name.ts'
import { FORECAST_GROUPS, SCENARIOS, type Forecast } from '../../../../src/shared/domain/forecast.ts'
import {
  amountIn,
  convertedIn,
  forecastTableLines,
  forecastTableRows,
} from '../../../../src/shared/domain/forecast-table.ts'
import { addAmounts, createConverter } from '../../../../src/shared/domain/money.ts'
import { anEstate, toPlan } from '../../../support/forecast-estate.ts'
import { createRandom } from '../../../support/seeded.ts'

async function forecasts(count: number): Promise<Forecast[]> {
  const random = createRandom(7)
  const made: Forecast[] = []
  for (let round = 0; round < count; round += 1) {
    const estate = anEstate(random, 12)
    const plan = toPlan(estate)
    const to = estate.reportCurrency
    made.push(
      (
        await countForecast(
          plan,
          {
            scenario: random.pick(SCENARIOS),
            months: random.integer(1, 12),
            days: 0,
            by: random.pick(FORECAST_GROUPS),
          },
          {
            departments: new Map(estate.departments.map((person) => [foldName(person.name), person.department])),
            converter: to === null ? null : createConverter(estate.rates, { to, on: plan.today }),
          },
        )
      ).forecast,
    )
  }
  return made
}

const WORDS = {
  group: 'Group',
  currency: 'Currency',
  total: 'Total',
  cumulated: 'Cumulated',
  missing: 'No price',
  converted: (currency: string) => `in ${currency}`,
  nameOf: ({ label }: { readonly label: string | null }) => label ?? 'none',
}

const EMPTY = { sums: [], missing: 0 }

describe('forecastTableLines', () => {
  it('adds up to the cent: groups to months, months to totals, and both to what is cumulated', async () => {
    for (const forecast of await forecasts(400)) {
      const lines = forecastTableLines(forecast, WORDS)
      const [titles, ...rest] = lines
      expect(titles).toEqual(['Group', 'Currency', ...forecast.months.map(({ month }) => month), 'Total'])
      for (const { currency } of forecast.total.sums.sums) {
        const own = rest.filter((line) => line[1] === currency)
        const total = own.find((line) => line[0] === 'Total') as readonly string[]
        const cumulated = own.find((line) => line[0] === 'Cumulated') as readonly string[]
        const groups = own.filter((line) => line[0] !== 'Total' && line[0] !== 'Cumulated')
        for (let column = 2; column < total.length; column += 1) {
          expect(addAmounts(groups.map((line) => line[column] || '0'))).toBe(total[column] || '0')
        }
        expect(addAmounts(total.slice(2, -1).map((text) => text || '0'))).toBe(total.at(-1))
        expect(cumulated.at(-2)).toBe(total.at(-1))
      }
      const missing = rest.filter((line) => line[1] === 'No price' && line[0] === 'Total')
      expect(Number(missing[0]?.at(-1) ?? 0)).toBe(forecast.total.sums.missing)
    }
  })

  it('has a row for each group with the figures of its months', async () => {
    for (const forecast of await forecasts(100)) {
      for (const row of forecastTableRows(forecast)) {
        expect(row.cells).toHaveLength(forecast.months.length)
        expect(row.cells.reduce((sum, cell) => sum + (cell?.count ?? 0), 0)).toBe(row.total.count)
      }
    }
  })
})

describe('amountIn', () => {
  it('tells nothing from not known', () => {
    expect(amountIn(null, 'CNY')).toBe('0')
    expect(amountIn({ count: 0, sums: EMPTY, converted: null }, 'CNY')).toBe('0')
    expect(amountIn({ count: 1, sums: { sums: [], missing: 1 }, converted: null }, 'CNY')).toBeNull()
    const sums = [{ amount: '3.5', currency: 'CNY' }]
    expect(amountIn({ count: 2, sums: { sums, missing: 1 }, converted: null }, 'CNY')).toBe('3.5')
    expect(amountIn({ count: 1, sums: { sums, missing: 0 }, converted: null }, 'USD')).toBe('0')
  })
})

describe('convertedIn', () => {
  it('tells nothing from not known', () => {
    const nothing = { amount: '0', currency: 'CNY' }
    expect(convertedIn(null)).toBe('0')
    expect(convertedIn({ count: 0, sums: EMPTY, converted: nothing })).toBe('0')
    expect(convertedIn({ count: 1, sums: { sums: [], missing: 1 }, converted: nothing })).toBeNull()
    expect(convertedIn({ count: 1, sums: EMPTY, converted: null })).toBeNull()
  })
})
