import { violations } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { CalendarPage } from '../support/calendar-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'
import { shoot } from '../support/pictures.ts'
import { CALENDAR_BASES } from '../../../src/shared/domain/calendar.ts'

test('every day opens as many items as it says, by each of the three dates', async ({ page, served }) => {
  const app = new AppPage(page)
  const calendar = new CalendarPage(app)
  await app.open(served)
  await app.seedDemo(600)
  const { today } = await app.ask('overview.get', {})
  const month = today.slice(0, 7)
  for (const basis of CALENDAR_BASES) {
    await calendar.open(month)
    await calendar.chooseBasis(basis)
    const { days } = await app.ask('calendar.get', { month, basis })
    const busiest = days.filter(({ day }) => day.startsWith(month)).toSorted((a, b) => b.count - a.count)[0]
    expect(busiest?.count).toBeGreaterThan(0)
    await calendar.cell(busiest?.day ?? '').click()
    const open = calendar.panel.getByRole('link', {
      name: app.t('calendar.panel.open', { count: busiest?.count ?? 0, shown: String(busiest?.count) }),
    })
    await expect(open).toBeVisible()
    await open.click()
    await new ItemsPage(app).expectRows(busiest?.count ?? 0)
  }
})

test('the calendar works by keys alone, and going back closes a day', async ({ page, served }) => {
  const app = new AppPage(page)
  const calendar = new CalendarPage(app)
  await app.open(served)
  await app.seedDemo(60)
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(app.heading(app.t('shell.page.calendar'))).toBeVisible()
  await calendar.settled()
  await calendar.grid.locator('td[tabindex="0"]').focus()
  await page.keyboard.press('PageDown')
  await calendar.settled()
  const next = await calendar.focused.getAttribute('data-day')
  expect(next).not.toBeNull()
  expect(page.url()).toContain(`month=${next?.slice(0, 7)}`)
  await page.keyboard.press('Enter')
  await expect(calendar.panel).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(calendar.panel).toHaveCount(0)
  await expect(calendar.focused).toHaveAttribute('data-day', next ?? '')
  await page.keyboard.press('Enter')
  await expect(calendar.panel).toBeVisible()
  await page.goBack()
  await expect(calendar.panel).toHaveCount(0)
  await page.keyboard.press('t')
  await expect(calendar.grid.locator('[aria-current="date"]')).toBeVisible()
})

for (const [language, colorScheme] of [
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const) {
  test.describe(`calendar, looks ${language} ${colorScheme}`, () => {
    test.use({ colorScheme, locale: language })

    test('of a month, of a day and of the picker, and nothing for axe to complain about', async ({ page, served }) => {
      const app = new AppPage(page, language)
      const calendar = new CalendarPage(app)
      const named = (state: string): string => `${language}-${colorScheme}-calendar-${state}`
      await app.open(served)
      await app.seedDemo(2314, language === 'en' ? 'Demo' : '演示')
      await calendar.open()
      await shoot(page, named('month'))
      expect(await violations(page)).toEqual([])
      await calendar.grid.locator('td[tabindex="0"]').click()
      await expect(calendar.panel.getByRole('listitem').first()).toBeVisible()
      await shoot(page, named('day'))
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.locator('[aria-haspopup="dialog"][aria-expanded="false"]', { hasText: /\d{4}/ }).click()
      await expect(page.getByRole('dialog', { name: app.t('calendar.month.choose') })).toBeVisible()
      await shoot(page, named('picker'), { widths: [1280] })
      expect(await violations(page)).toEqual([])
    })
  })
}
