import { describe, it } from 'vitest'
import { createLaterDays } from '../../../../src/core/services/payment-days.ts'
import { actBy } from '../../../../src/shared/domain/act-by.ts'
import { addCivilMonths, toCivilDay, toEpochDay } from '../../../../src/shared/domain/civil-day.ts'
import { laterPaymentDays, MAX_FORECAST_MONTHS } from '../../../../src/shared/domain/forecast.ts'
import { PROVIDERS } from '../../../../src/shared/domain/item.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'
import { FORECAST_ZONES } from '../../../support/forecast-estate.ts'
import { repeat, same } from '../../../support/seeded.ts'

const DAY_MS = 86_400_000
const TODAY = '2026-11-21'

describe('createLaterDays', () => {
  it('counts the same days as instants give, in zones with and without clocks that are changed', () => {
    const firstDay = toEpochDay(TODAY)
    const lastDay = toEpochDay(addCivilMonths('2026-11-01', MAX_FORECAST_MONTHS)) - 1
    const byZone = new Map(FORECAST_ZONES.map((zone) => [zone, createLaterDays(zone, TODAY)]))
    repeat(4_000, (random) => {
      const zone = random.pick(FORECAST_ZONES)
      const expiresAt = Date.UTC(2026, 10, 21) + random.integer(-500, 1300) * DAY_MS + random.integer(0, DAY_MS - 1)
      const facts = {
        expiresAt,
        renewalMode: random.pick(RENEWAL_MODES),
        provider: random.pick(PROVIDERS),
        deductionLeadDays: random.integer(0, 30),
      }
      const priceMonths = random.pick([1, 1, 2, 12, random.integer(1, 36), 2_000])
      const actual = byZone.get(zone)?.({
        ...facts,
        priceMonths,
        expiresOn: toEpochDay(toCivilDay(expiresAt, zone)),
        actByOn: toEpochDay(toCivilDay(actBy(facts, facts).at as number, zone)),
      })
      const expected = laterPaymentDays(facts, priceMonths, { zone, firstDay, lastDay })
      same(JSON.stringify(actual), JSON.stringify(expected), JSON.stringify({ zone, priceMonths, ...facts }))
    })
  })
})
