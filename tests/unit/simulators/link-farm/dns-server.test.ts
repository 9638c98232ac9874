import { promises as dns } from 'node:dns'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLinkFarm, type LinkFarm } from '../../../simulators/link-farm/farm.ts'

let farm: LinkFarm
let resolver: dns.Resolver
/** For a name that nobody answers, which is waited for. */
let hasty: dns.Resolver

beforeAll(async () => {
  farm = await startLinkFarm({ links: 300, hasNames: true, dnsDelayMs: 0 })
  // A busy machine may take seconds for hundreds of questions at once.
  resolver = new dns.Resolver({ timeout: 20_000, tries: 1 })
  hasty = new dns.Resolver({ timeout: 300, tries: 1 })
  for (const one of [resolver, hasty]) one.setServers([farm.dnsServer])
}, 60_000)
afterAll(() => farm.close())

describe('name server of the link farm', () => {
  it('knows the address of every host, whatever the case of the letters', async () => {
    const found = await Promise.all(farm.links.map(({ site }) => resolver.resolve4(site.host)))
    expect(found).toEqual(farm.links.map(({ site }) => [site.address]))
    expect(await resolver.resolve4(farm.links[0]?.site.host.toUpperCase() ?? '')).toEqual([farm.links[0]?.site.address])
  })

  it.each([
    ['nobody.farm.test', 'ENOTFOUND'],
    ['nxdomain.farm.test', 'ENOTFOUND'],
    ['example.org', 'ENOTFOUND'],
    ['nodata.farm.test', 'ENODATA'],
    ['servfail.farm.test', 'ESERVFAIL'],
  ])('answers %s with %s', async (name, code) => {
    await expect(resolver.resolve4(name)).rejects.toMatchObject({ code })
  })

  it('leaves one name without an answer', async () => {
    await expect(hasty.resolve4('silent.farm.test')).rejects.toMatchObject({ code: 'ETIMEOUT' })
  })

  it('has no addresses of version 6', async () => {
    await expect(resolver.resolve6(farm.links[0]?.site.host ?? '')).rejects.toMatchObject({ code: 'ENODATA' })
  })

  it('answers after the delay that is set, many questions side by side', async () => {
    await farm.setDnsDelay(120)
    const startedAt = performance.now()
    await Promise.all(farm.links.slice(0, 100).map(({ site }) => resolver.resolve4(site.host)))
    const tookMs = performance.now() - startedAt
    await farm.setDnsDelay(0)
    expect(tookMs).toBeGreaterThan(115)
    expect(tookMs).toBeLessThan(100 * 120)
  })

  it('counts questions', async () => {
    await farm.resetStats()
    await resolver.resolve4(farm.links[1]?.site.host ?? '')
    expect((await farm.stats()).nameQuestions).toBe(1)
  })
})
