import { describe, expect, it } from 'vitest'
import { createTicker } from '../../../../src/core/jobs/ticker.ts'
import { createDeferred, type Deferred } from '../../../support/deferred.ts'

function create() {
  const looks: Deferred<void>[] = []
  let minute: (() => void) | null = null
  const ticker = createTicker({
    steps: [
      () => {
        const look = createDeferred<void>()
        looks.push(look)
        return look.promise
      },
    ],
    onError: () => {},
    everyMinute: (look) => {
      minute = look
      return () => (minute = null)
    },
  })
  return { ticker, looks, tick: () => minute?.(), hasMinutes: () => minute !== null }
}

describe('createTicker', () => {
  it('looks once a minute, and leaves a minute out while a look is going on', async () => {
    const { looks, tick } = create()
    tick()
    tick()
    expect(looks).toHaveLength(1)
    looks[0]?.resolve()
    // The second look is this one; nobody has asked for one meanwhile.
    await expect.poll(() => (tick(), looks.length), { interval: 1 }).toBe(2)
  })

  it('makes up by one look for all wake-ups that came while it was looking', async () => {
    const { ticker, looks } = create()
    const first = ticker.wake()
    const later = [ticker.wake(), ticker.wake(), ticker.wake()]
    looks[0]?.resolve()
    await first
    await expect.poll(() => looks.length, { interval: 1 }).toBe(2)
    looks[1]?.resolve()
    await Promise.all(later)
    expect(looks).toHaveLength(2)
  })

  it('reports a step that fails, and takes the steps behind it and the next look all the same', async () => {
    const broken = new Error('disk')
    const errors: unknown[] = []
    const taken: string[] = []
    const ticker = createTicker({
      steps: [
        async () => {
          taken.push('first')
          throw broken
        },
        async () => void taken.push('second'),
      ],
      onError: (error) => errors.push(error),
      everyMinute: () => () => {},
    })
    await ticker.wake()
    await ticker.wake()
    expect(taken).toEqual(['first', 'second', 'first', 'second'])
    expect(errors).toEqual([broken, broken])
  })

  it('waits for the look that is going on when it stops, and looks no more', async () => {
    const { ticker, looks, hasMinutes } = create()
    void ticker.wake()
    let isStopped = false
    const stopped = ticker.stop().then(() => (isStopped = true))
    expect(hasMinutes()).toBe(false)
    await Promise.resolve()
    expect(isStopped).toBe(false)
    looks[0]?.resolve()
    await stopped
    await ticker.wake()
    expect(looks).toHaveLength(1)
  })
})
