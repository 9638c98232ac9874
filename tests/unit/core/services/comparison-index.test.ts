import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createItemIndex } from '../../../../src/core/index/item-index.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createComparisonService, type ComparisonService } from '../../../../src/core/services/comparison-service.ts'
import { createFrozenPictures } from '../../../../src/core/services/frozen-pictures.ts'
import type { PictureIndex } from '../../../../src/core/services/picture-columns.ts'
import { createSnapshotService } from '../../../../src/core/services/snapshot-service.ts'
import {
  DIFFERENCE_KINDS,
  DIFFERENCE_SORTS,
  type ComparisonEnd,
  type ComparisonStart,
  type ItemDifference,
} from '../../../../src/shared/domain/comparison.ts'
import { createFleet, remember, review, syncFleet } from '../../../support/picture-history.ts'
import { createRandom } from '../../../support/seeded.ts'
import { addTestAccount } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const HOUR_MS = 3_600_000
const START = Date.UTC(2026, 10, 21, 2)
const WORLDS = 12
const STEPS = 14
const ALL = { search: '', sort: [], offset: 0, limit: 500 }

function createServices({ read, writer, clock }: TestDb, index?: PictureIndex) {
  const events = createEventBus((error) => {
    throw error
  })
  const frozen = createFrozenPictures(read)
  const given = { db: read, clock, frozen, ...(index ? { index } : {}) }
  const snapshots = createSnapshotService({ ...given, writer, events, defaultUserName: 'test' })
  return { comparisons: createComparisonService(given), snapshots }
}

function createIndex({ read, clock }: TestDb): PictureIndex {
  const index = createItemIndex({ db: read, clock })
  return () => index.current('whole')
}

async function readAll(comparisons: ComparisonService, from: ComparisonStart, to: ComparisonEnd = { kind: 'now' }) {
  const { handle, ...figures } = await comparisons.get({ from, to })
  const rows: ItemDifference[] = []
  while (rows.length < figures.total) {
    const { total, items } = await comparisons.page({ ...ALL, handle, offset: rows.length })
    expect(total).toBe(figures.total)
    rows.push(...items)
  }
  return { handle, figures, rows }
}

describe('comparisons from the index of a window', () => {
  it(
    'say in the same order what the database says, however items and words have moved',
    { timeout: 120_000 },
    async () => {
      const seed = Number(process.env['SEED'] ?? 20_261_124)
      let rows = 0
      for (let world = 0; world < WORLDS; world += 1) {
        const where = `SEED=${seed + world}`
        const random = createRandom(seed + world)
        const db = createTestDb()
        const { writer, clock } = db
        const fleets = []
        for (const [name, currency] of [
          ['A', 'CNY'],
          ['B', 'USD'],
        ] as const) {
          const accountId = await addTestAccount(writer, name, START)
          fleets.push(createFleet({ accountId, prefix: name, size: 40, currency }))
        }
        const plain = createServices(db)
        const quick = createServices(db, createIndex(db))
        const starts: ComparisonStart[] = [{ kind: 'last-runs' }, { kind: 'instant', at: START - 1 }]
        let at = START
        for (let step = 0; step < STEPS; step += 1) {
          at += random.pick([1, HOUR_MS, 24 * HOUR_MS, 40 * 24 * HOUR_MS])
          clock.set(at)
          if (step === 0 || random.chance(0.5)) await syncFleet(db, random.pick(fleets), random, at)
          else await review(db, { items: remember(db, at), fleets }, random, at)
          at += 1
          clock.set(at)
          if (random.chance(0.3)) starts.push({ kind: 'instant', at: at + 1 })
          if (random.chance(0.15)) {
            const { snapshotId } = await quick.snapshots.take({ title: `r${step}`, note: null })
            starts.push({ kind: 'snapshot', snapshotId })
          }
          if (step % 3 !== 0) continue
          for (const from of starts) {
            const [expected, found] = [await readAll(plain.comparisons, from), await readAll(quick.comparisons, from)]
            const what = `${where} step ${step} from ${JSON.stringify(from)}`
            expect(found.figures, what).toEqual(expected.figures)
            expect(found.rows, what).toEqual(expected.rows)
            rows += found.rows.length
            await expectSameParts([plain.comparisons, expected.handle], [quick.comparisons, found.handle], what)
          }
        }
        await expectSameBetweenReviews(starts, plain.comparisons, quick.comparisons, where)
        db.read.close()
        db.writeDb.close()
      }
      expect(rows).toBeGreaterThan(5_000)
    },
  )

  it('go by the database while the index is behind it, and by the index again afterwards', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer, 'A', START)
    const fleet = createFleet({ accountId, prefix: 'a', size: 40, currency: 'CNY' })
    const random = createRandom(3)
    await syncFleet(db, fleet, random, START)
    db.clock.set(START + 1)
    const current = createIndex(db)
    const stale = await current()
    let isStale = true
    const { comparisons } = createServices(db, () => (isStale ? Promise.resolve(stale) : current()))
    await syncFleet(db, fleet, random, START + HOUR_MS)
    db.clock.set(START + 2 * HOUR_MS)
    const plain = createServices(db).comparisons
    const from = { kind: 'instant', at: START - 1 } as const
    const expected = await readAll(plain, from)
    // What the stale picture holds is from before the sync.
    const found = await readAll(comparisons, from)
    expect(found.rows).toEqual(expected.rows)
    isStale = false
    const again = await readAll(createServices(db, current).comparisons, from)
    expect(again.rows).toEqual(expected.rows)
  })

  it('show the rows of their own moment, whatever is written while they are read', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer, 'A', START)
    const fleet = createFleet({ accountId, prefix: 'a', size: 40, currency: 'CNY' })
    const random = createRandom(5)
    for (const step of [0, 1, 2]) await syncFleet(db, fleet, random, START + step)
    db.clock.set(START + 10)
    const { comparisons } = createServices(db, createIndex(db))
    const before = await readAll(comparisons, { kind: 'instant', at: START })
    expect(before.rows.length).toBeGreaterThan(10)
    const itemIds = [...remember(db, START + 10).keys()]
    await db.writer.call('review.set', {
      itemIds,
      patch: { decision: 'let-expire', owner: 'x' },
      by: 'x',
      at: START + 11,
    })
    await syncFleet(db, fleet, random, START + 12)
    const after = await comparisons.get({ from: { kind: 'instant', at: START }, to: { kind: 'now' } })
    expect(after.handle).not.toBe(before.handle)
    const page = await comparisons.page({ ...ALL, handle: before.handle })
    expect(page.items).toEqual(before.rows)
  })
})

describe('a review from the index of a window', () => {
  it('holds the same bytes and figures as one from the database', async () => {
    const db = createTestDb()
    const random = createRandom(11)
    const fleets = []
    for (const name of ['A', 'B']) {
      const accountId = await addTestAccount(db.writer, name, START)
      fleets.push(createFleet({ accountId, prefix: name, size: 200, currency: 'CNY' }))
    }
    for (let step = 0; step < 12; step += 1) {
      const at = START + step * HOUR_MS
      await syncFleet(db, random.pick(fleets), random, at)
      await review(db, { items: remember(db, at), fleets }, random, at + 1)
    }
    db.clock.set(START + 20 * HOUR_MS)
    const taken = []
    for (const index of [undefined, createIndex(db)]) {
      taken.push(await createServices(db, index).snapshots.take({ title: 'a', note: null }))
    }
    const [plain, quick] = taken
    expect(quick?.figures).toEqual(plain?.figures)
    expect(quick?.figures.all.count).toBeGreaterThan(100)
    const contents = all<{ content: Uint8Array }>(db.read, 'test', sql`SELECT content FROM snapshot`)
    expect(contents).toHaveLength(2)
    expect(Buffer.from(contents[0]?.content ?? []).equals(Buffer.from(contents[1]?.content ?? []))).toBe(true)
  })
})

type Handle = readonly [ComparisonService, string]

/** Narrowed, searched and ordered rows, and the ids of a list. */
async function expectSameParts(plain: Handle, quick: Handle, what: string): Promise<void> {
  const asked = [
    ...DIFFERENCE_KINDS.map((kind) => ({ kinds: [kind] })),
    { search: 'a1' },
    { search: 'name', kinds: ['appeared' as const, 'decided' as const] },
    ...DIFFERENCE_SORTS.map((field) => ({ sort: [{ field, direction: 'desc' as const }] })),
  ]
  for (const part of asked) {
    const [expected, found] = await Promise.all(
      [plain, quick].map(([comparisons, handle]) => comparisons.page({ ...ALL, ...part, handle })),
    )
    expect(found, `${what} ${JSON.stringify(part)}`).toEqual(expected)
  }
  const [expected, found] = await Promise.all(
    [plain, quick].map(([comparisons, handle]) => comparisons.itemIds({ handle, search: '' })),
  )
  expect(found, what).toEqual(expected)
}

async function expectSameBetweenReviews(
  starts: readonly ComparisonStart[],
  plain: ComparisonService,
  quick: ComparisonService,
  where: string,
): Promise<void> {
  const newest = starts.findLast((start) => start.kind === 'snapshot')
  if (newest?.kind !== 'snapshot') return
  for (const from of starts) {
    const [expected, found] = [await readAll(plain, from, newest), await readAll(quick, from, newest)]
    expect(found.figures, where).toEqual(expected.figures)
    expect(found.rows, where).toEqual(expected.rows)
  }
}
