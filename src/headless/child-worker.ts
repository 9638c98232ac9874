import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { WorkerLauncher, WorkerProcess } from '../core/jobs/worker-host.ts'
import {
  BYPASS_VARIABLES,
  KEPT_VARIABLES,
  pickVariables,
  PROXY_VARIABLES,
  SET_VARIABLES,
  WORKER_FLAGS,
} from '../core/worker-variables.ts'
import type { UpFrame } from '../shared/worker/frames.ts'

/** On Node, compiled code is shared with the process that starts the worker. */
const VARIABLES = [...KEPT_VARIABLES, ...PROXY_VARIABLES, ...BYPASS_VARIABLES, 'NODE_COMPILE_CACHE']

/** Starts the worker as a child process of Node; `onOutput` gets whatever it prints, which is never expected. */
export function createChildWorkerLauncher(workerUrl: URL, onOutput: (text: string) => void): WorkerLauncher {
  return {
    launch(): WorkerProcess {
      const child = fork(fileURLToPath(workerUrl), [], {
        serialization: 'advanced',
        execArgv: WORKER_FLAGS,
        env: { ...pickVariables(process.env, VARIABLES), ...SET_VARIABLES },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      child.stdout?.on('data', (chunk: Buffer) => onOutput(chunk.toString()))
      child.stderr?.on('data', (chunk: Buffer) => onOutput(chunk.toString()))
      return {
        post(frame) {
          if (child.connected) child.send(frame, () => {})
        },
        onMessage(listener) {
          child.on('message', (frame) => listener(frame as UpFrame))
        },
        onExit(listener) {
          let isOver = false
          const once = (code: number | null, signal: string | null): void => {
            if (isOver) return
            isOver = true
            listener({ code, signal })
          }
          child.once('exit', once)
          child.once('error', () => once(null, null))
        },
        kill() {
          child.kill('SIGKILL')
        },
      }
    },
  }
}
