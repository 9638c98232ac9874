import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import type { WebhookSending, WebhookSent } from '../../shared/worker/webhook-frames.ts'
import type { WorkerHost } from '../jobs/worker-host.ts'

/** Longest time for one message, connecting and reading included. */
export const WEBHOOK_TIMEOUT_MS = 10_000
/** A worker that has not said so much later that it is done never will. */
const PATIENCE_MS = WEBHOOK_TIMEOUT_MS + 50_000

/**
 * Lets the worker send messages and tells of each as it ends. Rejects when the worker cannot, has died meanwhile, or with
 * SHUTTING_DOWN when the signal aborts.
 */
export function sendByWorker(
  worker: WorkerHost,
  { sendings, proxy }: { readonly sendings: readonly WebhookSending[]; readonly proxy: string },
  onSent: (sent: WebhookSent) => void,
  signal: AbortSignal,
): Promise<void> {
  const jobId = randomUUID()
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new AppError('SHUTTING_DOWN'))
    const onAbort = (): void => {
      worker.cancel(jobId)
      end(new AppError('SHUTTING_DOWN'))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    const late = setTimeout(() => {
      worker.cancel(jobId)
      end(new AppError('WORKER_NOT_READY', { seconds: PATIENCE_MS / 1000 }))
    }, PATIENCE_MS)
    late.unref()
    const end = (error: unknown): void => {
      clearTimeout(late)
      signal.removeEventListener('abort', onAbort)
      if (error) reject(error)
      else resolve()
    }
    worker
      .run(
        jobId,
        { type: 'webhooks', sendings, proxy, timeoutMs: WEBHOOK_TIMEOUT_MS },
        {
          onReport(report) {
            if (report.kind === 'webhook-sent') onSent(report.sent)
            else if (report.kind === 'webhooks-sent') end(null)
            else if (report.kind === 'cancelled') end(new AppError('SHUTTING_DOWN'))
            else if (report.kind === 'failed') {
              end(new AppError(report.error.code, report.error.params, { raw: report.error.raw }))
            }
          },
          onExit: ({ code, signal: by }) =>
            end(new AppError('WORKER_EXITED', { code: code ?? '-', signal: by ?? '-' })),
        },
      )
      .catch(end)
  })
}
