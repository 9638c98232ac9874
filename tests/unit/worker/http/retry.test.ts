import { describe, expect, it } from 'vitest'
import { AppError, type AppErrorCode } from '../../../../src/shared/domain/app-error.ts'
import { createRetrier, toRetryAfterMs } from '../../../../src/worker/http/retry.ts'
import { createRandom, createVirtualTime } from '../support/virtual-time.ts'

async function countAttempts(code: AppErrorCode): Promise<{ attempts: number; seconds: number }> {
  const time = createVirtualTime()
  const retrier = createRetrier({ timer: time, random: createRandom(3) })
  let attempts = 0
  const call = retrier.run(async () => {
    attempts += 1
    throw new AppError(code)
  }, new AbortController().signal)
  await expect(time.run(call)).rejects.toMatchObject({ code })
  return { attempts, seconds: time.now() / 1000 }
}

describe('createRetrier', () => {
  const bounds: readonly [AppErrorCode, number][] = [
    ['CLOUD_THROTTLED', 13],
    ['CLOUD_SERVER_ERROR', 9],
    ['CLOUD_BAD_ANSWER', 9],
    ['NET_RESET', 9],
    ['NET_TIMEOUT', 3],
    ['NET_UNREACHABLE', 4],
    ['NET_DNS', 4],
    ['NET_TLS', 1],
    ['CLOUD_FORBIDDEN', 1],
    ['CLOUD_SECRET_WRONG', 1],
    ['CLOUD_CIRCUIT_OPEN', 1],
  ]
  for (const [code, attempts] of bounds) {
    it(`tries ${attempts} times when all that comes is ${code}`, async () => {
      expect((await countAttempts(code)).attempts).toBe(attempts)
    })
  }

  it('gives up an unreachable host within about four seconds', async () => {
    const { seconds } = await countAttempts('NET_UNREACHABLE')
    expect(seconds).toBeGreaterThan(2)
    expect(seconds).toBeLessThan(5.5)
  })

  it('waits at least as long as the answer asks', async () => {
    const time = createVirtualTime()
    const retrier = createRetrier({ timer: time, random: () => 0 })
    const call = retrier.run(async (attempt) => {
      if (attempt === 1) throw new AppError('CLOUD_THROTTLED', { retryAfterMs: 7_000 })
      return time.now()
    }, new AbortController().signal)
    expect(await time.run(call)).toBe(7_000)
  })

  it('gives up a service that asks for a minute each time after three of them', async () => {
    const time = createVirtualTime()
    const retrier = createRetrier({ timer: time, random: createRandom(3) })
    let attempts = 0
    const call = retrier.run(async () => {
      attempts += 1
      throw new AppError('CLOUD_THROTTLED', { retryAfterMs: 60_000 })
    }, new AbortController().signal)
    await expect(time.run(call)).rejects.toMatchObject({ code: 'CLOUD_THROTTLED' })
    expect(attempts).toBe(4)
    expect(time.now()).toBe(180_000)
  })

  it('answers a cancel during a pause with its own reason', async () => {
    const time = createVirtualTime()
    const cancel = new AbortController()
    const reason = new Error('cancelled')
    const retrier = createRetrier({
      timer: time,
      random: () => 0,
      onRetry: () => queueMicrotask(() => cancel.abort(reason)),
    })
    const call = retrier.run(() => Promise.reject(new AppError('NET_RESET')), cancel.signal)
    await expect(time.run(call)).rejects.toBe(reason)
  })
})

describe('toRetryAfterMs', () => {
  const now = Date.parse('2026-11-21T00:00:00Z')
  it.each([
    ['3', 3_000],
    ['0', 0],
    ['999', 60_000],
    ['Sat, 21 Nov 2026 00:00:09 GMT', 9_000],
    ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('reads %s as %s', (header, expected) => {
    expect(toRetryAfterMs(header, now)).toBe(expected)
  })
})
