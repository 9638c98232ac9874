import { describe, expect, it } from 'vitest'
import { countForecast } from '../../../../src/core/services/forecast-figures.ts'
import { foldName } from '../../../../src/shared/domain/fold-name.ts'
import { FORECAST_GROUPS, SCENARIOS, type ForecastInput } from '../../../../src/shared/domain/forecast.ts'
import { createConverter } from '../../../../src/shared/domain/money.ts'
import { anEstate, toPlan } from '../../../support/forecast-estate.ts'
import { oracleForecast, type OracleEstate } from '../../../support/forecast-oracle.ts'
import { createRandom, type Random } from '../../../support/seeded.ts'

function anInput(random: Random): ForecastInput {
  return {
    scenario: random.pick(SCENARIOS),
    months: random.pick([1, 3, 12, 24, random.integer(1, 36)]),
    days: random.pick([0, 1, 30, 90, random.integer(0, 120)]),
    by: random.pick(FORECAST_GROUPS),
    accountIds: random.chance(0.15) ? ['a', 'c', 'nobody'] : undefined,
  }
}

async function count(estate: OracleEstate, input: ForecastInput) {
  const plan = toPlan(estate)
  const departments = new Map(estate.departments.map(({ name, department }) => [foldName(name), department]))
  const { reportCurrency: to, rates } = estate
  const converter = to === null ? null : createConverter(rates, { to, on: plan.today })
  return (await countForecast(plan, input, { departments, converter })).forecast
}

describe('countForecast', () => {
  it(
    'agrees with writing every payment down, for 10,000 estates in all zones and scenarios',
    { timeout: 300_000 },
    async () => {
      const seed = Number(process.env['SEED'] ?? 20_261_122)
      const rounds = Number(process.env['ROUNDS'] ?? 10_000)
      const random = createRandom(seed)
      let payments = 0
      for (let round = 0; round < rounds; round += 1) {
        const estate = anEstate(random, 7)
        const input = anInput(random)
        const expected = { input, ...oracleForecast(estate, input) }
        const actual = await count(estate, input)
        payments += actual.total.count + actual.overdue.count
        // A matcher per round is slow; it is asked for its words when there is something to say.
        if (JSON.stringify(sorted(actual)) !== JSON.stringify(sorted(expected))) {
          expect(actual, `SEED=${seed} round ${round}: ${JSON.stringify({ estate, input })}`).toEqual(expected)
          throw new Error(`only the order of keys differs in round ${round}`)
        }
      }
      expect(payments).toBeGreaterThan(rounds * 2)
    },
  )
})

/** The same value with the keys of all objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, own]) => own !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, own]) => [key, sorted(own)]),
  )
}
