/**
 * Tallest page that is asked of the browser, in CSS pixels. Chromium keeps lengths up to 33.5 million device pixels
 * (LayoutUnit), which zoom multiplies; 5 million stays exact at 500 % zoom.
 */
export const MAX_SCROLL_PX = 5_000_000

/** Where the table stands: pixels of its content, which may be taller than any page can be. */
export interface ScrollScale {
  /** The first pixel of the content in sight. */
  readonly topPx: number
  /** Height that the scrolled page has to have for this content. */
  readonly pageHeightPx: number
  readonly maxTopPx: number
  /** Says how tall the content and its window are; the place is kept as far as it exists. */
  resize(contentPx: number, viewPx: number): void
  /** Takes what the browser has scrolled to; true when the place is another one now. */
  onScroll(scrollTop: number): boolean
  /** Goes to a place; the page has to be scrolled to the answer. */
  goTo(topPx: number): number
  /** Where the page should stand for the present place; differs from where it stands after small steps in a tall table. */
  readonly scrollTop: number
  /** Takes note of where the browser has put the page, without moving the content. */
  saw(scrollTop: number): void
  /** True when the page stands at one of its ends and the content does not: the page has to be put where it belongs. */
  isStuck(scrollTop: number): boolean
}

/** Steps of the wheel move the content pixel by pixel, also where the page is only a scaled picture of it. */
export function createScrollScale(): ScrollScale {
  let [contentPx, viewPx, topPx, lastScrollTop] = [0, 0, 0, 0]
  const maxTop = (): number => Math.max(0, contentPx - viewPx)
  const pageHeight = (): number => Math.min(contentPx, Math.max(MAX_SCROLL_PX, viewPx))
  const maxScroll = (): number => Math.max(0, pageHeight() - viewPx)
  const ratio = (): number => (maxScroll() === 0 ? 1 : maxTop() / maxScroll())
  const clamp = (px: number): number => Math.max(0, Math.min(maxTop(), px))
  const toScroll = (): number => (topPx >= maxTop() ? maxScroll() : Math.min(maxScroll(), topPx / ratio()))

  return {
    get topPx() {
      return topPx
    },
    get pageHeightPx() {
      return pageHeight()
    },
    get maxTopPx() {
      return maxTop()
    },
    resize(nextContentPx, nextViewPx) {
      contentPx = nextContentPx
      viewPx = nextViewPx
      topPx = clamp(topPx)
    },
    onScroll(scrollTop) {
      const before = topPx
      const delta = scrollTop - lastScrollTop
      lastScrollTop = scrollTop
      if (delta === 0) return false
      const isScaled = ratio() > 1
      const isStep = isScaled && Math.abs(delta) <= viewPx
      topPx = clamp(Math.round(isStep ? topPx + delta : scrollTop * ratio()))
      return topPx !== before
    },
    goTo(px) {
      topPx = clamp(Math.round(px))
      return toScroll()
    },
    get scrollTop() {
      return toScroll()
    },
    saw(scrollTop) {
      lastScrollTop = scrollTop
    },
    isStuck: (scrollTop) =>
      ratio() > 1 && ((scrollTop <= 0 && topPx > 0) || (scrollTop >= maxScroll() - 1 && topPx < maxTop())),
  }
}
