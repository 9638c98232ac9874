import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { run as runSql, transaction, type WriteDb } from '../../../../src/core/db/connection.ts'
import { recomputeDerived } from '../../../../src/core/db/repositories/item.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createOverviewService } from '../../../../src/core/services/overview-service.ts'
import { createExactSums } from '../../../../src/core/services/exact-sums.ts'
import { bandNames, toBand, bandsOf } from '../../../../src/shared/domain/band.ts'
import { diffCivilDays, toCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import { sumByCurrency } from '../../../../src/shared/domain/money.ts'
import type { Due, Overview } from '../../../../src/shared/domain/overview.ts'
import { RENEWAL_MODES, type RenewalMode } from '../../../../src/shared/domain/renewal-mode.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

interface Row {
  readonly expiresAt: number | null
  readonly actByAt: number | null
  readonly mode: RenewalMode
  readonly amount: string | null
  readonly currency: string | null
  readonly isActive: boolean
}

/** Slow and plain: looks at every row for every number. */
function oracle(rows: readonly Row[], now: number, zone: string, bandDays: readonly number[]) {
  const today = toCivilDay(now, zone)
  const active = rows.filter((row) => row.isActive)
  const due = (some: readonly Row[]): Due => ({ count: some.length, sums: sumByCurrency(some) })
  const bandOf = ({ expiresAt }: Row) =>
    toBand(expiresAt === null ? null : diffCivilDays(today, toCivilDay(expiresAt, zone)), bandsOf(bandDays))
  const dayOf = (row: Row): string | null => (row.actByAt === null ? null : toCivilDay(row.actByAt, zone))
  const first = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  const months = Array.from({ length: 12 }, (_, index) => {
    const number = first + index
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
  })
  const from = (day: string | null): day is string => day !== null && day >= today
  return {
    today,
    bands: bandNames(bandDays).map((band) => ({ band, ...due(active.filter((row) => bandOf(row) === band)) })),
    overdue: due(active.filter((row) => dayOf(row) !== null && !from(dayOf(row)))),
    months: months.map((month) => {
      const ofMonth = active.filter((row) => from(dayOf(row)) && dayOf(row)?.startsWith(month))
      return {
        month,
        ...due(ofMonth),
        byMode: RENEWAL_MODES.map((mode) => ({ mode, ...due(ofMonth.filter((row) => row.mode === mode)) })).filter(
          ({ count }) => count > 0,
        ),
      }
    }),
    later: due(active.filter((row) => from(dayOf(row)) && (dayOf(row) ?? '').slice(0, 7) > (months[11] as string))),
    undated: due(active.filter((row) => row.actByAt === null)),
  }
}

function putRows(db: WriteDb, accountId: string, rows: readonly Row[]): void {
  transaction(db, () => {
    runSql(db, 'test', sql`DELETE FROM item`)
    for (const row of rows) {
      const itemId = insertItem(db, { accountId, expiresAt: row.expiresAt, isActive: row.isActive })
      runSql(
        db,
        'test',
        sql`UPDATE item SET renewal_mode = ${row.mode}, price = ${row.amount}, currency = ${row.currency}
          WHERE item_id = ${itemId}`,
      )
    }
    recomputeDerived(db, { accountId })
    for (const [index, row] of rows.entries()) {
      // Deadlines of every kind, not only those that follow from an expiry.
      runSql(
        db,
        'test',
        sql`UPDATE item SET act_by_at = ${row.actByAt} WHERE item_key = (
          SELECT item_key FROM item ORDER BY item_key LIMIT 1 OFFSET ${index})`,
      )
    }
  })
}

const NOW = Date.UTC(2026, 10, 21, 15, 30)
const DAY = 86_400_000

const instant = fc.oneof(
  fc.constant(null),
  fc.integer({ min: NOW - 40 * DAY, max: NOW + 420 * DAY }),
  // Both sides of midnights and month ends of the zone.
  fc
    .tuple(fc.integer({ min: -2, max: 400 }), fc.constantFrom(-1, 0, 1))
    .map(([days, ms]) => Date.UTC(2026, 10, 21) + days * DAY - 8 * 3_600_000 + ms),
)
const amount = fc.oneof(
  fc.constant(null),
  fc.constantFrom('0', '0.1', '0.2', '99999999999.9999', '-12.5', '0.00001', '12345678901234567890.123456789', '1.005'),
  fc.integer({ min: 0, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2)),
)
const row: fc.Arbitrary<Row> = fc.record({
  expiresAt: instant,
  actByAt: instant,
  mode: fc.constantFrom(...RENEWAL_MODES),
  amount,
  currency: fc.constantFrom('CNY', 'USD', 'cny', ' EUR ', '', null),
  isActive: fc.boolean(),
})

describe('createOverviewService', () => {
  it('counts and adds as a slow look at every row does, in every zone and with every choice of bands', async () => {
    const db = createTestDb()
    const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.integer({ min: 0, max: 400 * DAY }),
        fc.constantFrom('Asia/Shanghai', 'UTC', 'America/New_York', 'Pacific/Kiritimati'),
        fc.constantFrom([7, 15, 30, 60, 90], [0], [1, 2, 3650]),
        async (rows, later, businessZone, bandDays) => {
          await db.writer.call('settings.update', { patch: { businessZone, bandDays } })
          putRows(db.writeDb, accountId, rows)
          db.clock.set(NOW + later)
          const { asOf, lastChanges, ...overview } = await createOverviewService({
            db: db.read,
            clock: db.clock,
            rowsAtOnce: 7,
          }).get()
          expect(overview).toEqual(oracle(rows, NOW + later, businessZone, bandDays))
          expect([asOf, lastChanges]).toEqual([NOW + later, []])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('names the last run of each account that changed something, with what it changed', async () => {
    const { writer, writeDb, read, clock } = createTestDb()
    const first = await writer.call('account.add', { ...aNewAccount({ name: 'A' }), at: 0 })
    const second = await writer.call('account.add', { ...aNewAccount({ name: 'B' }), at: 0 })
    await writer.call('account.add', { ...aNewAccount({ name: 'C' }), at: 0 })
    const addRun = (runId: string, accountId: string, at: number, added: number, changed: number, state: string) =>
      runSql(
        writeDb,
        'test',
        sql`INSERT INTO run (run_id, account_id, kind, state, instance_id, started_at, ended_at, added, changed, metrics)
          VALUES (${runId}, ${accountId}, 'manual', ${state}, 'i', ${at}, ${at + 5}, ${added}, ${changed},
            ${JSON.stringify(NO_METRICS)})`,
      )
    addRun('a1', first.accountId, 10, 3, 0, 'succeeded')
    addRun('a2', first.accountId, 20, 1, 2, 'incomplete')
    addRun('a3', first.accountId, 30, 0, 0, 'succeeded')
    addRun('b1', second.accountId, 10, 0, 0, 'succeeded')
    const itemId = insertItem(writeDb, { accountId: first.accountId })
    for (const kind of ['renewed', 'gone']) {
      runSql(
        writeDb,
        'test',
        sql`INSERT INTO item_change (run_id, item_key, at, kind) SELECT 'a2', item_key, 25, ${kind} FROM item
          WHERE item_id = ${itemId}`,
      )
    }
    const { lastChanges } = await createOverviewService({ db: read, clock }).get()
    expect(lastChanges).toEqual([
      { accountId: first.accountId, account: 'A', runId: 'a2', at: 25, byKind: { appeared: 1, renewed: 1, gone: 1 } },
    ])
  })

  it('keeps an answer until somebody prices an item, chooses other bands or midnight comes', async () => {
    const { writer, writeDb, read, clock } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const itemId = insertItem(writeDb, { accountId, expiresAt: clock.now() })
    const service = createOverviewService({ db: read, clock })
    const sums = (overview: Overview) => overview.undated.sums
    const first = await service.get()
    expect(await service.get()).toBe(first)
    const price = { amount: '10.10', currency: 'CNY', months: 1 }
    await writer.call('price.set', { itemIds: [itemId], price, by: 'x', at: 1 })
    expect(sums(await service.get())).toEqual({ sums: [{ amount: '10.1', currency: 'CNY' }], missing: 0 })
    await writer.call('settings.update', { patch: { bandDays: [1] } })
    expect((await service.get()).bands.map(({ band }) => band)).toEqual(['expired', '0-1', 'later', 'undated'])
    clock.advance(DAY)
    expect((await service.get()).today).toBe('2026-03-02')
  })

  it('never adds up parts of two pictures when prices change while it counts', async () => {
    const { writer, writeDb, read, clock } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const itemIds = Array.from({ length: 20 }, () => insertItem(writeDb, { accountId }))
    const service = createOverviewService({ db: read, clock, rowsAtOnce: 5 })
    const over = new AbortController()
    const changing = (async () => {
      for (let round = 1; !over.signal.aborted; round += 1) {
        const price = { amount: String(round), currency: 'CNY', months: 1 }
        await writer.call('price.set', { itemIds, price, by: 'x', at: round })
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    for (let index = 0; index < 6; index += 1) {
      const total = Number((await service.get()).undated.sums.sums[0]?.amount ?? 0)
      expect(total % 20, String(total)).toBe(0)
    }
    over.abort()
    await changing
  })
})

describe('createExactSums', () => {
  it('adds as sumByCurrency does, whatever the amounts and however they are merged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.record({ amount, currency: fc.constantFrom('CNY', 'usd', null, ' ') }))),
        (piles) => {
          const all = createExactSums()
          for (const pile of piles) {
            const part = createExactSums()
            for (const entry of pile) part.add(entry.amount, entry.currency)
            all.addAll(part)
          }
          expect(all.toSums()).toEqual(sumByCurrency(piles.flat()))
          expect(all.count).toBe(piles.flat().length)
        },
      ),
    )
  })

  it('loses nothing where a number would', () => {
    const sums = createExactSums()
    for (let index = 0; index < 1000; index += 1) sums.add('99999999999.9999', 'CNY')
    sums.add('0.0001', 'CNY')
    expect(sums.toSums().sums).toEqual([{ amount: '99999999999999.9001', currency: 'CNY' }])
  })
})
