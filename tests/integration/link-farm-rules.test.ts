import { describe, expect, it, onTestFinished } from 'vitest'
import type { Link } from '../../src/shared/domain/link.ts'
import { startLinkFarm, type LinkFarm } from '../simulators/link-farm/farm.ts'
import { FARM_LIMITS } from '../support/link-farm.ts'
import { startFarmApp, type FarmApp } from '../support/link-farm-app.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const POLL = { timeout: 30_000, interval: 50 }

/** A farm of a few cases, checked by `confirmed` rules. */
async function startFew(only: readonly string[], copies = 1): Promise<{ farm: LinkFarm; app: FarmApp }> {
  const farm = await startLinkFarm({ only, copies, timeoutMs: 5000, dnsDelayMs: 1 })
  onTestFinished(() => farm.close())
  const app = await startFarmApp(farm)
  onTestFinished(() => app.stop())
  await app.fill(farm.links, () => 'confirmed')
  return { farm, app }
}

/** The same state of so many links. */
function each(count: number, state: unknown): unknown[] {
  return Array.from({ length: count }, () => state)
}

/** The links of a case, over http and https. */
async function linksOf(app: FarmApp, caseName: string): Promise<Link[]> {
  return [...(await app.links()).values()].filter(({ name }) => name.startsWith(`${caseName} #`))
}

function shownOf(links: readonly Link[]): unknown[] {
  return links.map(({ isShown, hiddenReason }) => (isShown ? 'shown' : hiddenReason))
}

describe('rules over links of the farm', () => {
  it('hides at once in a strict run what the group would wait for, and leaves the group as it is', async () => {
    const { app } = await startFew(['ok', 'status-503', 'backlink-none'])
    const run = await app.check({ isStrict: true })
    expect(run.links).toMatchObject({ isStrict: true, toNotShow: 4, toShow: 0 })
    expect(shownOf(await linksOf(app, 'ok'))).toEqual(['shown', 'shown'])
    expect(shownOf(await linksOf(app, 'status-503'))).toEqual(each(2, { kind: 'status', status: 503 }))
    expect(shownOf(await linksOf(app, 'backlink-none'))).toEqual(each(2, { kind: 'no-backlink' }))
    const groups = await app.request('link.groups', {})
    expect(groups.filter(({ linkCount }) => linkCount > 0).map(({ policy }) => policy)).toEqual(['confirmed'])
  })

  it('keeps what people have set by hand until they release it, while checks go on underneath', async () => {
    const { farm, app } = await startFew(['status-404', 'ok'])
    const idsOf = async (name: string): Promise<string[]> => (await linksOf(app, name)).map(({ linkId }) => linkId)
    await app.request('link.pin', { linkIds: await idsOf('status-404'), pinned: 'shown' })
    await app.request('link.pin', { linkIds: await idsOf('ok'), pinned: 'hidden', words: 'no longer a partner' })
    await app.check()
    const [gone, fine] = [await linksOf(app, 'status-404'), await linksOf(app, 'ok')]
    expect(gone.map(({ isShown, pinned, verdict }) => [isShown, pinned, verdict])).toEqual([
      [true, 'shown', 'broken'],
      [true, 'shown', 'broken'],
    ])
    expect(fine.map(({ isShown, hiddenReason, verdict }) => [isShown, hiddenReason?.kind, verdict])).toEqual([
      [false, 'person', 'ok'],
      [false, 'person', 'ok'],
    ])
    await app.request('link.pin', { linkIds: [...gone, ...fine].map(({ linkId }) => linkId), pinned: null })
    expect(shownOf(await linksOf(app, 'status-404'))).toEqual(each(2, { kind: 'status', status: 404 }))
    expect(shownOf(await linksOf(app, 'ok'))).toEqual(['shown', 'shown'])
    expect((await farm.stats()).byCase['status-404']?.requests).toBe(2)
  })

  it('shows a hidden link that is white-listed and asks it no more, until that is over', async () => {
    const { farm, app } = await startFew(['status-404'])
    await app.check()
    const linkIds = (await linksOf(app, 'status-404')).map(({ linkId }) => linkId)
    await app.request('link.whitelist', { linkIds, whitelisting: { reason: 'behind a login' } })
    await farm.resetStats()
    const run = await app.check()
    expect(run.links).toMatchObject({ activeNum: 2, checked: 0, skipped: 2 })
    expect(shownOf(await linksOf(app, 'status-404'))).toEqual(['shown', 'shown'])
    expect((await farm.stats()).total.connections).toBe(0)
    await app.request('link.whitelist', { linkIds, whitelisting: null })
    await app.check()
    expect(shownOf(await linksOf(app, 'status-404'))).toEqual(each(2, { kind: 'status', status: 404 }))
  })

  it('connects to private addresses of a public group only in a run that allows it', async () => {
    const { farm, app } = await startFew(['address-private'])
    await app.check()
    expect((await linksOf(app, 'address-private')).map(({ cause }) => cause)).toEqual(each(2, 'address-forbidden'))
    expect((await farm.stats()).total.connections).toBe(0)
    await app.check({ allowsPrivate: true })
    expect((await linksOf(app, 'address-private')).map(({ verdict, isShown }) => [verdict, isShown])).toEqual([
      ['ok', true],
      ['ok', true],
    ])
  })

  it('lets links that have been dead for ten days rest in runs over all, and still checks them by name', async () => {
    const { farm, app } = await startFew(['status-410', 'ok'])
    await app.check()
    app.clock.advance(10 * DAY_MS)
    await app.check()
    const dead = await linksOf(app, 'status-410')
    expect(dead.map(({ unreachableDays, nextCheckAt }) => [unreachableDays, nextCheckAt])).toEqual(
      each(2, [10, app.clock.now() + 5 * DAY_MS]),
    )
    app.clock.advance(DAY_MS)
    await farm.resetStats()
    expect((await app.check()).links).toMatchObject({ checked: 2, skipped: 2 })
    expect((await farm.stats()).byCase['status-410']).toBeUndefined()
    const linkIds = dead.map(({ linkId }) => linkId)
    expect((await app.check({ scope: { kind: 'links', linkIds } })).links).toMatchObject({ checked: 2, skipped: 0 })
    expect((await app.check({ includesResting: true })).links).toMatchObject({ checked: 4, skipped: 0 })
    expect((await farm.stats()).byCase['status-410']?.requests).toBe(4)
  })

  it('condemns no link when this computer finds no name at all', async () => {
    const { app } = await startFew(['name-not-found'], 4)
    const run = await app.check()
    expect([run.state, run.error?.code]).toEqual(['failed', 'NET_DNS'])
    const links = await linksOf(app, 'name-not-found')
    expect(links.map(({ isShown, verdict }) => [isShown, verdict])).toEqual(each(4, [true, null]))
  })

  it('believes that a name is gone when others are found', async () => {
    const { app } = await startFew(['name-not-found', 'name-ok'], 4)
    const run = await app.check()
    expect(run.links?.byVerdict).toMatchObject({ dns: 4, ok: 8 })
    expect(shownOf(await linksOf(app, 'name-not-found'))).toEqual(
      each(4, { kind: 'verdict', verdict: 'dns', cause: 'name-not-found' }),
    )
  })

  it('counts failures anew after a good check, and two pages without a link to us whatever came in between', async () => {
    const { farm, app } = await startFew(['status-503', 'backlink-none'])
    const startedAt = app.clock.now()
    const NO_LINK = { kind: 'no-backlink' }
    const ERROR = { kind: 'status', status: 503 }
    /** How both behave from then on, and what is shown of each after the check. */
    const steps: readonly (readonly [hours: number, status: string, page: string, shown: unknown, linked: unknown])[] =
      [
        [0, 'status-503', 'backlink-none', 'shown', 'shown'],
        [12, 'status-503', 'backlink-pdf', 'shown', 'shown'],
        [18, 'ok', 'backlink-none', 'shown', NO_LINK],
        [24, 'status-503', 'backlink-pdf', 'shown', NO_LINK],
        [36, 'status-503', 'backlink-real', 'shown', 'shown'],
        [47, 'status-503', 'backlink-none', 'shown', 'shown'],
        [48, 'status-503', 'status-500', ERROR, 'shown'],
        [60, 'ok', 'backlink-none', 'shown', NO_LINK],
      ]
    for (const [hours, status, page, shown, linked] of steps) {
      await farm.set('status-503', status)
      await farm.set('backlink-none', page)
      app.clock.set(startedAt + hours * HOUR_MS)
      await app.check()
      const states = [shownOf(await linksOf(app, 'status-503')), shownOf(await linksOf(app, 'backlink-none'))]
      expect([hours, ...states]).toEqual([hours, each(2, shown), each(2, linked)])
    }
  })

  it('keeps what a cancelled run has found, and says nothing of the links that it has not', async () => {
    const { farm, app } = await startFew(['status-404', 'no-first-byte'])
    const { runId } = await app.request('link.check', { limits: { ...FARM_LIMITS, timeoutMs: 60_000 } })
    await expect.poll(async () => (await farm.stats()).byCase['no-first-byte']?.requests, POLL).toBe(2)
    await expect
      .poll(async () => (await linksOf(app, 'status-404')).map(({ verdict }) => verdict), POLL)
      .toEqual(each(2, 'broken'))
    await app.request('run.cancel', { runId })
    const run = await app.app.runs.wait(runId)
    expect([run.state, run.links?.checked]).toEqual(['cancelled', 2])
    expect(shownOf(await linksOf(app, 'status-404'))).toEqual(each(2, { kind: 'status', status: 404 }))
    const silent = await linksOf(app, 'no-first-byte')
    expect(silent.map(({ isShown, verdict, consecutiveFailures }) => [isShown, verdict, consecutiveFailures])).toEqual(
      each(2, [true, null, 0]),
    )
  })
})
