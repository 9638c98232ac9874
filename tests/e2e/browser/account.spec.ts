import { DEFAULT_KEYS, startHuaweiSimulator, type HuaweiSimulator } from '../../simulators/huawei/server.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS

test.describe('accounts', () => {
  let cloud: HuaweiSimulator

  test.beforeEach(async () => {
    cloud = await startHuaweiSimulator({ resources: 2314 })
  })
  test.afterEach(() => cloud.close())

  test('are tried, added, synced and found in the list', async ({ page, served }) => {
    const app = new AppPage(page)
    await app.open(served)
    await app.fillAccount({ name: '生产账号', ...KEY, endpoint: cloud.url })
    await app.button('accounts.form.tryKey').click()
    const result = page.getByRole('region', { name: app.t('accounts.test.title') })
    await expect(result).toContainText(app.t('accounts.test.usable'))
    await expect(result).toContainText(/2,?314/)
    await expect(result.getByRole('listitem')).not.toHaveCount(0)

    await app.button('accounts.form.saveAndSync').click()
    await expect(app.heading(app.t('shell.page.sync'))).toBeVisible()
    await expect(page.getByText('2,314 / 2,314', { exact: false }).first()).toBeVisible()
    await app.goTo('items')
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2315')
    await app.goTo('accounts')
    await expect(page.getByRole('row', { name: /生产账号/ })).toContainText(KEY.accessKey)
    expect(await page.content()).not.toContain(KEY.secretKey)
  })

  test('with a wrong secret say so in words and keep nothing', async ({ page, served }) => {
    const app = new AppPage(page)
    await app.open(served)
    await app.fillAccount({ name: '错的', accessKey: KEY.accessKey, secretKey: 'wrong', endpoint: cloud.url })
    await app.button('accounts.form.tryKey').click()
    await expect(page.getByText(app.t('accounts.test.unusable'))).toBeVisible()
    await page.reload()
    await expect(app.heading(app.t('welcome.title'))).toBeVisible()
  })

  test('are changed and removed after one question that names what goes', async ({ page, served }) => {
    const app = new AppPage(page)
    await served.cli(
      [
        'accounts',
        'add',
        '--provider',
        'huawei',
        '--name',
        'A',
        '--endpoint',
        cloud.url,
        '--access-key',
        KEY.accessKey,
      ],
      {
        DUEWATCH_SECRET_KEY: KEY.secretKey,
      },
    )
    await served.cli(['sync'])
    await app.open(served)
    await app.goTo('accounts')
    const row = page.getByRole('row', { name: /^A/ })
    await row.getByRole('button', { name: app.t('accounts.edit') }).click()
    await page.locator('input[name="name"]').fill('生产账号')
    await app.button('accounts.form.save').click()
    await expect(page.getByRole('row', { name: /生产账号/ })).toBeVisible()
    await page
      .getByRole('row', { name: /生产账号/ })
      .getByRole('button', { name: app.t('accounts.remove') })
      .click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('2,314')
    await dialog.getByRole('button', { name: app.t('accounts.removeAsk.confirm', { items: '2,314' }) }).click()
    await expect(page.getByText(app.t('accounts.removed', { name: '生产账号', items: '2,314' }))).toBeVisible()
  })
})
