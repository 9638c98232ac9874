import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createCalendarService } from '../../../../src/core/services/calendar-service.ts'
import { CALENDAR_BASES, type CalendarBasis } from '../../../../src/shared/domain/calendar.ts'
import { fromScaled, oracleAddDays, oracleAddMonths, oracleDay, toScaled } from '../../../support/domain-oracle.ts'
import { createForecastHistory, readEstate } from '../../../support/forecast-history.ts'
import { oracleDecision, oracleRate, type OracleEstate, type OracleItem } from '../../../support/forecast-oracle.ts'
import { createRandom } from '../../../support/seeded.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const SCALE = 24

interface Named extends OracleItem {
  readonly actByAt: number | null
  readonly name: string
}

function readNamed({ read }: TestDb, estate: OracleEstate): Named[] {
  const rows = all<{ item_key: number; act_by_at: number | null; resource_name: string }>(
    read,
    'test',
    sql`SELECT item_key, act_by_at, resource_name FROM item`,
  )
  return estate.items.map((item) => {
    const row = rows.find(({ item_key: key }) => key === item.key)
    return { ...item, actByAt: row?.act_by_at ?? null, name: row?.resource_name ?? '' }
  })
}

/** What an item is worth in one currency, for the order of names. */
function worth(item: OracleItem, estate: OracleEstate): { readonly place: string; readonly amount: bigint } {
  if (item.price === null || item.currency === null) return { place: 'z', amount: 0n }
  const amount = toScaled(item.price, SCALE)
  if (estate.reportCurrency === item.currency) return { place: 'a', amount: amount * 10n ** BigInt(SCALE) }
  const rate = estate.reportCurrency === null ? null : oracleRate(item.currency, estate)
  if (rate === null) return { place: `b${item.currency}`, amount }
  return { place: 'a', amount: amount * toScaled(rate.rate, SCALE) }
}

function figure(items: readonly OracleItem[], estate: OracleEstate) {
  const own = items.filter((item) => !['certificate', 'domain'].includes(item.kind) && !item.isPaidWithMain)
  const currencies = [...new Set(own.flatMap(({ price, currency }) => (price === null ? [] : (currency ?? []))))].sort()
  return {
    count: items.length,
    undecided: items.filter((item) => oracleDecision(item, estate) === 'undecided').length,
    sums: {
      sums: currencies.map((currency) => ({
        amount: fromScaled(
          own.reduce(
            (sum, item) => (item.currency === currency ? sum + toScaled(item.price as string, SCALE) : sum),
            0n,
          ),
          SCALE,
        ),
        currency,
      })),
      missing: own.filter(({ price }) => price === null).length,
    },
  }
}

function oracleMonth(estate: OracleEstate, items: readonly Named[], month: string, basis: CalendarBasis) {
  const dayOf = (item: Named): string | null => {
    if (basis === 'deduction' && item.mode !== 'auto') return null
    const at = basis === 'expiry' ? item.expiresAt : item.actByAt
    return at === null ? null : oracleDay(at, estate.zone)
  }
  let monday = `${month}-01`
  while (new Date(`${monday}T00:00:00Z`).getUTCDay() !== 1) monday = oracleAddDays(monday, -1)
  const days = Array.from({ length: 42 }, (_, index) => oracleAddDays(monday, index))
  return {
    days: days.map((day) => {
      const own = items.filter((item) => dayOf(item) === day)
      const dearest = own
        .map((item) => ({ item, ...worth(item, estate) }))
        .sort((a, b) => {
          if (a.place !== b.place) return a.place < b.place ? -1 : 1
          if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1
          return a.item.key - b.item.key
        })
      return {
        day,
        ...figure(own, estate),
        automatic: own.filter(({ mode }) => mode === 'auto').length,
        names: dearest.slice(0, 3).map(({ item }) => item.name),
      }
    }),
    total: figure(
      items.filter((item) => dayOf(item)?.startsWith(month)),
      estate,
    ),
  }
}

describe('createCalendarService', () => {
  it('counts every day of six weeks as a slow look at every item does', { timeout: 120_000 }, async () => {
    const seed = Number(process.env['SEED'] ?? 20_261_122)
    for (let round = 0; round < 8; round += 1) {
      const random = createRandom(seed + round)
      const db = createTestDb()
      db.clock.set(Date.UTC(2026, 10, 21))
      const service = createCalendarService({ db: db.read, clock: db.clock })
      const history = await createForecastHistory(db, random)
      for (let step = 0; step < 10; step += 1) {
        await history.step()
        const estate = readEstate(db)
        const items = readNamed(db, estate)
        const today = oracleDay(db.clock.now(), estate.zone)
        for (const basis of CALENDAR_BASES) {
          const month = oracleAddMonths(`${today.slice(0, 7)}-01`, random.integer(-1, 12)).slice(0, 7)
          const calendar = await service.get({ month, basis })
          const days = calendar.days.map(({ day, count, undecided, sums, automatic, names }) => {
            return { day, count, undecided, sums, automatic, names }
          })
          expect({ days, total: calendar.total }, `SEED=${seed + round} step ${step} ${month} ${basis}`).toEqual(
            oracleMonth(estate, items, month, basis),
          )
          expect(calendar.today).toBe(today)
        }
      }
    }
  })

  it('knows the working days of the Chinese calendar and says which years are certain', async () => {
    const { read, clock } = createTestDb()
    const service = createCalendarService({ db: read, clock })
    const october = await service.get({ month: '2026-10', basis: 'actBy' })
    const working = new Map(october.days.map((day) => [day.day, day.isWorkingDay]))
    // National Day is off, the Saturday after it is made up for, an ordinary Sunday is off.
    expect([working.get('2026-10-01'), working.get('2026-10-10'), working.get('2026-10-18')]).toEqual([
      false,
      true,
      false,
    ])
    expect(october.days[0]?.day).toBe('2026-09-28')
    expect(october.days.every(({ isCertain }) => isCertain)).toBe(true)
    const later = await service.get({ month: '2031-06', basis: 'actBy' })
    expect(later.days.some(({ isCertain }) => isCertain)).toBe(false)
  })
})
