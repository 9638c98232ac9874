import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItem } from 'electron'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'
import {
  addDemo,
  APP_DIR,
  electronPath,
  environment,
  expect,
  quitApp,
  switches,
  syncToEnd,
  test,
  toDesktopApp,
  type DesktopApp,
  type StartedApp,
} from './support/desktop-app.ts'
import { pagesOf } from './support/desktop-pages.ts'
import {
  countWindowsOnScreen,
  photograph,
  pressKeys,
  skipWithoutPanel,
  startPanel,
  type Panel,
} from './support/session.ts'

const { t } = createTranslator('zh-CN')

/** What the main process keeps for these tests about its tray. */
interface Watched {
  trayMenu?: { readonly items: readonly MenuItem[] }
  trayTip?: string
  asked?: number
}

/** Notes what the app gives to its tray from now on, and lets it draw everything anew. */
async function watchTray(app: DesktopApp): Promise<void> {
  await app.electron.evaluate(({ Tray }) => {
    const watched = globalThis as unknown as Watched
    const { setContextMenu, setToolTip } = Tray.prototype
    Tray.prototype.setContextMenu = function (menu) {
      if (menu) watched.trayMenu = menu
      setContextMenu.call(this, menu)
    }
    Tray.prototype.setToolTip = function (text) {
      watched.trayTip = text
      setToolTip.call(this, text)
    }
  })
  // Texts in another language, then in ours again.
  for (const language of ['en', 'zh-CN'] as const) {
    await app.request('settings.update', { patch: { language } })
    const open = createTranslator(language).t('tray.menu.open')
    await expect.poll(() => trayLabels(app)).toContain(open)
  }
}

const trayLabels = ({ electron }: StartedApp): Promise<readonly string[]> =>
  electron.evaluate(() => {
    const items = (globalThis as unknown as Watched).trayMenu?.items ?? []
    return items.flatMap(({ label, submenu }) => [label, ...(submenu?.items ?? []).map((each) => each.label)])
  })

const trayTip = ({ electron }: StartedApp): Promise<string> =>
  electron.evaluate(() => (globalThis as unknown as Watched).trayTip ?? '')

/** Chooses an entry of the tray's menu, as a click on it does. */
async function choose({ electron }: StartedApp, pattern: string): Promise<void> {
  await electron.evaluate((_electron, wanted) => {
    const items = (globalThis as unknown as Watched).trayMenu?.items ?? []
    const all = items.flatMap((item) => [item, ...(item.submenu?.items ?? [])])
    const item = all.find(({ label }) => label.startsWith(wanted))
    if (!item) throw new Error(`there is no entry ${wanted} in ${all.map(({ label }) => label).join('|')}`)
    setTimeout(() => item.click(), 0)
  }, pattern)
}

const windows = ({ electron }: StartedApp): Promise<number> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

/** Presses the close button of the window. */
function pressClose({ electron }: StartedApp): void {
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined)
}

async function setCloseAction(app: DesktopApp, closeAction: 'ask' | 'tray' | 'quit'): Promise<void> {
  const { desktop } = await app.request('settings.get', {})
  await app.request('settings.update', { patch: { desktop: { ...desktop, closeAction } } })
}

/** Closes the window and waits until the app is in the tray alone. */
async function closeIntoTray(app: DesktopApp): Promise<void> {
  await setCloseAction(app, 'tray')
  pressClose(app)
  await expect.poll(() => windows(app)).toBe(0)
}

/** Starts the app a second time on the same data, as a person does who looks for it. */
async function startAgain(dataDir: string, args: readonly string[] = []): Promise<void> {
  const second = spawn(await electronPath(), [...switches(), APP_DIR, '--data-dir', dataDir, ...args], {
    env: environment(),
    stdio: 'ignore',
  })
  expect(await once(second, 'exit')).toEqual([0, null])
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** All processes of the app: windows, helpers of the browser, the worker. */
const processesOf = ({ electron }: StartedApp): Promise<readonly number[]> =>
  electron.evaluate(({ app }) => [process.pid, ...app.getAppMetrics().map(({ pid }) => pid)])

test.describe('the tray', () => {
  let panel: Panel | null = null
  test.afterEach(async () => {
    await panel?.close()
    panel = null
  })

  test('shows its icon in a panel, opens the window at a click, and is gone when the app has quit', async ({
    desktop,
  }, testInfo) => {
    skipWithoutPanel()
    panel = await startPanel()
    const shown = panel
    expect(shown.colouredPixels()).toBe(0)
    const app = await desktop.launch()
    await expect.poll(() => shown.colouredPixels()).toBeGreaterThan(20)
    await closeIntoTray(app)
    expect(shown.colouredPixels()).toBeGreaterThan(20)
    photograph(testInfo.outputPath('tray.png'))

    const opened = app.electron.waitForEvent('window')
    shown.click('left')
    const later = toDesktopApp(app, await opened)
    await expect(later.page.getByRole('main')).toBeVisible()

    await closeIntoTray(later)
    const before = countWindowsOnScreen()
    shown.click('right')
    await expect.poll(countWindowsOnScreen).toBeGreaterThan(before)
    photograph(testInfo.outputPath('menu.png'))
    // The first entry of the menu, as a person at the keyboard chooses it.
    const opening = app.electron.waitForEvent('window')
    pressKeys('Down', 'Return')
    await expect(toDesktopApp(app, await opening).page.getByRole('main')).toBeVisible()
    expect(await app.quit()).toMatchObject({ code: 0 })
    await expect.poll(() => shown.colouredPixels()).toBe(0)
  })

  test('opens pages and exactly the items of its counts, with or without a window', async ({ desktop }) => {
    const app = await desktop.launch()
    await syncToEnd(app, await addDemo(app, 2_000))
    await watchTray(app)
    const { counts } = await app.request('reminder.state', {})
    expect(counts.overdue).toBeGreaterThan(0)
    await expect.poll(() => trayLabels(app)).toContain(t('tray.menu.overdue', { count: counts.overdue }))
    expect(await trayTip(app)).toContain(String(counts.overdue))

    await choose(app, t('tray.menu.settings'))
    await expect.poll(() => app.page.evaluate(() => location.hash)).toContain('#/settings')

    await closeIntoTray(app)
    const opening = app.electron.waitForEvent('window')
    await choose(app, t('tray.menu.overdue', { count: counts.overdue }))
    const later = toDesktopApp(app, await opening)
    const { itemIds } = await later.request('reminder.due', { list: 'overdue' })
    expect(itemIds).toHaveLength(counts.overdue)
    await expect(later.page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(counts.overdue + 1))
    // The address has told the list what to show, and is an ordinary one again.
    await expect.poll(() => later.page.evaluate(() => location.hash)).toBe('#/items')
  })

  test('syncs all accounts, and holds schedules and reminders until it lets them go on', async ({ desktop }) => {
    const app = await desktop.launch()
    const accountId = await addDemo(app, 20)
    await watchTray(app)
    await closeIntoTray(app)
    await choose(app, t('tray.menu.syncNow'))
    await choose(app, t('tray.menu.pauseFor.fourHours'))
    await expect.poll(() => trayLabels(app)).toContainEqual(expect.stringMatching(/已暂停至/))
    expect(await windows(app)).toBe(0)

    const opening = app.electron.waitForEvent('window')
    await choose(app, t('tray.menu.open'))
    const later = toDesktopApp(app, await opening)
    const { pausedUntil } = await later.request('schedule.list', {})
    expect(Math.abs((pausedUntil ?? 0) - Date.now() - 4 * 3_600_000)).toBeLessThan(120_000)
    await expect
      .poll(async () => (await later.request('run.latest', {})).find((run) => run.accountId === accountId)?.state)
      .toBe('succeeded')
    await choose(app, t('tray.menu.resume', { until: '' }).slice(0, 7))
    await expect.poll(async () => (await later.request('schedule.list', {})).pausedUntil).toBe(null)
  })

  test('quits the app from its menu when there is no window, and leaves no process', async ({ desktop }) => {
    const app = await desktop.launch()
    await watchTray(app)
    await closeIntoTray(app)
    const processes = await processesOf(app)
    const exited = once(app.electron.process(), 'exit')
    await choose(app, t('tray.menu.quit'))
    expect(await exited).toEqual([0, null])
    await expect.poll(() => processes.filter(isAlive)).toEqual([])
  })
})

test.describe('closing the window', () => {
  /** Answers the question that closing asks. */
  const answer = ({ electron }: DesktopApp, response: number, checkboxChecked: boolean): Promise<void> =>
    electron.evaluate(
      ({ dialog }, given) => {
        const watched = globalThis as unknown as Watched
        dialog.showMessageBox = (async () => {
          watched.asked = (watched.asked ?? 0) + 1
          return given
        }) as never
      },
      { response, checkboxChecked },
    )
  const asked = ({ electron }: StartedApp): Promise<number> =>
    electron.evaluate(() => (globalThis as unknown as Watched).asked ?? 0)

  test('asks the first time, does as it is told, and remembers it when that is wished', async ({ desktop }) => {
    const app = await desktop.launch()
    // Before the data are open there is nothing to ask about: closing quits.
    expect((await app.request('settings.get', {})).desktop.closeAction).toBe('ask')
    await answer(app, 2, true)
    pressClose(app)
    await expect.poll(() => asked(app)).toBe(1)
    expect(await windows(app)).toBe(1)
    expect((await app.request('settings.get', {})).desktop.closeAction).toBe('ask')

    await answer(app, 0, true)
    pressClose(app)
    await expect.poll(() => windows(app)).toBe(0)

    const opening = app.electron.waitForEvent('window')
    await startAgain(desktop.dataDir)
    const later = toDesktopApp(app, await opening)
    await expect(later.page.getByRole('main')).toBeVisible()
    expect((await later.request('settings.get', {})).desktop.closeAction).toBe('tray')
    pressClose(app)
    await expect.poll(() => windows(app)).toBe(0)
    expect(await asked(app)).toBe(2)
    expect(await quitApp(app.electron)).toMatchObject({ code: 0 })
  })

  test('shows the question as a dialog of the system, which does not hold quitting up', async ({
    desktop,
  }, testInfo) => {
    const app = await desktop.launch()
    await expect(app.page.getByRole('main')).toBeVisible()
    const before = countWindowsOnScreen()
    pressClose(app)
    await expect.poll(countWindowsOnScreen).toBeGreaterThan(before)
    photograph(testInfo.outputPath('question.png'))
    const { tookMs, code } = await app.quit()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5_000)
  })

  test('keeps reminders and schedules going, and the page is as it was left', async ({ desktop }) => {
    const app = await desktop.launch()
    await syncToEnd(app, await addDemo(app, 20))
    await pagesOf(app).window.goTo('items')
    await closeIntoTray(app)
    const opening = app.electron.waitForEvent('window')
    await startAgain(desktop.dataDir)
    const later = toDesktopApp(app, await opening)
    expect((await later.request('item.query', { query: {} })).total).toBeGreaterThan(0)
    expect((await later.request('host.info', {})).hasTray).toBe(true)
  })
})

test.describe('starting at login', () => {
  test('is arranged and taken back with the desktop’s own means', async ({ desktop }) => {
    const config = `${desktop.dataDir}-config`
    const app = await desktop.launch({ env: { XDG_CONFIG_HOME: config } })
    expect(await app.request('host.startsAtLogin', {})).toEqual({ startsAtLogin: false })
    expect(await app.request('host.setStartsAtLogin', { startsAtLogin: true })).toEqual({ startsAtLogin: true })
    expect(await app.request('host.startsAtLogin', {})).toEqual({ startsAtLogin: true })
    const entry = readFileSync(join(config, 'autostart', 'duewatch.desktop'), 'utf8')
    expect(entry).toMatch(new RegExp(`^Exec=.*--data-dir ${desktop.dataDir} --hidden$`, 'm'))
    expect(await app.request('host.setStartsAtLogin', { startsAtLogin: false })).toEqual({ startsAtLogin: false })
  })

  test('begins without a window; a second start at login opens none, one by a person does', async ({ desktop }) => {
    const first = await desktop.launch()
    await first.quit()
    const app = await desktop.start({ args: ['--hidden'] })
    await startAgain(desktop.dataDir, ['--hidden'])
    expect(await windows(app)).toBe(0)
    const opening = app.electron.waitForEvent('window')
    await startAgain(desktop.dataDir)
    const later = toDesktopApp(app, await opening)
    await expect(later.page.getByRole('main')).toBeVisible()
    expect(await later.quit()).toMatchObject({ code: 0 })
  })

  test('quits in time from there, and leaves no process', async ({ desktop }) => {
    const app = await desktop.start({ args: ['--hidden'] })
    await expect.poll(() => existsSync(join(desktop.dataDir, 'duewatch.sqlite'))).toBe(true)
    const processes = await processesOf(app)
    const { code, tookMs } = await quitApp(app.electron)
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5_000)
    await expect.poll(() => processes.filter(isAlive)).toEqual([])
  })
})
