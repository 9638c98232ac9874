import { assert, oneof, property, string, stringMatching } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addAmounts,
  compareAmounts,
  convert,
  parseAmount,
  scaleAmount,
  sumByCurrency,
  toFixedAmount,
} from '../../../../src/shared/domain/money.ts'
import type { Rate } from '../../../../src/shared/domain/money.ts'
import { divideHalfEven, fromScaled, toScaled } from '../../../support/domain-oracle.ts'
import { repeat, same } from '../../../support/seeded.ts'
import type { Random } from '../../../support/seeded.ts'

const SCALE = 8

function anAmount(random: Random): string {
  const whole = random.pick(['0', String(random.integer(0, 9)), String(random.integer(0, Number.MAX_SAFE_INTEGER))])
  const decimals = random.integer(0, SCALE)
  const fraction = String(random.integer(0, 10 ** decimals - 1)).padStart(decimals, '0')
  return `${random.chance(0.3) ? '-' : ''}${whole}${decimals === 0 ? '' : `.${fraction}`}`
}

describe('parseAmount', () => {
  it.each([
    ['12', '12'],
    ['012.50', '12.5'],
    [' 3.10 ', '3.1'],
    ['+7', '7'],
    ['-0.05', '-0.05'],
    ['.5', '0.5'],
    ['0', '0'],
    ['-0.00', '0'],
    ['1E+2', '100'],
    ['1e2', '100'],
    ['0E-8', '0'],
    ['12e-3', '0.012'],
    ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
  ])('reads %j as %s', (text, amount) => {
    expect(parseAmount(text)).toBe(amount)
  })

  it.each([
    '',
    ' ',
    '1,234.50',
    '¥12',
    '12 CNY',
    '1.',
    '1.2.3',
    '--1',
    'NaN',
    'Infinity',
    '0x1f',
    '1e999',
    '1e',
    '１２',
  ])('refuses %j and names it', (text) => {
    expect(() => parseAmount(text)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', params: { input: text } }))
  })

  it('refuses any other text with a code of ours and keeps its normal forms', () => {
    assert(
      property(oneof(string(), stringMatching(/^[-+]?[0-9.e]{0,12}$/)), (text) => {
        try {
          const amount = parseAmount(text)
          expect(amount).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
          expect(parseAmount(amount)).toBe(amount)
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_REQUEST' })
        }
      }),
      { seed: 20_261_121, numRuns: 3000 },
    )
  })
})

describe('addAmounts', () => {
  it('adds exactly where floating point does not', () => {
    expect(addAmounts(['0.1', '0.2'])).toBe('0.3')
    expect(addAmounts(['9007199254740993', '0.00000001'])).toBe('9007199254740993.00000001')
    expect(addAmounts(['5', '-5.00'])).toBe('0')
    expect(addAmounts([])).toBe('0')
    expect(addAmounts(Array.from({ length: 1000 }, () => '0.01'))).toBe('10')
  })

  it('agrees with integers of any size for 100,000 sums', { timeout: 60_000 }, () => {
    repeat(100_000, (random) => {
      const amounts = Array.from({ length: random.integer(0, 6) }, () => anAmount(random))
      let total = 0n
      for (const amount of amounts) total += toScaled(amount, SCALE)
      same(addAmounts(amounts), fromScaled(total, SCALE), amounts.join(' + '))
    })
  })
})

describe('sumByCurrency', () => {
  it('never adds across currencies and counts what has no price', () => {
    const items = [
      { amount: '10.10', currency: 'CNY' },
      { amount: '5', currency: 'USD' },
      { amount: '0.90', currency: 'cny' },
      { amount: null, currency: 'CNY' },
      { amount: '7', currency: null },
      { amount: '', currency: 'USD' },
      { amount: '1', currency: ' ' },
    ]
    expect(sumByCurrency(items)).toEqual({
      sums: [
        { amount: '11', currency: 'CNY' },
        { amount: '5', currency: 'USD' },
      ],
      missing: 4,
    })
  })

  it('adds the price of several items as often as there are items', () => {
    const items = [
      { amount: '0.1', currency: 'CNY', count: 3 },
      { amount: '1', currency: 'CNY' },
      { amount: null, currency: null, count: 4 },
    ]
    expect(sumByCurrency(items)).toEqual({ sums: [{ amount: '1.3', currency: 'CNY' }], missing: 4 })
  })

  it('counts a price of zero as a price', () => {
    expect(sumByCurrency([{ amount: '0', currency: 'CNY' }])).toEqual({
      sums: [{ amount: '0', currency: 'CNY' }],
      missing: 0,
    })
    expect(sumByCurrency([])).toEqual({ sums: [], missing: 0 })
  })

  it('agrees with integers for 5,000 lists of several currencies', () => {
    repeat(5000, (random) => {
      const items = Array.from({ length: random.integer(0, 20) }, () => ({
        amount: random.chance(0.1) ? null : anAmount(random),
        currency: random.chance(0.1) ? null : random.pick(['USD', 'CNY', 'EUR']),
      }))
      const expected: string[] = []
      for (const currency of ['CNY', 'EUR', 'USD']) {
        const priced = items.filter((item) => item.currency === currency && item.amount !== null)
        const total = priced.reduce((sum, item) => sum + toScaled(item.amount ?? '0', SCALE), 0n)
        if (priced.length > 0) expected.push(`${currency} ${fromScaled(total, SCALE)}`)
      }
      const { sums, missing } = sumByCurrency(items)
      same(sums.map((sum) => `${sum.currency} ${sum.amount}`).join(), expected.join(), JSON.stringify(items))
      same(missing, items.filter((item) => item.amount === null || item.currency === null).length, 'missing')
    })
  })
})

describe('convert', () => {
  const older: Rate = { from: 'USD', to: 'CNY', rate: '7.1', on: '2026-10-01' }
  const newer: Rate = { from: 'USD', to: 'CNY', rate: '7.2345', on: '2026-11-01' }
  const euro: Rate = { from: 'EUR', to: 'CNY', rate: '8', on: '2026-11-01' }
  const dollars = { amount: '0.10', currency: 'USD' }

  it('uses the latest rate exactly and says which', () => {
    const expected = { money: { amount: '0.72345', currency: 'CNY' }, rate: newer }
    expect(convert(dollars, [older, newer, euro])).toEqual(expected)
    expect(convert(dollars, [newer, older], { to: 'CNY' })).toEqual(expected)
  })

  it('uses no rate from after the wanted day', () => {
    expect(convert(dollars, [older, newer], { on: '2026-10-31' })?.rate).toEqual(older)
    expect(convert(dollars, [older, newer], { on: '2026-11-01' })?.rate).toEqual(newer)
    expect(convert(dollars, [older, newer], { on: '2026-09-30' })).toBeNull()
  })

  it('gives null without a rate and never turns one round', () => {
    expect(convert(dollars, [euro])).toBeNull()
    expect(convert({ amount: '1', currency: 'CNY' }, [newer], { to: 'USD' })).toBeNull()
    expect(convert(dollars, [newer], { to: 'EUR' })).toBeNull()
  })

  it('needs no rate for the same currency', () => {
    expect(convert({ amount: '1.50', currency: 'CNY' }, [], { to: 'CNY' })).toEqual({
      money: { amount: '1.5', currency: 'CNY' },
      rate: null,
    })
  })

  it('refuses to choose between two target currencies', () => {
    expect(() => convert(dollars, [newer, { ...newer, to: 'EUR' }])).toThrow(RangeError)
  })
})

describe('compareAmounts', () => {
  it('compares values, not texts', () => {
    expect(compareAmounts('10', '9')).toBe(1)
    expect(compareAmounts('-10', '9')).toBe(-1)
    expect(compareAmounts('1.0', '1')).toBe(0)
    expect(compareAmounts('9007199254740993', '9007199254740992')).toBe(1)
  })
})

describe('scaleAmount', () => {
  it.each([
    ['10', 1, 3, 2, '3.33'],
    ['20', 1, 3, 2, '6.67'],
    ['0.125', 1, 1, 2, '0.12'],
    ['0.135', 1, 1, 2, '0.14'],
    ['0.375', 1, 1, 2, '0.38'],
    ['-0.125', 1, 1, 2, '-0.12'],
    ['1', 1, 200, 2, '0'],
    ['3', 1, 200, 2, '0.02'],
    ['1200', 1, 12, 2, '100'],
    ['5', 1, 2, 0, '2'],
    ['7', 1, 2, 0, '4'],
    ['1', -1, 3, 4, '-0.3333'],
  ])('scales %s by %i/%i at %i decimals to %s', (amount, numerator, denominator, decimals, expected) => {
    expect(scaleAmount(amount, numerator, denominator, decimals)).toBe(expected)
  })

  it('refuses fractions that are none', () => {
    expect(() => scaleAmount('1', 1, 0)).toThrow(RangeError)
    expect(() => scaleAmount('1', 0.5, 1)).toThrow(RangeError)
  })

  it('agrees with integer division for 50,000 amounts', { timeout: 60_000 }, () => {
    repeat(50_000, (random) => {
      const amount = anAmount(random)
      const numerator = random.integer(-40, 40)
      const denominator = random.pick([1, 2, 3, 4, 5, 7, 8, 12, 16, 30, 200, 365])
      const decimals = random.integer(0, 4)
      const dividend = toScaled(amount, SCALE) * BigInt(numerator) * 10n ** BigInt(decimals)
      const expected = fromScaled(divideHalfEven(dividend, BigInt(denominator) * 10n ** BigInt(SCALE)), decimals)
      const what = `${amount} * ${numerator} / ${denominator} at ${decimals}`
      same(scaleAmount(amount, numerator, denominator, decimals), expected, what)
    })
  })
})

describe('toFixedAmount', () => {
  it.each([
    ['3', 2, '3.00'],
    ['0.125', 2, '0.12'],
    ['0.135', 2, '0.14'],
    ['-0.001', 2, '0.00'],
    ['1.5', 0, '2'],
    ['2.5', 0, '2'],
  ])('writes %s at %i decimals as %s', (amount, decimals, expected) => {
    expect(toFixedAmount(amount, decimals)).toBe(expected)
  })
})
