import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createComparisonService } from '../../../../src/core/services/comparison-service.ts'
import { createFrozenPictures } from '../../../../src/core/services/frozen-pictures.ts'
import { createSnapshotService } from '../../../../src/core/services/snapshot-service.ts'
import type { ComparisonEnd, ComparisonStart, ItemDifference } from '../../../../src/shared/domain/comparison.ts'
import type { DecisionKind } from '../../../../src/shared/domain/review.ts'
import { aFact } from '../../../support/fact-builders.ts'
import {
  createFleet,
  naiveComparison,
  remember,
  review,
  syncFleet,
  toPlainComparison,
  type Remembered,
} from '../../../support/picture-history.ts'
import { createRandom, type Random } from '../../../support/seeded.ts'
import { addTestAccount, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2026, 10, 21, 2)

/** Databases, each with so many items that live through so many steps: every item is a history of its own. */
const WORLDS = 40
const ITEMS = 60
const STEPS = 26

function createServices(db: TestDb) {
  const events = createEventBus((error) => {
    throw error
  })
  const { read, writer, clock } = db
  const frozen = createFrozenPictures(read)
  const comparisons = createComparisonService({ db: read, clock, frozen })
  const snapshots = createSnapshotService({ db: read, writer, events, clock, defaultUserName: 'test', frozen })

  async function compare(from: ComparisonStart, to: ComparisonEnd = { kind: 'now' }) {
    const comparison = await comparisons.get({ from, to })
    const rows: ItemDifference[] = []
    while (rows.length < comparison.total) {
      const { handle } = comparison
      const page = await comparisons.page({ handle, search: '', sort: [], offset: rows.length, limit: 500 })
      rows.push(...page.items)
    }
    return { comparison, rows, plain: toPlainComparison(comparison, rows) }
  }

  return { compare, snapshots }
}

interface Moment {
  /** Nothing happens at this instant. */
  readonly at: number
  readonly picture: Remembered
  readonly snapshotId: string | null
}

/** Lets a world live and remembers what it was like at some moments. */
async function live(db: TestDb, random: Random, services: ReturnType<typeof createServices>): Promise<Moment[]> {
  const { writer, clock } = db
  const fleets = [
    createFleet({ accountId: await addTestAccount(writer, 'A', START), prefix: 'a', size: ITEMS / 2, currency: 'CNY' }),
    createFleet({ accountId: await addTestAccount(writer, 'B', START), prefix: 'b', size: ITEMS / 2, currency: 'USD' }),
  ]
  const edits: string[] = []
  const moments: Moment[] = []
  let at = START
  for (let step = 0; step < STEPS; step += 1) {
    at += random.pick([HOUR_MS, 7 * HOUR_MS, 24 * HOUR_MS, 20 * 24 * HOUR_MS, 45 * 24 * HOUR_MS])
    clock.set(at)
    const items = remember(db, at)
    const kind = step < 2 ? 0 : random.integer(0, 10)
    if (kind < 5) await syncFleet(db, random.pick(fleets), random, at)
    else if (kind < 9) {
      const editId = await review(db, { items, fleets }, random, at)
      if (editId !== null) edits.push(editId)
    } else {
      const editId = edits.pop()
      if (editId !== undefined) await writer.call('review.undo', { editId, by: '王会计', at })
    }
    if (!random.chance(0.35)) continue
    at += random.pick([1, HOUR_MS, 24 * HOUR_MS])
    clock.set(at)
    const snapshotId = random.chance(0.4)
      ? (await services.snapshots.take({ title: `review ${step}`, note: null })).snapshotId
      : null
    moments.push({ at, picture: remember(db, at), snapshotId })
  }
  clock.set(at + 1)
  return moments
}

describe('comparisons over random histories', () => {
  it(
    'say what two remembered pictures differ in, from any moment and from any review',
    { timeout: 240_000 },
    async () => {
      const seed = Number(process.env['SEED'] ?? 20_261_122)
      let compared = 0
      for (let world = 0; world < WORLDS; world += 1) {
        const where = `SEED=${seed + world}`
        const random = createRandom(seed + world)
        const db = createTestDb()
        const services = createServices(db)
        const moments = await live(db, random, services)
        const now = remember(db, db.clock.now())
        for (const { at, picture, snapshotId } of moments) {
          const expected = naiveComparison(picture, now)
          const rolledBack = await services.compare({ kind: 'instant', at })
          expect(rolledBack.plain, `${where} from ${at}`).toEqual(expected)
          expect(rolledBack.rows.every((row) => row.isKnown)).toBe(true)
          compared += now.size
          if (snapshotId === null) continue
          const frozen = await services.compare({ kind: 'snapshot', snapshotId })
          expect(frozen.plain, `${where} from the review of ${at}`).toEqual(expected)
          expect(frozen.rows, where).toEqual(rolledBack.rows)
        }
        await compareReviews(services, moments, where)
        await compareWithoutAccount(db, services, moments, where)
        db.read.close()
        db.writeDb.close()
      }
      expect(compared).toBeGreaterThan(10_000)
    },
  )
})

describe('the decision of a moment', () => {
  it('is the one that an undo gave back for the expiry it was made for, until it was to be decided again', async () => {
    const db = createTestDb()
    const { writer, clock } = db
    const { compare } = createServices(db)
    const accountId = await addTestAccount(writer, 'A', START)
    const expiresAt = START + 10 * DAY_MS
    const items = [aFact({ resourceId: 'a', expiresAt, renewalMode: 'manual' })]
    await syncOnce(writer, accountId, { items, at: START })
    const itemIds = [...remember(db, START).keys()]
    const decide = (decision: DecisionKind, at: number) =>
      writer.call('review.set', { itemIds, patch: { decision }, by: '王会计', at })
    await decide('renew', START + 1000)
    const { editId } = await decide('let-expire', START + 2000)
    const moved = [aFact({ resourceId: 'a', expiresAt: expiresAt + 365 * DAY_MS, renewalMode: 'manual' })]
    await syncOnce(writer, accountId, { items: moved, at: START + 2 * DAY_MS })
    await writer.call('review.undo', { editId: editId as string, by: '李娜', at: START + 3 * DAY_MS })
    // 90 days before the new expiry it is asked again, which writes no line; then somebody answers.
    await decide('let-expire', START + 330 * DAY_MS)
    clock.set(START + 331 * DAY_MS)

    const decisions = []
    for (const days of [1, 2.5, 4, 200, 300, 330.5]) {
      const { rows } = await compare({ kind: 'instant', at: START + days * DAY_MS })
      decisions.push(rows[0]?.fields.find(({ field }) => field === 'decision')?.old ?? 'let-expire')
    }
    expect(decisions).toEqual(['let-expire', 'undecided', 'renewed', 'renewed', 'undecided', 'let-expire'])
  })
})

/** Between two reviews, and from a moment to a review. */
async function compareReviews(
  services: ReturnType<typeof createServices>,
  moments: readonly Moment[],
  where: string,
): Promise<void> {
  const reviews = moments.filter((moment) => moment.snapshotId !== null)
  const last = reviews.at(-1)
  if (!last) return
  const to: ComparisonEnd = { kind: 'snapshot', snapshotId: last.snapshotId as string }
  for (const { at, picture, snapshotId } of moments) {
    const expected = naiveComparison(picture, last.picture)
    expect((await services.compare({ kind: 'instant', at }, to)).plain, `${where} ${at} to a review`).toEqual(expected)
    if (snapshotId === null) continue
    const between = await services.compare({ kind: 'snapshot', snapshotId }, to)
    expect(between.plain, `${where} between reviews`).toEqual(expected)
    expect(between.rows.every((row) => row.at === null)).toBe(true)
  }
}

/** An account is removed with everything that is known of its items; a review still knows them. */
async function compareWithoutAccount(
  db: TestDb,
  services: ReturnType<typeof createServices>,
  moments: readonly Moment[],
  where: string,
): Promise<void> {
  const review = moments.find((moment) => moment.snapshotId !== null)
  if (!review) return
  const removed = [...remember(db, db.clock.now()).values()].find(({ account }) => account === 'B')
  if (!removed) return
  await db.writer.call('account.remove', { accountId: removed.accountId })
  const now = remember(db, db.clock.now())
  const { plain, rows } = await services.compare({ kind: 'snapshot', snapshotId: review.snapshotId as string })
  expect(plain, `${where} without an account`).toEqual(naiveComparison(review.picture, now))
  for (const row of rows) expect(row.isKnown).toBe(now.has(row.itemId))
}
