import { describe, expect, it } from 'vitest'
import { startBound, startLinkClock } from '../../../../src/worker/links/link-clock.ts'

function block(durationMs: number): void {
  const until = performance.now() + durationMs
  while (performance.now() < until);
}

const wait = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))

describe('the clock of a link', () => {
  it('stands still while it is paused, and counts what is charged', async () => {
    const clock = startLinkClock(10_000)
    clock.pause()
    await wait(60)
    expect(clock.spent()).toBeLessThan(50)
    clock.resume()
    clock.charge(1_000)
    expect(clock.spent()).toBeGreaterThanOrEqual(1_000)
    expect(clock.spent()).toBeLessThan(1_050)
    expect(clock.remaining()).toBeLessThanOrEqual(9_000)
  })

  it('is not disturbed by a second pause or resume', async () => {
    const startedAt = performance.now()
    const clock = startLinkClock(1_000)
    clock.resume()
    clock.pause()
    await wait(20)
    clock.pause()
    await wait(20)
    clock.resume()
    expect(performance.now() - startedAt - clock.spent()).toBeGreaterThanOrEqual(38)
  })
})

describe('a bound', () => {
  it('is over when its time is over', async () => {
    const startedAt = performance.now()
    await new Promise<void>((resolve) => startBound(500, resolve))
    const tookMs = performance.now() - startedAt
    expect(tookMs).toBeGreaterThanOrEqual(498)
  })

  it('does not count time in which the process could do nothing', async () => {
    const startedAt = performance.now()
    const over = new Promise<void>((resolve) => startBound(450, resolve))
    await wait(10)
    block(700)
    await over
    expect(performance.now() - startedAt).toBeGreaterThan(650)
  })

  it('never calls back once it is cleared, not even in its last moment', async () => {
    let isOver = false
    const bound = startBound(5, () => (isOver = true))
    block(20)
    await new Promise((resolve) => setImmediate(resolve))
    bound.clear()
    await wait(20)
    expect(isOver).toBe(false)
  })
})
