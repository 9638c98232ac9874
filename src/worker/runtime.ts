import { AppError, isAppError } from '../shared/domain/app-error.ts'
import type { LogLine, StageProgress } from '../shared/domain/run.ts'
import type { ProviderId } from '../shared/domain/item.ts'
import type { KnownHashes } from '../shared/worker/fact-rows.ts'
import type { LinkFactBatch } from '../shared/worker/link-frames.ts'
import {
  FRAME_VERSION,
  INITIAL_CREDITS,
  type DownFrame,
  type FactBatch,
  type FramePort,
  type RunReport,
  type UpFrame,
  type WorkerJob,
} from '../shared/worker/frames.ts'
import type { Connector, ConnectorContext } from './connectors/connector.ts'
import { createMetricsRecorder } from './http/metrics.ts'
import { checkLinks } from './links/check-links.ts'
import { createCreditGate } from './sync/credit-gate.ts'
import { createFactSender } from './sync/fact-sender.ts'
import { createKnownRows, NOTHING_KNOWN, type KnownRows } from './sync/known-rows.ts'
import { sendWebhooks } from './webhooks/send-webhooks.ts'

/** Log lines and progress are sent at this pace at most; core coalesces further for the windows. */
const REPORT_EVERY_MS = 100

export interface WorkerDeps {
  readonly port: FramePort<UpFrame, DownFrame>
  readonly connectors: Readonly<Partial<Record<ProviderId, Connector>>>
  /** Tests without a network put their own in. */
  readonly sendWebhooks?: typeof sendWebhooks
  readonly clock: { now(): number }
  readonly random: () => number
  readonly pid: number
  /** Ends the process once nothing runs any more. */
  exit(): void
}

/** Serves the frames of one core: runs jobs side by side, reports facts, obeys cancel and shutdown. */
export function startWorker(deps: WorkerDeps): void {
  interface Running {
    readonly controller: AbortController
    readonly known: Record<keyof KnownHashes, KnownRows>
    credit(batches: number): void
  }
  const running = new Map<string, Running>()
  let generation = 0
  let isShuttingDown = false

  function report(runId: string, body: RunReport): void {
    deps.port.post({ v: FRAME_VERSION, generation, kind: 'report', runId, report: body })
  }

  function leaveWhenIdle(): void {
    if (isShuttingDown && running.size === 0) deps.exit()
  }

  deps.port.onMessage((frame) => {
    if (frame.v !== FRAME_VERSION) throw new Error(`frame version ${frame.v}, expected ${FRAME_VERSION}`)
    generation = frame.generation
    switch (frame.kind) {
      case 'run': {
        const controller = new AbortController()
        const gate = createCreditGate(INITIAL_CREDITS, controller.signal)
        const run: Running = {
          controller,
          known: { items: NOTHING_KNOWN, tags: NOTHING_KNOWN },
          credit: gate.add,
        }
        running.set(frame.runId, run)
        void runJob(frame.runId, frame.job, run, gate.take).finally(() => {
          running.delete(frame.runId)
          leaveWhenIdle()
        })
        return
      }
      case 'cancel':
        running.get(frame.runId)?.controller.abort(new DOMException('cancelled', 'AbortError'))
        return
      case 'credit':
        running.get(frame.runId)?.credit(frame.batches)
        return
      case 'known': {
        const run = running.get(frame.runId)
        if (run) run.known[frame.what] = createKnownRows(frame.hashes)
        return
      }
      case 'shutdown':
        isShuttingDown = true
        for (const run of running.values()) run.controller.abort(new DOMException('shutting down', 'AbortError'))
        leaveWhenIdle()
        return
    }
  })

  async function runJob(
    runId: string,
    job: WorkerJob,
    { controller: { signal }, known }: Running,
    takeCredit: () => Promise<void>,
  ): Promise<void> {
    const metrics = createMetricsRecorder(deps.clock)
    const lines: LogLine[] = []
    const progress = new Map<string, StageProgress>()
    let stage: LogLine['stage'] = 'connect'

    function flush(): void {
      if (lines.length > 0) report(runId, { kind: 'log', lines: lines.splice(0) })
      for (const entry of progress.values()) report(runId, { kind: 'progress', progress: entry })
      if (progress.size > 0) report(runId, { kind: 'metrics', metrics: metrics.snapshot(true) })
      progress.clear()
    }
    const timer = setInterval(flush, REPORT_EVERY_MS)

    const context: ConnectorContext = {
      signal,
      clock: deps.clock,
      random: deps.random,
      metrics,
      log(level, at, code, params = {}) {
        lines.push({ at: deps.clock.now(), level, stage: at, code, params })
        if (level !== 'debug') stage = at
      },
      progress(entry) {
        progress.set(entry.stage, entry)
      },
    }

    async function send(batch: FactBatch): Promise<void> {
      await takeCredit()
      signal.throwIfAborted()
      report(runId, { kind: 'facts', batch })
    }
    const sink = createFactSender(known, send)

    async function sendLinks(batch: LinkFactBatch): Promise<void> {
      await takeCredit()
      signal.throwIfAborted()
      report(runId, { kind: 'link-facts', batch })
    }

    try {
      if (job.type === 'link-check') {
        const outcome = await checkLinks(job, { batch: sendLinks }, context)
        signal.throwIfAborted()
        flush()
        report(runId, { kind: 'links-checked', outcome, metrics: metrics.snapshot() })
        return
      }
      if (job.type === 'webhooks') {
        const send = deps.sendWebhooks ?? sendWebhooks
        await send(job, (sent) => report(runId, { kind: 'webhook-sent', sent }), { signal, clock: deps.clock })
        report(runId, { kind: 'webhooks-sent' })
        return
      }
      const connector = deps.connectors[job.account.provider]
      if (!connector) throw new AppError('PROVIDER_UNSUPPORTED', { provider: job.account.provider })
      if (job.type === 'sync') {
        const outcome = await connector.sync(job, sink, context)
        await sink.finish()
        signal.throwIfAborted()
        flush()
        report(runId, { kind: 'done', outcome, metrics: metrics.snapshot() })
      } else {
        const result = await connector.test(job, context)
        signal.throwIfAborted()
        flush()
        report(runId, { kind: 'tested', result })
      }
    } catch (error) {
      flush()
      if (signal.aborted) report(runId, { kind: 'cancelled', metrics: metrics.snapshot() })
      else report(runId, { kind: 'failed', error: toFrameError(error), stage, metrics: metrics.snapshot() })
    } finally {
      clearInterval(timer)
    }
  }

  deps.port.post({ v: FRAME_VERSION, generation: 0, kind: 'ready', pid: deps.pid })
}

function toFrameError(error: unknown): { code: AppError['code']; params: AppError['params']; raw: string | null } {
  if (isAppError(error)) return { code: error.code, params: error.params, raw: error.raw }
  // A programming error: its stack names our own files only and helps whoever reads the report.
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'INTERNAL', params: {}, raw: detail.slice(0, 500) }
}
