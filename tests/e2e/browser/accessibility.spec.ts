import { violations } from '../support/accessibility.ts'
import { AppPage, PAGES } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`accessibility, ${colorScheme}`, () => {
    test.use({ colorScheme })

    test('of the first start', async ({ page, served }) => {
      const app = new AppPage(page)
      await app.open(served)
      await expect(app.button('accounts.openDemo')).toBeVisible()
      expect(await violations(page)).toEqual([])
    })

    for (const name of PAGES) {
      test(`of ${name} with data`, async ({ page, served }) => {
        const app = new AppPage(page)
        await app.open(served)
        await app.seedDemo(400)
        if (name === 'items') await new ItemsPage(app).open()
        else await app.goTo(name)
        expect(await violations(page)).toEqual([])
      })
    }

    test('of an item’s details and of the palette', async ({ page, served }) => {
      const app = new AppPage(page)
      await app.open(served)
      await app.seedDemo(60)
      const items = new ItemsPage(app)
      await items.open()
      await (await items.cell(0, 'resourceName')).dblclick()
      await expect(items.details).toBeVisible()
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog')).toBeVisible()
      expect(await violations(page)).toEqual([])
    })
  })
}
