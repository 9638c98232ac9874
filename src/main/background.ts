import { net, powerMonitor } from 'electron'
import type { App } from '../core/app.ts'
import type { Router } from '../shared/ipc/contract.ts'
import type { Translator } from '../shared/i18n/translator.ts'
import type { MainWindow } from './main-window.ts'
import { createNetworkWatch } from './network-watch.ts'
import { openNotice } from './notice-opener.ts'
import { createAppTray, type AppTray } from './tray.ts'
import { createTrayActions } from './tray-actions.ts'

export interface BackgroundOptions {
  readonly window: MainWindow
  readonly clock: { now(): number }
  readonly translator: () => Translator
  readonly quit: () => void
  readonly onError: (error: unknown) => void
  /** Ends all of it. */
  readonly signal: AbortSignal
}

/** What goes on whether there is a window or not: the tray, clicks on notifications, waking up, the network. */
export interface Background {
  /** The core is open: the tray comes. */
  start(core: App): void
  /** Draws the tray anew, in another language. */
  refresh(): void
  openNotice(noticeId: string): void
  isOnline(): boolean
  /** The app could go on without a window. */
  readonly hasTray: boolean
  /** null until the core is open. */
  readonly router: Router | null
}

/** Moments at which a machine, or the person in front of it, is back. */
const BACK_EVENTS = ['resume', 'unlock-screen'] as const

/**
 * Prepares it. Electron does not tell on Linux whether anything shows its icons, so a tray counts as there; whoever does
 * not see it gets the window back by starting the app again.
 */
export function createBackground({ window, clock, translator, quit, onError, signal }: BackgroundOptions): Background {
  let core: App | null = null
  let tray: AppTray | null = null
  let hasTray = true
  const wake = (): void => {
    if (!signal.aborted) core?.wake().catch(onError)
  }
  const network = createNetworkWatch({ isOnline: () => net.isOnline(), onBack: wake })
  for (const event of BACK_EVENTS) powerMonitor.on(event as 'resume', wake)
  signal.addEventListener('abort', network.stop)

  return {
    start(opened) {
      if (signal.aborted) return
      core = opened
      const { router } = opened
      const { show, send, setOverlay } = window
      const actions = createTrayActions({ router, clock, show, send, quit, onError })
      const { platform, env } = process
      try {
        tray = createAppTray({ platform, env, core: opened, clock, actions, translator, setOverlay, onError, signal })
      } catch (error) {
        // Closing the window quits then, as it does where the app has no tray.
        hasTray = false
        onError(error)
      }
    },
    refresh: () => tray?.refresh(),
    openNotice(noticeId) {
      if (core && !signal.aborted)
        void openNotice(noticeId, { router: core.router, show: window.show, send: window.send }).catch(onError)
    },
    isOnline: network.isOnline,
    get hasTray() {
      return hasTray
    },
    get router() {
      return core?.router ?? null
    },
  }
}
