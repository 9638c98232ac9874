import type { BrowserWindowConstructorOptions, TitleBarOverlay } from 'electron'

/** Height of the page's top edge on Windows, which the system's window buttons share; in device-independent pixels. */
const OVERLAY_HEIGHT = 40

/** The colours that the page starts with, so that nothing flashes before it is drawn. */
export function backgroundColor(isDark: boolean): string {
  return isDark ? '#1b1c1f' : '#ffffff'
}

/** The window buttons of Windows as they lie over the page. */
export function titleBarOverlay(isDark: boolean): TitleBarOverlay {
  return {
    color: backgroundColor(isDark),
    symbolColor: isDark ? '#d5d7da' : '#2b2d31',
    height: OVERLAY_HEIGHT,
  }
}

/** Inset traffic lights on macOS, an overlay on Windows, the system's own bar elsewhere. */
export function titleBarOptions(platform: NodeJS.Platform, isDark: boolean): BrowserWindowConstructorOptions {
  if (platform === 'darwin') return { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 14, y: 13 } }
  if (platform === 'win32') return { titleBarStyle: 'hidden', titleBarOverlay: titleBarOverlay(isDark) }
  return {}
}
