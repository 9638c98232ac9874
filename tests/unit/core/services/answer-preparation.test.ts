import { describe, expect, it } from 'vitest'
import { createEventBus, type EventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createAnswerPreparation, type AnswerPreparation } from '../../../../src/core/services/answer-preparation.ts'

interface Bench {
  readonly events: EventBus
  readonly preparation: AnswerPreparation
  /** What was begun, to be ended by the test. */
  readonly begun: { end(error?: Error): void }[]
  readonly errors: unknown[]
  /** Lets the time pass; answers whether anything was waited for. */
  pass(): boolean
  isWatched: boolean
  isOpen: boolean
}

function arrange(): Bench {
  const timers: (() => void)[] = []
  const errors: unknown[] = []
  const begun: Bench['begun'] = []
  const events = createEventBus((error) => errors.push(error))
  const bench: Bench = {
    events,
    begun,
    errors,
    isWatched: true,
    isOpen: true,
    pass() {
      const due = timers.splice(0)
      for (const work of due) work()
      return due.length > 0
    },
    preparation: createAnswerPreparation({
      events,
      prepare: () =>
        new Promise<void>((resolve, reject) => {
          begun.push({ end: (error) => (error ? reject(error) : resolve()) })
        }),
      isWatched: () => bench.isWatched,
      isOpen: () => bench.isOpen,
      onError: (error) => errors.push(error),
      setTimer(work) {
        timers.push(work)
        return () => void timers.splice(timers.indexOf(work) >>> 0, 1)
      },
    }),
  }
  return bench
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('createAnswerPreparation', () => {
  it('prepares when the first rows are there and once after changes have come to rest', async () => {
    const bench = arrange()
    bench.preparation.start()
    expect(bench.begun).toHaveLength(0)
    bench.pass()
    bench.begun[0]?.end()
    await settle()
    bench.events.emit('item.changed', { accountId: null })
    bench.events.emit('day.changed', { today: '2026-11-23' })
    expect(bench.begun).toHaveLength(1)
    bench.pass()
    expect(bench.begun).toHaveLength(2)
  })

  it('never prepares twice at a time, and again when something has changed meanwhile', async () => {
    const bench = arrange()
    bench.preparation.start()
    bench.pass()
    bench.events.emit('item.changed', { accountId: null })
    bench.pass()
    expect(bench.begun).toHaveLength(1)
    bench.begun[0]?.end()
    await settle()
    bench.pass()
    expect(bench.begun).toHaveLength(2)
  })

  it('leaves changes alone while nobody looks on, and events that change no payments', () => {
    const bench = arrange()
    bench.preparation.start()
    bench.pass()
    bench.isWatched = false
    bench.events.emit('item.changed', { accountId: null })
    expect(bench.pass()).toBe(false)
    bench.isWatched = true
    bench.events.emit('notice.changed', {})
    expect(bench.pass()).toBe(false)
  })

  it('begins nothing once it is stopped, and reports what fails before, but not what the end breaks off', async () => {
    const bench = arrange()
    bench.preparation.start()
    bench.pass()
    bench.begun[0]?.end(new Error('broken'))
    await settle()
    expect(bench.errors).toEqual([new Error('broken')])
    bench.events.emit('item.changed', { accountId: null })
    bench.pass()
    bench.events.emit('item.changed', { accountId: null })
    bench.preparation.stop()
    bench.begun[1]?.end(new Error('closed'))
    await settle()
    expect(bench.pass()).toBe(false)
    bench.preparation.start()
    expect(bench.begun).toHaveLength(2)
    expect(bench.errors).toHaveLength(1)
  })
})
