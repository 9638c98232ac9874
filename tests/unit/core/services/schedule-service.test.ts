import { describe, expect, it, onTestFinished } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import type { StartDue } from '../../../../src/core/jobs/run-creator.ts'
import type { RunManager } from '../../../../src/core/jobs/run-manager.ts'
import { createScheduleService } from '../../../../src/core/services/schedule-service.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import type { SettingsService } from '../../../../src/core/services/settings-service.ts'
import { toPause } from '../../../../src/shared/domain/schedule.ts'
import { createTestDb } from '../../../support/test-db.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** 2026-03-02 11:00 in Shanghai. */
const ELEVEN = Date.UTC(2026, 2, 2, 3)
const TARGET = { kind: 'link-group', groupId: 'default' } as const

async function createStage() {
  const { read, writer, clock } = createTestDb()
  const starts: StartDue[] = []
  const timers: { work: () => void; afterMs: number; isCancelled: boolean }[] = []
  const errors: unknown[] = []
  clock.set(ELEVEN - DAY / 2)
  const service = createScheduleService({
    db: read,
    writer,
    events: createEventBus((error) => errors.push(error)),
    clock,
    settings: { get: () => getSettings(read) } as SettingsService,
    runs: {
      startDue: async (start: StartDue) => {
        starts.push(start)
        return null
      },
    } as unknown as RunManager,
    notices: { announce: async () => {} },
    host: { isOnline: () => true },
    onError: (error) => errors.push(error),
    setTimer: (work, afterMs) => {
      const timer = { work, afterMs, isCancelled: false }
      timers.push(timer)
      return () => (timer.isCancelled = true)
    },
  })
  onTestFinished(() => service.stop())
  await service.set({ target: TARGET, rule: { kind: 'daily', time: '11:00' }, isEnabled: true })
  return { service, clock, starts, timers, errors }
}

describe('createScheduleService', () => {
  it('sets a timer for a start within the coming minute, and for no other', async () => {
    const { service, clock, starts, timers } = await createStage()
    clock.set(ELEVEN - 2 * MINUTE)
    await service.tick()
    expect(timers).toEqual([])
    clock.set(ELEVEN)
    await service.tick()
    const [timer] = timers
    expect(timer?.afterMs).toBeGreaterThan(0)
    expect(timer?.afterMs).toBeLessThanOrEqual(MINUTE)
    expect(starts).toEqual([])
    clock.advance(timer?.afterMs as number)
    timer?.work()
    await expect.poll(() => starts.length, { interval: 1 }).toBe(1)
  })

  it('takes its timer back when it stops, and starts nothing any more', async () => {
    const { service, clock, starts, timers } = await createStage()
    clock.set(ELEVEN)
    await service.tick()
    service.stop()
    expect(timers.map(({ isCancelled }) => isCancelled)).toEqual([true])
    clock.advance(5 * MINUTE)
    await service.tick()
    expect(starts).toEqual([])
  })

  it('begins the run at the same second of the minute each time, and at once when people ask for it', async () => {
    const { service, clock, starts, timers } = await createStage()
    clock.set(ELEVEN)
    await service.tick()
    clock.set(ELEVEN + DAY)
    await service.tick()
    await service.runDue({ isPatient: false })
    expect(starts.at(-1)?.claims[0]?.start.course.nextDueAt).toBe(ELEVEN + 2 * DAY)
    expect(timers[0]?.afterMs).toBeGreaterThan(0)
  })

  it('answers the five times that come next, and says what is wrong with a rule', async () => {
    const { service } = await createStage()
    expect(
      service.next({ rule: { kind: 'cron', expression: '0 9 1 * *' } }).next.map((at) => new Date(at).getUTCMonth()),
    ).toEqual([3, 4, 5, 6, 7])
    expect(() => service.next({ rule: { kind: 'cron', expression: '0 9 31 2 *' } })).toThrow(
      expect.objectContaining({ code: 'SCHEDULE_RULE' }),
    )
  })
})

describe('toPause', () => {
  it('forgets a pause that is over, and one that only a wrong clock could have set', () => {
    expect(toPause(ELEVEN, ELEVEN - 1)).toBe(ELEVEN)
    expect(toPause(ELEVEN, ELEVEN)).toBeNull()
    expect(toPause(ELEVEN + 40 * DAY, ELEVEN)).toBeNull()
  })
})
