import type { WorkerLauncher, WorkerProcess } from '../core/jobs/worker-host.ts'
import type { UpFrame } from '../shared/worker/frames.ts'

/** The part of Electron's UtilityProcess that is used here. */
export interface UtilityChild {
  readonly pid: number | undefined
  readonly stdout: NodeJS.ReadableStream | null
  readonly stderr: NodeJS.ReadableStream | null
  once(event: 'spawn', listener: () => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
  postMessage(message: unknown, transfer: MessagePortMainLike[]): void
  kill(): boolean
}

/** The part of Electron's MessagePortMain that is used here. */
export interface MessagePortMainLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  start(): void
  close(): void
}

export interface UtilityWorkerOptions<Child extends UtilityChild = UtilityChild> {
  /** Starts the process with this environment and nothing else of ours. */
  readonly fork: (env: Record<string, string>) => Child
  readonly createChannel: () => { readonly port1: MessagePortMainLike; readonly port2: MessagePortMainLike }
  /** Asked anew for every process: the network may have changed since. */
  readonly environment: () => Promise<Record<string, string>>
  /** Ends a process at once, without asking it. */
  readonly killNow: (pid: number) => void
  /** Gets whatever the worker prints, which is never expected. */
  readonly onOutput: (text: string) => void
}

/** After a kill that no exit follows, the process is given up: whoever waits for it must go on. */
const GIVE_UP_AFTER_MS = 4_000

/** Starts the worker as a utility process that gets one private port and nothing else. */
export function createUtilityWorkerLauncher(options: UtilityWorkerOptions): WorkerLauncher {
  return { launch: () => launch(options) }
}

function launch(options: UtilityWorkerOptions): WorkerProcess {
  const { port1, port2 } = options.createChannel()
  const exitListeners = new Set<(exit: { code: number | null; signal: string | null }) => void>()
  let child: UtilityChild | null = null
  let isSpawned = false
  let isKilled = false
  let isOver = false

  function end(code: number | null): void {
    if (isOver) return
    isOver = true
    port1.close()
    for (const listener of exitListeners) listener({ code, signal: null })
  }

  function endChild(): void {
    // A process that has not been spawned yet has no id and does not hear `kill`.
    if (!child || !isSpawned) return
    if (child.pid === undefined) child.kill()
    else options.killNow(child.pid)
  }

  async function start(): Promise<void> {
    const env = await options.environment()
    if (isOver) return
    if (isKilled) return end(null)
    const started = options.fork(env)
    child = started
    started.stdout?.on('data', (chunk: Buffer) => options.onOutput(chunk.toString()))
    started.stderr?.on('data', (chunk: Buffer) => options.onOutput(chunk.toString()))
    started.once('exit', end)
    started.once('spawn', () => {
      isSpawned = true
      if (isKilled) return endChild()
      started.postMessage({ kind: 'connect' }, [port2])
    })
  }

  port1.start()
  start().catch((error: unknown) => {
    options.onOutput(`${String(error)}\n`)
    end(null)
  })

  return {
    post(frame) {
      // Frames wait in the port until the worker has its end of it.
      if (!isOver) port1.postMessage(frame)
    },
    onMessage(listener) {
      port1.on('message', ({ data }) => listener(data as UpFrame))
    },
    onExit(listener) {
      exitListeners.add(listener)
    },
    kill() {
      if (isOver || isKilled) return
      isKilled = true
      endChild()
      setTimeout(end, GIVE_UP_AFTER_MS, null).unref()
    },
  }
}
