import { describe, expect, it } from 'vitest'
import { sortDifferences, type DifferenceOrder } from '../../../../src/core/services/difference-order.ts'
import type { DifferenceKind, ItemDifference } from '../../../../src/shared/domain/comparison.ts'
import type { Money } from '../../../../src/shared/domain/money.ts'

const cny = (amount: string): Money => ({ amount, currency: 'CNY' })

function aRow(itemId: string, patch: Partial<ItemDifference> = {}): ItemDifference {
  return {
    itemId,
    resourceId: itemId,
    resourceName: itemId,
    accountId: 'a',
    account: '甲',
    kinds: ['changed'] as [DifferenceKind],
    fields: [],
    at: 0,
    expiresAt: 0,
    renewalMode: 'auto',
    priceBefore: null,
    priceAfter: null,
    decision: 'undecided',
    isKnown: true,
    ...patch,
  }
}

async function order(rows: readonly ItemDifference[], by: DifferenceOrder): Promise<string> {
  return (await sortDifferences(rows, by)).map(({ itemId }) => itemId).join(' ')
}

describe('the order of differences', () => {
  it('stays as it is without a wish', async () => {
    expect(await order([aRow('b'), aRow('a')], [])).toBe('b a')
  })

  it('compares names as people do, numbers in them by value', async () => {
    const rows = [aRow('web 10'), aRow('web 9'), aRow('阿'), aRow('重')]
    expect(await order(rows, [{ field: 'name', direction: 'asc' }])).toBe('阿 重 web 9 web 10')
  })

  it('compares amounts by value, each currency for itself', async () => {
    const rows = [
      aRow('ten', { priceAfter: cny('10') }),
      aRow('nine', { priceAfter: cny('9.5') }),
      aRow('dollar', { priceAfter: { amount: '1', currency: 'USD' } }),
    ]
    expect(await order(rows, [{ field: 'priceAfter', direction: 'asc' }])).toBe('nine ten dollar')
    expect(await order(rows, [{ field: 'priceAfter', direction: 'desc' }])).toBe('dollar ten nine')
  })

  it('puts what is not there last in both directions', async () => {
    const rows = [
      aRow('none'),
      aRow('up', { priceBefore: cny('1'), priceAfter: cny('3') }),
      aRow('down', { priceBefore: cny('3'), priceAfter: cny('1') }),
    ]
    expect(await order(rows, [{ field: 'difference', direction: 'asc' }])).toBe('down up none')
    expect(await order(rows, [{ field: 'difference', direction: 'desc' }])).toBe('up down none')
  })

  it('counts what has come in full, and what has gone as taken off', async () => {
    const rows = [
      aRow('none', { kinds: ['gone'] }),
      aRow('came', { kinds: ['appeared'], priceAfter: cny('2') }),
      aRow('up', { priceBefore: cny('1'), priceAfter: cny('2') }),
      aRow('went', { kinds: ['gone'], priceBefore: cny('2') }),
      aRow('back', { kinds: ['back'], priceAfter: cny('0.5') }),
    ]
    expect(await order(rows, [{ field: 'difference', direction: 'asc' }])).toBe('went back up came none')
  })

  it('goes by the next field where the first ones are equal, and keeps the rest as it was', async () => {
    const rows = [
      aRow('c', { kinds: ['gone'], account: '乙' }),
      aRow('b', { kinds: ['gone'], account: '甲' }),
      aRow('a', { kinds: ['appeared'], account: '甲' }),
      aRow('d', { kinds: ['gone'], account: '甲' }),
    ]
    const by: DifferenceOrder = [
      { field: 'kinds', direction: 'asc' },
      { field: 'account', direction: 'asc' },
    ]
    expect(await order(rows, by)).toBe('a b d c')
  })
})
