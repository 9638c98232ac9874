import type { Answer, ApiName } from './api.ts'
import { throttled } from './errors.ts'
import { valueFor, type RateLimit, type SwitchValues } from './switches.ts'

/** Decides whether a call may pass; an answer means that it may not. */
export interface Throttle {
  check(api: ApiName, requestId: string): Answer | null
}

/** Token buckets that fill by the given clock; a changed limit starts with full buckets. */
export function createThrottle(switches: SwitchValues, monotonicMs: () => number): Throttle {
  const buckets = new Map<string, { limit: RateLimit; tokens: number; at: number }>()
  return {
    check(api, requestId) {
      const limit = valueFor(switches.rateLimit, api, null)
      if (!limit) return null
      const key = limit.scope === 'all' ? '*' : api
      const capacity = limit.burst ?? limit.perSecond
      const at = monotonicMs()
      let bucket = buckets.get(key)
      if (!bucket || bucket.limit !== limit) {
        bucket = { limit, tokens: capacity, at }
        buckets.set(key, bucket)
      }
      bucket.tokens = Math.min(capacity, bucket.tokens + ((at - bucket.at) / 1000) * limit.perSecond)
      bucket.at = at
      // Adding up fractions of a second may miss a whole token by a hair.
      if (bucket.tokens >= 1 - 1e-9) {
        bucket.tokens -= 1
        return null
      }
      return throttled(
        {
          shape: limit.shape ?? 'APIG',
          ...(limit.retryAfter === undefined ? {} : { retryAfter: limit.retryAfter }),
          ...(limit.namesLimit === false ? {} : { limit: limit.perSecond }),
        },
        requestId,
      )
    },
  }
}
