import { AxeBuilder } from '@axe-core/playwright'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppPage } from '../../support/app-page.ts'
import { SyncPage } from '../../support/sync-page.ts'
import { expect, type DesktopApp } from './desktop-app.ts'

/** The window of the desktop app, by the words that it shows. */
export function pagesOf({ page }: DesktopApp): { readonly window: AppPage; readonly sync: SyncPage } {
  const window = new AppPage(page)
  return { window, sync: new SyncPage(window) }
}

/** Chooses an entry of the native menu, as a click on it does. */
export async function chooseMenu({ electron }: DesktopApp, label: string): Promise<void> {
  await electron.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    const item = items.find((candidate) => candidate.label === wanted)
    if (!item) throw new Error(`there is no menu entry ${wanted}`)
    // In a moment: what quits the app would cut this call off.
    setTimeout(() => item.click(), 0)
  }, label)
}

/** What axe finds on the page, with the place and the rule. */
export async function findViolations({ page }: DesktopApp): Promise<readonly string[]> {
  // A fade that is still going on has no final contrast.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  )
  // Legacy mode: Electron opens no second page for axe to finish in.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** The files below a folder that hold a text, as it stands there or in the encodings in which it could hide. */
export function filesHolding(folder: string, text: string): readonly string[] {
  const base64 = Buffer.from(text).toString('base64').slice(0, -4)
  const needles = [text, base64, Buffer.from(text).toString('hex')].map((needle) => Buffer.from(needle))
  needles.push(Buffer.from(text, 'utf16le'))
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => {
      const bytes = readFileSync(file)
      return needles.some((needle) => bytes.includes(needle))
    })
}

/** Expects the first line of the item list, with as many lines as there are items. */
export async function expectItems({ page }: DesktopApp, total: number): Promise<void> {
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(total + 1))
  await expect(page.getByRole('grid').getByRole('row').nth(1)).toContainText(/\d/)
}
