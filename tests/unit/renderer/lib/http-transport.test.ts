import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHttpTransport } from '../../../../src/renderer/lib/http-transport.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'

/** Stands in for the browser's event stream; the test plays the server. */
class FakeEventSource extends EventTarget {
  static readonly opened: FakeEventSource[] = []
  readonly url: string
  isClosed = false

  constructor(url: string) {
    super()
    this.url = url
    FakeEventSource.opened.push(this)
  }

  close(): void {
    this.isClosed = true
  }

  send(type: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
}

const stream = (): FakeEventSource => FakeEventSource.opened.at(-1) as FakeEventSource
const eventOf = (seq: number): NumberedEvent => ({ seq, name: 'settings.changed', payload: {} })

function listen() {
  const heard = { seqs: [] as number[], resets: 0, connections: [] as boolean[] }
  const stop = createHttpTransport().listen({
    onEvent: ({ seq }) => heard.seqs.push(seq),
    onReset: () => (heard.resets += 1),
    onConnection: (isConnected) => heard.connections.push(isConnected),
  })
  return { heard, stop }
}

beforeEach(() => {
  FakeEventSource.opened.length = 0
  vi.stubGlobal('EventSource', FakeEventSource)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('createHttpTransport', () => {
  it('resumes after the last event that it has handled', () => {
    const { heard } = listen()
    stream().send('hello', { seq: 4 })
    stream().send('message', eventOf(5))
    stream().dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(1_000)
    expect(stream().url).toBe('/api/events?after=5')
    stream().send('hello', { seq: 5 })
    stream().send('message', eventOf(5))
    stream().send('message', eventOf(6))
    expect(heard.seqs).toEqual([5, 6])
  })

  it('resumes where the stream began when it broke before its first event', () => {
    listen()
    stream().send('hello', { seq: 7 })
    stream().dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(1_000)
    expect(stream().url).toBe('/api/events?after=7')
  })

  it('says that events were lost, and goes on from where the core is', () => {
    const { heard } = listen()
    stream().send('hello', { seq: 1 })
    stream().send('reset', { seq: 90 })
    stream().send('message', eventOf(91))
    expect(heard).toMatchObject({ resets: 1, seqs: [91] })
  })

  it('says that the core cannot be reached only when that lasts', () => {
    const { heard } = listen()
    stream().send('hello', { seq: 1 })
    stream().dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(600)
    stream().send('hello', { seq: 1 })
    vi.advanceTimersByTime(10_000)
    expect(heard.connections).not.toContain(false)
    stream().dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(600)
    stream().dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(2_000)
    expect(heard.connections.at(-1)).toBe(false)
  })

  it('opens nothing any more once it has been stopped', () => {
    const { stop } = listen()
    stream().dispatchEvent(new Event('error'))
    stop()
    vi.advanceTimersByTime(10_000)
    expect(FakeEventSource.opened).toHaveLength(1)
    expect(stream().isClosed).toBe(true)
  })
})
