import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Link, LinkPolicy } from '../../src/shared/domain/link.ts'
import type { Run } from '../../src/shared/domain/run.ts'
import { LINK_CASES } from '../simulators/link-farm/cases.ts'
import { startLinkFarm, type LinkFarm } from '../simulators/link-farm/farm.ts'
import type { FarmLink } from '../simulators/link-farm/links.ts'
import type { FarmStats } from '../simulators/link-farm/stats.ts'
import { compare, FARM_LIMITS, type Finding } from '../support/link-farm.ts'
import { startFarmApp, type FarmApp } from '../support/link-farm-app.ts'

const HOUR_MS = 3_600_000

/** When the runs take place, after the first one. */
const RUNS_AT_HOURS = [0, 1, 23.9, 24] as const

interface Round {
  readonly run: Run
  readonly links: ReadonlyMap<string, Link>
  readonly stats: FarmStats
}

/** Two hosts for each case: one in a group that hides at once, one in a group that waits for confirmation. */
function policyOf({ copy }: FarmLink): LinkPolicy {
  return copy === 0 ? 'strict' : 'confirmed'
}

/** Half of the hosts: each case in both schemes and under both policies, the one's http beside the other's https. */
function isChosen({ linkCase, site, copy }: FarmLink): boolean {
  return linkCase.scheme !== 'any' || (site.scheme === 'http') === ((LINK_CASES.indexOf(linkCase) + copy) % 2 === 0)
}

/** What product.md says of a link that has behaved in the same way in all runs up to this one, counted from 0. */
function isHiddenAfter(link: FarmLink, round: number): boolean {
  const isStrict = policyOf(link) === 'strict'
  switch (link.truth.fate) {
    case 'shown':
      return false
    case 'hidden-at-once':
      return true
    case 'hidden-by-second':
      return isStrict || round >= 1
    case 'hidden-in-time':
      return isStrict || (round >= 2 && (RUNS_AT_HOURS[round] ?? 0) >= 24)
  }
}

function toFinding({ verdict, httpStatus, cause, redirects, finalUrl, backlink, rel }: Link): Finding | undefined {
  return verdict === null ? undefined : { verdict, httpStatus, cause, redirects, finalUrl, backlink, rel }
}

/** Differences of what is shown, and why. */
function compareShown(link: FarmLink, found: Link | undefined, isHidden: boolean): string[] {
  const wanted = isHidden ? link.truth.reason : null
  const [is, should] = [
    { isShown: found?.isShown, reason: found?.hiddenReason },
    { isShown: !isHidden, reason: wanted },
  ].map((state) => JSON.stringify(state))
  return is === should
    ? []
    : [`${link.linkCase.name} (${link.site.scheme}, ${policyOf(link)}): ${is} instead of ${should}`]
}

describe('links of the whole farm, checked by the whole core', () => {
  let farm: LinkFarm
  let app: FarmApp
  let chosen: readonly FarmLink[]
  let asked: readonly FarmLink[]
  let whitelisted: readonly FarmLink[]
  const rounds: Round[] = []

  beforeAll(async () => {
    farm = await startLinkFarm({ copies: 2, timeoutMs: FARM_LIMITS.timeoutMs, dnsDelayMs: 5 })
    chosen = farm.links.filter(isChosen)
    asked = chosen.filter(({ whitelist }) => whitelist === null)
    whitelisted = chosen.filter(({ whitelist }) => whitelist !== null)
    app = await startFarmApp(farm)
    await app.fill(chosen, policyOf)
    const startedAt = app.clock.now()
    for (const hours of RUNS_AT_HOURS) {
      app.clock.set(startedAt + hours * HOUR_MS)
      await farm.resetStats()
      const run = await app.check()
      rounds.push({ run, links: await app.links(), stats: await farm.stats() })
    }
  }, 240_000)

  afterAll(async () => {
    await app?.stop()
    await farm?.close()
  })

  it('carries every run out to its end', () => {
    expect(rounds.map(({ run }) => [run.state, run.error])).toEqual(RUNS_AT_HOURS.map(() => ['succeeded', null]))
    expect(app.errors).toEqual([])
  })

  it.each(RUNS_AT_HOURS.map((_hours, round) => [round]))(
    'finds in run %i what is true of every link: verdict, status, cause, redirects, final address, backlink, rel',
    (round) => {
      const { links } = rounds[round] as Round
      const wrong = asked.flatMap((link) => {
        const found = links.get(link.name)
        return compare(link, found && toFinding(found))
      })
      expect(wrong).toEqual([])
    },
  )

  it.each(RUNS_AT_HOURS.map((hours, round) => [hours, round]))(
    'shows and hides after %f hours exactly what the rules of each group say, with the reason',
    (_hours, round) => {
      const { links } = rounds[round] as Round
      const wrong = asked.flatMap((link) => compareShown(link, links.get(link.name), isHiddenAfter(link, round)))
      expect(wrong).toEqual([])
    },
  )

  it('never asks white-listed links and always shows them', () => {
    for (const { links, stats } of rounds) {
      const states = whitelisted.map(({ name }) => links.get(name)).map((link) => [link?.isShown, link?.hiddenReason])
      expect(states).toEqual(whitelisted.map(() => [true, null]))
      expect(stats.byCase['white-listed']?.requests ?? 0).toBe(0)
    }
    expect(whitelisted.length).toBe(2)
  })

  it('asks with GET alone, without cookies and passwords, by one polite name', () => {
    for (const { stats } of rounds) {
      expect(Object.keys(stats.total.methods)).toEqual(['GET'])
      expect([stats.total.cookies, stats.total.credentials]).toEqual([0, 0])
      expect(stats.userAgents).toHaveLength(1)
      expect(stats.userAgents[0]).toMatch(/Duewatch/i)
    }
  })

  it('asks no host more often at once than allowed, though one has twelve links', () => {
    for (const { stats } of rounds) {
      expect(stats.byCase['same-host']?.requests).toBe(24)
      expect(stats.total.maxRequests).toBeLessThanOrEqual(FARM_LIMITS.perHost)
    }
  })

  it('never connects to a private address for a group that does not allow it', () => {
    for (const { stats } of rounds) expect(stats.byCase['address-private']).toBeUndefined()
  })

  it('counts in each run what it has done', () => {
    const byVerdict: Record<string, number> = {}
    for (const { truth } of asked) byVerdict[truth.verdict] = (byVerdict[truth.verdict] ?? 0) + 1
    for (const [round, { run }] of rounds.entries()) {
      const hiddenNow = asked.filter((link) => isHiddenAfter(link, round)).length
      const hiddenBefore = round === 0 ? 0 : asked.filter((link) => isHiddenAfter(link, round - 1)).length
      expect(run.links).toMatchObject({
        activeNum: chosen.length,
        checked: asked.length,
        skipped: whitelisted.length,
        toShow: 0,
        toNotShow: hiddenNow - hiddenBefore,
      })
      const { skipped, ...counted } = run.links?.byVerdict ?? {}
      expect(counted).toEqual(byVerdict)
      expect(skipped ?? whitelisted.length).toBe(whitelisted.length)
      expect(run.links?.slowestMs).toBeGreaterThanOrEqual(run.links?.p95Ms ?? Infinity)
    }
  })

  it('keeps every check with its evidence, and what it has made of the link', async () => {
    const { links } = rounds.at(-1) as Round
    const wrong: string[] = []
    for (const link of asked) {
      const { checks } = await app.request('link.get', { id: links.get(link.name)?.linkId ?? '' })
      const [newest] = checks
      wrong.push(...compare(link, newest && { ...newest, rel: newest.anchor?.rel ?? null }, newest?.anchor ?? null))
      const shown = checks.toReversed().map(({ isShown }) => isShown)
      const wanted = RUNS_AT_HOURS.map((_hours, round) => !isHiddenAfter(link, round))
      if (String(shown) !== String(wanted)) wrong.push(`${link.name}: ${String(shown)} instead of ${String(wanted)}`)
      const answers = newest?.hops.filter(({ status }) => status !== null).length
      if (answers !== toAnswers(link)) wrong.push(`${link.name}: ${answers} answers instead of ${toAnswers(link)}`)
    }
    expect(wrong).toEqual([])
  })

  it('shows repaired links again and clears their reason', async () => {
    const repaired = asked.filter(isRepairable)
    for (const name of new Set(repaired.map(({ linkCase }) => linkCase.name))) {
      const wantsBacklink = repaired.some(({ linkCase, backlink }) => linkCase.name === name && backlink !== null)
      await farm.set(name, wantsBacklink ? 'backlink-all' : 'ok')
    }
    app.clock.advance(HOUR_MS)
    const run = await app.check()
    const links = await app.links()
    const wrong = repaired.flatMap((link) => {
      const found = links.get(link.name)
      const state = [found?.verdict, found?.isShown, found?.hiddenReason, found?.consecutiveFailures]
      return JSON.stringify(state) === '["ok",true,null,0]' ? [] : [`${link.name}: ${JSON.stringify(state)}`]
    })
    expect(wrong).toEqual([])
    expect(repaired.length).toBeGreaterThan(100)
    expect(run.links).toMatchObject({ toShow: repaired.length, toNotShow: 0 })
  })
})

/** Requests that were answered: one for each redirect, and the last one unless its target was silent. */
function toAnswers({ truth: { redirects, httpStatus, reason, verdict } }: FarmLink): number {
  const isRedirect = httpStatus !== null && httpStatus >= 300 && httpStatus < 400
  const endsInSilence = isRedirect && reason?.kind === 'verdict' && verdict !== 'unsupported'
  return redirects + (httpStatus === null || endsInSilence ? 0 : 1)
}

/** Hidden links that the farm can make well again: at its own ports, by another answer alone. */
function isRepairable({ linkCase, truth, url }: FarmLink): boolean {
  const { name, serve, onConnection, certificate, isPublicOnly, needsNames } = linkCase
  if (truth.reason === null || !url.startsWith('http') || (serve ?? onConnection) === undefined) return false
  if (isPublicOnly || needsNames || name === 'http-on-tls-port') return false
  return certificate === undefined || certificate === 'old-protocol'
}
