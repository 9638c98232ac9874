import {
  addSites,
  allowLoopback,
  checkLinks,
  expect,
  NAMELESS_URL,
  QUICK_SITES,
  startSlowSite,
  test,
  urlOf,
} from '../support/link-sites.ts'
import { AppPage } from '../support/app-page.ts'
import { LinksPage } from '../support/links-page.ts'
import { SyncPage } from '../support/sync-page.ts'
import { canLookAtProcesses, childrenOf } from '../../support/frozen-process.ts'

test.describe('checking links', () => {
  let app: AppPage
  let links: LinksPage

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    links = new LinksPage(app)
    await app.open(served)
    await allowLoopback(app)
  })

  test('shows how it goes and every result as it comes, sums up, and stands in the history with its log', async ({
    farm,
  }) => {
    const slow = await startSlowSite()
    try {
      await allowLoopback(app, 100_000)
      await addSites(app, farm, ['集团官网', '招标公告', '电子发票', '需要登录的门户'])
      await app.ask('link.add', { name: '慢的站点', url: `${slow.origin}/slow` })
      await links.open()
      await links.expectRows(5)
      await expect(links.quick('unchecked')).toContainText('4')
      const runId = await links.checkAll()
      await expect(links.progress).toContainText(app.t('links.run.title.all'))
      await expect(app.button('links.toolbar.checking')).toBeDisabled()
      // The quick ones are there while the slow one is still asked.
      await expect(links.rowOf('集团官网')).toContainText(links.verdict('ok'))
      await expect(links.rowOf('招标公告')).toContainText(`${links.verdict('broken')} 404`)
      await expect(links.rowOf('电子发票')).toContainText(links.verdict('tls'))
      await expect(links.rowOf('慢的站点')).toContainText(app.t('links.list.unchecked'))
      expect(slow.waiting()).toBe(1)
      await expect(links.progress).toContainText(app.t('links.run.of', { done: '3', total: '4' }))
      await expect(app.statusBar).toContainText(app.t('domain.linkRun'))
      await links.progress.getByRole('button', { name: app.t('links.run.showLog') }).click()
      const log = links.progress.getByRole('listbox')
      await expect(log).toContainText(app.t('log.links.started', { count: 5 }).slice(0, 4))
      await expect(log).toContainText(urlOf(farm, '招标公告'))

      // A second wish for the same joins the run that is going on.
      expect(await app.ask('link.check', {})).toEqual({ runId, isNew: false })
      slow.release()
      const summary = links.summary('succeeded')
      await expect(summary).toContainText(app.t('links.run.checked', { count: 4, shown: '4' }))
      await expect(summary).toContainText(app.t('links.run.skipped', { count: 1, shown: '1' }))
      await expect(summary).toContainText(app.t('links.run.toNotShow', { count: 2, shown: '2' }))
      await expect(links.rowOf('慢的站点')).toContainText(links.verdict('ok'))
      await expect(app.navigation.getByRole('link', { name: app.t('shell.page.links') })).toContainText('2')

      // A verdict of the summary leads to its links.
      await summary.getByRole('button', { name: new RegExp(links.verdict('broken')) }).click()
      await links.expectRows(1)
      await expect(links.row(0)).toContainText('招标公告')

      await summary.getByRole('link', { name: app.t('links.run.history') }).click()
      const sync = new SyncPage(app)
      await expect(sync.run).toContainText(app.t('domain.linkRun'))
      expect(sync.runId()).toBe(runId)
      await expect(sync.history.first()).toContainText(app.t('sync.history.checked', { checked: '4', total: '5' }))
      await sync.openTab('log')
      const stored = await sync.stored(runId)
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_line, index) => index + 1))
      expect(await sync.copied()).toEqual(sync.sentences(stored))
    } finally {
      await slow.close()
    }
  })

  test('by other ways: those that are selected, those that are found, one alone', async ({ page, farm }) => {
    await addSites(app, farm, ['集团官网', '招标公告', '物流查询', '合作伙伴甲'])
    await links.open()
    await links.expectRows(4)
    await links.openDetails('集团官网')
    await links.act('links.details.check')
    await expect(links.section('links.details.section.verdict')).toContainText(app.t('links.details.meaning.ok'))
    expect((await links.link('招标公告')).verdict).toBeNull()
    await page.keyboard.press('Escape')
    await expect(links.details).toHaveCount(0)

    await links.search.fill('合作')
    await links.expectRows(1)
    await page.getByRole('button', { name: app.t('links.toolbar.more') }).click()
    await page.getByRole('menuitem', { name: app.t('links.toolbar.checkFound', { count: 1, shown: '1' }) }).click()
    await expect.poll(async () => (await links.link('合作伙伴甲')).verdict).toBe('ok')
    await expect(links.summary('succeeded')).toContainText(app.t('links.run.checked', { count: 1, shown: '1' }))
    await links.search.fill('')
    await links.expectRows(4)

    await links.rowOf('招标公告').getByText('招标公告', { exact: true }).click()
    await links
      .rowOf('物流查询')
      .getByText('物流查询', { exact: true })
      .click({ modifiers: ['ControlOrMeta'] })
    await page.getByRole('button', { name: app.t('links.toolbar.more') }).click()
    await page.getByRole('menuitem', { name: app.t('links.toolbar.checkSelected', { count: 2, shown: '2' }) }).click()
    await expect(links.rowOf('物流查询')).toContainText(`${links.verdict('server-error')} 503`)
    await expect(links.rowOf('招标公告')).toContainText(`${links.verdict('broken')} 404`)
  })

  test('that is cancelled keeps what it has found and leaves the rest as it was', async ({ farm }) => {
    const slow = await startSlowSite()
    try {
      await allowLoopback(app, 100_000)
      await addSites(app, farm, ['集团官网', '招标公告'])
      await app.ask('link.add', { name: '慢的站点', url: `${slow.origin}/slow` })
      await links.open()
      await links.checkAll()
      await expect(links.rowOf('招标公告')).toContainText(`${links.verdict('broken')} 404`)
      await expect(links.rowOf('集团官网')).toContainText(links.verdict('ok'))
      await expect.poll(() => slow.waiting()).toBe(1)
      await links.progress.getByRole('button', { name: app.t('links.run.cancel') }).click()
      await expect(links.summary('cancelled')).toContainText(app.t('links.run.checked', { count: 2, shown: '2' }))
      await expect(links.progress).toHaveCount(0)
      await expect(links.rowOf('招标公告')).toContainText(`${links.verdict('broken')} 404`)
      expect(await links.link('招标公告')).toMatchObject({ isShown: false, verdict: 'broken' })
      expect((await links.link('慢的站点')).isShown).toBe(true)
      expect((await links.link('慢的站点')).consecutiveFailures).toBe(0)
      expect(slow.waiting()).toBe(0)
    } finally {
      await slow.close()
    }
  })

  test('survives the sudden death of its process: what was found stays, and the next check works', async ({
    farm,
    served,
  }) => {
    test.skip(!canLookAtProcesses, 'other processes can be looked at on Linux only')
    const slow = await startSlowSite()
    try {
      await allowLoopback(app, 100_000)
      await addSites(app, farm, ['招标公告'])
      await app.ask('link.add', { name: '慢的站点', url: `${slow.origin}/slow` })
      await links.open()
      await links.checkAll()
      await expect(links.rowOf('招标公告')).toContainText(links.verdict('broken'))
      await expect.poll(() => slow.waiting()).toBe(1)
      for (const worker of childrenOf(served.child.pid ?? 0)) process.kill(worker, 'SIGKILL')
      await expect(links.summary('failed')).toContainText(app.error('WORKER_EXITED', { code: '-', signal: 'SIGKILL' }))
      expect((await links.link('招标公告')).verdict).toBe('broken')
      slow.release()
      await links.checkAll()
      await expect(links.summary('succeeded')).toBeVisible()
      await expect(links.rowOf('慢的站点')).toContainText(links.verdict('ok'))
    } finally {
      await slow.close()
    }
  })

  test('hides by the rule of the group: at once, or only what is sure', async ({ farm }) => {
    await app.ask('link.saveGroup', {
      name: '严格',
      policy: 'strict',
      allowsPrivate: true,
      includesSubdomains: false,
    })
    // One site that is gone, one that may come back, one without the link that it should have: each by both rules.
    for (const site of ['招标公告', '物流查询', '合作伙伴乙'] as const) {
      const url = urlOf(farm, site)
      const backlinkSite = site === '合作伙伴乙' ? 'https://duewatch.example/' : null
      await app.ask('link.add', { name: `${site}（确认）`, url, backlinkSite })
      await app.ask('link.add', { name: `${site}（严格）`, url: `${url}strict`, backlinkSite, group: '严格' })
    }
    await links.open()
    await links.checkAll()
    await expect(links.summary('succeeded')).toBeVisible()
    const hidden = (reason: string): string => app.t('links.list.hidden', { reason })
    const status = (code: number): string => hidden(app.t('link.hidden.status', { status: code }))
    await expect(links.rowOf('招标公告（确认）')).toContainText(status(404))
    await expect(links.rowOf('招标公告（严格）')).toContainText(status(404))
    await expect(links.rowOf('物流查询（严格）')).toContainText(status(503))
    await expect(links.rowOf('合作伙伴乙（严格）')).toContainText(hidden(app.t('link.hidden.noBacklink')))
    expect((await links.link('物流查询（确认）')).isShown).toBe(true)
    expect((await links.link('合作伙伴乙（确认）')).isShown).toBe(true)
    await links.openDetails('物流查询（确认）')
    await expect(links.section('links.details.section.shown')).toContainText(
      app.t('links.details.why.waiting', { shown: '1', needed: 3, hours: 24 }),
    )
    // A second page without the link makes it sure.
    await links.checkAll()
    await expect(links.rowOf('合作伙伴乙（确认）')).toContainText(hidden(app.t('link.hidden.noBacklink')))
    expect((await links.link('物流查询（确认）')).isShown).toBe(true)

    // What is good again is shown again.
    await farm.set('status-404', 'ok')
    await links.checkAll()
    await expect.poll(async () => (await links.link('招标公告（严格）')).isShown).toBe(true)
    await expect(links.summary('succeeded')).toContainText(app.t('links.run.toShow', { shown: '2' }))
  })

  test('without a network says so in words and hides nothing that was shown', async ({ page, farm, served }) => {
    test.slow()
    await addSites(app, farm, QUICK_SITES)
    await app.ask('link.add', { name: '名字写错的站点', url: NAMELESS_URL })
    await checkLinks(app)
    const before = await links.ask({ sort: [{ field: 'name', direction: 'asc' }] })
    expect(before.links.find(({ url }) => url === NAMELESS_URL)?.verdict).toBe('dns')
    // Nobody answers on this machine any more, as in a train.
    await farm.close()
    await page.evaluate(() => {
      Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false, configurable: true })
      window.dispatchEvent(new Event('offline'))
    })
    await links.open()
    await expect(page.getByRole('main').getByText(app.t('links.page.offlineText'))).toBeVisible()
    await links.checkAll()
    await expect(links.summary('succeeded')).toBeVisible()
    const after = await links.ask({ sort: [{ field: 'name', direction: 'asc' }] })
    const shown = (found: typeof after): readonly string[] =>
      found.links.filter(({ isShown }) => isShown).map(({ name }) => name)
    expect(shown(after)).toEqual(expect.arrayContaining([...shown(before)]))
    await expect(links.rowOf('集团官网')).toContainText(links.verdict('refused'))
    await links.openDetails('集团官网')
    await expect(links.section('links.details.section.verdict')).toContainText(app.t('links.details.meaning.refused'))
    // The list and what was found before are there after a restart as well.
    const again = await app.reopen(served)
    expect(again.url).not.toBe(served.url)
    await links.open()
    await links.expectRows(after.total)
  })
})
