import { describe, expect, it } from 'vitest'
import {
  drawOverlayIcon,
  drawTrayIcon,
  TRAY_STATES,
  type IconBitmap,
  type TrayIconOptions,
} from '../../../src/main/tray-icon.ts'

const SIZES = [16, 20, 22, 24, 32, 40, 44, 48, 64] as const
const PANELS = [
  { isDarkPanel: false, isTemplate: false },
  { isDarkPanel: true, isTemplate: false },
  { isDarkPanel: false, isTemplate: true },
]

function draw(options: Partial<TrayIconOptions> = {}): IconBitmap {
  return drawTrayIcon({ state: 'calm', count: 0, sizePx: 32, isDarkPanel: false, isTemplate: false, ...options })
}

function pixelsOf({ bgra }: IconBitmap) {
  return Array.from({ length: bgra.length / 4 }, (_, index) => {
    const [blue = 0, green = 0, red = 0, alpha = 0] = bgra.subarray(index * 4, index * 4 + 4)
    return { blue, green, red, alpha }
  })
}

/** How bright each pixel is on a bar of that brightness, 0 to 255: what is left when colours are not seen. */
function greysOf(icon: IconBitmap, bar: number): number[] {
  return pixelsOf(icon).map(
    ({ blue, green, red, alpha }) => 0.3 * red + 0.59 * green + 0.11 * blue + bar * (1 - alpha / 255),
  )
}

/** Share of the pixels that differ plainly. */
function difference(first: readonly number[], second: readonly number[]): number {
  return first.filter((value, index) => Math.abs(value - (second[index] as number)) > 48).length / first.length
}

describe('drawTrayIcon', () => {
  it.each(SIZES)('draws %i pixels with colours multiplied by alpha, as the bitmap of an image needs them', (sizePx) => {
    for (const state of TRAY_STATES) {
      for (const count of [0, 7, 120]) {
        for (const panel of PANELS) {
          const icon = draw({ state, count, sizePx, ...panel })
          expect([icon.width, icon.height, icon.bgra.length]).toEqual([sizePx, sizePx, sizePx * sizePx * 4])
          const pixels = pixelsOf(icon)
          expect(pixels.every(({ blue, green, red, alpha }) => Math.max(blue, green, red) <= alpha)).toBe(true)
          expect(pixels.some(({ alpha }) => alpha === 255)).toBe(true)
          expect(pixels[0]?.alpha).toBe(0)
        }
      }
    }
  })

  it.each(SIZES)('tells the five states apart at %i pixels by shape, without any colour', (sizePx) => {
    for (const panel of PANELS) {
      for (const counts of [
        { due: 0, overdue: 0 },
        { due: 5, overdue: 5 },
      ]) {
        const greys = TRAY_STATES.map((state) =>
          greysOf(
            draw({ state, count: state === 'due' || state === 'overdue' ? counts[state] : 0, sizePx, ...panel }),
            panel.isDarkPanel ? 32 : 243,
          ),
        )
        greys.forEach((first, index) => {
          for (const second of greys.slice(index + 1)) expect(difference(first, second)).toBeGreaterThan(0.015)
        })
      }
    }
  })

  it.each([16, 20, 24, 32])('shows every count from 1 to 99 as another picture at %i pixels', (sizePx) => {
    const pictures = Array.from({ length: 99 }, (_, index) =>
      Buffer.from(draw({ state: 'due', count: index + 1, sizePx }).bgra).toString('base64'),
    )
    expect(new Set(pictures).size).toBe(99)
  })

  it('shows 99+ for all that is more', () => {
    const full = draw({ state: 'overdue', count: 100 })
    expect(draw({ state: 'overdue', count: 4_000 }).bgra).toEqual(full.bgra)
    expect(draw({ state: 'overdue', count: 99 }).bgra).not.toEqual(full.bgra)
  })

  it('shows no number beside a failure, because it cannot be trusted', () => {
    expect(draw({ state: 'error', count: 12 }).bgra).toEqual(draw({ state: 'error', count: 0 }).bgra)
  })

  it('draws black with alpha only where the system colours the icon', () => {
    for (const state of TRAY_STATES) {
      const pixels = pixelsOf(draw({ state, count: 3, isTemplate: true }))
      expect(pixels.every(({ blue, green, red }) => blue + green + red === 0)).toBe(true)
      expect(pixels.some(({ alpha }) => alpha > 0 && alpha < 255)).toBe(true)
    }
  })

  it('draws for dark bars in lighter colours', () => {
    const light = greysOf(draw({ state: 'calm' }), 0).reduce((sum, value) => sum + value, 0)
    const dark = greysOf(draw({ state: 'calm', isDarkPanel: true }), 0).reduce((sum, value) => sum + value, 0)
    expect(dark).toBeGreaterThan(light)
  })
})

describe('drawOverlayIcon', () => {
  it('is taken away when there is nothing to count', () => {
    expect(drawOverlayIcon(0)).toBeNull()
  })

  it.each([16, 20, 24, 32])('keeps digits inside of the badge at %i pixels', (sizePx) => {
    for (const count of [1, 42, 99, 1000]) {
      const icon = drawOverlayIcon(count, sizePx) as IconBitmap
      const isWhite = ({ blue, alpha }: { blue: number; alpha: number }): boolean => alpha > 200 && blue > 200
      const columns = pixelsOf(icon).flatMap((pixel, index) => (isWhite(pixel) ? [index % sizePx] : []))
      expect(columns.length).toBeGreaterThan(3)
      expect(Math.min(...columns)).toBeGreaterThanOrEqual(1)
      expect(Math.max(...columns)).toBeLessThanOrEqual(sizePx - 2)
    }
  })
})
