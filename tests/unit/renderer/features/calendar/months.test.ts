import { describe, expect, it } from 'vitest'
import { dayByKey, monthOf, readMonth, weeksOf } from '../../../../../src/renderer/features/calendar/months.ts'
import { weekdayOf } from '../../../../../src/shared/domain/civil-day.ts'

describe('weeks of a month', () => {
  it('are six full ones from Monday and hold every day of every month', () => {
    for (let year = 2023; year <= 2032; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const name = `${year}-${String(month).padStart(2, '0')}`
        const days = weeksOf(name).flat()
        expect(days).toHaveLength(42)
        expect(new Set(days).size).toBe(42)
        expect(weekdayOf(days[0] ?? '')).toBe(1)
        const own = days.filter((day) => monthOf(day) === name)
        expect(own).toHaveLength(new Date(Date.UTC(year, month, 0)).getUTCDate())
      }
    }
  })
})

describe('keys', () => {
  it.each([
    ['ArrowLeft', false, '2024-02-28'],
    ['ArrowRight', false, '2024-03-01'],
    ['ArrowUp', false, '2024-02-22'],
    ['ArrowDown', false, '2024-03-07'],
    ['Home', false, '2024-02-26'],
    ['End', false, '2024-03-03'],
    ['PageUp', false, '2024-01-29'],
    ['PageDown', false, '2024-03-29'],
    ['PageUp', true, '2023-02-28'],
    ['PageDown', true, '2025-02-28'],
    ['a', false, null],
  ])('%s (shift: %s) leads from a leap day to %s', (key, isShifted, expected) => {
    expect(dayByKey('2024-02-29', key, isShifted)).toBe(expected)
  })

  it('stop at the ends of the calendar', () => {
    expect(dayByKey('2000-01-01', 'ArrowUp', false)).toBe('2000-01-01')
    expect(dayByKey('2199-12-31', 'PageDown', true)).toBe('2199-12-31')
  })
})

describe('a month of an address', () => {
  it.each([
    ['2026-12', '2026-12'],
    ['2026-13', null],
    ['2026-1', null],
    ['1999-12', null],
    ['2200-01', null],
    [null, null],
  ])('%s is read as %s', (text, expected) => {
    expect(readMonth(text)).toBe(expected)
  })
})
