import type { AppErrorCode, ErrorParams } from '../domain/app-error.ts'

/** A failure as it crosses a process border; the reader makes the sentence from code and params. */
export interface ErrorBody {
  readonly code: AppErrorCode
  readonly params: ErrorParams
  readonly raw: string | null
}

/** The one shape of every answer; a request is never rejected. */
export type Envelope<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: ErrorBody }
