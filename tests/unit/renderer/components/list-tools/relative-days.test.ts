import { describe, expect, it } from 'vitest'
import {
  isRelativeDay,
  quickRangesFor,
  resolveDay,
} from '../../../../../src/renderer/components/list-tools/relative-days.ts'

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

describe('quickRangesFor', () => {
  it('looks ahead for deadlines and back for what was recorded', () => {
    expect(quickRangesFor(false).map(({ key }) => key)).toContain('next30')
    expect(quickRangesFor(true).map(({ key }) => key)).not.toContain('next30')
    expect(quickRangesFor(true).map(({ key }) => key)).toContain('last7')
  })
})
