import { createServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BOOTSTRAP_MAX_AGE_MS } from '../../../../src/worker/links/rdap-bootstrap.ts'
import { startRegistrySimulator, type RegistrySimulator } from '../../../simulators/registries/server.ts'
import { MEASURED_AT, measure, toBootstrap } from '../../../support/domain-driver.ts'

const EXPIRES_AT = Date.parse('2027-08-14T07:01:31Z')
let registry: RegistrySimulator

beforeEach(async () => {
  registry = await startRegistrySimulator()
})
afterEach(() => registry.close())

function ask(...domains: string[]): { domains: string[]; bootstrap: ReturnType<typeof toBootstrap> } {
  return { domains, bootstrap: toBootstrap(registry, 'com', 'test') }
}

describe('domains by RDAP', () => {
  test('the end, the registrar and the statuses are read, and the registrar’s own date is not', async () => {
    const { facts, progress, logged } = await measure(ask('a.com'))
    expect(facts).toEqual([
      {
        domain: 'a.com',
        checkedAt: MEASURED_AT,
        source: 'rdap',
        expiresAt: EXPIRES_AT,
        registrar: '示例注册商有限公司',
        statuses: ['client transfer prohibited'],
        problem: null,
        raw: 'expiration 2027-08-14T07:01:31Z',
      },
    ])
    expect(progress).toEqual(['0/1', '1/1'])
    expect(logged).toEqual([])
  })

  test.each([
    ['unknown', 'not-registered'],
    ['no-expiry', 'no-expiry-published'],
    ['limited', 'registry-limited'],
    ['garbage', 'registry-answer-invalid'],
    ['huge', 'registry-answer-invalid'],
    ['other-domain', 'registry-answer-invalid'],
    ['redirect-away', 'registry-answer-invalid'],
    ['redirect-loop', 'registry-answer-invalid'],
    ['reset', 'registry-unreachable'],
    ['broken', 'registry-unreachable'],
  ] as const)('a registry that is %s is said to be %s, and no end is made up', async (behaviour, problem) => {
    registry.set('a.com', { behaviour })
    const { facts } = await measure(ask('a.com'))
    expect(facts).toMatchObject([{ source: 'rdap', expiresAt: null, problem }])
  })

  test('a registry without an end still tells registrar and statuses', async () => {
    registry.set('a.com', { behaviour: 'no-expiry', statuses: ['active'] })
    const { facts } = await measure(ask('a.com'))
    expect(facts).toMatchObject([{ registrar: '示例注册商有限公司', statuses: ['active'] }])
  })

  test('the registry’s own words are kept', async () => {
    registry.set('a.com', { behaviour: 'unknown' })
    const { facts } = await measure(ask('a.com'))
    expect(facts[0]?.raw).toBe('Object not found: a.com is not registered')
  })

  test('a redirect is followed', async () => {
    registry.set('a.com', { behaviour: 'redirect' })
    expect((await measure(ask('a.com'))).facts).toMatchObject([{ expiresAt: EXPIRES_AT }])
  })

  test('a web page that says 404 does not say that the domain is free', async () => {
    const bootstrap = { fetchedAt: MEASURED_AT, services: [[['com'], [`${registry.rdapUrl}/wrong/`]]] as const }
    const { facts } = await measure({ domains: ['a.com'], bootstrap })
    expect(facts).toMatchObject([{ problem: 'registry-answer-invalid', raw: 'HTTP 404' }])
  })

  test('a registry that is asked too often is asked again after its Retry-After', async () => {
    registry.set('a.com', { behaviour: 'limited-once', retryAfterS: 0 })
    const { facts } = await measure(ask('a.com'))
    expect(facts).toMatchObject([{ expiresAt: EXPIRES_AT, problem: null }])
    expect(registry.asked).toHaveLength(2)
  })

  test('a registry that wants to be left alone for long is left alone', async () => {
    registry.set('a.com', { behaviour: 'limited', retryAfterS: 3600 })
    const { facts } = await measure(ask('a.com', 'b.com', 'c.com'))
    expect(facts.map(({ problem }) => problem)).toEqual(['registry-limited', 'registry-limited', 'registry-limited'])
    expect(registry.asked).toHaveLength(1)
  })

  test('the next service is asked when one is down', async () => {
    const bootstrap = {
      fetchedAt: MEASURED_AT,
      services: [[['com'], ['http://127.0.0.1:1/', `${registry.rdapUrl}/`]]] as const,
    }
    const { facts } = await measure({ domains: ['a.com'], bootstrap })
    expect(facts).toMatchObject([{ expiresAt: EXPIRES_AT }])
  })

  test('the next service is asked when one takes the question and is silent', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo
    const services = [[['com'], [`http://127.0.0.1:${port}/`, `${registry.rdapUrl}/`]]] as const
    const { facts } = await measure(
      { domains: ['a.com'], bootstrap: { fetchedAt: MEASURED_AT, services } },
      { limits: { questionMs: 3000 } },
    )
    silent.close()
    expect(facts).toMatchObject([{ expiresAt: EXPIRES_AT }])
  })

  test('one registry is asked one question at a time', async () => {
    const domains = Array.from({ length: 20 }, (_, index) => `d${index}.${index % 2 === 0 ? 'com' : 'test'}`)
    const { facts } = await measure(ask(...domains))
    expect(facts).toHaveLength(20)
    expect(registry.mostAtOnce).toBe(1)
  })

  test('a domain that is named twice is asked once', async () => {
    const { facts } = await measure(ask('a.com', 'A.com', 'a.com'))
    expect(facts).toHaveLength(1)
    expect(registry.asked).toHaveLength(1)
  })

  test('a top-level domain without a registry is unknown, and nobody is asked', async () => {
    const { facts, progress } = await measure(ask('a.nowhere', 'a.com'))
    expect(facts).toMatchObject([
      { domain: 'a.nowhere', source: null, problem: 'registry-unknown' },
      { domain: 'a.com', expiresAt: EXPIRES_AT },
    ])
    expect(progress).toEqual(['0/2', '1/2', '2/2'])
  })
})

describe('the list of registries in a run', () => {
  const OLD = MEASURED_AT - BOOTSTRAP_MAX_AGE_MS - 1

  test('an old list is read anew once, told and used', async () => {
    const bootstrap = { fetchedAt: OLD, services: [[['com'], ['http://127.0.0.1:1/']]] as const }
    const { facts, bootstraps } = await measure({
      domains: ['a.com', 'b.com'],
      bootstrap,
      bootstrapUrl: registry.bootstrapUrl,
    })
    expect(facts).toMatchObject([{ expiresAt: EXPIRES_AT }, { expiresAt: EXPIRES_AT }])
    expect(bootstraps).toMatchObject([{ fetchedAt: MEASURED_AT }])
    expect(registry.bootstrapReads).toBe(1)
  })

  test('a list of this week is not read anew', async () => {
    await measure({ ...ask('a.com'), bootstrapUrl: registry.bootstrapUrl })
    expect(registry.bootstrapReads).toBe(0)
  })

  test('a list is not read where WHOIS answers for every domain', async () => {
    const whoisServers = { cn: registry.whoisServer }
    await measure({ domains: ['a.cn'], whoisServers, bootstrapUrl: registry.bootstrapUrl })
    expect(registry.bootstrapReads).toBe(0)
  })

  test.each([
    ['fails', { status: 500, text: '' }, 'HTTP 500'],
    ['is a page of a hotel', { status: 200, text: '<html>' }, 'not a list of registries'],
  ] as const)('a list that %s leaves the known one in force, with a warning', async (_name, answer, reason) => {
    registry.setBootstrap(answer)
    const { facts, logged, bootstraps } = await measure({
      domains: ['a.com'],
      bootstrap: { ...toBootstrap(registry, 'com'), fetchedAt: OLD },
      bootstrapUrl: registry.bootstrapUrl,
    })
    const host = new URL(registry.bootstrapUrl).host
    expect(facts).toMatchObject([{ expiresAt: EXPIRES_AT }])
    expect(logged).toEqual([`warn links.bootstrap-unread ${JSON.stringify({ host, reason })}`])
    expect(bootstraps).toEqual([])
  })
})
