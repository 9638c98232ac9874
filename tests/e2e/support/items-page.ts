import { expect, type Locator } from '@playwright/test'
import type { Item } from '../../../src/shared/domain/item.ts'
import type { ItemQuery } from '../../../src/shared/domain/item-query.ts'
import type { BulkKind } from '../../../src/renderer/features/items/bulk-draft.ts'
import { ListPage } from './list-page.ts'

type ColumnField = ItemQuery['sort'][number]['field'] | 'tags'

/** The list of items as a person uses it. */
export class ItemsPage extends ListPage<ColumnField> {
  override labelOf(field: ColumnField): string {
    return this.app.t(`grid.column.${field}`)
  }

  async open(): Promise<void> {
    await this.app.goTo('items')
    await expect(this.row(0)).toBeVisible()
  }

  /** The table, grouped or not. */
  override get grid(): Locator {
    return this.page.getByRole('grid').or(this.page.getByRole('treegrid'))
  }

  get footer(): Locator {
    return this.page.getByRole('main').getByLabel(this.app.t('items.footer.label'), { exact: true })
  }

  /** What is selected and what can be done with it. */
  get bar(): Locator {
    return this.page.getByRole('group', { name: this.app.t('items.bulk.label') })
  }

  /** Opens the form of one kind of edit from the bar. */
  async edit(kind: BulkKind): Promise<Locator> {
    await this.bar.getByRole('button', { name: this.app.t(`items.bulk.kind.${kind}`), exact: true }).click()
    const form = this.page.getByRole('dialog')
    await expect(form.getByRole('button', { name: this.app.t('items.bulk.cancel') })).toBeVisible()
    return form
  }

  /** Carries out what a form says; resolves when it has closed. */
  async apply(form: Locator, count: number): Promise<void> {
    const words = { count, shown: count.toLocaleString('en') }
    await form.getByRole('button', { name: this.app.t('items.bulk.apply', words) }).click()
    await expect(form).toHaveCount(0)
  }

  async expectSelected(count: number): Promise<void> {
    const selected = { count, selected: count.toLocaleString('en') }
    await expect(this.bar).toContainText(this.app.t('list.footer.selected', selected))
  }

  /** The button that names the view. */
  get view(): Locator {
    return this.page.getByRole('button', { name: /^视图：/ })
  }

  async cell(position: number, field: ColumnField): Promise<Locator> {
    const column = await this.header(field).getAttribute('aria-colindex')
    return this.row(position).locator(`[role="gridcell"][aria-colindex="${column}"]`)
  }

  /** What the core finds for a query. */
  async ask(query: Partial<ItemQuery> = {}): Promise<{ readonly total: number; readonly items: readonly Item[] }> {
    const input = { filter: {}, sort: [], ...query } as never
    return await this.app.ask('item.query', { query: input, rows: 500 })
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
