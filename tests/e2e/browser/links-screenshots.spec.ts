import {
  addEveryKind,
  allowLoopback,
  checkLinks,
  expect,
  startSlowSite,
  test,
  urlOf,
  WHITELIST_REASON,
} from '../support/link-sites.ts'
import { AppPage } from '../support/app-page.ts'
import { LinksPage } from '../support/links-page.ts'
import { shoot } from '../support/pictures.ts'

/** A name of 200 characters without a place where a line could break. */
const LONG_NAME = '长三角港口设备与备件供应商联合会员单位'.repeat(12).slice(0, 200)
const LONG_URL = `http://127.0.0.1:9/${'catalogue-of-spare-parts/'.repeat(40)}`

/** Sizes in which details differ, and the one in which dialogs have the least room. */
const NARROW = { widths: [960, 1280] }
const LEAST = { widths: [960] }

// Pictures for people to look at, in test-results/screenshots.
for (const [language, colorScheme] of [
  ['zh-CN', 'light'],
  ['zh-CN', 'dark'],
  ['en', 'light'],
  ['en', 'dark'],
] as const) {
  const named = (state: string): string => `${language}-${colorScheme}-links-${state}`
  const isWhole = (language === 'zh-CN') === (colorScheme === 'light')

  test.describe(`pictures of links ${language} ${colorScheme}`, () => {
    test.use({ colorScheme, locale: language })

    test('with every verdict', async ({ page, served, farm }) => {
      test.slow()
      const app = new AppPage(page, language)
      const links = new LinksPage(app)
      await app.open(served)
      await allowLoopback(app, 2_000)
      if (isWhole) {
        await links.open()
        await shoot(page, named('empty'))
      }
      await addEveryKind(app, farm)
      await app.ask('link.add', { name: LONG_NAME, url: LONG_URL, group: LONG_NAME.slice(0, 100) })
      await checkLinks(app)
      await checkLinks(app)
      await links.open()
      await expect(links.row(0)).toBeVisible()
      await shoot(page, named('every-verdict'))
      if (!isWhole) return
      await app.goTo('overview')
      await expect(page.getByRole('region', { name: app.t('overview.links.title'), exact: true })).toBeVisible()
      await shoot(page, named('overview'))
      await links.open()
      await links.quick('hidden').click()
      await expect(links.grid).toHaveAttribute('aria-busy', 'false')
      await shoot(page, named('filtered'), NARROW)
      await links.quick('all').click()
      for (const [state, name] of [
        ['details-redirected', '集团新闻中心'],
        ['details-certificate', '证书很多域名的站点'],
        ['details-hidden', '合作伙伴乙'],
        ['details-white-listed', '需要登录的门户'],
        ['details-long', LONG_NAME],
      ] as const) {
        await links.search.fill(name.slice(0, 40))
        await expect(links.grid).toHaveAttribute('aria-busy', 'false')
        await links.openDetails(name)
        await shoot(page, named(state), NARROW)
        if (state === 'details-certificate') {
          await links.section('links.certificate.title').scrollIntoViewIfNeeded()
          await shoot(page, named('details-certificate-end'), NARROW)
          await links.section('links.details.section.record').scrollIntoViewIfNeeded()
          await shoot(page, named('details-record'), NARROW)
        }
        // The next one is looked at from its beginning.
        await app.button('shell.panel.close').click()
      }
      await links.search.fill('nothing-of-this-name')
      await expect(page.getByText(app.t('links.empty.noMatch'))).toBeVisible()
      await shoot(page, named('nothing'), NARROW)
    })

    if (!isWhole) return

    test('of a check that goes on, and of 20,000', async ({ page, served, farm }) => {
      test.slow()
      const app = new AppPage(page, language)
      const links = new LinksPage(app)
      const slow = await startSlowSite()
      try {
        await app.open(served)
        await allowLoopback(app, 100_000)
        const rows = Array.from(
          { length: 30 },
          (_, n) => `供应商 ${n},${slow.origin}/${n % 3 === 0 ? 'slow' : 'quick'}/${n}`,
        )
        await app.ask('link.import', {
          fileName: 'a.csv',
          content: Buffer.from(`name,url\n招标公告,${urlOf(farm, '招标公告')}\n${rows.join('\n')}`).toString('base64'),
        })
        await links.open()
        await links.checkAll()
        await expect.poll(async () => (await app.ask('link.summary', {})).unchecked).toBeLessThan(11)
        await expect(links.progress).toBeVisible()
        await shoot(page, named('checking'))
        await links.progress.getByRole('button', { name: app.t('links.run.showLog') }).click()
        await expect(links.progress.getByRole('option').first()).toBeVisible()
        await shoot(page, named('checking-log'))
        await links.progress.getByRole('button', { name: app.t('links.run.cancel') }).click()
        await expect(links.summary('cancelled')).toBeVisible()
        await shoot(page, named('cancelled'))
        await links
          .summary('cancelled')
          .getByRole('link', { name: app.t('links.run.history') })
          .click()
        await expect(page.getByRole('article')).toBeVisible()
        await shoot(page, named('run-in-history'))
        const many = Array.from({ length: 20_000 }, (_, n) => `供应商 ${n},https://supplier-${n}.example/`)
        const content = Buffer.from(`name,url\n${many.join('\n')}\n`).toString('base64')
        await app.ask('link.import', { fileName: 'a.csv', content })
        await links.open()
        await expect(links.footer).toContainText('20,0')
        await shoot(page, named('20000'))
      } finally {
        await slow.close()
      }
    })

    test('of every dialog', async ({ page, served, farm }) => {
      test.slow()
      const app = new AppPage(page, language)
      const links = new LinksPage(app)
      await app.open(served)
      await allowLoopback(app)
      await addEveryKind(app, farm)
      await app.ask('link.saveGroup', {
        name: '友情链接',
        policy: 'strict',
        allowsPrivate: false,
        includesSubdomains: true,
      })
      const leave = async (): Promise<void> => {
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
      await links.open()
      await expect(links.row(0)).toBeVisible()

      await app.button('links.toolbar.add').click()
      const add = links.dialog('links.form.addTitle')
      await shoot(page, named('dialog-add'), LEAST)
      await add.getByLabel(app.t('links.form.url'), { exact: false }).first().fill('example.com/partners')
      await add.getByRole('checkbox', { name: app.t('links.form.whitelisted') }).check()
      await add.getByRole('button', { name: app.t('links.form.add'), exact: true }).click()
      await shoot(page, named('dialog-add-problems'), LEAST)
      await leave()

      await app.button('links.toolbar.import').click()
      const dialog = links.dialog('links.import.title')
      await shoot(page, named('dialog-import'), LEAST)
      const good = Array.from({ length: 12 }, (_, n) => `新伙伴 ${n},https://partner-${n}.example/,example.com,新分组,`)
      const bad = [
        ',,,,',
        '随便写的,不是网址,,,',
        `重复,https://partner-1.example/,,,`,
        'a,https://u:p@example.com/,,,',
      ]
      await dialog.locator('input[type="file"]').setInputFiles({
        name: '友情链接.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(['name,url,backlink,group,whitelist', ...good, ...bad].join('\n')),
      })
      await expect(dialog.getByRole('table').first()).toBeVisible()
      await shoot(page, named('dialog-import-plan'), LEAST)
      await dialog.getByRole('button', { name: app.t('links.import.confirm', { count: 12, shown: '12' }) }).click()
      await expect(dialog).toContainText(app.t('links.import.done'))
      await shoot(page, named('dialog-import-done'), LEAST)
      await leave()

      // A menu belongs to the place where it was opened, so it is opened anew in every size.
      const closing = async (): Promise<void> => page.keyboard.press('Escape')
      await shoot(page, named('groups-menu'), {
        ...LEAST,
        prepare: async () => {
          await app.button('links.filter.groups').click()
          return closing
        },
      })
      await app.button('links.filter.groups').click()
      await page.getByRole('button', { name: app.t('links.filter.manageGroups') }).click()
      const groups = links.dialog('links.group.title')
      await shoot(page, named('dialog-groups'), LEAST)
      await groups.getByRole('button', { name: app.t('links.group.editLabel', { name: '友情链接' }) }).click()
      await shoot(page, named('dialog-groups-edit'), LEAST)
      // The form answers the key first.
      await page.keyboard.press('Escape')
      await expect(groups.getByRole('radio')).toHaveCount(0)
      await leave()

      await shoot(page, named('check-menu'), {
        ...LEAST,
        prepare: async () => {
          await page.getByRole('button', { name: app.t('links.toolbar.more') }).click()
          return closing
        },
      })
      await links.search.fill('招标公告')
      await links.expectRows(1)
      await shoot(page, named('row-menu'), {
        ...LEAST,
        prepare: async () => {
          await links.rowOf('招标公告').getByText('招标公告', { exact: true }).click({ button: 'right' })
          return closing
        },
      })
      await links.openDetails('招标公告')
      await links.act('links.details.edit')
      await shoot(page, named('dialog-edit'), LEAST)
      await leave()
      await links.act('links.details.whitelist')
      const whitelist = links.dialog('links.whitelist.title', { name: '招标公告' })
      await whitelist.getByLabel(app.t('links.whitelist.reason'), { exact: false }).first().fill(WHITELIST_REASON)
      await shoot(page, named('dialog-white-list'), LEAST)
      await leave()
      await links.act('links.details.hide')
      await expect(links.dialog('links.pin.title', { name: '招标公告' })).toBeVisible()
      await shoot(page, named('dialog-pin'), LEAST)
      await leave()
      await links.act('links.details.remove')
      await expect(links.dialog('links.remove.title', { name: '招标公告' })).toBeVisible()
      await shoot(page, named('dialog-remove'), LEAST)
      await leave()
      await app.button('shell.panel.close').click()
      await links.search.fill('')
      await expect(links.grid).toHaveAttribute('aria-busy', 'false')
      await links.grid.focus()
      await page.keyboard.press('ControlOrMeta+a')
      const total = (await links.ask()).total
      const counted = { count: total, shown: String(total) }
      await shoot(page, named('selection-menu'), {
        ...LEAST,
        prepare: async () => {
          await links.footer.getByRole('button', { name: app.t('links.toolbar.selected', counted) }).click()
          return closing
        },
      })
      await links.footer.getByRole('button', { name: app.t('links.toolbar.selected', counted) }).click()
      await page.getByRole('menuitem', { name: app.t('links.menu.editMany', counted) }).click()
      await expect(links.dialog('links.form.bulkTitle', counted)).toBeVisible()
      await shoot(page, named('dialog-edit-many'), LEAST)
      await leave()
      await links.footer.getByRole('button', { name: app.t('links.toolbar.selected', counted) }).click()
      await page.getByRole('menuitem', { name: app.t('links.menu.removeMany', counted) }).click()
      await expect(links.dialog('links.remove.titleMany', counted)).toBeVisible()
      await shoot(page, named('dialog-remove-many'), LEAST)
      await leave()
    })
  })
}
