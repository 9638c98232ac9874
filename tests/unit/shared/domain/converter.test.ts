import { describe, expect, it } from 'vitest'
import { createConverter } from '../../../../src/shared/domain/money.ts'

const RATES = [
  { from: 'USD', to: 'CNY', rate: '7.1', on: '2026-11-20' },
  { from: 'USD', to: 'CNY', rate: '7.2', on: '2026-11-21' },
  { from: 'USD', to: 'CNY', rate: '9', on: '2026-11-22' },
  { from: 'EUR', to: 'USD', rate: '1.1', on: '2026-01-01' },
]

describe('createConverter', () => {
  it('takes the newest rate that is not of a day to come, and says so', () => {
    const converter = createConverter(RATES, { to: 'CNY', on: '2026-11-21' })
    expect(converter.convert([{ amount: '10', currency: 'USD' }])).toEqual({ amount: '72', currency: 'CNY' })
    expect(converter.rates()).toEqual([RATES[1]])
  })

  it('rounds once, half to even, after everything has been added', () => {
    const rates = [{ from: 'USD', to: 'CNY', rate: '1', on: '2026-01-01' }]
    const converter = createConverter(rates, { to: 'CNY', on: '2026-11-21' })
    const convert = (...amounts: string[]) =>
      converter.convert(amounts.map((amount, index) => ({ amount, currency: index === 0 ? 'CNY' : 'USD' })))?.amount
    expect(convert('0.005')).toBe('0')
    expect(convert('0.015')).toBe('0.02')
    expect(convert('0.004', '0.004')).toBe('0.01')
    expect(convert('-0.005', '0')).toBe('0')
  })

  it('names every currency that no rate leads from, and converts nothing that has one', () => {
    const converter = createConverter(RATES, { to: 'CNY', on: '2026-11-21' })
    const sums = ['CHF', 'CNY', 'EUR'].map((currency) => ({ amount: '1', currency }))
    expect(converter.convert(sums)).toBeNull()
    // Euros lead to dollars and dollars to yuan, but nobody typed a rate from one end to the other.
    expect(converter.withoutRate()).toEqual(['CHF', 'EUR'])
  })

  it('makes nought of nothing', () => {
    const converter = createConverter([], { to: 'CNY', on: '2026-11-21' })
    expect([converter.convert([]), converter.rates(), converter.withoutRate()]).toEqual([
      { amount: '0', currency: 'CNY' },
      [],
      [],
    ])
  })
})
