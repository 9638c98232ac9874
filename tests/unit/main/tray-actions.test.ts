import { describe, expect, it, vi } from 'vitest'
import { createTrayActions } from '../../../src/main/tray-actions.ts'
import type { Router } from '../../../src/shared/ipc/contract.ts'

/** 2026-11-20 23:30 in Shanghai. */
const NOW = Date.UTC(2026, 10, 20, 15, 30)

function createLab(answers: Readonly<Record<string, unknown>> = {}) {
  const asked: unknown[] = []
  const done: unknown[] = []
  const known: Record<string, unknown> = {
    'settings.get': { businessZone: 'Asia/Shanghai' },
    'account.list': [{ accountId: 'a' }, { accountId: 'b' }],
    'sync.start': { runId: 'r', isNew: true },
    'schedule.pause': {},
    ...answers,
  }
  const router = {
    request: async (name: string, input: unknown) => {
      asked.push([name, input])
      const data = known[name]
      return data === null ? { ok: false, error: { code: 'X', params: {}, raw: null } } : { ok: true, data }
    },
  } as unknown as Router
  const actions = createTrayActions({
    router,
    clock: { now: () => NOW },
    show: () => void done.push('show'),
    send: (command) => void done.push(command),
    quit: () => void done.push('quit'),
    onError: (error) => void done.push(error),
  })
  const pausedUntil = async (): Promise<unknown> => {
    await vi.waitFor(() => expect(asked.at(-1)).toEqual(['schedule.pause', expect.anything()]))
    return (asked.at(-1) as [string, { until: number | null }])[1].until
  }
  return { actions, asked, done, pausedUntil }
}

describe('createTrayActions', () => {
  it('shows the window first, then the page', () => {
    const { actions, done } = createLab()
    actions.openDue('overdue')
    actions.openNotices()
    actions.openSettings()
    expect(done).toEqual([
      'show',
      { kind: 'open', page: 'items', params: { due: 'overdue' } },
      'show',
      { kind: 'open', page: 'notices' },
      'show',
      { kind: 'open', page: 'settings' },
    ])
  })

  it('syncs every account without a window', async () => {
    const { actions, asked, done } = createLab()
    actions.syncNow()
    await vi.waitFor(() => expect(asked).toHaveLength(3))
    expect(asked.slice(1)).toEqual([
      ['sync.start', { accountId: 'a' }],
      ['sync.start', { accountId: 'b' }],
    ])
    expect(done).toEqual([])
  })

  it.each([{ 'account.list': [] }, { 'account.list': null }, { 'sync.start': null }])(
    'opens the page that says why nothing is synced: %j',
    async (answers) => {
      const { actions, done } = createLab(answers)
      actions.syncNow()
      await vi.waitFor(() => expect(done).toEqual(['show', { kind: 'open', page: 'sync' }]))
    },
  )

  it.each([
    ['hour', NOW + 3_600_000],
    ['fourHours', NOW + 4 * 3_600_000],
    // 08:00 of the next day in the business zone, whatever the day is elsewhere.
    ['tomorrow', Date.UTC(2026, 10, 21, 0, 0)],
    [null, null],
  ] as const)('holds everything for as long as was chosen: %s', async (choice, until) => {
    const { actions, pausedUntil } = createLab()
    actions.pause(choice)
    expect(await pausedUntil()).toBe(until)
  })

  it('opens the page that says why nothing could be held', async () => {
    const { actions, done } = createLab({ 'schedule.pause': null })
    actions.pause('hour')
    await vi.waitFor(() => expect(done).toEqual(['show', { kind: 'open', page: 'sync' }]))
  })
})
