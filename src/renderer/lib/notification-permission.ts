import { useSyncExternalStore } from 'react'

/** Whether this page may show notifications; `unsupported` where the browser has none. */
export type PagePermission = NotificationPermission | 'unsupported'

const listeners = new Set<() => void>()

/** What the browser said when it was last asked, which takes several milliseconds; null while nobody follows it. */
let known: PagePermission | null = null

function tell(): void {
  known = askBrowser()
  listeners.forEach((listener) => listener())
}

function askBrowser(): PagePermission {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission
}

/** What the browser says now. */
export function pagePermission(): PagePermission {
  return known ?? askBrowser()
}

/** Asks the person by the browser's own question; has to be called by something that they have just pressed. */
export async function askPagePermission(): Promise<PagePermission> {
  if (typeof Notification === 'undefined') return 'unsupported'
  await Notification.requestPermission()
  if (listeners.size > 0) tell()
  return pagePermission()
}

let stopStatus: (() => void) | null = null

/** The permission may be given or taken in the browser's own settings while the page is open. */
function followStatus(): void {
  let isOver = false
  stopStatus = () => (isOver = true)
  // Not every browser tells of it; coming back to the window is looked at as well.
  void navigator.permissions?.query({ name: 'notifications' }).then(
    (status) => {
      if (isOver) return
      status.addEventListener('change', tell)
      stopStatus = () => status.removeEventListener('change', tell)
    },
    () => undefined,
  )
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    known = askBrowser()
    window.addEventListener('focus', tell)
    followStatus()
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.removeEventListener('focus', tell)
    stopStatus?.()
    stopStatus = null
    known = null
  }
}

/** The permission, followed as it changes. */
export function usePagePermission(): PagePermission {
  return useSyncExternalStore(subscribe, pagePermission)
}
