import { describe, expect, it } from 'vitest'
import { createPacer } from '../../../../src/worker/http/pacer.ts'
import { simulateLimit } from '../support/simulate-limit.ts'
import { createVirtualTime } from '../support/virtual-time.ts'

describe('createPacer', { timeout: 30_000 }, () => {
  const limits = [
    { perSecond: 100, burst: 20, calls: 2_000 },
    { perSecond: 10, burst: 10, calls: 200 },
    { perSecond: 20, burst: 20, calls: 2_000 },
    { perSecond: 50, burst: 20, calls: 2_000 },
  ]
  for (const { perSecond, burst, calls } of limits) {
    for (const isNamed of [true, false]) {
      for (const jitterMs of [0, 40]) {
        const what = `${perSecond}/s burst ${burst}, limit ${isNamed ? 'named' : 'not named'}, jitter ${jitterMs} ms`
        it(`finds the limit within 5 % of the fastest time and 1 % refusals: ${what}`, async () => {
          const run = await simulateLimit({ calls, rateAt: () => perSecond, burst, isNamed, jitterMs, seed: 7 })
          expect(run.seconds).toBeLessThanOrEqual((1.05 * (calls - burst)) / perSecond)
          expect(run.share).toBeLessThanOrEqual(0.01)
        })
      }
    }
  }

  for (const perSecond of [500, null]) {
    it(`does not slow anything down when the limit is ${perSecond ?? 'absent'}`, async () => {
      const run = await simulateLimit({ calls: 2_000, rateAt: () => perSecond, burst: 20 })
      expect(run.throttled).toBe(0)
      expect(run.seconds).toBeLessThanOrEqual(1.05 * ((2_000 * 0.08) / 10))
    })
  }

  it('holds nothing back that goes alone over a short link', async () => {
    const run = await simulateLimit({ calls: 300, rateAt: () => null, burst: 0, latencyMs: 2, concurrency: 1 })
    expect(run.seconds).toBeLessThan(0.65)
  })

  it('pays one refusal for leaving at once on a short link with a limit', async () => {
    const run = await simulateLimit({ calls: 60, rateAt: () => 10, burst: 10, latencyMs: 2, concurrency: 1 })
    expect(run.throttled).toBeLessThanOrEqual(2)
  })

  it('keeps its pace when every refusal asks for a whole second', async () => {
    const run = await simulateLimit({ calls: 2_000, rateAt: () => 100, burst: 20, retryAfterMs: 1_000 })
    expect(run.seconds).toBeLessThanOrEqual(1.05 * 19.8)
    expect(run.share).toBeLessThanOrEqual(0.01)
  })

  it('follows a limit that drops while it runs', async () => {
    const run = await simulateLimit({ calls: 2_000, rateAt: (seconds) => (seconds < 8 ? 100 : 30), burst: 20 })
    expect(run.seconds).toBeLessThanOrEqual(1.1 * (8 + 1_180 / 30))
    expect(run.share).toBeLessThanOrEqual(0.015)
  })

  it('follows a limit that rises while it runs', async () => {
    const run = await simulateLimit({ calls: 2_000, rateAt: (seconds) => (seconds < 15 ? 30 : 100), burst: 20 })
    // At the old limit it would take 66 seconds.
    expect(run.seconds).toBeLessThanOrEqual(48)
    expect(run.share).toBeLessThanOrEqual(0.01)
  })

  it('does not crawl when refusals come whatever the rate is', async () => {
    const run = await simulateLimit({ calls: 2_000, rateAt: () => null, burst: 0, noise: 0.15 })
    expect(run.seconds).toBeLessThanOrEqual(40)
  })

  it('never goes faster than the configured bound', async () => {
    const run = await simulateLimit({ calls: 200, rateAt: () => null, burst: 0, maxPerSecond: 20 })
    expect(run.seconds).toBeGreaterThanOrEqual(190 / 20)
  })

  it('gives a waiting call its own abort reason at once and goes on with the others', async () => {
    const time = createVirtualTime()
    const pacer = createPacer({ timer: time, maxPerSecond: 1 })
    const open = new AbortController().signal
    await time.run(Promise.all(Array.from({ length: 6 }, () => pacer.acquire(open))))
    const cancel = new AbortController()
    const waiting = pacer.acquire(cancel.signal)
    const other = pacer.acquire(open)
    const reason = new Error('cancelled')
    cancel.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect(pacer.waiting).toBe(1)
    await time.run(other)
  })

  it('holds every call back while a longer pause is asked for', async () => {
    const time = createVirtualTime()
    const pacer = createPacer({ timer: time, maxPerSecond: null })
    const { signal } = new AbortController()
    const ticket = await time.run(pacer.acquire(signal))
    ticket.throttled({ limitPerSecond: null, retryAfterMs: 5_000 })
    const before = time.now()
    await time.run(pacer.acquire(signal))
    expect(time.now() - before).toBeGreaterThanOrEqual(5_000)
  })
})
