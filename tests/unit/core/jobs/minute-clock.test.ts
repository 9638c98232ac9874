import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { everyMinute } from '../../../../src/core/jobs/minute-clock.ts'

const START = Date.UTC(2026, 10, 21, 1, 0, 30)

describe('everyMinute', () => {
  let monotonicMs = 0

  beforeEach(() => {
    vi.useFakeTimers({ now: START })
    monotonicMs = 0
  })
  afterEach(() => vi.useRealTimers())

  /** Lets time pass on both clocks. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      monotonicMs += Math.min(left, 1_000)
      await vi.advanceTimersByTimeAsync(Math.min(left, 1_000))
    }
  }

  function begin() {
    const looks: number[] = []
    const end = everyMinute(() => looks.push(Date.now()), { monotonicNow: () => monotonicMs })
    return { looks, end }
  }

  it('calls back at each full minute, and no more once it has ended', async () => {
    const { looks, end } = begin()
    await pass(120_000)
    expect(looks.map((at) => at % 60_000 < 1_000)).toEqual([true, true])
    end()
    await pass(120_000)
    expect(looks).toHaveLength(2)
  })

  it.each([
    ['an hour back', -3_600_000],
    ['three days ahead', 3 * 86_400_000],
    ['ten years ahead', 3_653 * 86_400_000],
  ])('calls back within seconds of a clock that was set %s, and each minute from then on', async (_, jumpMs) => {
    const { looks, end } = begin()
    await pass(10_000)
    vi.setSystemTime(Date.now() + jumpMs)
    await pass(6_000)
    expect(looks).toHaveLength(1)
    await pass(120_000)
    expect(looks).toHaveLength(3)
    end()
  })
})
