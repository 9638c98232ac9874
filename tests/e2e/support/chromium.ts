import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

/** Where a Chromium usually lies, besides the one that Playwright may have brought. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser to test with: DUEWATCH_CHROMIUM, the system's, or Playwright's own; null when there is none. */
export function findChromium(): string | null {
  const wish = process.env['DUEWATCH_CHROMIUM']
  return [...(wish ? [wish] : []), ...PLACES, chromium.executablePath()].find((path) => existsSync(path)) ?? null
}

/** Keeps the browser from calling home, and lets it run as root in a container. */
export const CHROMIUM_ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
]
