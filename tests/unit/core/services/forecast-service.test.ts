import { describe, expect, it } from 'vitest'
import { all, run } from '../../../../src/core/db/connection.ts'
import { recomputeDerived } from '../../../../src/core/db/repositories/item.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createForecastService } from '../../../../src/core/services/forecast-service.ts'
import {
  FORECAST_GROUPS,
  MAX_FORECAST_GROUPS,
  OTHER_GROUPS,
  SCENARIOS,
  type Forecast,
  type ForecastCell,
  type ForecastPick,
} from '../../../../src/shared/domain/forecast.ts'
import type { RouteParsed } from '../../../../src/shared/ipc/contract.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createForecastHistory, readEstate } from '../../../support/forecast-history.ts'
import { oracleCell, oracleForecast, oraclePayments, type OraclePayment } from '../../../support/forecast-oracle.ts'
import { createRandom, type Random } from '../../../support/seeded.ts'
import { createTestDb } from '../../../support/test-db.ts'

const HISTORIES = Number(process.env['ROUNDS'] ?? 25)
const STEPS = 10
const INPUT = { scenario: 'as-decided', months: 12, days: 90, by: 'account' } as const

function anInput(random: Random): RouteParsed<'forecast.get'> {
  return {
    scenario: random.pick(SCENARIOS),
    months: random.pick([1, 12, 24]),
    days: random.pick([0, 90]),
    by: random.pick(FORECAST_GROUPS),
  }
}

/** A figure that is shown, with the way to its items. */
function aPick(random: Random, forecast: Forecast): { readonly pick: ForecastPick; readonly cell: ForecastCell } {
  const month = random.pick(forecast.months)
  const choices: { pick: ForecastPick; cell: ForecastCell }[] = [
    { pick: { slot: { kind: 'total' } }, cell: forecast.total },
    { pick: { slot: { kind: 'overdue' } }, cell: forecast.overdue },
    { pick: { slot: { kind: 'open' } }, cell: forecast.open },
    { pick: { slot: { kind: 'month', month: month.month } }, cell: month },
    ...month.byGroup.map((cell) => ({
      pick: { slot: { kind: 'month' as const, month: month.month }, group: cell.group },
      cell,
    })),
    ...forecast.groups.map((cell) => ({ pick: { slot: { kind: 'total' as const }, group: cell.group }, cell })),
    ...forecast.days
      .filter(({ count }) => count > 0)
      .slice(0, 3)
      .map((cell) => ({ pick: { slot: { kind: 'day' as const, day: cell.day } }, cell })),
  ]
  return random.pick(choices)
}

function isPicked(payment: OraclePayment, { slot, group }: ForecastPick, forecast: Forecast): boolean {
  if (group !== undefined && payment.group !== group) return false
  const isPast = payment.day < forecast.today
  const month = payment.day.slice(0, 7)
  const isInMonths = !isPast && month <= (forecast.months.at(-1)?.month ?? '')
  if (slot.kind === 'overdue') return isPast && payment.isNext
  if (slot.kind === 'undated') return false
  if (slot.kind === 'open') return isInMonths && payment.state === 'open'
  if (payment.state !== 'counted') return false
  if (slot.kind === 'day') return payment.day === slot.day
  return isInMonths && (slot.kind === 'total' || month === slot.month)
}

function figure({ count, sums, converted }: ForecastCell): ForecastCell {
  return { count, sums, converted }
}

describe('createForecastService', () => {
  it(
    'is true after whatever syncs, people, prices, settings and days did, and every figure opens its items',
    { timeout: 300_000 },
    async () => {
      const seed = Number(process.env['SEED'] ?? 20_261_122)
      for (let round = 0; round < HISTORIES; round += 1) {
        const random = createRandom(seed + round)
        const db = createTestDb()
        db.clock.set(Date.UTC(2026, 10, 21, random.integer(0, 23)))
        const service = createForecastService({ db: db.read, clock: db.clock })
        const history = await createForecastHistory(db, random)
        for (let step = 0; step < STEPS; step += 1) {
          await history.step()
          const input = anInput(random)
          const forecast = await service.get(input)
          const estate = readEstate(db)
          const where = `SEED=${seed + round} step ${step}`
          expect({ ...forecast, asOf: 0 }, where).toEqual({ input, ...oracleForecast(estate, input), asOf: 0 })
          const { pick, cell } = aPick(random, forecast)
          const found = await service.itemIds({ forecast: input, pick })
          expect(found.cell, where).toEqual(figure(cell))
          const payments = oraclePayments(estate, input).filter((payment) => isPicked(payment, pick, forecast))
          expect(found.cell, where).toEqual(oracleCell(payments, estate))
          const keys = [...new Set(payments.map(({ key }) => key))]
          const ids = all<{ item_key: number; item_id: string }>(
            db.read,
            'test',
            sql`SELECT item_key, item_id FROM item`,
          )
          const idOf = new Map(ids.map((row) => [row.item_key, row.item_id]))
          expect(found.itemIds, where).toEqual(keys.map((key) => idOf.get(key)))
        }
      }
    },
  )

  it('opens nothing for a month or a day that has passed', async () => {
    const db = createTestDb()
    const service = createForecastService({ db: db.read, clock: db.clock })
    for (const slot of [
      { kind: 'month', month: '2020-01' },
      { kind: 'day', day: '2020-01-01' },
    ] as const) {
      expect(await service.itemIds({ forecast: INPUT, pick: { slot } })).toEqual({
        itemIds: [],
        cell: { count: 0, sums: { sums: [], missing: 0 }, converted: null },
      })
    }
  })

  it('opens exactly the items that it says have no end date, of the accounts that are asked for', async () => {
    const db = createTestDb()
    db.clock.set(Date.UTC(2026, 10, 21, 3))
    const service = createForecastService({ db: db.read, clock: db.clock })
    const first = (await db.writer.call('account.add', { ...aNewAccount({ name: 'first' }), at: 0 })).accountId
    const second = (await db.writer.call('account.add', { ...aNewAccount({ name: 'second' }), at: 0 })).accountId
    const open = [first, first, second].map((accountId) => insertItem(db.writeDb, { accountId, expiresAt: null }))
    const measured = insertItem(db.writeDb, { accountId: first, expiresAt: null })
    insertItem(db.writeDb, { accountId: first, expiresAt: null, isActive: false })
    insertItem(db.writeDb, { accountId: first, expiresAt: db.clock.now() + 86_400_000 })
    run(db.writeDb, 'test', sql`UPDATE item SET kind = 'certificate' WHERE item_id = ${measured}`)
    recomputeDerived(db.writeDb, { accountId: first })
    for (const [accountIds, expected] of [
      [undefined, open],
      [[second], open.slice(2)],
      [['nobody'], []],
    ] as const) {
      const forecast = { ...INPUT, ...(accountIds ? { accountIds: [...accountIds] } : {}) }
      const { undated } = await service.get(forecast)
      const { itemIds, cell } = await service.itemIds({ forecast, pick: { slot: { kind: 'undated' } } })
      expect([undated, cell.count]).toEqual([expected.length, expected.length])
      expect(itemIds.toSorted()).toEqual([...expected].sort())
    }
  })

  it('converts into the currency that is asked for rather than into the settings’ own', async () => {
    const db = createTestDb()
    const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
    await db.writer.call('settings.update', { patch: { reportCurrency: 'EUR' } })
    putPriced(db, accountId, '10', 'USD', 'one')
    await db.writer.call('rate.set', {
      rate: { from: 'USD', to: 'CNY', rate: '7.1234', on: '2026-01-01', source: 'typed', at: 0, by: 'me' },
    })
    const service = createForecastService({ db: db.read, clock: db.clock })
    const inCny = await service.get({ ...INPUT, scenario: 'all-renew', currency: 'CNY' })
    expect(inCny.total.converted).toEqual({ amount: '71.23', currency: 'CNY' })
    expect(inCny.rates).toEqual([{ from: 'USD', to: 'CNY', rate: '7.1234', on: '2026-01-01' }])
    const inEur = await service.get({ ...INPUT, scenario: 'all-renew' })
    expect([inEur.reportCurrency, inEur.total.converted, inEur.withoutRate]).toEqual(['EUR', null, ['USD']])
  })

  it('puts the smallest groups together when there are more than anybody reads, and loses no cent', async () => {
    const db = createTestDb()
    const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
    const count = MAX_FORECAST_GROUPS + 25
    for (let index = 0; index < count; index += 1) putPriced(db, accountId, `${index + 1}.01`, 'CNY', `line ${index}`)
    const service = createForecastService({ db: db.read, clock: db.clock })
    const input = { ...INPUT, scenario: 'all-renew', by: 'productLine' } as const
    const { groups, total } = await service.get(input)
    expect(groups).toHaveLength(MAX_FORECAST_GROUPS + 1)
    expect(groups[0]).toMatchObject({ group: `line ${count - 1}`, count: 1 })
    // The 25 cheapest: 1.01 + 2.01 + … + 25.01.
    expect(groups.at(-1)).toMatchObject({ group: OTHER_GROUPS, count: 25, sums: { sums: [{ amount: '325.25' }] } })
    expect(total.sums.sums).toEqual([{ amount: '52978.25', currency: 'CNY' }])
    const { itemIds, cell } = await service.itemIds({
      forecast: input,
      pick: { slot: { kind: 'total' }, group: OTHER_GROUPS },
    })
    expect([itemIds.length, cell.sums.sums[0]?.amount]).toEqual([25, '325.25'])
  })

  it('answers the same from kept figures until something changes', async () => {
    const db = createTestDb()
    const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
    putPriced(db, accountId, '10', 'CNY', 'one')
    const service = createForecastService({ db: db.read, clock: db.clock })
    const first = await service.get({ ...INPUT, scenario: 'all-renew' })
    expect(await service.get({ ...INPUT, scenario: 'all-renew' })).toBe(first)
    db.clock.advance(86_400_000)
    expect(await service.get({ ...INPUT, scenario: 'all-renew' })).not.toBe(first)
  })
})

/** An item that is due within the year; written past the commands, so before the first question only. */
function putPriced(
  { writeDb, clock }: ReturnType<typeof createTestDb>,
  accountId: string,
  amount: string,
  currency: string,
  productLine: string,
): void {
  const itemId = insertItem(writeDb, { accountId, expiresAt: clock.now() + 20 * 86_400_000 })
  run(
    writeDb,
    'test',
    sql`UPDATE item SET price = ${amount}, currency = ${currency}, tags = ${JSON.stringify({ 产品线: productLine })}
      WHERE item_id = ${itemId}`,
  )
  recomputeDerived(writeDb, { accountId })
}
