import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHuaweiSimulator, type HuaweiSimulator } from '../../../simulators/huawei/server.ts'
import { ask, type Reply } from './signed-request.ts'

let simulator: HuaweiSimulator
beforeAll(async () => {
  simulator = await startHuaweiSimulator({ resources: 450 })
})
afterAll(() => simulator.close())

const get = (path: string): Promise<Reply> => ask(simulator.url, { path })

describe('Config: all resources', () => {
  const inventory = (query = ''): Promise<Reply> =>
    get(`/v1/resource-manager/domains/${simulator.world.domain.id}/all-resources${query}`)

  it('walks by marker through every billed and pay-per-use resource once', async () => {
    const seen: string[] = []
    const sizes: number[] = []
    for (let marker: string | null = ''; marker !== null;) {
      const { json }: Reply = await inventory(`?limit=200${marker && `&marker=${marker}`}`)
      seen.push(...json.resources.map(({ id }) => id))
      sizes.push(json.page_info.current_count)
      marker = json.page_info.next_marker
    }
    expect(sizes).toEqual([200, 200, 95])
    const expected = [...simulator.world.resources.keys(), ...simulator.world.onDemand.keys()]
    expect(seen.toSorted()).toEqual(expected.toSorted())
  })

  it('gives 100 by default, with the tags of the resource', async () => {
    const { json } = await inventory()
    expect(json.resources).toHaveLength(100)
    const tagged = json.resources.find(({ id }) => simulator.world.resources.has(id))
    const known = simulator.world.resources.get(tagged?.id ?? '')
    expect(tagged).toMatchObject({ state: 'Normal', region_id: known?.regionCode })
    expect(tagged?.tags).toEqual(known?.tags)
  })

  it('filters by type, region, project, name and by several tags at once', async () => {
    const all = simulator.world.inventory()
    const wanted = all.find(({ tags }) => Object.keys(tags).length > 1) ?? all[0]
    const tags = Object.entries(wanted?.tags ?? {}).map(
      ([key, value]) => `tags=${encodeURIComponent(`${key}=${value}`)}`,
    )
    const { json } = await inventory(`?${tags.join('&')}&region_id=${wanted?.regionCode}&limit=200`)
    expect(json.resources.map(({ id }) => id)).toContain(wanted?.id)
    for (const entity of json.resources)
      expect(entity).toMatchObject({ tags: wanted?.tags, region_id: wanted?.regionCode })
    const disks = await inventory('?type=evs.volumes&limit=200')
    expect(new Set(disks.json.resources.map(({ provider }) => provider))).toEqual(new Set(['evs']))
  })

  it.each([
    '?limit=201',
    '?limit=0',
    '?limit=x',
    '?marker=abc',
    '?marker=abcdefgh',
    '?tags=a&tags=b&tags=c&tags=d&tags=e&tags=f',
  ])('refuses %s', async (query) => {
    expect((await inventory(query)).status).toBe(400)
  })

  it("refuses another account's domain", async () => {
    expect((await get('/v1/resource-manager/domains/ffff/all-resources')).status).toBe(403)
  })

  it('no longer holds a closed resource that BSS still lists', async () => {
    const id = [...simulator.world.resources.keys()].at(-1) as string
    simulator.world.mutate.close(id)
    const { json } = await inventory(`?id=${id}`)
    expect(json.resources).toEqual([])
    expect(simulator.world.resources.get(id)?.row?.['status']).toBe(3)
  })
})

describe('TMS: tags of one resource', () => {
  it('gives the tags under the names that TMS has for types', async () => {
    const resource = [...simulator.world.resources.values()].find(({ kind }) => kind.key === 'ebs')
    const path = `/v2.0/resources/${resource?.id}/tags?resource_type=disk&project_id=${resource?.projectId}`
    const { json } = await get(path)
    expect(Object.fromEntries(json.tags.map((tag) => [tag.key, tag.value]))).toEqual(resource?.tags)
    expect((await get(path.replace('disk', 'ecs'))).json.error_code).toBe('TMS.0005')
    expect((await get(path.replace(/&.*/, ''))).status).toBe(400)
    expect((await get(path.replace('resource_type=disk&', ''))).json.error_code).toBe('TMS.0002')
  })

  it('does not know an unknown resource', async () => {
    const reply = await get('/v2.0/resources/nobody/tags?resource_type=ecs&project_id=p')
    expect([reply.status, reply.json.error_code]).toEqual([404, 'TMS.0005'])
  })
})

describe('EPS and IAM', () => {
  it('lists the enterprise projects, the default one among them', async () => {
    const { json } = await get('/v1.0/enterprise-projects?limit=2&offset=0')
    expect(json.total_count).toBe(simulator.world.enterpriseProjects.length)
    expect(json.enterprise_projects).toHaveLength(2)
    expect(json.enterprise_projects[0]).toMatchObject({ id: '0', name: 'default', status: 1 })
    const bad = await get('/v1.0/enterprise-projects?limit=1001')
    expect([bad.status, bad.json.error.error_code]).toEqual([400, 'EPS.0002'])
  })

  it('names the domain of the key and the project of a region', async () => {
    const domains = await get('/v3/auth/domains')
    expect(domains.json.domains[0]).toMatchObject({ ...simulator.world.domain, enabled: true })
    const projects = await get('/v3/projects?name=cn-north-4')
    expect(projects.json.projects.map(({ name }) => name)).toEqual(['cn-north-4'])
  })
})

describe('paths', () => {
  it.each([
    ['GET', '/v2/orders/subscriptions/resources/query'],
    ['GET', '/v2/orders/suscriptions/resources/query'],
    ['POST', '/v2/orders/subscriptions/resources/query-all'],
    ['GET', '/'],
  ])('knows no %s %s', async (method, path) => {
    const before = simulator.stats.forbiddenWrites
    const reply = await ask(simulator.url, { method, path, ...(method === 'POST' ? { body: {} } : {}) })
    if (method === 'GET') {
      expect([reply.status, reply.json.error_code]).toEqual([404, 'APIG.0101'])
      expect(simulator.stats.forbiddenWrites).toBe(before)
    } else expect(reply.status).toBe(403)
  })

  it.each([
    ['POST', '/v2/orders/subscriptions/resources/renew'],
    ['POST', '/v2/orders/subscriptions/resources/unsubscribe'],
    ['POST', '/v2/orders/subscriptions/resources/autorenew/abc'],
    ['DELETE', '/v2/orders/subscriptions/resources/autorenew/abc'],
    ['POST', '/v2/orders/subscriptions/resources/to-on-demand'],
    ['POST', '/v3/orders/customer-orders/pay'],
    ['POST', '/v1.0/resource-tags/batch-delete'],
    ['PUT', '/v1.0/enterprise-projects/0'],
  ])('refuses and counts %s %s, signed or not', async (method, path) => {
    const before = simulator.stats.forbiddenWrites
    const reply = await ask(simulator.url, { method, path, body: {} })
    expect([reply.status, reply.json.error_code]).toEqual([403, 'CBC.0151'])
    expect(simulator.stats.forbiddenWrites).toBe(before + 1)
    await ask(simulator.url, { method, path, body: {}, unsigned: { authorization: undefined } })
    expect(simulator.stats.forbiddenWrites).toBe(before + 2)
  })
})
