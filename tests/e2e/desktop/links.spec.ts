import { DEFAULT_GROUP_ID } from '../../../src/shared/domain/link.ts'
import { startLinkFarm, type LinkFarm } from '../../simulators/link-farm/farm.ts'
import { LinksPage } from '../support/links-page.ts'
import { startSlowSite } from '../support/link-sites.ts'
import { endOfRun, expect, test, workerPid, type DesktopApp } from './support/desktop-app.ts'
import { findViolations, pagesOf } from './support/desktop-pages.ts'

/** Lets checks reach this machine and nothing else: no proxy, no registry. */
async function allowLoopback(app: DesktopApp): Promise<void> {
  const linkLimits = { concurrency: 64, perHost: 2, hostPaceMs: 0, timeoutMs: 100_000 }
  await app.request('settings.update', { patch: { proxy: 'none', measuresDomains: false, linkLimits } })
  const rules = { policy: 'confirmed', allowsPrivate: true, includesSubdomains: false } as const
  await app.request('link.saveGroup', { groupId: DEFAULT_GROUP_ID, name: 'default', ...rules })
}

function linksOf(app: DesktopApp): LinksPage {
  return new LinksPage(pagesOf(app).window)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test.describe('links', () => {
  let farm: LinkFarm
  test.beforeEach(async () => {
    farm = await startLinkFarm({ only: ['ok', 'status-404', 'tls-expired'], timeoutMs: 10_000 })
  })
  test.afterEach(() => farm.close())

  test('are checked by a click, with their certificates, and found again at the next start', async ({ desktop }) => {
    const env = { NODE_EXTRA_CA_CERTS: farm.caFile }
    const app = await desktop.launch({ env })
    await allowLoopback(app)
    const urls = farm.links.filter(({ site }) => site.scheme === 'https').map(({ url }) => url)
    for (const [index, name] of ['集团官网', '招标公告', '电子发票'].entries()) {
      await app.request('link.add', { name, url: urls[index] ?? '' })
    }
    const { window } = pagesOf(app)
    const links = linksOf(app)
    await links.open()
    await links.expectRows(3)
    await window.button('links.toolbar.checkAll').click()
    await expect(links.summary('succeeded')).toContainText(window.t('links.run.checked', { count: 3, shown: '3' }))
    await expect(links.rowOf('集团官网')).toContainText(links.verdict('ok'))
    await expect(links.rowOf('招标公告')).toContainText(`${links.verdict('broken')} 404`)
    await expect(links.rowOf('电子发票')).toContainText(links.verdict('tls'))
    await links.openDetails('电子发票')
    await expect(links.section('links.certificate.title')).toContainText(window.t('link.cause.certificate-expired'))
    expect(await findViolations(app)).toEqual([])
    await app.quit()

    const next = await desktop.launch({ env })
    const later = linksOf(next)
    await later.open()
    await later.expectRows(3)
    await expect(later.rowOf('招标公告')).toContainText(`${later.verdict('broken')} 404`)
    await later.expectDetails('电子发票')
  })

  test('that are checked while the app is quit leave no process and keep what was found', async ({ desktop }) => {
    const slow = await startSlowSite()
    try {
      const app = await desktop.launch()
      await allowLoopback(app)
      const broken = farm.links.find(({ linkCase, site }) => linkCase.name === 'status-404' && site.scheme === 'http')
      await app.request('link.add', { name: '招标公告', url: broken?.url ?? '' })
      await app.request('link.add', { name: '慢的站点', url: `${slow.origin}/slow` })
      const links = linksOf(app)
      await links.open()
      const { runId } = await app.request('link.check', {})
      await expect(links.rowOf('招标公告')).toContainText(`${links.verdict('broken')} 404`)
      await expect.poll(() => slow.waiting()).toBe(1)
      const worker = (await workerPid(app)) ?? 0
      expect(worker).toBeGreaterThan(0)
      const { code, tookMs } = await app.quit()
      expect(code).toBe(0)
      expect(tookMs).toBeLessThan(5_000)
      await expect.poll(() => isAlive(worker)).toBe(false)
      expect(slow.waiting()).toBe(0)

      const next = await desktop.launch()
      const run = await endOfRun(next, runId)
      expect(['cancelled', 'interrupted']).toContain(run.state)
      const { link: kept } = await next.request('link.get', { id: '招标公告' })
      expect(kept).toMatchObject({ verdict: 'broken', isShown: false })
      const { link: waiting } = await next.request('link.get', { id: '慢的站点' })
      expect(waiting).toMatchObject({ isShown: true, consecutiveFailures: 0 })
      slow.release()
      expect(await endOfRun(next, (await next.request('link.check', {})).runId)).toMatchObject({ state: 'succeeded' })
    } finally {
      await slow.close()
    }
  })
})
