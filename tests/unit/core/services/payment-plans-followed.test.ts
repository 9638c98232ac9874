import { describe, expect, it } from 'vitest'
import { createItemIndex } from '../../../../src/core/index/item-index.ts'
import { createCalendarService } from '../../../../src/core/services/calendar-service.ts'
import { createForecastService } from '../../../../src/core/services/forecast-service.ts'
import { createOverviewService } from '../../../../src/core/services/overview-service.ts'
import { createPaymentPlans } from '../../../../src/core/services/payment-plans.ts'
import { CALENDAR_BASES } from '../../../../src/shared/domain/calendar.ts'
import { FORECAST_GROUPS, SCENARIOS } from '../../../../src/shared/domain/forecast.ts'
import type { Picture } from '../../../../src/core/index/picture.ts'
import { addCivilMonths, toCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import { all, run } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { addTestAccount, syncOnce } from '../../../support/sync-driver.ts'
import { createForecastHistory } from '../../../support/forecast-history.ts'
import { createRandom } from '../../../support/seeded.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const HISTORIES = Number(process.env['ROUNDS'] ?? 25)
const STEPS = 14
const DAY_MS = 86_400_000
const INPUT = { scenario: 'as-decided', months: 12, days: 90, by: 'owner' } as const

/** Services over the index and over the database, on the same rows. */
function createBoth({ read: db, clock }: TestDb) {
  const index = createItemIndex({ db, clock })
  const plans = createPaymentPlans({ db, clock, index: () => index.current('whole') })
  return {
    followed: {
      forecasts: createForecastService({ db, clock, plans }),
      calendar: createCalendarService({ db, clock, plans }),
      overview: createOverviewService({ db, clock, plans }),
    },
    plain: {
      forecasts: createForecastService({ db, clock }),
      calendar: createCalendarService({ db, clock }),
      overview: createOverviewService({ db, clock }),
    },
  }
}

/** Some items of one account, each with a price; answers their ids. */
async function addItems(db: TestDb, count: number): Promise<string[]> {
  const at = db.clock.now()
  const accountId = await addTestAccount(db.writer, 'Main', at)
  const items = Array.from({ length: count }, (_, index) =>
    aFact({ resourceId: `r${index}`, expiresAt: at + (index + 1) * DAY_MS }),
  )
  const prices = items.map(({ resourceId }) => ({ resourceId, amount: '10', currency: 'CNY', months: 1, quotedAt: at }))
  await syncOnce(db.writer, accountId, { items, prices, at })
  const rows = all<{ item_id: string }>(db.read, 'test', sql`SELECT item_id FROM item ORDER BY item_key`)
  return rows.map((row) => row.item_id)
}

describe('a plan that follows the index', () => {
  it(
    'gives the same forecasts, calendars and overviews as reading everything, whatever happens in between',
    { timeout: 300_000 },
    async () => {
      const seed = Number(process.env['SEED'] ?? 20_261_123)
      for (let round = 0; round < HISTORIES; round += 1) {
        const random = createRandom(seed + round)
        const db = createTestDb()
        db.clock.set(Date.UTC(2026, 10, 21, random.integer(0, 23)))
        const history = await createForecastHistory(db, random, { withMain: 'at-first' })
        const { followed, plain } = createBoth(db)
        for (let step = 0; step < STEPS; step += 1) {
          for (let more = random.integer(1, 3); more > 0; more -= 1) await history.step()
          const where = `SEED=${seed + round} step ${step}`
          const input = {
            scenario: random.pick(SCENARIOS),
            months: random.pick([1, 12, 24]),
            days: random.pick([0, 90]),
            by: random.pick(FORECAST_GROUPS),
          }
          const forecast = await followed.forecasts.get(input)
          expect({ ...forecast, asOf: 0 }, where).toEqual({ ...(await plain.forecasts.get(input)), asOf: 0 })
          const asked = {
            forecast: input,
            pick: { slot: random.pick([{ kind: 'total' }, { kind: 'overdue' }] as const) },
          }
          expect(await followed.forecasts.itemIds(asked), where).toEqual(await plain.forecasts.itemIds(asked))
          const first = `${toCivilDay(db.clock.now(), forecast.zone).slice(0, 7)}-01`
          const month = addCivilMonths(first, random.integer(-2, 6)).slice(0, 7)
          const basis = random.pick(CALENDAR_BASES)
          const days = await followed.calendar.get({ month, basis })
          expect({ ...days, asOf: 0 }, where).toEqual({ ...(await plain.calendar.get({ month, basis })), asOf: 0 })
          const overview = await followed.overview.get()
          expect({ ...overview, asOf: 0 }, where).toEqual({ ...(await plain.overview.get()), asOf: 0 })
        }
      }
    },
  )

  it('leaves a plan that others still count from as it was, and shares with it what is the same', async () => {
    const db = createTestDb()
    const itemIds = await addItems(db, 3)
    const index = createItemIndex({ db: db.read, clock: db.clock })
    const plans = createPaymentPlans({ db: db.read, clock: db.clock, index: () => index.current('whole') })
    const before = await plans.current()
    expect(await plans.current()).toBe(before)

    await db.writer.call('review.set', { itemIds: itemIds.slice(1, 2), patch: { owner: 'Li' }, by: 'me', at: 1 })
    const after = await plans.current()

    expect(before.owner).toEqual([null, null, null])
    expect(after.owner).toEqual([null, 'Li', null])
    expect(after.price).toBe(before.price)
    expect(after.laterDays).toBe(before.laterDays)
  })

  it('is another one when the day is another, and when an item has ended for good', async () => {
    const db = createTestDb()
    db.clock.set(Date.UTC(2026, 10, 21, 3))
    await addItems(db, 3)
    const endsAt = db.clock.now() + 3_600_000
    run(
      db.writeDb,
      'test',
      sql`UPDATE item SET expires_at = ${endsAt - DAY_MS}, grace_ends_at = ${endsAt}, retention_ends_at = ${endsAt}
        WHERE resource_id = 'r2'`,
    )
    const index = createItemIndex({ db: db.read, clock: db.clock })
    const plans = createPaymentPlans({ db: db.read, clock: db.clock, index: () => index.current('whole') })
    expect((await plans.current()).isPlanned).toEqual([true, true, true])

    db.clock.set(endsAt)
    expect((await plans.current()).isPlanned).toEqual([true, true, false])

    db.clock.advance(DAY_MS)
    expect((await plans.current()).today).toBe('2026-11-22')
  })

  it('reads the database when the index cannot be made, or somebody writes each time it was looked at', async () => {
    const db = createTestDb()
    const itemIds = await addItems(db, 3)
    const index = createItemIndex({ db: db.read, clock: db.clock })
    let writes = 0
    const passed = async (): Promise<Picture> => {
      const picture = await index.current('whole')
      writes += 1
      await db.writer.call('review.set', { itemIds, patch: { owner: `Li ${writes}` }, by: 'me', at: writes })
      return picture
    }
    for (const source of [() => Promise.resolve(null), passed]) {
      const plans = createPaymentPlans({ db: db.read, clock: db.clock, index: source })
      const own = createForecastService({ db: db.read, clock: db.clock, plans })
      const plain = createForecastService({ db: db.read, clock: db.clock })
      expect(await own.get(INPUT)).toEqual(await plain.get(INPUT))
    }
    expect(writes).toBeGreaterThan(0)
  })

  it('gives everybody who asks at the same time the same plan, of what was written before they asked', async () => {
    const db = createTestDb()
    const itemIds = await addItems(db, 3)
    const index = createItemIndex({ db: db.read, clock: db.clock })
    const plans = createPaymentPlans({ db: db.read, clock: db.clock, index: () => index.current('whole') })
    const early = plans.current()
    await db.writer.call('review.set', { itemIds, patch: { owner: 'Li' }, by: 'me', at: 1 })
    const [one, two] = await Promise.all([plans.current(), plans.current()])
    expect(one).toBe(two)
    expect(one.owner).toEqual(['Li', 'Li', 'Li'])
    await early
  })

  it('ends with SHUTTING_DOWN when the database is closed in the middle', async () => {
    const db = createTestDb()
    await addItems(db, 3)
    const index = createItemIndex({ db: db.read, clock: db.clock })
    const plans = createPaymentPlans({
      db: db.read,
      clock: db.clock,
      async index() {
        const picture = await index.current('whole')
        db.read.close()
        return picture
      },
    })
    await expect(plans.current()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  })
})
