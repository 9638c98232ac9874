import { dialog, type BrowserWindow } from 'electron'
import type { Translator } from '../shared/i18n/translator.ts'
import type { MenuCommand } from '../shared/preload-api.ts'
import { createCrashGuard } from './crash-guard.ts'

export interface WatchPageOptions {
  readonly translator: () => Translator
  /** Says something to the page once it is back. */
  readonly tell: (command: MenuCommand) => void
  readonly quit: () => void
}

/** Brings a crashed page back and asks about one that does not answer. */
export function watchPage(window: BrowserWindow, options: WatchPageOptions): void {
  const { translator, quit, tell } = options
  const contents = window.webContents
  const guard = createCrashGuard({
    now: () => Date.now(),
    reload: () => {
      if (window.isDestroyed()) return
      contents.once('did-finish-load', () => tell({ kind: 'reloadedAfterCrash' }))
      contents.reload()
    },
    ask: async () => {
      const { t } = translator()
      const { response } = await dialog.showMessageBox(window, {
        type: 'error',
        message: t('host.page.crashed'),
        detail: t('host.page.crashedDetail'),
        buttons: [t('host.page.reload'), t('host.page.quit')],
        defaultId: 0,
        cancelId: 1,
      })
      return response === 0 ? 'reload' : 'quit'
    },
    quit,
  })
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void guard.onCrash()
  })
  askWhenHung(window, translator)
}

/** Asks once while a page does not answer; the question goes away when the page comes back. */
function askWhenHung(window: BrowserWindow, translator: () => Translator): void {
  let answered: AbortController | null = null
  window.on('unresponsive', () => {
    if (answered) return
    const asked = new AbortController()
    answered = asked
    const { t } = translator()
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        message: t('host.page.unresponsive'),
        detail: t('host.page.unresponsiveDetail'),
        buttons: [t('host.page.wait'), t('host.page.reload')],
        defaultId: 0,
        cancelId: 0,
        signal: asked.signal,
      })
      .then(({ response }) => {
        answered = null
        // A hung page does not reload; its process has to go first, and the guard then brings the page back.
        if (response === 1 && !asked.signal.aborted && !window.isDestroyed())
          window.webContents.forcefullyCrashRenderer()
      })
  })
  window.on('responsive', () => answered?.abort())
}
