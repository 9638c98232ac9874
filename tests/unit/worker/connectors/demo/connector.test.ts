import { describe, expect, it } from 'vitest'
import { logDemo as logDemoEn } from '../../../../../src/shared/i18n/en/log-demo.ts'
import { logDemo as logDemoZh } from '../../../../../src/shared/i18n/zh-CN/log-demo.ts'
import { MAX_BATCH_ROWS } from '../../../../../src/shared/worker/frames.ts'
import { createDemoConnector } from '../../../../../src/worker/connectors/demo/index.ts'
import { breathe } from '../../../../../src/worker/connectors/demo/stage.ts'
import { aContext, aDemoAccount, aSyncJob, byId, collect, DAY_MS, NOW } from './collect.ts'

describe('demo sync', () => {
  it('says the same twice', async () => {
    const job = aSyncJob(600, { ordinal: 3 })
    expect(await collect(job)).toEqual(await collect(job))
  })

  it.each([0, 1, 2, 7, 299, 300, 601])(
    'holds exactly the %i items that were asked for in the first sync',
    async (size) => {
      const { items, outcome } = await collect(aSyncJob(size))
      expect(items).toHaveLength(size)
      expect(outcome).toMatchObject({ distinct: size, reportedTotal: size, isStable: true, tags: 'complete' })
    },
  )

  it('begins a larger estate with the items of a smaller one', async () => {
    const small = await collect(aSyncJob(300, { ordinal: 5 }))
    const large = await collect(aSyncJob(900, { ordinal: 5 }))
    expect(large.items.slice(0, small.items.length)).toEqual(small.items)
  })

  it('makes 600 items for an account without a size', async () => {
    expect((await collect(aSyncJob(null))).items).toHaveLength(600)
  })

  it('proves itself complete in every sync: distinct ids are the reported total', async () => {
    for (const ordinal of [0, 1, 2, 50, 400]) {
      const { items, outcome } = await collect(aSyncJob(700, { ordinal }))
      expect(outcome.distinct).toBe(items.length)
      expect(outcome.reportedTotal).toBe(items.length)
      expect(byId(items).size).toBe(items.length)
    }
  })

  it('gives 50,000 items ids of their own, all marked as demo and in lower-case hex', async () => {
    const { items, tags, prices } = await collect(aSyncJob(50_000, { ordinal: 100 }))
    const ids = new Set(items.map((item) => item.resourceId))
    expect(ids.size).toBe(items.length)
    expect(items.length).toBeGreaterThan(49_500)
    expect(items.every((item) => /^demo-[0-9a-f-]{32,36}(in\d\d)?$/.test(item.resourceId))).toBe(true)
    expect(tags.every((row) => ids.has(row.resourceId))).toBe(true)
    expect(prices.every((row) => ids.has(row.resourceId))).toBe(true)
  })

  it('names for each attached item a main resource of the same list that expires with it', async () => {
    for (const [size, ordinal] of [
      [302, 0],
      [5000, 9],
    ] as const) {
      const { items } = await collect(aSyncJob(size, { ordinal }))
      const known = byId(items)
      const attached = items.filter((item) => item.isMain === false)
      expect(attached.length).toBeGreaterThan(size / 4)
      for (const item of attached) {
        const main = known.get(item.parentResourceId ?? '')
        expect(main).toMatchObject({ isMain: true, parentResourceId: null, expiresAt: item.expiresAt })
      }
    }
  })

  it('sends only what expires before the given instant, undated items left out, and counts just that', async () => {
    const expiresBefore = NOW + 30 * DAY_MS
    const all = await collect(aSyncJob(600))
    const part = await collect(aSyncJob(600, { expiresBefore }))
    expect(part.items).toEqual(all.items.filter((item) => item.expiresAt !== null && item.expiresAt < expiresBefore))
    expect(part.outcome.reportedTotal).toBe(part.items.length)
    expect(part.items.length).toBeGreaterThan(100)
    expect(part.tags.map((row) => row.resourceId)).toEqual(part.items.map((item) => item.resourceId))
  })

  it('sends batches that fit a frame, look-ups after the page they belong to, before the list is over', async () => {
    const { batches } = await collect(aSyncJob(2000))
    const listed = new Set<string>()
    for (const { what, ids } of batches) {
      expect(ids.length).toBeGreaterThan(0)
      expect(ids.length).toBeLessThanOrEqual(MAX_BATCH_ROWS)
      for (const id of ids) {
        if (what === 'items') listed.add(id)
        else expect(listed.has(id)).toBe(true)
      }
    }
    const lastPage = batches.findLastIndex((batch) => batch.what === 'items')
    expect(batches.slice(0, lastPage).filter((batch) => batch.what === 'tags').length).toBeGreaterThan(2)
    expect(batches.slice(0, lastPage).filter((batch) => batch.what === 'prices').length).toBeGreaterThan(1)
  })

  it('reports absolute progress of list, tags and prices up to their totals', async () => {
    const { progress, items, tags, prices } = await collect(aSyncJob(1300))
    for (const [stage, total] of [
      ['list', items.length],
      ['tags', tags.length],
      ['prices', prices.length],
    ] as const) {
      const own = progress.filter((line) => line.stage === stage)
      expect(own[0]).toEqual({ stage, done: 0, total, failed: 0 })
      expect(own.at(-1)).toEqual({ stage, done: total, total, failed: 0 })
      expect(own.map((line) => line.done)).toEqual(own.map((line) => line.done).toSorted((a, b) => a - b))
    }
  })

  it('sends the same with a rest before each batch', async () => {
    expect(await collect(aSyncJob(300), { pauseMs: 1 })).toEqual(await collect(aSyncJob(300)))
  })

  it('says first that the data is generated, and only in words that exist in both languages', async () => {
    const { logCodes } = await collect(aSyncJob(600))
    expect(logCodes[0]).toBe('demo.generated')
    for (const code of logCodes) {
      const key = code.replace(/^demo\./, '')
      expect(logDemoZh.demo).toHaveProperty(key)
      expect(logDemoEn.demo).toHaveProperty(key)
    }
  })
})

describe('demo quotes', () => {
  it('keeps to the window of days in which the account wants quotes', async () => {
    const { items, prices } = await collect(aSyncJob(600, { account: aDemoAccount(600, { quoteWithinDays: 20 }) }))
    const known = byId(items)
    expect(prices.length).toBeGreaterThan(20)
    for (const price of prices) {
      expect(known.get(price.resourceId)?.expiresAt).toBeLessThanOrEqual(NOW + 20 * DAY_MS)
    }
  })

  it('sends none when the account wants none', async () => {
    const job = aSyncJob(600, { account: aDemoAccount(600, { quoteWithinDays: 0 }) })
    expect((await collect(job)).prices).toEqual([])
  })

  it('leaves out what was quoted lately, but not a price that changed with this sync', async () => {
    const before = await collect(aSyncJob(2000, { ordinal: 3 }))
    const recentlyQuoted = before.prices.map((price) => price.resourceId)
    const all = await collect(aSyncJob(2000, { ordinal: 4 }))
    const some = await collect(aSyncJob(2000, { ordinal: 4, recentlyQuoted }))
    const old = byId(before.prices)
    const different = all.prices.filter(
      (price) => !price.isWithMain && price.amount !== old.get(price.resourceId)?.amount,
    )
    expect(different.length).toBeGreaterThan(2)
    expect(some.prices.filter((price) => !price.isWithMain)).toEqual(different)
  })

  it('prices main resources with all that is attached, as decimal texts in yuan, and in dollars abroad', async () => {
    const { items, prices } = await collect(aSyncJob(3000))
    const known = byId(items)
    const [own, included] = [prices.filter((price) => !price.isWithMain), prices.filter((price) => price.isWithMain)]
    const byMain = byId(own)
    const attached = items.filter((item) => item.isMain === false && byMain.has(item.parentResourceId ?? ''))
    expect(included.map((price) => price.resourceId).toSorted()).toEqual(
      attached.map((item) => item.resourceId).toSorted(),
    )
    for (const price of included) {
      const main = byMain.get(known.get(price.resourceId)?.parentResourceId ?? '')
      expect(price).toEqual({ ...main, resourceId: price.resourceId, amount: '0', isWithMain: true })
    }
    for (const price of own) {
      const item = known.get(price.resourceId)
      expect(item?.isMain).toBe(true)
      expect(price.amount).toMatch(/^(0|[1-9]\d*)\.\d\d$/)
      expect(price.currency).toBe(item?.regionCode?.startsWith('ap-') ? 'USD' : 'CNY')
      expect(price.quotedAt).toBe(NOW)
      expect(price.months).toBeGreaterThanOrEqual(1)
      expect(price.months).toBeLessThanOrEqual(36)
    }
    const mains = items.filter((item) => item.isMain).length
    expect(own.length / mains).toBeGreaterThan(0.85)
    expect(own.length / mains).toBeLessThan(0.95)
  })
})

describe('demo cancel', () => {
  it('throws the reason of a signal that is already aborted, before anything is sent', async () => {
    const reason = new Error('not now')
    const collected = collect(aSyncJob(600), {
      signal: AbortSignal.abort(reason),
      onBatch: () => expect.unreachable(),
    })
    await expect(collected).rejects.toBe(reason)
  })

  it('sends no further batch once cancelled between two of them', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let batches = 0
    const collected = collect(aSyncJob(50_000), {
      signal: controller.signal,
      onBatch: () => {
        batches += 1
        if (batches === 4) controller.abort(reason)
      },
    })
    await expect(collected).rejects.toBe(reason)
    expect(batches).toBe(4)
  })

  it('cuts a rest between batches short', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const resting = breathe(controller.signal, 60_000)
    controller.abort(reason)
    await expect(resting).rejects.toBe(reason)
  })

  it('notices a cancel that comes in while it counts, before the first page', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    setImmediate(() => controller.abort(reason))
    const collected = collect(aSyncJob(100_000), { signal: controller.signal, onBatch: () => expect.unreachable() })
    await expect(collected).rejects.toBe(reason)
  })
})

describe('demo account test', () => {
  const job = { type: 'account-test', account: aDemoAccount(321), now: NOW } as const

  it('finds every right allowed and the whole estate visible', async () => {
    const context = aContext(new AbortController().signal, { progress: [], logCodes: [] })
    const result = await createDemoConnector().test(job, context)
    expect(result).toMatchObject({ isUsable: true, visibleTotal: 321, policyText: null })
    expect(result.checks.map((check) => check.check)).toEqual([
      'list',
      'identity',
      'tags-bulk',
      'tags-single',
      'projects',
      'prices',
    ])
    expect(result.checks.every((check) => check.outcome === 'allowed')).toBe(true)
  })

  it('throws the reason when cancelled', async () => {
    const reason = new Error('closed')
    const context = aContext(AbortSignal.abort(reason), { progress: [], logCodes: [] })
    await expect(createDemoConnector().test(job, context)).rejects.toBe(reason)
  })
})
