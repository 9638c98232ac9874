import { describe, expect, it } from 'vitest'
import {
  CHANGED_IDS,
  isRelativeDay,
  quickRangesFor,
  resolveDay,
  resolveQuery,
} from '../../../../../src/renderer/features/items/relative-days.ts'
import { itemQuery } from '../../../../../src/shared/ipc/item.ts'

describe('resolveDay', () => {
  it.each([
    ['today', '2026-12-31', '2026-12-31'],
    ['today+30', '2026-12-31', '2027-01-30'],
    ['today-1', '2026-03-01', '2026-02-28'],
    ['month+0.start', '2026-02-14', '2026-02-01'],
    ['month+0.end', '2028-02-14', '2028-02-29'],
    ['month+1.start', '2026-12-31', '2027-01-01'],
    ['month+1.end', '2026-01-31', '2026-02-28'],
    ['month-1.end', '2026-03-31', '2026-02-28'],
    ['year+0.start', '2026-06-15', '2026-01-01'],
    ['year+0.end', '2026-06-15', '2026-12-31'],
    ['2026-05-05', '2026-06-15', '2026-05-05'],
  ])('reads %s on %s as %s', (text, today, day) => {
    expect(resolveDay(text, today)).toBe(day)
  })

  it('leaves texts that only look relative alone', () => {
    for (const text of ['today+', 'month+1', 'month+1.middle', 'tomorrow', '12', '']) {
      expect(isRelativeDay(text)).toBe(false)
      expect(resolveDay(text, '2026-06-15')).toBe(text)
    }
  })
})

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

describe('quickRangesFor', () => {
  it('looks ahead for deadlines and back for what was recorded', () => {
    expect(quickRangesFor('expireTime').map(({ key }) => key)).toContain('next30')
    expect(quickRangesFor('firstSeenAt').map(({ key }) => key)).not.toContain('next30')
    expect(quickRangesFor('firstSeenAt').map(({ key }) => key)).toContain('last7')
  })
})
