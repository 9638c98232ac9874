import { BrowserWindow, Menu, nativeTheme, screen, type WebContents } from 'electron'
import type { Translator } from '../shared/i18n/translator.ts'
import { IPC_MENU, type MenuCommand } from '../shared/preload-api.ts'
import { APP_URL } from './address.ts'
import type { CloseOutcome } from './close-choice.ts'
import { createCommandQueue, type CommandQueue } from './command-queue.ts'
import { createContextMenuTemplate } from './menu.ts'
import { SECURE_PREFERENCES } from './security.ts'
import { backgroundColor, titleBarOptions, titleBarOverlay } from './title-bar.ts'
import type { Overlay } from './tray.ts'
import { watchPage } from './watch-page.ts'
import { createWindowLeave } from './window-leave.ts'
import {
  MIN_HEIGHT,
  MIN_WIDTH,
  placeWindow,
  readWindowState,
  writeWindowState,
  type WindowState,
} from './window-state.ts'

export interface MainWindowOptions {
  readonly stateFile: string
  readonly preloadFile: string
  readonly isDev: boolean
  readonly translator: () => Translator
  /** What the person means by closing it; aborted when all ends meanwhile. */
  readonly chooseClose: (signal: AbortSignal) => Promise<CloseOutcome>
  readonly quit: () => void
}

/** The app's one window; it may be closed and opened again while the app goes on in the tray or the dock. */
export interface MainWindow {
  /** Opens the window, or brings it to the front. */
  show(): void
  /** Takes it away; resolves when the page has said its last word, or could have. */
  close(): Promise<void>
  isOwnContents(id: number): boolean
  broadcast(channel: string, message: unknown): void
  /** Asks the page for something, which waits until the page listens. Opens the window where there is none. */
  send(command: MenuCommand): void
  /** The mark on its button in the task bar (Windows); the next window has it too. */
  setOverlay(overlay: Overlay | null): void
  /** Light, dark, or as the system; remembered, so that the next start has the right colours at once. */
  setTheme(theme: WindowState['theme']): void
  /** For dialogs that belong to it. */
  readonly current: BrowserWindow | null
}

/** The window appears when the page has been drawn, but never later than this. */
const SHOW_AFTER_MS = 1_500

/** Moving and sizing come in hundreds of events; the place is written once they are over. */
const SAVE_AFTER_MS = 500

/** Creates it without showing it; what it remembers is read at once, so that dialogs have the right theme too. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null
  const former = readWindowState(options.stateFile)
  let theme = former?.theme ?? 'system'
  let place: Pick<WindowState, 'bounds' | 'isMaximized'> | null = former
  const commands = createCommandQueue((command) => {
    if (window && !window.isDestroyed()) sendTo(window.webContents, IPC_MENU, command)
  })
  let overlay: Overlay | null = null
  /** Set while the person is asked what closing means. */
  let asked: AbortController | null = null
  const going = createWindowLeave(show)
  nativeTheme.themeSource = theme
  nativeTheme.on('updated', () => {
    const isDark = nativeTheme.shouldUseDarkColors
    window?.setBackgroundColor(backgroundColor(isDark))
    if (process.platform === 'win32') window?.setTitleBarOverlay(titleBarOverlay(isDark))
  })

  function save(): void {
    if (window && !window.isDestroyed()) {
      place = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
    }
    if (place) writeWindowState(options.stateFile, { ...place, theme })
  }

  function open(): BrowserWindow {
    const isDark = nativeTheme.shouldUseDarkColors
    const primary = screen.getPrimaryDisplay()
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
    const opened = new BrowserWindow({
      ...placeWindow(
        place?.bounds ?? null,
        [primary, ...others].map(({ workArea }) => workArea),
      ),
      ...titleBarOptions(process.platform, isDark),
      minWidth: MIN_WIDTH,
      minHeight: MIN_HEIGHT,
      show: false,
      title: 'Duewatch',
      backgroundColor: backgroundColor(isDark),
      webPreferences: { ...SECURE_PREFERENCES, preload: options.preloadFile, devTools: options.isDev },
    })
    if (place?.isMaximized) opened.maximize()
    drawOverlay(opened, overlay)
    showWhenDrawn(opened)
    saveWhenMoved(opened, save)
    opened.on('close', (event) => {
      save()
      event.preventDefault()
      void closeAsMeant(opened)
    })
    opened.on('closed', () => {
      window = null
      commands.close()
    })
    // Windows ends the session whether we are ready or not.
    opened.on('session-end', options.quit)
    openWhenLoaded(opened.webContents, commands)
    watchPage(opened, {
      translator: options.translator,
      tell: commands.send,
      quit: options.quit,
    })
    opened.webContents.on('context-menu', (_event, target) => {
      const template = createContextMenuTemplate(target, options.translator().t)
      if (template.length > 0) Menu.buildFromTemplate(template).popup({ window: opened })
    })
    void opened.loadURL(APP_URL).catch(() => {
      // The responder answers every address; a load that is cut off ends with the window.
    })
    return opened
  }

  async function closeAsMeant(closing: BrowserWindow): Promise<void> {
    if (asked) return
    const question = new AbortController()
    asked = question
    try {
      const outcome = await options.chooseClose(question.signal)
      if (question.signal.aborted) return
      if (outcome === 'leave') await leave(closing)
      if (outcome === 'quit') options.quit()
    } finally {
      asked = null
    }
  }

  async function leave(closing: BrowserWindow): Promise<void> {
    // What is asked for from now on is for the next window.
    commands.close()
    await going.during(() => takeAway(closing))
  }

  function show(): void {
    if (!going.isFree()) return
    if (!window) {
      window = open()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  return {
    show,
    async close() {
      asked?.abort()
      going.end()
      if (!window) return
      save()
      await takeAway(window)
    },
    isOwnContents: (id) => window !== null && !window.isDestroyed() && window.webContents.id === id,
    broadcast(channel, message) {
      if (window && !window.isDestroyed()) sendTo(window.webContents, channel, message)
    },
    send(command) {
      if (!window) show()
      commands.send(command)
    },
    setOverlay(wanted) {
      overlay = wanted
      if (window && !window.isDestroyed()) drawOverlay(window, wanted)
    },
    setTheme(wanted) {
      if (wanted === theme) return
      theme = wanted
      nativeTheme.themeSource = wanted
      save()
    },
    get current() {
      return window
    },
  }
}

/** A page that hangs does not say anything any more. */
const LAST_WORD_MS = 500

/**
 * Tells the page that it is about to go, so that it stores what the person has just arranged, and waits for that. What
 * it sends in its real last moment may come when its window is no longer there to be trusted.
 */
async function hearLastWord(contents: WebContents): Promise<void> {
  if (contents.isDestroyed() || contents.isCrashed()) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LAST_WORD_MS)
  })
  const told = contents.executeJavaScript("void window.dispatchEvent(new PageTransitionEvent('pagehide'))")
  await Promise.race([told.catch(() => {}), late])
  clearTimeout(timer)
}

async function takeAway(window: BrowserWindow): Promise<void> {
  if (window.isDestroyed()) return
  await hearLastWord(window.webContents)
  if (!window.isDestroyed()) window.destroy()
}

/** A message that comes before the page's own script is there would be lost. */
function openWhenLoaded(contents: WebContents, commands: CommandQueue): void {
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) commands.close()
  })
  contents.on('render-process-gone', commands.close)
  contents.on('did-finish-load', commands.open)
}

function drawOverlay(window: BrowserWindow, overlay: Overlay | null): void {
  if (process.platform === 'win32') window.setOverlayIcon(overlay?.image ?? null, overlay?.description ?? '')
}

function sendTo(contents: WebContents, channel: string, message: unknown): void {
  if (!contents.isDestroyed() && !contents.isCrashed()) contents.send(channel, message)
}

function showWhenDrawn(window: BrowserWindow): void {
  const show = (): void => {
    clearTimeout(timer)
    if (!window.isDestroyed() && !window.isVisible()) window.show()
  }
  const timer = setTimeout(show, SHOW_AFTER_MS)
  window.once('ready-to-show', show)
  window.once('closed', () => clearTimeout(timer))
}

function saveWhenMoved(window: BrowserWindow, save: () => void): void {
  let timer: NodeJS.Timeout | undefined
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('maximize', later)
  window.on('unmaximize', later)
  window.once('closed', () => clearTimeout(timer))
}
