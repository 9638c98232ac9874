import { describe, expect, it } from 'vitest'
import { nextAttemptAt, toDeliveryEnd } from '../../../../src/core/services/webhook-retry.ts'

const MINUTE = 60_000
const failed = { isSent: false, httpStatus: 503, problem: 'http: HTTP 503' } as const

describe('the next attempt', () => {
  it.each([
    [1, 1],
    [2, 5],
    [3, 30],
    [4, 120],
    [5, 360],
  ])('after attempt %i comes after %i minutes', (attempt, minutes) => {
    expect(nextAttemptAt(attempt, 1_000, null)).toBe(1_000 + minutes * MINUTE)
  })

  it.each([6, 7])('does not come after attempt %i, whatever the receiver asks', (attempt) => {
    expect(nextAttemptAt(attempt, 0, 5 * MINUTE)).toBeNull()
  })

  it('is put off as the receiver asks, and never sooner than planned', () => {
    expect(nextAttemptAt(1, 0, 10 * MINUTE)).toBe(10 * MINUTE)
    expect(nextAttemptAt(3, 0, 1_000)).toBe(30 * MINUTE)
  })
})

describe('what is kept of an attempt', () => {
  it('is that it was sent', () => {
    const outcome = { isSent: true, httpStatus: 200, problem: null } as const
    expect(toDeliveryEnd({ outcome, mayRetry: true, retryAfterMs: null }, 1, 0)).toEqual({
      state: 'sent',
      httpStatus: 200,
    })
  })

  it('is the end when another attempt cannot do better', () => {
    expect(toDeliveryEnd({ outcome: failed, mayRetry: false, retryAfterMs: null }, 1, 0)).toMatchObject({
      state: 'failed',
      problem: 'http: HTTP 503',
    })
  })

  it('is when to try again otherwise', () => {
    expect(toDeliveryEnd({ outcome: failed, mayRetry: true, retryAfterMs: null }, 2, 7)).toEqual({
      state: 'waiting',
      httpStatus: 503,
      problem: 'http: HTTP 503',
      nextAt: 7 + 5 * MINUTE,
    })
  })
})
