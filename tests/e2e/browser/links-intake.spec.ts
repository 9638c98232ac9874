import { addSites, allowLoopback, expect, test, urlOf } from '../support/link-sites.ts'
import { AppPage } from '../support/app-page.ts'
import { LinksPage } from '../support/links-page.ts'

test.describe('links come in', () => {
  let app: AppPage
  let links: LinksPage

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    links = new LinksPage(app)
    await app.open(served)
    await allowLoopback(app)
  })

  test('the first one by the form, which says what is wrong, and is checked at once', async ({ page, farm }) => {
    await links.open()
    const empty = page.getByRole('main').getByText(app.t('links.empty.none'), { exact: true })
    await expect(empty.first()).toBeVisible()
    await page
      .getByRole('main')
      .getByRole('button', { name: app.t('links.toolbar.add'), exact: true })
      .last()
      .click()
    const form = links.dialog('links.form.addTitle')
    const address = form.getByLabel(app.t('links.form.url'), { exact: false }).first()
    await expect(address).toBeFocused()
    await form.getByRole('button', { name: app.t('links.form.add'), exact: true }).click()
    await expect(form).toContainText(app.t('links.form.address.url-missing'))
    await address.fill('https://user:secret@example.com/')
    await form.getByLabel(app.t('links.form.name'), { exact: true }).fill('集团官网')
    await expect(form).toContainText(app.t('links.form.address.url-credentials'))
    // People copy addresses without their scheme; one click adds it.
    const url = urlOf(farm, '集团官网')
    await address.fill(url.slice('https://'.length))
    // What is said of the address moves the fields below; a click on one of them must not be lost by that.
    await form.getByRole('checkbox', { name: app.t('links.form.whitelisted') }).check()
    await expect(form).toContainText(app.t('links.form.address.no-scheme'))
    await form.getByRole('checkbox', { name: app.t('links.form.whitelisted') }).uncheck()
    await form.getByRole('button', { name: app.t('links.form.useSuggestion', { url }) }).click()
    await expect(address).toHaveValue(url)
    await form.getByRole('checkbox', { name: app.t('links.form.checkAfter') }).check()
    await form.getByRole('button', { name: app.t('links.form.add'), exact: true }).click()
    await expect(form).toHaveCount(0)
    await links.expectDetails('集团官网')
    await expect(links.section('links.details.section.verdict')).toContainText(app.t('links.details.meaning.ok'))
    await expect(links.rowOf('集团官网')).toContainText(links.verdict('ok'))

    // The same address is not added twice.
    await app.button('links.toolbar.add').first().click()
    await address.fill(url.toUpperCase().replace('HTTPS', 'https'))
    await form.getByRole('button', { name: app.t('links.form.add'), exact: true }).click()
    await expect(form).toContainText(app.error('LINK_EXISTS', { name: '集团官网' }))
    await expect(address).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(form).toHaveCount(0)
    await links.expectRows(1)
  })

  test('by a file: the good rows are shown before they are taken, the bad ones are named', async ({ farm }) => {
    await addSites(app, farm, ['招标公告'])
    await links.open()
    await links.expectRows(1)
    const rows = [
      'name,url,backlink,group,whitelist',
      `集团官网,${urlOf(farm, '集团官网')},,,`,
      `合作伙伴甲,${urlOf(farm, '合作伙伴甲')},https://duewatch.example/,友情链接,`,
      `门户,${urlOf(farm, '需要登录的门户')},,友情链接,需要登录`,
      '没有网址,,,,',
      '不是网址,随便写的,,,',
      '带密码的,https://user:hunter2@example.com/,,,',
      `重复的,${urlOf(farm, '集团官网')},,,`,
      `已有的,${urlOf(farm, '招标公告')},,,`,
      `外链不对,${urlOf(farm, '集团新闻中心')},不是 站点,,`,
    ]
    await app.button('links.toolbar.import').click()
    const dialog = links.dialog('links.import.title')
    await dialog.locator('input[type="file"]').setInputFiles({
      name: '友情链接.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`\uFEFF${rows.join('\r\n')}\r\n`),
    })
    await expect(dialog).toContainText('友情链接.csv')
    await expect(dialog).toContainText(app.t('links.import.newGroups', { names: '友情链接' }))
    const preview = dialog.getByRole('group', { name: app.t('links.import.preview') })
    await expect(preview.getByRole('row', { name: /合作伙伴甲/ })).toContainText('https://duewatch.example/')
    await expect(preview.getByRole('row', { name: /门户/ })).toContainText('需要登录')
    const problems = dialog.getByRole('table').filter({ hasText: app.t('links.import.problem') })
    for (const [row, problem] of [
      [5, 'url-missing'],
      [6, 'url-invalid'],
      [7, 'url-credentials'],
      [8, 'duplicate-in-file'],
      [10, 'backlink-invalid'],
    ] as const) {
      await expect(problems.getByRole('row', { name: new RegExp(`^${row}\\s`) })).toContainText(
        app.t(`link.importProblem.${problem}`),
      )
    }
    await expect(dialog).not.toContainText('hunter2')
    // Nothing has been taken before the person says so.
    expect((await links.ask()).total).toBe(1)
    const { imported, updated } = await app.ask('link.import', {
      fileName: '友情链接.csv',
      content: Buffer.from(rows.join('\r\n')).toString('base64'),
      isDryRun: true,
    })
    expect(imported).toBe(3)
    const count = imported + updated
    await dialog
      .getByRole('button', { name: app.t('links.import.confirm', { count, shown: String(count) }), exact: true })
      .click()
    await expect(dialog).toContainText(app.t('links.import.done'))
    await dialog
      .getByRole('button', { name: app.t('links.import.checkThem', { count: imported, shown: String(imported) }) })
      .click()
    await expect(dialog).toHaveCount(0)
    await links.expectRows(4)
    await expect(links.summary('succeeded')).toBeVisible()
    expect((await links.link('集团官网')).verdict).toBe('ok')
    // A group that a file has made reaches no private address before somebody allows it.
    expect(await links.link('合作伙伴甲')).toMatchObject({ verdict: 'unsupported', cause: 'address-forbidden' })
    // Whoever only imports must not have others checked.
    expect((await links.link('已有的')).verdict).toBeNull()
  })

  test('groups are made, changed and removed where their rules are explained', async ({ page, farm }) => {
    await addSites(app, farm, ['集团官网'])
    await links.open()
    await app.button('links.filter.groups').click()
    await page.getByRole('button', { name: app.t('links.filter.manageGroups') }).click()
    const dialog = links.dialog('links.group.title')
    await dialog.getByRole('button', { name: app.t('links.group.add'), exact: true }).click()
    const form = dialog.getByRole('region', { name: app.t('links.group.addTitle') })
    await form.getByLabel(app.t('links.group.name'), { exact: false }).first().fill('友情链接')
    await form.getByRole('radio', { name: app.t('link.policy.strict') }).check()
    await form.getByRole('checkbox', { name: app.t('links.group.includesSubdomains') }).check()
    await form.getByRole('button', { name: app.t('links.group.save') }).click()
    const line = dialog.getByRole('listitem').filter({ hasText: '友情链接' })
    await expect(line).toContainText(app.t('link.policy.strict'))
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)

    // The link goes there by its own form.
    await links.openDetails('集团官网')
    await links.act('links.details.edit')
    const edit = links.dialog('links.form.editTitle', { name: '集团官网' })
    await edit.getByLabel(app.t('links.form.group'), { exact: true }).click()
    await page.getByRole('option', { name: '友情链接', exact: true }).click()
    await edit.getByRole('button', { name: app.t('links.form.save'), exact: true }).click()
    await expect(edit).toHaveCount(0)
    await expect(links.section('links.details.section.shown')).toContainText(app.t('link.policy.strict'))

    await app.button('links.filter.groups').click()
    await page.getByRole('button', { name: app.t('links.filter.manageGroups') }).click()
    await dialog.getByRole('button', { name: app.t('links.group.removeLabel', { name: '友情链接' }) }).click()
    await expect(dialog).toContainText(
      app.t('links.group.removeAsk', { name: '友情链接', count: 1, shown: '1', target: app.t('link.defaultGroup') }),
    )
    await dialog.getByRole('button', { name: app.t('links.group.removeConfirm'), exact: true }).click()
    await expect(line).toHaveCount(0)
    expect((await links.link('集团官网')).groupId).toBe('default')
  })
})
