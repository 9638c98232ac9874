import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isAppError } from '../../../../../src/shared/domain/app-error.ts'
import type { SyncJob } from '../../../../../src/shared/worker/frames.ts'
import { createHuaweiConnector } from '../../../../../src/worker/connectors/huawei/index.ts'
import {
  startHuaweiSimulator,
  type HuaweiSimulator,
  type SimulatorOptions,
} from '../../../../simulators/huawei/server.ts'
import { aSyncJob, anAccount, createRecording, FAST_RETRIES } from '../../support/connector-run.ts'
import { createRandom } from '../../support/virtual-time.ts'

const simulators: HuaweiSimulator[] = []

afterEach(async () => {
  await Promise.all(simulators.splice(0).map((simulator) => simulator.close()))
})

async function simulate(options: Partial<SimulatorOptions>): Promise<HuaweiSimulator> {
  const simulator = await startHuaweiSimulator(options)
  simulators.push(simulator)
  return simulator
}

const connector = createHuaweiConnector({ retryRules: FAST_RETRIES })

async function sync(simulator: HuaweiSimulator, overrides: Partial<SyncJob> = {}, quoteWithinDays = 0) {
  const recording = createRecording()
  const account = anAccount(simulator.url, { quoteWithinDays })
  const outcome = await connector.sync(aSyncJob(account, overrides), recording.sink, recording.context)
  return { ...recording, outcome }
}

describe('Huawei sync', { timeout: 30_000 }, () => {
  it('reads every row of many pages with all tags, and proves it', async () => {
    const simulator = await simulate({ resources: 1_730 })
    const { outcome, items, tags, last } = await sync(simulator)
    expect(outcome).toEqual({
      distinct: 1_730,
      reportedTotal: 1_730,
      isStable: true,
      unreadable: 0,
      passes: 1,
      tags: 'complete',
      warnings: 0,
    })
    for (const { id, row, tags: expected } of simulator.world.snapshot()) {
      expect(items().get(id)?.resourceName).toBe(row['resource_name'])
      if (row['status'] !== 3) expect(tags.get(id)).toEqual(expected)
    }
    expect(last('list')).toEqual({ stage: 'list', done: 1_730, total: 1_730, failed: 0 })
    expect(simulator.stats.forbiddenWrites).toBe(0)
    expect(simulator.stats.byApi['eps.enterprise-projects']).toBeUndefined()
  })

  it('reads every row when the provider caps its pages below what was asked for', async () => {
    const simulator = await simulate({ resources: 730 })
    simulator.switches.pageCap = 100
    const { outcome, items } = await sync(simulator)
    expect(outcome).toMatchObject({ distinct: 730, reportedTotal: 730, isStable: true, passes: 1 })
    expect(items().size).toBe(730)
  })

  it('looks up by their ids what has left the window, and reports only what still exists', async () => {
    const simulator = await simulate({ resources: 400 })
    const expiresBefore = Date.now() + 30 * 86_400_000
    const { items: inside } = await sync(simulator, { expiresBefore })
    const [renewed, released, kept] = [...inside().keys()]
    simulator.world.mutate.renew(renewed as string, 24)
    simulator.world.mutate.release(released as string)
    const { outcome, passesOf } = await sync(simulator, { expiresBefore, expected: [...inside().keys()] })
    expect(outcome).toMatchObject({ isStable: true, distinct: inside().size - 2, reportedTotal: inside().size - 2 })
    expect(passesOf(renewed as string)).toEqual([0])
    expect(passesOf(released as string)).toEqual([])
    expect(passesOf(kept as string)).toEqual([1])
  })

  it('proves nothing when what has left the window cannot be looked up for sure', async () => {
    const simulator = await simulate({ resources: 3 })
    const expected = ['no-such-resource']
    const expiresBefore = 1
    expect((await sync(simulator, { expiresBefore, expected })).outcome.isStable).toBe(true)
    simulator.switches.wrongTotal = 1
    expect((await sync(simulator, { expiresBefore, expected })).outcome.isStable).toBe(false)
  })

  it('reads an empty account', async () => {
    const { outcome } = await sync(await simulate({ resources: 0 }))
    expect(outcome).toMatchObject({ distinct: 0, reportedTotal: 0, isStable: true })
  })

  it('pages again when the total moves, and is whole afterwards', async () => {
    const simulator = await simulate({ resources: 1_600, movingTotal: { everyNRequests: 2, delta: 3, times: 1 } })
    const { outcome, items, codes } = await sync(simulator)
    expect(outcome).toMatchObject({ distinct: 1_603, reportedTotal: 1_603, isStable: true, passes: 2 })
    expect(items().size).toBe(1_603)
    expect(codes()).toContain('huawei.list-again')
  })

  it.each([
    ['a wrong total', { wrongTotal: 2 }],
    ['repeated rows', { duplicates: 2 }],
    ['a total that never rests', { movingTotal: { everyNRequests: 1, delta: 1 } }],
  ])('says after three passes that %s is not whole', async (_, fault) => {
    const { outcome, codes } = await sync(await simulate({ resources: 1_100, ...fault }))
    expect(outcome).toMatchObject({ isStable: false, passes: 3 })
    expect(codes()).toContain('huawei.list-unstable')
  })

  it('asks only for what expires before the window ends', async () => {
    const simulator = await simulate({ resources: 700 })
    const expiresBefore = Date.now() + 30 * 86_400_000
    const { outcome, items } = await sync(simulator, { expiresBefore })
    expect(outcome.isStable).toBe(true)
    expect(outcome.distinct).toBeLessThan(700)
    for (const item of items().values()) expect(item.expiresAt ?? Infinity).toBeLessThanOrEqual(expiresBefore)
  })

  it('reads tags one by one where Config is refused', async () => {
    const simulator = await simulate({ resources: 300, deny: new Set(['config'] as const) })
    const { outcome, tags, lines } = await sync(simulator)
    expect(outcome.tags).toBe('complete')
    for (const { id, row, tags: expected } of simulator.world.snapshot()) {
      if (row['status'] !== 3) expect(tags.get(id)).toEqual(expected)
    }
    expect(lines.filter(({ level }) => level === 'warn').map(({ code }) => code)).toEqual([
      'huawei.inventory-forbidden',
    ])
  })

  it('goes on without tags where both are refused', async () => {
    const simulator = await simulate({ resources: 60, deny: new Set(['config', 'tms'] as const) })
    const { outcome, tags } = await sync(simulator)
    expect(outcome).toMatchObject({ distinct: 60, isStable: true, tags: 'none', warnings: 2 })
    expect(tags.size).toBe(0)
  })

  for (const isAllowed of [true, false]) {
    it(`${isAllowed ? 'fills in' : 'leaves out, with a warning,'} names of projects that the list lacks`, async () => {
      let asked = 0
      const server = createServer((request, response) => {
        if (request.url?.startsWith('/v2/orders/')) {
          const row = (id: string, project: unknown) => ({ resource_id: id, enterprise_project: project })
          const data = [
            row('a', { id: 'p1', name: null }),
            row('b', { id: 'p1' }),
            row('c', { id: '0', name: 'default' }),
          ]
          response.end(JSON.stringify({ data: [...data, 'junk'], total_count: '4' }))
        } else if (request.url?.startsWith('/v1.0/enterprise-projects')) {
          asked += 1
          const error = { error: { error_code: 'EPS.0004', error_msg: 'no right' } }
          const list = { enterprise_projects: [{ id: 'p1', name: '财务系统' }], total_count: 1 }
          response.writeHead(isAllowed ? 200 : 403).end(JSON.stringify(isAllowed ? list : error))
        } else response.writeHead(403).end('{}')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const recording = createRecording()
      const account = anAccount(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      const outcome = await connector.sync(aSyncJob(account), recording.sink, recording.context)
      await new Promise((resolve) => server.close(resolve))
      const name = isAllowed ? '财务系统' : null
      const projects = [...recording.items().values()].map((item) => [
        item.enterpriseProjectId,
        item.enterpriseProjectName,
      ])
      expect(projects).toEqual([
        ['p1', name],
        ['p1', name],
        ['0', 'default'],
      ])
      expect(asked).toBe(1)
      expect(recording.codes().includes('huawei.projects-unavailable')).toBe(!isAllowed)
      // One row has no identity: the total stands, and the row is counted apart.
      expect(outcome).toMatchObject({ distinct: 3, reportedTotal: 4, unreadable: 1, isStable: true, passes: 1 })
    })
  }

  it('stops asking for quotes after the first refusal, with one line', async () => {
    const simulator = await simulate({ resources: 900, deny: new Set(['rating'] as const) })
    const { outcome, codes } = await sync(simulator, {}, 90)
    expect(outcome.isStable).toBe(true)
    expect(codes().filter((code) => code === 'huawei.prices-unavailable')).toHaveLength(1)
  })

  it('reads the whole list although every quote of the same service fails', async () => {
    const simulator = await simulate({ resources: 6_000, seed: 3 })
    simulator.switches.latencyMs = { 'bss.resources': 60 }
    simulator.switches.failureRate = { 'rating.renew-rate': { probability: 1, kinds: ['500'] } }
    const { outcome, codes } = await sync(simulator, {}, 365)
    expect(codes()).toContain('http.circuit-opened')
    expect(outcome).toMatchObject({ distinct: 6_000, isStable: true })
    expect(codes().filter((code) => code === 'huawei.prices-unavailable')).toHaveLength(1)
  })

  it('asks for names of projects no longer than new ones come', async () => {
    let asked = 0
    const projects = Array.from({ length: 1_000 }, (_, index) => ({ id: `p${index}`, name: `n${index}` }))
    const server = createServer((request, response) => {
      request.resume()
      if (request.url?.includes('/resources/query')) {
        const data = [{ resource_id: 'a', status: 2, enterprise_project: { id: 'p7' } }]
        response.end(JSON.stringify({ data, total_count: 1 }))
      } else if (request.url?.startsWith('/v1.0/enterprise-projects')) {
        asked += 1
        response.end(JSON.stringify({ enterprise_projects: projects }))
      } else response.writeHead(403).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const recording = createRecording()
    const account = anAccount(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await connector.sync(aSyncJob(account), recording.sink, recording.context)
    await new Promise((resolve) => server.close(resolve))
    expect(recording.items().get('a')?.enterpriseProjectName).toBe('n7')
    expect(asked).toBe(2)
  })

  it('loses nothing while three in ten requests fail in every way', async () => {
    const kinds = [
      '429-apig',
      '429-cbc',
      '500',
      '502',
      '503',
      '504',
      'reset',
      'half-json',
      'empty-200',
      'html-200',
    ] as const
    const simulator = await simulate({ resources: 3_100, seed: 5, failureRate: { probability: 0.3, kinds } })
    const { outcome, items } = await sync(simulator)
    expect(outcome).toMatchObject({ distinct: 3_100, isStable: true, tags: 'complete' })
    expect(items().size).toBe(3_100)
  })

  it('reads rows that lack fields and rows with unknown codes', async () => {
    const simulator = await simulate({ resources: 700, rowsWithoutFields: { every: 3 }, unknownCodes: 7 })
    expect((await sync(simulator)).outcome).toMatchObject({ distinct: 700, isStable: true })
  })

  it.each([
    ['an unknown key', { keys: [] }, 'CLOUD_KEY_UNKNOWN'],
    ['a wrong secret', { keys: [{ accessKey: 'AKEXAMPLE', secretKey: 'other' }] }, 'CLOUD_SECRET_WRONG'],
    ['a clock that is off', { clockOffsetMs: 20 * 60_000 }, 'CLOUD_CLOCK_SKEWED'],
    ['a missing right', { deny: new Set(['bss'] as const) }, 'CLOUD_FORBIDDEN'],
  ])('stops at once for %s and asks no more', async (_, options, code) => {
    const simulator = await simulate({ resources: 900, latencyMs: 5, ...options })
    await expect(sync(simulator)).rejects.toMatchObject({ code })
    expect(simulator.stats.total).toBeLessThanOrEqual(3)
    await vi.waitFor(() => expect(simulator.stats.open).toBe(0))
  })

  it('warns of a clock that is off but still accepted', async () => {
    const { outcome, lines } = await sync(await simulate({ resources: 20, clockOffsetMs: 8 * 60_000 }))
    expect(outcome.isStable).toBe(true)
    expect(lines.find(({ code }) => code === 'huawei.clock-slow')?.params).toEqual({ minutes: 8 })
  })

  it('answers a cancel at any moment with its reason and leaves no request open', async () => {
    const random = createRandom(9)
    const deny = new Set(['config'] as const)
    for (let round = 0; round < 12; round += 1) {
      const simulator = await simulate({
        resources: 1_200,
        latencyMs: 3,
        deny,
        rateLimit: { 'tms.resource-tags': { perSecond: 40, burst: 5 } },
        failureRate: { probability: 0.2, kinds: ['500', 'reset', 'hang'] },
      })
      const cancel = new AbortController()
      const reason = new Error('cancelled by a person')
      const at = 1 + Math.floor(random() * 60)
      let cancelledAt = 0
      simulator.onRequest(({ n }) => {
        if (n !== at) return
        cancelledAt = performance.now()
        cancel.abort(reason)
      })
      const recording = createRecording(cancel.signal)
      const job = aSyncJob(anAccount(simulator.url, { quoteWithinDays: 60 }))
      await expect(connector.sync(job, recording.sink, recording.context)).rejects.toBe(reason)
      expect(performance.now() - cancelledAt).toBeLessThan(1_000)
      const settled = recording.metrics.snapshot()
      expect(settled.active).toBe(0)
      await vi.waitFor(() => expect(simulator.stats.open).toBe(0))
      // The server may still find requests on the wire that left before the cancel, but the client has sent no other.
      expect(recording.metrics.snapshot().requests).toBe(settled.requests)
      expect(simulator.stats.total).toBeLessThanOrEqual(settled.requests)
    }
  })

  it('never shows the secret in a log line, a failure or a test result', async () => {
    const seen: unknown[] = []
    for (const options of [
      { failureRate: { probability: 0.4, kinds: ['500', 'html-200', '429-apig'] as const } },
      { keys: [{ accessKey: 'AKEXAMPLE', secretKey: 'other' }] },
      { deny: new Set(['bss', 'config', 'tms', 'eps', 'rating', 'iam'] as const) },
    ]) {
      const simulator = await simulate({ resources: 120, ...options })
      const recording = createRecording()
      const account = anAccount(simulator.url, { quoteWithinDays: 60 })
      try {
        await connector.sync(aSyncJob(account), recording.sink, recording.context)
      } catch (error) {
        seen.push(
          isAppError(error)
            ? { ...error.params, raw: error.raw, message: error.message, stack: error.stack }
            : String(error),
        )
      }
      seen.push(recording.lines, await connector.test({ type: 'account-test', account, now: 0 }, recording.context))
    }
    const text = JSON.stringify(seen)
    expect(text).not.toContain('SKEXAMPLE')
    expect(text).not.toContain('AKEXAMPLE')
    expect(text).not.toMatch(/Signature=[0-9a-f]/)
  })
})

describe('Huawei account test', () => {
  async function test(options: Partial<SimulatorOptions>) {
    const simulator = await simulate({ resources: 80, ...options })
    const { context } = createRecording()
    const result = await connector.test({ type: 'account-test', account: anAccount(simulator.url), now: 0 }, context)
    return { simulator, result, outcomes: Object.fromEntries(result.checks.map((one) => [one.check, one.outcome])) }
  }

  it('allows everything that the key may do and names the policy', async () => {
    const { result, outcomes } = await test({})
    expect(result).toMatchObject({ isUsable: true, visibleTotal: 80 })
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['allowed']))
    expect(JSON.parse(result.policyText as string)).toMatchObject({ Version: '1.1', Statement: [{ Effect: 'Allow' }] })
    expect(Math.abs(result.clockSkewMs as number)).toBeLessThan(5_000)
  })

  it('tells refused rights apart and stays usable without the optional ones', async () => {
    const { result, outcomes } = await test({ deny: new Set(['config', 'eps', 'rating'] as const) })
    expect(result.isUsable).toBe(true)
    expect(outcomes).toMatchObject({
      list: 'allowed',
      identity: 'allowed',
      'tags-bulk': 'forbidden',
      'tags-single': 'allowed',
      projects: 'forbidden',
      prices: 'forbidden',
    })
  })

  it('fails all checks with one cause for a wrong secret, after a single request', async () => {
    const { simulator, result } = await test({ keys: [{ accessKey: 'AKEXAMPLE', secretKey: 'other' }] })
    expect(result.isUsable).toBe(false)
    expect(new Set(result.checks.map(({ errorCode }) => errorCode))).toEqual(new Set(['CLOUD_SECRET_WRONG']))
    expect(simulator.stats.total).toBe(1)
  })
})
