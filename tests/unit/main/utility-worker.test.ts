import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import {
  createUtilityWorkerLauncher,
  type MessagePortMainLike,
  type UtilityChild,
} from '../../../src/main/utility-worker.ts'
import type { DownFrame, UpFrame } from '../../../src/shared/worker/frames.ts'
import { createDeferred } from '../../support/deferred.ts'

class FakeChild extends EventEmitter implements UtilityChild {
  pid: number | undefined = undefined
  readonly stdout = null
  readonly stderr = new EventEmitter() as unknown as NodeJS.ReadableStream
  readonly posted: [unknown, unknown[]][] = []
  postMessage(message: unknown, transfer: unknown[]): void {
    this.posted.push([message, transfer])
  }
  kill(): boolean {
    return false
  }
  spawn(): void {
    this.pid = 4711
    this.emit('spawn')
  }
}

class FakePort extends EventEmitter implements MessagePortMainLike {
  readonly sent: unknown[] = []
  isClosed = false
  postMessage(message: unknown): void {
    this.sent.push(message)
  }
  start(): void {}
  close(): void {
    this.isClosed = true
  }
}

function createLab(options: { environment?: () => Promise<Record<string, string>> } = {}) {
  const children: FakeChild[] = []
  const envs: Record<string, string>[] = []
  const port1 = new FakePort()
  const port2 = new FakePort()
  const killed: number[] = []
  const output: string[] = []
  const launcher = createUtilityWorkerLauncher({
    fork: (env) => {
      const child = new FakeChild()
      envs.push(env)
      children.push(child)
      return child
    },
    createChannel: () => ({ port1, port2 }),
    environment: options.environment ?? (async () => ({ PATH: '/bin' })),
    killNow: (pid) => void killed.push(pid),
    onOutput: (text) => void output.push(text),
  })
  const exits: unknown[] = []
  const worker = launcher.launch()
  worker.onExit((exit) => exits.push(exit))
  return { worker, children, envs, port1, port2, killed, output, exits }
}

const forked = async (lab: { children: FakeChild[] }): Promise<FakeChild> =>
  vi.waitFor(() => {
    const [child] = lab.children
    if (!child) throw new Error('not forked')
    return child
  })

describe('createUtilityWorkerLauncher', () => {
  it('gives the process its environment alone, and its port once it has been spawned', async () => {
    const lab = createLab()
    const child = await forked(lab)
    expect(lab.envs).toEqual([{ PATH: '/bin' }])
    expect(child.posted).toEqual([])
    child.spawn()
    expect(child.posted).toEqual([[{ kind: 'connect' }, [lab.port2]]])
  })

  it('sends frames through the port, also those from before the process was there', () => {
    const lab = createLab()
    const frame: DownFrame = { v: 1, generation: 1, kind: 'shutdown' }
    lab.worker.post(frame)
    expect(lab.port1.sent).toEqual([frame])
  })

  it('hands frames of the worker on', async () => {
    const lab = createLab()
    const frames: UpFrame[] = []
    lab.worker.onMessage((frame) => frames.push(frame))
    const ready: UpFrame = { v: 1, generation: 0, kind: 'ready', pid: 1 }
    lab.port1.emit('message', { data: ready })
    expect(frames).toEqual([ready])
  })

  it('reports the exit once and closes its port', async () => {
    const lab = createLab()
    const child = await forked(lab)
    child.spawn()
    child.emit('exit', 7)
    expect(lab.exits).toEqual([{ code: 7, signal: null }])
    expect(lab.port1.isClosed).toBe(true)
    lab.worker.kill()
    lab.worker.post({ v: 1, generation: 1, kind: 'shutdown' })
    expect(lab.exits).toHaveLength(1)
    expect(lab.port1.sent).toEqual([])
  })

  it('kills a running process by its id, so that a frozen one goes as well', async () => {
    const lab = createLab()
    const child = await forked(lab)
    child.spawn()
    lab.worker.kill()
    expect(lab.killed).toEqual([4711])
    child.emit('exit', 9)
    expect(lab.exits).toEqual([{ code: 9, signal: null }])
  })

  it('kills a process that was not spawned yet as soon as it is, and never connects it', async () => {
    const lab = createLab()
    const child = await forked(lab)
    lab.worker.kill()
    expect(lab.killed).toEqual([])
    child.spawn()
    expect(lab.killed).toEqual([4711])
    expect(child.posted).toEqual([])
  })

  it('starts no process when it was killed before the environment was known', async () => {
    const environment = createDeferred<Record<string, string>>()
    const lab = createLab({ environment: () => environment.promise })
    lab.worker.kill()
    environment.resolve({})
    await vi.waitFor(() => expect(lab.exits).toEqual([{ code: null, signal: null }]))
    expect(lab.children).toEqual([])
  })

  it('is over when the process cannot be started', async () => {
    const lab = createLab({ environment: () => Promise.reject(new Error('no memory')) })
    await vi.waitFor(() => expect(lab.exits).toHaveLength(1))
    expect(lab.output.join('')).toContain('no memory')
  })

  it('gives a process up that a kill does not end, so that quitting goes on', async () => {
    vi.useFakeTimers()
    try {
      const lab = createLab()
      await vi.advanceTimersByTimeAsync(0)
      lab.children[0]?.spawn()
      lab.worker.kill()
      await vi.advanceTimersByTimeAsync(3_999)
      expect(lab.exits).toEqual([])
      await vi.advanceTimersByTimeAsync(1)
      expect(lab.exits).toEqual([{ code: null, signal: null }])
    } finally {
      vi.useRealTimers()
    }
  })

  it('passes on what the process prints', async () => {
    const lab = createLab()
    const child = await forked(lab)
    child.stderr.emit('data', Buffer.from('FATAL'))
    expect(lab.output).toEqual(['FATAL'])
  })
})
