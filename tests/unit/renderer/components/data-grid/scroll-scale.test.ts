import { describe, expect, it } from 'vitest'
import { createScrollScale, MAX_SCROLL_PX } from '../../../../../src/renderer/components/data-grid/scroll-scale.ts'

const VIEW_PX = 700

describe('scroll scale', () => {
  it('moves with the page pixel by pixel while the content fits into a page', () => {
    const scale = createScrollScale()
    scale.resize(100_000, VIEW_PX)
    expect(scale.pageHeightPx).toBe(100_000)
    expect(scale.onScroll(1234)).toBe(true)
    expect(scale.topPx).toBe(1234)
    expect(scale.onScroll(1234)).toBe(false)
  })

  it('reaches every row of a million, first and last included, on a page that browsers can lay out', () => {
    const scale = createScrollScale()
    const contentPx = 1_000_000 * 36
    scale.resize(contentPx, VIEW_PX)
    expect(scale.pageHeightPx).toBe(MAX_SCROLL_PX)
    scale.onScroll(MAX_SCROLL_PX - VIEW_PX)
    expect(scale.topPx).toBe(contentPx - VIEW_PX)
    scale.onScroll(0)
    expect(scale.topPx).toBe(0)
  })

  it('lets a step of the wheel pass no row, although the page is only a picture of the content', () => {
    const scale = createScrollScale()
    scale.resize(1_000_000 * 36, VIEW_PX)
    scale.saw(scale.goTo(18_000_000))
    let scrollTop = scale.scrollTop
    for (let step = 1; step <= 50; step += 1) {
      scrollTop += 100
      scale.onScroll(scrollTop)
      expect(scale.topPx).toBe(18_000_000 + step * 100)
    }
  })

  it('says when the page has come to an end before the content, so that scrolling can go on', () => {
    const scale = createScrollScale()
    scale.resize(1_000_000 * 36, VIEW_PX)
    scale.saw(scale.goTo(3_000))
    scale.onScroll(0)
    expect(scale.topPx).toBeGreaterThan(0)
    expect(scale.isStuck(0)).toBe(true)
    expect(scale.scrollTop).toBeGreaterThan(0)
  })

  it('stays inside when the content becomes shorter', () => {
    const scale = createScrollScale()
    scale.resize(100_000, VIEW_PX)
    scale.goTo(90_000)
    scale.resize(2_000, VIEW_PX)
    expect(scale.topPx).toBe(2_000 - VIEW_PX)
    scale.resize(100, VIEW_PX)
    expect(scale.topPx).toBe(0)
  })
})
