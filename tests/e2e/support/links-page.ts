import { expect, type Locator } from '@playwright/test'
import type { Link, Verdict } from '../../../src/shared/domain/link.ts'
import type { LinkField, LinkQuery } from '../../../src/shared/domain/link-query.ts'
import { ListPage } from './list-page.ts'

type ColumnField = LinkField | 'trend'

/** The list of links as a person uses it. */
export class LinksPage extends ListPage<ColumnField> {
  override labelOf(field: ColumnField): string {
    return this.app.t(field === 'trend' ? 'links.trend.title' : `link.field.${field}`)
  }

  async open(): Promise<void> {
    await this.app.goTo('links')
  }

  override get grid(): Locator {
    return this.page.getByRole('grid', { name: this.app.t('links.list.label') })
  }

  get footer(): Locator {
    return this.page.getByRole('main').getByLabel(this.app.t('links.footer.label'), { exact: true })
  }

  /** A part of the details by its heading. */
  section(key: string): Locator {
    return this.details.getByRole('region', { name: this.app.t(key), exact: true })
  }

  /** The run that goes on. */
  get progress(): Locator {
    return this.page.getByRole('region', { name: this.app.t('links.run.label') })
  }

  /** What the last run has brought. */
  summary(state: 'succeeded' | 'cancelled' | 'failed' | 'incomplete' | 'interrupted'): Locator {
    return this.page.getByRole('region', { name: this.app.t(`links.run.ended.${state}`) })
  }

  dialog(key: string, params?: Readonly<Record<string, string | number>>): Locator {
    return this.page.getByRole('dialog', { name: this.app.t(key, params) })
  }

  /** A filter that is one click away. */
  quick(name: 'all' | 'hidden' | 'failing' | 'noBacklink' | 'whitelisted' | 'unchecked' | 'certificate'): Locator {
    return this.page
      .getByRole('group', { name: this.app.t('links.filter.quick') })
      .getByRole('button', { name: this.app.t(`links.filter.${name}`) })
  }

  rowOf(name: string): Locator {
    return this.grid.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  /** Waits until the first lines are what the core finds for a query. */
  async expectLike(query: Partial<LinkQuery>): Promise<readonly Link[]> {
    const { links, total } = await this.ask(query)
    await this.expectRows(total)
    const names = links.slice(0, 8).map(({ name }) => name)
    await expect.poll(async () => (await this.texts('name')).slice(0, names.length)).toEqual(names)
    return links
  }

  /** What the core finds for a query. */
  async ask(query: Partial<LinkQuery> = {}): Promise<{ readonly total: number; readonly links: readonly Link[] }> {
    const input = { filter: {}, sort: [], ...query } as never
    return await this.app.ask('link.query', { query: input, rows: 500 })
  }

  /** A link as the core knows it. */
  async link(name: string): Promise<Link> {
    return (await this.app.ask('link.get', { id: name })).link
  }

  verdict(verdict: Verdict): string {
    return this.app.t(`link.verdict.${verdict}`)
  }

  /** Opens a link's details by a double click on its row. */
  async openDetails(name: string): Promise<void> {
    await this.rowOf(name).getByText(name, { exact: true }).dblclick()
    await this.expectDetails(name)
  }

  async expectDetails(name: string): Promise<void> {
    await expect(this.details.getByRole('heading', { level: 2 })).toHaveText(name)
    await expect(this.section('links.details.section.verdict')).toBeVisible()
  }

  /** Presses a button of the details. */
  async act(key: string): Promise<void> {
    await this.details.getByRole('button', { name: this.app.t(key), exact: true }).click()
  }

  /** Checks all links by the page's button; answers the run's id. */
  async checkAll(): Promise<string> {
    const before = (await this.app.ask('link.summary', {})).lastRunId
    await this.app.button('links.toolbar.checkAll').click()
    await expect.poll(async () => (await this.app.ask('link.summary', {})).lastRunId).not.toBe(before)
    return (await this.app.ask('link.summary', {})).lastRunId ?? ''
  }
}
