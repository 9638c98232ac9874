import { AppError, isAppError } from '../../shared/domain/app-error.ts'
import type { AccountTest } from '../../shared/domain/account.ts'
import {
  isActiveRun,
  type LogLine,
  type Run,
  type RunError,
  type RunMetrics,
  type RunSample,
  type StageProgress,
} from '../../shared/domain/run.ts'
import type { CancelOutcome } from '../../shared/ipc/run.ts'
import type { ConnectorAccount, RunReport, SyncJob } from '../../shared/worker/frames.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import { testAccount } from './account-test.ts'
import { createActiveRun, hasEnded, stateOf, type ActiveRun } from './active-run.ts'
import { createLateEnds } from './late-ends.ts'
import type { PreparedLinks } from './link-work.ts'
import { createLogBuffer } from './log-buffer.ts'
import { withPatience } from './patience.ts'
import { createRunCourse } from './run-course.ts'
import { createRunCreator, type CreatedRun, type StartDue, type StartLinks, type StartRun } from './run-creator.ts'
import type { RunEnding } from './run-work.ts'
import type { WorkerHost } from './worker-host.ts'

/** Windows hear of progress at most this often per run. */
const PROGRESS_EVERY_MS = 100
/** A cancel answers within a second; the database gets this long to write it down. */
const CANCEL_LIMIT_MS = 900
/** A run of another process is looked at this often. */
const FOREIGN_POLL_MS = 300

export interface LiveRun {
  readonly progress: readonly StageProgress[]
  readonly metrics: RunMetrics
  readonly samples: readonly RunSample[]
  readonly lastSeq: number
}

/** A run that has begun, or the one that was joined, with the notices that were written in the same transaction. */
export interface StartedRun {
  readonly runId: string
  readonly isNew: boolean
  readonly noticeIds: readonly string[]
}

export interface RunManager {
  /** Answers as soon as the run is a row; the work goes on behind. */
  start(request: StartRun): Promise<{ runId: string; isNew: boolean }>
  /** The same for links. */
  startLinks(request: StartLinks): Promise<{ runId: string; isNew: boolean }>
  /** The same for due times of schedules; null when another process has claimed them. */
  startDue(start: StartDue): Promise<StartedRun | null>
  cancel(runId: string): Promise<CancelOutcome>
  /**
   * Resolves with the ended run, also when another process carries it out; such a run, which cannot be cancelled from
   * here, is no longer waited for once the signal aborts, and answered as it is.
   */
  wait(runId: string, signal?: AbortSignal): Promise<Run>
  /** What this process knows of a run that is going on; null when it does not carry it out. */
  live(runId: string): LiveRun | null
  readonly activeRunIds: readonly string[]
  test(account: ConnectorAccount): Promise<AccountTest>
  /** Ends what is going on as `interrupted`. */
  stop(): Promise<void>
}

export interface RunManagerDeps {
  readonly writer: Writer
  readonly worker: WorkerHost
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly instanceId: string
  readonly getRun: (runId: string) => Run
  /** Reads settings and the decrypted key at the last moment; rejects with SECRET_MISSING. */
  readonly prepareJob: (run: Run, ordinal: number) => Promise<SyncJob>
  readonly prepareLinks: (run: Run) => Promise<PreparedLinks>
  /** Finds runs whose process has died while somebody waits for them. */
  readonly sweep: () => Promise<void>
  readonly newId: () => string
  readonly onError: (error: unknown) => void
}

/**
 * Carries out runs: one at a time per account, in any number of accounts, and one over links; the database row is the
 * truth. What a sync and a run over links do differently stands in their `RunWork`.
 */
export function createRunManager(deps: RunManagerDeps): RunManager {
  const { writer, worker, events, clock } = deps
  const active = new Map<string, ActiveRun>()
  const lateEnds = createLateEnds({
    writer,
    onSettled: (runId) => events.emit('account.changed', { accountId: deps.getRun(runId).accountId }),
    onError: deps.onError,
  })
  const create = createRunCreator({ ...deps, log })
  /** Requests whose run may not be in `active` yet. */
  const starting = new Set<Promise<unknown>>()
  let isStopping = false

  function log(run: ActiveRun, line: Omit<LogLine, 'at'>): void {
    if (line.level === 'warn') run.warnings += 1
    run.logs.add({ ...line, at: clock.now() })
  }

  function announceProgress(run: ActiveRun): void {
    run.progressTimer ??= setTimeout(() => {
      run.progressTimer = null
      events.emit('run.progressed', { runId: run.runId, ...stateOf(run), sample: run.course.newest })
    }, PROGRESS_EVERY_MS)
  }

  function begin<Created extends CreatedRun | null>(create: () => Promise<Created>): Promise<Created> {
    const begun = beginNow(create)
    starting.add(begun)
    return begun.finally(() => starting.delete(begun))
  }

  async function beginNow<Created extends CreatedRun | null>(create: () => Promise<Created>): Promise<Created> {
    throwIfStopping()
    await lateEnds.settle()
    await deps.sweep()
    throwIfStopping()
    const created = await create()
    if (!created?.isNew) return created
    const row = deps.getRun(created.runId)
    const run = track(row, created.createWork)
    events.emit('run.started', { run: row })
    void execute(run).catch((error: unknown) => fail(run, error))
    return created
  }

  function throwIfStopping(): void {
    if (isStopping) throw new AppError('SHUTTING_DOWN')
  }

  function track(row: Run, createWork: CreatedRun['createWork']): ActiveRun {
    const { runId } = row
    const run: ActiveRun = createActiveRun(
      row,
      createLogBuffer({
        store: (lines) => writer.call('run.log', { runId, lines }),
        announce: (lines) => events.emit('run.logged', { runId, lines }),
        onError: deps.onError,
      }),
      (state) =>
        createRunCourse({
          clock,
          state,
          store: (note) => writer.call('run.note', { runId, ...note }),
          onSample: () => announceProgress(run),
          onError: deps.onError,
        }),
      createWork(() => run),
    )
    active.set(runId, run)
    return run
  }

  async function execute(run: ActiveRun): Promise<void> {
    const { work } = run
    await writer.call('run.begin', { runId: run.runId })
    // Cancelled already: a stage opened now would never be closed.
    if (hasEnded(run)) return
    if (work.started) log(run, work.started)
    // The writer keeps the order of calls, so facts can only come after it; meanwhile the worker starts.
    const opened = work.open()
    opened.catch(() => {})
    const job = await work.prepare(deps.getRun(run.runId))
    // A cancel may have ended the run while the key was being read.
    if (hasEnded(run)) return
    await worker.run(run.runId, job, {
      onReport: (report) => receive(run, report),
      onExit: ({ code, signal }) => {
        fail(run, new AppError('WORKER_EXITED', { code: code ?? '-', signal: signal ?? '-' }))
      },
    })
    // Cancelled while the worker was starting: it has the job by now and must drop it again.
    if (run.phase !== 'working') worker.cancel(run.runId)
    const known = await opened
    if (known) worker.know(run.runId, known)
  }

  function receive(run: ActiveRun, report: RunReport): void {
    if (run.phase !== 'working') return
    switch (report.kind) {
      case 'facts':
      case 'link-facts':
        run.tail = run.tail
          .then(() => (run.phase === 'working' || run.work.keepsFacts ? run.work.store(report) : null))
          .then(() => worker.credit(run.runId, 1))
          .catch((error: unknown) => fail(run, error))
        return
      case 'progress':
        run.progress.set(report.progress.stage, report.progress)
        return announceProgress(run)
      case 'metrics':
        run.metrics = report.metrics
        return announceProgress(run)
      case 'log':
        for (const line of report.lines) {
          if (line.level === 'warn') run.warnings += 1
          run.logs.add(line)
        }
        return
      case 'done':
      case 'links-checked': {
        const ending = run.work.toEnding(report)
        if (!ending) return
        run.metrics = report.metrics
        run.tail = run.tail.then(() => commit(run, ending)).catch((error: unknown) => fail(run, error))
        return
      }
      case 'failed':
        run.metrics = report.metrics
        return fail(run, new AppError(report.error.code, report.error.params, { raw: report.error.raw }), report.stage)
      case 'cancelled':
      case 'tested':
      case 'webhook-sent':
      case 'webhooks-sent':
        return
    }
  }

  async function commit(run: ActiveRun, ending: RunEnding): Promise<void> {
    if (run.phase !== 'working') return
    run.phase = 'committing'
    if (ending.before) log(run, ending.before)
    const ended = await withPatience(
      () => ending.commit({ metrics: run.metrics, warnings: run.warnings, cancelFlag: run.cancelFlag }),
      run.cancelFlag,
    )
    if (!ended) return
    run.phase = 'ending'
    log(run, ending.after(ended))
    await conclude(run, ended)
    run.work.announceEnd(true)
  }

  /** Ends a run without a new picture. Safe to call more than once; only the first call counts. */
  function fail(run: ActiveRun, error: unknown, stage: LogLine['stage'] = 'connect'): void {
    if (run.phase === 'ending') return
    const failure = toRunError(error)
    if (failure.code === 'INTERNAL') deps.onError(error)
    log(run, {
      level: 'error',
      stage,
      code: `${run.work.area}.failed`,
      // Failures have parameters of their own named `code`: the provider's, or that of an exit.
      params: { ...failure.params, errorCode: failure.code, raw: failure.raw ?? '' },
    })
    void end(run, isStopping ? 'interrupted' : 'failed', failure)
  }

  async function end(
    run: ActiveRun,
    state: 'failed' | 'cancelled' | 'interrupted',
    error: RunError | null,
  ): Promise<Run> {
    run.phase = 'ending'
    Atomics.store(new Int32Array(run.cancelFlag), 0, 1)
    worker.cancel(run.runId)
    const metrics = { ...run.metrics, active: 0, queued: 0 }
    const input = { runId: run.runId, state, error, metrics, warnings: run.warnings, at: clock.now() }
    try {
      if (run.work.keepsFacts) await run.tail
      await run.work.discard().catch(deps.onError)
      const { run: ended } = await writer.call('run.finish', input)
      await conclude(run, ended)
      run.work.announceEnd(false)
      return ended
    } catch (cause) {
      // The disk may be full or the file gone: the row stays `running` until this succeeds or the next process starts.
      deps.onError(cause)
      lateEnds.add(input)
      const failure = error ?? toRunError(cause)
      return await conclude(run, { ...run.row, state, error: failure, endedAt: input.at, metrics })
    }
  }

  async function conclude(run: ActiveRun, ended: Run): Promise<Run> {
    const last = { ...stateOf(run), metrics: ended.metrics }
    await Promise.all([run.logs.close(), run.course.end(last)])
    if (run.progressTimer) clearTimeout(run.progressTimer)
    active.delete(run.runId)
    events.emit('run.progressed', { runId: run.runId, ...last, sample: run.course.newest })
    events.emit('run.ended', { run: ended })
    run.settle(ended)
    return ended
  }

  async function cancel(runId: string): Promise<CancelOutcome> {
    const run = active.get(runId)
    if (!run) return isActiveRun(deps.getRun(runId).state) ? 'elsewhere' : 'not-running'
    Atomics.store(new Int32Array(run.cancelFlag), 0, 1)
    const limit = new Promise<'timed-out'>((resolve) => {
      setTimeout(() => resolve('timed-out'), CANCEL_LIMIT_MS).unref()
    })
    return await Promise.race([cancelActive(run), limit])
  }

  async function cancelActive(run: ActiveRun): Promise<CancelOutcome> {
    // The transaction looks at the flag between chunks: either it rolls back or it was already through.
    if (run.phase === 'committing') await Promise.race([run.tail, run.ended])
    if (run.phase !== 'ending') {
      log(run, { level: 'warn', stage: 'commit', code: `${run.work.area}.cancelled`, params: {} })
      void end(run, 'cancelled', null)
    }
    return (await run.ended).state === 'cancelled' ? 'cancelled' : 'not-running'
  }

  async function wait(runId: string, signal?: AbortSignal): Promise<Run> {
    const mine = active.get(runId)
    if (mine) return await mine.ended
    for (;;) {
      const run = deps.getRun(runId)
      if (!isActiveRun(run.state) || signal?.aborted) return run
      await new Promise((resolve) => setTimeout(resolve, FOREIGN_POLL_MS))
      await deps.sweep()
    }
  }

  return {
    start: async (request) => toStarted(await begin(() => create.sync(request))),
    startLinks: async (request) => toStarted(await begin(() => create.links(request))),
    async startDue(start) {
      const created = await begin(() => create.due(start))
      return created && { ...toStarted(created), noticeIds: created.noticeIds }
    },
    cancel,
    wait,
    async test(account) {
      throwIfStopping()
      return await testAccount(worker, deps.newId(), { type: 'account-test', account, now: clock.now() })
    },
    live(runId) {
      const run = active.get(runId)
      return run ? { ...stateOf(run), samples: run.course.samples, lastSeq: run.logs.lastStoredSeq } : null
    },
    get activeRunIds() {
      return [...active.keys()]
    },
    async stop() {
      isStopping = true
      await Promise.allSettled(starting)
      await Promise.all(
        [...active.values()].map(async (run) => {
          if (run.phase === 'working') {
            log(run, { level: 'warn', stage: 'commit', code: `${run.work.area}.interrupted`, params: {} })
            await end(run, 'interrupted', null)
          } else await run.ended
        }),
      )
      lateEnds.stop()
      await lateEnds.settle().catch(deps.onError)
    },
  }
}

function toStarted({ runId, isNew }: CreatedRun): { runId: string; isNew: boolean } {
  return { runId, isNew }
}

function toRunError(error: unknown): RunError {
  if (isAppError(error)) return { code: error.code, params: error.params, raw: error.raw }
  return { code: 'INTERNAL', params: {}, raw: error instanceof Error ? error.message.slice(0, 500) : null }
}
