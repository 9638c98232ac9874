import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { all, run, transaction } from '../../../../src/core/db/connection.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createReminderPreview } from '../../../../src/core/services/reminder-preview.ts'
import { addCivilDays, shiftCivilDays, startOfCivilDay, toCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import { ITEM_KINDS } from '../../../../src/shared/domain/item.ts'
import type { NoticePayload } from '../../../../src/shared/domain/notice.ts'
import {
  DEFAULT_REMINDERS,
  type PlannedReminder,
  type ReminderSettings,
} from '../../../../src/shared/domain/reminder.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

function open(db: TestDb) {
  const settings = { get: () => getSettings(db.read) }
  return createReminderPreview({ db: db.read, clock: db.clock, settings })
}

interface Fields {
  readonly expiresAt: number
  readonly actByAt?: number
  readonly mode?: string
  readonly price?: string | null
  readonly firstSeenAt?: number
}

async function addItems(db: TestDb, items: Readonly<Record<string, Fields>>): Promise<void> {
  const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
  transaction(db.writeDb, () => {
    for (const [itemId, { expiresAt, actByAt, mode = 'manual', price = null, firstSeenAt }] of Object.entries(items)) {
      insertItem(db.writeDb, { accountId, itemId, resourceId: itemId, expiresAt })
      run(
        db.writeDb,
        'test',
        sql`UPDATE item SET act_by_at = ${actByAt ?? expiresAt}, renewal_mode = ${mode}, price = ${price},
          currency = ${price === null ? null : 'CNY'}, first_seen_at = ${firstSeenAt ?? 0} WHERE item_id = ${itemId}`,
      )
    }
  })
}

const setReview = (db: TestDb, itemId: string, patch: object) =>
  db.writer.call('review.set', { itemIds: [itemId], patch, by: 'x', at: db.clock.now() })

const useReminders = (db: TestDb, reminders: ReminderSettings) =>
  db.writer.call('settings.update', { patch: { reminders } })

/** What the engine really sends while nobody changes anything, in the form of a preview. */
async function runEngine(db: TestDb, days: number, everyMinutes = 30) {
  const zone = getSettings(db.read).businessZone
  const endAt = shiftCivilDays(db.clock.now(), days, zone)
  const sent: { on: string; payload: NoticePayload; steps: [number, number][] }[] = []
  for (; db.clock.now() < endAt; db.clock.advance(everyMinutes * MINUTE_MS)) {
    const { noticeIds } = await db.writer.call('reminder.deliver', { at: db.clock.now() })
    for (const noticeId of noticeIds) {
      const [row] = all<{ notice_key: number; payload: string }>(
        db.read,
        'test',
        sql`SELECT notice_key, payload FROM notice WHERE notice_id = ${noticeId}`,
      )
      const steps = all<{ step: number; items: number }>(
        db.read,
        'test',
        sql`SELECT step, count(*) AS items FROM reminder WHERE notice_key = ${row?.notice_key ?? 0}
          GROUP BY step ORDER BY step DESC`,
      )
      sent.push({
        on: toCivilDay(db.clock.now(), zone),
        payload: JSON.parse(row?.payload ?? '') as NoticePayload,
        steps: steps.map(({ step, items }) => [step, items]),
      })
    }
  }
  return sent.map(({ on, payload, steps }) => {
    if (payload.kind !== 'digest' && payload.kind !== 'urgent') throw new Error(payload.kind)
    const { kind, items, overdue, sums, names } = payload
    return { on, kind, items, overdue, sums, names, steps }
  })
}

const toComparable = (planned: readonly PlannedReminder[]) =>
  planned.map(({ on, kind, items, overdue, sums, names, steps }) => ({
    on,
    kind,
    items,
    overdue,
    sums,
    names,
    steps: steps.map(({ step, items: count }) => [step, count]),
  }))

const half = (hour: number, isHalf: boolean): string => `${String(hour).padStart(2, '0')}:${isHalf ? '30' : '00'}`
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.boolean()).map(([hour, isHalf]) => half(hour, isHalf))
const reminders: fc.Arbitrary<ReminderSettings> = fc.record({
  isOn: fc.constant(true),
  ladders: fc
    .uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 4 })
    .map((days) => days.toSorted((a, b) => b - a))
    .map(
      (ladder) =>
        Object.fromEntries(ITEM_KINDS.map((kind) => [kind, ladder])) as unknown as ReminderSettings['ladders'],
    ),
  repeatsOverdue: fc.boolean(),
  digestTime: time,
  sendsUrgent: fc.boolean(),
  quietHours: fc.option(
    fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to),
    { nil: null },
  ),
  workingDaysOnly: fc.boolean(),
})
const items = fc.array(
  fc.record({
    inHours: fc.integer({ min: -5 * 24, max: 25 * 24 }),
    mode: fc.constantFrom('manual', 'auto', 'on-demand'),
    review: fc.constantFrom('none', 'none', 'none', 'renew', 'acknowledged', 'snoozed'),
    snoozeDays: fc.integer({ min: 0, max: 12 }),
    price: fc.option(fc.constantFrom('1', '2.50', '0.0001')),
  }),
  { minLength: 1, maxLength: 8 },
)

describe('the dry run of the days ahead', () => {
  it('previews exactly what the engine then sends when nothing changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          reminders,
          items,
          hour: fc.integer({ min: 0, max: 47 }),
          zone: fc.constantFrom('Asia/Shanghai', 'America/New_York'),
          before: fc.integer({ min: 0, max: 3 }),
        }),
        async ({ reminders: settings, items: fields, hour, zone, before }) => {
          const db = createTestDb()
          // In front of a change to summer time, and of days off and make-up days.
          db.clock.set(Date.UTC(2026, 1, 26) + hour * 30 * MINUTE_MS)
          await db.writer.call('settings.update', { patch: { businessZone: zone, reminders: settings } })
          await addItems(
            db,
            Object.fromEntries(
              fields.map(({ inHours, mode, price }, index) => [
                `item-${index}`,
                { expiresAt: db.clock.now() + inHours * 3_600_000, mode, price },
              ]),
            ),
          )
          for (const [index, { review, snoozeDays }] of fields.entries()) {
            const itemId = `item-${index}`
            if (review === 'renew') await setReview(db, itemId, { decision: 'renew' })
            if (review === 'acknowledged') await setReview(db, itemId, { isAcknowledged: true })
            if (review === 'snoozed') {
              const today = toCivilDay(db.clock.now(), zone)
              await setReview(db, itemId, { snoozedUntil: addCivilDays(today, snoozeDays) })
            }
          }
          // Something has been sent already when the preview is made.
          await runEngine(db, before)
          const preview = await open(db)({ days: 12, settings: null })
          expect(toComparable(preview.next)).toEqual(await runEngine(db, 12))
        },
      ),
      { numRuns: 15 },
    )
  }, 60_000)

  it('tries settings that are not stored', async () => {
    const db = createTestDb()
    await addItems(db, { a: { expiresAt: db.clock.now() + 10 * DAY_MS, price: '12.5' } })
    const ladders = { ...DEFAULT_REMINDERS.ladders, cloud: [2] }
    const { next } = await open(db)({ days: 30, settings: { ...DEFAULT_REMINDERS, ladders, repeatsOverdue: false } })
    expect(next.map(({ on, steps }) => [on, steps])).toEqual([
      ['2026-03-09', [{ step: 2, items: 1 }]],
      ['2026-03-12', [{ step: -1, items: 1 }]],
    ])
    expect(next[0]?.sums).toEqual({ sums: [{ amount: '12.5', currency: 'CNY' }], missing: 0 })
    const off = await open(db)({ days: 30, settings: { ...DEFAULT_REMINDERS, isOn: false } })
    expect(off).toMatchObject({ next: [], past: [] })
  })

  it('waits for the end of a pause', async () => {
    const db = createTestDb()
    await addItems(db, { a: { expiresAt: db.clock.now() + 3 * DAY_MS } })
    const until = db.clock.now() + 2 * DAY_MS
    run(db.writeDb, 'test', sql`INSERT INTO schedule_pause (id, paused_until) VALUES (1, ${until})`)
    const { next } = await open(db)({ days: 3, settings: null })
    expect(next.map(({ on }) => on)).toEqual(['2026-03-03'])
  })
})

describe('the dry run of the days behind', () => {
  const ladders = { ...DEFAULT_REMINDERS.ladders, cloud: [3, 1] }
  const own: ReminderSettings = { ...DEFAULT_REMINDERS, ladders, quietHours: null }
  /** Past deliveries as day and steps. */
  const pastOf = async (db: TestDb, days = 30): Promise<[string, number[]][]> => {
    const { past } = await open(db)({ days, settings: null })
    return past.map(({ on, steps }) => [on, steps.flatMap(({ step, items: count }) => Array<number>(count).fill(step))])
  }
  const at = (day: string): number => startOfCivilDay(day, 'Asia/Shanghai') + 12 * 3_600_000

  it('sends each step once, then every day until somebody decides', async () => {
    const db = createTestDb()
    await useReminders(db, own)
    await addItems(db, { a: { expiresAt: at('2026-02-20') } })
    db.clock.set(at('2026-02-23'))
    await setReview(db, 'a', { decision: 'let-expire' })
    db.clock.set(at('2026-03-01'))
    expect(await pastOf(db)).toEqual([
      ['2026-02-17', [3]],
      ['2026-02-19', [1]],
      ['2026-02-21', [-1]],
      ['2026-02-22', [-1]],
      ['2026-02-23', [-1]],
    ])
  })

  it('begins on the day on which the item was first seen, and looks back as far as it is told', async () => {
    const db = createTestDb()
    await useReminders(db, own)
    await addItems(db, { a: { expiresAt: at('2026-02-27'), firstSeenAt: at('2026-02-25') } })
    db.clock.set(at('2026-03-01'))
    const all: [string, number[]][] = [
      ['2026-02-26', [1]],
      ['2026-02-28', [-1]],
      ['2026-03-01', [-1]],
    ]
    expect(await pastOf(db)).toEqual(all)
    expect(await pastOf(db, 2)).toEqual(all.slice(1))
  })

  it('knows the expiry, the mode and the presence that an item had', async () => {
    const db = createTestDb()
    await useReminders(db, own)
    await addItems(db, { moved: { expiresAt: at('2026-03-20') }, left: { expiresAt: at('2026-02-10') } })
    const record = (itemId: string, day: string, change: readonly (string | null)[]): void => {
      const [kind = null, field = null, old = null, next = null] = change
      run(
        db.writeDb,
        'test',
        sql`INSERT INTO item_change (run_id, item_key, at, kind, field, old_value, new_value)
          SELECT 'run', item_key, ${at(day)}, ${kind}, ${field}, ${old}, ${next} FROM item WHERE item_id = ${itemId}`,
      )
    }
    const [old, next] = ['2026-02-20', '2026-03-20'].map((day) => new Date(at(day)).toISOString())
    record('moved', '2026-02-19', ['renewed', 'expireTime', old ?? '', next ?? ''])
    // Auto-renewal is charged days before the end, so the ladder began sooner.
    record('moved', '2026-02-10', ['mode-changed', 'renewalMode', 'on-demand', 'manual'])
    record('left', '2026-02-12', ['gone', null, null, 'released'])
    record('left', '2026-02-27', ['back', null, 'released', null])
    db.clock.set(at('2026-02-28'))
    expect(await pastOf(db, 60)).toEqual([
      ['2026-02-07', [3]],
      ['2026-02-09', [1]],
      ['2026-02-11', [-1]],
      ['2026-02-12', [-1]],
      ['2026-02-17', [3]],
      ['2026-02-19', [1]],
      ['2026-02-28', [-1]],
    ])
  })

  it('keeps quiet while somebody had acknowledged or snoozed, and speaks when that ended', async () => {
    const db = createTestDb()
    await useReminders(db, { ...own, repeatsOverdue: false })
    await addItems(db, { seen: { expiresAt: at('2026-02-20') }, later: { expiresAt: at('2026-02-21') } })
    db.clock.set(at('2026-02-10'))
    await setReview(db, 'later', { snoozedUntil: '2026-02-19' })
    db.clock.set(at('2026-02-18'))
    await setReview(db, 'seen', { isAcknowledged: true })
    db.clock.set(at('2026-03-01'))
    expect(await pastOf(db)).toEqual([
      ['2026-02-17', [3]],
      ['2026-02-19', [3]],
      ['2026-02-20', [1]],
      ['2026-02-21', [-1]],
      ['2026-02-22', [-1]],
    ])
  })
})
