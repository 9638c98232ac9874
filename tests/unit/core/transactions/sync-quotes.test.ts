import { describe, expect, it } from 'vitest'
import {
  listRefusedQuotes,
  listSeenRenewals,
  quoteQueries,
  readKnownPrices,
} from '../../../../src/core/db/repositories/quote.ts'
import { explain } from '../../../../src/core/db/connection.ts'
import { readQuoteRefusal } from '../../../../src/core/services/quote-refusal.ts'
import type { PriceFacts, QuoteRefusal } from '../../../../src/shared/domain/item.ts'
import { sumByCurrency } from '../../../../src/shared/domain/money.ts'
import { encodeRefusals } from '../../../../src/worker/sync/encode.ts'
import { aFact, toBatch } from '../../../support/fact-builders.ts'
import {
  addTestAccount,
  anOutcome,
  changesOf,
  commit,
  pictureOf,
  startRun,
  syncOnce,
} from '../../../support/sync-driver.ts'
import { createTestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 21, 2)
const MAIN = aFact({ resourceId: 'main', isMain: true, expiresAt: NOW + 9 * DAY_MS })
const DISK = aFact({ resourceId: 'disk', isMain: false, parentResourceId: 'main', expiresAt: NOW + 9 * DAY_MS })

const aQuote = (overrides: Partial<PriceFacts> = {}): PriceFacts => ({
  resourceId: 'main',
  amount: '100',
  currency: 'CNY',
  months: 12,
  quotedAt: NOW,
  ...overrides,
})
const included = (overrides: Partial<PriceFacts> = {}): PriceFacts =>
  aQuote({ resourceId: 'disk', amount: '0', isWithMain: true, ...overrides })

async function arrange() {
  const db = createTestDb()
  const accountId = await addTestAccount(db.writer)
  const sync = (prices: readonly PriceFacts[], at: number, items = [MAIN, DISK]) =>
    syncOnce(db.writer, accountId, { items, prices, at })
  const sums = () =>
    sumByCurrency([...pictureOf(db.read, NOW).values()].map(({ price, currency }) => ({ amount: price, currency })))
  return { ...db, accountId, sync, sums }
}

async function refuse({ writer, accountId }: Awaited<ReturnType<typeof arrange>>, at: number, code = 'CBC.99006024') {
  const runId = await startRun(writer, accountId, at)
  const refusals: QuoteRefusal[] = [{ resourceId: 'main', code, refusedAt: at }]
  for (const batch of [toBatch('items', [MAIN, DISK]), encodeRefusals(1, refusals)]) {
    await writer.call('stage.add', { runId, batch })
  }
  return await commit(writer, runId, anOutcome(2), at)
}

describe('quotes of a sync', () => {
  it('leave nothing missing and count nothing twice when a disk is paid with its machine', async () => {
    const { sync, sums, read } = await arrange()
    await sync([aQuote()], NOW)
    expect(sums()).toEqual({ sums: [{ amount: '100', currency: 'CNY' }], missing: 1 })
    await sync([aQuote({ quotedAt: NOW + 1 }), included({ quotedAt: NOW + 1 })], NOW + 1)
    expect(sums()).toEqual({ sums: [{ amount: '100', currency: 'CNY' }], missing: 0 })
    const disk = pictureOf(read, NOW).get('disk')
    expect(disk).toMatchObject({ price: '0', priceSource: 'with-main', priceMonths: 12, pricedAt: NOW + 1 })
  })

  it('are with the first sync of a resource what they are with a later one', async () => {
    const { sync, sums, read } = await arrange()
    await sync([aQuote(), included()], NOW)
    expect(sums()).toEqual({ sums: [{ amount: '100', currency: 'CNY' }], missing: 0 })
    const sources = [...pictureOf(read, NOW).values()].map((item) => [item.resourceId, item.priceSource])
    expect(Object.fromEntries(sources)).toEqual({ main: 'provider', disk: 'with-main' })
  })

  it('do not count a resource among the changed ones for its first price, but keep the change', async () => {
    const { sync, read } = await arrange()
    await sync([], NOW)
    const run = await sync([aQuote(), included()], NOW + 1)
    expect(run).toMatchObject({ changed: 0, unchanged: 2 })
    expect(changesOf(read, run.runId)).toEqual([
      'changed disk priceSource: null > with-main',
      'changed main price: null > 100 CNY',
    ])
    const dearer = await sync([aQuote({ amount: '120', quotedAt: NOW + 2 })], NOW + 2)
    expect(dearer).toMatchObject({ changed: 1, unchanged: 1 })
  })

  it('say that a price of its own has gone when a resource is attached to another one, and the other way round', async () => {
    const { sync, read } = await arrange()
    await sync([aQuote(), aQuote({ resourceId: 'disk', amount: '7', months: 1 })], NOW)
    const attached = await sync([included({ quotedAt: NOW + 1 })], NOW + 1)
    expect(changesOf(read, attached.runId)).toEqual([
      'changed disk price: 7 CNY > null',
      'changed disk priceMonths: 1 > null',
      'changed disk priceSource: provider > with-main',
    ])
    const alone = await sync([aQuote({ resourceId: 'disk', amount: '8', months: 1, quotedAt: NOW + 2 })], NOW + 2)
    expect(changesOf(read, alone.runId)).toEqual([
      'changed disk price: null > 8 CNY',
      'changed disk priceSource: with-main > provider',
    ])
    expect(pictureOf(read, NOW).get('disk')).toMatchObject({ price: '8', priceSource: 'provider', priceMonths: 1 })
  })

  it('are newer without a word when nothing but their instants is', async () => {
    const { sync, read } = await arrange()
    await sync([aQuote(), included()], NOW)
    const run = await sync([aQuote({ quotedAt: NOW + 5 }), included({ quotedAt: NOW + 5 })], NOW + 5)
    expect(changesOf(read, run.runId)).toEqual([])
    expect([...pictureOf(read, NOW).values()].map((item) => item.pricedAt)).toEqual([NOW + 5, NOW + 5])
  })

  it('do not touch what people typed for something attached', async () => {
    const { sync, read, writer } = await arrange()
    await sync([aQuote()], NOW)
    const id = pictureOf(read, NOW).get('disk')?.id ?? ''
    const price = { amount: '3', currency: 'EUR', months: 1 }
    await writer.call('price.set', { itemIds: [id], price, by: '李娜', at: NOW + 1 })
    await sync([included({ quotedAt: NOW + 2 })], NOW + 2)
    expect(pictureOf(read, NOW).get('disk')).toMatchObject({ price: '3', currency: 'EUR', priceSource: 'typed' })
  })
})

describe('what a sync is told about quotes', () => {
  it('is what is fresh, what is old, what people gave, and what is paid with what', async () => {
    const { sync, writer, read, accountId } = await arrange()
    const [old, typed, none] = ['old', 'typed', 'none'].map((resourceId) => aFact({ resourceId }))
    const items = [MAIN, DISK, old, typed, none].filter((item) => item !== undefined)
    const quotes = [aQuote(), included(), aQuote({ resourceId: 'old', quotedAt: NOW - 8 * DAY_MS })]
    await sync(quotes, NOW, items)
    const itemIds = [pictureOf(read, NOW).get('typed')?.id ?? '']
    await writer.call('price.set', { itemIds, price: { amount: '1', currency: 'CNY', months: 1 }, by: 'x', at: NOW })
    expect(readKnownPrices(read, accountId, NOW - 7 * DAY_MS)).toEqual({
      fresh: ['main'],
      stale: [['old', NOW - 8 * DAY_MS]],
      byHand: ['typed'],
      withMain: [['disk', 'main']],
    })
  })

  it('is which resources were refused, with their expiry then, until they are quoted', async () => {
    const lab = await arrange()
    const { read, accountId, sync } = lab
    expect(await refuse(lab, NOW)).toMatchObject({ state: 'succeeded', added: 2 })
    expect(listRefusedQuotes(read, accountId, NOW)).toEqual([['main', MAIN.expiresAt]])
    expect(listRefusedQuotes(read, accountId, NOW + 1)).toEqual([])
    await refuse(lab, NOW + 2, 'CBC.30010069')
    expect(listRefusedQuotes(read, accountId, NOW + 1)).toEqual([['main', MAIN.expiresAt]])
    await sync([aQuote({ quotedAt: NOW + 3 })], NOW + 3)
    expect(listRefusedQuotes(read, accountId, NOW)).toEqual([])
  })

  it('is why a resource has no quote, when that was said and when it is asked for again', async () => {
    const lab = await arrange()
    const { read, sync } = lab
    await refuse(lab, NOW, 'CBC.30010069')
    const idOf = (name: string): string => pictureOf(read, NOW).get(name)?.id ?? ''
    const refusal = { code: 'CBC.30010069', refusedAt: NOW, askedAgainAfter: NOW + 30 * DAY_MS }
    expect(readQuoteRefusal(read, idOf('main'))).toEqual(refusal)
    expect([idOf('disk'), 'nobody'].map((id) => readQuoteRefusal(read, id))).toEqual([null, null])
    // The expiry moves: nobody waits for the end of the thirty days.
    await sync([], NOW + 1, [{ ...MAIN, expiresAt: NOW + 40 * DAY_MS }, DISK])
    expect(readQuoteRefusal(read, idOf('main'))).toEqual({ ...refusal, askedAgainAfter: null })
    await sync([aQuote({ quotedAt: NOW + 2 })], NOW + 2)
    expect(readQuoteRefusal(read, idOf('main'))).toBeNull()
  })

  it('keeps saying that a newer quote was refused beside an older price', async () => {
    const lab = await arrange()
    await lab.sync([aQuote()], NOW)
    await refuse(lab, NOW + 5)
    const id = pictureOf(lab.read, NOW).get('main')?.id ?? ''
    expect(readQuoteRefusal(lab.read, id)).toMatchObject({ code: 'CBC.99006024', refusedAt: NOW + 5 })
  })

  it('is nothing about the refusals of a run that was not committed', async () => {
    const { writer, read, accountId } = await arrange()
    const runId = await startRun(writer, accountId, NOW)
    const refusals = [{ resourceId: 'main', code: 'CBC.99006024', refusedAt: NOW }]
    await writer.call('stage.add', { runId, batch: toBatch('items', [MAIN]) })
    await writer.call('stage.add', { runId, batch: encodeRefusals(1, refusals) })
    await writer.call('stage.discard', { runId })
    expect(listRefusedQuotes(read, accountId, 0)).toEqual([])
  })

  it('is which renewals were seen, one after the other', async () => {
    const { sync, read, accountId } = await arrange()
    const expiring = (year: number, month: number) => [{ ...MAIN, expiresAt: Date.UTC(year, month, 1, 15, 59, 59) }]
    await sync([], NOW, expiring(2026, 11))
    await sync([], NOW + 1, expiring(2027, 0))
    await sync([], NOW + 2, expiring(2028, 0))
    const seen = listSeenRenewals(read, accountId)
    expect(seen.map(({ old_value: old, new_value: next }) => [old.slice(0, 7), next.slice(0, 7)])).toEqual([
      ['2026-12', '2027-01'],
      ['2027-01', '2028-01'],
    ])
  })

  it.each([
    ['prices', quoteQueries.prices('a')],
    ['refusals', quoteQueries.refused('a', 0)],
    ['renewals', quoteQueries.renewals('a')],
  ])('is found without a walk through all items: %s', (_, query) => {
    const plan = explain(createTestDb().read, query)
    expect(plan.filter((line) => /^SCAN (?:i|item)\b/.test(line))).toEqual([])
  })
})
