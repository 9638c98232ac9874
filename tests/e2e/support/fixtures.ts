import { test as base, type Page } from '@playwright/test'
import { CHROMIUM_ARGS, findChromium } from './chromium.ts'
import { startServedApp, type ServedApp } from './served-app.ts'

interface Fixtures {
  /** True where a test breaks the page on purpose, so that the console has a right to speak. */
  readonly mayComplain: boolean
  /** Variables of the environment in which the app is started. */
  readonly servedEnv: Readonly<Record<string, string>>
  /** The app with an empty data folder, served to this test alone. */
  readonly served: ServedApp
}

/** Tests in Chromium against the served app; console errors and broken security rules fail the test. */
export const test = base.extend<Fixtures>({
  launchOptions: [{ executablePath: findChromium() ?? '', args: [...CHROMIUM_ARGS] }, { scope: 'worker' }],
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  viewport: { width: 1280, height: 800 },
  mayComplain: [false, { option: true }],
  servedEnv: [{}, { option: true }],
  served: async ({ servedEnv }, provide) => {
    const app = await startServedApp(servedEnv)
    await provide(app)
    await app.remove()
  },
  // The app outlives the page: what a page asks of a core that is ending is nobody's fault.
  page: async ({ page, mayComplain, served: _outlives }, provide) => {
    const problems = watchConsole(page)
    await provide(page)
    if (problems.length > 0 && !mayComplain) throw new Error(`the page complained:\n${problems.join('\n')}`)
  },
})

export { expect } from '@playwright/test'

/** Collects what a page must never say: errors, and pieces that its security policy has refused. */
function watchConsole(page: Page): readonly string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    // A core that a test has ended on purpose cannot be reached.
    if (/net::ERR_(?:CONNECTION|INCOMPLETE|EMPTY|NETWORK|INTERNET)/.test(message.text())) return
    problems.push(message.text())
  })
  return problems
}
