import type { Verdict } from '../../../src/shared/domain/link.ts'
import { addSites, allowLoopback, checkLinks, expect, QUICK_SITES, test, urlOf } from '../support/link-sites.ts'
import { AppPage } from '../support/app-page.ts'
import { ItemsPage } from '../support/items-page.ts'
import { LinksPage } from '../support/links-page.ts'

test.describe('the list of links', () => {
  let app: AppPage
  let links: LinksPage

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    links = new LinksPage(app)
    await app.open(served)
    await allowLoopback(app)
  })

  test('is filtered by verdict, by chips and by words, is sorted and arranged, and is so after a restart', async ({
    page,
    farm,
    served,
  }) => {
    await addSites(app, farm, QUICK_SITES)
    await checkLinks(app)
    await links.open()
    const { links: all } = await links.ask()
    await links.expectRows(all.length)

    // By a verdict's entry in the column's menu.
    const menu = await links.openFilter('verdict')
    await menu.getByRole('button', { name: app.t('list.menu.none'), exact: true }).click()
    await menu
      .getByRole('option')
      .filter({ hasText: links.verdict('tls') })
      .click()
    await links.closeFilter()
    const wanted: readonly Verdict[] = ['tls']
    await links.expectLike({ filter: { columns: [{ kind: 'values', field: 'verdict', values: wanted }] } })
    await expect(links.chips).toContainText(links.verdict('tls'))
    await links.chips.getByRole('button', { name: app.t('list.filter.clear') }).click()
    await links.expectRows(all.length)

    // By one click, each with the number that it finds.
    const hidden = all.filter(({ isShown }) => !isShown).length
    await expect(links.quick('hidden')).toContainText(String(hidden))
    await links.quick('hidden').click()
    await links.expectLike({ filter: { columns: [{ kind: 'values', field: 'shown', values: ['false'] }] } })
    await links.quick('all').click()
    await links.quick('noBacklink').click()
    await links.expectRows(1)
    await expect(links.row(0)).toContainText('合作伙伴乙')
    await links.quick('all').click()
    await links.quick('whitelisted').click()
    await expect(links.row(0)).toContainText('需要登录的门户')
    await links.expectRows(1)
    await links.quick('all').click()
    await links.expectRows(all.length)

    // By two characters, in the window's own order and by a click on a header.
    await links.search.fill('伙伴')
    await links.expectLike({ filter: { search: '伙伴' } })
    await links.header('name').click()
    await expect(links.header('name')).toHaveAttribute('aria-sort', 'ascending')
    await links.expectLike({ filter: { search: '伙伴' }, sort: [{ field: 'name', direction: 'asc' }] })

    await app.button('list.columns.title').click()
    const chooser = links.dialog('list.columns.title')
    await chooser.getByRole('checkbox', { name: app.t('link.field.rel'), exact: true }).check()
    await chooser.getByRole('checkbox', { name: app.t('links.trend.title'), exact: true }).uncheck()
    await page.keyboard.press('Escape')
    await expect(links.header('trend')).toHaveCount(0)
    await expect(links.header('rel')).toHaveCount(1)
    await links.openDetails('合作伙伴丙')
    await app.kept('links.state', (await links.link('合作伙伴丙')).linkId)

    await app.reopen(served)
    await app.navigation.getByRole('link', { name: app.t('shell.page.links') }).click()
    await links.expectDetails('合作伙伴丙')
    await expect(links.search).toHaveValue('伙伴')
    await expect(links.header('name')).toHaveAttribute('aria-sort', 'ascending')
    await expect(links.header('rel')).toHaveCount(1)
    await expect(links.header('trend')).toHaveCount(0)
    await links.expectLike({ filter: { search: '伙伴' }, sort: [{ field: 'name', direction: 'asc' }] })
  })

  test('is counted in the navigation and on the overview, whose links lead to what they count', async ({
    page,
    farm,
  }) => {
    await addSites(app, farm, ['集团官网', '招标公告', '电子发票', '需要登录的门户'])
    await checkLinks(app)
    await expect(app.navigation.getByRole('link', { name: app.t('shell.page.links') })).toContainText('2')
    await app.goTo('overview')
    const section = page.getByRole('region', { name: app.t('overview.links.title'), exact: true })
    for (const [key, count, names] of [
      ['overview.links.hidden', 2, ['招标公告', '电子发票']],
      ['overview.links.shown', 2, ['集团官网', '需要登录的门户']],
      ['overview.links.whitelisted', 1, ['需要登录的门户']],
      ['link.verdict.broken', 1, ['招标公告']],
    ] as const) {
      const line = section.getByRole('listitem').filter({ has: page.getByRole('link', { name: app.t(key) }) })
      await expect(line).toContainText(String(count))
      await line.getByRole('link').click()
      await expect(app.heading(app.t('shell.page.links'))).toBeVisible()
      await links.expectRows(count)
      for (const name of names) await expect(links.rowOf(name)).toBeVisible()
      await app.goTo('overview')
    }
  })

  test('brings the certificates of its hosts into the items, where they end as others do', async ({ page, farm }) => {
    await addSites(app, farm, ['集团官网', '电子发票'])
    await checkLinks(app)
    const host = new URL(urlOf(farm, '电子发票')).hostname
    await links.open()
    await links.openDetails('电子发票')
    await links
      .section('links.certificate.title')
      .getByRole('link', { name: app.t('links.certificate.inItems') })
      .click()
    const items = new ItemsPage(app)
    await expect(app.heading(app.t('shell.page.items'))).toBeVisible()
    await expect(items.details).toContainText(host)
    await expect(items.details).toContainText(app.t('grid.kind.certificate'))
    const found = await items.ask()
    expect(found.items.map(({ kind }) => kind)).toEqual(['certificate', 'certificate'])
    await expect(items.details).toContainText(/已过期/)
    await page.keyboard.press('Escape')
    await expect(items.details).toHaveCount(0)
  })

  test('by keyboard alone leads from the list to the details, on to the next, and back', async ({ page, farm }) => {
    await addSites(app, farm, ['集团官网', '招标公告', '电子发票'])
    await checkLinks(app)
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await expect(app.heading(app.t('shell.page.links'))).toBeVisible()
    const all = await links.expectLike({})
    const name = (index: number): string => all[index]?.name ?? ''

    await page.keyboard.press('/')
    await expect(links.search).toBeFocused()
    await page.keyboard.type('发票')
    await links.expectRows(1)
    await page.keyboard.press('Escape')
    await expect(links.search).toHaveValue('')
    await page.keyboard.press('Escape')
    await links.expectLike({})

    await links.grid.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await links.expectDetails(name(0))
    await page.keyboard.press('j')
    await links.expectDetails(name(1))
    await page.keyboard.press('k')
    await links.expectDetails(name(0))
    // Into a dialog and out again: the focus comes back to what opened it.
    const button = links.details.getByRole('button', { name: app.t('links.details.whitelist'), exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = links.dialog('links.whitelist.title', { name: name(0) })
    await expect(dialog.getByLabel(app.t('links.whitelist.reason'), { exact: false }).first()).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(button).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(links.details).toHaveCount(0)
    await expect(links.grid).toBeFocused()
    await page.keyboard.press('ControlOrMeta+a')
    await expect(links.footer).toContainText(app.t('list.footer.selected', { count: 3, selected: '3' }))

    const before = (await app.ask('link.summary', {})).lastRunId
    await page.keyboard.press('ControlOrMeta+k')
    // Keys that are pressed before the palette has the focus are none of its own.
    await expect(page.getByRole('combobox', { name: app.t('shell.palette.label') })).toBeFocused()
    await page.keyboard.type(app.t('shell.palette.checkLinks'))
    await expect(page.getByRole('option')).toHaveCount(1)
    await expect(page.getByRole('option', { selected: true })).toContainText(app.t('shell.palette.checkLinks'))
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await app.ask('link.summary', {})).lastRunId).not.toBe(before)
    await expect(links.summary('succeeded')).toContainText(app.t('links.run.checked', { count: 3, shown: '3' }))
  })

  test('of 20,000 is scrolled to its last row and filtered', async ({ page }) => {
    test.slow()
    const rows = Array.from(
      { length: 20_000 },
      (_, index) => `供应商 ${String(index + 1).padStart(5, '0')},https://supplier-${index + 1}.example/`,
    )
    const content = Buffer.from(`name,url\n${rows.join('\n')}\n`).toString('base64')
    expect((await app.ask('link.import', { fileName: '供应商.csv', content })).imported).toBe(20_000)
    await links.open()
    await links.expectRows(20_000)
    await expect(links.footer).toContainText(app.t('links.footer.shown', { count: 20_000, shown: '20,000' }))
    const { links: last } = await links.ask({ sort: [{ field: 'name', direction: 'desc' }] })
    await links.header('name').click()
    await links.expectLike({ sort: [{ field: 'name', direction: 'asc' }] })
    await links.grid.focus()
    await page.keyboard.press('ControlOrMeta+End')
    await expect(links.row(19_999)).toContainText(last[0]?.name ?? '')
    // No row on the page is without its words.
    await expect.poll(async () => (await links.texts('name')).every((text) => text !== '')).toBe(true)
    await links.search.fill('19999')
    await links.expectRows(1)
    await expect(links.row(0)).toContainText('供应商 19999')
    await links.search.fill('')
    await links.expectRows(20_000)
    await links.quick('unchecked').click()
    await links.expectRows(20_000)
    await expect(links.quick('unchecked')).toContainText('20,000')
  })
})
