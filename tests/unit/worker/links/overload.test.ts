import { afterEach, describe, expect, it, vi } from 'vitest'
import { watchOverload, type OverloadWatch } from '../../../../src/worker/links/overload.ts'

const LOOK_EVERY_MS = 20

/** A watch over a clock that a test turns. */
function createWatch(concurrency: number) {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const told: number[] = []
  const watch: OverloadWatch = watchOverload({ concurrency, onConcurrency: (links) => told.push(links) })
  return {
    watch,
    told,
    look(lateMs: number, times = 1) {
      for (let time = 0; time < times; time += 1) {
        now += LOOK_EVERY_MS + lateMs
        vi.advanceTimersByTime(LOOK_EVERY_MS)
      }
    },
  }
}

describe('a run over links on a busy computer', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('takes on fewer links the longer it is behind, but never too few to get on', () => {
    const { told, look } = createWatch(512)
    look(150)
    expect(told).toEqual([460])
    look(150, 100)
    expect(told.at(-1)).toBe(128)
    expect(Math.min(...told)).toBe(128)
  })

  it('takes on all of them again once it keeps up, and no more than that', () => {
    const { told, look } = createWatch(512)
    look(150, 3)
    look(0, 100)
    expect(told.at(-1)).toBe(512)
    expect(Math.max(...told)).toBe(512)
    expect(told.slice(2)).toEqual(told.slice(2).toSorted((a, b) => a - b))
  })

  it('leaves the number alone while it is a little behind, and when it is small anyway', () => {
    const usual = createWatch(512)
    usual.look(60, 20)
    expect(usual.told).toEqual([])
    const small = createWatch(64)
    small.look(500, 20)
    expect(small.told).toEqual([])
  })

  it('changes nothing after its end', () => {
    const { watch, told, look } = createWatch(512)
    watch.stop()
    look(500, 20)
    expect(told).toEqual([])
  })
})
