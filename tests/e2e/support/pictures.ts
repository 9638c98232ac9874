import { expect, type Page } from '@playwright/test'

const SIZES = [
  { width: 960, height: 640 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]

export interface ShootOptions {
  /** Puts the window into the state, anew in each size, and answers how to leave it. */
  readonly prepare?: () => Promise<() => Promise<void>>
  /** The only sizes that are wanted, by their width. */
  readonly widths?: readonly number[]
}

/** Takes a picture in each size. */
export async function shoot(page: Page, name: string, { prepare, widths }: ShootOptions = {}): Promise<void> {
  for (const size of SIZES) {
    if (widths && !widths.includes(size.width)) continue
    await page.setViewportSize(size)
    const leave = await prepare?.()
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    const picture = await page.screenshot({ path: `test-results/screenshots/${name}-${size.width}.png` })
    expect(picture.byteLength).toBeGreaterThan(5_000)
    await leave?.()
  }
}
