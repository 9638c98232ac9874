import {
  createIconCanvas,
  grown,
  roundedRect,
  stroke,
  together,
  triangle,
  type IconCanvas,
  type Point,
  type Rgb,
  type Shape,
} from './icon-canvas.ts'
import { createDigitWord } from './icon-digits.ts'

/** What the icon says; each has a shape of its own, because colours alone do not reach everybody. */
export const TRAY_STATES = ['calm', 'due', 'overdue', 'syncing', 'error'] as const
export type TrayState = (typeof TRAY_STATES)[number]

export interface TrayIconOptions {
  readonly state: TrayState
  /** Shown in a badge; 0 shows none. In the state `error` a warning sign takes its place. */
  readonly count: number
  readonly sizePx: number
  /** The bar behind the icon is dark. */
  readonly isDarkPanel: boolean
  /** For macOS: black with alpha only, the system colours it. */
  readonly isTemplate: boolean
}

/** Pixels as `nativeImage.createFromBitmap` takes them: BGRA, colours multiplied by alpha. */
export interface IconBitmap {
  readonly width: number
  readonly height: number
  readonly bgra: Uint8Array
}

/** Colours of one icon; null is a hole. */
interface Palette {
  readonly body: Rgb
  readonly ring: Rgb
  readonly page: Rgb | null
  readonly mark: Rgb
  readonly badge: Rgb
  readonly digits: Rgb | null
}

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]
const INK: Rgb = [27, 30, 34]
const AMBER: Rgb = [247, 168, 30]

const TEMPLATE: Palette = { body: BLACK, ring: BLACK, page: null, mark: BLACK, badge: BLACK, digits: null }

/** The accent, red and gray of the window's theme, lighter on dark bars. */
function toPalette(state: TrayState, isDark: boolean): Palette {
  const blue: Rgb = isDark ? [74, 118, 228] : [42, 80, 180]
  const ring: Rgb = isDark ? [139, 170, 242] : [29, 53, 115]
  const page = isDark ? ([247, 248, 249] as const) : WHITE
  const calm: Palette = { body: blue, ring, page, mark: [42, 80, 180], badge: AMBER, digits: INK }
  if (state === 'overdue') {
    return {
      body: isDark ? [229, 83, 75] : [201, 48, 44],
      ring: isDark ? [255, 159, 152] : [116, 24, 19],
      page,
      mark: WHITE,
      badge: isDark ? WHITE : [116, 24, 19],
      digits: isDark ? [147, 25, 15] : WHITE,
    }
  }
  if (state !== 'error') return calm
  const body: Rgb = isDark ? [154, 162, 170] : [95, 103, 112]
  return { ...calm, body, ring: isDark ? [201, 206, 212] : [52, 58, 64], mark: body }
}

/** The calendar of the app's mark in whole pixels, so that its straight edges are sharp at every size. */
function layOut(sizePx: number) {
  const unit = sizePx / 16
  const whole = (units: number): number => Math.round(units * unit)
  const [left, right] = [whole(1), sizePx - whole(1)]
  const [top, bottom] = [whole(2), sizePx - whole(1)]
  const border = Math.max(1, whole(1.4))
  const page = { left: left + border, right: right - border, top: top + whole(3.5), bottom: bottom - border }
  return { unit, whole, left, right, top, bottom, page }
}

type Layout = ReturnType<typeof layOut>

/** Draws the icon of the tray, legible from 16 pixels on. */
export function drawTrayIcon({ state, count, sizePx, isDarkPanel, isTemplate }: TrayIconOptions): IconBitmap {
  const canvas = createIconCanvas(sizePx)
  const layout = layOut(sizePx)
  const palette = isTemplate ? TEMPLATE : toPalette(state, isDarkPanel)
  paintCalendar(canvas, layout, palette, state !== 'overdue')
  if (state === 'error') paintWarning(canvas, layout, palette)
  else if (count > 0) paintBadge(canvas, layout, palette, count)
  // Without a badge the page says it; what is due is a full dot then.
  if (state === 'calm' && count <= 0) fill(canvas, checkMark(layout), palette.mark)
  if (state === 'due' && count <= 0) fill(canvas, dot(layout), palette.mark)
  if (state === 'overdue' && count <= 0) fill(canvas, exclamation(layout), isTemplate ? null : palette.mark)
  if (state === 'syncing' && count <= 0) fill(canvas, arrows(layout), palette.mark)
  return { width: sizePx, height: sizePx, bgra: canvas.toBgra() }
}

/** The badge on the button in Windows' task bar; null when there is nothing to count. */
export function drawOverlayIcon(count: number, sizePx = 32): IconBitmap | null {
  if (count <= 0) return null
  const canvas = createIconCanvas(sizePx)
  const word = createDigitWord(toWords(count), sizePx < 20 ? 7 : sizePx * 0.5)
  const fitting = word.widthPx <= sizePx - 2 ? word : createDigitWord(toWords(count), sizePx < 20 ? 5 : sizePx * 0.38)
  canvas.paint(roundedRect(0, 0, sizePx, sizePx, sizePx / 2.4), [201, 48, 44])
  const left = (sizePx - fitting.widthPx) / 2
  canvas.paint(fitting.at(Math.round(left), Math.round((sizePx - fitting.heightPx) / 2)), WHITE)
  return { width: sizePx, height: sizePx, bgra: canvas.toBgra() }
}

function fill(canvas: IconCanvas, shape: Shape, color: Rgb | null): void {
  if (color === null) canvas.erase(shape)
  else canvas.paint(shape, color)
}

function paintCalendar(canvas: IconCanvas, layout: Layout, palette: Palette, hasPage: boolean): void {
  const { unit, whole, left, right, top, bottom, page } = layout
  const ringWidth = Math.max(2, whole(1.7))
  const ringBottom = top + Math.max(1, whole(1.4))
  const inset = whole(2.6)
  const rings = [left + inset, right - inset - ringWidth].map((x) =>
    roundedRect(x, whole(0.4), x + ringWidth, ringBottom, ringWidth / 2),
  )
  canvas.paint(roundedRect(left, top, right, bottom, 2.4 * unit), palette.body)
  if (hasPage) fill(canvas, roundedRect(page.left, page.top, page.right, page.bottom, 1.1 * unit), palette.page)
  canvas.paint(together(...rings), palette.ring)
}

function checkMark({ unit, page }: Layout): Shape {
  const [x, y] = [(page.left + page.right) / 2, (page.top + page.bottom) / 2]
  const at = (dx: number, dy: number): Point => [x + dx * unit, y + dy * unit]
  return stroke([at(-2.9, 0.1), at(-0.9, 2), at(3, -2)], 1.7 * unit)
}

function dot({ unit, page }: Layout): Shape {
  const [x, y] = [(page.left + page.right) / 2, (page.top + page.bottom) / 2]
  return roundedRect(x - 2.4 * unit, y - 2.4 * unit, x + 2.4 * unit, y + 2.4 * unit, 2.4 * unit)
}

function exclamation({ unit, whole, page, top, bottom }: Layout): Shape {
  // Even, as the page is, so that both sides end on whole pixels.
  const width = 2 * Math.round(unit)
  const x = (page.left + page.right - width) / 2
  const [from, to] = [top + whole(2.6), bottom - whole(1.9)]
  return together(
    roundedRect(x, from, x + width, to - whole(1) - width, width / 4),
    roundedRect(x, to - width, x + width, to, width / 4),
  )
}

/** One to the right over one to the left. */
function arrows({ unit, page }: Layout): Shape {
  const [x, y] = [(page.left + page.right) / 2, (page.top + page.bottom) / 2]
  const arrow = (dy: number, direction: 1 | -1): Shape => {
    // A thin line that lies between two rows of pixels is a pale one of double width.
    const center = unit < 2 ? Math.floor(y + dy * unit) + 0.5 : y + dy * unit
    const at = (dx: number, up: number): Point => [x + dx * unit * direction, center + up * unit]
    return together(
      stroke([at(-3.4, 0), at(2.6, 0)], 1.2 * unit),
      stroke([at(1.6, -1.4), at(3.1, 0), at(1.6, 1.4)], 1.2 * unit),
    )
  }
  return together(arrow(-1.9, 1), arrow(1.9, -1))
}

/** A warning sign in the lower right corner, in the place of a number that cannot be trusted until it is solved. */
function paintWarning(canvas: IconCanvas, { unit, whole }: Layout, palette: Palette): void {
  const [center, bottom] = [whole(11), canvas.sizePx - unit]
  const sign = triangle(
    [
      [center, bottom - 7.8 * unit],
      [center + 3.9 * unit, bottom],
      [center - 3.9 * unit, bottom],
    ],
    unit,
  )
  canvas.erase(grown(sign, Math.max(0.9, unit * 0.8)))
  canvas.paint(sign, palette.badge)
  const half = Math.max(1, Math.round(0.75 * unit))
  const end = Math.round(bottom - 0.2 * unit)
  const dotHeight = Math.max(1, whole(1.3))
  const mark = together(
    roundedRect(center - half, Math.round(end - 5.4 * unit), center + half, end - dotHeight - whole(0.9), half / 2),
    roundedRect(center - half, end - dotHeight, center + half, end, half / 2),
  )
  fill(canvas, mark, palette.digits)
}

function toWords(count: number): string {
  return count > 99 ? '99+' : String(Math.trunc(count))
}

/** The count in the lower right corner, set off from the calendar by a gap. */
function paintBadge(canvas: IconCanvas, { unit }: Layout, palette: Palette, count: number): void {
  const { sizePx } = canvas
  const text = toWords(count)
  const word = createDigitWord(text, sizePx < 20 ? 5 : sizePx < 30 ? 7 : sizePx * 0.34)
  const padY = Math.max(1, Math.round(unit * 1.1))
  const height = word.heightPx + 2 * padY
  const padX = Math.max(
    1,
    text.length === 1 ? (height - word.widthPx) / 2 : Math.round(unit * (text.length === 2 ? 1.6 : 1.3)),
  )
  const width = Math.min(sizePx, Math.max(height, Math.ceil(word.widthPx + 2 * padX)))
  const [left, top] = [sizePx - width, sizePx - height]
  const badge = roundedRect(
    left,
    top,
    sizePx,
    sizePx,
    text.length === 1 ? height / 2 : Math.min(height / 2, 3.4 * unit),
  )
  canvas.erase(grown(badge, Math.max(1, unit * 0.8)))
  canvas.paint(badge, palette.badge)
  const x = left + (width - word.widthPx) / 2
  fill(canvas, word.at(sizePx < 30 ? Math.floor(x) : x, top + padY), palette.digits)
}
