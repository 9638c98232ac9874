import { DEFAULT_KEYS, startHuaweiSimulator, type HuaweiSimulator } from '../../simulators/huawei/server.ts'
import { AppPage, PAGES } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'
import { shoot } from '../support/pictures.ts'
import { SyncPage } from '../support/sync-page.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS

/** A name of 200 characters without a place where a line could break. */
const LONG_NAME = '生产环境核心交易系统与清算平台'.repeat(14).slice(0, 200)
const LONG_ACCOUNT = '集团财务共享中心云资源主账号'.repeat(15).slice(0, 200)

// Pictures for people to look at, in test-results/screenshots; they also prove that every page can be drawn everywhere.
for (const language of ['zh-CN', 'en'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`pictures ${language} ${colorScheme}`, () => {
      test.use({ colorScheme, locale: language })

      test('of every page in three sizes', async ({ page, served }) => {
        test.slow()
        const app = new AppPage(page, language)
        await app.open(served)
        await expect(app.heading(app.t('welcome.title'))).toBeVisible()
        await shoot(page, `${language}-${colorScheme}-welcome`)
        await app.seedDemo(2314, language === 'en' ? 'Demo' : '演示')
        await expect(app.statusBar).toContainText(/\d\d:\d\d/)
        for (const name of PAGES) {
          await app.goTo(name)
          if (name === 'items') await expect(new ItemsPage(app).row(0)).toBeVisible()
          if (name === 'forecast' || name === 'calendar') await expect(page.getByRole('grid')).toBeVisible()
          await shoot(page, `${language}-${colorScheme}-${name}`)
        }
      })
    })
  }
}

for (const [language, colorScheme] of [
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const) {
  test.describe(`pictures of states ${language} ${colorScheme}`, () => {
    test.use({ colorScheme, locale: language })
    const named = (state: string): string => `${language}-${colorScheme}-state-${state}`

    test('an account without data', async ({ page, served }) => {
      const app = new AppPage(page, language)
      await app.open(served)
      await app.ask('account.add', { name: 'A', provider: 'demo' })
      for (const name of ['overview', 'items', 'calendar', 'forecast', 'changes', 'links', 'sync'] as const) {
        await app.goTo(name)
        await shoot(page, named(`empty-${name}`))
      }
    })

    test('many items, closer looks at the list', async ({ page, served }) => {
      test.slow()
      const app = new AppPage(page, language)
      const items = new ItemsPage(app)
      await app.open(served)
      await app.seedDemo(50_000)
      await items.open()
      await shoot(page, named('50000-items'))
      for (const name of ['calendar', 'forecast', 'changes'] as const) {
        await app.goTo(name)
        await expect(page.getByRole('grid')).toBeVisible()
        await shoot(page, named(`50000-${name}`))
      }
      await items.open()
      // A menu belongs to the place where it was opened, so it is opened anew in every size.
      await shoot(page, named('items-filter'), {
        prepare: async () => {
          await items.openFilter('resourceTypeName')
          await expect(page.getByRole('option').first()).toBeVisible()
          return () => items.closeFilter()
        },
      })
      await app.button('list.columns.title').click()
      await shoot(page, named('items-columns'))
      await page.keyboard.press('Escape')
      await app.button('items.group.title').click()
      await page.getByRole('radio', { name: app.t('grid.column.renewalMode'), exact: true }).check()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('treegrid')).toHaveAttribute('aria-busy', 'false')
      await (await items.cell(3, 'resourceName')).dblclick()
      await expect(items.details).toBeVisible()
      await shoot(page, named('items-details-groups'))
      await page.keyboard.press('Escape')
      await items.search.fill('nothing-of-this-name')
      await expect(page.getByText(app.t('items.empty.noMatch'))).toBeVisible()
      await shoot(page, named('items-nothing'))
      await page.keyboard.press('ControlOrMeta+k')
      await expect(page.getByRole('combobox')).toBeVisible()
      await shoot(page, named('palette'))
      await page.keyboard.press('Escape')
      await items.grid.focus()
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog')).toBeVisible()
      await shoot(page, named('keys'))
    })

    test.describe('of a cloud account', () => {
      let cloud: HuaweiSimulator
      test.beforeEach(async () => {
        cloud = await startHuaweiSimulator({ resources: 600 })
      })
      test.afterEach(() => cloud.close())

      test('names of 200 characters', async ({ page, served }) => {
        const app = new AppPage(page, language)
        for (const { id } of cloud.world.listed().slice(0, 60)) cloud.world.mutate.rename(id, LONG_NAME)
        await app.open(served)
        const added = await app.ask('account.add', {
          name: LONG_ACCOUNT,
          provider: 'huawei',
          ...KEY,
          endpoint: cloud.url,
        })
        await app.sync(added.accountId)
        cloud.world.mutate.rename(cloud.world.listed()[0]?.id ?? '', `${LONG_NAME.slice(0, 199)}。`)
        await app.sync(added.accountId)
        for (const name of PAGES.filter((page) => page !== 'settings')) {
          await app.goTo(name)
          if (name === 'items') {
            const items = new ItemsPage(app)
            await items.search.fill(LONG_NAME.slice(0, 12))
            await items.expectRows((await items.ask({ filter: { search: LONG_NAME.slice(0, 12) } })).total)
            await (await items.cell(0, 'resourceName')).dblclick()
            await expect(items.details).toBeVisible()
          }
          if (name === 'sync') await new SyncPage(app).openTab('changes')
          await shoot(page, named(`long-${name}`))
        }
      })

      test('a sync that goes on, that fails, and no network', async ({ page, served }) => {
        test.slow()
        await page.addInitScript(() => {
          Object.defineProperty(Navigator.prototype, 'onLine', {
            get: () => !Object.hasOwn(globalThis, 'isWithoutNetwork'),
          })
        })
        const app = new AppPage(page, language)
        const sync = new SyncPage(app)
        const name = language === 'en' ? 'Production' : '生产账号'
        await app.open(served)
        const { accountId } = await app.ask('account.add', { name, provider: 'huawei', ...KEY, endpoint: cloud.url })
        await app.sync(accountId)
        // Tags one by one: a sync that takes its time, with failures on its way.
        cloud.switches.deny = new Set(['config'])
        cloud.switches.latencyMs = 800
        cloud.switches.failureRate = { probability: 0.1, kinds: ['500', '429-apig', 'reset'] }
        await sync.open()
        const runId = await sync.start(name)
        await expect.poll(async () => (await sync.stored(runId)).length).toBeGreaterThan(4)
        await shoot(page, named('syncing-sync'))
        await app.goTo('overview')
        await shoot(page, named('syncing-overview'))
        await app.goTo('items')
        await shoot(page, named('syncing-items'))
        await app.ask('run.cancel', { runId })
        await app.ended(runId)
        cloud.switches.reset()
        await sync.open()
        await app.ask('account.update', { accountId, patch: { secretKey: 'wrong' } })
        await sync.start(name)
        await sync.expectState('failed')
        await shoot(page, named('failed-sync'))
        await app.goTo('overview')
        await shoot(page, named('failed-overview'))
        await app.ask('account.update', { accountId, patch: { secretKey: KEY.secretKey } })
        await sync.open()
        const after = await sync.start(name)
        await app.ended(after)
        await sync.openTab('compare')
        await shoot(page, named('compare'))
        await sync.openTab('metrics')
        await shoot(page, named('metrics'))
        await page.evaluate(() => {
          Object.assign(globalThis, { isWithoutNetwork: true })
          window.dispatchEvent(new Event('offline'))
        })
        await expect(app.statusBar.getByRole('button', { name: app.t('shell.status.offline') })).toBeVisible()
        await shoot(page, named('offline-sync'))
        await app.goTo('items')
        await shoot(page, named('offline-items'))
      })
    })
  })
}
