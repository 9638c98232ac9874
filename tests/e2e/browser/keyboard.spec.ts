import type { Page } from '@playwright/test'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'

/**
 * True when the picture around whatever has the focus changes with it. Pixels are compared, because a ring below
 * opaque content is in the styles as well.
 */
async function isFocusVisible(page: Page): Promise<boolean> {
  const box = await page.evaluate(() => {
    const focused = document.activeElement
    if (!(focused instanceof HTMLElement) || focused === document.body) return null
    const { left, top, right, bottom } = focused.getBoundingClientRect()
    const margin = 6
    const x = Math.max(0, left - margin)
    const y = Math.max(0, top - margin)
    const width = Math.min(innerWidth, right + margin) - x
    const height = Math.min(innerHeight, bottom + margin) - y
    return width > 0 && height > 0 ? { x, y, width, height } : null
  })
  if (box === null) return false
  const look = (): Promise<Buffer> => page.screenshot({ clip: box, animations: 'disabled', caret: 'hide' })
  const focused = await page.evaluateHandle(() => document.activeElement as HTMLElement)
  const before = await look()
  await focused.evaluate((element) => element.blur())
  const after = await look()
  await focused.evaluate((element) => element.focus({ preventScroll: true }))
  return !before.equals(after)
}

test.describe('by keyboard alone', () => {
  test('a person goes from the first start to the details of an item and back', async ({ page, served }) => {
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    await app.open(served)
    await app.button('accounts.openDemo').focus()
    await page.keyboard.press('Enter')
    await expect(app.heading(app.t('overview.title'))).toBeVisible()
    await expect(app.statusBar).toContainText(/上次同步/)

    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await expect(app.heading(app.t('items.title'))).toBeVisible()
    await expect(items.row(0)).toBeVisible()
    const { items: all } = await items.ask()

    await page.keyboard.press('/')
    await expect(items.search).toBeFocused()
    expect(await isFocusVisible(page)).toBe(true)
    const text = all[3]?.resourceName?.slice(0, 3) ?? ''
    await page.keyboard.type(text)
    const found = await items.ask({ filter: { search: text } })
    await items.expectRows(found.total)
    await page.keyboard.press('Escape')
    await expect(items.search).toHaveValue('')
    await page.keyboard.press('Escape')
    await expect(items.search).not.toBeFocused()

    await items.grid.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const title = items.details.getByRole('heading', { level: 2 }).first()
    await expect(title).toHaveText(all[1]?.resourceName ?? '')
    await page.keyboard.press('j')
    await expect(title).toHaveText(all[2]?.resourceName ?? '')
    await page.keyboard.press('k')
    await expect(title).toHaveText(all[1]?.resourceName ?? '')
    await page.keyboard.press('Escape')
    await expect(items.details).toHaveCount(0)
    await expect(items.grid).toBeFocused()

    await page.keyboard.press(' ')
    await page.keyboard.press('Shift+ArrowDown')
    await items.expectSelected(2)
    await page.keyboard.press('Escape')
    await expect(items.bar).toContainText(app.t('items.bulk.hint'))
  })

  test('the palette finds pages, actions and items, and gives the focus back', async ({ page, served }) => {
    const app = new AppPage(page)
    const items = new ItemsPage(app)
    await app.open(served)
    await app.seedDemo(60)
    await items.open()
    const { items: all } = await items.ask()
    await items.grid.focus()
    await page.keyboard.press('ControlOrMeta+k')
    const field = page.getByRole('combobox', { name: app.t('shell.palette.label') })
    await expect(field).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(field).toHaveCount(0)
    await expect(items.grid).toBeFocused()

    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type(app.t('shell.palette.themeDark'))
    await page.keyboard.press('Enter')
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')

    await page.keyboard.press('ControlOrMeta+k')
    const resourceName = all[5]?.resourceName ?? ''
    const resourceId = all[5]?.resourceId ?? ''
    await page.keyboard.type(resourceId)
    await expect(page.getByRole('option', { name: resourceName ?? '' })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(items.details.getByRole('heading', { level: 2 }).first()).toHaveText(resourceName ?? '')

    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('settings')
    await page.keyboard.press('Enter')
    await expect(app.heading(app.t('settings.title'))).toBeVisible()
    await expect(app.heading(app.t('settings.title'))).toBeFocused()
  })

  test('every page is two keys away, and all keys stand in one list', async ({ page, served }) => {
    const app = new AppPage(page)
    await app.open(served)
    await app.seedDemo(60)
    for (const [letter, name] of [
      ['s', 'sync'],
      ['a', 'accounts'],
      ['e', 'settings'],
      ['i', 'items'],
      ['l', 'links'],
      ['o', 'overview'],
    ] as const) {
      await page.keyboard.press('g')
      await page.keyboard.press(letter)
      await expect(app.heading(app.t(`shell.page.${name}`))).toBeVisible()
    }
    await page.keyboard.press('?')
    const list = page.getByRole('dialog', { name: app.t('shell.keys.title') })
    await expect(list).toContainText(app.t('shell.keys.goTo', { page: app.t('shell.page.items') }))
    await expect(list).toContainText(app.t('shell.keys.palette'))
    // Keys of pages are at rest while a dialog is open.
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.keyboard.press('Escape')
    await expect(list).toHaveCount(0)
    await expect(app.heading(app.t('shell.page.overview'))).toBeVisible()
  })

  test('the focus is seen wherever the tab key leads, and skips to the page at a wish', async ({ page, served }) => {
    test.slow()
    const app = new AppPage(page)
    await app.open(served)
    await app.seedDemo(60)
    for (const name of ['overview', 'items', 'links', 'sync', 'accounts', 'settings'] as const) {
      await app.goTo(name)
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
      let steps = 0
      for (; steps < 18; steps += 1) {
        await page.keyboard.press('Tab')
        const where = await page.evaluate(() =>
          document.activeElement === document.body ? null : document.activeElement?.outerHTML.slice(0, 160),
        )
        // After the last place of the page comes the browser's own frame.
        if (where === null) break
        expect(await isFocusVisible(page), `${name}: ${where}`).toBe(true)
      }
      expect(steps).toBeGreaterThan(5)
    }
    await page.reload()
    // Not before the frame has taken the place of what is shown while the app starts.
    await expect(app.heading(app.t('settings.title'))).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('link', { name: app.t('shell.nav.skip') })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
  })
})
