import { describe, expect, it } from 'vitest'
import { createDayWatch } from '../../../../src/core/jobs/day-watch.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'

/** 2026-02-28 23:59 in Shanghai. */
const EVENING = Date.UTC(2026, 1, 28, 15, 59)

function create(options: { zone?: () => string; now?: number } = {}) {
  const clock = createFakeClock(options.now ?? EVENING)
  const days: string[] = []
  const errors: unknown[] = []
  let planned: { work: () => void; afterMs: number } | null = null
  const watch = createDayWatch({
    clock,
    zone: options.zone ?? (() => 'Asia/Shanghai'),
    onDay: (day) => days.push(day),
    onError: (error) => errors.push(error),
    setTimer: (work, afterMs) => {
      const mine = { work, afterMs }
      planned = mine
      return () => {
        if (planned === mine) planned = null
      }
    },
  })
  return {
    clock,
    days,
    errors,
    watch,
    waitMs: () => planned?.afterMs ?? null,
    /** The timer fires; the clock says what it says. */
    fire() {
      const { work } = planned as { work: () => void }
      planned = null
      work()
    },
  }
}

describe('createDayWatch', () => {
  it('says the new day at midnight of the business zone, once', () => {
    const stage = create({ now: EVENING + 50_000 })
    expect(stage.waitMs()).toBe(10_000)
    stage.clock.advance(10_000)
    stage.fire()
    expect(stage.days).toEqual(['2026-03-01'])
    stage.clock.advance(30_000)
    stage.fire()
    expect(stage.days).toEqual(['2026-03-01'])
  })

  it('never sleeps for more than a minute, so that a machine that slept over midnight is told when it wakes', () => {
    const stage = create({ now: Date.UTC(2026, 1, 28, 4) })
    expect(stage.waitMs()).toBeLessThanOrEqual(60_000)
    stage.clock.advance(3 * 86_400_000)
    stage.fire()
    expect(stage.days).toEqual(['2026-03-03'])
    expect(stage.waitMs()).toBeLessThanOrEqual(60_000)
  })

  it('looks again when a timer fires before midnight', () => {
    const stage = create({ now: EVENING + 59_999 })
    stage.fire()
    expect(stage.days).toEqual([])
    stage.clock.advance(1)
    stage.fire()
    expect(stage.days).toEqual(['2026-03-01'])
  })

  it('says so when the clock is put back or the zone is changed to one with another day', () => {
    let zone = 'Asia/Shanghai'
    const stage = create({ zone: () => zone })
    stage.clock.set(EVENING - 86_400_000)
    stage.fire()
    zone = 'Pacific/Kiritimati'
    stage.fire()
    expect(stage.days).toEqual(['2026-02-27', '2026-02-28'])
  })

  it('reports a failure and goes on looking', () => {
    let isBroken = false
    const stage = create({
      zone: () => {
        if (isBroken) throw new Error('busy')
        return 'Asia/Shanghai'
      },
    })
    isBroken = true
    stage.fire()
    expect(stage.errors).toHaveLength(1)
    isBroken = false
    stage.clock.advance(120_000)
    stage.fire()
    expect(stage.days).toEqual(['2026-03-01'])
  })

  it('leaves no timer behind when it is stopped', () => {
    const stage = create()
    stage.watch.stop()
    expect(stage.waitMs()).toBeNull()
  })
})
