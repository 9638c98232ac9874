import { isAppError } from '../../shared/domain/app-error.ts'

/** Each waits five seconds for the lock; what took minutes to download is worth one minute of waiting. */
const ATTEMPTS = 12

/**
 * Writes although another process may be writing for longer than a connection waits by itself; null when the run was
 * cancelled meanwhile (`cancelFlag` is 1).
 */
export async function withPatience<Result>(
  write: () => Promise<Result>,
  cancelFlag: SharedArrayBuffer,
): Promise<Result | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write()
    } catch (error) {
      if (!isAppError(error) || error.code !== 'DB_BUSY' || attempt === ATTEMPTS) throw error
      if (Atomics.load(new Int32Array(cancelFlag), 0) === 1) return null
    }
  }
}
