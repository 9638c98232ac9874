import { describe, expect, it, vi } from 'vitest'
import { createQuitter } from '../../../src/main/quit.ts'
import { createDeferred } from '../../support/deferred.ts'

function createLab(stop: () => Promise<void>) {
  const log: string[] = []
  const quitter = createQuitter({
    stop: () => {
      log.push('stop')
      return stop()
    },
    exit: (code) => void log.push(`exit ${code}`),
    closeWindow: async () => void log.push('close'),
    onError: (error) => void log.push(String(error)),
  })
  const quit = () => quitter.onBeforeQuit({ preventDefault: () => void log.push('wait') })
  return { log, quit }
}

describe('createQuitter', () => {
  it('takes the window away first, closes everything, then ends', async () => {
    const closed = createDeferred<void>()
    const { log, quit } = createLab(() => closed.promise)
    quit()
    await vi.waitFor(() => expect(log).toEqual(['wait', 'close', 'stop']))
    closed.resolve()
    await vi.waitFor(() => expect(log.at(-1)).toBe('exit 0'))
  })

  it('closes once, however often somebody asks', async () => {
    const closed = createDeferred<void>()
    const { log, quit } = createLab(() => closed.promise)
    quit()
    quit()
    closed.resolve()
    await vi.waitFor(() => expect(log).toEqual(['wait', 'close', 'wait', 'stop', 'exit 0']))
  })

  it('ends although closing fails, and says what failed', async () => {
    const { log, quit } = createLab(() => Promise.reject(new Error('disk gone')))
    quit()
    await vi.waitFor(() => expect(log.slice(-2)).toEqual(['Error: disk gone', 'exit 0']))
  })

  it('ends within five seconds although closing hangs', async () => {
    vi.useFakeTimers()
    try {
      const { log, quit } = createLab(() => new Promise(() => {}))
      quit()
      await vi.advanceTimersByTimeAsync(4_999)
      expect(log).toContain('exit 0')
    } finally {
      vi.useRealTimers()
    }
  })
})
