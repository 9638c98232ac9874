import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAmounts, convert } from '../../src/shared/domain/money.ts'
import { createHuaweiFolder, startHuaweiFolder, type HuaweiFolder } from '../support/huawei-folder.ts'
import { createTestApp } from '../support/test-app.ts'

/** Quotes older than this are asked for again. */
const EIGHT_DAYS_MS = 8 * 86_400_000

let shared: HuaweiFolder
/** A resource that the provider has quoted. */
let quotedId: string

beforeAll(async () => {
  shared = await startHuaweiFolder({ resources: 150 })
  await shared.syncWhole()
  const items = await shared.items()
  // In use for long enough to be quoted again eight days later.
  quotedId = items.find((item) => item.price !== null && item.daysLeft > 10 && item.status === 'in-use').resourceId
}, 60_000)

afterAll(async () => {
  await shared?.close()
})

// oxlint-disable-next-line typescript/no-explicit-any -- a JSON document
async function json(...args: string[]): Promise<any> {
  const result = await shared.run(args)
  expect(result, result.stderr).toMatchObject({ code: 0 })
  return result.json
}

/** A whole sync on a day on which every quote has become old. */
async function syncLater(): Promise<void> {
  const { dataDir, keyFile } = shared.folder
  const app = await createTestApp({ dataDir, keyFile, clock: { now: () => Date.now() + EIGHT_DAYS_MS } })
  const account = await app.request('account.get', { name: shared.account })
  expect(await app.sync(account)).toMatchObject({ state: 'succeeded', complete: true })
  expect(app.errors).toEqual([])
  await app.stop()
}

function quotesFor(): number {
  return shared.simulator.stats.requests.filter(({ api, status }) => api.startsWith('rating.') && status === 200).length
}

describe('a price by hand', () => {
  it('wins over the quotes of later syncs until it is taken away, and its history says who and when', async () => {
    const before = await json('items', 'show', quotedId)
    expect(before).toMatchObject({ priceSource: 'provider', currency: 'CNY' })
    await json('settings', 'set', 'userName', '李娜')
    const set = await json('items', 'price', quotedId, '--amount', '1234.50', '--currency', 'usd', '--months', '12')
    const typed = { price: '1234.50', currency: 'USD', priceSource: 'typed' }
    expect(set).toMatchObject({ changed: 1, total: 1, items: [{ resourceId: quotedId, ...typed }] })

    const asked = quotesFor()
    await syncLater()
    expect(quotesFor()).toBeGreaterThan(asked)
    const kept = await json('items', 'show', quotedId)
    expect(kept).toMatchObject(typed)
    expect(kept.changes.filter(({ field }: { field: string }) => field === 'price')).toEqual([])
    expect(kept.history).toMatchObject([
      { field: 'price', by: '李娜', old: `${before.price} CNY`, new: '1234.50 USD' },
      ...(before.priceMonths === 12 ? [] : [{ field: 'priceMonths', by: '李娜', old: '1', new: '12' }]),
    ])

    expect(await json('items', 'price', quotedId, '--clear')).toMatchObject({ changed: 1, items: [{ price: null }] })
    await shared.syncWhole()
    const after = await json('items', 'show', quotedId)
    expect(after).toMatchObject({ price: before.price, currency: 'CNY', priceSource: 'provider' })
  })

  it('is set on all items named or on none', async () => {
    const price = ['--amount', '1', '--currency', 'CNY']
    const refused = await shared.run(['items', 'price', quotedId, 'no-such-item', ...price])
    expect(refused).toMatchObject({ code: 1, json: { error: { code: 'ITEM_NOT_FOUND' } } })
    expect(refused.json.error.details).toMatchObject({ item: 'no-such-item' })
    expect(await json('items', 'show', quotedId)).toMatchObject({ priceSource: 'provider' })
  })

  it.each([
    ['no amount', ['--currency', 'CNY']],
    ['no currency', ['--amount', '1']],
    ['too many months', ['--amount', '1', '--currency', 'CNY', '--months', '121']],
    ['an amount to be cleared', ['--amount', '1', '--currency', 'CNY', '--clear']],
    ['a grouped amount', ['--amount', '1,234', '--currency', 'CNY']],
  ])('is refused with %s', async (_, args) => {
    expect(await shared.run(['items', 'price', quotedId, ...args])).toMatchObject({ code: 64 })
  })

  it('is refused when it is no amount, no currency or no time', async () => {
    const app = await shared.open()
    const price = { amount: '1', currency: 'CNY', months: 1 }
    const wrong = [
      ...['-1', '1,234', '1e3', '', '¥1', '.5', '01', '9'.repeat(41)].map((amount) => ({ ...price, amount })),
      ...['¥', 'RMBY', 'C1Y', ''].map((currency) => ({ ...price, currency })),
      ...[0, 121, 1.5].map((months) => ({ ...price, months })),
    ]
    for (const one of wrong) {
      const call = app.request('item.price', { itemIds: [quotedId], price: one })
      await expect(call, JSON.stringify(one)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
    await app.stop()
  })
})

describe('sums', () => {
  it('add up all that match, not the page, exactly and by currency, and count what has no price', async () => {
    const all = await json('items', 'list', '--page-size', '10000')
    for (const { id } of all.items.slice(0, 5)) {
      await json('items', 'price', id, '--amount', '1', '--currency', 'CNY')
      await json('items', 'price', id, '--clear')
    }
    const [first, second] = all.items
    await json('items', 'price', first.id, '--amount', '0.1', '--currency', 'USD')
    await json('items', 'price', second.id, '--amount', '0.2', '--currency', 'USD')
    const list = await json('items', 'list', '--page-size', '10000')
    const page = await json('items', 'list', '--page-size', '3', '--page', '2')
    const priced = (currency: string): string[] =>
      list.items.flatMap((item: { price: string; currency: string }) =>
        item.currency === currency ? [item.price] : [],
      )
    const sums = [
      { amount: addAmounts(priced('CNY')), currency: 'CNY' },
      { amount: '0.3', currency: 'USD' },
    ]
    const withoutPrice = list.items.filter((item: { price: string | null }) => item.price === null).length
    expect(priced('CNY').length).toBeGreaterThan(3)
    expect(list).toMatchObject({ sums, withoutPrice })
    expect(page).toMatchObject({ total: list.total, sums, withoutPrice })

    const { stdout } = await shared.runHuman(['--lang', 'zh-CN', 'items', 'list', '--page-size', '3'])
    expect(stdout).toMatch(new RegExp(`合计 [\\d,]+\\.\\d\\d CNY \\+ 0\\.30 USD，${withoutPrice} 条没有价格`))
    expect(await json('items', 'list', '--search', 'matches-nothing-at-all')).toMatchObject({
      sums: [],
      withoutPrice: 0,
    })
  })
})

describe('quotes', () => {
  it('leave only those without a price that cannot be renewed, with what is attached, and ask for them once', async () => {
    const { simulator, syncWhole, items } = await createHuaweiFolder({ resources: 90, quoteWithinDays: 730 })
    const mains = simulator.world.listed().filter(({ row }) => row?.['is_main_resource'] === 1)
    const [refused] = mains.filter(({ id }) => simulator.world.attachedTo(id).length > 0)
    if (!refused) throw new Error('no resource with something attached')
    simulator.switches.quoting = { notRenewable: [refused.id] }
    await syncWhole()
    const family = [refused.id, ...simulator.world.attachedTo(refused.id).map(({ id }) => id)]
    const withoutPrice = (await items()).filter((item) => item.price === null)
    expect(new Set(withoutPrice.map((item) => item.resourceId))).toEqual(new Set(family))
    for (const item of (await items()).filter((one) => one.isMain === false && one.price !== null)) {
      expect(item).toMatchObject({ price: '0', priceSource: 'with-main' })
    }

    simulator.stats.reset()
    await syncWhole()
    expect(simulator.stats.quotes).toEqual([])

    simulator.world.mutate.renew(refused.id, 6, { withAttached: true })
    simulator.switches.quoting = {}
    await syncWhole()
    expect(simulator.stats.quotes).toEqual([{ ids: [refused.id], months: 1, withAttached: true }])
    expect((await items()).filter((item) => item.price === null)).toEqual([])
  })
})

describe('rates', () => {
  it('are typed in with their day, listed with who gave them, and serve to convert', async () => {
    const set = await json('rates', 'set', 'usd', 'cny', '7.1', '--on', '2026-11-20')
    expect(set).toMatchObject({ from: 'USD', to: 'CNY', rate: '7.1', on: '2026-11-20', source: 'typed', by: '李娜' })
    await json('rates', 'set', 'USD', 'CNY', '7.25', '--on', '2026-11-21')
    const { items, total } = await json('rates', 'list')
    expect(total).toBe(2)
    const dollars = { amount: '0.3', currency: 'USD' }
    expect(convert(dollars, items, { to: 'CNY', on: '2026-11-20' })?.money).toEqual({ amount: '2.13', currency: 'CNY' })
    expect(convert(dollars, items, { to: 'CNY' })?.rate).toMatchObject({ on: '2026-11-21', rate: '7.25' })

    expect((await shared.runHuman(['rates', 'list'])).stdout).toMatch(/2026-11-21\s+USD\s+CNY\s+7\.25/)
    await json('rates', 'remove', 'USD', 'CNY', '--on', '2026-11-20')
    expect((await json('rates', 'list')).items).toMatchObject([{ on: '2026-11-21' }])
    const gone = await shared.run(['rates', 'remove', 'USD', 'CNY', '--on', '2026-11-20'])
    expect(gone).toMatchObject({ code: 1, json: { error: { code: 'NOT_FOUND' } } })
  })

  it('are refused without two currencies, a rate above zero and a day that exists', async () => {
    expect(await shared.run(['rates', 'set', 'USD', 'CNY', '7'])).toMatchObject({ code: 64 })
    const app = await shared.open()
    const rate = { from: 'USD', to: 'CNY', rate: '7', on: '2026-11-20' }
    const wrong = [
      { ...rate, to: 'usd' },
      { ...rate, from: 'dollar' },
      ...['0', '0.00', '-7', '7,1'].map((text) => ({ ...rate, rate: text })),
      ...['2026-02-30', 'today', '2026-1-1'].map((on) => ({ ...rate, on })),
    ]
    for (const one of wrong) {
      await expect(app.request('rate.set', one), JSON.stringify(one)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
    await app.stop()
  })
})

describe('a support bundle', () => {
  it('tells what support needs and holds no secret, key, name or id', async () => {
    const { world } = shared.simulator
    const [resource] = world.listed()
    // Makes the log name a resource.
    world.mutate.setRaw(resource?.id as string, { expire_time: 'soon' })
    const { runId } = (await shared.run(['sync'])).json
    const items = await shared.items()
    const texts = items.flatMap(({ resourceId, resourceName, id }) => [resourceId, resourceName, id]) as string[]
    const log = (await shared.run(['runs', 'show', runId, '--log'])).stdout
    expect(log).toContain(resource?.id)

    const file = join(shared.folder.dataDir, '..', 'bundle.json')
    const doctor = await json('doctor', '--bundle', file)
    expect(doctor).toMatchObject({ ok: true, bundle: { file, sizeBytes: statSync(file).size } })
    const text = readFileSync(file, 'utf8')
    const secretOnes = ['SKEXAMPLE', 'AKEXAMPLE', shared.account, '李娜', shared.folder.dataDir, ...texts]
    expect(texts.length).toBeGreaterThan(400)
    expect(secretOnes.filter((one) => text.includes(one))).toEqual([])
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)

    const bundle = JSON.parse(text)
    expect(bundle).toMatchObject({
      node: process.version,
      schemaVersion: doctor.schemaVersion,
      settings: { businessZone: 'Asia/Shanghai', userName: 'person' },
      accounts: [
        { name: 'account-1', provider: 'huawei', accessKey: '…MPLE', endpointHost: new URL(shared.simulator.url).host },
      ],
      items: { provider: { distinct: 1, values: [{ value: 'huawei', count: items.length }] } },
      findings: [
        { check: 'database', isFine: true },
        { check: 'secret', detail: 'account-1' },
        { check: 'worker' },
        { check: 'schedule', isFine: true },
        { check: 'notification', isFine: true },
        { check: 'webhook', isFine: true },
      ],
      schedules: [],
      webhooks: [],
    })
    expect(Object.keys(bundle.items)).toEqual(['provider', 'status', 'renewalMode', 'band'])
    const isNewest = (one: { runId: string }): boolean => one.runId === runId
    expect(bundle.runs.find(isNewest)).toMatchObject({ account: 'account-1', metrics: { errors: 0 } })
    expect(JSON.stringify(bundle.logs.find(isNewest))).toMatch(/resource-\d+/)
  })

  it('never overwrites a file and leaves nothing behind when it cannot be written', async () => {
    const folder = join(shared.folder.dataDir, '..')
    const file = join(folder, 'mine.json')
    writeFileSync(file, 'mine')
    const before = readdirSync(folder)
    expect(await shared.run(['doctor', '--bundle', file])).toMatchObject({
      code: 1,
      json: { error: { code: 'FILE_EXISTS' } },
    })
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect(await shared.run(['doctor', '--bundle', join(folder, 'no', 'such.json')])).toMatchObject({
      code: 1,
      json: { error: { code: 'FILE_UNWRITABLE' } },
    })
    expect(readdirSync(folder)).toEqual(before)
  })
})
