import { describe, expect, it } from 'vitest'
import { itemFields } from '../../../../../src/renderer/features/items/field-texts.ts'
import { CHANGED_IDS, resolveQuery } from '../../../../../src/renderer/features/items/relative-days.ts'
import { itemQuery } from '../../../../../src/shared/ipc/item.ts'

describe('resolveQuery', () => {
  const relative = {
    filter: {
      columns: [{ kind: 'range', field: 'actBy', min: 'today', max: 'today+30' } as const],
      itemIds: [CHANGED_IDS],
    },
    sort: [],
  }

  it('puts in the days and ids that are meant now', () => {
    expect(resolveQuery(relative, '2026-11-20', ['a', 'b']).filter).toEqual({
      columns: [{ kind: 'range', field: 'actBy', min: '2026-11-20', max: '2026-12-20' }],
      itemIds: ['a', 'b'],
    })
  })

  it('gives the same object when nothing is relative, so that nothing is asked again', () => {
    const query = { filter: { columns: [{ kind: 'range', field: 'price', min: '1', max: null } as const] }, sort: [] }
    expect(resolveQuery(query, '2026-11-20', [])).toBe(query)
  })

  it('is kept by a saved view: the contract lets relative ends pass', () => {
    expect(itemQuery.safeParse(relative).success).toBe(true)
  })
})

describe('the fields of items', () => {
  it('tell deadlines from what was recorded', () => {
    const { looksBack } = itemFields((key) => key, [7])
    expect([looksBack('expireTime'), looksBack('firstSeenAt')]).toEqual([false, true])
  })
})
