import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LinkCheckFacts } from '../../src/shared/domain/link.ts'
import type { LinkCheckJob } from '../../src/shared/worker/link-frames.ts'
import { createMetricsRecorder } from '../../src/worker/http/metrics.ts'
import { checkLinks } from '../../src/worker/links/check-links.ts'
import { startLinkFarm, type LinkFarm } from '../simulators/link-farm/farm.ts'
import type { FarmLink } from '../simulators/link-farm/links.ts'
import { compare, createFarmLookUp, FARM_LIMITS, toFarmJob, toFinding } from '../support/link-farm.ts'

/** Cases whose evidence is looked at more closely than the verdict alone. */
const CASES = [
  'ok',
  'ok-big-page',
  'status-429-once',
  'status-503-once',
  'status-404',
  'redirects-3',
  'redirects-11',
  'redirect-cross-host',
  'redirect-to-metadata',
  'redirect-to-closed-port',
  'redirect-with-credentials',
  'loop-two',
  'slow-first-byte',
  'no-first-byte',
  'body-endless',
  'body-endless-backlink',
  'gzip-bomb-backlink',
  'headers-huge',
  'tls-expired',
  'tls-wrong-name',
  'address-forbidden',
  'backlink-real',
  'backlink-gbk-header',
  'backlink-gbk-meta',
  'backlink-big5',
  'backlink-shift-jis',
  'backlink-utf-16',
  'backlink-nested-words',
  'backlink-sponsored',
  'name-ok',
  'name-not-found',
  'same-host',
]

async function check(farm: LinkFarm, job: LinkCheckJob): Promise<Map<string, LinkCheckFacts>> {
  const found = new Map<string, LinkCheckFacts>()
  await checkLinks(
    job,
    {
      async batch({ checks }) {
        for (const facts of checks) {
          expect(found.has(facts.linkId)).toBe(false)
          found.set(facts.linkId, facts)
        }
      },
    },
    {
      signal: new AbortController().signal,
      clock: { now: () => Date.now() },
      random: () => 0.5,
      metrics: createMetricsRecorder({ now: () => performance.now() }),
      log() {},
      progress() {},
    },
    { roots: [farm.caPem], env: {}, lookUp: createFarmLookUp(farm.dnsServer) },
  )
  return found
}

describe('checks of links in one process', () => {
  let farm: LinkFarm
  let found: Map<string, LinkCheckFacts>
  const checkedSince = Date.now()

  beforeAll(async () => {
    farm = await startLinkFarm({ only: CASES, timeoutMs: FARM_LIMITS.timeoutMs, dnsDelayMs: 5 })
    found = await check(farm, toFarmJob(farm.links, { hostPaceMs: 20 }))
  })
  afterAll(() => farm?.close())

  /** What was found for the links of a case, over http and https. */
  function factsOf(caseName: string): { readonly link: FarmLink; readonly facts: LinkCheckFacts }[] {
    return farm.links.flatMap((link, index) => {
      const facts = found.get(String(index))
      return link.linkCase.name === caseName && facts ? [{ link, facts }] : []
    })
  }

  it('reports each link once, with what is true of it and the words of its anchor', () => {
    const wrong = farm.links.flatMap((link, index) => {
      const facts = found.get(String(index))
      return compare(link, facts && toFinding(facts), facts?.anchor ?? null)
    })
    expect(wrong).toEqual([])
    expect(found.size).toBe(farm.links.length)
  })

  it.each([
    ['ok', [200]],
    ['status-404', [404]],
    ['redirects-3', [301, 302, 303, 200]],
    ['redirects-11', [301, 302, 303, 307, 308, 301, 302, 303, 307, 308, 301]],
    ['redirect-to-metadata', [302]],
    ['redirect-to-closed-port', [302, null]],
    ['loop-two', [302, 302]],
    ['no-first-byte', [null]],
    ['address-forbidden', []],
  ])('keeps the way of %s as it was asked and answered', (caseName, statuses) => {
    const ways = factsOf(caseName).map(({ facts }) => facts.hops.map(({ status }) => status))
    expect(ways.length).toBeGreaterThan(0)
    for (const way of ways) expect(way).toEqual(statuses)
  })

  it('names the address of each hop, and never a password', () => {
    for (const { link, facts } of factsOf('redirect-cross-host')) {
      const other = new URL(link.site.otherHttp).hostname
      expect(facts.hops.map(({ address }) => address)).toEqual([link.site.address, other])
    }
    for (const { facts } of factsOf('redirect-with-credentials')) expect(JSON.stringify(facts)).not.toContain('secret')
  })

  it('tries what may pass once more, and what is certain only once', () => {
    const attempts = (caseName: string): number[] => factsOf(caseName).map(({ facts }) => facts.attempts)
    expect(attempts('status-429-once')).toEqual([2, 2])
    expect(attempts('status-503-once')).toEqual([2, 2])
    expect(attempts('status-404')).toEqual([1, 1])
    expect(attempts('tls-expired')).toEqual([1])
  })

  it('measures the time from the turn of a link to its verdict', () => {
    const [half, whole] = [FARM_LIMITS.timeoutMs / 2, FARM_LIMITS.timeoutMs]
    for (const { facts } of factsOf('slow-first-byte')) {
      expect(facts.latencyMs).toBeGreaterThanOrEqual(half)
      expect(facts.latencyMs).toBeLessThan(whole)
    }
    for (const { facts } of factsOf('no-first-byte')) expect(facts.latencyMs).toBeGreaterThanOrEqual(whole - 5)
    for (const { facts } of factsOf('address-forbidden')) expect(facts.latencyMs).toBeNull()
    for (const { checkedAt } of found.values()) expect(checkedAt).toBeGreaterThanOrEqual(checkedSince)
  })

  it('stops reading at the headers where no page is needed, and at its bounds where one is', () => {
    for (const name of ['ok-big-page', 'body-endless']) {
      for (const { facts } of factsOf(name)) expect(facts.bytes).toBeLessThan(262_144)
    }
    for (const { facts } of factsOf('body-endless-backlink')) {
      expect(facts.bytes).toBeGreaterThanOrEqual(2 * 1024 * 1024)
      expect(facts.bytes).toBeLessThan(2.5 * 1024 * 1024)
    }
    for (const { facts } of factsOf('gzip-bomb-backlink')) expect(facts.bytes).toBeLessThan(262_144)
  })

  it('asks each link once, the links of one host two at a time', async () => {
    const { byCase, total } = await farm.stats()
    expect(byCase['same-host']).toMatchObject({ requests: 12, maxRequests: 2 })
    expect(byCase['redirects-3']).toMatchObject({ requests: 8, methods: { GET: 8 } })
    expect(byCase['status-429-once']?.requests).toBe(4)
    expect(Object.keys(total.methods)).toEqual(['GET'])
    expect([total.cookies, total.credentials]).toEqual([0, 0])
  })
})
