import { describe, expect, it } from 'vitest'
import { all, get, openReadDb, run as runSql } from '../../../../src/core/db/connection.ts'
import { getAccount } from '../../../../src/core/db/repositories/account.ts'
import { getRun } from '../../../../src/core/db/repositories/run.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { ItemFacts } from '../../../../src/shared/domain/item.ts'
import { HASH_LENGTH } from '../../../../src/shared/worker/fact-rows.ts'
import type { FactBatch, SyncOutcome } from '../../../../src/shared/worker/frames.ts'
import { encodeRows, toHashedItem } from '../../../../src/worker/sync/encode.ts'
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
const facts = (...ids: string[]): ItemFacts[] => ids.map((resourceId) => aFact({ resourceId }))

async function arrange() {
  const db = createTestDb()
  const accountId = await addTestAccount(db.writer)
  return { ...db, accountId }
}

describe('sync.commit: what a run leaves', () => {
  it('inserts new items with tags, price, dates and search text', async () => {
    const { writer, read, accountId } = await arrange()
    const expiresAt = Date.UTC(2026, 11, 1, 16)
    const run = await syncOnce(writer, accountId, {
      items: [aFact({ resourceId: 'a', expiresAt, renewalMode: 'auto' })],
      tags: [
        { resourceId: 'a', tags: { Env: 'prod', 产品线: '商城' } },
        { resourceId: 'never-comes', tags: {} },
      ],
      prices: [{ resourceId: 'a', amount: '12.50', currency: 'CNY', months: 1, quotedAt: NOW }],
      at: NOW,
    })
    const item = pictureOf(read, NOW).get('a')
    expect(run).toMatchObject({
      state: 'succeeded',
      fetched: 1,
      added: 1,
      changed: 0,
      unchanged: 0,
      gone: 0,
      complete: true,
    })
    expect(item).toMatchObject({
      tags: { Env: 'prod', 产品线: '商城' },
      tagEnv: 'prod',
      tagProductLine: '商城',
      price: '12.50',
      currency: 'CNY',
      priceSource: 'provider',
      expiresOn: '2026-12-02',
      daysLeft: 11,
      band: '8-15',
      phase: 'active',
      isActive: true,
      firstSeenAt: NOW,
      lastSyncedAt: NOW,
      actByAt: Date.UTC(2026, 10, 24, 19),
      rawStatus: 2,
    })
    expect(item?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(changesOf(read, run.runId)).toEqual(['appeared a: null > ecs-a'])
    expect(getAccount(read, accountId).lastComplete).toEqual({ runId: run.runId, at: NOW, count: 1 })
  })

  it('writes no item row when nothing has changed', async () => {
    const { writer, writeDb, read, accountId } = await arrange()
    const input = { items: facts('a', 'b'), tags: [{ resourceId: 'a', tags: { k: 'v' } }] }
    await syncOnce(writer, accountId, { ...input, at: NOW })
    const rows = () => all(writeDb, 'rows', sql`SELECT * FROM item ORDER BY item_key`)
    const changes = () => get<{ n: number }>(writeDb, 'n', sql`SELECT total_changes() AS n`)?.n ?? 0
    const before = rows()
    const runId = await startRun(writer, accountId, NOW + 1000)
    await writer.call('stage.add', { runId, batch: toBatch('items', input.items) })
    await writer.call('stage.add', { runId, batch: toBatch('tags', input.tags) })
    const start = changes()
    await commit(writer, runId, anOutcome(2), NOW + 1000)
    // The run's end, the account's ordinal and its last complete picture.
    expect(changes() - start).toBe(3)
    expect(rows()).toEqual(before)
    expect(getRun(read, runId)).toMatchObject({ unchanged: 2, changed: 0, added: 0, fetched: 2 })
    expect(pictureOf(read, NOW).get('a')?.lastSyncedAt).toBe(NOW + 1000)
  })

  it('records every field that changes under its JSON name, with the kind of change', async () => {
    const { writer, read, accountId } = await arrange()
    const before = aFact({ resourceId: 'a', expiresAt: Date.UTC(2026, 11, 1), isMain: null })
    await syncOnce(writer, accountId, { items: [before], at: NOW })
    const run = await syncOnce(writer, accountId, {
      items: [
        {
          ...before,
          resourceName: 'new name',
          expiresAt: Date.UTC(2027, 0, 1),
          status: 'unknown',
          rawStatus: '7',
          renewalMode: 'auto',
          rawPolicy: 3,
          isMain: true,
          regionCode: null,
        },
      ],
      tags: [{ resourceId: 'a', tags: { b: '2', a: '1' } }],
      prices: [{ resourceId: 'a', amount: '100', currency: 'CNY', months: 1, quotedAt: NOW }],
      at: NOW + 1,
    })
    expect(changesOf(read, run.runId)).toEqual(
      [
        'renamed a resourceName: ecs-a > new name',
        'renewed a expireTime: 2026-12-01T00:00:00.000Z > 2027-01-01T00:00:00.000Z',
        'changed a status: in-use > unknown',
        'changed a rawStatus: 2 > 7',
        'mode-changed a renewalMode: manual > auto',
        'changed a rawPolicy: 0 > 3',
        'changed a isMain: null > true',
        'changed a region: cn-north-4 > null',
        'changed a tags: null > {"a":"1","b":"2"}',
        'changed a price: null > 100 CNY',
      ].toSorted(),
    )
    expect(run).toMatchObject({ changed: 1, unchanged: 0 })
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ rawStatus: '7', region: null, tags: { a: '1', b: '2' } })
  })

  it('takes over a new hash of equal content in silence', async () => {
    const { writer, writeDb, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a'), at: NOW })
    const before = get(writeDb, 'x', sql`SELECT content_hash FROM item`)
    get(writeDb, 'x', sql`UPDATE item SET content_hash = 'of another version' RETURNING 1`)
    const run = await syncOnce(writer, accountId, { items: facts('a'), at: NOW + 1 })
    expect(run).toMatchObject({ changed: 0, unchanged: 1 })
    expect(get(writeDb, 'x', sql`SELECT content_hash FROM item`)).toEqual(before)
  })

  it('never touches what people said', async () => {
    const { writer, writeDb, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a', 'b'), at: NOW })
    const id = pictureOf(read, NOW).get('a')?.id ?? ''
    await writer.call('review.set', { itemIds: [id], patch: { owner: 'Li', decision: 'renew' }, by: 'me', at: NOW })
    const reviews = () => all(writeDb, 'r', sql`SELECT * FROM item_review`)
    const before = reviews()
    await syncOnce(writer, accountId, { items: facts('b'), at: NOW + 1 })
    await syncOnce(writer, accountId, {
      items: [aFact({ resourceId: 'a', expiresAt: Date.UTC(2028, 0, 15, 15, 59, 59) }), ...facts('b')],
      at: NOW + 2,
    })
    expect(reviews()).toEqual(before)
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ id, owner: 'Li', decision: 'renewed', isActive: true })
  })
})

describe('sync.commit: prices', () => {
  const quote = (amount: string, quotedAt: number, months = 1) => ({
    resourceId: 'a',
    amount,
    currency: 'CNY',
    months,
    quotedAt,
  })

  it.each([
    {
      name: 'a newer equal quote only moves its date',
      next: quote('10.0', NOW + 5),
      price: '10',
      pricedAt: NOW + 5,
      changed: 0,
    },
    { name: 'an older quote is ignored', next: quote('99', NOW - 5), price: '10', pricedAt: NOW, changed: 0 },
    { name: 'another amount is a change', next: quote('12', NOW + 5), price: '12', pricedAt: NOW + 5, changed: 1 },
    {
      name: 'another number of months is a change',
      next: quote('10', NOW + 5, 12),
      price: '10',
      pricedAt: NOW + 5,
      changed: 1,
    },
  ])('$name', async ({ next, price, pricedAt, changed }) => {
    const { writer, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a'), prices: [quote('10', NOW)], at: NOW })
    const run = await syncOnce(writer, accountId, { items: facts('a'), prices: [next], at: NOW + 10 })
    expect(run.changed).toBe(changed)
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ price, pricedAt })
  })

  it.each(['typed', 'imported'])('a %s price is never overwritten', async (source) => {
    const { writer, writeDb, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a'), at: NOW })
    get(writeDb, 'x', sql`UPDATE item SET price = '5', currency = 'CNY', price_source = ${source} RETURNING 1`)
    const run = await syncOnce(writer, accountId, { items: facts('a'), prices: [quote('12', NOW + 5)], at: NOW + 10 })
    expect(run.changed).toBe(0)
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ price: '5', priceSource: source })
  })
})

describe('sync.commit: gone and back', () => {
  it('marks what a complete run no longer reports, and brings the same item back', async () => {
    const { writer, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a', 'b'), at: NOW })
    const id = pictureOf(read, NOW).get('a')?.id
    const gone = await syncOnce(writer, accountId, { items: facts('b'), at: NOW + 1 })
    expect(gone).toMatchObject({ gone: 1, changed: 0, unchanged: 1, fetched: 1 })
    expect(changesOf(read, gone.runId)).toEqual(['gone a: null > unsubscribed'])
    expect(pictureOf(read, NOW).get('a')).toMatchObject({
      isActive: false,
      goneAt: NOW + 1,
      goneCause: 'unsubscribed',
      lastSyncedAt: NOW,
    })
    const back = await syncOnce(writer, accountId, { items: facts('a', 'b'), at: NOW + 2 })
    expect(back).toMatchObject({ gone: 0, changed: 1, unchanged: 1, added: 0 })
    expect(changesOf(read, back.runId)).toEqual(['back a: unsubscribed > null'])
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ id, isActive: true, goneAt: null, goneCause: null })
  })

  it.each([
    { name: 'the total moved', outcome: { isStable: false } },
    { name: 'the provider gave no total', outcome: { reportedTotal: null } },
    { name: 'the total is larger', outcome: { reportedTotal: 2 } },
    { name: 'the connector counted otherwise', outcome: { distinct: 2 } },
    { name: 'a row could not be identified', outcome: { unreadable: 1 } },
    { name: 'the last pass is another one', outcome: { passes: 2 } },
  ])('marks nothing gone and calls the run incomplete when $name', async ({ outcome }) => {
    const { writer, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a', 'b'), at: NOW })
    const first = getAccount(read, accountId).lastComplete
    const run = await syncOnce(writer, accountId, {
      items: [aFact({ resourceId: 'b', resourceName: 'seen' })],
      outcome,
      at: NOW + 1,
    })
    expect(run).toMatchObject({ state: 'incomplete', complete: false, gone: 0, changed: 1 })
    expect(pictureOf(read, NOW).get('a')?.isActive).toBe(true)
    expect(pictureOf(read, NOW).get('b')?.resourceName).toBe('seen')
    expect(getAccount(read, accountId).lastComplete).toEqual(first)
  })

  it('counts the last pass alone: what only an earlier pass saw is not part of a complete picture', async () => {
    const { writer, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a', 'b'), at: NOW })
    const runId = await startRun(writer, accountId, NOW + 1)
    const add = (pass: number, ...ids: string[]) =>
      writer.call('stage.add', { runId, batch: toBatch('items', facts(...ids), pass) })
    await add(1, 'a', 'x', 'new')
    await add(2, 'b', 'new')
    const late = [aFact({ resourceId: 'b', resourceName: 'older' })]
    await writer.call('stage.add', { runId, batch: toBatch('items', late, 1) })
    const run = await commit(writer, runId, anOutcome(2, { passes: 2 }), NOW + 1)
    expect(run).toMatchObject({ state: 'succeeded', fetched: 2, added: 1, unchanged: 1, gone: 1 })
    expect([...pictureOf(read, NOW).values()].map((i) => `${i.resourceId} ${i.isActive}`)).toEqual([
      'a false',
      'b true',
      'new true',
    ])
  })

  it('keeps what was looked up by its id, records its new expiry, and does not count it towards the list', async () => {
    const { writer, read, accountId } = await arrange()
    const soon = NOW + 86_400_000
    await syncOnce(writer, accountId, {
      items: [
        aFact({ resourceId: 'renewed', expiresAt: soon }),
        aFact({ resourceId: 'released', expiresAt: soon }),
        aFact({ resourceId: 'kept', expiresAt: soon }),
      ],
      at: NOW,
    })
    const runId = await startRun(writer, accountId, NOW + 1, 2)
    await writer.call('stage.add', { runId, batch: toBatch('items', [aFact({ resourceId: 'kept', expiresAt: soon })]) })
    const later = aFact({ resourceId: 'renewed', expiresAt: NOW + 400 * 86_400_000 })
    await writer.call('stage.add', { runId, batch: toBatch('items', [later], 0) })
    const run = await commit(writer, runId, anOutcome(1), NOW + 1)
    expect(run).toMatchObject({ state: 'succeeded', fetched: 1, unchanged: 1, changed: 1, gone: 1 })
    const picture = pictureOf(read, NOW)
    expect(picture.get('renewed')).toMatchObject({ isActive: true, expiresAt: later.expiresAt })
    expect(picture.get('released')).toMatchObject({ isActive: false })
  })

  it('limits a windowed run to items that expire before its end in the business zone', async () => {
    const { writer, read, accountId } = await arrange()
    // 2 days: today, tomorrow and the day after, in Shanghai.
    const end = Date.UTC(2026, 10, 23, 16)
    await syncOnce(writer, accountId, {
      items: [
        aFact({ resourceId: 'inside', expiresAt: end - 1 }),
        aFact({ resourceId: 'outside', expiresAt: end }),
        aFact({ resourceId: 'undated', expiresAt: null }),
        aFact({ resourceId: 'past', expiresAt: NOW - DAY_MS }),
      ],
      at: NOW,
    })
    const before = getAccount(read, accountId).lastComplete
    const run = await syncOnce(writer, accountId, { items: [], windowDays: 2, at: NOW + 1 })
    expect(run).toMatchObject({ state: 'succeeded', complete: true, gone: 2 })
    const gone = [...pictureOf(read, NOW).values()].filter((item) => !item.isActive).map((item) => item.resourceId)
    expect(gone).toEqual(['inside', 'past'])
    expect(getAccount(read, accountId).lastComplete).toEqual(before)
  })

  it('makes an item gone when its status says closed, once, also while it is reported', async () => {
    const { writer, read, accountId } = await arrange()
    const closed = aFact({ resourceId: 'a', status: 'closed', rawStatus: 3 })
    await syncOnce(writer, accountId, { items: facts('a'), at: NOW })
    const first = await syncOnce(writer, accountId, { items: [closed], at: NOW + 1 })
    expect(first).toMatchObject({ gone: 1, changed: 1 })
    expect(changesOf(read, first.runId)).toContain('gone a: null > released')
    const again = await syncOnce(writer, accountId, { items: [closed], at: NOW + 2 })
    expect(again).toMatchObject({ gone: 0, changed: 0, unchanged: 1 })
    expect(changesOf(read, again.runId)).toEqual([])
    const back = await syncOnce(writer, accountId, { items: facts('a'), at: NOW + 3 })
    expect(changesOf(read, back.runId)).toContain('back a: released > null')
  })

  it('takes in a resource that is closed from the start as gone', async () => {
    const { writer, read, accountId } = await arrange()
    const run = await syncOnce(writer, accountId, { items: [aFact({ resourceId: 'a', status: 'closed' })], at: NOW })
    expect(run).toMatchObject({ added: 1, gone: 0, expired: 0 })
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ isActive: false, goneCause: 'released', goneAt: NOW })
  })
})

describe('sync.commit: figures', () => {
  it('counts days in the business zone, cumulatively and without what has expired', async () => {
    const { writer, accountId } = await arrange()
    // 2026-11-21 10:00 in Shanghai; the day ends at 16:00 UTC.
    const dayEnd = Date.UTC(2026, 10, 21, 16)
    const at = (days: number, ms: number) => dayEnd + days * DAY_MS + ms
    const days = [at(-1, -1), at(-1, 0), at(7, -1), at(7, 0), at(15, -1), at(15, 0), at(30, -1), at(30, 0), null]
    const run = await syncOnce(writer, accountId, {
      items: days.map((expiresAt, index) => aFact({ resourceId: `r${index}`, expiresAt })),
      at: NOW,
    })
    expect(run).toMatchObject({ expired: 1, expiringIn7Days: 2, expiringIn15Days: 4, expiringIn30Days: 6 })
  })

  it('raises the ordinal of the account after succeeded and incomplete runs', async () => {
    const { writer, writeDb, accountId } = await arrange()
    const query = sql`SELECT sync_ordinal AS n FROM account WHERE account_id = ${accountId}`
    const ordinal = () => get<{ n: number }>(writeDb, 'x', query)?.n
    await syncOnce(writer, accountId, { items: [], at: NOW })
    await syncOnce(writer, accountId, { items: [], outcome: { isStable: false }, at: NOW })
    expect(ordinal()).toBe(2)
  })
})

describe('sync.commit: atomicity', () => {
  it('rolls everything back when cancelled, and the same stage can still be committed', async () => {
    const { writer, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a', 'b'), at: NOW })
    const before = pictureOf(read, NOW)
    const runId = await startRun(writer, accountId, NOW + 1)
    await writer.call('stage.add', { runId, batch: toBatch('items', facts('b', 'c')) })
    const flag = new SharedArrayBuffer(4)
    new Int32Array(flag)[0] = 1
    expect(await commit(writer, runId, anOutcome(2), NOW + 1, flag)).toBeNull()
    expect(pictureOf(read, NOW)).toEqual(before)
    expect(getRun(read, runId).state).toBe('running')
    new Int32Array(flag)[0] = 0
    expect(await commit(writer, runId, anOutcome(2), NOW + 1, flag)).toMatchObject({ added: 1, gone: 1 })
  })

  it('shows a reader the old picture until the commit, and leaves the file alone while staging', async () => {
    const { writer, read, file, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a'), at: NOW })
    const other = openReadDb(file)
    const version = () => get(other, 'v', sql`SELECT data_version FROM pragma_data_version`)
    const runId = await startRun(writer, accountId, NOW + 1)
    const before = version()
    await writer.call('stage.add', { runId, batch: toBatch('items', facts('b', 'c')) })
    expect(version()).toEqual(before)
    expect(pictureOf(other, NOW)).toEqual(pictureOf(read, NOW))
    expect([...pictureOf(other, NOW).keys()]).toEqual(['a'])
    await commit(writer, runId, anOutcome(2), NOW + 1)
    expect([...pictureOf(other, NOW).keys()]).toEqual(['a', 'b', 'c'])
    other.close()
  })

  it('leaves nothing behind when a write fails half way', async () => {
    const { writer, writeDb, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a', 'b'), at: NOW })
    const before = pictureOf(read, NOW)
    runSql(
      writeDb,
      'x',
      sql`CREATE TEMP TRIGGER broken BEFORE UPDATE OF ended_at ON run BEGIN SELECT raise(ABORT, 'no'); END`,
    )
    await expect(syncOnce(writer, accountId, { items: facts('b', 'c'), at: NOW + 1 })).rejects.toThrow()
    expect(pictureOf(read, NOW)).toEqual(before)
  })

  it('refuses a run that has ended or was never staged', async () => {
    const { writer, accountId } = await arrange()
    const run = await syncOnce(writer, accountId, { items: facts('a'), at: NOW })
    await expect(commit(writer, run.runId, anOutcome(1), NOW)).rejects.toMatchObject({ code: 'INTERNAL' })
    await writer.call('stage.open', { runId: run.runId })
    await expect(commit(writer, run.runId, anOutcome(0), NOW)).rejects.toMatchObject({ code: 'INTERNAL' })
  })
})

describe('sync.commit: what happens beside it', () => {
  it('derives dates and tags by the settings of the moment of the commit', async () => {
    const { writer, read, accountId } = await arrange()
    const item = aFact({ resourceId: 'a', expiresAt: Date.UTC(2026, 11, 1, 20) })
    const runId = await startRun(writer, accountId, NOW)
    await writer.call('stage.add', { runId, batch: toBatch('items', [item]) })
    await writer.call('stage.add', { runId, batch: toBatch('tags', [{ resourceId: 'a', tags: { team: 'x' } }]) })
    await writer.call('settings.update', {
      patch: { businessZone: 'UTC', tagKeys: { productLine: ['team'], env: [], name: [] } },
    })
    await commit(writer, runId, anOutcome(1), NOW)
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ expiresOn: '2026-12-01', tagProductLine: 'x' })
  })

  it('recomputes stored rows when the zone, the tag keys or a policy change', async () => {
    const { writer, read, accountId } = await arrange()
    const expiresAt = Date.UTC(2026, 11, 1, 20)
    await syncOnce(writer, accountId, {
      items: [aFact({ resourceId: 'a', expiresAt, renewalMode: 'auto' })],
      tags: [{ resourceId: 'a', tags: { env: 'prod', stage: 'live' } }],
      at: NOW,
    })
    await writer.call('settings.update', {
      patch: { businessZone: 'UTC', tagKeys: { productLine: [], env: ['stage'], name: [] } },
    })
    expect(pictureOf(read, NOW).get('a')).toMatchObject({ expiresOn: '2026-12-01', tagEnv: 'live' })
    const policy = { tier: 'custom', graceDays: 0, retentionDays: 1, deductionLeadDays: 1 } as const
    await writer.call('account.update', { accountId, patch: { policy } })
    expect(pictureOf(read, NOW).get('a')).toMatchObject({
      graceEndsAt: expiresAt,
      retentionEndsAt: expiresAt + DAY_MS,
      actByAt: Date.UTC(2026, 10, 30, 19),
    })
  })

  it('keeps runs of several accounts apart', async () => {
    const { writer, read, accountId } = await arrange()
    const otherId = await addTestAccount(writer, 'Other')
    const one = await startRun(writer, accountId, NOW)
    const two = await startRun(writer, otherId, NOW)
    await writer.call('stage.add', { runId: one, batch: toBatch('items', facts('a', 'shared')) })
    await writer.call('stage.add', { runId: two, batch: toBatch('items', facts('shared')) })
    await writer.call('stage.discard', { runId: 'unknown' })
    await commit(writer, one, anOutcome(2), NOW)
    await commit(writer, two, anOutcome(1), NOW)
    const rows = all(
      read,
      'x',
      sql`SELECT a.name || ' ' || resource_id AS t FROM item JOIN account a USING (account_id) ORDER BY 1`,
    )
    expect(rows).toEqual([{ t: 'Main a' }, { t: 'Main shared' }, { t: 'Other shared' }])
  })

  it('refuses to call unchanged what another writer has changed in the meantime', async () => {
    const { writer, writeDb, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a'), at: NOW })
    const runId = await startRun(writer, accountId, NOW + 1)
    await writer.call('stage.add', { runId, batch: toBatch('items', facts('a')) })
    get(writeDb, 'x', sql`UPDATE item SET content_hash = 'other' RETURNING 1`)
    await writer.call('settings.update', { patch: { businessZone: 'UTC' } })
    await expect(commit(writer, runId, anOutcome(1), NOW + 1)).rejects.toMatchObject({ code: 'INTERNAL' })
  })
})

describe('rows that a batch calls unchanged', () => {
  const tagsOf = (...ids: string[]) => ids.map((resourceId) => ({ resourceId, tags: { env: 'prod' } }))
  const changed = [aFact({ resourceId: 'a', resourceName: 'renamed' })]

  /** An account of the items a, b (tagged) and c (without tags), in these places, and a run that has begun. */
  async function known() {
    const arranged = await arrange()
    const { writer, accountId } = arranged
    await syncOnce(writer, accountId, { items: facts('a', 'b', 'c'), tags: tagsOf('a', 'b'), at: NOW })
    const runId = await startRun(writer, accountId, NOW + 1)
    const add = (batch: FactBatch) => writer.call('stage.add', { runId, batch })
    const end = (outcome: SyncOutcome) => commit(writer, runId, outcome, NOW + 1)
    return { ...arranged, runId, add, end }
  }

  it('are seen: a run that reports nothing else is complete and has changed nothing', async () => {
    const { read, runId, add, end } = await known()
    const rows = () => all(read, 'x', sql`SELECT * FROM item ORDER BY item_key`)
    const before = rows()
    await add(encodeRows('items', 1, [], [2, 0, 1]))
    await add(encodeRows('tags', 1, [], [1, 0]))
    expect(await end(anOutcome(3))).toMatchObject({ complete: true, fetched: 3, unchanged: 3, changed: 0, gone: 0 })
    expect(rows()).toEqual(before)
    expect(changesOf(read, runId)).toEqual([])
  })

  it('are the only ones: what was not named is gone', async () => {
    const { add, end } = await known()
    await add(encodeRows('items', 1, [], [0, 2]))
    expect(await end(anOutcome(2))).toMatchObject({ complete: true, unchanged: 2, gone: 1 })
  })

  it('do not count towards a list when they were looked up by their ids', async () => {
    const { add, end } = await known()
    await add(encodeRows('items', 1, [], [0, 2]))
    await add(encodeRows('items', 0, [], [1]))
    expect(await end(anOutcome(2))).toMatchObject({ complete: true, fetched: 2, gone: 0 })
  })

  it('take back what an earlier page had said, but not what a newer pass says', async () => {
    const { read, runId, add, end } = await known()
    await add(toBatch('items', changed))
    await add(encodeRows('items', 2, [], [0, 2]))
    await add(toBatch('items', [aFact({ resourceId: 'b', resourceName: 'renamed' })], 2))
    await add(encodeRows('items', 1, [], [1]))
    await end(anOutcome(3, { passes: 2 }))
    expect(changesOf(read, runId)).toEqual(['renamed b resourceName: ecs-b > renamed'])
  })

  it('may stand in one batch with others', async () => {
    const { read, runId, add, end } = await known()
    await add(encodeRows('items', 1, changed.map(toHashedItem), [1, 2]))
    expect(await end(anOutcome(3))).toMatchObject({ complete: true, changed: 1, unchanged: 2 })
    expect(changesOf(read, runId)).toEqual(['renamed a resourceName: ecs-a > renamed'])
  })

  it.each([
    ['a place that nothing is stored in', encodeRows('items', 1, [], [0, 3])],
    ['a resource that only this run has brought', encodeRows('items', 1, [], [0, 4])],
    ['tags of an item that has none', encodeRows('tags', 1, [], [0, 2])],
  ])('are refused for %s, and the whole batch with them', async (_name, batch) => {
    const { add, end } = await known()
    await add(toBatch('items', facts('new', 'newer')))
    await expect(add(batch)).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await end(anOutcome(2))).toMatchObject({ fetched: 2, added: 2, gone: 3 })
  })

  it.each([
    ['items', sql`UPDATE item SET content_hash = 'other' WHERE resource_id = 'a' RETURNING 1`],
    ['tags', sql`UPDATE item SET tags_hash = 'other' WHERE resource_id = 'a' RETURNING 1`],
    ['existence', sql`UPDATE item SET resource_id = 'z' WHERE resource_id = 'a' RETURNING 1`],
  ])('end the run when another writer has changed their %s in the meantime', async (_name, change) => {
    const { writer, writeDb, add, end } = await known()
    await add(encodeRows('items', 1, [], [0, 1, 2]))
    await add(encodeRows('tags', 1, [], [0, 1]))
    get(writeDb, 'x', change)
    await writer.call('settings.update', { patch: { businessZone: 'UTC' } })
    await expect(end(anOutcome(3))).rejects.toMatchObject({ code: 'INTERNAL' })
  })
})

describe('stage.open', () => {
  it('answers the hashes of the stored items in the order of their places, and null when there are none', async () => {
    const { writer, accountId } = await arrange()
    const first = await writer.call('run.create', aRunOf(accountId))
    expect(await writer.call('stage.open', { runId: first.runId })).toBeNull()
    const items = facts('b', 'a')
    await writer.call('stage.add', { runId: first.runId, batch: toBatch('items', items) })
    await commit(writer, first.runId, anOutcome(2), NOW)
    const second = await writer.call('run.create', aRunOf(accountId))
    const known = await writer.call('stage.open', { runId: second.runId })
    const inOrder = facts('a', 'b').map((fact) => toHashedItem(fact).hash)
    expect(Buffer.from(known?.items ?? []).toString('latin1')).toBe(inOrder.join(''))
    expect(known?.tags).toEqual(new Uint8Array(2 * HASH_LENGTH))
  })
})

function aRunOf(accountId: string) {
  return { accountId, kind: 'manual', windowDays: null, retryOf: null, instanceId: 'test', at: NOW } as const
}

describe('stage.add', () => {
  it.each([
    ['bytes that are no value', { payload: new Uint8Array([1, 2, 3]) }],
    ['a wrong number of rows', { rows: 3 }],
    ['a pass below zero', { pass: -1 }],
    ['tags of a looked-up pass', { pass: 0, what: 'tags' as const }],
    ['another kind of rows', { what: 'prices' as const }],
    ['an unknown kind', { what: 'owners' as never }],
  ])('refuses %s and changes nothing', async (_name, damage) => {
    const { writer, read, accountId } = await arrange()
    const runId = await startRun(writer, accountId, NOW)
    const batch = { ...toBatch('items', facts('a', 'b')), ...damage }
    await expect(writer.call('stage.add', { runId, batch })).rejects.toMatchObject({ code: 'INTERNAL' })
    await writer.call('stage.add', { runId, batch: toBatch('items', facts('c')) })
    expect(await commit(writer, runId, anOutcome(1), NOW)).toMatchObject({ state: 'succeeded', added: 1 })
    expect([...pictureOf(read, NOW).keys()]).toEqual(['c'])
  })

  it.each([
    { resourceId: '' },
    { resourceName: null as never },
    { expiresAt: 1.5 },
    { expiresAt: 9e15 },
    { status: 'sleeping' as never },
    { renewalMode: 'maybe' as never },
    { isMain: 1 as never },
    { rawStatus: {} as never },
  ])('refuses a batch whose last row holds %j', async (damage) => {
    const { writer, accountId } = await arrange()
    const runId = await startRun(writer, accountId, NOW)
    const batch = toBatch('items', [...facts('a'), { ...aFact({ resourceId: 'b' }), ...damage }])
    await expect(writer.call('stage.add', { runId, batch })).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await commit(writer, runId, anOutcome(0), NOW)).toMatchObject({ fetched: 0, added: 0 })
  })

  it('keeps tags that come before their resource, the newest ones, and drops those of resources that nobody names', async () => {
    const { writer, read, accountId } = await arrange()
    const runId = await startRun(writer, accountId, NOW)
    const tagsOf = (resourceId: string, env: string) => ({ resourceId, tags: { env } })
    await writer.call('stage.add', { runId, batch: toBatch('tags', [tagsOf('a', 'old'), tagsOf('stray', 'x')]) })
    await writer.call('stage.add', { runId, batch: toBatch('tags', [tagsOf('a', 'test'), tagsOf('b', 'old')]) })
    await writer.call('stage.add', { runId, batch: toBatch('items', facts('a', 'b')) })
    await writer.call('stage.add', { runId, batch: toBatch('tags', [tagsOf('b', 'prod')]) })
    expect(await commit(writer, runId, anOutcome(2), NOW)).toMatchObject({ state: 'succeeded', added: 2 })
    const rows = all(read, 'x', sql`SELECT resource_id AS id, tag_env AS env, tags FROM item ORDER BY 1`)
    expect(rows).toEqual([
      { id: 'a', env: 'test', tags: '{"env":"test"}' },
      { id: 'b', env: 'prod', tags: '{"env":"prod"}' },
    ])
  })

  it('forgets a changed row when a later report says that nothing has changed', async () => {
    const { writer, read, accountId } = await arrange()
    await syncOnce(writer, accountId, { items: facts('a'), at: NOW })
    const runId = await startRun(writer, accountId, NOW + 1)
    const changed = aFact({ resourceId: 'a', resourceName: 'passing' })
    await writer.call('stage.add', { runId, batch: toBatch('items', [changed], 1) })
    await writer.call('stage.add', { runId, batch: toBatch('items', facts('a'), 2) })
    expect(await commit(writer, runId, anOutcome(1, { passes: 2 }), NOW + 1)).toMatchObject({
      changed: 0,
      unchanged: 1,
    })
    expect(pictureOf(read, NOW).get('a')?.resourceName).toBe('ecs-a')
  })

  it('knows a resource again whose id is no well-formed text', async () => {
    const { writer, accountId } = await arrange()
    const input = { items: facts('odd \uD800 id', 'zero \0 id') }
    await syncOnce(writer, accountId, { ...input, at: NOW })
    expect(await syncOnce(writer, accountId, { ...input, at: NOW + 1 })).toMatchObject({
      added: 0,
      unchanged: 2,
      gone: 0,
    })
  })
})
