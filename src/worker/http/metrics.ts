import { NO_METRICS, type RunMetrics } from '../../shared/domain/run.ts'

/** Collects one run's request figures. */
export interface MetricsRecorder {
  /** A request goes out; call the answer with what became of it. */
  begin(): (outcome: 'answered' | 'throttled' | 'timeout' | 'error', latencyMs: number) => void
  retried(): void
  /** Number of calls that wait for a slot or a token. */
  setQueued(count: number): void
  /** The figures now. `isRough` lets the p95 be up to a second old, because sorting 100,000 latencies takes a while. */
  snapshot(isRough?: boolean): RunMetrics
}

/** How long a rough p95 may be shown again. */
const ROUGH_FOR_MS = 1000

/** Keeps every latency as a 4-byte float, so that 100,000 requests cost 400 kB and the p95 is exact. */
export function createMetricsRecorder(clock: { now(): number }): MetricsRecorder {
  const startedAt = clock.now()
  let latencies = new Float32Array(256)
  let count = 0
  let sum = 0
  let requests = 0
  let retries = 0
  let throttled = 0
  let timeouts = 0
  let errors = 0
  let active = 0
  let queued = 0

  let p95At = -Infinity
  let lastP95Ms = 0

  function toP95(): number {
    const sorted = latencies.slice(0, count).sort()
    const rank = Math.max(0, Math.ceil(count * 0.95) - 1)
    lastP95Ms = count === 0 ? 0 : Math.round((sorted[rank] as number) * 10) / 10
    p95At = clock.now()
    return lastP95Ms
  }

  function record(latencyMs: number): void {
    if (count === latencies.length) {
      const larger = new Float32Array(latencies.length * 2)
      larger.set(latencies)
      latencies = larger
    }
    latencies[count] = latencyMs
    count += 1
    sum += latencyMs
  }

  return {
    begin() {
      requests += 1
      active += 1
      let isOpen = true
      return (outcome, latencyMs) => {
        if (!isOpen) return
        isOpen = false
        active -= 1
        if (outcome === 'timeout') timeouts += 1
        else if (outcome === 'error') errors += 1
        else {
          if (outcome === 'throttled') throttled += 1
          record(latencyMs)
        }
      }
    },
    retried() {
      retries += 1
    },
    setQueued(value) {
      queued = value
    },
    snapshot(isRough = false) {
      if (requests === 0) return NO_METRICS
      const p95Ms = isRough && clock.now() - p95At < ROUGH_FOR_MS ? lastP95Ms : toP95()
      const seconds = Math.max(0.001, (clock.now() - startedAt) / 1000)
      return {
        requests,
        retries,
        throttled,
        timeouts,
        errors,
        meanMs: count === 0 ? 0 : Math.round((sum / count) * 10) / 10,
        p95Ms,
        active,
        queued,
        perSecond: Math.round((count / seconds) * 10) / 10,
      }
    },
  }
}
