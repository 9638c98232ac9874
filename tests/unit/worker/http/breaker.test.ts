import { describe, expect, it } from 'vitest'
import { AppError, type AppErrorCode } from '../../../../src/shared/domain/app-error.ts'
import { createBreaker } from '../../../../src/worker/http/breaker.ts'
import { createRandom } from '../support/virtual-time.ts'

const failing = (code: AppErrorCode) => () => Promise.reject(new AppError(code))

async function attempt(breaker: ReturnType<typeof createBreaker>, call: () => Promise<unknown>): Promise<string> {
  return await breaker.run(call).then(
    () => 'ok',
    (error: unknown) => (error as AppError).code,
  )
}

describe('createBreaker', () => {
  it('stays closed through thousands of calls of which three in ten fail', async () => {
    const random = createRandom(11)
    const breaker = createBreaker({ service: 'bss' })
    for (let count = 0; count < 20_000; count += 1) {
      const code = await attempt(breaker, random() < 0.3 ? failing('CLOUD_SERVER_ERROR') : async () => 1)
      expect(code).not.toBe('CLOUD_CIRCUIT_OPEN')
    }
  })

  it('opens when a service is down, says so once, and closes when it is back', async () => {
    const said: string[] = []
    const breaker = createBreaker({
      service: 'tms',
      halfOpenAfterMs: 0,
      onOpen: (service, last) => said.push(`open ${service} ${last}`),
      onClose: (service) => said.push(`closed ${service}`),
    })
    for (let count = 0; count < 40; count += 1) await attempt(breaker, failing('NET_UNREACHABLE'))
    expect(said).toEqual(['open tms NET_UNREACHABLE'])
    expect(await attempt(breaker, async () => 1)).toBe('ok')
    expect(said).toEqual(['open tms NET_UNREACHABLE', 'closed tms'])
  })

  it('fails fast while it is open', async () => {
    const breaker = createBreaker({ service: 'eps', halfOpenAfterMs: 60_000 })
    for (let count = 0; count < 16; count += 1) await attempt(breaker, failing('CLOUD_SERVER_ERROR'))
    expect(await attempt(breaker, async () => 1)).toBe('CLOUD_CIRCUIT_OPEN')
  })

  it.each(['CLOUD_THROTTLED', 'CLOUD_FORBIDDEN'] as const)('does not count %s', async (code) => {
    const breaker = createBreaker({ service: 'bss' })
    for (let count = 0; count < 100; count += 1) await attempt(breaker, failing(code))
    expect(await attempt(breaker, async () => 1)).toBe('ok')
  })
})
