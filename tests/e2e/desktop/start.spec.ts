import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  addDemo,
  APP_DIR,
  electronPath,
  environment,
  expect,
  ROOT,
  switches,
  syncToEnd,
  test,
} from './support/desktop-app.ts'

test.describe('starting', () => {
  test('opens a window, fills it from a sync, and shows the same rows at the next start without a network', async ({
    desktop,
  }) => {
    const first = await desktop.launch()
    expect(first.page.url()).toMatch(/^app:\/\/duewatch\//)
    expect(await first.request('host.info', {})).toMatchObject({ kind: 'desktop', platform: process.platform })
    const run = await syncToEnd(first, await addDemo(first, 300))
    expect(run).toMatchObject({ state: 'succeeded', fetched: 300, complete: true })
    const before = await first.request('item.query', { query: {}, rows: 100 })
    expect(before.total).toBeGreaterThan(200)
    expect(await first.quit()).toMatchObject({ code: 0 })

    const second = await desktop.launch({
      env: { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' },
    })
    const after = await second.request('item.query', { query: {}, rows: 100 })
    expect(after.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id))
    await expect(second.page.getByRole('main')).toBeVisible()
  })

  test('remembers where the window was', async ({ desktop }) => {
    const first = await desktop.launch()
    await first.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 60, y: 40, width: 1100, height: 700 }),
    )
    await first.quit()
    const second = await desktop.launch()
    const bounds = () =>
      second.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
    expect(await bounds()).toEqual({ x: 60, y: 40, width: 1100, height: 700 })
    expect(
      await second.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getMinimumSize()),
    ).toEqual([960, 640])
  })

  test('brings the open window to the front instead of opening a second one', async ({ desktop }) => {
    const app = await desktop.launch()
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    const second = spawn(await electronPath(), [...switches(), APP_DIR, '--data-dir', desktop.dataDir], {
      env: environment(),
    })
    let said = ''
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = await once(second, 'exit')
    expect(code).toBe(0)
    expect(said).toContain('已切换到它的窗口')
    await expect
      .poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.isVisible())))
      .toEqual([true])
  })

  test('shares its data folder with the command line, which sees the same rows', async ({ desktop }) => {
    const app = await desktop.launch()
    await syncToEnd(app, await addDemo(app, 40))
    const { total } = await app.request('item.query', { query: {} })
    const cli = spawn(
      process.execPath,
      [join(ROOT, 'bin', 'duewatch.mjs'), '--data-dir', desktop.dataDir, '--json', 'items', 'list'],
      { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let said = ''
    cli.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await once(cli, 'close')
    expect(JSON.parse(said)).toMatchObject({ total })
    expect(statSync(desktop.dataDir).mode & 0o077).toBe(0)
  })

  test('puts the menu into the language of the settings as soon as that changes', async ({ desktop }) => {
    const app = await desktop.launch()
    const labels = () => app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label))
    await app.request('settings.update', { patch: { language: 'zh-CN' } })
    await expect.poll(labels).toEqual(['文件', '编辑', '视图', '窗口', '帮助'])
    await app.request('settings.update', { patch: { language: 'en' } })
    await expect.poll(labels).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
  })

  test('starts in the theme of last time, before the page has said anything', async ({ desktop }) => {
    const first = await desktop.launch()
    await first.request('preference.set', { key: 'theme', value: '"dark"' })
    const theme = (app: typeof first) => app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)
    await expect.poll(() => theme(first)).toBe('dark')
    await first.quit()
    const second = await desktop.launch()
    expect(await theme(second)).toBe('dark')
    const background = second.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBackgroundColor(),
    )
    expect((await background)?.toLowerCase()).toBe('#1b1c1f')
  })

  test('says why it cannot open data of a newer version, leaves them alone and ends with code 1', async ({
    desktop,
  }) => {
    const app = await desktop.launch()
    await app.quit()
    const file = join(desktop.dataDir, 'duewatch.sqlite')
    const bytes = readFileSync(file)
    // The schema's version lies at offset 60 of an SQLite file.
    bytes.writeUInt32BE(9_999, 60)
    writeFileSync(file, bytes)

    const failing = spawn(await electronPath(), [...switches(), APP_DIR, '--data-dir', desktop.dataDir], {
      env: environment(),
    })
    let said = ''
    failing.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    // The person reads the same sentence in a dialog; whatever ends it ends the start.
    await expect.poll(() => said).toContain('来自更新的版本')
    const exited = once(failing, 'exit')
    failing.kill('SIGTERM')
    expect(await exited).toEqual([1, null])
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })

  test('refuses an empty data folder in words instead of opening the real data', async ({ desktop }) => {
    const app = spawn(await electronPath(), [...switches(), APP_DIR, '--data-dir='], {
      env: environment({ XDG_DATA_HOME: desktop.dataDir }),
    })
    let said = ''
    app.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await expect.poll(() => said).toContain('--data-dir ""')
    const exited = once(app, 'exit')
    app.kill('SIGTERM')
    expect(await exited).toEqual([1, null])
    expect(existsSync(desktop.dataDir)).toBe(false)
  })
})
