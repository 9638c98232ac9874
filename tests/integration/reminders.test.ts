import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWriteDb } from '../../src/core/db/connection.ts'
import { run } from '../../src/core/db/connection.ts'
import { sql } from '../../src/core/db/sql.ts'
import { addCivilDays, civilInstant, toCivilDay } from '../../src/shared/domain/civil-day.ts'
import type { Item } from '../../src/shared/domain/item.ts'
import type { Notice } from '../../src/shared/domain/notice.ts'
import { DEFAULT_REMINDERS } from '../../src/shared/domain/reminder.ts'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { createRecordingHost } from '../support/recording-host.ts'
import { createTempFolder } from '../support/temp-folder.ts'
import { createTestApp, type TestApp } from '../support/test-app.ts'

const ZONE = 'Asia/Shanghai'
const MINUTE_MS = 60_000
/** A Tuesday far from holidays. */
const DAY = '2026-06-09'
const at = (day: string, time: string): number => civilInstant(day, time, ZONE)

interface Estate {
  readonly app: TestApp
  readonly clock: FakeClock
  readonly dataDir: string
  readonly keyFile: string
  readonly shown: ReturnType<typeof createRecordingHost>['shown']
  items(): Promise<Item[]>
}

/** A desktop app that has had its digest of the day before DAY, which was about nothing; demo items came after it. */
async function openEstate(demoSize: number): Promise<Estate> {
  const dataDir = join(createTempFolder(), 'data')
  const keyFile = join(dataDir, '..', 'secret.key')
  const clock = createFakeClock(at(addCivilDays(DAY, -1), '18:00'))
  const { host, shown } = createRecordingHost()
  const app = await createTestApp({ dataDir, keyFile, clock, host })
  await app.app.wake()
  const account = await app.request('account.add', { name: '演示', provider: 'demo', demoSize })
  expect((await app.sync(account)).state).toBe('succeeded')
  return { app, clock, dataDir, keyFile, shown, items: () => app.items({ filter: {} }) }
}

async function reminders({ app }: Pick<Estate, 'app'>): Promise<Notice[]> {
  const { items } = await app.request('notice.list', { kinds: ['digest', 'urgent'], limit: 500 })
  return items.toReversed()
}

/** The same items by the sentences about them: undecided, and quiet only while their act-by has not passed. */
function openOn(items: readonly Item[], day: string, from: number, to: number): string[] {
  return items
    .filter((item) => {
      if (item.actByAt === null || item.decision !== 'undecided') return false
      const days = (Date.parse(toCivilDay(item.actByAt, ZONE)) - Date.parse(day)) / 86_400_000
      if (days < from || days > to) return false
      if (days < 0) return true
      const isSnoozed = item.snoozedUntil !== null && day < item.snoozedUntil
      return item.renewalMode !== 'on-demand' && item.acknowledgedAt === null && !isSnoozed
    })
    .map(({ id }) => id)
    .toSorted()
}

describe('one quiet day with 5,000 items', () => {
  it('brings one digest and at most one urgent notice, and so does the next', async () => {
    const estate = await openEstate(5_000)
    const { app, clock, shown } = estate
    const items = await estate.items()
    for (let day = 0; day < 2; day += 1) {
      const on = addCivilDays(DAY, day)
      const before = shown.length
      for (clock.set(at(on, '00:00')); clock.now() < at(addCivilDays(on, 1), '00:00'); clock.advance(MINUTE_MS)) {
        await app.app.wake()
        const time = clock.now()
        if (time < at(on, '09:00')) expect(shown.length, new Date(time).toISOString()).toBe(before)
      }
      const said = (await reminders(estate)).filter(({ payload }) => 'on' in payload && payload.on === on)
      expect(said.map(({ kind }) => kind)).toEqual(['digest'])
      expect(said[0]?.createdAt).toBe(at(on, '09:00'))
      expect(shown.length - before).toBe(1)
      const { itemIds } = await app.request('notice.itemIds', { noticeId: said[0]?.noticeId as string })
      const expected =
        day === 0
          ? openOn(items, on, -100_000, 30)
          : [
              openOn(items, on, -100_000, -1),
              ...[0, 1, 3, 7, 15, 30].map((step) => openOn(items, on, step, step)),
            ].flat()
      expect(itemIds.toSorted()).toEqual(expected.toSorted())
      expect(itemIds.length).toBeGreaterThan(20)
    }
    expect(app.errors).toEqual([])
  })
})

describe('a digest', () => {
  it('says how many, how soon and how much, to the cent', async () => {
    const estate = await openEstate(300)
    const { app, clock } = estate
    clock.set(at(DAY, '09:30'))
    await app.app.wake()
    const [digest] = await reminders(estate)
    const payload = digest?.payload
    if (payload?.kind !== 'digest') throw new Error('no digest')
    const { itemIds } = await app.request('notice.itemIds', { noticeId: digest?.noticeId as string })
    const { handle } = await app.request('item.query', { query: { filter: { itemIds: [...itemIds] } } })
    const { sums, missing } = await app.request('item.sums', { handle, ranges: [[0, itemIds.length]] })
    expect(payload).toMatchObject({ on: DAY, items: itemIds.length, sums: { sums, missing } })
    expect(sums.length).toBeGreaterThan(0)
    expect(payload.bands.reduce((sum, band) => sum + band.items, 0)).toBe(itemIds.length)
    expect(payload.bands.find(({ band }) => band === 'expired')?.items ?? 0).toBe(payload.overdue)
    const items = (await estate.items()).filter(({ id }) => itemIds.includes(id))
    expect(payload.today).toBe(items.filter(({ actByAt }) => toCivilDay(actByAt as number, ZONE) === DAY).length)
    expect(payload.names).toEqual(itemIds.slice(0, 5).map((id) => items.find((item) => item.id === id)?.resourceName))
    const state = await app.request('reminder.state', {})
    expect(state).toMatchObject({ today: DAY, lastDigestAt: at(DAY, '09:30'), held: null })
    expect(state.nextDigestAt).toBe(at(addCivilDays(DAY, 1), '09:00'))
  })

  it('counts what reminder.due lists, and what the sentences about open items say', async () => {
    const estate = await openEstate(300)
    const { app, clock } = estate
    clock.set(at(DAY, '10:00'))
    const items = await estate.items()
    const [first, second, third] = openOn(items, DAY, -100_000, -1)
    const ahead = openOn(items, DAY, 0, 1)
    await app.request('item.review', { itemIds: [first as string], patch: { decision: 'renew' } })
    await app.request('item.review', { itemIds: [second as string], patch: { snoozedUntil: '2099-12-31' } })
    await app.request('item.review', {
      itemIds: [third as string, ahead[0] as string],
      patch: { isAcknowledged: true },
    })
    const now = await estate.items()
    const { counts } = await app.request('reminder.state', {})
    for (const [list, from, to] of [
      ['overdue', -100_000, -1],
      ['today', 0, 0],
      ['soon', 1, 1],
    ] as const) {
      const { itemIds } = await app.request('reminder.due', { list })
      expect(itemIds.toSorted()).toEqual(openOn(now, DAY, from, to))
      expect(counts[list]).toBe(itemIds.length)
      const acts = itemIds.map((id) => now.find((item) => item.id === id)?.actByAt as number)
      expect(acts).toEqual(acts.toSorted((a, b) => a - b))
    }
    expect((await app.request('reminder.due', { list: 'overdue' })).itemIds).not.toContain(first)
    expect((await app.request('reminder.due', { list: 'overdue' })).itemIds).toContain(second)
  })
})

describe('what people do between two looks', () => {
  it('silences an item that is decided, snoozed or acknowledged, and brings it back', async () => {
    const estate = await openEstate(400)
    const { app, clock } = estate
    const said = async (): Promise<string[][]> =>
      Promise.all(
        (await reminders(estate)).map(async ({ noticeId }) => [
          ...(await app.request('notice.itemIds', { noticeId })).itemIds,
        ]),
      )
    const items = await estate.items()
    const [decided, snoozed, acknowledged, reopened] = openOn(items, DAY, 4, 6) as [string, string, string, string]
    await app.request('item.review', { itemIds: [decided, reopened], patch: { decision: 'let-expire' } })
    await app.request('item.review', { itemIds: [snoozed], patch: { snoozedUntil: addCivilDays(DAY, 1) } })
    await app.request('item.review', { itemIds: [acknowledged], patch: { isAcknowledged: true } })
    clock.set(at(DAY, '09:00'))
    await app.app.wake()
    const [first] = await said()
    for (const id of [decided, snoozed, acknowledged, reopened]) expect(first).not.toContain(id)
    await app.request('item.review', { itemIds: [reopened], patch: { decision: 'undecided' } })
    clock.set(at(addCivilDays(DAY, 1), '09:00'))
    await app.app.wake()
    const [, second] = await said()
    expect(second).toContain(snoozed)
    expect(second).toContain(reopened)
    expect(second).not.toContain(decided)
    expect(second).not.toContain(acknowledged)
  })

  it('tells of an item that becomes urgent after the digest once, on the same day', async () => {
    const estate = await openEstate(400)
    const { app, clock, shown } = estate
    const urgent = openOn(await estate.items(), DAY, 0, 1).slice(0, 2)
    expect(urgent).toHaveLength(2)
    await app.request('item.review', { itemIds: urgent, patch: { decision: 'renew' } })
    clock.set(at(DAY, '09:00'))
    await app.app.wake()
    expect(shown).toHaveLength(1)
    clock.set(at(DAY, '15:00'))
    await app.request('item.review', { itemIds: [urgent[0] as string], patch: { decision: 'undecided' } })
    await app.app.wake()
    const notices = await reminders(estate)
    expect(notices.map(({ kind }) => kind)).toEqual(['digest', 'urgent'])
    const { itemIds } = await app.request('notice.itemIds', { noticeId: notices[1]?.noticeId as string })
    expect(itemIds).toEqual([urgent[0]])
    expect(shown).toHaveLength(2)
    await app.request('item.review', { itemIds: [urgent[1] as string], patch: { decision: 'undecided' } })
    clock.set(at(DAY, '16:00'))
    await app.app.wake()
    expect(await reminders(estate)).toHaveLength(2)
    clock.set(at(addCivilDays(DAY, 1), '09:00'))
    await app.app.wake()
    const [, , next] = await reminders(estate)
    expect((await app.request('notice.itemIds', { noticeId: next?.noticeId as string })).itemIds).toContain(urgent[1])
  })

  it('speaks anew when a sync has moved the expiry, whatever was decided for the old one', async () => {
    const estate = await openEstate(300)
    const { app, clock } = estate
    clock.set(at(DAY, '09:00'))
    await app.app.wake()
    const id = openOn(await estate.items(), DAY, 4, 7)[0] as string
    await app.request('item.review', { itemIds: [id], patch: { decision: 'renew' } })
    // The provider's renewal, as a sync would store it: three days more.
    const db = openWriteDb(app.paths.databaseFile)
    run(
      db,
      'test.move',
      sql`UPDATE item SET expires_at = expires_at + 259200000, act_by_at = act_by_at + 259200000,
        expires_on = expires_on + 3 WHERE item_id = ${id}`,
    )
    db.close()
    clock.set(at(addCivilDays(DAY, 1), '09:00'))
    await app.app.wake()
    const second = (await reminders(estate))[1]
    expect((await app.request('notice.itemIds', { noticeId: second?.noticeId as string })).itemIds).toContain(id)
  })
})

describe('what holds a delivery back', () => {
  it('is said with the number that waits, and ends when it says', async () => {
    const estate = await openEstate(300)
    const { app, clock } = estate
    const reminderSettings = { ...DEFAULT_REMINDERS, quietHours: { from: '08:00', to: '11:30' } }
    await app.request('settings.update', { patch: { reminders: mutable(reminderSettings) } })
    clock.set(at(DAY, '09:00'))
    await app.app.wake()
    expect(await reminders(estate)).toEqual([])
    const { held, nextDigestAt } = await app.request('reminder.state', {})
    expect(held).toMatchObject({ until: at(DAY, '11:30'), why: 'quiet-hours' })
    expect(nextDigestAt).toBe(at(DAY, '11:30'))
    clock.set(at(DAY, '11:30'))
    expect((await app.request('reminder.state', {})).held).toBeNull()
    await app.app.wake()
    const [digest] = await reminders(estate)
    expect(digest?.payload).toMatchObject({ items: held?.count })
  })

  it('is a run that is under way, for ten minutes at most', async () => {
    const estate = await openEstate(300)
    const { app, clock } = estate
    await app.request('account.add', { name: 'slow', provider: 'demo', demoSize: 50_000 })
    const { runId } = await app.request('sync.start', {
      accountId: (await app.request('account.get', { name: 'slow' })).accountId,
    })
    clock.set(at(DAY, '09:00'))
    const isRunning = (): boolean => app.app.runs.activeRunIds.includes(runId)
    await app.app.wake()
    expect(isRunning()).toBe(true)
    expect(await reminders(estate)).toEqual([])
    clock.advance(9 * MINUTE_MS)
    await app.app.wake()
    expect(isRunning()).toBe(true)
    expect(await reminders(estate)).toEqual([])
    clock.advance(MINUTE_MS)
    await app.app.wake()
    expect(isRunning()).toBe(true)
    expect(await reminders(estate)).toHaveLength(1)
    await app.app.runs.wait(runId)
  })
})

describe('two processes on the same data', () => {
  it('deliver a digest once, also when one of them ends at once', async () => {
    const estate = await openEstate(300)
    const { app, clock, dataDir, keyFile } = estate
    const second = createRecordingHost()
    const other = await createTestApp({ dataDir, keyFile, clock, host: second.host })
    for (let day = 0; day < 3; day += 1) {
      clock.set(at(addCivilDays(DAY, day), '09:00'))
      await Promise.all([app.app.wake(), other.app.wake()])
      expect(await reminders(estate)).toHaveLength(day + 1)
      expect(estate.shown.length + second.shown.length).toBe(day + 1)
    }
    await other.stop()
    await app.stop()
    const again = await createTestApp({ dataDir, keyFile, clock, host: second.host })
    await again.app.wake()
    expect(await reminders({ app: again })).toHaveLength(3)
    expect(estate.shown.length + second.shown.length).toBe(3)
  })
})

/** What the route takes is written without `readonly`. */
function mutable<Value>(value: Value): Mutable<Value> {
  return structuredClone(value) as Mutable<Value>
}
type Mutable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> } : Value
