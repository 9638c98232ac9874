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
import { startsHidden } from './arguments.ts'
import { createBackground, type Background } from './background.ts'
import { chooseClose, type CloseOutcome } from './close-choice.ts'
import { askWhatClosingMeans } from './close-question.ts'
import { openCore, type StartAction, type StartQuestion } from './core-opener.ts'
import { desktopDir } from './desktop-dir.ts'
import { createDevResponder } from './dev-responder.ts'
import { createElectronHost } from './electron-host.ts'
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
  readonly background: Background
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
    chooseClose: (signal) => chooseDesktopClose(desktop, signal),
    quit: () => app.quit(),
  })
  const background = createBackground({
    window,
    clock,
    translator: () => translator,
    quit: () => app.quit(),
    onError: reportError,
    signal: end.signal,
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
    background,
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
  if (!isHiddenStart()) window.show()

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
    background.refresh()
  })
  followLife(desktop, core, end)
}

/** Once the core is open, the tray comes, and menus and frame follow the settings. */
async function followCore(
  core: Promise<App>,
  { window, background, signal }: Desktop,
  onLanguage: (translator: Translator) => void,
): Promise<void> {
  const opened = await core.catch(() => null)
  if (!opened) return
  background.start(opened)
  await followSettings({ core: opened, systemLocale: systemLocale(), onLanguage, onTheme: window.setTheme, signal })
}

/** The life of the process: other starts, closed windows, the end of the session, and quitting in order. */
function followLife({ window, background }: Desktop, core: Promise<App>, end: AbortController): void {
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
  app.on('second-instance', (_event, argv) => {
    // A start at login finds the app running; nobody has asked for the window.
    if (!startsHidden(argv)) window.show()
  })
  app.on('activate', window.show)
  app.on('window-all-closed', () => {
    // What closing means has been chosen before; without a tray or a dock nobody would find the app again.
    if (process.platform !== 'darwin' && !background.hasTray) app.quit()
  })
  powerMonitor.on('shutdown', () => app.quit())
}

/** The core, as soon as it opens. Ends the app with code 1 when the person gives up. */
async function openDesktopCore(desktop: Desktop): Promise<App> {
  const { paths, window, background, secrets, acceptWeakStore, translator } = desktop
  const core = await openCore({
    open: () =>
      createApp({
        paths,
        version: app.getVersion(),
        clock,
        secrets,
        host: createElectronHost({
          paths,
          window,
          acceptWeakStore,
          onNoticeClick: background.openNotice,
          isOnline: background.isOnline,
          hasTray: () => background.hasTray,
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

/** A start at login begins in the tray; macOS says so itself instead of passing a switch. */
function isHiddenStart(): boolean {
  if (process.platform === 'darwin') return app.getLoginItemSettings().wasOpenedAtLogin
  return startsHidden(process.argv)
}

function chooseDesktopClose({ window, background, translator }: Desktop, signal: AbortSignal): Promise<CloseOutcome> {
  const { router } = background
  return chooseClose({
    platform: process.platform,
    hasTray: () => background.hasTray,
    readSettings: async () => {
      const answer = await router?.request('settings.get', {})
      return answer?.ok ? answer.data.desktop : null
    },
    ask: () => askWhatClosingMeans(window.current, translator(), signal),
    remember: async (settings) => {
      const answer = await router?.request('settings.update', { patch: { desktop: settings } })
      if (answer && !answer.ok) throw new Error(`${answer.error.code} ${answer.error.raw ?? ''}`)
    },
    onError: reportError,
  })
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
