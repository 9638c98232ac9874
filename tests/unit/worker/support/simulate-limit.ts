import { createConcurrency } from '../../../../src/worker/http/concurrency.ts'
import { createPacer } from '../../../../src/worker/http/pacer.ts'
import { createRandom, createVirtualTime } from './virtual-time.ts'

export interface LimitCase {
  readonly calls: number
  /** Refill per second of the server's bucket at a moment; null: no limit. */
  readonly rateAt: (seconds: number) => number | null
  readonly burst: number
  readonly latencyMs?: number
  readonly jitterMs?: number
  readonly concurrency?: number
  readonly isNamed?: boolean
  readonly retryAfterMs?: number | null
  /** Share of calls that are refused whatever the rate. */
  readonly noise?: number
  /** The refusals of `noise` name a limit by turns. */
  readonly noiseNames?: number
  readonly maxPerSecond?: number | null
  readonly seed?: number
}

/** Runs calls through the real pacer and the real places against a modelled server, in virtual time. */
export async function simulateLimit(options: LimitCase) {
  const time = createVirtualTime()
  const random = createRandom(options.seed ?? 1)
  const pacer = createPacer({ timer: time, maxPerSecond: options.maxPerSecond ?? null })
  const places = createConcurrency({ configured: options.concurrency ?? 10 })
  const { signal } = new AbortController()
  pacer.expect(options.calls)
  places.expect(options.calls)
  let tokens = options.burst
  let refilledAt = 0
  let requests = 0
  let throttled = 0
  const log: { at: number; ok: boolean; limit: number | null }[] = []

  function arrive(): boolean {
    const now = time.now()
    const rate = options.rateAt(now / 1000)
    if (options.noise !== undefined && random() < options.noise) return false
    if (rate === null) return true
    tokens = Math.min(options.burst, tokens + ((now - refilledAt) * rate) / 1000)
    refilledAt = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }

  async function attempt(): Promise<boolean> {
    return await places.run(async (slot) => {
      const ticket = await pacer.acquire(signal)
      requests += 1
      const latency = (options.latencyMs ?? 80) + (random() - 0.5) * (options.jitterMs ?? 0)
      await time.sleep(latency / 2, signal)
      const isAccepted = arrive()
      const rate = options.rateAt(time.now() / 1000)
      await time.sleep(latency / 2, signal)
      log.push({ at: time.now(), ok: isAccepted, limit: pacer.limitPerSecond })
      if (isAccepted) {
        slot.succeeded()
        ticket.answered()
        return true
      }
      throttled += 1
      ticket.throttled({
        limitPerSecond: options.isNamed ? rate : options.noiseNames && throttled % 2 === 0 ? options.noiseNames : null,
        retryAfterMs: options.retryAfterMs ?? null,
      })
      if (!pacer.isNoisy) slot.throttled()
      return false
    }, signal)
  }

  async function call(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      if (await attempt()) return
      await time.sleep(options.retryAfterMs ?? random() * 200 * 2 ** Math.min(tries, 5), signal)
    }
  }

  await time.run(Promise.all(Array.from({ length: options.calls }, call)))
  const seconds = time.now() / 1000
  return { seconds, requests, throttled, share: throttled / requests, log }
}
