import { describe, expect, it } from 'vitest'
import { all, run, transaction } from '../../../../../src/core/db/connection.ts'
import { groupPrices } from '../../../../../src/core/db/repositories/price.ts'
import { sql } from '../../../../../src/core/db/sql.ts'
import { sumByCurrency } from '../../../../../src/shared/domain/money.ts'
import { aNewAccount, insertItem } from '../../../../support/db-builders.ts'
import { createTestDb } from '../../../../support/test-db.ts'

async function priced(prices: readonly (readonly [string | null, string | null])[]) {
  const test = createTestDb()
  const { accountId } = await test.writer.call('account.add', { ...aNewAccount(), at: 0 })
  transaction(test.writeDb, () => {
    for (const [price, currency] of prices) {
      const id = insertItem(test.writeDb, { accountId })
      run(
        test.writeDb,
        'test',
        sql`UPDATE item SET price = ${price}, currency = ${currency}, search_text = ${'x'.repeat(300)} WHERE item_id = ${id}`,
      )
    }
  })
  const rows = all<{ item_key: number }>(test.read, 'test', sql`SELECT item_key FROM item ORDER BY item_key`)
  return { ...test, keys: Float64Array.from(rows, (row) => row.item_key) }
}

describe('sums of items', () => {
  it('are exact where floating point is not, per currency, and count what has no price', async () => {
    const { read, keys } = await priced([
      ...Array.from({ length: 10 }, () => ['0.1', 'CNY'] as const),
      ['0.20', 'CNY'],
      ['9007199254740993.01', 'USD'],
      [null, null],
      ['5', null],
    ])
    expect(sumByCurrency(groupPrices(read, keys))).toEqual({
      sums: [
        { amount: '1.2', currency: 'CNY' },
        { amount: '9007199254740993.01', currency: 'USD' },
      ],
      missing: 2,
    })
  })

  it('cover exactly the keys asked for, and leave out what no longer exists', async () => {
    const { read, keys } = await priced([
      ['1', 'CNY'],
      ['2', 'CNY'],
      ['4', 'CNY'],
    ])
    const asked = Float64Array.from([keys[0] as number, keys[2] as number, 999_999])
    expect(sumByCurrency(groupPrices(read, asked))).toEqual({ sums: [{ amount: '5', currency: 'CNY' }], missing: 0 })
    expect(sumByCurrency(groupPrices(read, new Float64Array()))).toEqual({ sums: [], missing: 0 })
  })

  it('of 50,000 rows with prices of their own are exact', async () => {
    const { read, keys } = await priced(
      Array.from({ length: 50_000 }, (_, index) => [`${index}.01`, index % 2 ? 'CNY' : 'USD'] as const),
    )
    expect(sumByCurrency(groupPrices(read, keys)).sums).toEqual([
      { amount: '625000250', currency: 'CNY' },
      { amount: '624975250', currency: 'USD' },
    ])
  })
})
