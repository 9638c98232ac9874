import { act, renderHook } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { withFilter } from '../../../../../src/renderer/components/list-tools/list-query.ts'
import type { LiveRows } from '../../../../../src/renderer/components/list-tools/results.ts'
import { useListPlaces } from '../../../../../src/renderer/components/list-tools/use-list-places.ts'
import { EMPTY_QUERY } from '../../../../../src/renderer/features/items/query-model.ts'
import { useFold } from '../../../../../src/renderer/features/items/use-fold.ts'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import type { ItemQuery } from '../../../../../src/shared/domain/item-query.ts'

function rowsOf(query: ItemQuery, total: number, handle = 'h'): LiveRows<Item> {
  return {
    handle,
    total,
    queryKey: JSON.stringify(query),
    facets: {},
    groups: null,
    asOf: 0,
  } as unknown as LiveRows<Item>
}

const OTHER = withFilter(EMPTY_QUERY, { search: 'db' })

describe('useListPlaces', () => {
  const start = { rows: rowsOf(EMPTY_QUERY, 10), query: EMPTY_QUERY }
  const render = () => renderHook(({ rows, query }) => useListPlaces(rows, query, query), { initialProps: start })

  it('forgets positions when another question has been answered, for they mean other rows there', () => {
    const { result, rerender } = render()
    act(() => {
      result.current.setSelection([[2, 5]])
      result.current.setCursor(4)
    })
    rerender({ rows: start.rows, query: OTHER })
    expect(result.current.selection).toEqual([[2, 5]])
    rerender({ rows: rowsOf(OTHER, 3), query: OTHER })
    expect(result.current.selection).toEqual([])
    expect(result.current.cursor).toBeNull()
  })

  it('keeps them in a newer result of the same question', () => {
    const { result, rerender } = render()
    act(() => result.current.setSelection([[2, 5]]))
    rerender({ rows: rowsOf(EMPTY_QUERY, 11, 'h2'), query: EMPTY_QUERY })
    expect(result.current.selection).toEqual([[2, 5]])
  })

  it('selects all rows of a query only when its own rows are there', () => {
    const { result, rerender } = render()
    act(() => result.current.selectAllOf(OTHER))
    rerender({ rows: start.rows, query: OTHER })
    expect(result.current.selection).toEqual([])
    rerender({ rows: rowsOf(OTHER, 3), query: OTHER })
    expect(result.current.selection).toEqual([[0, 3]])
  })

  it('moves the selection along when stepping, but leaves a selection of several rows alone', () => {
    const { result } = render()
    act(() => result.current.goTo(4))
    expect([result.current.cursor, result.current.selection]).toEqual([4, [[4, 5]]])
    act(() => result.current.setSelection([[0, 3]]))
    act(() => result.current.goTo(5))
    expect([result.current.cursor, result.current.selection]).toEqual([5, [[0, 3]]])
  })
})

describe('useFold', () => {
  it('folds all groups, unfolds one, and starts anew with another grouping', () => {
    const sums = { sums: [], missing: 0 }
    const groups = [null, 'a', 'b'].map((value, start) => ({ value, label: null, start, count: 1, sums }))
    const { result, rerender } = renderHook(({ groupBy }) => useFold(groupBy, groups), {
      initialProps: { groupBy: 'owner' as 'owner' | 'account' },
    })
    act(() => result.current.foldAll())
    act(() => result.current.toggle('a'))
    expect([...result.current.collapsed]).toEqual(['', 'b'])
    rerender({ groupBy: 'account' })
    expect(result.current.collapsed.size).toBe(0)
  })
})
