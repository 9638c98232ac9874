import type { App, Session, WebContents } from 'electron'
import { isAppAddress, isPageAddress } from './address.ts'

/** Copying rows is a feature, and writing plain text is all that this permission allows. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write'

/** Refuses every permission of the browser but writing text to the clipboard, and that one to all but our own page. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === ALLOWED_PERMISSION && isAppAddress(contents.getURL())),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === ALLOWED_PERMISSION && isAppAddress(origin),
  )
  session.setDevicePermissionHandler(() => false)
}

/** Lets nothing be saved behind the core's back: backups and bundles are written by the core, and the page has no other files. */
export function denyDownloads(session: Session): void {
  session.on('will-download', (event) => event.preventDefault())
}

/** Keeps the browser from fetching anything by itself: it would load dictionaries for checking spelling at its start. */
export function keepOffline(session: Session): void {
  session.setSpellCheckerEnabled(false)
  // macOS checks with the system's own dictionaries and knows no list.
  if (process.platform !== 'darwin') session.setSpellCheckerLanguages([])
}

/** Puts the guards on everything that will ever show content, before it shows any. */
export function guardAllContents(app: App, openExternal: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, openExternal))
}

function guardContents(contents: WebContents, openExternal: (url: string) => void): void {
  const stay = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isPageAddress(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  // Frames are not used at all; a page inside the page could look like ours.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPageAddress(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(url)
    return { action: 'deny' }
  })
}

/** Settings of every window: all of them are defaults that must not change by accident. */
export const SECURE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const
