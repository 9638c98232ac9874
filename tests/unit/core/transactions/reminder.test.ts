import { describe, expect, it } from 'vitest'
import { all, execScript, explain } from '../../../../src/core/db/connection.ts'
import { deliveryQueries } from '../../../../src/core/db/repositories/reminder-delivery.ts'
import { listOpenItemIds, reminderQueries } from '../../../../src/core/db/repositories/reminder.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { addCivilDays, civilInstant } from '../../../../src/shared/domain/civil-day.ts'
import type { ItemFacts } from '../../../../src/shared/domain/item.ts'
import type { NoticePayload } from '../../../../src/shared/domain/notice.ts'
import { DEFAULT_REMINDERS, DUE_LISTS, type ReminderSettings } from '../../../../src/shared/domain/reminder.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { addTestAccount, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const ZONE = 'Asia/Shanghai'
const DAY = '2026-06-09'
const at = (days: number, time = '09:00'): number => civilInstant(addCivilDays(DAY, days), time, ZONE)

/** An item that ends so many days after DAY, at 18:00. */
const ending = (resourceId: string, days: number, fields: Partial<ItemFacts> = {}): ItemFacts =>
  aFact({ resourceId, expiresAt: at(days, '18:00'), ...fields })

async function arrange(items: readonly ItemFacts[]): Promise<TestDb & { accountId: string }> {
  const db = createTestDb()
  const accountId = await addTestAccount(db.writer)
  await syncOnce(db.writer, accountId, { items, at: at(-1, '12:00') })
  return { ...db, accountId }
}

/** Looks at an instant; `resource:step` of what was told, or null for no notice. */
async function look({ writer, read }: TestDb, now: number): Promise<string[] | null> {
  const { noticeIds } = await writer.call('reminder.deliver', { at: now })
  if (noticeIds.length === 0) return null
  return all<{ told: string }>(
    read,
    'test.told',
    sql`SELECT i.resource_id || ':' || r.step AS told FROM reminder r JOIN item i ON i.item_key = r.item_key
      JOIN notice n ON n.notice_key = r.notice_key WHERE n.notice_id = ${noticeIds[0] as string} ORDER BY told`,
  ).map(({ told }) => told)
}

const count = ({ read }: TestDb, table: string): number =>
  all<{ n: number }>(
    read,
    'test.count',
    sql`SELECT CASE ${table} WHEN 'notice' THEN (SELECT count(*) FROM notice) WHEN 'reminder' THEN
      (SELECT count(*) FROM reminder) ELSE (SELECT count(*) FROM reminder_delivery) END AS n`,
  )[0]?.n ?? -1

const itemId = ({ read }: TestDb, resourceId: string): string =>
  all<{ item_id: string }>(read, 'test.id', sql`SELECT item_id FROM item WHERE resource_id = ${resourceId}`)[0]
    ?.item_id as string

const setReminders = (db: TestDb, fields: Partial<ReminderSettings>) =>
  db.writer.call('settings.update', { patch: { reminders: { ...DEFAULT_REMINDERS, ...fields } } })

describe('delivering reminders', () => {
  it('tells each item at each step once, and only the tightest after the machine was off', async () => {
    const db = await arrange([ending('a', 16), ending('b', 40), ending('c', 8)])
    expect(await look(db, at(0))).toEqual(['a:30', 'c:15'])
    expect(await look(db, at(0, '12:00'))).toBeNull()
    expect(await look(db, at(1))).toEqual(['a:15', 'c:7'])
    expect(await look(db, at(2))).toBeNull()
    expect(await look(db, at(15))).toEqual(['a:1', 'b:30', 'c:-1'])
  })

  it('repeats what is overdue every day, or says it once', async () => {
    const db = await arrange([ending('late', -3)])
    for (const day of [0, 1, 2]) expect(await look(db, at(day))).toEqual(['late:-1'])
    await setReminders(db, { repeatsOverdue: false })
    expect(await look(db, at(3))).toBeNull()
    await setReminders(db, {})
    expect(await look(db, at(4))).toEqual(['late:-1'])
  })

  it('starts afresh when a sync has moved the expiry, also for one that was to be renewed', async () => {
    const db = await arrange([ending('a', 5), ending('b', 5)])
    expect(await look(db, at(0))).toEqual(['a:7', 'b:7'])
    await db.writer.call('review.set', {
      itemIds: [itemId(db, 'b')],
      patch: { decision: 'renew' },
      by: 'test',
      at: at(0, '10:00'),
    })
    await syncOnce(db.writer, db.accountId, { items: [ending('a', 36), ending('b', 36)], at: at(0, '11:00') })
    expect(await look(db, at(1))).toBeNull()
    expect(await look(db, at(6))).toEqual(['a:30', 'b:30'])
    expect(await look(db, at(30))).toEqual(['a:7', 'b:7'])
  })

  it('passes over what has gone, and goes on where it was when that comes back', async () => {
    const db = await arrange([ending('a', 7), ending('b', 7)])
    expect(await look(db, at(0))).toEqual(['a:7', 'b:7'])
    await syncOnce(db.writer, db.accountId, { items: [ending('a', 7)], at: at(1, '08:00') })
    expect(await look(db, at(4))).toEqual(['a:3'])
    await syncOnce(db.writer, db.accountId, { items: [ending('a', 7), ending('b', 7)], at: at(4, '12:00') })
    expect(await look(db, at(5))).toEqual(['b:3'])
  })

  it('leaves nothing behind when it fails, and loses nothing', async () => {
    const db = await arrange([ending('a', 7)])
    const fail = `BEFORE INSERT ON reminder_delivery BEGIN SELECT RAISE(ABORT, 'stopped here'); END`
    execScript(db.writeDb, `CREATE TRIGGER stop ${fail}`)
    await expect(db.writer.call('reminder.deliver', { at: at(0) })).rejects.toThrow()
    for (const table of ['notice', 'reminder', 'reminder_delivery'])
      expect([table, count(db, table)]).toEqual([table, 0])
    execScript(db.writeDb, 'DROP TRIGGER stop')
    expect(await look(db, at(0))).toEqual(['a:7'])
  })

  it('forgets what a clock far ahead has sent, and repeats nothing when it was less than a day', async () => {
    const db = await arrange([ending('a', 40)])
    expect(await look(db, at(30))).toEqual(['a:15'])
    expect(await look(db, at(0))).toBeNull()
    expect(count(db, 'reminder')).toBe(0)
    expect(await look(db, at(10))).toEqual(['a:30'])
    expect(await look(db, at(30))).toEqual(['a:15'])
    expect(await look(db, at(29, '10:00'))).toBeNull()
    expect(count(db, 'reminder')).toBe(2)
    expect(await look(db, at(33))).toEqual(['a:7'])
  })

  it('keeps notices for 400 days, and for longer what holds the last word about an item', async () => {
    const db = await arrange([ending('gone', -1), ending('late', -1)])
    await setReminders(db, { repeatsOverdue: false })
    expect(await look(db, at(0))).toEqual(['gone:-1', 'late:-1'])
    await syncOnce(db.writer, db.accountId, { items: [ending('gone', 3), ending('late', -1)], at: at(0, '12:00') })
    expect(await look(db, at(1))).toEqual(['gone:3'])
    await syncOnce(db.writer, db.accountId, { items: [ending('gone', 900), ending('late', -1)], at: at(1, '12:00') })
    expect(count(db, 'notice')).toBe(2)
    expect(await look(db, at(401, '10:00'))).toBeNull()
    // The first still says that `late` was called overdue; the second is about an expiry that is no more.
    expect(await look(db, at(402, '10:00'))).toBeNull()
    expect(count(db, 'notice')).toBe(1)
    expect(await look(db, at(403, '10:00'))).toBeNull()
  })

  it('writes counts and sums by band, and the first names', async () => {
    const items = [
      ending('late', -2),
      ending('today', 0),
      ...Array.from({ length: 5 }, (_, index) => ending(`week-${index}`, 7)),
      ending('month', 16),
      ending('blank', 30, { resourceName: ' ' }),
    ]
    const db = createTestDb()
    const accountId = await addTestAccount(db.writer)
    const price = (resourceId: string, amount: string, currency = 'CNY') => {
      return { resourceId, amount, currency, months: 1, quotedAt: 1 }
    }
    const prices = [price('late', '0.1'), price('today', '0.2'), price('week-0', '1.005'), price('week-1', '3', 'USD')]
    await syncOnce(db.writer, accountId, { items, prices, at: at(-1, '12:00') })
    await db.writer.call('price.set', {
      itemIds: [itemId(db, 'month')],
      price: { amount: '99.5', currency: 'CNY', months: 12 },
      by: 'test',
      at: 2,
    })
    await look(db, at(0))
    const [row] = all<{ payload: string; native_state: string }>(db.read, 'test.notice', sql`SELECT * FROM notice`)
    expect(row?.native_state).toBe('waiting')
    expect(JSON.parse(row?.payload as string) as NoticePayload).toEqual({
      kind: 'digest',
      on: DAY,
      items: 9,
      overdue: 1,
      today: 1,
      soonestDays: 0,
      bands: [
        { band: 'expired', items: 1, sums: { sums: [{ amount: '0.1', currency: 'CNY' }], missing: 0 } },
        {
          band: '0-7',
          items: 6,
          sums: {
            sums: [
              { amount: '1.205', currency: 'CNY' },
              { amount: '3', currency: 'USD' },
            ],
            missing: 3,
          },
        },
        { band: '16-30', items: 2, sums: { sums: [{ amount: '99.5', currency: 'CNY' }], missing: 1 } },
      ],
      bandDays: [7, 15, 30, 60, 90],
      sums: {
        sums: [
          { amount: '100.805', currency: 'CNY' },
          { amount: '3', currency: 'USD' },
        ],
        missing: 4,
      },
      names: ['ecs-late', 'ecs-today', 'ecs-week-0', 'ecs-week-1', 'ecs-week-2'],
    } satisfies NoticePayload)
  })

  it('leaves notifications of the system alone where they are switched off', async () => {
    const db = await arrange([ending('a', 7)])
    await db.writer.call('settings.update', { patch: { desktop: { closeAction: 'ask', showsNotifications: false } } })
    await look(db, at(0))
    expect(all(db.read, 'test.native', sql`SELECT native_state AS state FROM notice`)).toEqual([{ state: 'off' }])
  })
})

describe('queries about reminders', () => {
  it('use the index of act-by and the key of what was sent', async () => {
    const db = await arrange([ending('a', 7)])
    const plan = explain(db.read, reminderQueries.candidates(at(40))).join('\n')
    expect(plan).toMatch(/SEARCH i USING COVERING INDEX item_act_by \(is_active=\? AND act_by_at>/)
    expect(plan).toMatch(/SEARCH s USING PRIMARY KEY \(item_key=\? AND expires_at=\?/)
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/)
    for (const list of DUE_LISTS) {
      for (const query of [reminderQueries.count(list, DAY, ZONE), reminderQueries.open(list, DAY, ZONE)]) {
        const lines = explain(db.read, query).join('\n')
        expect(lines).toMatch(/SEARCH i USING (COVERING )?INDEX item_act_by/)
        expect(lines).not.toMatch(/SCAN|TEMP B-TREE/)
      }
    }
    expect(explain(db.read, deliveryQueries.deliveries(0))).toHaveLength(1)
  })

  it('list soonest first', async () => {
    const db = await arrange([ending('b', -1), ending('a', -2), ending('c', -9), ending('d', 1), ending('e', 0)])
    const names = (list: (typeof DUE_LISTS)[number]) =>
      listOpenItemIds(db.read, list, DAY, ZONE).map((id) => ['a', 'b', 'c', 'd', 'e'].find((r) => itemId(db, r) === id))
    expect(names('overdue')).toEqual(['c', 'a', 'b'])
    expect([names('today'), names('soon')]).toEqual([['e'], ['d']])
  })
})
