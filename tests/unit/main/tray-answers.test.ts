import { describe, expect, it, vi } from 'vitest'
import { createEventBus } from '../../../src/core/ipc/event-bus.ts'
import { followTrayAnswers, type TrayAnswers } from '../../../src/main/tray-answers.ts'
import { createDeferred } from '../../support/deferred.ts'
import type { Router } from '../../../src/shared/ipc/contract.ts'

const DELAY_MS = 10

function createLab() {
  const events = createEventBus((error) => {
    throw error
  })
  const state = { overdue: 1, pausedUntil: null as number | null, fails: false, now: 1_000 }
  const asked: string[] = []
  const waits: Promise<void>[] = []
  const router = {
    request: async (name: string) => {
      asked.push(name)
      const seen = { ...state }
      await (name === 'reminder.state' ? waits.shift() : null)
      if (seen.fails) return { ok: false, error: { code: 'X', params: {}, raw: null } }
      const data: Record<string, unknown> = {
        'reminder.state': { counts: { overdue: seen.overdue }, held: null },
        'schedule.list': { pausedUntil: seen.pausedUntil },
        'run.latest': [],
        'settings.get': { businessZone: 'Europe/Berlin' },
      }
      return { ok: true, data: data[name] ?? {} }
    },
  } as unknown as Router
  const seen: TrayAnswers[] = []
  const end = new AbortController()
  const refresh = followTrayAnswers({
    core: { router, events },
    clock: { now: () => state.now },
    onAnswers: (answers) => void seen.push(answers),
    onError: (error) => {
      throw error
    },
    signal: end.signal,
    delayMs: DELAY_MS,
  })
  const counts = () => seen.map(({ reminders }) => reminders?.counts.overdue)
  return { events, state, asked, waits, seen, end, refresh, counts }
}

describe('followTrayAnswers', () => {
  it('reads what the tray shows at once', async () => {
    const { seen, counts } = createLab()
    await vi.waitFor(() => expect(counts()).toEqual([1]))
    expect(seen[0]).toMatchObject({ zone: 'Europe/Berlin', runs: [], notices: {}, system: {} })
  })

  it('looks once after a burst of events', async () => {
    const { events, state, counts, asked } = createLab()
    await vi.waitFor(() => expect(counts()).toEqual([1]))
    state.overdue = 7
    for (let n = 0; n < 100; n += 1) events.emit('item.changed', { accountId: null })
    await vi.waitFor(() => expect(counts()).toEqual([1, 7]))
    expect(asked.filter((name) => name === 'reminder.state')).toHaveLength(2)
  })

  it('does not look for news that do not concern it', async () => {
    vi.useFakeTimers()
    try {
      const { events, asked } = createLab()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      const before = asked.length
      events.emit('preference.changed', { key: 'theme' })
      events.emit('view.changed', {})
      await vi.advanceTimersByTimeAsync(DELAY_MS * 10)
      expect(asked).toHaveLength(before)
    } finally {
      vi.useRealTimers()
    }
  })

  it('never shows an older answer over a newer one', async () => {
    vi.useFakeTimers()
    try {
      const lab = createLab()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      const slow = createDeferred<void>()
      lab.waits.push(slow.promise)
      lab.state.overdue = 2
      lab.refresh()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      lab.state.overdue = 3
      lab.refresh()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      slow.resolve()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      expect(lab.counts()).toEqual([1, 3])
    } finally {
      vi.useRealTimers()
    }
  })

  it('looks again when a pause ends, which no event tells', async () => {
    vi.useFakeTimers()
    try {
      const { state, refresh, seen } = createLab()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      state.pausedUntil = state.now + 60_000
      refresh()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      const before = seen.length
      await vi.advanceTimersByTimeAsync(60_000 + DELAY_MS)
      expect(seen).toHaveLength(before + 1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('shows what could be read where something could not', async () => {
    const { state, refresh, seen } = createLab()
    state.fails = true
    refresh()
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ reminders: null, runs: [], zone: 'Asia/Shanghai' }))
  })

  it('is silent once the app ends', async () => {
    vi.useFakeTimers()
    try {
      const { events, end, seen } = createLab()
      await vi.advanceTimersByTimeAsync(DELAY_MS)
      const before = seen.length
      events.emit('schedule.changed', {})
      end.abort()
      await vi.advanceTimersByTimeAsync(DELAY_MS * 10)
      expect(seen).toHaveLength(before)
    } finally {
      vi.useRealTimers()
    }
  })
})
