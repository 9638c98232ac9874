import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { violationsInBothThemes } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'

test.describe('settings', () => {
  let app: AppPage

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    await app.open(served)
    await app.seedDemo(60)
    await app.goTo('settings')
  })

  test('change the language of the whole window at once, and for the next start', async ({ page, served }) => {
    await page.getByText('English', { exact: true }).click()
    app.useLanguage('en')
    await expect(app.heading('Settings')).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await app.reopen(served)
    await expect(app.heading(app.t('overview.title'))).toBeVisible()
  })

  test('change the looks, which survive a restart on another port', async ({ page, served }) => {
    await page.getByText(app.t('settings.general.themes.dark'), { exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await page.getByText(app.t('settings.general.densities.comfortable'), { exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('data-density', 'comfortable')
    await app.goTo('overview')
    await app.reopen(served)
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await expect(page.locator('html')).toHaveAttribute('data-density', 'comfortable')
  })

  test('divide the days into other bands, everywhere', async ({ page }) => {
    const bands = page.getByLabel(app.t('settings.days.bands'))
    await bands.fill('30, 7')
    await expect(page.getByText(app.t('settings.days.bandsWrong'))).toBeVisible()
    await bands.fill('10，45')
    await app.button('settings.save').click()
    await expect(page.getByText(app.t('settings.saved')).first()).toBeVisible()
    await app.goTo('overview')
    await expect(
      page.getByRole('row', { name: new RegExp(app.t('domain.band.range', { from: 11, to: 45 })) }),
    ).toBeVisible()
  })

  test('refuse a proxy that is no address, with a sentence where it was typed', async ({ page }) => {
    await page.getByLabel(app.t('settings.proxy.url')).click()
    await page.getByLabel(app.t('settings.proxy.address')).fill('not an address')
    await page.getByLabel(app.t('settings.proxy.address')).press('Enter')
    await expect(page.getByRole('region', { name: app.t('settings.proxy.title') })).toContainText(
      app.t('settings.proxy.addressWrong'),
    )
  })

  test('write a backup and a diagnostics file without keys, and check themselves', async ({ page }) => {
    const data = page.getByRole('region', { name: app.t('settings.data.title') })
    await app.button('settings.data.backup').click()
    await expect(data.getByRole('status').last()).toContainText('.sqlite')
    const backup = /(\/\S+\.sqlite)/.exec(await data.getByRole('status').last().innerText())?.[1] ?? ''
    expect(existsSync(backup)).toBe(true)
    await app.button('settings.data.bundle').click()
    await expect(data.getByRole('status').last()).toContainText('.json')
    const bundle = /(\/\S+\.json)/.exec(await data.getByRole('status').last().innerText())?.[1] ?? ''
    expect(JSON.parse(await readFile(bundle, 'utf8'))).toBeTruthy()
    await app.button('settings.data.check').click()
    await expect(data.getByText(app.t('settings.data.allFine'))).toBeVisible()
  })

  test('say to which department an owner belongs, and lead to what they own', async ({ page }) => {
    const items = new ItemsPage(app)
    const { items: some } = await items.ask()
    await app.ask('item.review', { itemIds: some.slice(0, 3).map(({ id }) => id), patch: { owner: '李四' } })
    const people = page.getByRole('region', { name: app.t('settings.people.title') })
    const department = (name: string) =>
      people.getByRole('textbox', { name: app.t('settings.people.departmentOf', { name }) })
    await department('李四').fill('财务部')
    await department('李四').press('Enter')
    await expect(people.getByRole('status')).toHaveText(app.t('settings.saved'))
    await people.getByLabel(app.t('settings.people.newName'), { exact: true }).fill('王五')
    await people.getByLabel(app.t('settings.people.newDepartment'), { exact: true }).fill('研发部')
    await people.getByRole('button', { name: app.t('settings.people.add') }).click()
    await expect(department('王五')).toHaveValue('研发部')
    const known = async () => await app.ask('person.list', {})
    expect((await known()).toSorted((a, b) => b.items - a.items)).toEqual([
      { name: '李四', department: '财务部', items: 3 },
      { name: '王五', department: '研发部', items: 0 },
    ])
    expect(await violationsInBothThemes(page)).toEqual([])
    await people.getByRole('button', { name: app.t('settings.people.forgetOne', { name: '王五' }) }).click()
    await expect(department('王五')).toHaveCount(0)
    await people.getByRole('link', { name: '3', exact: true }).click()
    await items.expectRows(3)
    expect(await items.texts('owner')).toEqual(['李四', '李四', '李四'])
  })

  test('have nothing for axe to complain about in either theme, with a proxy and a text that is wrong', async ({
    page,
  }) => {
    await page.getByLabel(app.t('settings.proxy.url')).click()
    await page.getByLabel(app.t('settings.proxy.address')).fill('not an address')
    await page.getByLabel(app.t('settings.proxy.address')).press('Enter')
    await page.getByLabel(app.t('settings.days.bands')).fill('30, 7')
    await expect(page.getByText(app.t('settings.days.bandsWrong'))).toBeVisible()
    await app.button('settings.data.check').click()
    await expect(page.getByText(app.t('settings.data.allFine'))).toBeVisible()
    expect(await violationsInBothThemes(page)).toEqual([])
  })

  test('keep the currency of reports and dated rates, and say which figure is none', async ({ page }) => {
    const rates = page.getByRole('region', { name: app.t('settings.rates.title') })
    await expect(rates.getByText(app.t('settings.rates.none'))).toBeVisible()
    const currency = rates.getByLabel(app.t('settings.rates.currency'))
    await currency.fill('C1')
    await currency.press('Enter')
    await expect(rates.getByText(app.t('settings.rates.currencyWrong'))).toBeVisible()
    await currency.fill('cny')
    await currency.press('Enter')
    await expect(rates.getByRole('status')).toHaveText(app.t('settings.saved'))
    expect((await app.ask('settings.get', {})).reportCurrency).toBe('CNY')

    const field = (name: string) => rates.getByLabel(app.t(`settings.rates.new.${name}`), { exact: true })
    await expect(field('to')).toHaveValue('CNY')
    await field('from').fill('usd')
    await field('rate').fill('7,1')
    await field('on').fill('2026-10-01')
    const add = rates.getByRole('button', { name: app.t('settings.rates.add') })
    await add.click()
    await expect(rates.getByText(app.t('settings.rates.rateWrong'))).toBeVisible()
    expect(await app.ask('rate.list', {})).toEqual([])
    await field('rate').fill('7.1234')
    await add.click()
    const equals = app.t('settings.rates.equals', { from: 'USD', to: 'CNY', rate: '7.1234' })
    await expect(rates.getByRole('row').filter({ hasText: '2026-10-01' })).toContainText(equals)
    expect(await app.ask('rate.list', {})).toMatchObject([{ from: 'USD', to: 'CNY', rate: '7.1234', on: '2026-10-01' }])
    expect(await violationsInBothThemes(page)).toEqual([])
    await rates
      .getByRole('button', { name: app.t('settings.rates.removeOne', { day: '2026-10-01', from: 'USD', to: 'CNY' }) })
      .click()
    await expect(rates.getByText(app.t('settings.rates.none'))).toBeVisible()
    expect(await app.ask('rate.list', {})).toEqual([])
  })
})
