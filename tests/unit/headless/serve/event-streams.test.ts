import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEventBus, type EventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createEventStreams, type EventStreamsOptions } from '../../../../src/headless/serve/event-streams.ts'
import { readEvents, type EventReader, type Frame } from '../../../support/event-stream.ts'

interface Site {
  readonly bus: EventBus
  readonly port: number
  /** What the server keeps in memory for the n-th stream. */
  bufferedBytes(index: number): number
  /** Resolves when the server has let go of the n-th stream, counted from 0. */
  closed(index: number): Promise<void>
  open(after?: number): Promise<EventReader>
  endAll(): void
}

async function startSite(options: Partial<EventStreamsOptions> = {}): Promise<Site> {
  const bus = createEventBus((error) => {
    throw error
  })
  const streams = createEventStreams({ events: bus, ...options })
  const responses: ServerResponse[] = []
  const closed = new Map<ServerResponse, Promise<void>>()
  const server = createServer((request, response) => {
    responses.push(response)
    closed.set(response, new Promise((resolve) => response.once('close', () => resolve())))
    const after = new URL(request.url ?? '', 'http://local').searchParams.get('after')
    streams.open(response, after === null ? null : Number(after))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    bus,
    port,
    bufferedBytes: (index) => responses[index]?.writableLength ?? 0,
    closed: (index) => closed.get(responses[index] as ServerResponse) as Promise<void>,
    open: (after) => readEvents(port, after === undefined ? '/' : `/?after=${after}`),
    endAll: () => streams.endAll(),
  }
}

function emit(bus: EventBus, count: number, text = ''): void {
  for (let i = 0; i < count; i += 1) bus.emit('preference.changed', { key: `${bus.lastSeq}${text}` })
}

const seqs = (frames: readonly Frame[]): number[] =>
  frames.filter(({ event }) => event === 'message').map(({ id }) => Number(id))
const upTo = (last: number) => (frames: readonly Frame[]) => seqs(frames).at(-1) === last
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

describe('createEventStreams', () => {
  it('replays what came after a number and goes on with what comes, each once and in order', async () => {
    const { bus, open } = await startSite()
    emit(bus, 10)
    const reader = await open(4)
    emit(bus, 3)
    await reader.until(upTo(13))
    expect(seqs(reader.frames)).toEqual(range(5, 13))
    expect(JSON.parse(reader.frames.at(-1)?.data ?? '')).toEqual({
      seq: 13,
      name: 'preference.changed',
      payload: { key: '12' },
    })
  })

  it('says where a stream without a number begins, so that a window that loses it at once can come back without a gap', async () => {
    const { bus, open } = await startSite()
    emit(bus, 7)
    const reader = await open()
    await reader.until((frames) => frames.length === 1)
    expect(reader.frames).toEqual([{ event: 'hello', id: '7', data: '{"seq":7}' }])
    emit(bus, 1)
    await reader.until(upTo(8))
    expect(seqs(reader.frames)).toEqual([8])
  })

  it('says that events are lost when they are no longer kept, then goes on from the newest', async () => {
    const { bus, open } = await startSite()
    emit(bus, 5_000)
    const reader = await open(1)
    await reader.until((frames) => frames.some(({ event }) => event === 'reset'))
    emit(bus, 1)
    await reader.until(upTo(5_001))
    expect(reader.frames.map(({ event }) => event)).toEqual(['hello', 'reset', 'message'])
    expect(reader.frames[1]).toMatchObject({ id: '5000', data: '{"seq":5000}' })
  })

  it('says the same to a window that has seen numbers of an earlier process', async () => {
    const { bus, open } = await startSite()
    emit(bus, 3)
    const reader = await open(900)
    await reader.until((frames) => frames.some(({ event }) => event === 'reset'))
    emit(bus, 1)
    await reader.until(upTo(4))
    expect(seqs(reader.frames)).toEqual([4])
  })

  it('keeps nothing for a reader that does not read: it goes on where it stopped, or is told what it lost', async () => {
    const { bus, open } = await startSite()
    const reader = await open(0)
    reader.pause()
    // 60 MB in all, in pieces between which the sockets fill up.
    for (let i = 0; i < 30; i += 1) {
      emit(bus, 200, 'x'.repeat(10_000))
      await new Promise(setImmediate)
    }
    reader.resume()
    await reader.until((frames) => frames.some(({ event }) => event === 'reset') || upTo(6_000)(frames))
    emit(bus, 1)
    await reader.until(upTo(6_001))
    const at = reader.frames.findIndex(({ event }) => event === 'reset')
    expect(at).toBeGreaterThan(0)
    const before = seqs(reader.frames.slice(0, at))
    expect(before).toEqual(range(1, before.length))
    const start = Number(reader.frames[at]?.id)
    expect(seqs(reader.frames.slice(at))).toEqual(range(start + 1, 6_001))
  })

  it('takes no more of a long replay into memory than the socket takes', async () => {
    const { bus, open, bufferedBytes } = await startSite()
    emit(bus, 2_000, 'x'.repeat(10_000))
    const reader = await open(0)
    expect(bufferedBytes(0)).toBeLessThan(5_000_000)
    await reader.until(upTo(2_000))
    expect(seqs(reader.frames)).toEqual(range(1, 2_000))
  })

  it('cuts a reader off that takes nothing for too long', async () => {
    const { bus, open, closed } = await startSite({ keepAliveMs: 5, stalledMs: 20 })
    const reader = await open(0)
    reader.pause()
    for (let i = 0; i < 20; i += 1) emit(bus, 50, 'x'.repeat(20_000))
    await closed(0)
  })

  it('shows that it is there while nothing happens', async () => {
    const { open } = await startSite({ keepAliveMs: 5 })
    const reader = await open()
    await expect.poll(() => reader.comments).toBeGreaterThan(2)
    expect(reader.frames.map(({ event }) => event)).toEqual(['hello'])
  })

  it('leaves a connection free for requests by ending the oldest of too many streams', async () => {
    const { bus, open } = await startSite()
    const readers: EventReader[] = []
    for (let i = 0; i < 6; i += 1) readers.push(await open())
    await readers[0]?.ended
    emit(bus, 1)
    await Promise.all(readers.slice(1).map((reader) => reader.until(upTo(1))))
    expect(seqs(readers[0]?.frames ?? [])).toEqual([])
  })

  it('lets go of a stream whose reader has gone', async () => {
    const { bus, open, closed } = await startSite()
    const reader = await open()
    reader.close()
    await closed(0)
    expect(() => emit(bus, 1)).not.toThrow()
  })

  it('ends all streams, also one that is being written to', async () => {
    const { bus, open, endAll } = await startSite()
    const readers = await Promise.all([open(), open(0)])
    emit(bus, 100)
    endAll()
    emit(bus, 1)
    await Promise.all(readers.map(({ ended }) => ended))
    for (const { frames } of readers) expect(seqs(frames)).toEqual(range(1, 100))
  })
})
