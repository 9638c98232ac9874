import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startRegistrySimulator, type RegistrySimulator } from '../../../simulators/registries/server.ts'
import { MEASURED_AT, measure, toBootstrap } from '../../../support/domain-driver.ts'

let registry: RegistrySimulator

beforeEach(async () => {
  registry = await startRegistrySimulator()
})
afterEach(() => registry.close())

/** Servers that refuse, one per top-level domain. */
function toDeadServices(count: number): readonly (readonly [readonly string[], readonly string[]])[] {
  return Array.from({ length: count }, (_, index) => [[`t${index}`], [`http://127.0.0.${index + 1}:1/`]] as const)
}

describe('registries that cannot be reached', () => {
  test('a registry that is silent is left alone after two domains', async () => {
    const domains = Array.from({ length: 50 }, (_, index) => `d${index}.com`)
    for (const domain of domains) registry.set(domain, { behaviour: 'slow' })
    const { facts, logged } = await measure(
      { domains, bootstrap: toBootstrap(registry, 'com') },
      { limits: { questionMs: 100 } },
    )
    expect(facts).toHaveLength(50)
    expect(new Set(facts.map(({ problem }) => problem))).toEqual(new Set(['registry-unreachable']))
    expect(registry.asked.map(({ domain }) => domain)).toEqual(['d0.com', 'd0.com', 'd1.com', 'd1.com'])
    expect(logged).toEqual(['warn links.registries-unreachable {"count":50}'])
  })

  test('a name on which a registry always hangs does not cost the names after it', async () => {
    registry.set('a.com', { behaviour: 'slow' })
    const { facts } = await measure(
      { domains: ['a.com', 'b.com', 'c.com'], bootstrap: toBootstrap(registry, 'com') },
      { limits: { questionMs: 1000 } },
    )
    expect(facts.map(({ problem }) => problem)).toEqual(['registry-unreachable', null, null])
  })

  test('one silence among answers costs that domain alone', async () => {
    registry.set('b.com', { behaviour: 'reset' })
    const { facts } = await measure({ domains: ['a.com', 'b.com', 'c.com'], bootstrap: toBootstrap(registry, 'com') })
    expect(facts.map(({ problem }) => problem)).toEqual([null, 'registry-unreachable', null])
  })

  test('without a network every domain is unreachable, and most registries are not tried', async () => {
    const services = toDeadServices(40)
    const domains = services.map((_, index) => `a.t${index}`)
    const { facts, progress } = await measure({ domains, bootstrap: { fetchedAt: MEASURED_AT, services } })
    expect(facts).toHaveLength(40)
    expect(facts.every(({ problem, expiresAt }) => problem === 'registry-unreachable' && expiresAt === null)).toBe(true)
    expect(facts.filter(({ raw }) => raw === null).length).toBeGreaterThanOrEqual(30)
    expect(progress.at(-1)).toBe('40/40')
  })

  test('dead registries take nothing away from one that answers', async () => {
    const services = [[['com'], [`${registry.rdapUrl}/`]] as const, ...toDeadServices(20)]
    const domains = ['a.com', ...services.slice(1).map((_, index) => `a.t${index}`)]
    const { of } = await measure({ domains, bootstrap: { fetchedAt: MEASURED_AT, services } })
    expect(of('a.com')).toMatchObject({ problem: null })
    expect(of('a.t19')).toMatchObject({ problem: 'registry-unreachable' })
  })

  test('the time of a run ends it, and the rest is unreachable', async () => {
    const domains = ['a.com', 'b.com', 'c.com']
    const { facts } = await measure({ domains, bootstrap: toBootstrap(registry, 'com') }, { limits: { runMs: -1 } })
    expect(facts.map(({ problem }) => problem)).toEqual(Array(3).fill('registry-unreachable'))
    expect(registry.asked).toEqual([])
  })

  test('a cancelled run ends with the reason of its signal while a registry is silent', async () => {
    const controller = new AbortController()
    const reason = new Error('cancelled')
    const { server, port } = await startSilent((socket) => socket.once('data', () => controller.abort(reason)))
    const run = measure(
      { domains: ['a.cn', 'b.cn'], whoisServers: { cn: `127.0.0.1:${port}` } },
      { signal: controller.signal },
    )
    await expect(run).rejects.toBe(reason)
    server.close()
  })

  test('a proxy that refuses is a registry that is unreachable', async () => {
    const bootstrap = { fetchedAt: MEASURED_AT, services: [[['com'], ['https://registry.invalid/']]] as const }
    const { facts } = await measure({ domains: ['a.com'], bootstrap }, { proxy: 'http://127.0.0.1:1' })
    expect(facts).toMatchObject([{ problem: 'registry-unreachable' }])
  })

  test('questions to one registry keep their distance', async () => {
    const startedAt = performance.now()
    const domains = ['a.cn', 'b.cn', 'c.cn']
    await measure({ domains, whoisServers: { cn: registry.whoisServer } }, { limits: { whoisGapMs: 60 } })
    // Timers may fire a millisecond early by another clock.
    expect(performance.now() - startedAt).toBeGreaterThan(115)
  })

  test('no domains ask nobody', async () => {
    const { facts, progress } = await measure({ domains: [], bootstrapUrl: registry.bootstrapUrl })
    expect([facts, progress, registry.bootstrapReads]).toEqual([[], [], 0])
  })
})

async function startSilent(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onSocket(socket)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}
