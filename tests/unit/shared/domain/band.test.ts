import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import {
  bandLabel,
  bandNames,
  bandsOf,
  compareBands,
  daysLeft,
  isBand,
  isBandDays,
  isWithinDays,
  rangeOfBand,
  toBand,
  type Band,
} from '../../../../src/shared/domain/band.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

const DEFAULT = bandsOf(DEFAULT_SETTINGS.bandDays)
const bandDays = fc
  .uniqueArray(fc.integer({ min: 0, max: 3650 }), { minLength: 1, maxLength: 8 })
  .map((days) => days.toSorted((a, b) => a - b))

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
    expect(toBand(days, DEFAULT)).toBe(band)
  })

  it('puts every number of days into exactly one range of the table', () => {
    fc.assert(
      fc.property(bandDays, fc.integer({ min: -4000, max: 4000 }), (lastDays, days) => {
        const ranges = bandsOf(lastDays)
        const matching = ranges.filter((range) => days >= range.minDays && days <= range.maxDays)
        expect(matching.map((range) => range.band)).toEqual([toBand(days, ranges)])
        expect(bandNames(lastDays)).toEqual([...ranges.map((range) => range.band), 'undated'])
      }),
    )
  })

  it('refuses what is no number', () => {
    expect(() => toBand(Number.NaN, DEFAULT)).toThrow(RangeError)
  })
})

describe('bandsOf', () => {
  it('keeps the names of the bands that everybody begins with', () => {
    expect(bandNames(DEFAULT_SETTINGS.bandDays)).toEqual([
      'expired',
      '0-7',
      '8-15',
      '16-30',
      '31-60',
      '61-90',
      'later',
      'undated',
    ])
  })

  it.each([[[]], [[-1]], [[7, 7]], [[15, 7]], [[1.5]], [[3651]], [[Number.NaN]], [[1, 2, 3, 4, 5, 6, 7, 8, 9]]])(
    'refuses %j',
    (days) => {
      expect(isBandDays(days)).toBe(false)
      expect(() => bandsOf(days)).toThrow(RangeError)
    },
  )
})

describe('rangeOfBand', () => {
  it('gives every present band its range, and a band of other settings the days that its name says', () => {
    fc.assert(
      fc.property(bandDays, bandDays, (present, others) => {
        for (const range of bandsOf(present)) expect(rangeOfBand(range.band, present)).toEqual(range)
        for (const range of bandsOf(others).slice(1, -1)) expect(rangeOfBand(range.band, present)).toEqual(range)
        expect(rangeOfBand('undated', present)).toBeNull()
      }),
    )
  })
})

describe('isBand', () => {
  it('takes the names of all bands', () => {
    fc.assert(fc.property(bandDays, (days) => bandNames(days).every(isBand)))
  })

  it.each([
    '',
    '7',
    '7-',
    '-7',
    '8-7',
    '07-8',
    '1-3651',
    '1-99999',
    '1.5-2',
    '0-7 ',
    '0–7',
    'Later',
    '__proto__',
    '1e1-20',
  ])('refuses %j', (text) => {
    expect(isBand(text)).toBe(false)
  })
})

describe('compareBands', () => {
  it('orders bands by their days, also those of different settings', () => {
    fc.assert(
      fc.property(bandDays, (days) => {
        const names = bandNames(days)
        expect(names.toReversed().toSorted(compareBands)).toEqual(names)
      }),
    )
    const mixed: Band[] = ['undated', 'later', '8-15', '8-10', '0-7', 'expired']
    expect(mixed.toSorted(compareBands)).toEqual(['expired', '0-7', '8-10', '8-15', 'later', 'undated'])
  })
})

describe('bandLabel', () => {
  it.each([
    ['expired', '已过期', 'Expired'],
    ['0-0', '今天', 'Today'],
    ['0-1', '1 天内', 'Within 1 day'],
    ['0-7', '7 天内', 'Within 7 days'],
    ['1-1', '1 天', '1 day'],
    ['8-15', '8–15 天', '8–15 days'],
    ['later', '更晚', 'Later'],
    ['undated', '无日期', 'No date'],
  ] as const)('says %s as %s and %s', (band, chinese, english) => {
    expect(bandLabel(createTranslator('zh-CN').t, band)).toBe(chinese)
    expect(bandLabel(createTranslator('en').t, band)).toBe(english)
  })

  it('names the last day before "later" when the present bands are known', () => {
    expect(bandLabel(createTranslator('zh-CN').t, 'later', [7, 90])).toBe('90 天以后')
    expect(bandLabel(createTranslator('en').t, 'later', [1])).toBe('After 1 day')
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
