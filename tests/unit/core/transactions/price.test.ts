import { describe, expect, it } from 'vitest'
import { get, run, transaction } from '../../../../src/core/db/connection.ts'
import { readItemVersion } from '../../../../src/core/db/repositories/item-version.ts'
import { listReviewChanges } from '../../../../src/core/db/repositories/review.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { TypedPrice } from '../../../../src/core/db/write-commands.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { addTestAccount, changesOf, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb } from '../../../support/test-db.ts'

const NOW = Date.UTC(2026, 10, 21, 2)
const TYPED: TypedPrice = { amount: '12.50', currency: 'CNY', months: 1 }

async function items(count: number) {
  const test = createTestDb()
  const { accountId } = await test.writer.call('account.add', { ...aNewAccount(), at: 0 })
  const ids = transaction(test.writeDb, () =>
    Array.from({ length: count }, () => insertItem(test.writeDb, { accountId })),
  )
  const set = (price: TypedPrice | null, at = 1000, itemIds: readonly string[] = ids) =>
    test.writer.call('price.set', { itemIds, price, by: '王会计', at })
  const row = (id = ids[0] as string) =>
    get<Record<string, unknown>>(
      test.read,
      'test',
      sql`SELECT price, currency, price_months, price_source, priced_at FROM item WHERE item_id = ${id}`,
    )
  const quote = (amount: string, months = 1) =>
    run(
      test.writeDb,
      'test',
      sql`UPDATE item SET price = ${amount}, currency = 'CNY', price_months = ${months}, price_source = 'provider', priced_at = 5`,
    )
  return { ...test, ids, id: ids[0] as string, set, row, quote }
}

const NONE = { price: null, currency: null, price_months: null, price_source: null, priced_at: null }

describe('price.set', () => {
  it('writes a price as typed and says who typed it', async () => {
    const { set, row, read, id } = await items(1)
    expect(await set(TYPED)).toEqual({ changed: 1 })
    const stored = { price: '12.50', currency: 'CNY', price_months: 1, price_source: 'typed', priced_at: 1000 }
    expect(row()).toEqual(stored)
    expect(listReviewChanges(read, id)).toEqual([
      { at: 1000, by: '王会计', itemId: id, field: 'price', old: null, new: '12.50 CNY', expiresAt: null, runId: null },
    ])
  })

  it('changes nothing when the same price is typed again, however it is written', async () => {
    const { set, row, read, id } = await items(1)
    await set(TYPED)
    expect(await set({ ...TYPED, amount: '12.5' }, 2000)).toEqual({ changed: 0 })
    expect(row()).toMatchObject({ price: '12.50', priced_at: 1000 })
    expect(listReviewChanges(read, id)).toHaveLength(1)
  })

  it('records another amount, another currency and another number of months', async () => {
    const { set, read, id } = await items(1)
    await set(TYPED, 1)
    await set({ ...TYPED, amount: '13' }, 2)
    await set({ ...TYPED, amount: '13', currency: 'USD' }, 3)
    expect(await set({ ...TYPED, amount: '13', currency: 'USD', months: 12 }, 4)).toEqual({ changed: 1 })
    expect(listReviewChanges(read, id).map(({ field, old, new: now }) => [field, old, now])).toEqual([
      ['priceMonths', '1', '12'],
      ['price', '13 CNY', '13 USD'],
      ['price', '12.50 CNY', '13 CNY'],
      ['price', null, '12.50 CNY'],
    ])
  })

  it('takes over a quote of the same sum, because it is a word of a person from then on', async () => {
    const { set, row, quote } = await items(1)
    quote('12.50')
    expect(await set(TYPED)).toEqual({ changed: 1 })
    expect(row()).toMatchObject({ price_source: 'typed', priced_at: 1000 })
  })

  it('takes typed prices away and leaves a quote of the provider alone', async () => {
    const { set, row, quote, ids, read } = await items(2)
    quote('8')
    const [typed, quoted] = ids as [string, string]
    await set(TYPED, 1000, [typed])
    expect(await set(null, 2000)).toEqual({ changed: 1 })
    expect(row(typed)).toEqual(NONE)
    expect(row(quoted)).toMatchObject({ price: '8', price_source: 'provider' })
    expect(listReviewChanges(read, typed)[0]).toMatchObject({ field: 'price', old: '12.50 CNY', new: null })
    expect(listReviewChanges(read, quoted)).toEqual([])
  })

  it('tells that the price of something paid with its main resource is its own now', async () => {
    const { set, row, read, writeDb, quote, id } = await items(1)
    quote('0')
    run(writeDb, 'test', sql`UPDATE item SET price_source = 'with-main'`)
    expect(await set(null)).toEqual({ changed: 0 })
    expect(await set({ ...TYPED, months: 12 })).toEqual({ changed: 1 })
    expect(row()).toMatchObject({ price: '12.50', price_source: 'typed' })
    const lines = listReviewChanges(read, id).map(({ field, old, new: now }) => [field, old, now])
    expect(lines.toReversed()).toEqual([
      ['priceSource', 'with-main', 'typed'],
      ['priceMonths', '1', '12'],
      ['price', '0 CNY', '12.50 CNY'],
    ])
  })

  it('names an unknown id and writes nothing for the known ones', async () => {
    const { set, row, id, read } = await items(1)
    const call = set(TYPED, 0, [id, 'no-such-item'])
    await expect(call).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND', params: { item: 'no-such-item' } })
    expect(row()).toEqual(NONE)
    expect(listReviewChanges(read, id)).toEqual([])
  })

  it.each([
    ['amount', { ...TYPED, amount: '-1' }],
    ['currency', { ...TYPED, currency: 'yuan' }],
    ['months', { ...TYPED, months: 0 }],
    ['months', { ...TYPED, months: 1.5 }],
  ])('refuses an impossible %s', async (field, price) => {
    const { set } = await items(1)
    await expect(set(price)).rejects.toMatchObject({ code: 'BAD_REQUEST', params: { field } })
  })

  it('tells a sync that is going on that rows have changed, and only then', async () => {
    const { set, writeDb } = await items(1)
    const before = readItemVersion(writeDb)
    await set(null)
    expect(readItemVersion(writeDb)).toBe(before)
    await set(TYPED)
    expect(readItemVersion(writeDb)).not.toBe(before)
  })

  it('prices 10,000 items in one go', async () => {
    const { set } = await items(10_000)
    expect(await set(TYPED)).toEqual({ changed: 10_000 })
  })
})

describe('a sync', () => {
  it('never puts a quote in the place of a typed price, and fills a cleared one again', async () => {
    const { writer, read } = createTestDb()
    const accountId = await addTestAccount(writer)
    const sync = (amount: string, at: number) =>
      syncOnce(writer, accountId, {
        items: [aFact({ resourceId: 'a' })],
        prices: [{ resourceId: 'a', amount, currency: 'CNY', months: 1, quotedAt: at }],
        at,
      })
    const row = () =>
      get<{ item_id: string; price: string; price_source: string; priced_at: number }>(
        read,
        'test',
        sql`SELECT item_id, price, price_source, priced_at FROM item`,
      )
    await sync('10', NOW)
    const itemIds = [row()?.item_id as string]
    await writer.call('price.set', { itemIds, price: TYPED, by: '王', at: NOW + 1 })
    const kept = await sync('11', NOW + 2)
    expect(kept).toMatchObject({ changed: 0, unchanged: 1 })
    expect(row()).toMatchObject({ price: '12.50', price_source: 'typed', priced_at: NOW + 1 })
    expect(changesOf(read, kept.runId)).toEqual([])

    await writer.call('price.set', { itemIds, price: null, by: '王', at: NOW + 3 })
    await sync('11', NOW + 4)
    expect(row()).toMatchObject({ price: '11', price_source: 'provider', priced_at: NOW + 4 })
  })
})
