import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'

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
})
