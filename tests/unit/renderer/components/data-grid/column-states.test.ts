import { describe, expect, it } from 'vitest'
import {
  MAX_WIDTH_PX,
  MIN_WIDTH_PX,
  withColumnAt,
  withColumnMoved,
  withWidth,
  type GridColumnState,
} from '../../../../../src/renderer/components/data-grid/column-states.ts'

type Field = 'a' | 'b' | 'c' | 'd' | 'e'

function states(): GridColumnState<Field>[] {
  const state = (field: Field, part: Partial<GridColumnState<Field>> = {}): GridColumnState<Field> => ({
    field,
    isVisible: true,
    widthPx: null,
    pin: null,
    ...part,
  })
  return [state('a', { pin: 'left' }), state('b'), state('c', { isVisible: false }), state('d'), state('e')]
}

const order = (list: readonly GridColumnState<Field>[]): string => list.map(({ field }) => field).join('')

describe('column states', () => {
  it('move a column past hidden ones, so that every step is seen', () => {
    expect(order(withColumnMoved(states(), 'd', -1))).toBe('adbce')
    expect(order(withColumnMoved(states(), 'b', 1))).toBe('acdbe')
  })

  it('leave a column at the end of its side where it is', () => {
    expect(order(withColumnMoved(states(), 'b', -1))).toBe('abcde')
    expect(order(withColumnMoved(states(), 'e', 1))).toBe('abcde')
  })

  it('pin a column that is dropped beside a pinned one', () => {
    const moved = withColumnAt(states(), 'e', 'a', 'after')
    expect(order(moved)).toBe('aebcd')
    expect(moved[1]?.pin).toBe('left')
  })

  it('keep widths between what can be grasped and what fits, in whole pixels', () => {
    const widthOf = (widthPx: number | null) => withWidth(states(), 'b', widthPx)[1]?.widthPx
    expect(widthOf(3)).toBe(MIN_WIDTH_PX)
    expect(widthOf(99_999)).toBe(MAX_WIDTH_PX)
    expect(widthOf(120.4)).toBe(120)
    expect(widthOf(null)).toBeNull()
  })
})
