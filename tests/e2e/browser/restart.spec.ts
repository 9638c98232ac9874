import { DEFAULT_KEYS, startHuaweiSimulator } from '../../simulators/huawei/server.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'
import { SyncPage } from '../support/sync-page.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS

test.describe('a restart on another port', () => {
  test('finds the list as it was left: search, filter, order, groups, details and view', async ({ page, served }) => {
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    await app.open(served)
    await app.seedDemo(400)
    await items.open()
    const { items: all } = await items.ask()
    const auto = all.filter(({ renewalMode }) => renewalMode === 'auto')
    const menu = await items.openFilter('renewalMode')
    await menu.getByRole('button', { name: app.t('list.menu.none'), exact: true }).click()
    await menu
      .getByRole('option')
      .filter({ hasText: app.t('domain.mode.auto') })
      .click()
    await items.closeFilter()
    await items.expectRows(auto.length)
    await items.header('price').click()
    const { items: byPrice } = await items.ask({
      filter: { modes: ['auto'] },
      sort: [{ field: 'price', direction: 'asc' }],
    })
    const first = byPrice[0]?.resourceName ?? ''
    await expect.poll(async () => (await items.texts('resourceName'))[0]).toBe(first)
    await items.saveView('自动续费')
    await (await items.cell(0, 'resourceName')).dblclick()
    await expect(items.details).toBeVisible()
    await app.kept('items.state', byPrice[0]?.id ?? '')

    await app.reopen(served)
    await app.navigation.getByRole('link', { name: app.t('shell.page.items') }).click()
    await items.expectRows(auto.length)
    await expect(items.view).toHaveAccessibleName(app.t('items.view.label', { name: '自动续费' }))
    await expect(items.header('price')).toHaveAttribute('aria-sort', 'ascending')
    await expect(items.details.getByRole('heading', { level: 2 }).first()).toHaveText(first)
    await expect.poll(async () => (await items.texts('resourceName'))[0]).toBe(first)
  })

  test('finds what was arranged in the very moment before the window was closed', async ({ page, served }) => {
    const app = new AppPage(page)
    await app.open(served)
    await expect(app.heading(app.t('welcome.title'))).toBeVisible()
    const { origin } = new URL(page.url())
    await app.button('shell.nav.collapse').click()
    await page.goto('about:blank')
    // The last words of a window reach the core before somebody ends that as well.
    await app.kept('navigation.isCollapsed', 'true', origin)
    await app.reopen(served)
    await expect(app.button('shell.nav.expand')).toBeVisible()
  })

  test('in the middle of a sync says that it was interrupted and keeps the list of before', async ({
    page,
    served,
  }) => {
    const cloud = await startHuaweiSimulator({ resources: 300 })
    try {
      const app = new AppPage(page)
      const sync = new SyncPage(app)
      await app.open(served)
      const account = { name: 'A', provider: 'huawei', ...KEY, endpoint: cloud.url } as const
      const { accountId } = await app.ask('account.add', account)
      await app.sync(accountId)
      cloud.switches.latencyMs = 60_000
      cloud.world.mutate.add(50)
      await sync.open()
      await sync.start('A')
      await expect(sync.lines.nth(1)).toBeVisible()
      await page.goto('about:blank')
      await served.crash()
      await app.reopen(served)
      await sync.open()
      await sync.expectState('interrupted')
      await expect(page.getByText(/程序退出了/)).toBeVisible()
      await app.goTo('items')
      await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '301')
      cloud.switches.latencyMs = 0
      await sync.open()
      await sync.run.getByRole('button', { name: app.t('sync.action.retry'), exact: true }).click()
      await sync.expectState('succeeded')
      await app.goTo('items')
      await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '351')
    } finally {
      await cloud.close()
    }
  })
})
