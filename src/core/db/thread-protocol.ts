import { AppError, type AppErrorCode, type ErrorParams, isAppError } from '../../shared/domain/app-error.ts'
import type { SlowQuery } from './connection.ts'
import type { WriteCommand } from './write-commands.ts'

/** What the thread is started with. */
export interface WriterThreadData {
  readonly file: string
  readonly backupDir: string | null
  readonly startedAt: number
}

/** A failure on its way between threads; `stack` is for the log of developers. */
export interface ThreadError {
  readonly code: AppErrorCode
  readonly params: ErrorParams
  readonly raw: string | null
  readonly stack: string | null
}

export type ToThread =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly name: WriteCommand
      readonly input: unknown
      readonly now: number
    }
  | { readonly kind: 'close' }

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: ThreadError }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ThreadError }
  | { readonly kind: 'slow'; readonly query: SlowQuery }

/** A failure without a code of ours becomes INTERNAL with its own words. */
export function toThreadError(error: unknown): ThreadError {
  const stack = error instanceof Error ? (error.stack ?? null) : null
  if (isAppError(error)) return { code: error.code, params: error.params, raw: error.raw, stack }
  return { code: 'INTERNAL', params: {}, raw: error instanceof Error ? error.message : String(error), stack }
}

/** Makes the AppError again on the other side; the thread's stack becomes its cause. */
export function fromThreadError(error: ThreadError): AppError {
  const cause = new Error(error.raw ?? error.code)
  if (error.stack !== null) cause.stack = error.stack
  return new AppError(error.code, error.params, { raw: error.raw, cause })
}
