import { addCivilDays, startOfCivilDay, toCivilDay } from '../../../src/shared/domain/civil-day.ts'
import { builtInQuery, type BuiltInViewId } from '../../../src/shared/domain/built-in-views.ts'
import { resolveRanges } from '../../../src/shared/domain/relative-days.ts'
import type { Comparison } from '../../../src/shared/domain/comparison.ts'
import type { Item } from '../../../src/shared/domain/item.ts'
import { violations } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { ChangesPage } from '../support/changes-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'
import { shoot } from '../support/pictures.ts'

const ZONE = 'Asia/Shanghai'
const LAST_RUNS = { kind: 'last-runs' } as const
const count = (shown: number) => ({ count: shown, shown: shown.toLocaleString('en') })

test.describe('changes', () => {
  let app: AppPage
  let changes: ChangesPage
  let items: ItemsPage
  let accountId: string

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    changes = new ChangesPage(app)
    items = new ItemsPage(app)
    await app.open(served)
    ;({ accountId } = await app.ask('account.add', { name: '演示', provider: 'demo', demoSize: 400 }))
    // The demo's estate is a little other with each sync.
    for (const _time of [1, 2]) await app.sync(accountId)
  })

  /** Items that are there now, by act-by. */
  async function present(rows: number): Promise<readonly Item[]> {
    return (await items.ask({ sort: [{ field: 'actBy', direction: 'asc' }] })).items.slice(0, rows)
  }

  test.describe('since the last syncs', () => {
    let comparison: Comparison

    test.beforeEach(async () => {
      comparison = await changes.ask(LAST_RUNS)
      expect(comparison.total).toBeGreaterThan(3)
      await app.goTo('changes')
      await changes.expectRows(comparison.total)
    })

    test('are counted by kind and narrowed by kinds and search, which the address keeps', async ({ page }) => {
      await expect(changes.kinds).toHaveCount(comparison.byKind.length)
      for (const { kind, count: rows } of comparison.byKind) {
        await expect(changes.kind(kind)).toContainText(new RegExp(`${rows}$`))
      }
      await expect(changes.head).toContainText(app.t('changes.head.items', count(comparison.before.count)))
      await expect(changes.head).toContainText(app.t('changes.head.items', count(comparison.after.count)))
      await expect(changes.head).toContainText(app.t('changes.head.total', count(comparison.total)))

      const [first, second] = comparison.byKind.map(({ kind }) => kind)
      if (!first || !second) throw new Error('the demo changed in one way only')
      await changes.kind(first).click()
      await changes.expectRows((await changes.rowsOf(comparison, { kinds: [first] })).length)
      await changes.kind(second).click()
      const both = await changes.rowsOf(comparison, { kinds: [first, second] })
      await changes.expectRows(both.length)
      await expect(changes.footer).toContainText(
        app.t('changes.footer.rows', { shown: String(both.length), total: String(comparison.total) }),
      )
      await page.reload()
      await changes.expectRows(both.length)
      await expect(changes.kind(second)).toHaveAttribute('aria-pressed', 'true')

      await changes.kind(first).click()
      await changes.kind(second).click()
      await changes.expectRows(comparison.total)
      const wanted = (await changes.rowsOf(comparison)).at(-1)?.resourceName ?? ''
      await page.keyboard.press('/')
      await page.keyboard.type(wanted)
      const found = await changes.rowsOf(comparison, { search: wanted })
      await changes.expectRows(found.length)
      expect(await changes.texts('name')).toEqual(found.map(({ resourceName }) => resourceName))
      await changes.search.fill('nothing-of-this-name')
      await expect(page.getByText(app.t('changes.empty.filteredTitle'))).toBeVisible()
      await app.button('changes.empty.clear').click()
      await changes.expectRows(comparison.total)
    })

    test('lead to exactly their items in the list, gone ones included, and a row to its details', async ({ page }) => {
      const kinds = ['gone', 'renewed', 'back', 'appeared'] as const
      const wanted = kinds.filter((kind) => comparison.byKind.some((sum) => sum.kind === kind)).slice(0, 2)
      for (const kind of wanted) await changes.kind(kind).click()
      const rows = await changes.rowsOf(comparison, { kinds: wanted })
      await changes.expectRows(rows.length)
      await changes.footerLink.click()
      await expect(app.heading(app.t('shell.page.items'))).toBeVisible()
      await items.expectRows(rows.length)
      const names = rows.map(({ resourceName }) => resourceName)
      expect((await items.texts('resourceName')).toSorted()).toEqual(names.toSorted())
      await page.goBack()
      await changes.expectRows(rows.length)

      await changes.row(0).getByRole('gridcell').first().click()
      await page.keyboard.press('Enter')
      await expect(items.details).toContainText(names[0] ?? '')
    })

    test('are those of one account where there are several', async () => {
      const { accountId: otherId } = await app.ask('account.add', { name: '分公司', provider: 'demo', demoSize: 200 })
      for (const _time of [1, 2]) await app.sync(otherId)
      const both = await changes.ask(LAST_RUNS)
      expect(both.accounts).toHaveLength(2)
      await changes.expectRows(both.total)
      await changes.choose('account', /^分公司/)
      const rows = await changes.rowsOf(both, { accountIds: [otherId] })
      expect(rows.length).toBeGreaterThan(0)
      await changes.expectRows(rows.length)
      await changes.footerLink.click()
      await items.expectRows(rows.length)
    })

    test('are ordered by a column, and what is missing stands last', async () => {
      await changes.header('priceAfter').click()
      await expect(changes.grid).toHaveAttribute('aria-busy', 'false')
      await expect(changes.header('priceAfter')).toHaveAttribute('aria-sort', 'ascending')
      const { items: rows } = await app.ask('comparison.page', {
        handle: comparison.handle,
        sort: [{ field: 'priceAfter', direction: 'asc' }],
        offset: 0,
        limit: 500,
      })
      await expect.poll(async () => (await changes.texts('name'))[0]).toBe(rows[0]?.resourceName)
      expect(rows.at(-1)?.priceAfter).toBeNull()
      expect(await changes.texts('name')).toEqual(
        rows.slice(0, (await changes.texts('name')).length).map(({ resourceName }) => resourceName),
      )
    })
  })

  test('start from a day, from before a sync, or say that a review is no longer there', async ({ page }) => {
    await app.goTo('changes')
    await changes.choose('start.from', app.t('changes.start.week'))
    const weekAgo = startOfCivilDay(addCivilDays(toCivilDay(Date.now(), ZONE), -7), ZONE)
    const week = await changes.ask({ kind: 'instant', at: weekAgo })
    expect(week.before.count).toBe(0)
    await changes.expectRows(week.total)
    await expect(changes.kind('appeared')).toContainText(new RegExp(`${week.total.toLocaleString('en')}$`))

    const runs = (await app.ask('run.list', { limit: 10 })).items
    await changes.open({ from: `run:${runs.at(-1)?.runId}` })
    await changes.expectRows((await changes.ask({ kind: 'run', runId: runs.at(-1)?.runId ?? '' })).total)
    await changes.open({ from: 'snapshot:not-there' })
    await expect(page.getByRole('alert')).toContainText(app.error('SNAPSHOT_NOT_FOUND'))
    await changes.choose('start.from', app.t('changes.start.lastRuns'))
    await changes.expectRows((await changes.ask(LAST_RUNS)).total)
  })

  test('that cannot be read say so, and are read by trying again', async ({ page }) => {
    let isBroken = true
    await page.route('**/api/request', async (route) => {
      const isOurs = (route.request().postDataJSON() as { route: string }).route === 'comparison.get'
      const error = { code: 'DB_BUSY', params: {}, raw: null }
      await (isOurs && isBroken ? route.fulfill({ json: { ok: false, error } }) : route.fallback())
    })
    await app.goTo('changes')
    await expect(page.getByRole('alert')).toBeVisible()
    isBroken = false
    await page
      .getByRole('alert')
      .getByRole('button', { name: app.t('shell.errorNote.retry') })
      .click()
    await changes.expectRows((await changes.ask(LAST_RUNS)).total)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  test('since a review: it is marked done, and what is decided then differs from it', async ({ page }) => {
    const today = toCivilDay(Date.now(), ZONE)
    const filterOf = (view: BuiltInViewId) => structuredClone(resolveRanges(builtInQuery(view), today).filter) as never
    const views = ['undecided-due', 'contradictions', 'overdue'] as const
    const open = await app.ask('item.count', { filters: views.map(filterOf) })
    await app.goTo('changes')
    const dialog = await changes.take()
    for (const [index, view] of views.entries()) {
      const words = app.t(`changes.take.${view}`, count(open[index] ?? 0))
      await expect(dialog.getByText(words)).toHaveCount(open[index] === 0 ? 0 : 1)
    }
    expect(Math.max(...open)).toBeGreaterThan(0)
    const name = dialog.getByLabel(app.t('changes.take.name'))
    await expect(name).toHaveValue(app.t('changes.take.proposal', { month: today.slice(0, 7) }))
    await expect(name).toBeFocused()
    await name.fill('十一月复核')
    await dialog.getByLabel(app.t('changes.take.note')).fill('与台账核对过')
    await dialog.getByRole('button', { name: app.t('changes.take.confirm') }).click()

    // The list shows it, and whoever has waited goes on from there.
    const row = page.getByRole('main').getByRole('link', { name: '十一月复核', exact: true })
    await expect(row).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(changes.frozen('十一月复核')).toContainText('与台账核对过')
    const [review] = await changes.reviews()
    if (!review) throw new Error('no review was kept')
    expect(review).toMatchObject({ title: '十一月复核', note: '与台账核对过' })
    await expect(changes.frozen('十一月复核')).toContainText(review.figures.all.count.toLocaleString('en'))

    // What people decide and what a sync brings both count as changes since the review.
    const decided = await present(3)
    const itemIds = decided.map(({ id }) => id)
    await app.ask('item.review', { itemIds, patch: { decision: 'let-expire', owner: '李四' } })
    await changes
      .frozen('十一月复核')
      .getByRole('link', { name: app.t('changes.reviews.sinceThen') })
      .click()
    await changes.expectRows(3)
    await expect(changes.kind('decided')).toContainText(/3$/)
    await expect(changes.kind('owner-changed')).toContainText(/3$/)
    expect((await changes.texts('fields'))[0]).toContain(app.t('domain.decision.let-expire'))
    await app.sync(accountId)
    const since = await changes.ask({ kind: 'snapshot', snapshotId: review.snapshotId })
    expect(since.total).toBeGreaterThan(3)
    await changes.expectRows(since.total)

    // The frozen list does not follow.
    await changes.open({ part: 'reviews', review: review.snapshotId })
    const search = changes.frozen('十一月复核').getByRole('searchbox')
    await search.fill(decided[0]?.resourceId ?? '')
    const rows = changes.frozenRows('十一月复核')
    await expect(rows).toHaveCount(1)
    await expect(rows.first()).toContainText(decided[0]?.resourceName ?? '')
    await expect(rows.first()).toContainText(app.t('domain.decision.undecided'))
    await expect(rows.first()).not.toContainText('李四')
    await search.fill('nothing-of-this-name')
    await expect(changes.frozen('十一月复核')).toContainText(app.t('changes.frozen.noRows'))
    await page.keyboard.press('Escape')
    const { total } = await app.ask('snapshot.items', { snapshotId: review.snapshotId, offset: 0, limit: 1 })
    await expect(changes.frozen('十一月复核')).toContainText(
      app.t('changes.frozen.range', { from: 1, to: 100, total: total.toLocaleString('en') }),
    )
    await app.button('changes.frozen.next').click()
    await expect(changes.frozen('十一月复核')).toContainText(`101–${Math.min(200, total)}`)
  })

  test('between two reviews are kept apart from what came later; reviews are renamed and removed', async ({ page }) => {
    const older = await app.ask('snapshot.take', { title: '十月', note: null })
    const chosen = (await present(5)).map(({ id }) => id)
    await app.ask('item.review', { itemIds: chosen, patch: { decision: 'let-expire' } })
    const newer = await app.ask('snapshot.take', { title: '十一月', note: null })
    await app.ask('item.review', { itemIds: chosen.slice(0, 2), patch: { decision: 'undecided' } })
    await changes.open({ part: 'reviews' })
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(['十一月', '十月'])

    await changes.act('十一月', app.t('changes.reviews.withFormer', { title: '十月' }))
    await changes.expectRows(5)
    const both = { from: `snapshot:${older.snapshotId}`, to: `snapshot:${newer.snapshotId}` }
    expect(new URL(page.url()).hash).toBe(`#/changes?${new URLSearchParams(both).toString()}`)
    await expect(changes.head).not.toContainText(app.t('changes.head.reversed'))
    await changes.open({ from: both.to, to: both.from })
    await expect(changes.head).toContainText(app.t('changes.head.reversed'))
    await changes.open(both)
    await changes.choose('start.to', app.t('changes.start.now'))
    await changes.expectRows(3)

    await changes.open({ part: 'reviews' })
    await changes.act('十月', app.t('changes.reviews.rename'))
    const rename = page.getByRole('dialog', { name: app.t('changes.reviews.renameTitle') })
    await rename.getByLabel(app.t('changes.take.name')).fill('十月（已核对）')
    await rename.getByLabel(app.t('changes.take.note')).fill('财务确认')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(rename).toHaveCount(0)
    await expect(changes.card('十月（已核对）')).toContainText('财务确认')

    await changes.act('十一月', app.t('changes.reviews.remove'))
    const remove = page.getByRole('dialog', { name: app.t('changes.reviews.removeTitle') })
    await expect(remove).toContainText('十一月')
    await expect(remove.getByRole('button', { name: app.t('changes.reviews.keep') })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(remove).toHaveCount(0)
    expect(await changes.reviews()).toHaveLength(2)
    await changes.act('十一月', app.t('changes.reviews.remove'))
    await remove.getByRole('button', { name: app.t('changes.reviews.removeNow') }).click()
    await expect(changes.toast).toContainText(app.t('changes.reviews.removed', { title: '十一月' }))
    await expect(changes.card('十一月')).toHaveCount(0)
    expect((await changes.reviews()).map(({ title }) => title)).toEqual(['十月（已核对）'])
  })
})

for (const [language, colorScheme] of [
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const) {
  test.describe(`changes, looks ${language} ${colorScheme}`, () => {
    test.use({ colorScheme, locale: language })

    test('of both parts and their dialogs, and nothing for axe to complain about', async ({ page, served }) => {
      test.slow()
      const app = new AppPage(page, language)
      const changes = new ChangesPage(app)
      const look = async (state: string, widths?: readonly number[]): Promise<void> => {
        await shoot(page, `${language}-${colorScheme}-changes-${state}`, widths ? { widths } : {})
        expect(await violations(page), state).toEqual([])
      }
      await app.open(served)
      for (const name of language === 'en' ? ['Demo', 'Branch'] : ['演示', '分公司']) {
        const { accountId } = await app.ask('account.add', { name, provider: 'demo', demoSize: 600 })
        for (const _time of [1, 2]) await app.sync(accountId)
      }
      await changes.open({ part: 'reviews' })
      await expect(page.getByText(app.t('changes.reviews.noneTitle'))).toBeVisible()
      await look('none', [1280])
      const { snapshotId } = await app.ask('snapshot.take', { title: '2026-10', note: 'OK' })
      const { items } = await new ItemsPage(app).ask()
      const itemIds = items.slice(0, 30).map(({ id }) => id)
      await app.ask('item.review', { itemIds, patch: { decision: 'let-expire', owner: '李四' } })
      await app.goTo('changes')
      await changes.expectRows((await changes.ask(LAST_RUNS)).total)
      await changes.kind('gone').click()
      await expect(changes.grid).toHaveAttribute('aria-busy', 'false')
      await look('differences')
      await changes.take()
      await look('take', [1280])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await changes.open({ from: `snapshot:${snapshotId}`, search: 'nothing-of-this-name' })
      await expect(page.getByText(app.t('changes.empty.filteredTitle'))).toBeVisible()
      await look('nothing', [1280])
      await changes.open({ part: 'reviews' })
      await look('reviews')
      for (const act of ['rename', 'remove'] as const) {
        await changes.act('2026-10', app.t(`changes.reviews.${act}`))
        await expect(page.getByRole('dialog', { name: app.t(`changes.reviews.${act}Title`) })).toBeVisible()
        await look(act, [1280])
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
      await changes.open({ part: 'reviews', review: snapshotId })
      await expect(changes.frozenRows('2026-10')).toHaveCount(100)
      await look('frozen')
    })
  })
}
