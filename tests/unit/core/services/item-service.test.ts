import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createItemService, type ItemService } from '../../../../src/core/services/item-service.ts'
import type { Item } from '../../../../src/shared/domain/item.ts'
import type { ItemQuery } from '../../../../src/shared/domain/item-query.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { arrangeEstate, ESTATE_NOW, estateItems } from '../../../support/item-estate.ts'
import { toSums } from '../../../support/item-oracle.ts'
import { addTestAccount, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000
const ALL: ItemQuery = { filter: { isGone: 'all' }, sort: [{ field: 'resourceName', direction: 'asc' }] }

function createService({ read, writer }: Pick<TestDb, 'read' | 'writer'>) {
  const clock = { at: ESTATE_NOW, now: () => clock.at }
  const fail = (error: unknown): never => {
    throw error
  }
  const service = createItemService({ db: read, writer, events: createEventBus(fail), clock, defaultUserName: 'me' })
  return { service, clock }
}

function readPages(service: ItemService, handle: string, total: number): Item[] {
  const items: Item[] = []
  for (let offset = 0; offset < total; offset += 37) items.push(...service.page(handle, offset, 37).items)
  return items
}

// A process that asks once is answered by SQL, one that goes on asking by the index.
describe.each([
  ['SQL', { facets: [], rows: 0 }],
  ['the index', { facets: ['band' as const], rows: 3 }],
])('a result of %s', (_, options) => {
  it('neither repeats nor loses a row while items change, come and go underneath', async () => {
    const estate = await arrangeEstate(200)
    const { service } = createService(estate)
    const { handle, total } = await service.query(ALL, options)
    const before = readPages(service, handle, total)
    expect(new Set(before.map((item) => item.id)).size).toBe(200)
    const [accountId] = estate.accountIds as [string]
    const items = [
      aFact({ resourceId: 'new', resourceName: '0' }),
      aFact({ resourceId: 'res-1-x', resourceName: 'zz' }),
    ]
    await syncOnce(estate.writer, accountId, { items, at: ESTATE_NOW })
    await service.review({ itemIds: before.slice(0, 50).map((item) => item.id), patch: { owner: '李雷' } })
    await service.query(ALL, options)
    const after = readPages(service, handle, total)
    expect(after.map((item) => item.id)).toEqual(before.map((item) => item.id))
    expect(after[0]?.owner).toBe('李雷')
  })

  it('lets others have their turn while it names the ids of a long list', async () => {
    const estate = await arrangeEstate(2500)
    const { service } = createService(estate)
    const { handle, total } = await service.query(ALL, options)
    let turns = 0
    const count = (): void => {
      turns += 1
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    const ids = await service.ids(handle, [[0, total]])
    clearImmediate(timer)
    expect(ids).toHaveLength(total)
    expect(turns).toBeGreaterThanOrEqual(Math.floor(total / 1000))
  })

  it('locates items, names ids and adds up sums by position, whatever the parts look like', async () => {
    const estate = await arrangeEstate(120)
    const { service } = createService(estate)
    const { handle, total } = await service.query(ALL, options)
    const items = readPages(service, handle, total)
    const ids = items.map((item) => item.id)
    expect(service.locate(handle, [ids[7] as string, 'nobody', ids[0] as string, ids[7] as string])).toEqual([
      7,
      null,
      0,
      7,
    ])
    expect(await service.ids(handle, [[0, total]])).toEqual(ids)
    expect(
      await service.ids(handle, [
        [5, 8],
        [100, 9999],
        [6, 9],
        [50, 50],
        [9, 10],
      ]),
    ).toEqual([...ids.slice(5, 10), ...ids.slice(100)])
    const part = [...items.slice(5, 10), ...items.slice(100)]
    expect(
      await service.sums(handle, [
        [5, 8],
        [100, 9999],
        [6, 10],
      ]),
    ).toEqual({ ...toSums(part), count: part.length })
    expect(await service.sums(handle)).toEqual({ ...toSums(items), count: total })
    expect(await service.sums(handle, [])).toEqual({ sums: [], missing: 0, count: 0 })
  })

  it.each([[['12.30', '0.07', '7', '0.5']], [['99999999999.9999', '0.0001', '12.3']], [['0.00001', '5']]])(
    'adds up %j exactly, also beyond what a number can hold',
    async (amounts) => {
      const db = createTestDb()
      const accountId = await addTestAccount(db.writer)
      const items = Array.from({ length: 60 }, (_, index) => aFact({ resourceId: `r${index}` }))
      const prices = items.slice(2).map(({ resourceId }, index) => ({
        resourceId,
        amount: amounts[index % amounts.length] as string,
        currency: index % 5 === 0 ? 'USD' : 'CNY',
        months: 1,
        quotedAt: ESTATE_NOW,
      }))
      await syncOnce(db.writer, accountId, { items, prices, at: ESTATE_NOW })
      const { service } = createService(db)
      const { handle, total } = await service.query(ALL, options)
      const shown = readPages(service, handle, total)
      expect(await service.sums(handle)).toEqual({ ...toSums(shown), count: 60 })
      expect((await service.sums(handle)).missing).toBe(2)
    },
  )

  it('leaves out what no longer exists and adds up the prices of this moment', async () => {
    const estate = await arrangeEstate(120)
    const { service } = createService(estate)
    const { handle, total } = await service.query(ALL, options)
    const kept = estateItems(estate.read, { now: ESTATE_NOW, settings: DEFAULT_SETTINGS }).filter(
      (item) => item.accountId === estate.accountIds[1],
    )
    await estate.writer.call('account.remove', { accountId: estate.accountIds[0] as string })
    await service.price({ itemIds: [kept[0]?.id as string], price: { amount: '0.05', currency: 'JPY', months: 1 } })
    const sums = await service.sums(handle)
    expect(sums.count).toBe(kept.length)
    expect(sums.sums).toContainEqual({ amount: '0.05', currency: 'JPY' })
    expect(new Set(await service.ids(handle, [[0, total]]))).toEqual(new Set(kept.map((item) => item.id)))
    expect(readPages(service, handle, total)).toHaveLength(kept.length)
  })

  it('shows days left and bands as of its own moment, also on pages that are read after midnight', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    await syncOnce(db.writer, accountId, {
      items: [aFact({ resourceId: 'a', expiresAt: ESTATE_NOW + 8 * DAY_MS })],
      at: 1,
    })
    const { service, clock } = createService(db)
    const { handle, asOf } = await service.query(ALL, options)
    expect(asOf).toBe(ESTATE_NOW)
    clock.at += DAY_MS
    expect(service.page(handle, 0, 1).items[0]).toMatchObject({ daysLeft: 8, band: '8-15' })
    const next = await service.query(ALL, options)
    expect(service.page(next.handle, 0, 1).items[0]).toMatchObject({ daysLeft: 7, band: '0-7' })
  })

  it('is forgotten when sixteen newer ones have been asked for', async () => {
    const { service } = createService(await arrangeEstate(20))
    const { handle } = await service.query(ALL, options)
    for (let count = 0; count < 15; count += 1) await service.query(ALL, options)
    expect(service.page(handle, 0, 1).items).toHaveLength(1)
    await service.query(ALL, options)
    expect(() => service.page(handle, 0, 1)).toThrowError(expect.objectContaining({ code: 'NOT_FOUND' }))
    await expect(service.sums(handle)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('review', () => {
  it('takes ids and resource ids, and says whose id is unknown', async () => {
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    await syncOnce(db.writer, accountId, { items: [aFact({ resourceId: 'a' }), aFact({ resourceId: 'b' })], at: 1 })
    const { service } = createService(db)
    const { id } = service.get('a')
    expect(await service.review({ itemIds: [id, 'b'], patch: { owner: '张三' } })).toMatchObject({ changed: 2 })
    expect([service.get('a').owner, service.get('b').owner]).toEqual(['张三', '张三'])
    await expect(service.review({ itemIds: [id, 'c'], patch: { owner: null } })).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    })
    expect(service.get('a').owner).toBe('张三')
  })
})

describe('findIds', () => {
  it('knows items, resources of several accounts and names that one item alone has; white space and width do not count', async () => {
    const db = createTestDb()
    const [first, second] = [await addTestAccount(db.writer, 'one'), await addTestAccount(db.writer, 'two')]
    const fact = (resourceId: string, resourceName: string) => aFact({ resourceId, resourceName })
    await syncOnce(db.writer, first, {
      items: [fact('r-1', '网关（测试）'), fact('r-2', 'twin'), fact('r-3', 'left')],
      at: 1,
    })
    await syncOnce(db.writer, first, { items: [fact('r-1', '网关（测试）'), fact('r-2', 'twin')], at: 2 })
    await syncOnce(db.writer, second, { items: [fact('r-1', 'other'), fact('r-4', 'twin'), fact('r-5', 'R-2')], at: 1 })
    const { service } = createService(db)
    const byName = new Map(
      estateItems(db.read, { now: 1, settings: DEFAULT_SETTINGS }).map((item) => [item.resourceName, item.id]),
    )
    const id = (name: string): string => byName.get(name) as string
    const gateway = id('网关（测试）')
    const pasted = [
      ` ${gateway}\t`,
      'r-1',
      'Ｒ-2',
      '网关(测试)',
      'twin',
      'left',
      'r-1',
      '',
      ' ',
      'nobody',
      gateway.toUpperCase(),
    ]
    expect(await service.findIds({ ids: pasted })).toEqual({
      found: [
        { id: gateway, itemIds: [gateway] },
        { id: 'r-1', itemIds: [gateway, id('other')] },
        { id: 'Ｒ-2', itemIds: [id('R-2')] },
        { id: '网关(测试)', itemIds: [gateway] },
        { id: 'left', itemIds: [id('left')] },
        { id: gateway.toUpperCase(), itemIds: [gateway] },
      ],
      unknown: ['twin', 'nobody'],
    })
  })
})

describe('count', () => {
  it('counts what each filter finds, after every change', async () => {
    const estate = await arrangeEstate(200)
    const { service } = createService(estate)
    const items = () => estateItems(estate.read, { now: ESTATE_NOW, settings: DEFAULT_SETTINGS })
    const some = items().slice(0, 7)
    const filters = [
      {},
      { isGone: 'all' as const },
      { search: '商' },
      { itemIds: [...some.map((item) => item.id), 'none'], isGone: 'all' as const },
      { columns: [{ kind: 'values' as const, field: 'owner' as const, values: ['王芳'] }], isGone: 'all' as const },
    ]
    const totals = async (): Promise<number[]> =>
      await Promise.all(filters.map(async (filter) => (await service.query({ filter, sort: [] })).total))
    expect(await service.count({ filters })).toEqual(await totals())
    await service.review({ itemIds: some.map((item) => item.id), patch: { owner: '王芳' } })
    const counts = await service.count({ filters })
    expect(counts).toEqual(await totals())
    expect(counts.slice(-2)).toEqual([7, 7])
  })
})
