import type { WorkerLauncher, WorkerProcess } from '../../src/core/jobs/worker-host.ts'
import type { DownFrame, UpFrame } from '../../src/shared/worker/frames.ts'

/** A worker "process" in memory: frames pass through structuredClone, as over a real channel. */
export interface MemoryWorker {
  readonly launcher: WorkerLauncher
  /** How many processes were started. */
  readonly launches: number
  /** Frames that the newest process has received. */
  readonly received: readonly DownFrame[]
  /** Speaks as the newest process. */
  send(frame: UpFrame): void
  /** The newest process dies. */
  die(code: number | null, signal: string | null): void
  /** What a process does with a frame; replace to play a part. */
  onFrame: (frame: DownFrame) => void
  readonly wasKilled: boolean
}

/** Creates the pair. A new process says `ready` by itself unless `isSilent`. */
export function createMemoryWorker(options: { isSilent?: boolean } = {}): MemoryWorker {
  let launches = 0
  let received: DownFrame[] = []
  let wasKilled = false
  let messageListeners: ((frame: UpFrame) => void)[] = []
  let exitListeners: ((exit: { code: number | null; signal: string | null }) => void)[] = []

  const worker: MemoryWorker = {
    launcher: {
      launch(): WorkerProcess {
        launches += 1
        received = []
        messageListeners = []
        exitListeners = []
        const mine = { messages: messageListeners, exits: exitListeners }
        let isGone = false
        if (!options.isSilent) {
          queueMicrotask(() => {
            for (const listener of mine.messages) listener({ v: 1, generation: 0, kind: 'ready', pid: 1 })
          })
        }
        return {
          post(frame) {
            const copy = structuredClone(frame)
            received.push(copy)
            queueMicrotask(() => worker.onFrame(copy))
          },
          onMessage: (listener) => mine.messages.push(listener),
          onExit: (listener) => {
            mine.exits.push((exit) => {
              isGone = true
              listener(exit)
            })
          },
          kill() {
            wasKilled = true
            if (!isGone) for (const listener of mine.exits.splice(0)) listener({ code: null, signal: 'SIGKILL' })
          },
        }
      },
    },
    get launches() {
      return launches
    },
    get received() {
      return received
    },
    get wasKilled() {
      return wasKilled
    },
    send(frame) {
      const copy = structuredClone(frame)
      for (const listener of messageListeners) listener(copy)
    },
    die(code, signal) {
      for (const listener of exitListeners.splice(0)) listener({ code, signal })
    },
    onFrame: () => {},
  }
  return worker
}
