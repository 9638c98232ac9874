import { expect, type Locator } from '@playwright/test'
import type { ForecastInput, ForecastPick } from '../../../src/shared/domain/forecast.ts'
import type { AppPage } from './app-page.ts'

/** The page of the forecast as a person uses it. */
export class ForecastPage {
  readonly app: AppPage

  constructor(app: AppPage) {
    this.app = app
  }

  /** Opens the page, at an address of its own where one is given. */
  async open(params: Readonly<Record<string, string>> = {}): Promise<void> {
    const { page } = this.app
    await page.goto(`${new URL(page.url()).origin}/#/forecast?${new URLSearchParams(params).toString()}`)
    await expect(this.table).toBeVisible()
  }

  get table(): Locator {
    return this.app.page.getByRole('grid')
  }

  /** The bars of a chart of months in one currency. */
  bars(measure: string): Locator {
    const name = this.app.t('forecast.months.label', { months: 24, measure })
    return this.app.page.getByRole('figure', { name, exact: true }).getByRole('link')
  }

  /** The lines of every cell of a row of the table, the row's name first. */
  async row(name: string): Promise<readonly (readonly string[])[]> {
    const row = this.table.getByRole('row').filter({ has: this.app.page.getByRole('rowheader', { name, exact: true }) })
    return await row.evaluate((element) =>
      [...(element as HTMLTableRowElement).cells].map((cell) => cell.innerText.split('\n').filter(Boolean)),
    )
  }

  async chooseScenario(scenario: ForecastInput['scenario']): Promise<void> {
    const { page, t } = { page: this.app.page, t: this.app.t.bind(this.app) }
    await page.getByText(t(`forecast.scenario.${scenario}`), { exact: true }).click()
    await expect(page.getByText(t(`forecast.meaning.${scenario}`))).toBeVisible()
  }

  /** The copied table as a spreadsheet reads it. */
  async copied(): Promise<readonly (readonly string[])[]> {
    await this.app.button('forecast.table.copy').click()
    await expect(this.app.page.getByText(this.app.t('shell.errorNote.copied'))).toBeVisible()
    return (await this.app.clipboard()).split('\n').map((line) => line.split('\t'))
  }

  /** What a link to items asks for. */
  async pickOf(link: Locator): Promise<{ readonly forecast: ForecastInput; readonly pick: ForecastPick }> {
    const href = (await link.getAttribute('href')) ?? ''
    return JSON.parse(new URLSearchParams(href.split('?')[1]).get('forecast') ?? 'null') as never
  }
}
