import { DEFAULT_KEYS, startHuaweiSimulator } from '../../simulators/huawei/server.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'
import { SyncPage } from '../support/sync-page.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS

test.describe('without a network', () => {
  test('every page works, says of when its data are, and syncing says why it cannot', async ({ page, served }) => {
    // What the browser says of the network; the core is reached over loopback all the same.
    await page.addInitScript(() => {
      const state = { isOnline: true }
      Object.assign(globalThis, {
        goOffline: () => {
          state.isOnline = false
          window.dispatchEvent(new Event('offline'))
        },
        goOnline: () => {
          state.isOnline = true
          window.dispatchEvent(new Event('online'))
        },
      })
      Object.defineProperty(Navigator.prototype, 'onLine', { get: () => state.isOnline })
    })
    const cloud = await startHuaweiSimulator({ resources: 300 })
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    const sync = new SyncPage(app)
    try {
      await app.open(served)
      const account = { name: '生产账号', provider: 'huawei', ...KEY, endpoint: cloud.url } as const
      await app.sync((await app.ask('account.add', account)).accountId)
    } finally {
      await cloud.close()
    }
    await page.evaluate(() => (globalThis as unknown as { goOffline(): void }).goOffline())
    const offline = app.statusBar.getByRole('button', { name: app.t('shell.status.offline') })
    await expect(offline).toBeVisible()
    await offline.click()
    await expect(page.getByText(app.t('shell.status.offlineText'))).toBeVisible()
    await page.keyboard.press('Escape')

    const asOf = page.getByRole('main').getByText(/截至 .*300 \/ 300 完整/)
    await app.goTo('overview')
    await expect(asOf.first()).toBeVisible()
    await expect(page.getByRole('row', { name: new RegExp(`^${app.t('overview.due.all')}`) })).toContainText('300')

    await items.open()
    await expect(asOf.first()).toBeVisible()
    const { items: all } = await items.ask()
    await items.search.fill(all[4]?.resourceId ?? '')
    await expect(await items.cell(0, 'resourceName')).toHaveText(all[4]?.resourceName ?? '')
    await items.search.fill('')
    await items.expectRows(300)
    await (await items.cell(0, 'resourceName')).dblclick()
    await expect(items.details).toContainText(all[0]?.resourceId ?? '')
    await page.keyboard.press('Escape')

    await app.goTo('accounts')
    await expect(asOf.first()).toBeVisible()
    await expect(page.getByRole('row', { name: /^生产账号/ })).toContainText('300')
    await app.goTo('settings')
    await expect(asOf.first()).toBeVisible()
    await page.getByText(app.t('settings.general.themes.dark'), { exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')

    await sync.open()
    await expect(asOf.first()).toBeVisible()
    await expect(page.getByText(app.t('sync.notice.offlineTitle'))).toBeVisible()
    await sync.start('生产账号')
    await sync.expectState('failed')
    await expect(sync.run).toContainText(app.error('NET_UNREACHABLE', { host: `127.0.0.1:${cloud.port}` }))
    await items.open()
    await items.expectRows(300)
    await expect(page.getByText(/上次同步没有成功，数据仍是/).first()).toBeVisible()

    await page.evaluate(() => (globalThis as unknown as { goOnline(): void }).goOnline())
    await expect(offline).toHaveCount(0)
  })

  test('and without its core the window says that it cannot be reached', async ({ page, served }) => {
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    await app.open(served)
    await app.seedDemo(60)
    await items.open()
    await served.crash()
    const problem = app.statusBar.getByRole('button', { name: app.t('shell.status.unreachable') })
    await expect(problem).toBeVisible()
    await problem.click()
    await expect(page.getByText(app.t('shell.status.unreachableText'))).toBeVisible()
    await page.keyboard.press('Escape')
    // What is on the page stays there.
    await expect(items.row(0)).toBeVisible()
    await items.search.fill('ecs')
    await expect(
      page
        .getByRole('alert')
        .filter({ hasText: app.error('CORE_UNREACHABLE') })
        .first(),
    ).toBeVisible()
  })
})
