import { expect, type Locator, type Page } from '@playwright/test'
import type { StoredLogLine } from '../../../src/shared/domain/run.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'
import type { AppPage } from './app-page.ts'

/** The sync page as a person uses it. */
export class SyncPage {
  readonly app: AppPage
  readonly page: Page

  constructor(app: AppPage) {
    this.app = app
    this.page = app.page
  }

  async open(): Promise<void> {
    await this.app.goTo('sync')
  }

  /** Starts an account's sync by its own button; answers the run's id, which stands in the address. */
  async start(account: string): Promise<string> {
    const before = this.runId()
    await this.page.getByRole('button', { name: this.app.t('sync.accounts.startOf', { account }) }).click()
    await expect.poll(() => this.runId() !== null && this.runId() !== before).toBe(true)
    return this.runId() ?? ''
  }

  /** The run that the address names. */
  runId(): string | null {
    return new URLSearchParams(new URL(this.page.url()).hash.split('?')[1] ?? '').get('run')
  }

  /** The chosen run: how it stands, its log and what lies behind the other tabs. */
  get run(): Locator {
    return this.page.getByRole('article')
  }

  /** Waits until the chosen run stands in a state, as the history says. */
  async expectState(state: string): Promise<void> {
    const current = this.page
      .getByRole('region', { name: this.app.t('sync.history.title') })
      .locator('a[aria-current="true"]')
    await expect(current).toContainText(this.app.t(`domain.runState.${state}`), { timeout: 60_000 })
    await expect(this.run).toContainText(this.app.t(`domain.runState.${state}`))
  }

  get log(): Locator {
    return this.run.getByRole('listbox')
  }

  get lines(): Locator {
    return this.log.getByRole('option')
  }

  /** The history's links, newest first. */
  get history(): Locator {
    return this.page.getByRole('region', { name: this.app.t('sync.history.title') }).getByRole('link')
  }

  async openTab(name: 'log' | 'changes' | 'metrics' | 'compare'): Promise<void> {
    await this.run.getByRole('tab', { name: this.app.t(`sync.tab.${name}`), exact: true }).click()
  }

  /** The lines of a run as the core has stored them. */
  async stored(runId: string): Promise<readonly StoredLogLine[]> {
    const found: StoredLogLine[] = []
    for (;;) {
      const { lines, hasMore } = await this.app.ask('run.log', { runId, afterSeq: found.at(-1)?.seq ?? 0 })
      found.push(...lines)
      if (!hasMore) return found
    }
  }

  /** The sentences that the page shows for lines of the core. */
  sentences(lines: readonly StoredLogLine[]): readonly string[] {
    const translator = createTranslator('zh-CN')
    return lines.map((line) => translator.logLine(line))
  }

  /** Copies the whole log and answers its sentences, in the order in which they stand there. */
  async copied(): Promise<readonly string[]> {
    await this.run.getByRole('button', { name: this.app.t('sync.log.copy'), exact: true }).click()
    await this.page.getByRole('menuitem', { name: this.app.t('sync.log.copyAll') }).click()
    await expect(this.page.getByText(/^已复制 [\d,]+ 行$/)).toBeVisible()
    return (await this.app.clipboard()).split(/\r?\n/).flatMap((line) => line.split('\t')[3] ?? [])
  }
}
