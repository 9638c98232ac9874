import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'

describe('createEventBus', () => {
  it('numbers events without gaps and gives a late window exactly what it missed', () => {
    const bus = createEventBus(() => {})
    const seen: NumberedEvent[] = []
    bus.emit('account.changed', { accountId: 'a' })
    const known = bus.lastSeq
    bus.emit('account.changed', { accountId: 'b' })
    bus.emit('settings.changed', {})
    bus.on((event) => seen.push(event), { signal: new AbortController().signal })
    const missed = bus.since(known)
    bus.emit('account.changed', { accountId: 'c' })
    expect([...(missed ?? []), ...seen].map((event) => event.seq)).toEqual([2, 3, 4])
  })

  it('admits that events have been forgotten instead of leaving a gap', () => {
    const bus = createEventBus(() => {})
    for (let count = 0; count < 10_000; count += 1) bus.emit('settings.changed', {})
    expect(bus.since(10)).toBeNull()
    expect(bus.since(9_990)).toHaveLength(10)
    expect(bus.since(10_000)).toEqual([])
  })

  it('stops calling a listener whose signal has aborted, and survives one that throws', () => {
    const errors: unknown[] = []
    const bus = createEventBus((error) => errors.push(error))
    const over = new AbortController()
    const seen: string[] = []
    bus.on(
      () => {
        throw new Error('broken window')
      },
      { signal: new AbortController().signal },
    )
    bus.on(() => seen.push('x'), { signal: over.signal })
    bus.emit('settings.changed', {})
    over.abort()
    bus.emit('settings.changed', {})
    expect(seen).toEqual(['x'])
    expect(errors).toHaveLength(2)
  })
})
