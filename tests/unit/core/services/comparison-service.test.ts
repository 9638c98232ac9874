import { describe, expect, it } from 'vitest'
import { explain } from '../../../../src/core/db/connection.ts'
import { pastQueries } from '../../../../src/core/db/repositories/past.ts'
import { createComparisonService } from '../../../../src/core/services/comparison-service.ts'
import { createFrozenPictures } from '../../../../src/core/services/frozen-pictures.ts'
import type { ComparisonStart } from '../../../../src/shared/domain/comparison.ts'
import type { SnapshotFigures } from '../../../../src/shared/domain/snapshot.ts'
import type { ItemFacts } from '../../../../src/shared/domain/item.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { addTestAccount, pictureOf, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb } from '../../../support/test-db.ts'

const NOW = Date.UTC(2026, 10, 21, 2)
const DAY_MS = 86_400_000
const MAY = Date.UTC(2027, 4, 15, 15, 59, 59)
const JUNE = Date.UTC(2027, 5, 15, 15, 59, 59)

async function create() {
  const db = createTestDb()
  const { writer, read, clock } = db
  clock.set(NOW)
  const comparisons = createComparisonService({ db: read, clock, frozen: createFrozenPictures(read) })
  const accounts = { a: await addTestAccount(writer, 'A', NOW), b: await addTestAccount(writer, 'B', NOW) }
  const compare = async (from: ComparisonStart) => {
    const comparison = await comparisons.get({ from, to: { kind: 'now' } })
    const { handle } = comparison
    const { items } = await comparisons.page({ handle, search: '', sort: [], offset: 0, limit: 500 })
    return { comparison, handle, rows: items }
  }
  return {
    db,
    comparisons,
    accounts,
    compare,
    idOf: (resourceId: string) => pictureOf(read, NOW).get(resourceId)?.id as string,
    sync: async (accountId: string, items: readonly ItemFacts[], at: number, amounts: Record<string, string> = {}) => {
      const prices = Object.entries(amounts).map(([resourceId, amount]) => ({
        resourceId,
        amount,
        currency: 'CNY',
        months: 1,
        quotedAt: at,
      }))
      return await syncOnce(writer, accountId, { items, prices, at })
    },
  }
}

const fact = (resourceId: string, facts: Partial<ItemFacts> = {}) => aFact({ resourceId, expiresAt: MAY, ...facts })

describe('comparison.get', () => {
  it('says nothing of what went there and back again', async () => {
    const { sync, accounts, compare, db, idOf } = await create()
    await sync(accounts.a, [fact('x'), fact('y')], NOW)
    await sync(accounts.a, [fact('x', { resourceName: 'other', expiresAt: JUNE }), fact('y')], NOW + DAY_MS)
    await sync(accounts.a, [fact('x')], NOW + 2 * DAY_MS)
    await sync(accounts.a, [fact('x'), fact('y')], NOW + 3 * DAY_MS)
    const said = { itemIds: [idOf('x')], by: 'x', at: NOW + 4 * DAY_MS }
    await db.writer.call('review.set', { ...said, patch: { decision: 'renew', owner: '李娜' } })
    await db.writer.call('review.set', { ...said, patch: { decision: 'undecided', owner: null }, at: said.at + 1 })
    const { comparison, rows } = await compare({ kind: 'instant', at: NOW + 1 })
    expect(rows).toEqual([])
    expect(comparison).toMatchObject({ total: 0, byKind: [], accounts: [] })
    expect(comparison.before).toEqual(comparison.after)
  })

  it('adds three moves up to one renewal, and says when the last of it was noticed', async () => {
    const { sync, accounts, compare } = await create()
    await sync(accounts.a, [fact('x')], NOW, { x: '10' })
    await sync(accounts.a, [fact('x', { expiresAt: MAY + DAY_MS })], NOW + DAY_MS)
    await sync(accounts.a, [fact('x', { expiresAt: JUNE, resourceName: 'n' })], NOW + 2 * DAY_MS)
    await sync(accounts.a, [fact('x', { expiresAt: JUNE, resourceName: 'ecs-x' })], NOW + 3 * DAY_MS)
    const { rows } = await compare({ kind: 'instant', at: NOW + 1 })
    expect(rows).toMatchObject([
      {
        kinds: ['renewed'],
        fields: [{ field: 'expireTime', old: new Date(MAY).toISOString(), new: new Date(JUNE).toISOString() }],
        at: NOW + 2 * DAY_MS,
        priceBefore: { amount: '10', currency: 'CNY' },
        priceAfter: { amount: '10', currency: 'CNY' },
      },
    ])
  })

  it('compares with the picture before a run, over all accounts', async () => {
    const { sync, accounts, compare } = await create()
    await sync(accounts.a, [fact('x')], NOW)
    const run = await sync(accounts.a, [fact('x', { resourceName: 'n' })], NOW + DAY_MS)
    await sync(accounts.b, [fact('y')], NOW + 2 * DAY_MS)
    const { comparison, rows } = await compare({ kind: 'run', runId: run.runId })
    expect(comparison.from).toEqual({ at: NOW + DAY_MS, title: 'A' })
    expect(rows.map(({ resourceId, kinds }) => [resourceId, kinds])).toEqual([
      ['y', ['appeared']],
      ['x', ['renamed']],
    ])
    await expect(compare({ kind: 'run', runId: 'none' })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })

  it('goes back to before the newest changing run of each account on its own', async () => {
    const { sync, accounts, compare } = await create()
    await sync(accounts.a, [fact('x'), fact('z')], NOW)
    await sync(accounts.b, [fact('y')], NOW + DAY_MS)
    await sync(accounts.b, [fact('y', { renewalMode: 'auto' })], NOW + 2 * DAY_MS)
    await sync(accounts.a, [fact('x')], NOW + 3 * DAY_MS)
    await sync(accounts.a, [fact('x')], NOW + 4 * DAY_MS)
    const { comparison, rows } = await compare({ kind: 'last-runs' })
    expect(rows.map(({ resourceId, kinds }) => [resourceId, kinds])).toEqual([
      ['z', ['gone']],
      ['y', ['mode-changed']],
    ])
    expect(comparison.from.at).toBe(NOW + 2 * DAY_MS)
    expect(comparison.accounts).toMatchObject([
      { account: 'A', count: 1 },
      { account: 'B', count: 1 },
    ])
  })

  it('says nothing when no run has changed anything yet', async () => {
    const { compare } = await create()
    expect((await compare({ kind: 'last-runs' })).comparison).toMatchObject({ total: 0, before: { count: 0 } })
  })

  it('sums prices before and after exactly, by kind and in all', async () => {
    const { sync, accounts, compare } = await create()
    await sync(accounts.a, [fact('x'), fact('y'), fact('z')], NOW, { x: '0.1', y: '0.2' })
    await sync(accounts.a, [fact('x'), fact('z'), fact('new')], NOW + DAY_MS, { x: '0.3', new: '1000000.07' })
    const { comparison } = await compare({ kind: 'instant', at: NOW + 1 })
    const cny = (amount: string, missing = 0) => ({ sums: [{ amount, currency: 'CNY' }], missing })
    const none = { sums: [], missing: 0 }
    expect(comparison.byKind).toEqual([
      { kind: 'appeared', count: 1, before: none, after: cny('1000000.07') },
      { kind: 'gone', count: 1, before: cny('0.2'), after: none },
      { kind: 'price-changed', count: 1, before: cny('0.1'), after: cny('0.3') },
    ])
    expect(comparison.before).toEqual({ count: 3, sums: cny('0.3', 1) })
    expect(comparison.after).toEqual({ count: 3, sums: cny('1000000.37', 1) })
  })

  it('keeps an answer until something changes or the day ends', async () => {
    const { sync, accounts, compare, db } = await create()
    await sync(accounts.a, [fact('x')], NOW)
    const from = { kind: 'instant', at: NOW + 1 } as const
    const { handle } = await compare(from)
    expect((await compare(from)).handle).toBe(handle)
    await sync(accounts.a, [fact('x', { resourceName: 'n' })], NOW + 2)
    const second = await compare(from)
    expect(second.rows).toHaveLength(1)
    expect(second.handle).not.toBe(handle)
    db.clock.advance(DAY_MS)
    expect((await compare(from)).handle).not.toBe(second.handle)
  })

  it('has ready what is opened first, also after something has changed, and survives a damaged review', async () => {
    const { sync, accounts, compare, comparisons, db } = await create()
    await sync(accounts.a, [fact('x')], NOW)
    for (const name of ['y', 'z']) {
      await sync(accounts.a, [fact('x'), fact(name)], NOW + DAY_MS)
      await comparisons.prepare()
      const { handle } = await comparisons.get({ from: { kind: 'last-runs' }, to: { kind: 'now' } })
      expect((await compare({ kind: 'last-runs' })).handle).toBe(handle)
    }
    const content = new Uint8Array([1, 2, 3])
    const due = { count: 0, sums: { sums: [], missing: 0 } }
    const figures: SnapshotFigures = {
      today: '2026-11-21',
      all: due,
      bands: [],
      decisions: [],
      overdue: due,
      contradictions: 0,
      undecidedDue: due,
      accounts: [],
    }
    await db.writer.call('snapshot.add', { title: 'a', note: null, at: NOW, by: 'x', figures, content })
    await expect(comparisons.prepare()).resolves.toBeUndefined()
    db.read.close()
    await expect(comparisons.prepare()).rejects.toThrow()
  })

  it('shows a decision that opens again with a new day, which nobody has written down', async () => {
    const { sync, accounts, compare, db, idOf } = await create()
    const soon = NOW + 10 * DAY_MS
    await sync(accounts.a, [fact('x', { expiresAt: soon })], NOW)
    await db.writer.call('review.set', { itemIds: [idOf('x')], patch: { decision: 'renew' }, by: 'x', at: NOW + 1 })
    await sync(accounts.a, [fact('x', { expiresAt: soon + 31 * DAY_MS })], NOW + DAY_MS)
    db.clock.set(NOW + 2 * DAY_MS)
    const from = { kind: 'instant', at: NOW + 2 * DAY_MS } as const
    expect((await compare(from)).rows).toEqual([])
    db.clock.set(NOW + 20 * DAY_MS)
    const { rows } = await compare(from)
    expect(rows).toMatchObject([
      { kinds: ['decided'], fields: [{ field: 'decision', old: 'renewed', new: 'undecided' }] },
    ])
  })
})

describe('comparison.page and comparison.itemIds', () => {
  it('narrow rows by kind, account and search, in the order of kinds, larger prices and names', async () => {
    const { sync, accounts, compare, comparisons, idOf } = await create()
    const names = { p: '订单-10', q: '订单-9', r: 'Mail', s: 'mail-2' }
    const [p, q, r, s] = Object.entries(names).map(([id, resourceName]) => fact(id, { resourceName }))
    await sync(accounts.a, [p, q] as ItemFacts[], NOW)
    await sync(accounts.b, [r, s] as ItemFacts[], NOW, { r: '9', s: '10' })
    const { handle, rows } = await compare({ kind: 'instant', at: NOW })
    const idsOf = (page: { items: readonly { resourceId: string }[] }) => page.items.map(({ resourceId }) => resourceId)
    expect(idsOf({ items: rows })).toEqual(['s', 'r', 'q', 'p'])
    const page = { handle, search: '', sort: [], offset: 0, limit: 500 }
    expect(idsOf(await comparisons.page({ ...page, accountIds: [accounts.a] }))).toEqual(['q', 'p'])
    expect(idsOf(await comparisons.page({ ...page, search: 'MAIL b' }))).toEqual(['s', 'r'])
    expect(await comparisons.page({ ...page, kinds: ['gone'] })).toEqual({ total: 0, items: [] })
    expect(await comparisons.page({ ...page, offset: 1, limit: 2 })).toMatchObject({ total: 4, items: [{}, {}] })
    const found = await comparisons.itemIds({ handle, kinds: ['appeared'], search: '订单' })
    expect(found.itemIds).toEqual([idOf('q'), idOf('p')])
  })

  it('answer NOT_FOUND for a handle that is too old', async () => {
    const { compare, comparisons } = await create()
    const { handle } = await compare({ kind: 'instant', at: NOW })
    for (let at = 1; at <= 8; at += 1) await compare({ kind: 'instant', at })
    const call = comparisons.itemIds({ handle, search: '' })
    await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the logs', () => {
  it.each([
    ['item_change_at (at>?)', pastQueries.changes({ kind: 'since', at: 1 }, 10)],
    ['item_change_at (at=? AND rowid>?)', pastQueries.changes({ kind: 'instant', at: 1, behind: 7 }, 10)],
    ['item_change_at (at>?)', pastQueries.changes({ kind: 'after', at: 1 }, 10)],
    ['item_change_run (run_id=? AND rowid>?)', pastQueries.changes({ kind: 'run', runId: 'r', behind: 7 }, 10)],
    ['INTEGER PRIMARY KEY (rowid>?)', pastQueries.changes({ kind: 'behind', changeId: 1 }, 10)],
    ['item_review_change_at (at=? AND rowid>?)', pastQueries.reviews({ kind: 'instant', at: 1, behind: 7 }, 10)],
    ['item_first_seen (first_seen_at>?)', pastQueries.appearedSince(1)],
  ])('are read from a place on by %s, without sorting', (index, query) => {
    const plan = explain(createTestDb().read, query).join('\n')
    expect(plan).toContain(index)
    expect(plan).toContain('SEARCH')
    expect(plan).not.toContain('TEMP B-TREE')
  })
})
