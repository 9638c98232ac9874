import { moneyText, sumsText } from '../../../src/shared/i18n/amount-text.ts'
import type { Forecast } from '../../../src/shared/domain/forecast.ts'
import { violations } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ForecastPage } from '../support/forecast-page.ts'
import { ItemsPage } from '../support/items-page.ts'
import { shoot } from '../support/pictures.ts'

/** What the command line says of sums. */
interface ToldMonth {
  readonly month: string
  readonly count: number
  readonly sums: Forecast['months'][number]['sums']
}

test('a forecast says the same in charts, table, what is copied and the command line, to the cent', async ({
  page,
  served,
}) => {
  const app = new AppPage(page)
  const forecast = new ForecastPage(app)
  await app.open(served)
  await app.seedDemo(800)
  await forecast.open({ scenario: 'all-renew', by: 'productLine' })
  const told = (await served.cli(['forecast', '--months', '24', '--by', 'productLine', '--scenario', 'all-renew'])) as {
    readonly months: readonly ToldMonth[]
  }
  expect(told.months).toHaveLength(24)
  const total = app.t('forecast.table.total')
  const shown = await forecast.row(total)
  const copied = await forecast.copied()
  const currencies = [...new Set(told.months.flatMap(({ sums }) => sums.sums.map(({ currency }) => currency)))]
  expect(currencies.length).toBeGreaterThan(1)
  for (const [index, month] of told.months.entries()) {
    expect(shown[index + 1]?.join(' + ')).toBe(month.count === 0 ? '' : sumsText(month.sums))
    for (const { amount, currency } of month.sums.sums) {
      const line = copied.find(([name, code]) => name === total && code === currency)
      expect(line?.[index + 2]).toBe(amount)
    }
  }
  for (const currency of currencies) {
    const labels = await forecast.bars(currency).evaluateAll((links) => links.map((link) => link.ariaLabel ?? ''))
    const months = told.months.filter(({ count }) => count > 0)
    expect(labels).toHaveLength(months.length)
    for (const [index, { sums }] of months.entries()) {
      const amount = sums.sums.find((sum) => sum.currency === currency)?.amount
      if (amount !== undefined) expect(labels[index]).toContain(moneyText(amount, currency))
    }
  }
})

test('figures open exactly their items, and the scenario changes what is counted', async ({ page, served }) => {
  const app = new AppPage(page)
  const forecast = new ForecastPage(app)
  await app.open(served)
  await app.seedDemo(400)
  await app.goTo('forecast')
  await expect(forecast.table).toBeVisible()
  const cell = forecast.table.locator('tbody tr').first().getByRole('link').first()
  const before = await forecast.pickOf(cell)
  expect(before.forecast.scenario).toBe('as-decided')
  await forecast.chooseScenario('all-renew')
  await expect.poll(async () => (await forecast.pickOf(cell)).forecast.scenario).toBe('all-renew')
  const { forecast: input, pick } = await forecast.pickOf(cell)
  const { itemIds } = await app.ask('forecast.itemIds', { forecast: input, pick } as never)
  expect(itemIds.length).toBeGreaterThan(0)
  await cell.click()
  await expect(app.heading(app.t('shell.page.items'))).toBeVisible()
  await new ItemsPage(app).expectRows(itemIds.length)
})

test('rates convert a forecast beside the originals', async ({ page, served }) => {
  const app = new AppPage(page)
  const forecast = new ForecastPage(app)
  await app.open(served)
  await app.seedDemo(400)
  await app.ask('settings.update', { patch: { reportCurrency: 'CNY' } })
  await forecast.open({ scenario: 'all-renew' })
  await expect(page.getByText(app.t('forecast.note.withoutRate', { from: 'USD', to: 'CNY' }))).toBeVisible()
  await app.ask('rate.set', { from: 'USD', to: 'CNY', rate: '7.1', on: '2024-01-01' })
  await page.getByText(app.t('forecast.money.converted', { currency: 'CNY' }), { exact: true }).click()
  await expect(forecast.bars(app.t('forecast.money.converted', { currency: 'CNY' })).first()).toBeVisible()
  await expect(page.getByText(/1 USD = 7\.1 CNY/)).toBeVisible()
})

for (const [language, colorScheme] of [
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const) {
  test.describe(`forecast, looks ${language} ${colorScheme}`, () => {
    test.use({ colorScheme, locale: language })

    test('of groups and of the table, and nothing for axe to complain about', async ({ page, served }) => {
      const app = new AppPage(page, language)
      const forecast = new ForecastPage(app)
      await app.open(served)
      await app.seedDemo(2314, language === 'en' ? 'Demo' : '演示')
      await forecast.open({ scenario: 'all-renew', by: 'productLine', split: 'group' })
      await shoot(page, `${language}-${colorScheme}-forecast-groups`)
      expect(await violations(page)).toEqual([])
      await forecast.table.scrollIntoViewIfNeeded()
      await shoot(page, `${language}-${colorScheme}-forecast-table`)
    })
  })
}
