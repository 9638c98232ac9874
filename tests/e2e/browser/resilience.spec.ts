import type { Page } from '@playwright/test'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'

/** Answers one route with something else for as long as `isBroken` says so. */
async function spoil(page: Page, route: string, data: unknown, isBroken: () => boolean): Promise<void> {
  await page.route('**/api/request', async (request) => {
    const body = request.request().postDataJSON() as { readonly route: string }
    if (body.route === route && isBroken()) await request.fulfill({ json: { ok: true, data } })
    else await request.continue()
  })
}

test.describe('a page that breaks', () => {
  // A broken page tells the console why.
  test.use({ mayComplain: true })

  test('leaves the frame standing and offers a way back', async ({ page, served }) => {
    const app = new AppPage(page)
    await app.open(served)
    await app.seedDemo(60)
    await app.goTo('accounts')
    let isBroken = true
    await spoil(page, 'overview.get', { bands: 'nonsense' }, () => isBroken)
    // Nothing is known yet of what the overview says.
    await page.reload()
    await app.navigation.getByRole('link', { name: app.t('shell.page.overview') }).click()
    await expect(page.getByText(app.t('shell.pageError.title'))).toBeVisible()
    await expect(app.navigation).toBeVisible()
    await expect(app.statusBar).toBeVisible()
    await app.goTo('settings')
    await expect(page.getByText(app.t('shell.pageError.title'))).toHaveCount(0)
    await app.navigation.getByRole('link', { name: app.t('shell.page.overview') }).click()
    await expect(page.getByText(app.t('shell.pageError.title'))).toBeVisible()
    isBroken = false
    await app.button('shell.pageError.reload').click()
    await expect(app.heading(app.t('overview.title'))).toBeVisible()
  })

  test('says in words what the core could not do, and tries again at a wish', async ({ page, served }) => {
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    await app.open(served)
    await app.seedDemo(60)
    let isBroken = true
    await page.route('**/api/request', async (route) => {
      const body = route.request().postDataJSON() as { readonly route: string }
      if (body.route !== 'item.query' || !isBroken) return await route.continue()
      await route.fulfill({ json: { ok: false, error: { code: 'INTERNAL', params: {}, raw: null } } })
    })
    await app.goTo('items')
    const alert = page.getByRole('main').getByRole('alert')
    await expect(alert).toContainText(app.error('INTERNAL'))
    isBroken = false
    await alert.getByRole('button', { name: app.t('shell.errorNote.retry') }).click()
    await items.expectRows((await items.ask()).total)
    await expect(alert).toHaveCount(0)
  })

  test('opens even when what was remembered makes no sense', async ({ page, served }) => {
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    await app.open(served)
    await app.seedDemo(60)
    for (const value of ['{"query":{"filter":{"columns":[{"kind":"values"}]}},"columns":7}', 'no json', '[]', 'null']) {
      await app.ask('preference.set', { key: 'items.state', value })
    }
    await app.ask('preference.set', {
      key: 'items.state',
      value: '{"query":{"sort":[{"field":"nothing"}]},"columns":[1]}',
    })
    await app.reopen(served)
    await items.open()
    await items.expectRows((await items.ask()).total)
  })
})
