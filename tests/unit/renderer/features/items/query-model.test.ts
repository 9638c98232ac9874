import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInQuery, BUILT_IN_VIEW_IDS } from '../../../../../src/renderer/features/items/built-in-views.ts'
import {
  canBeBlank,
  EMPTY_QUERY,
  isFiltered,
  isSameQuery,
  toEditable,
  withoutFilters,
} from '../../../../../src/renderer/features/items/query-model.ts'
import {
  withCondition,
  withFilter,
  withoutCondition,
} from '../../../../../src/renderer/components/list-tools/list-query.ts'
import { readColumns, readQuery } from '../../../../../src/renderer/features/items/items-state.ts'
import { DEFAULT_COLUMNS } from '../../../../../src/renderer/features/items/item-columns.ts'
import { itemQuery } from '../../../../../src/shared/ipc/item.ts'

describe('toEditable', () => {
  it('turns the lists of other pages into conditions that the column menus edit', () => {
    const { filter } = toEditable({
      filter: {
        bands: ['expired'],
        modes: ['auto', 'unknown'],
        decisions: ['undecided'],
        statuses: ['frozen'],
        owner: '',
        expireDays: 30,
        autoRenew: false,
        isMain: true,
        search: 'db',
      },
    })
    expect(filter.search).toBe('db')
    expect(filter.columns).toEqual(
      expect.arrayContaining([
        { kind: 'values', field: 'band', values: ['expired'] },
        { kind: 'values', field: 'renewalMode', values: ['auto', 'unknown'] },
        { kind: 'values', field: 'decision', values: ['undecided'] },
        { kind: 'values', field: 'status', values: ['frozen'] },
        { kind: 'values', field: 'autoRenew', values: ['false'] },
        { kind: 'values', field: 'isMain', values: ['true'] },
        { kind: 'range', field: 'daysLeft', min: null, max: '30' },
        { kind: 'blank', field: 'owner', isBlank: true },
      ]),
    )
    expect(Object.keys(filter).toSorted()).toEqual(['columns', 'search'])
  })

  it('keeps what only the filter itself can say: raw codes, names or codes at once, owners in any case', () => {
    const filter = { statuses: ['7'], types: ['ECS'], regions: ['x'], owner: 'Li', accountIds: ['a'], itemIds: ['i'] }
    expect(toEditable({ filter }).filter).toEqual(filter)
  })

  it('joins two lists of one column by what both let pass', () => {
    const { filter } = toEditable({
      filter: { modes: ['auto', 'manual'], columns: [{ kind: 'values', field: 'renewalMode', values: ['auto'] }] },
    })
    expect(filter.columns).toEqual([{ kind: 'values', field: 'renewalMode', values: ['auto'] }])
  })

  it('always gives a query that the contract takes', () => {
    for (const id of BUILT_IN_VIEW_IDS) expect(itemQuery.safeParse(toEditable(builtInQuery(id))).success).toBe(true)
  })
})

describe('conditions', () => {
  const owner = { kind: 'blank', field: 'owner', isBlank: true } as const
  const contains = { kind: 'contains', field: 'owner', text: 'li' } as const

  it('hold one of each kind per column and leave no empty list behind', () => {
    const both = withCondition(withCondition(EMPTY_QUERY, owner), contains)
    expect(withCondition(both, { ...owner, isBlank: false }).filter.columns).toEqual([
      { ...owner, isBlank: false },
      contains,
    ])
    expect(withoutCondition(both, 'owner', 'blank').filter.columns).toEqual([contains])
    expect(withoutCondition(both, 'owner')).toEqual(EMPTY_QUERY)
  })

  it('are all cleared at once, but for whether gone items are shown', () => {
    const query = withFilter(withCondition(EMPTY_QUERY, owner), { search: 'x', isGone: 'all' })
    expect(isFiltered(query)).toBe(true)
    expect(withoutFilters(query).filter).toEqual({ isGone: 'all' })
    expect(isFiltered(withoutFilters(query))).toBe(false)
  })

  it('offer blanks only where a value may be missing', () => {
    expect(canBeBlank('owner')).toBe(true)
    expect(canBeBlank('decision')).toBe(false)
    expect(canBeBlank('tags')).toBe(false)
  })
})

describe('isSameQuery', () => {
  it('sees through the order of keys and defaults that are spelled out', () => {
    expect(
      isSameQuery(
        { filter: { isGone: 'active', search: '', owner: 'a' }, sort: [] },
        { sort: [], filter: { owner: 'a' }, groupBy: null },
      ),
    ).toBe(true)
  })

  it('tells another order, group or value apart', () => {
    const sort = [{ field: 'actBy', direction: 'asc' } as const]
    expect(isSameQuery(EMPTY_QUERY, { ...EMPTY_QUERY, sort })).toBe(false)
    expect(isSameQuery(EMPTY_QUERY, { ...EMPTY_QUERY, groupBy: 'owner' })).toBe(false)
    expect(isSameQuery(EMPTY_QUERY, withFilter(EMPTY_QUERY, { isGone: 'gone' }))).toBe(false)
  })
})

describe('reading what was stored', () => {
  it('gives a query that the contract takes, whatever was stored', () => {
    assert(
      property(jsonValue(), (columns) => {
        const query = readQuery({
          filter: { columns, tags: columns, expireDays: columns, search: columns },
          sort: columns,
        })
        expect(itemQuery.safeParse(query).success).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('drops columns and fields that no longer exist and adds new ones hidden', () => {
    expect(readQuery({ filter: { columns: [{ kind: 'blank', field: 'former', isBlank: true }] } })).toEqual(EMPTY_QUERY)
    const columns = readColumns([
      { field: 'former', isVisible: true },
      { field: 'owner', isVisible: true, widthPx: 5, pin: 'middle' },
    ])
    expect(columns[0]).toEqual({ field: 'owner', isVisible: true, widthPx: 24, pin: null })
    expect(columns).toHaveLength(DEFAULT_COLUMNS.length)
    expect(columns.slice(1).every(({ isVisible }) => !isVisible)).toBe(true)
  })

  it('falls back to the usual columns rather than to none', () => {
    expect(readColumns([])).toBe(DEFAULT_COLUMNS)
    expect(readColumns([{ field: 'owner', isVisible: false }])).toBe(DEFAULT_COLUMNS)
  })
})
