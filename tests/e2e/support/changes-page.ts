import { expect, type Locator } from '@playwright/test'
import type {
  Comparison,
  ComparisonEnd,
  ComparisonStart,
  DifferenceKind,
  ItemDifference,
  DifferenceSortField,
} from '../../../src/shared/domain/comparison.ts'
import type { Snapshot } from '../../../src/shared/domain/snapshot.ts'
import { ListPage } from './list-page.ts'

/** Which rows of a comparison are wanted. */
interface Wanted {
  readonly kinds?: readonly DifferenceKind[]
  readonly accountIds?: readonly string[]
  readonly search?: string
}

/** The page of changes and done reviews as a person uses it. */
export class ChangesPage extends ListPage<DifferenceSortField | 'fields'> {
  override labelOf(field: DifferenceSortField | 'fields'): string {
    return this.app.t(`changes.column.${field}`)
  }

  async open(params: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.page.goto(`${new URL(this.page.url()).origin}/#/changes?${new URLSearchParams(params).toString()}`)
    await expect(this.app.heading(this.app.t('changes.title'))).toBeVisible()
  }

  override get grid(): Locator {
    return this.page.getByRole('grid', { name: this.app.t('changes.tableLabel') })
  }

  /** Both pictures with what they come to. */
  get head(): Locator {
    return this.page.getByRole('main').locator('dl')
  }

  get footer(): Locator {
    return this.page.getByRole('main').getByLabel(this.app.t('changes.footer.label'), { exact: true })
  }

  get footerLink(): Locator {
    return this.footer.getByRole('link', { name: this.app.t('changes.footer.open') })
  }

  /** The kinds that occur, with their sums. */
  get kinds(): Locator {
    return this.page.getByRole('group', { name: this.app.t('changes.kinds') }).getByRole('button')
  }

  kind(kind: DifferenceKind): Locator {
    const isSaid = kind === 'decided' || kind === 'owner-changed'
    return this.kinds.filter({ hasText: this.app.t(isSaid ? `changes.kind.${kind}` : `domain.change.${kind}`) })
  }

  /** Chooses from one of the selects above the table by the words of the choice. */
  async choose(select: 'start.from' | 'start.to' | 'account', option: string | RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: this.app.t(`changes.${select}`), exact: true }).click()
    await this.page.getByRole('option', { name: option }).click()
  }

  /** What the core says of two pictures. */
  async ask(from: ComparisonStart, to: ComparisonEnd = { kind: 'now' }): Promise<Comparison> {
    return await this.app.ask('comparison.get', { from, to })
  }

  /** Rows of a comparison as the core knows them. */
  async rowsOf({ handle }: Comparison, wanted: Wanted = {}): Promise<readonly ItemDifference[]> {
    const { items, total } = await this.app.ask('comparison.page', {
      handle,
      ...structuredClone(wanted as object),
      offset: 0,
      limit: 500,
    })
    expect(items).toHaveLength(total)
    return items
  }

  async reviews(): Promise<readonly Snapshot[]> {
    return await this.app.ask('snapshot.list', {})
  }

  /** Opens the form that marks the review done. */
  async take(): Promise<Locator> {
    await this.app.button('changes.take.action').click()
    const dialog = this.page.getByRole('dialog', { name: this.app.t('changes.take.title') })
    await expect(dialog.getByLabel(this.app.t('changes.take.name'))).toBeVisible()
    return dialog
  }

  /** The card of a done review in their list. */
  card(title: string): Locator {
    return this.page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('heading', { name: title, exact: true }) })
  }

  /** Chooses from the menu of a done review. */
  async act(title: string, item: string): Promise<void> {
    await this.card(title)
      .getByRole('button', { name: this.app.t('changes.reviews.more', { title }) })
      .click()
    await this.page.getByRole('menuitem', { name: item }).click()
  }

  /** A done review that is open. */
  frozen(title: string): Locator {
    return this.page.getByRole('article', { name: title, exact: true })
  }

  /** The rows of the done review that is open, without the head. */
  frozenRows(title: string): Locator {
    return this.frozen(title)
      .getByRole('region', { name: this.app.t('changes.frozen.rows') })
      .locator('tbody tr')
  }

  get toast(): Locator {
    return this.page.locator('.mantine-Notification-root')
  }
}
