import { describe, expect, it } from 'vitest'
import { addCivilDays } from '../../../../src/shared/domain/civil-day.ts'
import { isKnownYear, isWorkingDay, lastWorkingDay } from '../../../../src/shared/domain/working-day.ts'

describe('isWorkingDay', () => {
  it.each([
    ['2026-09-30', true],
    // National Day holiday 2026: 1 to 7 October, worked in on Sunday 20 September and Saturday 10 October.
    ['2026-10-01', false],
    ['2026-10-07', false],
    ['2026-10-08', true],
    ['2026-10-10', true],
    ['2026-10-11', false],
    ['2026-09-20', true],
    ['2026-09-19', false],
    // Spring Festival 2025: 28 January to 4 February, Sunday 26 January and Saturday 8 February worked.
    ['2025-01-26', true],
    ['2025-01-27', true],
    ['2025-01-28', false],
    ['2025-02-04', false],
    ['2025-02-05', true],
    ['2025-02-08', true],
    // The longest known: extended in 2020.
    ['2020-01-31', false],
    ['2020-02-03', true],
    // Years without a plan: Monday to Friday.
    ['2031-10-01', true],
    ['2031-10-04', false],
    ['2031-10-05', false],
    ['1999-10-01', true],
    ['0001-01-01', true],
    ['0001-01-06', false],
  ])('says of %s: %s', (day, expected) => {
    expect(isWorkingDay(day)).toBe(expected)
  })
})

describe('lastWorkingDay', () => {
  it.each([
    ['2026-09-30', '2026-09-30'],
    ['2026-10-01', '2026-09-30'],
    ['2026-10-07', '2026-09-30'],
    ['2026-10-10', '2026-10-10'],
    ['2026-10-11', '2026-10-10'],
    ['2026-09-20', '2026-09-20'],
    ['2025-02-04', '2025-01-27'],
    ['2026-01-01', '2025-12-31'],
    ['2026-11-22', '2026-11-20'],
    ['2031-10-05', '2031-10-03'],
  ])('on or before %s is %s', (day, expected) => {
    expect(lastWorkingDay(day)).toBe(expected)
  })

  it('is a working day with only free days after it, for every day of the known years', () => {
    let last: string | null = null
    for (let day = '2004-01-02'; day < '2028-01-01'; day = addCivilDays(day, 1)) {
      if (isWorkingDay(day)) last = day
      else if (last === null) continue
      expect(lastWorkingDay(day)).toBe(last)
    }
  })
})

describe('isKnownYear', () => {
  it('knows the years that the calendar plans cover and no others', () => {
    expect([2004, 2015, 2020, 2025, 2026].every(isKnownYear)).toBe(true)
    expect([0, 1949, 2003, 2099, 9999].some(isKnownYear)).toBe(false)
  })
})
