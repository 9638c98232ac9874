import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createListResources } from '../../../simulators/huawei/bss.ts'
import { startHuaweiSimulator, type HuaweiSimulator } from '../../../simulators/huawei/server.ts'
import { createSwitches } from '../../../simulators/huawei/switches.ts'
import { createWorld } from '../../../simulators/huawei/world.ts'
import { ask, list, LIST, RATE } from './signed-request.ts'

const BASE = Date.parse('2026-11-21T04:00:00Z')

describe('list of yearly and monthly resources', () => {
  let simulator: HuaweiSimulator
  beforeAll(async () => {
    simulator = await startHuaweiSimulator({ resources: 1203, baseTime: BASE })
  })
  afterAll(() => simulator.close())

  it('pages by record offset through every row once, in a stable order', async () => {
    const ids: string[] = []
    for (const offset of [0, 500, 1000]) {
      const { json } = await list(simulator.url, { offset, limit: 500 })
      expect(json.total_count).toBe(1203)
      ids.push(...json.data.map((row) => row.resource_id))
    }
    expect(ids).toEqual([...simulator.world.resources.keys()])
    const shifted = await list(simulator.url, { offset: 1, limit: 2 })
    expect(shifted.json.data.map((row) => row.resource_id)).toEqual(ids.slice(1, 3))
  })

  it('answers 10 rows by default and none past the end, the total unchanged', async () => {
    expect((await list(simulator.url)).json.data).toHaveLength(10)
    const past = await list(simulator.url, { offset: 5000, limit: 500 })
    expect(past.json).toEqual({ data: [], total_count: 1203 })
  })

  it('sends exactly the documented fields', async () => {
    const { json } = await list(simulator.url, { limit: 1 })
    expect(Object.keys(json.data[0] ?? {}).toSorted()).toEqual(
      [
        'id resource_id resource_name region_code service_type_code service_type_name resource_type_code',
        'resource_type_name resource_spec_code project_id product_id parent_resource_id is_main_resource status',
        'effective_time expire_time expire_policy product_spec_desc spec_size spec_size_measure_id update_time',
        'enterprise_project',
      ]
        .join(' ')
        .split(' ')
        .toSorted(),
    )
  })

  it.each<[string, unknown]>([
    ['an empty body', ''],
    ['text', 'limit=10'],
    ['an array', '[]'],
    ['limit 0', { limit: 0 }],
    ['limit 501', { limit: 501 }],
    ['a limit as text', { limit: '100' }],
    ['a negative offset', { offset: -1 }],
    ['only_main_resource 2', { only_main_resource: 2 }],
    ['an unknown status', { status_list: [1] }],
    ['11 statuses', { status_list: Array.from({ length: 11 }, () => 2) }],
    ['51 ids', { resource_ids: Array.from({ length: 51 }, (_, index) => `id-${index}`) }],
    ['null ids', { resource_ids: null }],
    ['an empty service type', { service_type_code: '' }],
    ['a time with milliseconds', { expire_time_begin: '2026-11-21T00:00:00.000Z' }],
    ['a day that does not exist', { expire_time_end: '2026-02-30T00:00:00Z' }],
  ])('refuses %s with CBC.0100', async (_name, body) => {
    const reply = await ask(simulator.url, { method: 'POST', path: LIST, body })
    expect([reply.status, reply.json.error_code]).toEqual([400, 'CBC.0100'])
  })

  it('takes the empty and null forms that mean no filter', async () => {
    const body = { resource_ids: [], status_list: [], order_id: '', expire_time_begin: null, service_type_code: null }
    expect((await list(simulator.url, body)).json.total_count).toBe(1203)
  })

  it('filters by main, status, service, expiry window and ids with what is attached to them', async () => {
    const rows = simulator.world.snapshot().map(({ row }) => row)
    const count = async (body: Record<string, unknown>): Promise<number> =>
      (await list(simulator.url, body)).json.total_count
    expect(await count({ only_main_resource: 1 })).toBe(rows.filter((row) => row['is_main_resource'] === 1).length)
    expect(await count({ status_list: [4, 5] })).toBe(
      rows.filter((row) => row['status'] === 4 || row['status'] === 5).length,
    )
    expect(await count({ service_type_code: 'hws.service.type.ebs' })).toBe(
      rows.filter((row) => row['service_type_code'] === 'hws.service.type.ebs').length,
    )
    const [first, last] = ['2026-12-01T00:00:00Z', '2026-12-31T15:59:59Z']
    const inWindow = rows.filter((row) => String(row['expire_time']) >= first && String(row['expire_time']) <= last)
    expect(inWindow.length).toBeGreaterThan(0)
    expect(await count({ expire_time_begin: first, expire_time_end: last })).toBe(inWindow.length)

    const attached = rows.find((row) => row['is_main_resource'] === 0)
    const parent = attached?.['parent_resource_id'] as string
    const family = rows.filter((row) => row['parent_resource_id'] === parent).length + 1
    expect(await count({ resource_ids: [parent] })).toBe(family)
    expect(await count({ resource_ids: [parent], only_main_resource: 1 })).toBe(1)
    expect(await count({ resource_ids: [attached?.['resource_id']] })).toBe(1)
  })

  it('names codes in both languages, ten at a time by default', async () => {
    const zh = await ask(simulator.url, { path: '/v2/products/service-types?limit=100' })
    expect(zh.json.service_types[0]).toEqual({
      service_type_code: 'hws.service.type.ec2',
      service_type_name: '弹性云服务器',
      abbreviation: 'ECS',
    })
    const en = await ask(simulator.url, { path: '/v2/products/resource-types', headers: { 'x-language': 'en_US' } })
    expect(en.json.resource_types[1]).toMatchObject({
      resource_type_code: 'hws.resource.type.volume',
      resource_type_name: 'Disk',
    })
    const odd = await ask(simulator.url, { path: '/v2/products/service-types', headers: { 'x-language': 'fr' } })
    expect(odd.status).toBe(400)
  })
})

describe('rendering of a page', () => {
  it('makes each row once and only changed rows again, so that a page of 500 costs no serialising', () => {
    const world = createWorld({ resources: 2000, seed: 3, baseTime: BASE, now: () => BASE })
    const handle = createListResources(() => {})
    const call = {
      world,
      switches: createSwitches(),
      headers: {},
      query: new URLSearchParams(),
      params: [],
      body: Buffer.from('{"limit":500}'),
    }
    const stringify = vi.spyOn(JSON, 'stringify')
    const rowsMade = (act: () => void): number => {
      stringify.mockClear()
      act()
      return stringify.mock.calls.filter(
        ([value]) => typeof value === 'object' && value !== null && 'resource_id' in value,
      ).length
    }
    try {
      expect(rowsMade(() => handle(call))).toBe(500)
      expect(rowsMade(() => handle(call))).toBe(0)
      world.mutate.rename([...world.resources.keys()][7] as string, 'renamed')
      expect(rowsMade(() => handle(call))).toBe(1)
    } finally {
      stringify.mockRestore()
    }
  })
})

describe('renewal prices', () => {
  let simulator: HuaweiSimulator
  let mains: string[]
  let attached: string
  beforeAll(async () => {
    simulator = await startHuaweiSimulator({ resources: 60, baseTime: BASE })
    const rows = simulator.world.snapshot()
    mains = rows.filter(({ row }) => row['is_main_resource'] === 1).map(({ id }) => id)
    attached = rows.find(({ row }) => row['is_main_resource'] === 0)?.id as string
  })
  afterAll(() => simulator.close())
  const rate = (body: Record<string, unknown>) =>
    ask(simulator.url, { path: RATE, body: { period_type: 2, period_num: 1, ...body } })

  it('prices ten main resources as strings of yuan, the same every time, and adds up', async () => {
    const { json } = await rate({ resource_ids: mains.slice(0, 10) })
    const amounts: string[] = json.renew_inquiry_results.map(({ amount }) => amount)
    expect(json.currency).toBe('CNY')
    expect(amounts.every((amount) => typeof amount === 'string' && Number(amount) > 0)).toBe(true)
    const cents = amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0)
    expect(Math.round(Number(json.optional_discount_rating_results[0]?.amount) * 100)).toBe(cents)
    expect((await rate({ resource_ids: mains.slice(0, 10) })).json).toEqual(json)
  })

  it('charges more for longer terms and for what is attached', async () => {
    const parent = simulator.world.resources.get(attached)?.row?.['parent_resource_id']
    const amount = async (body: Record<string, unknown>) =>
      Number((await rate({ resource_ids: [parent], ...body })).json.renew_inquiry_results[0]?.amount)
    const month = await amount({})
    expect(await amount({ period_num: 3 })).toBeCloseTo(month * 3, 1)
    expect(await amount({ period_type: 3 })).toBeCloseTo(month * 10, 1)
    expect(await amount({ include_relative_resources: true })).toBeGreaterThan(month)
  })

  it.each<[string, () => Record<string, unknown>, string]>([
    ['11 ids', () => ({ resource_ids: mains.slice(0, 11) }), 'CBC.0100'],
    ['no ids', () => ({ resource_ids: [] }), 'CBC.0100'],
    ['12 months', () => ({ resource_ids: [mains[0]], period_num: 12 }), 'CBC.0100'],
    ['4 years', () => ({ resource_ids: [mains[0]], period_type: 3, period_num: 4 }), 'CBC.0100'],
    ['an unknown period type', () => ({ resource_ids: [mains[0]], period_type: 1 }), 'CBC.0100'],
    ['the same id twice', () => ({ resource_ids: [mains[0], mains[0]] }), 'CBC.30050012'],
    ['only an attached resource', () => ({ resource_ids: [attached] }), 'CBC.30010036'],
    ['only an unknown resource', () => ({ resource_ids: ['nobody'] }), 'CBC.99003012'],
  ])('refuses %s', async (_name, body, code) => {
    const reply = await rate(body())
    expect([reply.status, reply.json.error_code]).toEqual([400, code])
  })

  it('prices the others when some ids cannot be priced', async () => {
    const { status, json } = await rate({ resource_ids: [mains[0], attached, 'nobody'] })
    expect(status).toBe(200)
    expect(json.renew_inquiry_results.map((row) => row.resource_id)).toEqual([mains[0]])
    expect(json.fail_resource_infos.map((row) => row.error_code)).toEqual(['CBC.30010036', 'CBC.99003012'])
  })
})
