import { expect, type Locator, type Page } from '@playwright/test'
import type { Item } from '../../../src/shared/domain/item.ts'
import type { ItemQuery } from '../../../src/shared/domain/item-query.ts'
import type { AppPage } from './app-page.ts'

type ColumnField = ItemQuery['sort'][number]['field'] | 'tags'

/** The list of items as a person uses it. */
export class ItemsPage {
  readonly app: AppPage
  readonly page: Page

  constructor(app: AppPage) {
    this.app = app
    this.page = app.page
  }

  async open(): Promise<void> {
    await this.app.goTo('items')
    await expect(this.row(0)).toBeVisible()
  }

  /** The table, grouped or not. */
  get grid(): Locator {
    return this.page.getByRole('grid').or(this.page.getByRole('treegrid'))
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: this.app.t('list.search.label') })
  }

  get footer(): Locator {
    return this.page.getByRole('main').getByLabel(this.app.t('items.footer.label'), { exact: true })
  }

  /** What is filtered, in words. */
  get chips(): Locator {
    return this.page.getByRole('group', { name: this.app.t('list.filter.active') })
  }

  get details(): Locator {
    return this.page.getByRole('complementary').filter({ has: this.page.getByRole('heading', { level: 2 }) })
  }

  /** The button that names the view. */
  get view(): Locator {
    return this.page.getByRole('button', { name: /^视图：/ })
  }

  /** The row at a position of the result, which may lie anywhere in the document. */
  row(position: number): Locator {
    return this.grid.locator(`[role="row"][aria-rowindex="${position + 2}"]`)
  }

  header(field: ColumnField): Locator {
    return this.grid.locator(`[role="columnheader"][data-field="${field}"]`)
  }

  async cell(position: number, field: ColumnField): Promise<Locator> {
    const column = await this.header(field).getAttribute('aria-colindex')
    return this.row(position).locator(`[role="gridcell"][aria-colindex="${column}"]`)
  }

  /** The texts of a column in the rows that are on the page, from the top. */
  async texts(field: ColumnField): Promise<readonly string[]> {
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

  /** Waits until the table has so many lines, headers of groups included. */
  async expectRows(count: number): Promise<void> {
    await expect(this.grid).toHaveAttribute('aria-rowcount', String(count + 1))
    await expect(this.grid).toHaveAttribute('aria-busy', 'false')
  }

  /** What the core finds for a query. */
  async ask(query: Partial<ItemQuery> = {}): Promise<{ readonly total: number; readonly items: readonly Item[] }> {
    const input = { filter: {}, sort: [], ...query } as never
    return await this.app.ask('item.query', { query: input, rows: 500 })
  }

  /** Opens a column's menu by the button above the table, which knows all columns. */
  async openFilter(field: ColumnField): Promise<Locator> {
    const name = this.app.t(`grid.column.${field}`)
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

  /** Chooses a view by its name. */
  async chooseView(name: string): Promise<void> {
    await this.view.click()
    await this.page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click()
    await expect(this.view).toHaveAccessibleName(this.app.t('items.view.label', { name }))
  }

  /** Saves the present arrangement under a name. */
  async saveView(name: string): Promise<void> {
    await this.view.click()
    await this.page.getByRole('menuitem', { name: this.app.t('items.view.saveAs') }).click()
    const dialog = this.page.getByRole('dialog', { name: this.app.t('items.view.saveTitle') })
    await dialog.getByLabel(this.app.t('items.view.name')).fill(name)
    await dialog.getByRole('button', { name: this.app.t('items.view.save'), exact: true }).click()
    await expect(this.view).toHaveAccessibleName(this.app.t('items.view.label', { name }))
  }
}
