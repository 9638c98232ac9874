import { expect, type Locator } from '@playwright/test'
import type { CalendarBasis } from '../../../src/shared/domain/calendar.ts'
import type { AppPage } from './app-page.ts'

/** The calendar as a person uses it. */
export class CalendarPage {
  readonly app: AppPage

  constructor(app: AppPage) {
    this.app = app
  }

  /** Opens a month, or this one. */
  async open(month?: string): Promise<void> {
    const { page } = this.app
    await page.goto(`${new URL(page.url()).origin}/#/calendar${month === undefined ? '' : `?month=${month}`}`)
    await this.settled()
  }

  /** Waits until the figures are those of the month. */
  async settled(): Promise<void> {
    await expect(this.grid).toHaveAttribute('aria-busy', 'false')
    await expect(this.app.page.getByText(this.app.t('calendar.reading'))).toHaveCount(0)
  }

  get grid(): Locator {
    return this.app.page.getByRole('grid')
  }

  cell(day: string): Locator {
    return this.grid.locator(`[data-day="${day}"]`)
  }

  get focused(): Locator {
    return this.grid.locator(':focus')
  }

  get panel(): Locator {
    // The banner above is one, too; a day's panel is named after the day.
    return this.app.page.getByRole('complementary', { name: /\d{4}/ })
  }

  async chooseBasis(basis: CalendarBasis): Promise<void> {
    await this.app.page.getByText(this.app.t(`calendar.basis.${basis}`), { exact: true }).click()
    await expect(this.app.page.getByText(this.app.t(`calendar.meaning.${basis}`))).toBeVisible()
    await this.settled()
  }
}
