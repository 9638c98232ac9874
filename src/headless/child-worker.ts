import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { WorkerLauncher, WorkerProcess } from '../core/jobs/worker-host.ts'
import type { UpFrame } from '../shared/worker/frames.ts'

/** What the worker may see of the environment: nothing of ours, no secrets, only what the network needs. */
const KEPT_VARIABLES = [
  'PATH',
  'TZ',
  'LANG',
  'SYSTEMROOT',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]

/** Small young generation: pages live for milliseconds, and memory matters more than the last percent of speed. */
const WORKER_FLAGS = ['--max-semi-space-size=8']

/** Starts the worker as a child process of Node; `onOutput` gets whatever it prints, which is never expected. */
export function createChildWorkerLauncher(workerUrl: URL, onOutput: (text: string) => void): WorkerLauncher {
  return {
    launch(): WorkerProcess {
      const env: NodeJS.ProcessEnv = {}
      for (const name of KEPT_VARIABLES) if (process.env[name] !== undefined) env[name] = process.env[name]
      const child = fork(fileURLToPath(workerUrl), [], {
        serialization: 'advanced',
        execArgv: WORKER_FLAGS,
        env,
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
