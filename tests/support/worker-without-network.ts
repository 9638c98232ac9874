import type { WorkerLauncher, WorkerProcess } from '../../src/core/jobs/worker-host.ts'
import { AppError } from '../../src/shared/domain/app-error.ts'
import type { UpFrame } from '../../src/shared/worker/frames.ts'
import type { Connector } from '../../src/worker/connectors/connector.ts'
import { createDemoConnector } from '../../src/worker/connectors/demo/index.ts'
import { startWorker, type WorkerDeps } from '../../src/worker/runtime.ts'

const refuse = (): Promise<never> => Promise.reject(new AppError('NET_UNREACHABLE', { host: 'nowhere' }))
const UNREACHABLE: Connector = { sync: refuse, test: refuse }

/** No message arrives anywhere, whatever the address. */
const reachNobody: NonNullable<WorkerDeps['sendWebhooks']> = async ({ sendings }, onSent) => {
  for (const { sendingId } of sendings) {
    const outcome = { isSent: false, httpStatus: null, problem: 'unreachable' }
    onSent({ sendingId, outcome, mayRetry: true, retryAfterMs: null })
  }
}

/**
 * The real worker in this process: demo accounts work, every other provider is out of reach, whatever its address. For
 * tests that make up accounts at random.
 */
export function createLauncherWithoutNetwork(): WorkerLauncher {
  return {
    launch(): WorkerProcess {
      const toCore: ((frame: UpFrame) => void)[] = []
      const onExit: (() => void)[] = []
      let toWorker: ((frame: Parameters<WorkerProcess['post']>[0]) => void) | null = null
      let isGone = false
      const exit = (): void => {
        if (isGone) return
        isGone = true
        for (const listener of onExit) listener()
      }
      setImmediate(() => {
        startWorker({
          port: {
            post(frame) {
              const copy = structuredClone(frame)
              setImmediate(() => {
                if (!isGone) for (const listener of toCore) listener(copy)
              })
            },
            onMessage: (listener) => (toWorker = listener),
          },
          connectors: { demo: createDemoConnector(), huawei: UNREACHABLE },
          sendWebhooks: reachNobody,
          clock: { now: () => Date.now() },
          random: Math.random,
          pid: process.pid,
          exit,
        })
      })
      return {
        post(frame) {
          const copy = structuredClone(frame)
          setImmediate(() => {
            if (!isGone) toWorker?.(copy)
          })
        },
        onMessage: (listener) => void toCore.push(listener),
        onExit: (listener) => void onExit.push(() => listener({ code: 0, signal: null })),
        kill: exit,
      }
    },
  }
}
