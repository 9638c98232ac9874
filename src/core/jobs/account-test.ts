import type { AccountTest } from '../../shared/domain/account.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import type { AccountTestJob } from '../../shared/worker/frames.ts'
import type { WorkerHost } from './worker-host.ts'

/** Lets the worker try a key. Rejects with the failure, or with WORKER_EXITED when the worker dies meanwhile. */
export async function testAccount(worker: WorkerHost, jobId: string, job: AccountTestJob): Promise<AccountTest> {
  return await new Promise<AccountTest>((resolve, reject) => {
    worker
      .run(jobId, job, {
        onReport: (report) => {
          if (report.kind === 'tested') resolve(report.result)
          else if (report.kind === 'failed') {
            reject(new AppError(report.error.code, report.error.params, { raw: report.error.raw }))
          } else if (report.kind === 'cancelled') reject(new AppError('SHUTTING_DOWN'))
        },
        onExit: ({ code, signal }) =>
          reject(new AppError('WORKER_EXITED', { code: code ?? '-', signal: signal ?? '-' })),
      })
      .catch(reject)
  })
}
