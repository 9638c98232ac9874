import { describe, expect, it } from 'vitest'
import { builtInQuery } from '../../../../../src/renderer/features/items/built-in-views.ts'
import {
  isAboutContradictions,
  withContradictions,
  withoutForced,
} from '../../../../../src/renderer/features/items/forced-column.ts'
import { DEFAULT_COLUMNS } from '../../../../../src/renderer/features/items/item-columns.ts'

describe('the column of contradictions', () => {
  it('is in sight where the list is about them, right behind what is pinned', () => {
    expect(isAboutContradictions(builtInQuery('contradictions'))).toBe(true)
    expect(isAboutContradictions(builtInQuery('overdue'))).toBe(false)
    const shown = withContradictions(DEFAULT_COLUMNS)
    expect(shown.slice(0, 2)).toMatchObject([
      { field: 'resourceName', isVisible: true },
      { field: 'contradictions', isVisible: true },
    ])
    expect(shown).toHaveLength(DEFAULT_COLUMNS.length)
  })

  it('leaves no trace in the arrangement, whatever is done to the other columns meanwhile', () => {
    const shown = withContradictions(DEFAULT_COLUMNS)
    expect(withoutForced(shown, DEFAULT_COLUMNS)).toEqual(DEFAULT_COLUMNS)
    const narrowed = shown.map((column) => (column.field === 'band' ? { ...column, widthPx: 90 } : column))
    expect(withoutForced(narrowed, DEFAULT_COLUMNS).find(({ field }) => field === 'band')?.widthPx).toBe(90)
  })

  it('stays as people have put it there themselves', () => {
    const own = DEFAULT_COLUMNS.map((column) =>
      column.field === 'contradictions' ? { ...column, isVisible: true } : column,
    )
    expect(withContradictions(own)).toBe(own)
    expect(withoutForced(own, own)).toBe(own)
  })
})
