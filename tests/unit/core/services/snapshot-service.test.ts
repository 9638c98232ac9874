import * as fc from 'fast-check'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { all, openReadDb, run as runSql } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createComparisonService } from '../../../../src/core/services/comparison-service.ts'
import { readFrozenPicture } from '../../../../src/core/services/frozen-picture.ts'
import { createFrozenPictures } from '../../../../src/core/services/frozen-pictures.ts'
import { createOverviewService } from '../../../../src/core/services/overview-service.ts'
import { createSnapshotService } from '../../../../src/core/services/snapshot-service.ts'
import type { ReadDb } from '../../../../src/core/db/connection.ts'
import type { SnapshotTaking } from '../../../../src/shared/domain/snapshot.ts'
import type { Writer } from '../../../../src/core/db/write-commands.ts'
import { createFleet, remember, syncFleet } from '../../../support/picture-history.ts'
import { createRandom } from '../../../support/seeded.ts'
import { addTestAccount } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const NOW = Date.UTC(2026, 10, 21, 2)
const ALL = { search: '', offset: 0, limit: 500 }

function createServices({ read, writer, clock }: { read: ReadDb; writer: Writer; clock: TestDb['clock'] }) {
  const told: string[] = []
  const events = createEventBus((error) => {
    throw error
  })
  const progress: (SnapshotTaking | null)[] = []
  events.on(
    (event) => {
      if (event.name === 'snapshot.progressed') progress.push(event.payload.taking)
      else told.push(event.name)
    },
    { signal: new AbortController().signal },
  )
  const frozen = createFrozenPictures(read)
  const snapshots = createSnapshotService({ db: read, writer, events, clock, defaultUserName: '王会计', frozen })
  return { snapshots, comparisons: createComparisonService({ db: read, clock, frozen }), told, progress }
}

/** An account with some resources, and people who have spoken about them. */
async function create() {
  const db = createTestDb()
  db.clock.set(NOW)
  const accountId = await addTestAccount(db.writer, '生产', NOW)
  const random = createRandom(7)
  const fleet = createFleet({ accountId, prefix: 'r', size: 200, currency: 'CNY' })
  for (let day = 4; day > 0; day -= 1) await syncFleet(db, fleet, random, NOW - day * 86_400_000)
  const itemIds = [...remember(db, NOW).keys()].slice(0, 9)
  const patch = { owner: '李娜', decision: 'renew', reason: '合同' } as const
  await db.writer.call('review.set', { itemIds, patch, by: 'x', at: NOW - 1000 })
  return { db, itemIds, ...createServices(db) }
}

const contentOf = ({ read }: TestDb): Uint8Array =>
  (all<{ content: Uint8Array }>(read, 'test', sql`SELECT content FROM snapshot`)[0] as { content: Uint8Array }).content

describe('snapshot.take', () => {
  it('freezes every item as the list shows it, says who did it, and tells the windows', async () => {
    const { db, snapshots, told } = await create()
    const taken = await snapshots.take({ title: ' 2026-11 ', note: '  ' })
    expect(taken).toMatchObject({ title: '2026-11', note: null, at: NOW, by: '王会计' })
    expect(told).toEqual(['snapshot.changed'])
    const { total, items } = await snapshots.items({ snapshotId: taken.snapshotId, ...ALL })
    const list = remember(db, NOW)
    expect(total).toBe(list.size)
    for (const item of items) {
      const { itemId, productLine, priceSource, ...rest } = item
      const expected = list.get(itemId)
      expect(priceSource).toBe(expected?.priceSource === 'with-main' ? 'with-main' : null)
      expect(productLine).toBe(expected?.tagProductLine)
      expect(expected).toMatchObject(rest)
    }
    expect(items.some(({ priceSource }) => priceSource === 'with-main')).toBe(true)
  })

  it('counts and sums what the overview counts and sums', async () => {
    const { db, itemIds, snapshots } = await create()
    const { figures, sizeBytes } = await snapshots.take({ title: 'a', note: null })
    const overview = await createOverviewService({ db: db.read, clock: db.clock }).get()
    const active = [...remember(db, NOW).values()].filter(({ isActive }) => isActive)
    expect(figures).toMatchObject({ today: overview.today, bands: overview.bands, overdue: overview.overdue })
    expect(figures.all.count).toBe(active.length)
    expect(figures.decisions.find(({ decision }) => decision === 'renew')?.count).toBe(
      active.filter(({ id }) => itemIds.includes(id)).length,
    )
    expect(figures.contradictions).toBe(active.filter(({ contradictions }) => contradictions.length > 0).length)
    const dueBefore = Date.UTC(2026, 11, 21, 16)
    const due = active.filter(({ decision, actByAt }) => decision === 'undecided' && (actByAt ?? Infinity) < dueBefore)
    expect(figures.undecidedDue.count).toBe(due.length)
    expect(figures.accounts).toMatchObject([{ account: '生产', count: active.length }])
    expect(sizeBytes).toBe(contentOf(db).length)
  })

  it('is not moved by anything that happens later', async () => {
    const { db, itemIds, snapshots } = await create()
    const { snapshotId } = await snapshots.take({ title: 'a', note: null })
    const before = await snapshots.items({ snapshotId, ...ALL })
    await db.writer.call('review.set', { itemIds, patch: { decision: 'let-expire' }, by: 'x', at: NOW + 1 })
    await db.writer.call('account.remove', { accountId: before.items[0]?.accountId as string })
    const others = createServices(db)
    expect(await others.snapshots.items({ snapshotId, ...ALL })).toEqual(before)
  })

  it('tells how far it is, from the first moment to the end, and is done once when it is asked for twice', async () => {
    const { db, snapshots, progress } = await create()
    const input = { title: 'a', note: null }
    const first = snapshots.take(input)
    expect(await snapshots.taking({})).toEqual({ ...input, done: 0, total: 0 })
    const second = snapshots.take(input)
    const other = snapshots.take({ title: 'b', note: null })
    expect((await second).snapshotId).toBe((await first).snapshotId)
    expect((await other).title).toBe('b')
    expect(await snapshots.taking({})).toBeNull()
    expect((await snapshots.list({})).map(({ title }) => title).toSorted()).toEqual(['a', 'b'])
    const total = remember(db, NOW).size
    expect(progress[0]).toEqual({ ...input, done: 0, total: 0 })
    expect(progress).toContainEqual({ ...input, done: total, total })
    expect(progress.at(-1)).toBeNull()
    expect(progress.filter((state) => state === null)).toHaveLength(2)
  })

  it('stores nothing when it fails, says so, and can be asked for again', async () => {
    const { db, snapshots, progress } = await create()
    const { writer } = db
    const call = writer.call.bind(writer)
    let isBroken = true
    Object.assign(writer, {
      call: (...given: Parameters<typeof call>) =>
        isBroken && given[0] === 'snapshot.add' ? Promise.reject(new AppError('DISK_FULL')) : call(...given),
    })
    await expect(snapshots.take({ title: 'a', note: null })).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(await snapshots.taking({})).toBeNull()
    expect(progress.at(-1)).toBeNull()
    expect(await snapshots.list({})).toEqual([])
    isBroken = false
    expect((await snapshots.take({ title: 'a', note: null })).title).toBe('a')
  })

  it('stores nothing when the app ends in the middle', async () => {
    const { db, snapshots } = await create()
    const taking = snapshots.take({ title: 'a', note: null })
    db.read.close()
    await expect(taking).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    expect(all(db.writeDb, 'test', sql`SELECT snapshot_id FROM snapshot`)).toEqual([])
  })

  it('takes a list with nothing in it', async () => {
    const db = createTestDb()
    const { snapshots, comparisons } = createServices(db)
    const { snapshotId, figures } = await snapshots.take({ title: 'empty', note: null })
    expect(figures.all).toEqual({ count: 0, sums: { sums: [], missing: 0 } })
    expect(await snapshots.items({ snapshotId, ...ALL })).toEqual({ total: 0, items: [] })
    const from = { kind: 'snapshot', snapshotId } as const
    expect(await comparisons.get({ from, to: { kind: 'now' } })).toMatchObject({ total: 0, byKind: [] })
  })
})

describe('snapshot.items', () => {
  it('answers active items by act-by, and what was gone behind them', async () => {
    const { snapshots } = await create()
    const { snapshotId } = await snapshots.take({ title: 'a', note: null })
    const { items } = await snapshots.items({ snapshotId, ...ALL })
    const places = items.map(({ isActive, actByAt }) => (isActive ? (actByAt ?? Number.MAX_SAFE_INTEGER) : Infinity))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).toContain(Infinity)
  })

  it('finds names, ids, owners and projects in pages, whatever their case', async () => {
    const { snapshots, itemIds } = await create()
    const { snapshotId } = await snapshots.take({ title: 'a', note: null })
    const owned = await snapshots.items({ snapshotId, ...ALL, search: '李娜 生产' })
    expect(new Set(owned.items.map(({ itemId }) => itemId))).toEqual(new Set(itemIds))
    const second = await snapshots.items({ snapshotId, search: '李娜', offset: 2, limit: 3 })
    expect(second).toEqual({ total: owned.total, items: owned.items.slice(2, 5) })
    expect((await snapshots.items({ snapshotId, ...ALL, search: 'ECS-R' })).total).toBeGreaterThan(0)
    expect(await snapshots.items({ snapshotId, ...ALL, search: 'nowhere' })).toEqual({ total: 0, items: [] })
  })
})

describe('a frozen picture that is not what was written', () => {
  it('is said to be damaged, never half read, while its figures stay', async () => {
    const { db, snapshots, comparisons } = await create()
    const { snapshotId, figures } = await snapshots.take({ title: '十一月', note: null })
    const from = { kind: 'snapshot', snapshotId } as const
    await comparisons.get({ from, to: { kind: 'now' } })
    const content = Buffer.from(contentOf(db))
    content[content.length - 20] = (content.at(-20) as number) ^ 1
    runSql(db.writeDb, 'test', sql`UPDATE snapshot SET content = ${content}`)
    const damaged = { code: 'SNAPSHOT_DAMAGED', params: { title: '十一月' } }
    const fresh = createServices(db)
    await expect(fresh.snapshots.items({ snapshotId, ...ALL })).rejects.toMatchObject(damaged)
    await expect(fresh.comparisons.get({ from, to: { kind: 'now' } })).rejects.toMatchObject(damaged)
    expect(await fresh.snapshots.list({})).toMatchObject([{ title: '十一月', figures }])
    // What was unpacked before it was damaged is still what was written.
    expect((await comparisons.get({ from, to: { kind: 'now' } })).total).toBe(0)
  })

  it('is recognised by any flipped bit and any cut', async () => {
    const { db, snapshots } = await create()
    await snapshots.take({ title: 'a', note: null })
    const content = Buffer.from(contentOf(db))
    const rest = () => Promise.resolve()
    expect((await readFrozenPicture(content, rest))?.rows).toBeGreaterThan(0)
    const place = fc.nat({ max: content.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, fc.nat({ max: 7 }), async (at, bit) => {
        const flipped = Buffer.from(content)
        flipped[at] = (flipped[at] as number) ^ (1 << bit)
        expect(await readFrozenPicture(flipped, rest)).toBeNull()
      }),
      { numRuns: 300 },
    )
    await fc.assert(
      fc.asyncProperty(place, fc.uint8Array({ maxLength: 40 }), async (length, tail) => {
        expect(await readFrozenPicture(content.subarray(0, length), rest)).toBeNull()
        if (tail.length > 0) expect(await readFrozenPicture(Buffer.concat([content, tail]), rest)).toBeNull()
        expect(await readFrozenPicture(tail, rest)).toBeNull()
      }),
      { numRuns: 200 },
    )
  })
})

describe('snapshot.rename and snapshot.remove', () => {
  it('change title and note and take a review away, and say when it is gone already', async () => {
    const { snapshots, comparisons, told } = await create()
    const { snapshotId } = await snapshots.take({ title: 'a', note: null })
    const from = { kind: 'snapshot', snapshotId } as const
    await comparisons.get({ from, to: { kind: 'now' } })
    expect(await snapshots.rename({ snapshotId, title: '十一月', note: '月底' })).toMatchObject({ note: '月底' })
    expect((await comparisons.get({ from, to: { kind: 'now' } })).from.title).toBe('十一月')
    await snapshots.remove({ snapshotId })
    expect(told).toEqual(['snapshot.changed', 'snapshot.changed', 'snapshot.changed'])
    expect(await snapshots.list({})).toEqual([])
    const missing = { code: 'SNAPSHOT_NOT_FOUND' }
    await expect(snapshots.remove({ snapshotId })).rejects.toMatchObject(missing)
    await expect(snapshots.rename({ snapshotId, title: 'b', note: null })).rejects.toMatchObject(missing)
    await expect(snapshots.items({ snapshotId, ...ALL })).rejects.toMatchObject(missing)
    await expect(comparisons.get({ from, to: { kind: 'now' } })).rejects.toMatchObject(missing)
  })
})

describe('a backup', () => {
  it('holds done reviews with their frozen pictures', async () => {
    const { db, snapshots } = await create()
    const { snapshotId } = await snapshots.take({ title: 'a', note: null })
    const items = await snapshots.items({ snapshotId, ...ALL })
    const file = join(db.dataDir, 'copy.sqlite')
    await db.writer.call('db.backup', { file, replace: false })
    const copy = openReadDb(file)
    try {
      const restored = createServices({ ...db, read: copy })
      expect(await restored.snapshots.items({ snapshotId, ...ALL })).toEqual(items)
    } finally {
      copy.close()
    }
  })
})
