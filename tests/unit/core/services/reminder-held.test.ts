import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createItemIndex } from '../../../../src/core/index/item-index.ts'
import type { Picture } from '../../../../src/core/index/picture.ts'
import type { NoticeService } from '../../../../src/core/services/notice-service.ts'
import { createReminderService, type ReminderService } from '../../../../src/core/services/reminder-service.ts'
import type { SettingsService } from '../../../../src/core/services/settings-service.ts'
import { addCivilDays, toCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import { ITEM_KINDS } from '../../../../src/shared/domain/item.ts'
import { DEFAULT_REMINDERS, type ReminderSettings } from '../../../../src/shared/domain/reminder.ts'
import { createForecastHistory } from '../../../support/forecast-history.ts'
import { createRandom, type Random } from '../../../support/seeded.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const HISTORIES = Number(process.env['ROUNDS'] ?? 25)
const STEPS = 16

function createService(db: TestDb, index?: () => Promise<Picture | null>): ReminderService {
  return createReminderService({
    db: db.read,
    writer: db.writer,
    clock: db.clock,
    settings: { get: () => getSettings(db.read) } as SettingsService,
    notices: { announce: () => Promise.resolve() } as unknown as NoticeService,
    isRunning: () => false,
    ...(index ? { index } : {}),
  })
}

function someSettings(random: Random): ReminderSettings {
  const ladder = random.pick([DEFAULT_REMINDERS.ladders.cloud, [365, 180, 90, 60, 30], [5], []])
  return {
    ...DEFAULT_REMINDERS,
    ladders: { ...DEFAULT_REMINDERS.ladders, ...Object.fromEntries(ITEM_KINDS.map((kind) => [kind, ladder])) },
    repeatsOverdue: random.chance(0.5),
    workingDaysOnly: random.chance(0.3),
    quietHours: random.pick([{ from: '00:01', to: '00:00' }, { from: '20:00', to: '08:00' }, null] as const),
    digestTime: random.pick(['09:00', '00:00']),
  }
}

/** What people and the ticker do about reminders. */
async function meddle(db: TestDb, random: Random): Promise<void> {
  const { writer, clock } = db
  const rows = all<{ item_id: string }>(db.read, 'test', sql`SELECT item_id FROM item ORDER BY item_key`)
  const itemIds = rows.map((row) => row.item_id).filter(() => random.chance(0.3))
  const day = addCivilDays(toCivilDay(clock.now(), 'UTC'), random.integer(-2, 40))
  clock.advance(1000)
  switch (random.integer(0, 4)) {
    case 0:
      await writer.call('settings.update', { patch: { reminders: someSettings(random) } })
      break
    case 1:
      // As if nothing had held it back: what is sent then is no longer due.
      await writer.call('settings.update', {
        patch: {
          reminders: { ...someSettings(random), quietHours: null, workingDaysOnly: false, digestTime: '00:00' },
        },
      })
      await writer.call('reminder.deliver', { at: clock.now() })
      await writer.call('settings.update', { patch: { reminders: someSettings(random) } })
      break
    default: {
      if (itemIds.length === 0) return
      const patch = random.chance(0.5) ? { snoozedUntil: day } : { isAcknowledged: random.chance(0.7) }
      await writer.call('review.set', { itemIds, patch, by: 'me', at: clock.now() })
    }
  }
}

describe('what reminders hold back', () => {
  it(
    'is counted from the index as the database counts it, whatever happens in between',
    { timeout: 300_000 },
    async () => {
      const seed = Number(process.env['SEED'] ?? 20_261_123)
      let heldTimes = 0
      for (let round = 0; round < HISTORIES; round += 1) {
        const random = createRandom(seed + round)
        const db = createTestDb()
        db.clock.set(Date.UTC(2026, 10, 21, random.integer(0, 23)))
        const history = await createForecastHistory(db, random)
        const index = createItemIndex({ db: db.read, clock: db.clock })
        const own = createService(db, () => index.current('whole'))
        const plain = createService(db)
        for (let step = 0; step < STEPS; step += 1) {
          await (random.chance(0.5) ? history.step() : meddle(db, random))
          const state = await own.state()
          expect(state, `SEED=${seed + round} step ${step}`).toEqual(await plain.state())
          if (state.held) heldTimes += 1
        }
      }
      expect(heldTimes).toBeGreaterThan(HISTORIES)
    },
  )

  it('is counted by the database when the index cannot be made, or somebody writes each time it was looked at', async () => {
    const db = createTestDb()
    db.clock.set(Date.UTC(2026, 10, 21, 3))
    const random = createRandom(1)
    await createForecastHistory(db, random)
    const reminders: ReminderSettings = {
      ...someSettings(random),
      ladders: Object.fromEntries(ITEM_KINDS.map((kind) => [kind, [365]])) as unknown as ReminderSettings['ladders'],
      quietHours: { from: '00:01', to: '00:00' },
    }
    await db.writer.call('settings.update', { patch: { reminders } })
    const index = createItemIndex({ db: db.read, clock: db.clock })
    const passed = async (): Promise<Picture> => {
      const picture = await index.current('whole')
      db.clock.advance(1)
      const ids = all<{ item_id: string }>(db.read, 'test', sql`SELECT item_id FROM item`).map((row) => row.item_id)
      await db.writer.call('review.set', {
        itemIds: ids,
        patch: { owner: `Li ${db.clock.now()}` },
        by: 'me',
        at: db.clock.now(),
      })
      return picture
    }
    for (const source of [() => Promise.resolve(null), passed]) {
      const state = await createService(db, source).state()
      expect(state).toEqual(await createService(db).state())
      expect(state.held?.count).toBeGreaterThan(0)
    }
  })

  it('ends with SHUTTING_DOWN when the database is closed while it is counted', async () => {
    const db = createTestDb()
    db.clock.set(Date.UTC(2026, 10, 21, 3))
    await createForecastHistory(db, createRandom(1))
    const reminders = { ...DEFAULT_REMINDERS, quietHours: { from: '00:01', to: '00:00' } }
    await db.writer.call('settings.update', { patch: { reminders } })
    const index = createItemIndex({ db: db.read, clock: db.clock })
    const service = createService(db, async () => {
      const picture = await index.current('whole')
      db.read.close()
      return picture
    })
    await expect(service.state()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  })
})
