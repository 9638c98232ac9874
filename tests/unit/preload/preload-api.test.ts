import { describe, expect, it } from 'vitest'
import { createPreloadApi } from '../../../src/preload/preload-api.ts'
import type { MenuCommand } from '../../../src/shared/preload-api.ts'

function createLab(invoke: (...args: unknown[]) => Promise<unknown> = async () => ({ ok: true, data: null })) {
  const calls: unknown[][] = []
  const listeners = new Map<string, (event: unknown, message: unknown) => void>()
  const api = createPreloadApi({
    invoke: (...args) => {
      calls.push(args)
      return invoke(...args)
    },
    on: (channel, listener) => listeners.set(channel, listener),
  })
  /** As Electron calls: its own event object comes first. */
  const emit = (channel: string, message: unknown) => listeners.get(channel)!({ sender: 'never shown' }, message)
  return { api, calls, listeners, emit }
}

const EVENT = { seq: 1, name: 'settings.changed', payload: {} }
const SEARCH: MenuCommand = { kind: 'search' }

describe('createPreloadApi', () => {
  it('offers two functions and nothing else of Electron', () => {
    const { api, listeners } = createLab()
    expect(Object.keys(api).toSorted()).toEqual(['on', 'request'])
    expect([...listeners.keys()]).toEqual(['ipc:event', 'ipc:menu'])
  })

  it('sends requests on one channel whatever the page asks for', async () => {
    const { api, calls } = createLab()
    expect(await api.request('ipc:menu', { a: 1 })).toEqual({ ok: true, data: null })
    expect(calls).toEqual([['ipc:request', 'ipc:menu', { a: 1 }]])
  })

  it('answers in the usual form when the host has gone or a value cannot be sent', async () => {
    const { api } = createLab(() => Promise.reject(new Error('An object could not be cloned.')))
    expect(await api.request('system.state', {})).toEqual({
      ok: false,
      error: { code: 'INTERNAL', params: {}, raw: 'An object could not be cloned.' },
    })
  })

  it('gives listeners the message without the event, which would lead to every channel', () => {
    const { api, emit } = createLab()
    const seen: unknown[][] = []
    api.on('event', (...args) => seen.push(args))
    emit('ipc:event', EVENT)
    expect(seen).toEqual([[EVENT]])
  })

  it('stops calling a listener that was taken back, and only that one', () => {
    const { api, emit } = createLab()
    const seen: string[] = []
    const first = api.on('event', () => seen.push('first'))
    api.on('event', () => seen.push('second'))
    first()
    first()
    emit('ipc:event', EVENT)
    expect(seen).toEqual(['second'])
  })

  it('lets the same function listen twice and be taken back once', () => {
    const { api, emit } = createLab()
    const seen: unknown[] = []
    const listener = (message: unknown) => void seen.push(message)
    const off = api.on('event', listener)
    api.on('event', listener)
    off()
    emit('ipc:event', EVENT)
    expect(seen).toEqual([EVENT])
  })

  it('keeps menu commands for a page that is still loading, once', () => {
    const { api, emit } = createLab()
    emit('ipc:menu', SEARCH)
    const seen: MenuCommand[] = []
    const late: MenuCommand[] = []
    api.on('menu', (command) => seen.push(command))
    api.on('menu', (command) => late.push(command))
    expect([seen, late]).toEqual([[SEARCH], []])
  })

  it('keeps the newest commands when a page never listens', () => {
    const { api, emit } = createLab()
    for (let index = 0; index < 50; index += 1) emit('ipc:menu', { kind: 'open', page: index % 2 ? 'items' : 'sync' })
    const seen: MenuCommand[] = []
    api.on('menu', (command) => seen.push(command))
    expect(seen).toHaveLength(20)
  })

  it('refuses channels and listeners that are none', () => {
    const { api } = createLab()
    const on = api.on as (channel: string, listener: unknown) => unknown
    expect(() => on('ipc:request', () => {})).toThrow(TypeError)
    expect(() => on('constructor', () => {})).toThrow(TypeError)
    expect(() => on('event', 'alert(1)')).toThrow(TypeError)
  })
})
