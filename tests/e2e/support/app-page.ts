import { expect, type Locator, type Page } from '@playwright/test'
import { createTranslator, type Translator } from '../../../src/shared/i18n/translator.ts'
import type { Language } from '../../../src/shared/i18n/resources.ts'
import type { RouteInput, RouteName, RouteOutput } from '../../../src/shared/ipc/contract.ts'
import type { Envelope } from '../../../src/shared/ipc/envelope.ts'
import { MENU_PAGES } from '../../../src/shared/preload-api.ts'
import type { ServedApp } from './served-app.ts'

/** Pages of the navigation that are looked at one by one; that of notices is looked at with notices. */
export const PAGES = MENU_PAGES.filter((page) => page !== 'notices')
export type PageName = (typeof PAGES)[number]

/** How long a sync of 50,000 items may take on a busy machine. */
const SYNC_MS = 180_000

/** The window as a person uses it: by the words and roles that it shows. */
export class AppPage {
  readonly page: Page
  #translator: Translator

  constructor(page: Page, language: Language = 'zh-CN') {
    this.page = page
    this.#translator = createTranslator(language)
  }

  /** The words of a text key, in the language of the window. */
  t(key: string, params?: Readonly<Record<string, string | number>>): string {
    return this.#translator.t(key, params)
  }

  /** The sentence of an error, in the language of the window. */
  error(code: string, params: Readonly<Record<string, string | number>> = {}): string {
    return this.#translator.error({ code, params, raw: null } as Parameters<Translator['error']>[0])
  }

  useLanguage(language: Language): void {
    this.#translator = createTranslator(language)
  }

  async open(served: ServedApp): Promise<void> {
    await this.page.goto(served.url)
    await expect(this.page.getByRole('main')).toBeVisible()
  }

  /** Ends the app and opens the window of its next start, which is on another port. */
  async reopen(served: ServedApp): Promise<ServedApp> {
    await this.page.goto('about:blank')
    const again = await served.restart()
    await this.open(again)
    return again
  }

  /** Waits until the core keeps what the person has arranged; `origin` is needed once the window is closed. */
  async kept(preference: string, part: string, origin?: string): Promise<void> {
    const read = async (): Promise<string> => (await this.ask('preference.list', {}, origin))[preference] ?? ''
    await expect.poll(read).toContain(part)
  }

  /** Asks the core what it knows, past the page: what the page shows is compared with it. */
  async ask<Name extends RouteName>(
    route: Name,
    input: RouteInput<Name>,
    origin = new URL(this.page.url()).origin,
  ): Promise<RouteOutput<Name>> {
    const answer = await this.page.request.post(`${origin}/api/request`, {
      headers: { origin },
      data: { route, input },
    })
    const envelope = (await answer.json()) as Envelope<RouteOutput<Name>>
    if (!envelope.ok) throw new Error(`${route}: ${envelope.error.code} ${JSON.stringify(envelope.error.params)}`)
    return envelope.data
  }

  /** Resolves when a run has ended; it may end in any way. */
  async ended(runId: string): Promise<void> {
    await expect
      .poll(async () => (await this.ask('run.get', { runId })).run.endedAt !== null, { timeout: SYNC_MS })
      .toBe(true)
  }

  /** Adds demo data of a size and syncs them; the page is told as of any other sync. */
  async seedDemo(size: number, name = '演示'): Promise<void> {
    const { accountId } = await this.ask('account.add', { name, provider: 'demo', demoSize: size })
    await this.sync(accountId)
  }

  /** Syncs an account and waits for the end; answers the run's id. */
  async sync(accountId: string): Promise<string> {
    const { runId } = await this.ask('sync.start', { accountId })
    await this.ended(runId)
    return runId
  }

  /** Goes to a page by the navigation. */
  async goTo(name: PageName): Promise<void> {
    await this.navigation.getByRole('link', { name: this.t(`shell.page.${name}`) }).click()
    await expect(this.heading(this.t(`shell.page.${name}`))).toBeVisible()
  }

  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: this.t('shell.nav.label') })
  }

  get statusBar(): Locator {
    return this.page.getByRole('contentinfo', { name: this.t('shell.status.label') })
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name })
  }

  button(key: string, params?: Readonly<Record<string, string | number>>): Locator {
    return this.page.getByRole('button', { name: this.t(key, params), exact: true })
  }

  /** What the person has copied, pasted elsewhere: the window itself may not read it. */
  async clipboard(): Promise<string> {
    const elsewhere = await this.page.context().newPage()
    await elsewhere.setContent('<textarea></textarea>')
    await elsewhere.getByRole('textbox').focus()
    await elsewhere.keyboard.press('ControlOrMeta+v')
    const text = await elsewhere.getByRole('textbox').inputValue()
    await elsewhere.close()
    await this.page.bringToFront()
    return text
  }

  /** Takes the demo data at the first start and waits for the overview. */
  async openDemo(): Promise<void> {
    await this.button('accounts.openDemo').click()
    await expect(this.heading(this.t('overview.title'))).toBeVisible()
  }

  /** Fills in the account form that is on the page. */
  async fillAccount(account: {
    readonly name: string
    readonly accessKey: string
    readonly secretKey: string
    readonly endpoint: string
  }): Promise<void> {
    await this.page.getByLabel(this.t('accounts.form.name'), { exact: false }).first().fill(account.name)
    await this.page.locator('input[name="accessKey"]').fill(account.accessKey)
    await this.page.locator('input[name="secretKey"]').fill(account.secretKey)
    // By hand: what a test sees must not depend on the time of day.
    await this.page.locator('select[name="schedule"]').selectOption('manual')
    const endpoint = this.page.getByLabel(this.t('accounts.form.endpoint'))
    if (!(await endpoint.isVisible())) await this.button('accounts.form.advanced').click()
    await endpoint.fill(account.endpoint)
  }
}
