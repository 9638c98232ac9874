import { describe, expect, it } from 'vitest'
import { createMetricsRecorder } from '../../../../src/worker/http/metrics.ts'

function create() {
  let now = 1_000_000
  const metrics = createMetricsRecorder({ now: () => now })
  return { metrics, advance: (byMs: number) => void (now += byMs) }
}

describe('createMetricsRecorder', () => {
  it('counts outcomes apart and latencies of answered requests only', () => {
    const { metrics, advance } = create()
    for (const [outcome, latencyMs] of [
      ['answered', 10],
      ['throttled', 20],
      ['timeout', 9_000],
      ['error', 5],
    ] as const) {
      metrics.begin()(outcome, latencyMs)
    }
    const open = metrics.begin()
    metrics.retried()
    metrics.setQueued(3)
    advance(2_000)
    expect(metrics.snapshot()).toEqual({
      requests: 5,
      retries: 1,
      throttled: 1,
      timeouts: 1,
      errors: 1,
      meanMs: 15,
      p95Ms: 20,
      active: 1,
      queued: 3,
      perSecond: 1,
    })
    open('answered', 30)
    open('answered', 30)
    expect(metrics.snapshot()).toMatchObject({ active: 0, meanMs: 20 })
  })

  it('has an exact p95 by rank over any number of latencies', () => {
    const { metrics } = create()
    for (let latencyMs = 1_000; latencyMs >= 1; latencyMs -= 1) metrics.begin()('answered', latencyMs)
    expect(metrics.snapshot().p95Ms).toBe(950)
  })

  it('may show a rough p95 again for a second, but never at the end', () => {
    const { metrics, advance } = create()
    metrics.begin()('answered', 10)
    expect(metrics.snapshot(true).p95Ms).toBe(10)
    metrics.begin()('answered', 90)
    expect(metrics.snapshot(true).p95Ms).toBe(10)
    expect(metrics.snapshot().p95Ms).toBe(90)
    metrics.begin()('answered', 200)
    advance(1_000)
    expect(metrics.snapshot(true).p95Ms).toBe(200)
  })
})
