import type { Item } from '../../../src/shared/domain/item.ts'
import { BULK_KINDS } from '../../../src/renderer/features/items/bulk-draft.ts'
import { violations } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'

test.describe('review work on many items', () => {
  let app: AppPage
  let items: ItemsPage
  let all: readonly Item[]

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    items = new ItemsPage(app)
    await app.open(served)
    await app.seedDemo(400)
    await items.open()
    all = (await items.ask()).items
    await items.expectRows(all.length)
  })

  async function selectFirst(count: number): Promise<void> {
    await (await items.cell(0, 'resourceName')).click()
    await (await items.cell(count - 1, 'resourceName')).click({ modifiers: ['Shift'] })
    await items.expectSelected(count)
  }

  async function decisions(): Promise<ReadonlyMap<string, string>> {
    return new Map((await items.ask()).items.map(({ id, decision }) => [id, decision]))
  }

  test('says what it will do, does it in one edit, and takes it back', async ({ page }) => {
    await selectFirst(8)
    const form = await items.edit('decision')
    await form.getByRole('radio', { name: app.t('domain.decision.let-expire') }).check()
    const words = { count: 8, shown: '8', value: app.t('domain.decision.let-expire') }
    await expect(form).toContainText(app.t('items.bulk.preview.decision', words))
    await form.getByRole('textbox', { name: app.t('items.bulk.reason.label') }).fill('项目结束')
    await items.apply(form, 8)
    await expect(page.getByText(app.t('items.bulk.done', { count: 8, shown: '8' }))).toBeVisible()
    const chosen = all.slice(0, 8).map(({ id }) => id)
    let known = await decisions()
    expect(chosen.map((id) => known.get(id))).toEqual(Array.from({ length: 8 }, () => 'let-expire'))
    expect([...known.values()].filter((decision) => decision === 'let-expire')).toHaveLength(8)

    // What was decided is told before it is replaced.
    await items.expectSelected(8)
    const again = await items.edit('decision')
    await again.getByRole('radio', { name: app.t('domain.decision.renew'), exact: true }).check()
    const former = { count: 8, shown: '8', value: app.t('domain.decision.let-expire') }
    await expect(again).toContainText(app.t('items.bulk.preview.former', former))
    await items.apply(again, 8)
    await page
      .getByRole('button', { name: app.t('items.bulk.undo'), exact: true })
      .last()
      .click()
    await expect(page.getByText(app.t('items.bulk.undone', { count: 8, shown: '8' }))).toBeVisible()
    known = await decisions()
    expect(chosen.map((id) => known.get(id))).toEqual(Array.from({ length: 8 }, () => 'let-expire'))

    // The usual key takes back what is left, from anywhere on the page.
    await items.grid.focus()
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(async () => [...(await decisions()).values()].every((one) => one === 'undecided')).toBe(true)
  })

  test('reaches all that match, and the list of edits undoes what was replaced there', async ({ page }) => {
    await items.grid.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await items.expectSelected(all.length)
    await page.keyboard.press('e')
    await page.keyboard.press('o')
    const form = page.getByRole('dialog')
    await form.getByRole('combobox', { name: app.t('items.bulk.owner.label'), exact: true }).fill('李四')
    await items.apply(form, all.length)
    expect((await items.ask({ filter: { owner: '李四' } })).total).toBe(all.length)
    await items.header('owner').scrollIntoViewIfNeeded()
    await expect(await items.cell(0, 'owner')).toHaveText('李四')

    await app.button('items.edits.title').click()
    const edits = page.getByRole('dialog', { name: app.t('items.edits.title') })
    await expect(edits.getByRole('listitem')).toHaveCount(1)
    await edits.getByRole('button', { name: /^撤销：/ }).click()
    await expect.poll(async () => (await items.ask({ filter: { owner: '李四' } })).total).toBe(0)
    await expect(edits.getByRole('button', { name: /^撤销：/ })).toHaveCount(0)
  })

  test('selects by pasted ids and says what it does not know', async ({ page }) => {
    const wanted = [3, 40, 200].map((position) => all[position]?.resourceId ?? '')
    await items.grid.focus()
    await page.evaluate(
      (text) => {
        const data = new DataTransfer()
        data.setData('text/plain', text)
        document.activeElement?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        )
      },
      [...wanted, 'no-such-id'].join('\n'),
    )
    const dialog = page.getByRole('dialog', { name: app.t('items.paste.title') })
    await expect(dialog).toContainText(app.t('items.paste.found', { count: 3, shown: '3' }))
    await expect(dialog).toContainText(app.t('items.paste.unknown', { count: 1, shown: '1' }))
    await expect(dialog.getByText('no-such-id', { exact: true }).last()).toBeVisible()
    expect(await violations(page, '[role=dialog]')).toEqual([])
    await dialog.getByRole('button', { name: app.t('items.paste.choose', { count: 3, shown: '3' }) }).click()
    await items.expectRows(3)
    await items.expectSelected(3)
    const form = await items.edit('tags')
    await form.getByRole('combobox', { name: app.t('items.bulk.tags.added') }).fill('季度复核')
    await page.keyboard.press('Enter')
    await items.apply(form, 3)
    const tagged = await items.ask({
      filter: { columns: [{ kind: 'values', field: 'customTags', values: ['季度复核'] }] },
    })
    expect(tagged.items.map(({ resourceId }) => resourceId).toSorted()).toEqual(wanted.toSorted())
  })

  test('lists contradictions with what is wrong and what to do', async ({ page }) => {
    const auto = all.filter(({ renewalMode, actByAt }) => renewalMode === 'auto' && actByAt !== null).slice(0, 3)
    const { changed } = await app.ask('item.review', {
      itemIds: auto.map(({ id }) => id),
      patch: { decision: 'let-expire', owner: '李四' },
    })
    expect(changed).toBe(3)
    await items.chooseView(app.t('items.view.builtIn.contradictions'))
    const { total } = await items.ask({
      filter: { columns: [{ kind: 'blank', field: 'contradictions', isBlank: false }] },
    })
    await items.expectRows(total)
    // The most serious ones come first, without anybody having to look for the column.
    const sentences = (await items.texts('contradictions')).slice(0, 3)
    for (const sentence of sentences) expect(sentence).toMatch(/^决定到期不续，.*。请到.*关闭自动续费/)
    expect(await violations(page)).toEqual([])
    await items.chooseView(app.t('items.view.builtIn.all'))
    await expect(items.header('contradictions')).toHaveCount(0)
  })

  test('has forms that anybody can use', async ({ page }) => {
    await selectFirst(3)
    expect(await violations(page)).toEqual([])
    for (const kind of BULK_KINDS) {
      await items.edit(kind)
      expect(await violations(page, '[role=dialog]'), kind).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    await app.button('items.edits.title').click()
    await expect(page.getByRole('dialog', { name: app.t('items.edits.title') })).toBeVisible()
    expect(await violations(page, '[role=dialog]')).toEqual([])
  })
})
