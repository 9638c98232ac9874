import type { Locator } from '@playwright/test'
import type { Item } from '../../../src/shared/domain/item.ts'
import { violations } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'

/** Exact sums by currency, in the smallest unit of four decimals. */
function sumsOf(items: readonly Item[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { price, currency } of items) {
    if (price === null || currency === null) continue
    const [whole = '0', fraction = ''] = price.split('.')
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(whole + fraction.padEnd(4, '0').slice(0, 4)))
  }
  return sums
}

/** An exact sum as the window writes it. */
function written(units: bigint, currency: string): string {
  const text = units.toString().padStart(5, '0')
  const fraction = text.slice(-4).replace(/0{1,2}$/, '')
  return `${text.slice(0, -4).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')}.${fraction} ${currency}`
}

/** The count that stands at the end of a button or an option. */
async function countIn(place: Locator): Promise<number> {
  return Number((/([\d,]+)\D*$/.exec(await place.innerText())?.[1] ?? '').replaceAll(',', ''))
}

test.describe('items', () => {
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
    expect(all.length).toBeGreaterThan(350)
    await items.expectRows(all.length)
  })

  test('leave room for the rows in a small window: view and tools, bands, filters stand in one line each', async ({
    page,
  }) => {
    await app.ask('settings.update', { patch: { language: 'en' } })
    app.useLanguage('en')
    await page.setViewportSize({ width: 960, height: 640 })
    await page.goto(`${new URL(page.url()).origin}/#/items?view=undecided-due`)
    const chips = page.getByRole('group', { name: app.t('list.filter.active') })
    await expect(chips).toBeVisible()
    const bands = page.getByRole('group', { name: app.t('items.bands') }).getByRole('button')
    const tools = [
      page.getByRole('button', { name: /^View: / }),
      ...['list.filter.add', 'items.group.title', 'list.sort.title', 'items.edits.title'].map((key) =>
        page.getByRole('button', { name: app.t(key), exact: true }),
      ),
    ]
    const lineOf = async (place: Locator): Promise<number> => {
      const box = await place.boundingBox()
      if (!box) throw new Error('not drawn')
      return Math.round((box.y + box.height / 2) / 8)
    }
    const linesOf = async (places: readonly Locator[]): Promise<number> =>
      new Set(await Promise.all(places.map(lineOf))).size
    await expect(bands).not.toHaveCount(0)
    expect([await linesOf(tools), await linesOf(await bands.all())]).toEqual([1, 1])
    expect(await linesOf(await chips.getByRole('button').all())).toBe(1)
    // Words give way to signs, not to nothing.
    await expect(bands.nth(1)).toHaveAccessibleName(new RegExp(app.t('domain.band.within', { count: 7 })))
    expect(await violations(page)).toEqual([])
  })

  test('are found by one Chinese character, by two, by an id, and by nothing', async ({ page }) => {
    const names = all.map(({ resourceName }) => resourceName ?? '')
    const word = names.map((name) => /\p{Script=Han}{2}/u.exec(name)?.[0]).find((found) => found !== undefined) ?? ''
    expect(word).toHaveLength(2)
    for (const text of [word.slice(0, 1), word]) {
      const { total } = await items.ask({ filter: { search: text } })
      expect(total).toBeGreaterThanOrEqual(names.filter((name) => name.includes(text)).length)
      expect(total).toBeLessThan(all.length)
      await items.search.fill(text)
      await items.expectRows(total)
    }
    const resourceId = all[7]?.resourceId ?? ''
    await items.search.fill(resourceId)
    await expect(await items.cell(0, 'resourceName')).toHaveText(all[7]?.resourceName ?? '')
    await items.search.fill('这里没有这样的条目')
    await expect(page.getByText(app.t('items.empty.noMatch'))).toBeVisible()
    await app.button('list.search.clear').click()
    await items.expectRows(all.length)
    await expect(items.search).toBeFocused()
  })

  test('are not searched by the letters of a word that is still being composed', async ({ page }) => {
    const name = all.map(({ resourceName }) => resourceName ?? '').find((text) => /\p{Script=Han}/u.test(text)) ?? ''
    const character = /\p{Script=Han}/u.exec(name)?.[0] ?? ''
    const asked: string[] = []
    page.on('request', (request) => {
      const body = request.postData() ?? ''
      if (body.includes('"item.query"')) asked.push(body)
    })
    const keyboard = await page.context().newCDPSession(page)
    await items.search.focus()
    for (const text of ['s', 'sh', 'she', 'shen']) {
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    }
    await expect(items.search).toHaveValue('shen')
    await keyboard.send('Input.insertText', { text: character })
    await expect(items.search).toHaveValue(character)
    await items.expectRows((await items.ask({ filter: { search: character } })).total)
    expect(asked.filter((body) => /"search":"s/.test(body))).toEqual([])
  })

  test('are chosen by bands that say how many they hold', async ({ page }) => {
    const bands = page.getByRole('group', { name: app.t('items.bands') }).getByRole('button')
    const first = bands.filter({ hasText: app.t('domain.band.range', { from: 16, to: 30 }) })
    const second = bands.filter({ hasText: app.t('domain.band.range', { from: 31, to: 60 }) })
    const counts = [await countIn(first), await countIn(second)] as const
    const inDays = (from: number, to: number): number =>
      all.filter(({ daysLeft }) => daysLeft !== null && daysLeft >= from && daysLeft <= to).length
    expect(counts).toEqual([inDays(16, 30), inDays(31, 60)])
    await first.click()
    await expect(first).toHaveAttribute('aria-pressed', 'true')
    await items.expectRows(counts[0])
    await second.click()
    await items.expectRows(counts[0] + counts[1])
    await first.click()
    await items.expectRows(counts[1])
    await second.click()
    await items.expectRows(all.length)
  })

  test('are filtered by a list of values with counts, as in a spreadsheet', async ({ page }) => {
    const menu = await items.openFilter('renewalMode')
    const options = menu.getByRole('option')
    await expect(options.first()).toBeVisible()
    const auto = options.filter({ hasText: app.t('domain.mode.auto') })
    const manual = options.filter({ hasText: app.t('domain.mode.manual') })
    const countOf = (mode: Item['renewalMode']): number => all.filter(({ renewalMode }) => renewalMode === mode).length
    await expect(auto).toContainText(String(countOf('auto')))
    await auto.click()
    await expect(auto).toHaveAttribute('aria-selected', 'false')
    await items.expectRows(all.length - countOf('auto'))
    await menu.getByRole('button', { name: app.t('list.menu.none'), exact: true }).click()
    await manual.click()
    await items.expectRows(countOf('manual'))
    await menu.getByRole('textbox', { name: app.t('list.menu.searchValues') }).fill(app.t('domain.mode.auto'))
    await expect(options).toHaveCount(1)
    await page.keyboard.press('Enter')
    await items.expectRows(countOf('auto'))
    await items.closeFilter()
    const words = app.t('list.filter.pair', {
      label: app.t('grid.column.renewalMode'),
      words: app.t('domain.mode.auto'),
    })
    await items.chips.getByRole('button', { name: app.t('list.filter.remove', { words }) }).click()
    await items.expectRows(all.length)
    await expect(items.chips).toHaveCount(0)
  })

  test('are filtered by a range that is typed or taken, and by one that makes no sense not at all', async ({
    page,
  }) => {
    const menu = await items.openFilter('daysLeft')
    await menu.getByRole('button', { name: app.t('items.quick.within30'), exact: true }).click()
    const inDays = (from: number, to: number): number =>
      all.filter(({ daysLeft }) => daysLeft !== null && daysLeft >= from && daysLeft <= to).length
    await items.expectRows(inDays(0, 30))
    await menu.getByLabel(app.t('list.menu.from')).fill('5')
    await menu.getByLabel(app.t('list.menu.to'), { exact: true }).fill('60')
    await items.expectRows(inDays(5, 60))
    await menu.getByLabel(app.t('list.menu.to'), { exact: true }).fill('3')
    await expect(menu.getByRole('alert')).toHaveText(app.t('list.menu.problem.order'))
    await menu.getByLabel(app.t('list.menu.to'), { exact: true }).fill('abc')
    await expect(menu.getByRole('alert')).toHaveText(app.t('list.menu.problem.number'))
    await items.expectRows(inDays(5, 60))
    await items.closeFilter()
    await page.getByRole('button', { name: app.t('list.filter.clear') }).click()
    await items.expectRows(all.length)
  })

  test('are filtered by what is blank and by text in a column, both at once', async () => {
    const withoutPrice = all.filter(({ price }) => price === null)
    expect(withoutPrice.length).toBeGreaterThan(0)
    const blank = await items.openFilter('price')
    await blank.getByText(app.t('list.menu.isBlank'), { exact: true }).click()
    await items.expectRows(withoutPrice.length)
    await items.closeFilter()
    const text = withoutPrice[0]?.resourceName?.slice(0, 3) ?? ''
    const contains = await items.openFilter('resourceName')
    await contains.getByLabel(app.t('list.menu.contains')).fill(text)
    const wanted = text.toLowerCase()
    await items.expectRows(
      withoutPrice.filter(({ resourceName }) => resourceName?.toLowerCase().includes(wanted)).length,
    )
    await items.closeFilter()
    await expect(items.chips).toContainText(app.t('list.filter.contains', { text }))
    await expect(items.chips).toContainText(app.t('list.filter.isBlank'))
  })

  test('are ordered by several columns, the first of which counts first', async () => {
    await items.header('renewalMode').click()
    await items.header('daysLeft').click({ modifiers: ['Shift'] })
    await items.header('daysLeft').click({ modifiers: ['Shift'] })
    await expect(items.header('renewalMode')).toHaveAttribute('aria-sort', 'ascending')
    const { items: wanted } = await items.ask({
      sort: [
        { field: 'renewalMode', direction: 'asc' },
        { field: 'daysLeft', direction: 'desc' },
      ],
    })
    const names = wanted.slice(0, 10).map(({ resourceName }) => resourceName ?? '—')
    await expect.poll(async () => (await items.texts('resourceName')).slice(0, 10)).toEqual(names)
    // Within one way of renewal the days fall.
    const [first] = wanted
    const days = wanted.filter(({ renewalMode }) => renewalMode === first?.renewalMode).map(({ daysLeft }) => daysLeft)
    const dated = days.filter((value) => value !== null)
    expect(dated).toEqual(dated.toSorted((a, b) => b - a))
  })

  test('show the columns that are wanted, where and as wide as wanted', async ({ page, served }) => {
    await app.button('list.columns.title').click()
    const chooser = page.getByRole('dialog', { name: app.t('list.columns.title') })
    const price = app.t('grid.column.price')
    await chooser.getByRole('checkbox', { name: app.t('grid.column.status'), exact: true }).uncheck()
    await expect(items.header('status')).toHaveCount(0)
    await chooser.getByRole('checkbox', { name: app.t('grid.column.tags'), exact: true }).check()
    await expect(items.header('tags')).toHaveCount(1)
    await chooser.getByRole('button', { name: app.t('list.columns.pin.none', { column: price }) }).click()
    await expect(items.header('price')).toHaveAttribute('data-pin', 'left')
    await page.keyboard.press('Escape')
    const box = await items.header('price').boundingBox()
    const edge = await items.header('price').locator('[data-resizer]').boundingBox()
    if (!box || !edge) throw new Error('the column is not in sight')
    await page.mouse.move(edge.x + edge.width / 2, edge.y + edge.height / 2)
    await page.mouse.down()
    await page.mouse.move(edge.x + edge.width / 2 + 80, edge.y + edge.height / 2, { steps: 4 })
    await page.mouse.up()
    await expect
      .poll(async () => Math.round((await items.header('price').boundingBox())?.width ?? 0))
      .toBe(Math.round(box.width + 80))
    // The app is about to be ended under the window, so what was arranged must have reached it.
    await expect
      .poll(async () => (await app.ask('preference.list', {}))['items.state'])
      .toContain(`"widthPx":${Math.round(box.width + 80)}`)
    await app.reopen(served)
    await items.open()
    await expect(items.header('price')).toHaveAttribute('data-pin', 'left')
    await expect(items.header('status')).toHaveCount(0)
    expect(Math.round((await items.header('price').boundingBox())?.width ?? 0)).toBe(Math.round(box.width + 80))
  })

  test('stand in groups with their counts and sums, which fold', async ({ page }) => {
    await app.button('items.group.title').click()
    await page
      .getByRole('dialog', { name: app.t('items.group.title') })
      .getByRole('radio', { name: app.t('grid.column.renewalMode'), exact: true })
      .check()
    await page.keyboard.press('Escape')
    const modes = [...new Set(all.map(({ renewalMode }) => renewalMode))]
    await items.expectRows(all.length + modes.length)
    const auto = all.filter(({ renewalMode }) => renewalMode === 'auto')
    const group = items.grid.getByRole('row', { name: new RegExp(`^${app.t('domain.mode.auto')}`) })
    await page.keyboard.press('Home')
    await expect(group).toContainText(app.t('grid.group.rows', { count: auto.length, rows: String(auto.length) }))
    for (const [currency, sum] of sumsOf(auto)) await expect(group).toContainText(written(sum, currency))
    await group.click()
    await expect(group).toHaveAttribute('aria-expanded', 'false')
    await items.expectRows(all.length + modes.length - auto.length)
    await group.click()
    await items.expectRows(all.length + modes.length)
  })

  test('say what those that are selected cost', async ({ page }) => {
    await (await items.cell(0, 'resourceName')).click()
    await (await items.cell(5, 'resourceName')).click({ modifiers: ['Shift'] })
    await (await items.cell(8, 'resourceName')).click({ modifiers: ['ControlOrMeta'] })
    await (await items.cell(2, 'resourceName')).click({ modifiers: ['ControlOrMeta'] })
    const chosen = [0, 1, 3, 4, 5, 8].map((position) => all[position]).filter((item) => item !== undefined)
    await items.expectSelected(6)
    for (const [currency, sum] of sumsOf(chosen)) await expect(items.bar).toContainText(written(sum, currency))
    await items.grid.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await items.expectSelected(all.length)
    for (const [currency, sum] of sumsOf(all)) {
      await expect(items.footer).toContainText(written(sum, currency))
      await expect(items.bar).toContainText(written(sum, currency))
    }
    await page.keyboard.press('Escape')
    await expect(items.bar).toContainText(app.t('items.bulk.hint'))
  })

  test('are copied as a table that Excel takes', async ({ page }) => {
    await (await items.cell(0, 'resourceName')).click()
    await (await items.cell(3, 'resourceName')).click({ modifiers: ['Shift'] })
    await page.keyboard.press('ControlOrMeta+c')
    await expect(page.getByText(app.t('grid.copy.done', { count: 4, rows: '4' }))).toBeVisible()
    const lines = (await app.clipboard()).trimEnd().split(/\r?\n/)
    const cells = lines.map((line) => line.split('\t'))
    expect(new Set(cells.map(({ length }) => length)).size).toBe(1)
    const rows = cells.slice(-4)
    expect(rows.map(([name]) => name)).toEqual(all.slice(0, 4).map(({ resourceName }) => resourceName ?? ''))
    const price = Number(await items.header('price').getAttribute('aria-colindex')) - 1
    expect(rows.map((row) => row[price])).toEqual(all.slice(0, 4).map((item) => item.price ?? ''))
  })

  test('offer what can be done with a cell where the mouse is', async ({ page }) => {
    await (await items.cell(1, 'renewalMode')).click({ button: 'right' })
    await page.getByRole('menuitem', { name: app.t('items.row.copyId') }).click()
    await expect.poll(() => app.clipboard()).toBe(all[1]?.resourceId)
    const same = all.filter(({ renewalMode }) => renewalMode === all[1]?.renewalMode).length
    await (await items.cell(1, 'renewalMode')).click({ button: 'right' })
    await page.getByRole('menuitem', { name: app.t('list.row.exclude') }).click()
    await items.expectRows(all.length - same)
    await page.getByRole('button', { name: app.t('list.filter.clear') }).click()
    await items.expectRows(all.length)
    await (await items.cell(1, 'renewalMode')).click({ button: 'right' })
    await page.getByRole('menuitem', { name: app.t('list.row.only'), exact: true }).click()
    await items.expectRows(same)
  })

  test('show everything that is known beside the list, one after the other', async ({ page }) => {
    await (await items.cell(1, 'resourceName')).dblclick()
    const name = (position: number): string => all[position]?.resourceName ?? ''
    const title = items.details.getByRole('heading', { level: 2 }).first()
    await expect(title).toHaveText(name(1))
    await expect(items.details).toContainText(all[1]?.resourceId ?? '')
    await items.details.getByRole('button', { name: app.t('items.details.next') }).click()
    await expect(title).toHaveText(name(2))
    await items.details.getByRole('button', { name: app.t('items.details.previous') }).click()
    await items.details.getByRole('button', { name: app.t('items.details.previous') }).click()
    await expect(title).toHaveText(name(0))
    await expect(items.details.getByRole('button', { name: app.t('items.details.previous') })).toBeDisabled()
    await expect(items.row(0)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Escape')
    await expect(items.details).toHaveCount(0)
  })

  test('keep arrangements under names, which can be changed, renamed, removed and brought back', async ({ page }) => {
    await items.search.fill(all[0]?.resourceName?.slice(0, 4) ?? '')
    const { total } = await items.ask({ filter: { search: all[0]?.resourceName?.slice(0, 4) ?? '' } })
    await items.expectRows(total)
    await items.saveView('我的视图一')
    await items.header('daysLeft').click()
    await expect(items.view).toHaveAccessibleName(app.t('items.view.labelChanged', { name: '我的视图一' }))
    await app.button('items.view.update').click()
    await expect(items.view).toHaveAccessibleName(app.t('items.view.label', { name: '我的视图一' }))
    await items.chooseView(app.t('items.view.builtIn.all'))
    await items.expectRows(all.length)
    await items.chooseView('我的视图一')
    await items.expectRows(total)
    await expect(items.header('daysLeft')).toHaveAttribute('aria-sort', 'ascending')

    await items.view.click()
    await page.getByRole('menuitem', { name: app.t('items.view.manage') }).click()
    const dialog = page.getByRole('dialog', { name: app.t('items.view.manageTitle') })
    const name = dialog.getByRole('textbox', { name: app.t('items.view.rename', { name: '我的视图一' }) })
    await name.fill('月底核对')
    await name.press('Enter')
    await expect(items.view).toHaveAccessibleName(app.t('items.view.label', { name: '月底核对' }))
    await dialog.getByRole('button', { name: app.t('items.view.remove', { name: '月底核对' }) }).click()
    await expect(dialog).toContainText(app.t('items.view.removed', { name: '月底核对' }))
    await dialog.getByRole('button', { name: app.t('items.view.undo'), exact: true }).click()
    await expect(dialog.getByRole('textbox')).toHaveValue('月底核对')
    await page.keyboard.press('Escape')
    await expect(items.view).toHaveAccessibleName(app.t('items.view.label', { name: '月底核对' }))
  })

  test('come in views that everybody has', async () => {
    const day = (days: number): number => Date.now() + days * 86_400_000
    const dueSoon = all.filter(({ actByAt }) => actByAt !== null && actByAt <= day(31) && actByAt >= day(-1)).length
    await items.chooseView(app.t('items.view.builtIn.due-soon'))
    const count = Number(await items.grid.getAttribute('aria-rowcount')) - 1
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(dueSoon)
    await items.chooseView(app.t('items.view.builtIn.no-price'))
    await items.expectRows(all.filter(({ price }) => price === null).length)
    await items.chooseView(app.t('items.view.builtIn.no-owner'))
    await items.expectRows(all.length)
    await items.chooseView(app.t('items.view.builtIn.gone'))
    await items.expectRows((await items.ask({ filter: { isGone: 'gone' } })).total)
  })
})

test.describe('many items', () => {
  test('are all there: some 50,000 rows to the last one, none of them blank', async ({ page, served }) => {
    test.slow()
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    await app.open(served)
    await app.seedDemo(50_000)
    await items.open()
    // The list is answered from its former picture until so many rows have been read.
    await expect
      .poll(async () => (await app.ask('item.query', { query: { filter: {} } })).total, { timeout: 60_000 })
      .toBeGreaterThan(45_000)
    const { handle, total } = await app.ask('item.query', { query: { filter: {} } })
    await items.expectRows(total)
    const expectNoBlank = async (): Promise<void> => {
      await expect
        .poll(async () => {
          const texts = await items.texts('expireTime')
          return texts.length > 10 && texts.every((text) => text !== '')
        })
        .toBe(true)
    }
    for (const share of [0.1, 0.37, 0.5, 0.83]) {
      await items.grid.evaluate((grid, part) => grid.scrollTo({ top: grid.scrollHeight * part }), share)
      await expectNoBlank()
    }
    await items.grid.focus()
    await page.keyboard.press('ControlOrMeta+End')
    const [last] = (await app.ask('item.page', { handle, offset: total - 1, limit: 1 })).items
    await expect(items.row(total - 1)).toBeInViewport()
    await expect(await items.cell(total - 1, 'resourceName')).toHaveText(last?.resourceName ?? '')
    await expectNoBlank()
  })
})
