import { describe, expect, it } from 'vitest'
import { BAND_RANGES, BANDS, daysLeft, isWithinDays, toBand } from '../../../../src/shared/domain/band.ts'

describe('toBand', () => {
  it.each([
    [-100_000, 'expired'],
    [-2, 'expired'],
    [-1, 'expired'],
    [0, '0-7'],
    [1, '0-7'],
    [7, '0-7'],
    [8, '8-15'],
    [15, '8-15'],
    [16, '16-30'],
    [30, '16-30'],
    [31, '31-60'],
    [60, '31-60'],
    [61, '61-90'],
    [90, '61-90'],
    [91, 'later'],
    [3_000_000, 'later'],
    [null, 'undated'],
  ] as const)('puts %s days left into %s', (days, band) => {
    expect(toBand(days)).toBe(band)
  })

  it('puts every number of days into exactly one range of the table', () => {
    for (let days = -400; days <= 400; days += 1) {
      const matching = BAND_RANGES.filter((range) => days >= range.minDays && days <= range.maxDays)
      expect(matching.map((range) => range.band)).toEqual([toBand(days)])
    }
    expect([...BAND_RANGES.map((range) => range.band), 'undated']).toEqual([...BANDS])
  })

  it('refuses what is no number', () => {
    expect(() => toBand(Number.NaN)).toThrow(RangeError)
  })
})

describe('daysLeft', () => {
  it.each([
    ['2026-11-21', 0],
    ['2026-11-22', 1],
    ['2026-11-20', -1],
    ['2027-11-21', 365],
    [null, null],
  ] as const)('counts from 2026-11-21 to %s: %s', (expiresOn, expected) => {
    expect(daysLeft(expiresOn, '2026-11-21')).toBe(expected)
  })
})

describe('isWithinDays', () => {
  it.each([
    [-1, 7, false],
    [0, 7, true],
    [7, 7, true],
    [8, 7, false],
    [0, 0, true],
    [null, 7, false],
  ] as const)('says of %s days left within %i: %s', (days, within, expected) => {
    expect(isWithinDays(days, within)).toBe(expected)
  })
})
