import { MessageChannelMain, session, utilityProcess } from 'electron'
import type { WorkerLauncher } from '../core/jobs/worker-host.ts'
import { WORKER_FLAGS } from '../core/worker-variables.ts'
import { locations } from './locations.ts'
import { createUtilityWorkerLauncher, type MessagePortMainLike, type UtilityChild } from './utility-worker.ts'
import { createWorkerEnvironment } from './worker-environment.ts'

/** Starts the worker as Electron's utility process. */
export function createElectronWorkerLauncher(): WorkerLauncher {
  return createUtilityWorkerLauncher({
    fork: (env) =>
      utilityProcess.fork(locations.worker, [], {
        serviceName: 'Duewatch worker',
        stdio: 'pipe',
        env,
        execArgv: WORKER_FLAGS,
      }) as UtilityChild,
    createChannel: () => new MessageChannelMain() as unknown as Record<'port1' | 'port2', MessagePortMainLike>,
    environment: () => createWorkerEnvironment(process.env, (url) => session.defaultSession.resolveProxy(url)),
    killNow,
    onOutput: (text) => void process.stderr.write(text),
  })
}

/** Electron's own `kill` asks politely, which a worker that hangs or is frozen would not hear. */
function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
