import { describe, expect, it } from 'vitest'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import type { Writer } from '../../../../src/core/db/write-commands.ts'
import type { NoticeService } from '../../../../src/core/services/notice-service.ts'
import { createReminderService, type ReminderService } from '../../../../src/core/services/reminder-service.ts'
import type { SettingsService } from '../../../../src/core/services/settings-service.ts'
import { run } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { addCivilDays, civilInstant } from '../../../../src/shared/domain/civil-day.ts'
import { DEFAULT_REMINDERS, type ReminderSettings } from '../../../../src/shared/domain/reminder.ts'
import { aFact } from '../../../support/fact-builders.ts'
import { addTestAccount, pictureOf, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const MINUTE_MS = 60_000
const DAY = '2026-06-09'
const at = (days: number, time = '09:00'): number => civilInstant(addCivilDays(DAY, days), time, 'Asia/Shanghai')

interface Bench extends TestDb {
  readonly service: ReminderService
  readonly announced: string[]
  /** Looks of the database thread. */
  looks: number
  isRunning: boolean
  failsOnce: boolean
}

/** A service over items that end so many days after DAY, at 18:00. */
async function arrange(days: readonly number[]): Promise<Bench> {
  const db = createTestDb()
  const accountId = await addTestAccount(db.writer)
  const items = days.map((day, index) => aFact({ resourceId: `r${index}`, expiresAt: at(day, '18:00') }))
  await syncOnce(db.writer, accountId, { items, at: at(-1, '12:00') })
  const writer = {
    ...db.writer,
    call: (async (name, input) => {
      if (name === 'reminder.deliver') bench.looks += 1
      if (bench.failsOnce) {
        bench.failsOnce = false
        throw new Error('busy')
      }
      return await db.writer.call(name, input)
    }) as Writer['call'],
  }
  const bench: Bench = {
    ...db,
    announced: [],
    looks: 0,
    isRunning: false,
    failsOnce: false,
    service: createReminderService({
      db: db.read,
      writer,
      clock: db.clock,
      settings: { get: () => getSettings(db.read) } as SettingsService,
      notices: {
        announce: (ids: readonly string[]) => {
          bench.announced.push(...ids)
          return Promise.resolve()
        },
      } as NoticeService,
      isRunning: () => bench.isRunning,
    }),
  }
  return bench
}

async function tickAt(bench: Bench, now: number): Promise<number> {
  bench.clock.set(now)
  const before = bench.looks
  await bench.service.tick()
  return bench.looks - before
}

const set = ({ writer }: TestDb, fields: Partial<ReminderSettings>) =>
  writer.call('settings.update', { patch: { reminders: { ...DEFAULT_REMINDERS, ...fields } } })

describe('a tick', () => {
  it('asks the database thread only when something could come', async () => {
    const bench = await arrange([7, 1])
    expect(await tickAt(bench, at(0))).toBe(1)
    expect(bench.announced).toHaveLength(1)
    expect(await tickAt(bench, at(0, '09:01'))).toBe(1)
    for (let minute = 2; minute < 30; minute += 1) {
      expect(await tickAt(bench, at(0) + minute * MINUTE_MS)).toBe(0)
    }
    const [item] = [...pictureOf(bench.read, at(0)).values()]
    await bench.writer.call('review.set', { itemIds: [item?.id as string], patch: { note: 'x' }, by: 'x', at: at(0) })
    expect(await tickAt(bench, at(0, '10:00'))).toBe(1)
    expect(await tickAt(bench, at(0, '10:01'))).toBe(0)
    await set(bench, { digestTime: '08:00' })
    expect(await tickAt(bench, at(0, '10:02'))).toBe(1)
    expect(await tickAt(bench, at(0, '21:00'))).toBe(0)
    expect(await tickAt(bench, at(1, '07:00'))).toBe(0)
    expect(await tickAt(bench, at(1, '08:00'))).toBe(1)
    expect(bench.announced).toHaveLength(2)
  })

  it('asks for nothing while reminders are switched off or paused', async () => {
    const bench = await arrange([7])
    await set(bench, { isOn: false })
    expect(await tickAt(bench, at(0))).toBe(0)
    await set(bench, {})
    run(bench.writeDb, 'test.pause', sql`INSERT INTO schedule_pause VALUES (1, ${at(0, '12:00')})`)
    expect(await tickAt(bench, at(0, '11:59'))).toBe(0)
    expect(await tickAt(bench, at(0, '12:00'))).toBe(1)
    expect(bench.announced).toHaveLength(1)
  })

  it('believes no pause that only a wrong clock can have set, and goes on reminding', async () => {
    const bench = await arrange([7])
    run(bench.writeDb, 'test.pause', sql`INSERT INTO schedule_pause VALUES (1, ${at(365)})`)
    expect(await tickAt(bench, at(0))).toBe(1)
    expect(bench.announced).toHaveLength(1)
    expect(await bench.service.state()).toMatchObject({ held: null, lastDigestAt: at(0) })
  })

  it('waits for a run, ten minutes from when the digest could first have come, and not at all once it has ended', async () => {
    const bench = await arrange([7, 6, 40])
    bench.isRunning = true
    expect(await tickAt(bench, at(0, '10:30'))).toBe(0)
    expect(await tickAt(bench, at(0, '10:39'))).toBe(0)
    expect(await tickAt(bench, at(0, '10:40'))).toBe(1)
    expect(bench.announced).toHaveLength(1)
    expect(await tickAt(bench, at(1))).toBe(0)
    bench.isRunning = false
    expect(await tickAt(bench, at(1, '09:01'))).toBe(1)
    bench.isRunning = true
    expect(await tickAt(bench, at(2))).toBe(0)
    expect(await tickAt(bench, at(1, '12:00'))).toBe(1)
    expect(await tickAt(bench, at(2, '09:02'))).toBe(0)
    expect(await tickAt(bench, at(2, '09:12'))).toBe(1)
  })

  it('looks again after a look has failed', async () => {
    const bench = await arrange([7])
    await tickAt(bench, at(0))
    bench.failsOnce = true
    await expect(tickAt(bench, at(0, '09:01'))).rejects.toThrow('busy')
    expect(await tickAt(bench, at(0, '09:02'))).toBe(1)
    expect(await tickAt(bench, at(0, '09:03'))).toBe(0)
  })

  it('forgets at once what a wrong clock has sent, also at night', async () => {
    const bench = await arrange([40])
    expect(await tickAt(bench, at(30))).toBe(1)
    expect(await tickAt(bench, at(0, '23:00'))).toBe(1)
    expect(await tickAt(bench, at(0, '23:01'))).toBe(0)
    expect((await bench.service.state()).lastDigestAt).toBeNull()
  })
})

describe('the state', () => {
  it('counts by day, follows what people say, and turns with the day', async () => {
    const bench = await arrange([-2, 0, 0, 1, 2])
    bench.clock.set(at(0, '10:00'))
    expect(await bench.service.state()).toMatchObject({ today: DAY, counts: { overdue: 1, today: 2, soon: 1 } })
    const today = bench.service.due({ list: 'today' }).itemIds
    await bench.writer.call('review.set', { itemIds: today, patch: { decision: 'renew' }, by: 'x', at: at(0) })
    expect((await bench.service.state()).counts).toEqual({ overdue: 1, today: 0, soon: 1 })
    bench.clock.set(at(1, '00:00'))
    expect(await bench.service.state()).toMatchObject({ counts: { overdue: 1, today: 1, soon: 1 } })
  })

  it('says what is held, why and until when; nothing is held that only waits for its digest', async () => {
    const bench = await arrange([-2, 7])
    await tickAt(bench, at(-1, '18:00'))
    bench.clock.set(at(0, '07:00'))
    expect(await bench.service.state()).toMatchObject({
      held: null,
      nextDigestAt: at(0),
      lastDigestAt: at(-1, '18:00'),
    })
    run(bench.writeDb, 'test.pause', sql`INSERT INTO schedule_pause VALUES (1, ${at(0, '21:00')})`)
    bench.clock.set(at(0, '10:00'))
    expect(await bench.service.state()).toMatchObject({
      held: { count: 2, until: at(1, '08:00'), why: 'paused' },
      nextDigestAt: at(1, '08:00'),
    })
    await set(bench, { isOn: false })
    expect(await bench.service.state()).toMatchObject({ held: null, nextDigestAt: null })
  })
})
