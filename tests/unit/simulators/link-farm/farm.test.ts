import { once } from 'node:events'
import { connect } from 'node:net'
import pLimit from 'p-limit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRunning } from '../../../support/processes.ts'
import { startLinkFarm, type LinkFarm } from '../../../simulators/link-farm/farm.ts'
import type { FarmLink } from '../../../simulators/link-farm/links.ts'
import { askOnce, type PlainOptions } from './plain-client.ts'

let farm: LinkFarm

beforeAll(async () => {
  farm = await startLinkFarm({ timeoutMs: 1000 })
}, 60_000)
afterAll(() => farm.close())

function linkOf(caseName: string, scheme: 'http' | 'https' = 'http'): FarmLink {
  const found = farm.links.find((link) => link.linkCase.name === caseName && link.site.scheme === scheme)
  if (!found) throw new Error(`no ${scheme} link of ${caseName}`)
  return found
}

function ask(link: FarmLink, options: Omit<PlainOptions, 'caPem'> = {}) {
  return askOnce(link.url, { caPem: farm.caPem, ...options })
}

describe('link farm', () => {
  it('answers every case that has a status with that status, over http and https', async () => {
    const wanted = farm.links.filter(
      ({ truth, linkCase, url }) =>
        truth.httpStatus !== null &&
        truth.redirects === 0 &&
        !linkCase.needsNames &&
        !linkCase.name.endsWith('-once') &&
        url !== '',
    )
    const limit = pLimit(16)
    const wrong = await Promise.all(
      wanted.map((link) =>
        limit(async () => {
          const { outcome } = await ask(link)
          return outcome === String(link.truth.httpStatus) ? [] : [`${link.name} ${link.site.scheme}: ${outcome}`]
        }),
      ),
    )
    expect(wanted.length).toBeGreaterThan(250)
    expect(wrong.flat()).toEqual([])
  })

  it.each([
    ['tls-intermediate', 'https', '200'],
    ['tls-many-names', 'https', '200'],
    ['tls-self-signed', 'https', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['tls-expired', 'https', 'CERT_HAS_EXPIRED'],
    ['tls-not-yet-valid', 'https', 'CERT_NOT_YET_VALID'],
    ['tls-wrong-name', 'https', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['tls-unknown-issuer', 'https', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['tls-incomplete-chain', 'https', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['tls-old-protocol', 'https', 'EPROTO'],
    ['tls-hang', 'https', 'TIMEOUT'],
    ['port-closed', 'http', 'ECONNREFUSED'],
    ['connect-hang', 'http', 'TIMEOUT'],
    ['reset-at-connect', 'http', 'ECONNRESET'],
    ['reset-at-connect', 'https', 'ECONNRESET'],
    ['reset-in-headers', 'https', 'ECONNRESET'],
    ['closed-without-answer', 'http', 'ECONNRESET'],
    ['no-first-byte', 'http', 'TIMEOUT'],
    ['headers-drip', 'https', 'TIMEOUT'],
    ['headers-huge', 'http', 'HPE_HEADER_OVERFLOW'],
    ['http-0.9', 'http', 'HPE_INVALID_CONSTANT'],
  ] as const)('fails %s over %s with %s', async (name, scheme, outcome) => {
    const options = outcome === 'TIMEOUT' ? { timeoutMs: 700 } : {}
    expect((await ask(linkOf(name, scheme), options)).outcome).toBe(outcome)
  })

  it('answers a second request after 429, and starts anew when the case is set again', async () => {
    const link = linkOf('status-429-once')
    const outcomes = [await ask(link), await ask(link)]
    await farm.set('status-429-once', 'status-429-once')
    outcomes.push(await ask(link))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['429', '200', '429'])
  })

  it('lets a case behave as another one and back, over both schemes', async () => {
    await farm.set('status-410', 'ok')
    const repaired = [await ask(linkOf('status-410')), await ask(linkOf('status-410', 'https'))]
    await farm.set('status-410', 'status-410')
    const broken = await ask(linkOf('status-410', 'https'))
    expect([...repaired, broken].map(({ outcome }) => outcome)).toEqual(['200', '200', '410'])
  })

  it('counts requests, methods, connections at once, cookies and passwords for each case', async () => {
    await farm.resetStats()
    const link = linkOf('head-405')
    await ask(link)
    await ask(link, { method: 'HEAD', headers: { Cookie: 'a=1' } })
    await ask(link, { headers: { authorization: 'Basic eA==', 'User-Agent': 'Probe/1' } })
    await Promise.all(Array.from({ length: 5 }, () => ask(linkOf('same-host'))))
    const stats = await farm.stats()
    expect(stats.byCase['head-405']).toMatchObject({
      connections: 3,
      requests: 3,
      methods: { GET: 2, HEAD: 1 },
      cookies: 1,
      credentials: 1,
      maxRequests: 1,
    })
    expect(stats.byCase['same-host']).toMatchObject({ requests: 5, maxConnections: 5, maxRequests: 5 })
    expect(stats.total.requests).toBe(8)
    expect(stats.userAgents).toContain('Probe/1')
    await farm.resetStats()
    expect((await farm.stats()).total.requests).toBe(0)
  })

  it('says no to cases that it does not know and to certificates that it cannot change', async () => {
    await expect(farm.set('ok', 'no-such-case')).rejects.toThrow('no case "no-such-case"')
    await expect(farm.set('ok', 'tls-expired')).rejects.toThrow('certificate cannot be changed')
    expect((await fetch(`${farm.controlUrl}/elsewhere`)).status).toBe(400)
  })
})

describe('drawn link farm', () => {
  it('gives the same links for the same seed and others for another one', async () => {
    const farms = await Promise.all([7, 7, 8].map((seed) => startLinkFarm({ links: 200, seed })))
    const [first, second, third] = farms.map(({ links }) => links.map(({ name, latencyMs }) => [name, latencyMs]))
    await Promise.all(farms.map((each) => each.close()))
    expect(second).toEqual(first)
    expect(third).not.toEqual(first)
  })

  it('has 5,000 hosts of their own with certificates that verify, two thirds of them https', async () => {
    const large = await startLinkFarm({ links: 5000, hasBacklinks: false })
    try {
      expect(new Set(large.links.map(({ site }) => site.address)).size).toBe(5000)
      const share = large.links.filter(({ url }) => url.startsWith('https:')).length / 5000
      expect(share).toBeGreaterThan(0.6)
      expect(share).toBeLessThan(0.7)
      expect(large.links.filter(({ backlink }) => backlink !== null)).toEqual([])
      const good = large.links.filter(({ linkCase, url }) => linkCase.name === 'ok' && url.startsWith('https:'))
      const some = good.filter((_, index) => index % 20 === 0)
      const outcomes = await Promise.all(some.map(({ url }) => askOnce(url, { caPem: large.caPem })))
      expect(some.length).toBeGreaterThan(40)
      expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['200']))
    } finally {
      await large.close()
    }
  })

  it('takes as long as drawn, the median as asked', async () => {
    const slow = await startLinkFarm({ links: 400, latency: { medianMs: 300, sigma: 0.8, maxMs: 3000 } })
    await slow.close()
    const drawn = slow.links.map(({ site, latencyMs }) => [site.index, latencyMs] as const).map(([, ms]) => ms)
    const sorted = drawn.filter((ms) => ms > 0).toSorted((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(220)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(400)
    expect(sorted.at(-1)).toBeGreaterThan(1000)
    expect(sorted.at(-1)).toBeLessThanOrEqual(3000)
  })

  it('ends its process, its connections and its file when closed', async () => {
    const small = await startLinkFarm({ only: ['no-first-byte'] })
    const socket = connect(small.httpPort, small.links[0]?.site.address ?? '')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    await small.close()
    await closed
    expect(isRunning(small.pid)).toBe(false)
  })

  it('says which case it does not know, and when its port is taken', async () => {
    await expect(startLinkFarm({ only: ['nonsense'] })).rejects.toThrow('no case "nonsense"')
    await expect(startLinkFarm({ only: ['ok'], port: farm.httpPort })).rejects.toThrow('EADDRINUSE')
  })
})
