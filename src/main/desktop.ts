import { app, dialog, ipcMain, Menu, powerMonitor, protocol, safeStorage, session, shell } from 'electron'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../core/app.ts'
import { restoreDatabase } from '../core/db/restore.ts'
import { chooseKeyFile } from '../core/data-dir.ts'
import { createFileSecrets } from '../core/file-secrets.ts'
import type { DataPaths } from '../core/paths.ts'
import type { SecretStore } from '../core/secrets.ts'
import { createSharedSecrets } from '../core/shared-secrets.ts'
import { AppError } from '../shared/domain/app-error.ts'
import type { Translator } from '../shared/i18n/translator.ts'
import { APP_SCHEME } from './address.ts'
import { openCore, type StartAction, type StartQuestion } from './core-opener.ts'
import { desktopDir } from './desktop-dir.ts'
import { createDesktopHost } from './desktop-host.ts'
import { createDevResponder } from './dev-responder.ts'
import { createElectronWorkerLauncher } from './electron-worker.ts'
import { reportError, watchUncaughtErrors } from './errors.ts'
import { toExternalUrl } from './external-link.ts'
import { followSettings } from './follow-settings.ts'
import { serveWindows } from './ipc-transport.ts'
import { createKeychainSecrets } from './keychain-secrets.ts'
import { locations } from './locations.ts'
import { createMainWindow, type MainWindow } from './main-window.ts'
import { createMenuTemplate } from './menu.ts'
import { createPageResponder } from './page-responder.ts'
import { createQuitter } from './quit.ts'
import { denyDownloads, denyPermissions, guardAllContents, keepOffline } from './security.ts'
import { refuseStart } from './refuse-start.ts'
import type { StartResult } from './start-result.ts'
import { systemLocale, systemTranslator } from './system-language.ts'

/** What lives from the first window to the end of the process. */
interface Desktop {
  readonly paths: DataPaths
  readonly window: MainWindow
  readonly secrets: SecretStore
  readonly acceptWeakStore: () => void
  readonly translator: () => Translator
  /** Aborts when the app begins to quit. */
  readonly signal: AbortSignal
}

const clock = { now: () => Date.now() }

/** Set by electron-vite while a developer works on the page. */
const devServerUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']

/** Starts everything once Electron is ready; the guards stand before anything can show content. */
export function startDesktop(start: StartResult): void {
  if ('problem' in start) return refuseStart(start.problem)
  // The lock belongs to the browser's profile and the profile to the data folder: one window per data folder.
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(`${systemTranslator().t('host.start.alreadyOpen')}\n`)
    return app.exit(0)
  }
  watchUncaughtErrors({ process, tell: tellFatalError, exit: (code) => app.exit(code), report: reportError })
  guardAllContents(app, openExternally)
  void app.whenReady().then(() => run(start.paths))
}

async function tellFatalError(error: unknown): Promise<void> {
  await app.whenReady()
  const translator = systemTranslator()
  await dialog.showMessageBox({
    type: 'error',
    message: app.name,
    detail: translator.error({ code: 'INTERNAL', params: {}, raw: String(error) }),
    buttons: [translator.t('host.start.quit')],
  })
}

/** Window first, the core beside it: requests of the page wait until it is open. */
function run(paths: DataPaths): void {
  const end = new AbortController()
  let translator = systemTranslator()
  const window = createMainWindow({
    stateFile: join(desktopDir(paths.dataDir), 'window.json'),
    preloadFile: locations.preload,
    isDev: devServerUrl !== undefined,
    translator: () => translator,
    quit: () => app.quit(),
  })
  const { dataDir } = paths
  const keychain = createKeychainSecrets({ dataDir, safeStorage, platform: process.platform })
  // Accounts that were added at the command line or in the browser work in the window as well.
  const files = createFileSecrets({
    dataDir,
    keyFile: chooseKeyFile(process.env, process.platform),
    passphrase: process.env['DUEWATCH_PASSPHRASE'] || undefined,
  })
  const desktop: Desktop = {
    paths,
    window,
    secrets: createSharedSecrets(keychain, files),
    acceptWeakStore: keychain.acceptWeakStore,
    translator: () => translator,
    signal: end.signal,
  }

  denyPermissions(session.defaultSession)
  denyDownloads(session.defaultSession)
  keepOffline(session.defaultSession)
  const respond = devServerUrl ? createDevResponder(devServerUrl) : createPageResponder(locations.page)
  protocol.handle(APP_SCHEME, respond)
  setMenu(desktop)
  window.show()

  const core = openDesktopCore(desktop)
  serveWindows({
    ipc: ipcMain,
    core,
    isOwnContents: window.isOwnContents,
    broadcast: window.broadcast,
    isStopping: () => end.signal.aborted,
    signal: end.signal,
  })
  void followCore(core, desktop, (wanted) => {
    translator = wanted
    setMenu(desktop)
  })
  followLife(desktop, core, end)
}

/** Once the core is open, menus and frame follow its settings. */
async function followCore(
  core: Promise<App>,
  { window, signal }: Desktop,
  onLanguage: (translator: Translator) => void,
): Promise<void> {
  const opened = await core.catch(() => null)
  if (!opened) return
  await followSettings({ core: opened, systemLocale: systemLocale(), onLanguage, onTheme: window.setTheme, signal })
}

/** The life of the process: other starts, closed windows, the end of the session, and quitting in order. */
function followLife({ window }: Desktop, core: Promise<App>, end: AbortController): void {
  const quitter = createQuitter({
    stop: async () => {
      end.abort()
      // Without a core there is nothing to close; why it did not open has been said.
      const opened = await core.catch(() => null)
      await opened?.stop()
    },
    // A start that has failed stays one, whoever ends its question.
    exit: (code) => app.exit(code || Number(process.exitCode ?? 0)),
    closeWindow: window.close,
    onError: reportError,
  })
  app.on('before-quit', quitter.onBeforeQuit)
  app.on('second-instance', window.show)
  app.on('activate', window.show)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  powerMonitor.on('shutdown', () => app.quit())
}

/** The core, as soon as it opens. Ends the app with code 1 when the person gives up. */
async function openDesktopCore(desktop: Desktop): Promise<App> {
  const { paths, secrets, acceptWeakStore, translator } = desktop
  const core = await openCore({
    open: () =>
      createApp({
        paths,
        version: app.getVersion(),
        clock,
        secrets,
        host: createDesktopHost({
          platform: process.platform,
          locale: systemLocale,
          openPath: (path) => shell.openPath(path),
          openExternal: (url) => shell.openExternal(url),
          showSaveDialog: (options) => {
            const parent = desktop.window.current
            return parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options)
          },
          documentsDir: () => app.getPath('documents'),
          acceptWeakStore,
          translator,
        }),
        workerLauncher: createElectronWorkerLauncher(),
        writerThreadUrl: locations.writerThread,
        defaultUserName: userInfo().username,
        onError: reportError,
      }),
    ask: (question) => ask(desktop, question),
    restore: (from) => void restoreDatabase({ from, dataDir: paths.dataDir, clock }),
    openFolder: () => openFolder(paths.dataDir),
    onFailure: (error, sentence) => {
      process.exitCode = 1
      process.stderr.write(`${sentence}\n`)
      if (!(error instanceof AppError)) reportError(error)
    },
    translator,
  })
  process.exitCode = core ? 0 : 1
  if (core) return core
  app.exit(1)
  throw new AppError('SHUTTING_DOWN')
}

async function ask({ window, signal }: Desktop, { message, detail, actions }: StartQuestion): Promise<StartAction> {
  const options = {
    type: 'error' as const,
    message,
    detail,
    buttons: actions.map(({ label }) => label),
    defaultId: 0,
    cancelId: actions.length - 1,
    noLink: true,
    signal,
  }
  const parent = window.current
  const { response } = await (parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options))
  return actions[response]?.action ?? 'quit'
}

function setMenu(desktop: Desktop): void {
  const { paths, window, translator } = desktop
  const template = createMenuTemplate({
    platform: process.platform,
    isDev: devServerUrl !== undefined,
    appName: app.name,
    t: translator().t,
    send: window.send,
    showDataFolder: () => openFolder(paths.dataDir),
    showAbout: () => showAbout(desktop),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function showAbout({ paths, window, translator }: Desktop): void {
  const { t } = translator()
  const options = {
    type: 'info' as const,
    message: app.name,
    detail: `${t('host.about.version', { version: app.getVersion() })}\n${t('host.about.detail', { folder: paths.dataDir })}`,
    buttons: [t('host.about.close')],
  }
  const parent = window.current
  void (parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options))
}

function openFolder(path: string): void {
  void shell.openPath(path).then((problem) => problem && reportError(`${path}: ${problem}`))
}

/** For links that the page tries to open by itself; what is not allowed outside stays closed. */
function openExternally(text: string): void {
  const url = toExternalUrl(text)
  if (url !== null) shell.openExternal(url).catch(reportError)
}
