import { AppError } from '../../shared/domain/app-error.ts'
import type { KnownHashes } from '../../shared/worker/fact-rows.ts'
import {
  FRAME_VERSION,
  type DownFrame,
  type RunReport,
  type UpFrame,
  type WorkerJob,
} from '../../shared/worker/frames.ts'

/** One worker process as a host sees it: Electron's utility process, Node's child process, or a pair in memory. */
export interface WorkerProcess {
  post(frame: DownFrame): void
  onMessage(listener: (frame: UpFrame) => void): void
  /** Called once, whatever the reason. */
  onExit(listener: (exit: { code: number | null; signal: string | null }) => void): void
  /** Ends the process without asking. */
  kill(): void
}

/** Starts worker processes; the host injects it. */
export interface WorkerLauncher {
  launch(): WorkerProcess
}

export interface WorkerRunListener {
  onReport(report: RunReport): void
  /** The process died while the run was going on. */
  onExit(exit: { code: number | null; signal: string | null }): void
}

export interface WorkerHost {
  /** Starts the process if there is none and hands it the job. Rejects with WORKER_NOT_READY or WORKER_CIRCUIT_OPEN. */
  run(runId: string, job: WorkerJob, listener: WorkerRunListener): Promise<void>
  credit(runId: string, batches: number): void
  /** Tells a run that is going on what it may call unchanged; without effect once it has ended. */
  know(runId: string, known: KnownHashes): void
  /** Asks the run to stop and forgets it: late frames of it are dropped. Kills a worker that does not answer. */
  cancel(runId: string): void
  readonly isCircuitOpen: boolean
  reset(): void
  /** Asks, waits 1 s, then kills; resolves when the process has gone, or within 4 s in all. */
  stop(): Promise<void>
}

export interface WorkerHostOptions {
  readonly launcher: WorkerLauncher
  readonly onCircuit: (isOpen: boolean) => void
  /** A killed process did not go; nobody waits for it any longer. */
  readonly onStuck?: () => void
  readonly readyTimeoutMs?: number
  readonly graceMs?: number
  /** How long a killed process may take to go. */
  readonly killWaitMs?: number
  readonly idleMs?: number
}

/** Deaths in a row after which no new process is started until a person says so. */
const MAX_DEATHS = 3

/** Reports after which a run says nothing more. */
const ENDS: readonly RunReport['kind'][] = ['done', 'links-checked', 'failed', 'cancelled', 'tested', 'webhooks-sent']

interface Live {
  readonly process: WorkerProcess
  readonly generation: number
  readonly ready: Promise<void>
  readonly exited: Promise<void>
  isGone: boolean
}

/** Owns the worker process: lazy start, generations, death as the truth, circuit, bounded stop. It restarts the process, never the work. */
export function createWorkerHost(options: WorkerHostOptions): WorkerHost {
  const { readyTimeoutMs = 10_000, graceMs = 1_000, killWaitMs = 3_000, idleMs = 60_000 } = options
  const runs = new Map<string, WorkerRunListener>()
  /** Runs that were told to stop and have not said so yet. */
  const stopping = new Map<string, NodeJS.Timeout>()
  /** Ends of idle processes that are under way. */
  const leaving = new Set<Promise<void>>()
  let live: Live | null = null
  let generation = 0
  let deaths = 0
  let countedGeneration = 0
  let isStopped = false
  let idleTimer: NodeJS.Timeout | null = null

  function post(frame: DownFrame): void {
    if (live && !live.isGone) live.process.post(frame)
  }

  function settleRun(runId: string): void {
    runs.delete(runId)
    clearTimeout(stopping.get(runId))
    stopping.delete(runId)
    if (runs.size > 0 || stopping.size > 0 || !live) return
    const idle = live
    if (idleTimer) clearTimeout(idleTimer)
    idleTimer = setTimeout(() => {
      if (live !== idle || runs.size > 0 || stopping.size > 0) return
      // Forgotten first: a run that comes now needs a process of its own, this one would drop it and leave.
      live = null
      const left = end(idle).finally(() => leaving.delete(left))
      leaving.add(left)
    }, idleMs)
    idleTimer.unref()
  }

  function launch(): Live {
    generation += 1
    const mine = generation
    const child = options.launcher.launch()
    let markReady = (): void => {}
    let markExited = (): void => {}
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new AppError('WORKER_NOT_READY', { seconds: readyTimeoutMs / 1000 }))
        child.kill()
      }, readyTimeoutMs)
      markReady = () => {
        clearTimeout(timer)
        resolve()
      }
      child.onExit(({ code, signal }) => {
        clearTimeout(timer)
        reject(exitError(code, signal))
      })
    })
    ready.catch(() => {})
    const started: Live = {
      process: child,
      generation: mine,
      ready,
      exited: new Promise<void>((resolve) => (markExited = resolve)),
      isGone: false,
    }
    child.onMessage((frame) => {
      if (started.isGone || frame.v !== FRAME_VERSION) return
      if (frame.kind === 'ready') return markReady()
      if (frame.generation !== mine) return
      receive(frame.runId, frame.report)
    })
    child.onExit((exit) => {
      started.isGone = true
      markExited()
      if (live !== started) return
      live = null
      onDeath(exit, runs.size > 0)
    })
    return started
  }

  function receive(runId: string, report: RunReport): void {
    const isEnd = ENDS.includes(report.kind)
    const listener = runs.get(runId)
    if (isEnd) {
      deaths = 0
      settleRun(runId)
    }
    listener?.onReport(report)
  }

  function onDeath(exit: { code: number | null; signal: string | null }, wasBusy: boolean): void {
    for (const timer of stopping.values()) clearTimeout(timer)
    stopping.clear()
    if (wasBusy && !isStopped) countDeath(generation)
    const lost = [...runs.values()]
    runs.clear()
    for (const listener of lost) listener.onExit(exit)
  }

  function countDeath(ofGeneration: number): void {
    countedGeneration = ofGeneration
    deaths += 1
    if (deaths === MAX_DEATHS) options.onCircuit(true)
  }

  async function end(target: Live): Promise<void> {
    target.process.post({ v: FRAME_VERSION, generation: target.generation, kind: 'shutdown' })
    let timer: NodeJS.Timeout | null = null
    const stuck = new Promise<'stuck'>((resolve) => {
      timer = setTimeout(() => {
        target.process.kill()
        // A process that hangs in the kernel (a dead network drive) is not even ended by a kill.
        timer = setTimeout(() => resolve('stuck'), killWaitMs)
      }, graceMs)
    })
    const outcome = await Promise.race([target.exited, stuck])
    if (timer) clearTimeout(timer)
    if (outcome === 'stuck') options.onStuck?.()
  }

  return {
    async run(runId, job, listener) {
      if (isStopped) throw new AppError('SHUTTING_DOWN')
      if (deaths >= MAX_DEATHS) throw new AppError('WORKER_CIRCUIT_OPEN', { deaths })
      if (idleTimer) clearTimeout(idleTimer)
      live ??= launch()
      const mine = live
      try {
        await mine.ready
      } catch (error) {
        // A process that dies before it is ready has no runs yet, so its death is counted here, once for all waiters.
        if (countedGeneration !== mine.generation) countDeath(mine.generation)
        throw error
      }
      if (mine.isGone) throw exitError(null, null)
      runs.set(runId, listener)
      mine.process.post({ v: FRAME_VERSION, generation: mine.generation, kind: 'run', runId, job })
    },
    credit(runId, batches) {
      if (live) post({ v: FRAME_VERSION, generation: live.generation, kind: 'credit', runId, batches })
    },
    know(runId, known) {
      if (!live || !runs.has(runId)) return
      for (const what of ['items', 'tags'] as const) {
        post({ v: FRAME_VERSION, generation: live.generation, kind: 'known', runId, what, hashes: known[what] })
      }
    },
    cancel(runId) {
      if (!runs.delete(runId) || !live) return
      const target = live
      post({ v: FRAME_VERSION, generation: target.generation, kind: 'cancel', runId })
      stopping.set(
        runId,
        setTimeout(() => {
          // It ignores us and may still be talking to the provider: end it, other runs will say why they failed.
          if (!target.isGone) target.process.kill()
        }, graceMs),
      )
    },
    get isCircuitOpen() {
      return deaths >= MAX_DEATHS
    },
    reset() {
      if (deaths >= MAX_DEATHS) options.onCircuit(false)
      deaths = 0
    },
    async stop() {
      isStopped = true
      if (idleTimer) clearTimeout(idleTimer)
      for (const timer of stopping.values()) clearTimeout(timer)
      stopping.clear()
      await Promise.all([...leaving, live ? end(live) : null])
    },
  }
}

function exitError(code: number | null, signal: string | null): AppError {
  return new AppError('WORKER_EXITED', { code: code ?? '-', signal: signal ?? '-' })
}
