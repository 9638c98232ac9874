import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createRunCourse, type RunCourse, type RunState } from '../../../../src/core/jobs/run-course.ts'
import { NO_METRICS, type RunSample } from '../../../../src/shared/domain/run.ts'
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.ts'

interface Note {
  readonly samples: readonly RunSample[]
  readonly firstPosition: number
}

interface Stage {
  readonly course: RunCourse
  readonly clock: FakeClock
  readonly notes: Note[]
  readonly errors: unknown[]
  /** What the notes amount to, read as the database reads them. */
  stored(): RunSample[]
  /** Lets time pass, second by second. */
  pass(seconds: number): Promise<void>
}

function create(options: { maxSamples?: number; store?: (note: Note) => Promise<unknown> } = {}): Stage {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const clock = createFakeClock(0)
  const notes: Note[] = []
  const errors: unknown[] = []
  let requests = 0
  const state = (): RunState => ({ progress: [], metrics: { ...NO_METRICS, requests: (requests += 1) } })
  const course = createRunCourse({
    clock,
    state,
    store: async (note) => {
      await options.store?.(note)
      notes.push(note)
    },
    onSample: () => {},
    onError: (error) => errors.push(error),
    ...(options.maxSamples === undefined ? {} : { maxSamples: options.maxSamples }),
  })
  return {
    course,
    clock,
    notes,
    errors,
    stored: () =>
      notes.reduce<RunSample[]>((all, { samples, firstPosition }) => [...all.slice(0, firstPosition), ...samples], []),
    async pass(seconds) {
      for (let second = 0; second < seconds; second += 1) {
        clock.advance(1000)
        await vi.advanceTimersByTimeAsync(1000)
      }
    },
  }
}

const END: RunState = { progress: [], metrics: { ...NO_METRICS, requests: 7 } }

describe('createRunCourse', () => {
  it('takes a sample at the beginning, one per second and one at the end, and stores every one of them once', async () => {
    const stage = create()
    await stage.pass(3)
    stage.clock.advance(400)
    await stage.course.end(END)
    expect(stage.course.samples.map(({ at }) => at)).toEqual([0, 1000, 2000, 3000, 3400])
    expect(stage.stored()).toEqual(stage.course.samples)
    expect(stage.stored().at(-1)?.requests).toBe(7)
    expect(stage.notes.flatMap(({ samples }) => samples)).toHaveLength(5)
  })

  it('keeps the whole course of a long run within the bound, evenly spaced, and stores what it shows', async () => {
    const stage = create({ maxSamples: 20 })
    for (let minute = 0; minute < 10; minute += 1) {
      await stage.pass(60)
      expect(stage.course.samples.length).toBeLessThanOrEqual(20)
      expect(stage.course.samples.at(-1)).toBe(stage.course.newest)
    }
    await stage.course.end(END)
    const at = stage.course.samples.map((sample) => sample.at)
    expect(at[0]).toBe(0)
    expect(at.at(-1)).toBe(600_000)
    expect(at.length).toBeGreaterThan(8)
    const gaps = at.slice(1).map((value, index) => value - (at[index] as number))
    expect(new Set(gaps.slice(0, -1)).size).toBe(1)
    expect(stage.stored()).toEqual(stage.course.samples)
  })

  it('goes on sampling when the clock is put back', async () => {
    const stage = create()
    await stage.pass(2)
    stage.clock.set(-3_600_000)
    await stage.pass(3)
    await stage.course.end(END)
    expect(stage.course.samples.length).toBeGreaterThanOrEqual(5)
  })

  it('makes up for notes that could not be written and complains once', async () => {
    let isFull = true
    const stage = create({
      store: async () => {
        if (isFull) throw new Error('disk full')
      },
    })
    await stage.pass(4)
    expect(stage.errors).toHaveLength(1)
    isFull = false
    await stage.course.end(END)
    expect(stage.stored()).toEqual(stage.course.samples)
    expect(stage.stored()).toHaveLength(6)
  })

  it('does not pile notes up behind a writer that is busy', async () => {
    let letGo = (): void => {}
    const busy = new Promise<void>((resolve) => (letGo = resolve))
    let calls = 0
    const stage = create({
      store: async () => {
        calls += 1
        if (calls === 1) await busy
      },
    })
    await stage.pass(30)
    expect(calls).toBe(1)
    const ended = stage.course.end(END)
    letGo()
    await ended
    expect(calls).toBe(2)
    expect(stage.stored()).toEqual(stage.course.samples)
  })

  it('ends without rejecting when nothing can be written any more, and leaves no timer behind', async () => {
    const stage = create({ store: () => Promise.reject(new Error('lost')) })
    await stage.course.end(END)
    expect(vi.getTimerCount()).toBe(0)
  })
})
