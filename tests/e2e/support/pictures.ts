import { expect, type Page } from '@playwright/test'

const SIZES = [
  { width: 960, height: 640 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]

/** Takes a picture in each size; `prepare` puts the window into the state and answers how to leave it. */
export async function shoot(
  page: Page,
  name: string,
  prepare?: () => Promise<() => Promise<void>>,
  sizes: readonly (typeof SIZES)[number][] = SIZES,
): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    const leave = await prepare?.()
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    const picture = await page.screenshot({ path: `test-results/screenshots/${name}-${size.width}.png` })
    expect(picture.byteLength).toBeGreaterThan(5_000)
    await leave?.()
  }
}

/** The same in the two sizes that differ for a dialog: the least one and the usual one. */
export async function shootDialog(page: Page, name: string): Promise<void> {
  await shoot(page, name, undefined, SIZES.slice(0, 2))
}
