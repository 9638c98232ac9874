import { violations } from '../support/accessibility.ts'
import { addSites, allowLoopback, checkLinks, expect, QUICK_SITES, startSlowSite, test } from '../support/link-sites.ts'
import { AppPage } from '../support/app-page.ts'
import { LinksPage } from '../support/links-page.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`accessibility of links, ${colorScheme}`, () => {
    test.use({ colorScheme })

    test('of the page empty, full, during a check and with details', async ({ page, served, farm }) => {
      test.slow()
      const app = new AppPage(page)
      const links = new LinksPage(app)
      const slow = await startSlowSite()
      try {
        await app.open(served)
        await allowLoopback(app, 100_000)
        await links.open()
        await expect(page.getByText(app.t('links.empty.noneText'))).toBeVisible()
        expect(await violations(page)).toEqual([])
        await addSites(app, farm, QUICK_SITES)
        await app.ask('link.add', { name: '慢的站点', url: `${slow.origin}/slow` })
        await links.checkAll()
        await links.progress.getByRole('button', { name: app.t('links.run.showLog') }).click()
        await expect(links.progress.getByRole('option').first()).toBeVisible()
        await expect.poll(async () => (await app.ask('link.summary', {})).unchecked).toBe(1)
        expect(await violations(page)).toEqual([])
        slow.release()
        await expect(links.summary('succeeded')).toBeVisible()
        await links.quick('hidden').click()
        await expect(links.grid).toHaveAttribute('aria-busy', 'false')
        expect(await violations(page)).toEqual([])
        for (const name of ['电子发票', '合作伙伴丙', '需要登录的门户'] as const) {
          await links.quick('all').click()
          await links.search.fill(name)
          await links.expectRows(1)
          await links.openDetails(name)
          expect(await violations(page, 'aside'), name).toEqual([])
        }
        await app.goTo('overview')
        await expect(page.getByRole('region', { name: app.t('overview.links.title'), exact: true })).toBeVisible()
        expect(await violations(page)).toEqual([])
      } finally {
        await slow.close()
      }
    })

    test('of every dialog', async ({ page, served, farm }) => {
      test.slow()
      const app = new AppPage(page)
      const links = new LinksPage(app)
      await app.open(served)
      await allowLoopback(app)
      await addSites(app, farm, ['集团官网', '招标公告'])
      await checkLinks(app)
      await app.ask('link.saveGroup', {
        name: '友情链接',
        policy: 'strict',
        allowsPrivate: false,
        includesSubdomains: true,
      })
      const check = async (what: string): Promise<void> => {
        await expect(page.getByRole('dialog')).toBeVisible()
        expect(await violations(page, '[role="dialog"]'), what).toEqual([])
      }
      const leave = async (): Promise<void> => {
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
      await links.open()
      await links.expectRows(2)

      await app.button('links.toolbar.add').click()
      const add = links.dialog('links.form.addTitle')
      await add.getByRole('checkbox', { name: app.t('links.form.whitelisted') }).check()
      await add.getByRole('button', { name: app.t('links.form.add'), exact: true }).click()
      await check('add')
      await leave()

      await app.button('links.toolbar.import').click()
      const dialog = links.dialog('links.import.title')
      await check('import')
      await dialog.locator('input[type="file"]').setInputFiles({
        name: '友情链接.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('name,url\na,https://partner.example/\nb,x\n'),
      })
      await expect(dialog.getByRole('table').first()).toBeVisible()
      await check('import plan')
      await dialog.getByRole('button', { name: app.t('links.import.confirm', { count: 1, shown: '1' }) }).click()
      await expect(dialog).toContainText(app.t('links.import.done'))
      await check('import done')
      await leave()

      await app.button('links.filter.groups').click()
      await page.getByRole('button', { name: app.t('links.filter.manageGroups') }).click()
      const groups = links.dialog('links.group.title')
      await check('groups')
      await groups.getByRole('button', { name: app.t('links.group.editLabel', { name: '友情链接' }) }).click()
      await check('group')
      // The form answers the key first.
      await page.keyboard.press('Escape')
      await expect(groups.getByRole('radio')).toHaveCount(0)
      await leave()

      await links.openDetails('招标公告')
      for (const [button, title] of [
        ['links.details.edit', 'links.form.editTitle'],
        ['links.details.whitelist', 'links.whitelist.title'],
        ['links.details.hide', 'links.pin.title'],
        ['links.details.remove', 'links.remove.title'],
      ] as const) {
        // What is hidden already can only be shown.
        await links.act(button === 'links.details.hide' ? 'links.details.show' : button)
        await expect(links.dialog(title, { name: '招标公告' })).toBeVisible()
        await check(title)
        await leave()
      }
      await app.button('shell.panel.close').click()
      await links.grid.focus()
      await page.keyboard.press('ControlOrMeta+a')
      const counted = { count: 3, shown: '3' }
      for (const [entry, title] of [
        [app.t('links.menu.editMany', counted), 'links.form.bulkTitle'],
        [app.t('links.menu.whitelist'), 'links.whitelist.titleMany'],
        [app.t('links.menu.removeMany', counted), 'links.remove.titleMany'],
      ] as const) {
        await links.footer.getByRole('button', { name: app.t('links.toolbar.selected', counted) }).click()
        await page.getByRole('menuitem', { name: entry, exact: true }).click()
        await expect(links.dialog(title, counted)).toBeVisible()
        await check(title)
        await leave()
      }
    })
  })
}
