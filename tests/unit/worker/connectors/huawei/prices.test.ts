import { describe, expect, it, onTestFinished } from 'vitest'
import type { KnownQuotes, SyncJob } from '../../../../../src/shared/worker/frames.ts'
import { createTimer, type Timer } from '../../../../../src/worker/http/timer.ts'
import { createHuaweiConnector } from '../../../../../src/worker/connectors/huawei/index.ts'
import { toItem } from '../../../../../src/worker/connectors/huawei/to-item.ts'
import { toQuotedMonths } from '../../../../../src/worker/connectors/huawei/quote-period.ts'
import {
  startHuaweiSimulator,
  type HuaweiSimulator,
  type SimulatorOptions,
} from '../../../../simulators/huawei/server.ts'
import { aSyncJob, anAccount, createRecording, FAST_RETRIES, NO_QUOTES } from '../../support/connector-run.ts'

const DAY_MS = 86_400_000
const WINDOW_DAYS = 60
/** Long enough for everything that these accounts hold. */
const ENOUGH_MS = 600_000

async function simulate(options: Partial<SimulatorOptions>): Promise<HuaweiSimulator> {
  const simulator = await startHuaweiSimulator(options)
  onTestFinished(() => simulator.close())
  return simulator
}

/** Twenty seconds pass in one: pauses between calls are real, but short. */
const HASTE = 20
const timer: Timer = {
  now: () => performance.now() * HASTE,
  sleep: (delayMs, signal) => createTimer().sleep(delayMs / HASTE, signal),
}
const connector = createHuaweiConnector({ timer, retryRules: FAST_RETRIES })

async function sync(simulator: HuaweiSimulator, known: Partial<KnownQuotes> = {}, job: Partial<SyncJob> = {}) {
  const recording = createRecording()
  const account = anAccount(simulator.url, { quoteWithinDays: WINDOW_DAYS })
  simulator.stats.reset()
  const quotes = { ...NO_QUOTES, ...known }
  const outcome = await connector.sync(aSyncJob(account, { quotes, ...job }), recording.sink, recording.context)
  const own = recording.prices.filter((price) => price.isWithMain !== true)
  const included = recording.prices.filter((price) => price.isWithMain === true)
  const paramsOf = (code: string) => recording.lines.find((line) => line.code === code)?.params
  return { ...recording, outcome, own, included, paramsOf, asked: simulator.stats.quotes }
}

/** Main resources that can be renewed, the soonest expiry first. */
function mainsOf(simulator: HuaweiSimulator) {
  const now = Date.now()
  return simulator.world
    .listed()
    .flatMap(({ row }) => {
      const item = toItem(row)?.item
      return item?.isMain && item.expiresAt !== null && item.expiresAt > now - 30 * DAY_MS ? [item] : []
    })
    .map((item) => {
      const isUrgent = (item.expiresAt as number) <= now + WINDOW_DAYS * DAY_MS
      return { id: item.resourceId, expiresAt: item.expiresAt as number, months: toQuotedMonths(item, null), isUrgent }
    })
    .toSorted((a, b) => a.expiresAt - b.expiresAt)
}

const idsOf = (quotes: readonly { readonly ids: readonly string[] }[]) => quotes.flatMap(({ ids }) => ids)

describe('renewal quotes', { timeout: 30_000 }, () => {
  it('are asked for with what is attached, in batches of one period, each resource once', async () => {
    const simulator = await simulate({ resources: 400 })
    const { own, asked, outcome } = await sync(simulator, { budgetMs: ENOUGH_MS })
    const mains = new Map(mainsOf(simulator).map((main) => [main.id, main]))
    expect(new Set(own.map(({ months }) => months))).toEqual(new Set([1, 12]))
    for (const { ids, months, withAttached } of asked) {
      expect(withAttached).toBe(true)
      expect(ids.length).toBeLessThanOrEqual(10)
      for (const id of ids) expect(mains.get(id)?.months, id).toBe(months)
    }
    expect(idsOf(asked).toSorted()).toEqual([...mains.keys()].toSorted())
    expect(own.map(({ resourceId }) => resourceId).toSorted()).toEqual([...mains.keys()].toSorted())
    expect(outcome.warnings).toBe(0)
  })

  it('name what is attached as paid with its main resource, at the amount of nothing', async () => {
    const simulator = await simulate({ resources: 300 })
    const { own, included } = await sync(simulator, { budgetMs: ENOUGH_MS })
    const byId = new Map(own.map((price) => [price.resourceId, price]))
    const attached = simulator.world
      .listed()
      .filter(({ row }) => row?.['is_main_resource'] === 0 && row['status'] !== 3)
    expect(attached.length).toBeGreaterThan(50)
    expect(included.map(({ resourceId }) => resourceId).toSorted()).toEqual(attached.map(({ id }) => id).toSorted())
    for (const price of included) {
      const main = byId.get(String(simulator.world.resources.get(price.resourceId)?.row?.['parent_resource_id']))
      expect(price).toEqual({ ...main, resourceId: price.resourceId, amount: '0', isWithMain: true })
    }
  })

  it('are asked for inside the window first and by a run without time for more nearly nothing else', async () => {
    const simulator = await simulate({ resources: 900 })
    const { asked, own, paramsOf } = await sync(simulator)
    const urgent = mainsOf(simulator).filter((main) => main.isUrgent)
    const got = new Set(own.map(({ resourceId }) => resourceId))
    expect(urgent.every(({ id }) => got.has(id))).toBe(true)
    const others = got.size - urgent.length
    expect(others).toBeGreaterThan(0)
    expect(idsOf(asked).length).toBe(got.size)
    expect(paramsOf('huawei.prices-later')).toEqual({ count: mainsOf(simulator).length - got.size })
  })

  it('go on with what was never quoted, the soonest expiry first, and then with the oldest quotes', async () => {
    const simulator = await simulate({ resources: 300 })
    const rest = mainsOf(simulator).filter((main) => !main.isUrgent && main.months === 12)
    expect(rest.length).toBeGreaterThan(15)
    const fresh = mainsOf(simulator).filter((main) => main.isUrgent || main.months !== 12)
    const [soonest, ...others] = rest
    // The later it ends, the older the quote; the soonest and the last two have none.
    const stale = others.slice(0, -2).map(({ id }, index) => [id, 1000 - index] as const)
    const known = { stale, withMain: withMainOf(simulator), budgetMs: ENOUGH_MS }
    const { asked } = await sync(simulator, known, { recentlyQuoted: fresh.map(({ id }) => id) })
    const oldestFirst = others
      .slice(0, -2)
      .map(({ id }) => id)
      .toReversed()
    const unquoted = [soonest, ...others.slice(-2)].map((main) => main?.id)
    expect(idsOf(asked)).toEqual([...unquoted, ...oldestFirst])
  })

  it('are not asked for what is fresh, has a price by hand, or was refused at this very expiry', async () => {
    const simulator = await simulate({ resources: 300 })
    const urgent = mainsOf(simulator).filter((main) => main.isUrgent)
    const [fresh, byHand, refused, moved] = urgent as [Main, Main, Main, Main]
    const known = {
      withMain: withMainOf(simulator),
      byHand: [byHand.id],
      refused: [
        [refused.id, refused.expiresAt],
        [moved.id, moved.expiresAt - DAY_MS],
      ] as const,
    }
    const { asked } = await sync(simulator, known, { recentlyQuoted: [fresh.id] })
    for (const { id } of [fresh, byHand, refused]) expect(idsOf(asked)).not.toContain(id)
    expect(idsOf(asked)).toContain(moved.id)
  })

  it('are asked for again when something else is attached than what the fresh quote was for', async () => {
    const simulator = await simulate({ resources: 300 })
    const mains = mainsOf(simulator)
    const withMain = withMainOf(simulator)
    const families = [...new Set(withMain.map(([, main]) => main))].filter((id) => mains.some((main) => main.id === id))
    const [grown, shrunk, typed] = families as [string, string, string]
    const grownBy = withMain.find(([, main]) => main === grown)?.[0]
    const typedOver = withMain.find(([, main]) => main === typed)?.[0] as string
    const known = {
      withMain: [...withMain.filter(([id]) => id !== grownBy && id !== typedOver), ['gone-disk', shrunk] as const],
      byHand: [typedOver],
      budgetMs: ENOUGH_MS,
    }
    const { asked, included } = await sync(simulator, known, { recentlyQuoted: mains.map(({ id }) => id) })
    expect(idsOf(asked).toSorted()).toEqual([grown, shrunk].toSorted())
    expect(included.map(({ resourceId }) => resourceId)).toContain(grownBy)
  })

  it('are asked for by the period of the last renewal that was seen', async () => {
    const simulator = await simulate({ resources: 200 })
    const [yearly] = mainsOf(simulator).filter((main) => main.isUrgent && main.months === 12)
    const { own } = await sync(simulator, { renewedBy: [[yearly?.id ?? '', 6]] })
    expect(own.find(({ resourceId }) => resourceId === yearly?.id)?.months).toBe(6)
  })

  it.each([false, true])('try another period where there is no such one; whole requests refused: %s', async (whole) => {
    const simulator = await simulate({ resources: 300 })
    const urgent = mainsOf(simulator).filter((main) => main.isUrgent)
    const [month, year] = [1, 12].map((months) => urgent.find((main) => main.months === months)?.id ?? '')
    const never = urgent.find(({ id }) => id !== month && id !== year)?.id ?? ''
    simulator.switches.quoting = {
      periods: { [month as string]: [12, 24], [year as string]: [1], [never]: [24] },
      refusesWhole: whole,
    }
    const { own, refusals, outcome, last } = await sync(simulator)
    const monthsOf = (id: string | undefined) => own.find(({ resourceId }) => resourceId === id)?.months
    expect([monthsOf(month), monthsOf(year), monthsOf(never)]).toEqual([12, 1, undefined])
    expect(refusals).toMatchObject([{ resourceId: never, code: 'CBC.30010069' }])
    expect(urgent.filter(({ id }) => monthsOf(id) === undefined).map(({ id }) => id)).toEqual([never])
    expect(outcome.warnings).toBe(0)
    expect(last('prices')).toMatchObject({ done: own.length, total: own.length + 1, failed: 1 })
  })

  it.each([false, true])('remember what cannot be renewed; whole requests refused: %s', async (whole) => {
    const simulator = await simulate({ resources: 300 })
    const urgent = mainsOf(simulator).filter((main) => main.isUrgent)
    const notRenewable = urgent.filter((_, index) => index % 7 === 3).map(({ id }) => id)
    simulator.switches.quoting = { notRenewable, refusesWhole: whole }
    const { own, included, refusals, paramsOf } = await sync(simulator)
    expect(refusals.map(({ resourceId }) => resourceId).toSorted()).toEqual(notRenewable.toSorted())
    expect(refusals.every(({ code }) => code === 'CBC.99006024')).toBe(true)
    expect(paramsOf('huawei.prices-refused')).toEqual({ count: notRenewable.length, raw: 'CBC.99006024' })
    const got = new Set(own.map(({ resourceId }) => resourceId))
    expect(
      urgent
        .filter(({ id }) => !got.has(id))
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(notRenewable.toSorted())
    // What is attached to a resource without a quote has no known price either.
    const mainOf = (id: string) => String(simulator.world.resources.get(id)?.row?.['parent_resource_id'])
    expect(included.some(({ resourceId }) => notRenewable.includes(mainOf(resourceId)))).toBe(false)
  })

  it('lose nothing to refusals for too many calls', async () => {
    const simulator = await simulate({ resources: 300 })
    simulator.switches.failNext('rating.renew-rate', '429-apig', 3)
    simulator.switches.failNext('rating.renew-rate', '429-cbc', 3)
    const { own, outcome } = await sync(simulator)
    const got = new Set(own.map(({ resourceId }) => resourceId))
    expect(simulator.stats.byStatus['429']).toBe(6)
    expect(mainsOf(simulator).filter((main) => main.isUrgent && !got.has(main.id))).toEqual([])
    expect(outcome).toMatchObject({ isStable: true, warnings: 0 })
  })

  it('are given up with a line when they are refused for too many calls for good, and the list is read', async () => {
    const simulator = await simulate({ resources: 300 })
    simulator.switches.failureRate = { 'rating.renew-rate': { probability: 1, kinds: ['429-apig'] } }
    const { outcome, prices, refusals } = await sync(simulator, { budgetMs: ENOUGH_MS })
    expect(outcome).toMatchObject({ distinct: 300, isStable: true, warnings: 1 })
    expect([prices, refusals]).toEqual([[], []])
  })

  it.each([
    ['usd', 'USD'],
    ['', 'CNY'],
    [null, 'CNY'],
    ['XTS', 'XTS'],
  ])('keep the currency %j as %s', async (currency, expected) => {
    const simulator = await simulate({ resources: 60 })
    simulator.switches.quoting = { currency }
    const { own } = await sync(simulator)
    expect(own.length).toBeGreaterThan(3)
    expect(new Set(own.map((price) => price.currency))).toEqual(new Set([expected]))
  })

  it('are no prices in a currency that nobody could add up', async () => {
    const simulator = await simulate({ resources: 60 })
    simulator.switches.quoting = { currency: '人民币' }
    const { prices, refusals, codes } = await sync(simulator)
    expect([prices, refusals]).toEqual([[], []])
    expect(codes()).toContain('huawei.prices-missing')
  })

  it('keep every digit of an amount', async () => {
    const simulator = await simulate({ resources: 60 })
    simulator.switches.quoting = { moreDecimals: '0123456789012345678901' }
    const { own } = await sync(simulator)
    expect(own.length).toBeGreaterThan(3)
    for (const { amount } of own) expect(amount).toMatch(/^\d+\.\d\d0123456789012345678901$/)
  })

  it('are not asked for at all when the account wants none', async () => {
    const simulator = await simulate({ resources: 300 })
    const recording = createRecording()
    const job = aSyncJob(anAccount(simulator.url), { quotes: { ...NO_QUOTES, budgetMs: ENOUGH_MS } })
    await connector.sync(job, recording.sink, recording.context)
    expect([simulator.stats.quotes, recording.prices]).toEqual([[], []])
  })

  it('do not keep a run waiting for what is not urgent when the service hangs', async () => {
    const simulator = await simulate({ resources: 60 })
    const mains = mainsOf(simulator)
    simulator.switches.hang = { 'rating.renew-rate': true }
    const urgent = mains.filter((main) => main.isUrgent).map(({ id }) => id)
    const known = { withMain: withMainOf(simulator) }
    const { outcome, prices, last } = await sync(simulator, known, { recentlyQuoted: urgent })
    expect(outcome).toMatchObject({ isStable: true, warnings: 0 })
    expect(prices).toEqual([])
    expect(last('prices') ?? { total: 0 }).toMatchObject({ total: 0 })
  })
})

type Main = ReturnType<typeof mainsOf>[number]

/** As if every attached resource had been included in a quote. */
function withMainOf(simulator: HuaweiSimulator): (readonly [string, string])[] {
  return simulator.world
    .listed()
    .filter(({ row }) => row?.['is_main_resource'] === 0 && row['status'] !== 3)
    .map(({ id, row }) => [id, String(row?.['parent_resource_id'])] as const)
}
