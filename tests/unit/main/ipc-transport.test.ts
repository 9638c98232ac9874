import { describe, expect, it, vi } from 'vitest'
import { createEventBus } from '../../../src/core/ipc/event-bus.ts'
import { isTrustedSender, serveWindows, type Sender } from '../../../src/main/ipc-transport.ts'
import { AppError } from '../../../src/shared/domain/app-error.ts'
import type { Router } from '../../../src/shared/ipc/contract.ts'
import { createDeferred } from '../../support/deferred.ts'

const PAGE: Sender = { senderFrame: { url: 'app://duewatch/index.html#/items', parent: null }, sender: { id: 1 } }
const own = (id: number) => id === 1

describe('isTrustedSender', () => {
  it('trusts the top frame of our window that shows our page', () => {
    expect(isTrustedSender(PAGE, own)).toBe(true)
  })

  it.each<[string, Sender]>([
    ['a frame inside the page', { ...PAGE, senderFrame: { url: 'app://duewatch/', parent: {} } }],
    ['a page from elsewhere in our window', { ...PAGE, senderFrame: { url: 'https://duewatch/', parent: null } }],
    ['a page that looks like ours', { ...PAGE, senderFrame: { url: 'app://duewatch.evil/', parent: null } }],
    ['a frame that has gone', { ...PAGE, senderFrame: null }],
    ['contents that are no window of ours', { ...PAGE, sender: { id: 2 } }],
  ])('does not trust %s', (_who, sender) => {
    expect(isTrustedSender(sender, own)).toBe(false)
  })
})

function createLab(options: { core?: Promise<never>; isStopping?: boolean } = {}) {
  const events = createEventBus(() => {})
  const requestUnknown = vi.fn(async (name: unknown, input: unknown) => ({ ok: true as const, data: [name, input] }))
  const router = { requestUnknown, request: requestUnknown } as unknown as Router
  const opened = createDeferred<{ router: Router; events: typeof events }>()
  const handlers = new Map<string, (event: Sender, ...args: unknown[]) => Promise<unknown>>()
  const sent: unknown[] = []
  const end = new AbortController()
  serveWindows({
    ipc: { handle: (channel, listener) => void handlers.set(channel, listener) },
    core: options.core ?? opened.promise,
    isOwnContents: own,
    broadcast: (channel, message) => void sent.push([channel, message]),
    isStopping: () => options.isStopping ?? false,
    signal: end.signal,
  })
  const ask = (sender: Sender, ...args: unknown[]) => handlers.get('ipc:request')!(sender, ...args)
  return { events, requestUnknown, handlers, sent, end, ask, open: () => opened.resolve({ router, events }) }
}

describe('serveWindows', () => {
  it('lets requests wait until the core is open', async () => {
    const lab = createLab()
    const answer = lab.ask(PAGE, 'system.state', {})
    expect(lab.requestUnknown).not.toHaveBeenCalled()
    lab.open()
    expect(await answer).toEqual({ ok: true, data: ['system.state', {}] })
  })

  it('answers strangers at once, without asking the core and without saying anything about it', async () => {
    const lab = createLab()
    const answer = await lab.ask({ ...PAGE, sender: { id: 9 } }, 'account.list', {})
    expect(answer).toEqual({ ok: false, error: { code: 'FORBIDDEN_SENDER', params: {}, raw: null } })
    lab.open()
    expect(lab.requestUnknown).not.toHaveBeenCalled()
  })

  it('never rejects: a core that did not open answers with its reason', async () => {
    const lab = createLab({ core: Promise.reject(new AppError('DB_DAMAGED', { file: 'x' })) })
    expect(await lab.ask(PAGE, 'system.state', {})).toMatchObject({ ok: false, error: { code: 'DB_DAMAGED' } })
  })

  it('refuses work once the app is ending', async () => {
    const lab = createLab({ isStopping: true })
    lab.open()
    expect(await lab.ask(PAGE, 'sync.start', {})).toMatchObject({ ok: false, error: { code: 'SHUTTING_DOWN' } })
    expect(lab.requestUnknown).not.toHaveBeenCalled()
  })

  it('hands every numbered event to the windows, in order, until the app ends', async () => {
    const lab = createLab()
    lab.open()
    await lab.ask(PAGE, 'system.state', {})
    lab.events.emit('item.changed', { accountId: null })
    lab.events.emit('settings.changed', {})
    lab.end.abort()
    lab.events.emit('settings.changed', {})
    expect(lab.sent).toEqual([
      ['ipc:event', { seq: 1, name: 'item.changed', payload: { accountId: null } }],
      ['ipc:event', { seq: 2, name: 'settings.changed', payload: {} }],
    ])
  })

  it('opens one channel for requests and no other', () => {
    expect([...createLab().handlers.keys()]).toEqual(['ipc:request'])
  })
})
