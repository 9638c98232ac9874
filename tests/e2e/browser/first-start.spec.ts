import { startHuaweiSimulator } from '../../simulators/huawei/server.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'

test.describe('first start', () => {
  test('leads from nothing to what expires next month in four clicks with demo data', async ({ page, served }) => {
    const app = new AppPage(page)
    await app.open(served)
    await expect(app.heading(app.t('welcome.title'))).toBeVisible()
    await app.openDemo()
    // The bands stand in order with their counts; one of them leads to its rows.
    const row = page.getByRole('row', { name: new RegExp(app.t('domain.band.range', { from: 16, to: 30 })) })
    await expect(row.getByRole('cell').first()).toHaveText(/^[1-9]/)
    const count = Number((await row.getByRole('cell').first().innerText()).replaceAll(',', ''))
    await row.getByRole('link').click()
    await expect(app.heading(app.t('shell.page.items'))).toBeVisible()
    const grid = page.getByRole('grid')
    await expect(grid).toHaveAttribute('aria-rowcount', String(count + 1))
    await expect(grid.getByRole('row').nth(1)).toContainText(/\d/)
  })

  test('shows no table of zeros while the first sync goes on', async ({ page, served }) => {
    const cloud = await startHuaweiSimulator({ resources: 200, latencyMs: 60_000 })
    try {
      const app = new AppPage(page)
      await app.open(served)
      const key = { accessKey: 'AKEXAMPLE', secretKey: 'SKEXAMPLE' }
      const account = await app.ask('account.add', { name: 'A', provider: 'huawei', ...key, endpoint: cloud.url })
      const { runId } = await app.ask('sync.start', { accountId: account.accountId })
      await app.goTo('overview')
      await expect(page.getByText(app.t('overview.firstSync.text'))).toBeVisible()
      await expect(page.getByRole('main').getByRole('table')).toHaveCount(0)
      await app.ask('run.cancel', { runId })
      await expect(page.getByText(app.t('overview.notSynced.text'))).toBeVisible()
      cloud.switches.latencyMs = 0
      await app.sync(account.accountId)
      await expect(page.getByRole('row', { name: new RegExp(`^${app.t('overview.due.all')}`) })).toContainText('200')
    } finally {
      await cloud.close()
    }
  })

  test('says what the policy is before a key exists, and keeps the secret out of the page afterwards', async ({
    page,
    served,
  }) => {
    const app = new AppPage(page)
    await app.open(served)
    await app.button('accounts.form.policyTitle').click()
    await expect(page.getByText('billing:subscription:view')).toBeVisible()
  })

  test('asks for what is missing instead of sending half a form', async ({ page, served }) => {
    const app = new AppPage(page)
    await app.open(served)
    await app.button('accounts.form.saveAndSync').click()
    await expect(page.getByText(app.t('accounts.form.required'))).toHaveCount(3)
    await expect(page.locator('input[name="name"]')).toBeFocused()
  })
})
