import { expect, type Locator, type Page } from '@playwright/test'
import type { AppPage } from './app-page.ts'

/** What every list has, as a person uses it: table, search, filters, details. */
export abstract class ListPage<Field extends string> {
  readonly app: AppPage
  readonly page: Page

  constructor(app: AppPage) {
    this.app = app
    this.page = app.page
  }

  abstract get grid(): Locator

  /** The name of a column, as its header says it. */
  abstract labelOf(field: Field): string

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: this.app.t('list.search.label') })
  }

  /** What is filtered, in words. */
  get chips(): Locator {
    return this.page.getByRole('group', { name: this.app.t('list.filter.active') })
  }

  get details(): Locator {
    return this.page.getByRole('complementary').filter({ has: this.page.getByRole('heading', { level: 2 }) })
  }

  /** The row at a position of the result, which may lie anywhere in the document. */
  row(position: number): Locator {
    return this.grid.locator(`[role="row"][aria-rowindex="${position + 2}"]`)
  }

  header(field: Field): Locator {
    return this.grid.locator(`[role="columnheader"][data-field="${field}"]`)
  }

  /** The texts of a column in the rows that are on the page, from the top. */
  async texts(field: Field): Promise<readonly string[]> {
    const column = await this.header(field).getAttribute('aria-colindex')
    return await this.grid.evaluate((grid, wanted) => {
      const rows = [...grid.querySelectorAll<HTMLElement>('[role="row"][aria-rowindex]')].filter(
        (row) => row.getClientRects().length > 0 && Number(row.getAttribute('aria-rowindex')) > 1,
      )
      return rows
        .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .flatMap((row) => row.querySelector(`[role="gridcell"][aria-colindex="${wanted}"]`)?.textContent ?? [])
    }, column)
  }

  /** Waits until the table has so many lines, headers of groups included, and they are those of the newest answer. */
  async expectRows(count: number): Promise<void> {
    await expect(this.grid).toHaveAttribute('aria-rowcount', String(count + 1))
    await expect(this.grid).toHaveAttribute('aria-busy', 'false')
  }

  /** Opens a column's menu by the button above the table, which knows all columns. */
  async openFilter(field: Field): Promise<Locator> {
    const name = this.labelOf(field)
    await this.app.button('list.filter.add').click()
    const list = this.page.getByRole('dialog', { name: this.app.t('list.filter.add') })
    await list.getByRole('textbox', { name: this.app.t('list.columns.search') }).fill(name)
    await list.getByRole('button', { name, exact: true }).click()
    const menu = this.page.getByRole('dialog', { name: this.app.t('list.menu.title', { column: name }) })
    await expect(menu).toBeVisible()
    return menu
  }

  async closeFilter(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByRole('dialog')).toHaveCount(0)
  }
}
