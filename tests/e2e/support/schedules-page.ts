import type { Locator, Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import type { AppPage } from './app-page.ts'
import type { ServedApp } from './served-app.ts'

/** The schedules on the sync page as a person uses them. */
export class SchedulesPage {
  readonly app: AppPage
  readonly page: Page

  constructor(app: AppPage) {
    this.app = app
    this.page = app.page
  }

  async open(): Promise<void> {
    await this.app.goTo('sync')
    await this.page
      .getByRole('navigation', { name: this.app.t('schedules.page.views') })
      .getByRole('link', { name: this.app.t('schedules.page.title') })
      .click()
  }

  get table(): Locator {
    return this.page.getByRole('table', { name: this.app.t('schedules.page.table') })
  }

  /** The row of an account or a group of links. */
  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name }) })
  }

  /** Opens the editor of a row, whether it has a schedule or not. */
  async edit(name: string): Promise<Locator> {
    const { app } = this
    const names = [app.t('schedules.page.setOf', { name }), app.t('schedules.page.editOf', { name })]
    const buttons = names.map((label) => this.row(name).getByRole('button', { name: label, exact: true }))
    await buttons[0]?.or(buttons[1] as Locator).click()
    return this.editor
  }

  get editor(): Locator {
    return this.page.getByRole('dialog').filter({ has: this.page.getByRole('radiogroup') })
  }

  async choose(kind: 'manual' | 'workdays' | 'daily' | 'hourly' | 'cron'): Promise<void> {
    await this.editor.getByText(this.app.t(`schedules.editor.${kind}`), { exact: true }).click()
  }

  field(name: 'time' | 'minute' | 'expression'): Locator {
    return this.editor.locator(`input[name="${name}"]`)
  }

  /** The next due times that the editor shows. */
  get next(): Locator {
    return this.editor.getByRole('region', { name: this.app.t('schedules.editor.next') }).getByRole('listitem')
  }

  async save(): Promise<void> {
    await this.editor.getByRole('button', { name: this.app.t('schedules.editor.save') }).click()
  }
}

/** Moves the stored due time of every schedule of an app that does not run, as if it had been off for that long. */
export function moveDueTimes({ dataDir }: ServedApp, byMs: number): void {
  const db = new Database(join(dataDir, 'duewatch.sqlite'), { fileMustExist: true })
  try {
    db.prepare('UPDATE schedule SET next_due_at = next_due_at + :byMs, set_at = set_at + :byMs').run({ byMs })
  } finally {
    db.close()
  }
}
