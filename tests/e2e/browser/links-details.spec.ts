import { addSites, allowLoopback, checkLinks, expect, test, urlOf, WHITELIST_REASON } from '../support/link-sites.ts'
import { AppPage } from '../support/app-page.ts'
import { LinksPage } from '../support/links-page.ts'

test.describe('the details of a link', () => {
  let app: AppPage
  let links: LinksPage

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    links = new LinksPage(app)
    await app.open(served)
    await allowLoopback(app)
  })

  test('show what the verdict rests on: requests, the link back, the certificate, the checks before', async ({
    farm,
  }) => {
    await addSites(app, farm, ['集团新闻中心', '合作伙伴丙', '证书很多域名的站点', '电子发票', '循环跳转的站点'])
    await checkLinks(app)
    await farm.set('redirect-to-https', 'status-404')
    await checkLinks(app)
    await farm.set('redirect-to-https', 'redirect-to-https')
    await checkLinks(app)
    await links.open()
    const evidence = links.section('links.details.section.evidence')

    await links.openDetails('集团新闻中心')
    const moved = await links.link('集团新闻中心')
    await expect(links.section('links.details.section.verdict')).toContainText(
      app.t('links.details.meaning.redirected'),
    )
    await expect(evidence).toContainText(moved.finalUrl ?? 'no address')
    const hops = evidence.getByRole('list').getByRole('listitem')
    await expect(hops).toHaveCount(2)
    await expect(hops.first()).toContainText(urlOf(farm, '集团新闻中心'))
    await expect(hops.last()).toContainText(app.t('links.details.hopStatus', { status: 200 }))
    const checks = links.section('links.details.section.checks').getByRole('table')
    await expect(checks.getByRole('row')).toHaveCount(4)
    await expect(checks.getByRole('row').nth(1)).toContainText(links.verdict('redirected'))
    await expect(checks.getByRole('row').nth(2)).toContainText(links.verdict('broken'))
    const history = links.section('links.details.section.history')
    await expect(history).toContainText(app.t('links.details.byCheck'))
    await expect(history).toContainText(app.t('link.hidden.status', { status: 404 }))
    // A link that has moved takes its new address by two clicks.
    await links.act('links.details.useFinal')
    const form = links.dialog('links.form.editTitle', { name: '集团新闻中心' })
    await expect(form.getByLabel(app.t('links.form.url'), { exact: false }).first()).toHaveValue(moved.finalUrl ?? '')
    await form.getByRole('button', { name: app.t('links.form.save'), exact: true }).click()
    await expect(form).toHaveCount(0)
    expect(await links.link('集团新闻中心')).toMatchObject({ url: moved.finalUrl, verdict: null })

    await links.openDetails('合作伙伴丙')
    await expect(evidence).toContainText(
      app.t('links.details.backlinkMeaning.present', { site: 'https://duewatch.example/' }),
    )
    await expect(evidence).toContainText(app.t('links.details.anchorNoFollow', { rel: 'nofollow' }))

    await links.openDetails('证书很多域名的站点')
    const certificate = links.section('links.certificate.title')
    await expect(certificate).toContainText(app.t('links.certificate.trusted'))
    await expect(certificate).toContainText('Duewatch Link Farm')
    await expect(certificate).not.toContainText('tenant-249.many.example')
    await certificate.getByRole('button', { name: /显示全部/ }).click()
    await expect(certificate).toContainText('tenant-249.many.example')

    await links.openDetails('电子发票')
    await expect(certificate).toContainText(app.t('link.cause.certificate-expired'))
    await expect(certificate).toContainText(/已过期/)

    await links.openDetails('循环跳转的站点')
    await expect(links.section('links.details.section.verdict')).toContainText(app.t('link.cause.redirect-loop'))
    await app.button('shell.panel.close').click()
    await expect(links.details).toHaveCount(0)
  })

  test('white-list a link with a reason: it is not asked and shown, until that ends', async ({ page, farm }) => {
    await addSites(app, farm, ['招标公告', '集团官网'])
    await checkLinks(app)
    await links.open()
    await links.openDetails('招标公告')
    await links.act('links.details.whitelist')
    const dialog = links.dialog('links.whitelist.title', { name: '招标公告' })
    const confirm = dialog.getByRole('button', { name: app.t('links.whitelist.confirm'), exact: true })
    await confirm.click()
    await expect(dialog).toContainText(app.t('links.whitelist.reasonMissing'))
    await dialog.getByLabel(app.t('links.whitelist.reason'), { exact: false }).first().fill(WHITELIST_REASON)
    await dialog.getByRole('button', { name: app.t('links.whitelist.in90') }).click()
    await confirm.click()
    await expect(dialog).toHaveCount(0)
    const shown = links.section('links.details.section.shown')
    await expect(shown).toContainText(app.t('links.details.why.whitelisted'))
    await expect(shown).toContainText(WHITELIST_REASON)
    await expect(links.rowOf('招标公告')).toContainText(app.t('links.list.whitelisted'))
    expect((await links.link('招标公告')).whitelisting?.reviewOn).toMatch(/^\d{4}-\d\d-\d\d$/)
    await farm.resetStats()
    await checkLinks(app)
    expect(Object.keys((await farm.stats()).byCase)).toEqual(['ok'])

    await links.act('links.details.endWhitelist')
    await expect(shown).toContainText(app.t('links.details.why.checks'))
    expect(await links.link('招标公告')).toMatchObject({ isShown: false, whitelisting: null })
    const history = links.section('links.details.section.history')
    await expect(history).toContainText(app.t('links.details.changeField.whitelist'))
    await expect(history).toContainText(WHITELIST_REASON)
    await page.keyboard.press('Escape')
    await expect(links.details).toHaveCount(0)
  })

  test('hide a link by hand with words, which checks do not change, and release it again', async ({ page, farm }) => {
    await addSites(app, farm, ['集团官网', '招标公告'])
    await checkLinks(app)
    await links.open()
    await links.openDetails('集团官网')
    await links.act('links.details.hide')
    const dialog = links.dialog('links.pin.title', { name: '集团官网' })
    await dialog.getByLabel(app.t('links.pin.words'), { exact: false }).first().fill('正在改版')
    await dialog.getByRole('button', { name: app.t('links.pin.confirmHidden'), exact: true }).click()
    await expect(dialog).toHaveCount(0)
    await expect(links.details).toContainText(app.t('links.details.why.pinnedHidden'))
    await expect(links.details).toContainText('正在改版')
    await expect(links.rowOf('集团官网')).toContainText('正在改版')
    await checkLinks(app)
    expect(await links.link('集团官网')).toMatchObject({ verdict: 'ok', isShown: false, pinned: 'hidden' })
    await links.act('links.details.release')
    await expect(links.section('links.details.section.shown')).toContainText(app.t('links.details.why.answers'))
    expect(await links.link('集团官网')).toMatchObject({ isShown: true, pinned: null })

    // Several at once by the menu of a selection: shown by hand although nothing answers.
    await page.keyboard.press('Escape')
    await links.grid.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await links.footer.getByRole('button', { name: app.t('links.toolbar.selected', { count: 2, shown: '2' }) }).click()
    await page.getByRole('menuitem', { name: app.t('links.menu.show') }).click()
    const many = links.dialog('links.pin.titleMany', { count: 2, shown: '2' })
    await many.getByRole('button', { name: app.t('links.pin.confirmShown'), exact: true }).click()
    await expect(many).toHaveCount(0)
    await expect(links.rowOf('招标公告')).toContainText(app.t('links.list.pinnedShown'))
    expect(await links.link('招标公告')).toMatchObject({ isShown: true, verdict: 'broken' })
  })

  test('remove a link after asking once, and what only it has used', async ({ farm }) => {
    await addSites(app, farm, ['集团官网', '电子发票'])
    await checkLinks(app)
    await links.open()
    await links.openDetails('电子发票')
    await links.act('links.details.remove')
    const dialog = links.dialog('links.remove.title', { name: '电子发票' })
    await expect(dialog.getByRole('button', { name: app.t('links.remove.cancel'), exact: true })).toBeFocused()
    await dialog.getByRole('button', { name: app.t('links.remove.confirm'), exact: true }).click()
    await expect(dialog).toHaveCount(0)
    await expect(links.details).toHaveCount(0)
    await links.expectRows(1)
    const { items } = await app.ask('item.query', { query: {}, rows: 10 })
    expect(items.map(({ resourceId }) => resourceId)).toEqual([new URL(urlOf(farm, '集团官网')).host])
  })
})
