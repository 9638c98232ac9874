import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPriceList, createSumTable } from '../../../../src/core/services/payment-sums.ts'
import { sumByCurrency } from '../../../../src/shared/domain/money.ts'

const amount = fc.oneof(
  fc.constant(null),
  fc.constantFrom('0', '-0.5', '999999999.999999999', '1234567890123.1', '0.0000000001', '', ' 7 ', '1e3', '-12'),
  fc.integer({ min: -99_999, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2)),
)
const currency = fc.constantFrom('CNY', 'cny', ' USD ', 'EUR', '', ' ', null)

describe('createSumTable', () => {
  it('adds exactly, whatever digits amounts have and whatever cells they go through', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ amount, currency, cell: fc.nat(2) }), { maxLength: 40 }), (payments) => {
        const prices = createPriceList()
        const numbers = payments.map((payment) => prices.add(payment.amount, payment.currency))
        const table = createSumTable(prices, 3)
        for (const [index, { cell }] of payments.entries()) table.add(cell, numbers[index] as number)
        const total = createSumTable(prices, 1)
        for (const cell of [0, 1, 2]) {
          const own = payments.filter((payment) => payment.cell === cell)
          expect(table.sums(cell)).toEqual(sumByCurrency(own))
          expect(table.count(cell)).toBe(own.length)
          table.addTo(cell, total, 0)
        }
        expect(total.sums(0)).toEqual(sumByCurrency(payments))
        expect(total.count(0)).toBe(payments.length)
      }),
      { numRuns: 2_000 },
    )
  })

  it('stays exact over more payments than any forecast has', () => {
    const prices = createPriceList()
    const price = prices.add('999999999.999999999', 'CNY')
    const table = createSumTable(prices, 2)
    for (let count = 0; count < 3_600_000; count += 1) table.add(0, price)
    table.addTo(0, table, 1)
    expect(table.sums(1).sums).toEqual([{ amount: '3599999999999999.9964', currency: 'CNY' }])
  })

  it('keeps its cells apart when another currency comes into the list later', () => {
    const prices = createPriceList()
    const [yuan, dollar] = [prices.add('1', 'CNY'), prices.add('2', 'USD')]
    const early = createSumTable(prices, 2)
    early.add(0, yuan)
    early.add(1, dollar)
    const euro = prices.add('3', 'EUR')
    const late = createSumTable(prices, 2)
    early.addTo(1, late, 1)
    late.add(1, euro)
    expect(early.sums(0).sums).toEqual([{ amount: '1', currency: 'CNY' }])
    expect(early.sums(1).sums).toEqual([{ amount: '2', currency: 'USD' }])
    expect(late.sums(0).sums).toEqual([])
    expect(late.sums(1).sums).toEqual([
      { amount: '3', currency: 'EUR' },
      { amount: '2', currency: 'USD' },
    ])
  })
})
