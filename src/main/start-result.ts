import type { DataPaths } from '../core/paths.ts'
import { isAppError } from '../shared/domain/app-error.ts'
import type { ErrorBody } from '../shared/ipc/envelope.ts'

/** What the first moments of the app have come to: the data folder to work on, or why there is none. */
export type StartResult = { readonly paths: DataPaths } | { readonly problem: ErrorBody }

/** Why the app cannot begin, as plain data: the entry and the rest are two bundles, which share no classes. */
export function toStartProblem(error: unknown, dataDir: string): ErrorBody {
  if (isAppError(error)) return { code: error.code, params: error.params, raw: error.raw }
  const { code, message } = error as NodeJS.ErrnoException
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return { code: isFull ? 'DISK_FULL' : 'FILE_UNWRITABLE', params: { file: dataDir }, raw: message }
}
