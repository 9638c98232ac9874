import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'
import { DEFAULT_KEYS, startHuaweiSimulator, type HuaweiSimulator } from '../../simulators/huawei/server.ts'
import { expect, test, workerPid, type Desktop, type DesktopApp } from './support/desktop-app.ts'
import { chooseMenu, expectItems, filesHolding, findViolations, pagesOf } from './support/desktop-pages.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS
const NAME = '生产账号'
const TOTAL = 600

test.describe('the first day, by clicking', () => {
  test('leads from the first start to demo data, which are there offline at the next start', async ({ desktop }) => {
    const first = await desktop.launch()
    const { window } = pagesOf(first)
    await expect(window.heading(window.t('welcome.title'))).toBeVisible()
    await window.openDemo()
    await expect(window.statusBar).toContainText(/上次同步/)
    await window.goTo('items')
    const total = (await first.request('item.query', { query: {} })).total
    expect(total).toBeGreaterThan(0)
    await expectItems(first, total)
    await first.quit()

    // A port that nobody listens on any more stands for a network that is gone.
    const proxy = `http://127.0.0.1:${await unusedPort()}`
    const second = await desktop.launch({ env: { HTTPS_PROXY: proxy, HTTP_PROXY: proxy } })
    const again = pagesOf(second).window
    await again.goTo('items')
    await expectItems(second, total)
    await expect(second.page.getByText(/截至/).first()).toBeVisible()
  })

  test('has nothing that stands in the way of assistive technology, in the light and in the dark', async ({
    desktop,
  }) => {
    const app = await desktop.launch()
    const { window } = pagesOf(app)
    await expect(window.button('accounts.openDemo')).toBeVisible()
    expect(await findViolations(app)).toEqual([])
    await window.openDemo()
    await expect(window.statusBar).toContainText(/上次同步/)
    // Playwright would tell the page that the system is light whatever the person chooses.
    await app.page.emulateMedia({ colorScheme: null })
    for (const theme of ['light', 'dark'] as const) {
      await window.goTo('settings')
      await app.page.getByText(window.t(`settings.general.themes.${theme}`), { exact: true }).click()
      await expect
        .poll(() => app.electron.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors))
        .toBe(theme === 'dark')
      for (const name of ['overview', 'items'] as const) {
        await window.goTo(name)
        expect(await findViolations(app)).toEqual([])
      }
    }
  })
})

test.describe('an account, by clicking', () => {
  let cloud: HuaweiSimulator
  test.beforeEach(async () => {
    cloud = await startHuaweiSimulator({ resources: TOTAL })
  })
  test.afterEach(() => cloud.close())

  /** Adds the account on the welcome page and starts its first sync, which then goes on slowly. */
  async function addAndWatch(desktop: Desktop): Promise<DesktopApp> {
    const app = await desktop.launch()
    const { window, sync } = pagesOf(app)
    await window.fillAccount({ name: NAME, ...KEY, endpoint: cloud.url })
    cloud.switches.latencyMs = 60_000
    await window.button('accounts.form.saveAndSync').click()
    await expect(window.heading(window.t('shell.page.sync'))).toBeVisible()
    await expect(sync.lines.first()).toBeVisible()
    await expect(window.statusBar).toContainText(NAME)
    return app
  }

  /** Starts the chosen run's account anew from its failure and waits for the end. */
  async function retryToTheEnd(app: DesktopApp): Promise<void> {
    const { window, sync } = pagesOf(app)
    cloud.switches.latencyMs = 0
    await sync.run.getByRole('button', { name: window.t('sync.action.retry'), exact: true }).click()
    await sync.expectState('succeeded')
    await window.goTo('items')
    await expectItems(app, TOTAL)
  }

  test('is tried, saved and synced, and syncs after a restart with the key of the keychain, which stands nowhere else', async ({
    desktop,
  }) => {
    const heard: string[] = []
    const app = await desktop.launch()
    const { window, sync } = pagesOf(app)
    // Whatever crosses the bridge towards the page would be heard here.
    await app.page.exposeFunction('overhear', (text: string) => void heard.push(text))
    await app.page.evaluate(() => {
      const { duewatch, overhear } = globalThis as unknown as {
        duewatch: { on(channel: 'event', listener: (event: unknown) => void): void }
        overhear(text: string): void
      }
      duewatch.on('event', (event) => overhear(JSON.stringify(event)))
    })
    await window.fillAccount({ name: NAME, ...KEY, endpoint: cloud.url })
    await window.button('accounts.form.tryKey').click()
    await expect(app.page.getByRole('region', { name: window.t('accounts.test.title') })).toContainText(
      window.t('accounts.test.usable'),
    )
    cloud.switches.latencyMs = 300
    await window.button('accounts.form.saveAndSync').click()
    await expect(window.heading(window.t('shell.page.sync'))).toBeVisible()
    // The log is there while the sync still goes on.
    await expect(sync.lines.first()).toHaveAttribute('aria-posinset', '1')
    await sync.expectState('succeeded')
    expect(await app.page.content()).not.toContain(KEY.secretKey)
    await app.quit()
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.filter((text) => text.includes(KEY.secretKey))).toEqual([])
    expect(app.output()).not.toContain(KEY.secretKey)
    expect(filesHolding(dirname(desktop.dataDir), KEY.secretKey)).toEqual([])
    expect(filesHolding(dirname(desktop.dataDir), KEY.accessKey)).not.toEqual([])

    const next = await desktop.launch()
    const later = pagesOf(next)
    await later.sync.open()
    await later.sync.start(NAME)
    await later.sync.expectState('succeeded')
    expect(filesHolding(dirname(desktop.dataDir), KEY.secretKey)).toEqual([])
  })

  test('whose sync is cancelled keeps its log on the page and syncs again by one click', async ({ desktop }) => {
    const app = await addAndWatch(desktop)
    const { window, sync } = pagesOf(app)
    await app.page.getByRole('button', { name: window.t('sync.accounts.cancelOf', { account: NAME }) }).click()
    await sync.expectState('cancelled')
    await expect(sync.lines.first()).toBeVisible()
    await retryToTheEnd(app)
  })

  test('whose worker dies says so in words and syncs again by one click', async ({ desktop }) => {
    const app = await addAndWatch(desktop)
    const { window, sync } = pagesOf(app)
    const worker = await workerPid(app)
    if (worker === undefined) throw new Error('no worker')
    process.kill(worker, 'SIGKILL')
    await sync.expectState('failed')
    await expect(sync.run).toContainText(window.error('WORKER_EXITED').slice(0, 8))
    await retryToTheEnd(app)
  })

  test('survives quitting by the menu in the middle of a sync: the next start shows the run and syncs again', async ({
    desktop,
  }) => {
    const app = await addAndWatch(desktop)
    const exited = once(app.electron.process(), 'exit')
    const { t } = createTranslator('zh-CN')
    await chooseMenu(app, t('host.menu.quit'))
    expect(await exited).toEqual([0, null])
    const next = await desktop.launch()
    const { sync } = pagesOf(next)
    await sync.open()
    await expect(sync.history).toHaveCount(1)
    await sync.history.first().click()
    await expect(sync.run).toContainText(/已取消|已中断/)
    await retryToTheEnd(next)
  })

  test('says offline why it cannot sync, and keeps its rows', async ({ desktop }) => {
    const app = await desktop.launch()
    const { window, sync } = pagesOf(app)
    await window.fillAccount({ name: NAME, ...KEY, endpoint: cloud.url })
    await window.button('accounts.form.saveAndSync').click()
    await expect(window.heading(window.t('shell.page.sync'))).toBeVisible()
    await sync.expectState('succeeded')
    await cloud.close()
    await sync.start(NAME)
    await sync.expectState('failed')
    await expect(sync.run).toContainText('连不上 127.0.0.1')
    await window.goTo('items')
    await expectItems(app, TOTAL)
    await expect(app.page.getByText(/上次同步没有成功，数据仍是 .+ 的/).first()).toBeVisible()
  })
})

async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
