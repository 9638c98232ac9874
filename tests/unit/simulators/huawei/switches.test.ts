import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Service } from '../../../simulators/huawei/api.ts'
import { startHuaweiSimulator, type HuaweiSimulator } from '../../../simulators/huawei/server.ts'
import type { FailureKind } from '../../../simulators/huawei/switches.ts'
import { ask, list, RATE, type Reply } from './signed-request.ts'

let simulator: HuaweiSimulator
let elapsedMs = 0
beforeEach(async () => {
  elapsedMs = 0
  simulator = await startHuaweiSimulator({ resources: 100, monotonicMs: () => elapsedMs })
})
afterEach(() => simulator.close())

const domains = (): Promise<Reply> => ask(simulator.url, { path: '/v3/auth/domains' })
const statuses = async (count: number, call: () => Promise<Reply>): Promise<number[]> => {
  const found: number[] = []
  for (let turn = 0; turn < count; turn += 1) found.push((await call()).status)
  return found
}
const idsOf = (reply: Reply): string[] => reply.json.data.map((row) => row.resource_id)

describe('rate limit', () => {
  it('lets a burst pass, then answers APIG.0308 until time has filled the bucket', async () => {
    simulator.switches.rateLimit = { perSecond: 10, burst: 2 }
    expect(await statuses(3, () => list(simulator.url))).toEqual([200, 200, 429])
    elapsedMs += 100
    expect(await statuses(2, () => list(simulator.url))).toEqual([200, 429])
  })

  it("uses the gateway's text, or BSS's, with Retry-After only when asked", async () => {
    simulator.switches.rateLimit = { perSecond: 10, burst: 0 }
    const plain = await list(simulator.url)
    expect(plain.json).toMatchObject({
      error_code: 'APIG.0308',
      error_msg: 'The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 second',
    })
    expect(plain.headers['retry-after']).toBeUndefined()
    simulator.switches.rateLimit = { perSecond: 10, burst: 0, namesLimit: false, retryAfter: 3 }
    const mute = await list(simulator.url)
    expect(mute.json.error_msg).toBe('The throttling threshold has been reached: policy user over ratelimit')
    expect(mute.headers['retry-after']).toBe('3')
    simulator.switches.rateLimit = { perSecond: 10, burst: 0, shape: 'CBC' }
    expect((await list(simulator.url)).json).toEqual({ error_code: 'CBC.0250', error_msg: 'message flow control' })
  })

  it('counts per API, or over all of them', async () => {
    simulator.switches.rateLimit = { perSecond: 1 }
    expect([(await list(simulator.url)).status, (await domains()).status]).toEqual([200, 200])
    simulator.switches.rateLimit = { perSecond: 1, scope: 'all' }
    expect([(await list(simulator.url)).status, (await domains()).status]).toEqual([200, 429])
  })

  it('may hold for one API alone, or for all but one', async () => {
    simulator.switches.rateLimit = { 'bss.resources': { perSecond: 1, burst: 0 } }
    expect([(await list(simulator.url)).status, (await domains()).status]).toEqual([429, 200])
    simulator.switches.rateLimit = { '*': { perSecond: 1, burst: 0 }, 'bss.resources': null }
    expect([(await list(simulator.url)).status, (await domains()).status]).toEqual([200, 429])
  })

  it('is not used up by requests that the signature check refuses', async () => {
    simulator.switches.rateLimit = { perSecond: 1 }
    await ask(simulator.url, { path: '/v3/auth/domains', secretKey: 'wrong' })
    expect((await domains()).status).toBe(200)
  })
})

describe('failures', () => {
  it.each<[FailureKind, number, string]>([
    ['429-apig', 429, 'APIG.0308'],
    ['429-cbc', 429, 'CBC.0250'],
    ['500', 500, 'CBC.0999'],
    ['502', 502, '<h1>502 Bad Gateway</h1>'],
    ['503', 503, '<h1>503'],
    ['504', 504, '<h1>504'],
    ['html-200', 200, '<!DOCTYPE html>'],
  ])('answers %s as planned, once, then behaves', async (kind, status, text) => {
    simulator.switches.failNext('bss.resources', kind)
    const failed = await list(simulator.url)
    expect(failed.status).toBe(status)
    expect(failed.text).toContain(text)
    expect((await list(simulator.url)).status).toBe(200)
  })

  it('cuts JSON in half under a right Content-Length, or answers nothing at all', async () => {
    simulator.switches.failNext('*', 'half-json')
    simulator.switches.failNext('*', 'empty-200')
    const half = await list(simulator.url)
    expect([half.status, half.json, half.text.startsWith('{"data":[')]).toEqual([200, undefined, true])
    expect(half.headers['content-length']).toBe(String(Buffer.byteLength(half.text)))
    const empty = await list(simulator.url)
    expect([empty.status, empty.text]).toEqual([200, ''])
  })

  it('resets the connection', async () => {
    simulator.switches.failNext('iam.domains', 'reset')
    await expect(domains()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(simulator.stats.byStatus['0']).toBe(1)
  })

  it('plans for one API without touching another, as often as told', async () => {
    simulator.switches.failNext('bss.resources', '500', 2)
    expect((await domains()).status).toBe(200)
    expect(await statuses(3, () => list(simulator.url))).toEqual([500, 500, 200])
  })

  it('draws the same failures from the same seed, about as many as asked', async () => {
    const run = async (): Promise<number[]> => {
      const other = await startHuaweiSimulator({
        resources: 5,
        seed: 7,
        failureRate: { probability: 0.3, kinds: ['500', '503'] },
      })
      try {
        return await statuses(60, () => list(other.url))
      } finally {
        await other.close()
      }
    }
    const first = await run()
    expect(await run()).toEqual(first)
    const failed = first.filter((status) => status !== 200).length
    expect(failed).toBeGreaterThan(6)
    expect(failed).toBeLessThan(36)
  })
})

describe('rights', () => {
  it.each<[Service, string, (reply: Reply) => unknown, unknown]>([
    ['bss', 'list', ({ json }) => json.error_code, 'CBC.0151'],
    ['rating', 'rate', ({ json }) => json.error_code, 'CBC.0151'],
    ['config', 'config', ({ json }) => json.error_code, 'APIG.0302'],
    ['tms', '/v2.0/resources/x/tags?resource_type=ecs', ({ json }) => json.error_code, 'TMS.0004'],
    ['eps', '/v1.0/enterprise-projects', ({ json }) => json.error.error_code, 'EPS.0004'],
    ['iam', '/v3/auth/domains', ({ json }) => json.error.code, 403],
  ])('denies %s in its own shape and nothing else', async (service, path, read, code) => {
    const config = `/v1/resource-manager/domains/${simulator.world.domain.id}/all-resources`
    const rate = { resource_ids: [[...simulator.world.resources.keys()][0]], period_type: 2, period_num: 1 }
    const call = (): Promise<Reply> =>
      path === 'list'
        ? list(simulator.url)
        : ask(simulator.url, path === 'rate' ? { path: RATE, body: rate } : { path: path === 'config' ? config : path })
    const before = await call()
    simulator.switches.deny.add(service)
    const denied = await call()
    expect([denied.status, read(denied)]).toEqual([403, code])
    simulator.switches.deny = new Set(
      (['bss', 'rating', 'config', 'tms', 'eps', 'iam'] as const).filter((each) => each !== service),
    )
    expect((await call()).status).toBe(before.status)
  })
})

describe('the network', () => {
  it('waits before each answer, within the given range', async () => {
    simulator.switches.latencyMs = { 'iam.domains': [20, 30] }
    await domains()
    await list(simulator.url)
    const [slow, fast] = simulator.stats.requests
    expect(slow?.latencyMs).toBeGreaterThanOrEqual(19)
    expect(fast?.api).toBe('bss.resources')
  })

  it('hangs until the client gives up', async () => {
    simulator.switches.hang = { 'bss.resources': true }
    const giveUp = new AbortController()
    const stop = simulator.onRequest(() => giveUp.abort())
    await expect(
      ask(simulator.url, { path: '/v2/orders/suscriptions/resources/query', body: {}, signal: giveUp.signal }),
    ).rejects.toThrow()
    stop()
    expect((await domains()).status).toBe(200)
  })

  it.each([0, 100])('ends the connection after %i bytes of the promised body', async (bytes) => {
    simulator.switches.cutAfterBytes = { '*': bytes }
    await expect(list(simulator.url)).rejects.toThrow(/aborted|hang up/)
  })
})

describe('a list that lies or moves', () => {
  const pages = async (limit: number): Promise<Reply[]> => {
    const replies: Reply[] = []
    for (let offset = 0; offset < 100; offset += limit) replies.push(await list(simulator.url, { offset, limit }))
    return replies
  }

  it('says a wrong total', async () => {
    simulator.switches.wrongTotal = 7
    expect((await list(simulator.url)).json.total_count).toBe(107)
    simulator.switches.wrongTotal = -1000
    expect((await list(simulator.url)).json.total_count).toBe(0)
  })

  it('repeats rows across page borders, so that distinct rows are fewer than the total', async () => {
    simulator.switches.duplicates = 2
    const ids = (await pages(25)).map(idsOf)
    expect(ids.flat()).toHaveLength(100)
    expect(new Set(ids.flat()).size).toBe(94)
    expect(ids[1]?.slice(0, 2)).toEqual(ids[0]?.slice(-2))
  })

  it('grows at its start between two pages: rows come twice', async () => {
    simulator.switches.movingTotal = { everyNRequests: 1, delta: 3 }
    const replies = await pages(50)
    expect(replies.map(({ json }) => json.total_count)).toEqual([100, 103])
    expect(idsOf(replies[1] as Reply).filter((id) => idsOf(replies[0] as Reply).includes(id))).toHaveLength(3)
  })

  it('shrinks at its start between two pages: rows are never seen; and stops when told', async () => {
    simulator.switches.movingTotal = { everyNRequests: 2, delta: -4, times: 1 }
    const all = [...simulator.world.resources.keys()]
    const replies = await pages(25)
    expect(replies.map(({ json }) => json.total_count)).toEqual([100, 100, 96, 96])
    const seen = new Set(replies.flatMap(idsOf))
    expect(all.filter((id) => !seen.has(id))).toEqual(all.slice(50, 54))
  })

  it('leaves fields out of every Nth row, sometimes as null, and keeps the others whole', async () => {
    simulator.switches.rowsWithoutFields = { every: 5, fields: ['expire_time'] }
    const rows = (await list(simulator.url, { limit: 20 })).json.data
    expect(rows.map((row) => 'expire_time' in row && row.expire_time !== null)).toEqual(
      Array.from({ length: 20 }, (_, index) => index % 5 !== 4),
    )
    expect([4, 9].map((index) => rows[index]?.expire_time)).toEqual([undefined, null])
    simulator.switches.rowsWithoutFields = { every: 1 }
    const bare = (await list(simulator.url, { limit: 12 })).json.data
    expect(new Set(bare.map((row) => Object.keys(row).length)).size).toBeGreaterThan(2)
    simulator.switches.reset()
    expect((await list(simulator.url, { limit: 5 })).json.data[4]?.expire_time).toMatch(/Z$/)
  })

  it('uses codes that no document knows in every Nth row', async () => {
    simulator.switches.unknownCodes = 3
    const rows = (await list(simulator.url, { limit: 6 })).json.data
    expect(rows.map(({ status }) => status === 9)).toEqual([false, false, true, false, false, true])
    expect(rows[2]).toMatchObject({ expire_policy: 7, service_type_code: 'hws.service.type.quantum' })
  })

  it('combines: wrong total, unknown codes, repeated rows and a planned failure at once', async () => {
    Object.assign(simulator.switches, { wrongTotal: 1, unknownCodes: 1, duplicates: 1 })
    simulator.switches.failNext('*', '503')
    expect((await list(simulator.url)).status).toBe(503)
    const [first, second] = [
      await list(simulator.url, { limit: 2 }),
      await list(simulator.url, { offset: 2, limit: 2 }),
    ]
    expect([second.json.total_count, second.json.data[0]?.status]).toEqual([101, 9])
    expect(idsOf(second)[0]).toBe(idsOf(first)[1])
  })
})
