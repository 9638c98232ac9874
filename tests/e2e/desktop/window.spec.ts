import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { addDemo, expect, test, type BridgedWindow, type DesktopApp } from './support/desktop-app.ts'

/** Lets the page store something in its last moment, as it does with what the person has just arranged. */
const storeAtTheEnd = (app: DesktopApp): Promise<void> =>
  app.page.evaluate(() => {
    window.addEventListener('pagehide', () => {
      void (window as unknown as BridgedWindow).duewatch.request('preference.set', {
        key: 'last.wish',
        value: '"kept"',
      })
    })
  })

test.describe('the window', () => {
  test('stores what the page says in its last moment, when the app is quit', async ({ desktop }) => {
    const app = await desktop.launch()
    await storeAtTheEnd(app)
    await app.quit()
    const next = await desktop.launch()
    expect(await next.request('preference.list', {})).toMatchObject({ 'last.wish': '"kept"' })
  })

  test('stores what the page says in its last moment, when the window is closed', async ({ desktop }) => {
    const app = await desktop.launch()
    const { desktop: settings } = await app.request('settings.get', {})
    await app.request('settings.update', { patch: { desktop: { ...settings, closeAction: 'quit' } } })
    await storeAtTheEnd(app)
    const exited = once(app.electron.process(), 'exit')
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined)
    expect(await exited).toEqual([0, null])
    const next = await desktop.launch()
    expect(await next.request('preference.list', {})).toMatchObject({ 'last.wish': '"kept"' })
  })

  test('goes where the native menu says', async ({ desktop }) => {
    const app = await desktop.launch()
    await addDemo(app, 10)
    await app.page.reload()
    await app.page.getByRole('main').waitFor()
    const choose = (label: string) =>
      app.electron.evaluate(({ Menu }, wanted) => {
        const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
        items.find((item) => item.label === wanted)?.click()
      }, label)
    for (const [label, page] of [
      ['到期项', 'items'],
      ['设置…', 'settings'],
      ['概览', 'overview'],
    ] as const) {
      await choose(label)
      await expect.poll(() => app.page.evaluate(() => location.hash)).toContain(page)
    }
  })

  test('asks for a file with the system’s dialog and shows folders in the file manager', async ({ desktop }) => {
    const app = await desktop.launch()
    const file = join(desktop.dataDir, '..', 'mine.sqlite')
    await app.electron.evaluate(({ dialog, shell }, filePath) => {
      const shown: string[] = []
      Object.assign(globalThis, { shown })
      dialog.showSaveDialog = (async () => ({ canceled: false, filePath })) as never
      shell.openPath = async (path) => {
        shown.push(path)
        return ''
      }
    }, file)
    const chosen = await app.request('host.chooseFile', { purpose: 'backup', suggestedName: 'mine.sqlite' })
    expect(chosen).toEqual({ file })
    await app.request('system.backup', { file, replace: true })
    expect(existsSync(file)).toBe(true)
    await app.request('host.showFolder', { folder: 'data' })
    expect(await app.electron.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)).toEqual([
      desktop.dataDir,
    ])
  })
})
