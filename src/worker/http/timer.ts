/** Time as the network layer sees it: monotonic, so that a corrected system clock cannot stall or flood a service. */
export interface Timer {
  /** Milliseconds since any fixed moment; never goes back. */
  now(): number
  /** Resolves after `delayMs`; rejects with the signal's own reason as soon as it aborts. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
}

/** The timer of this process. */
export function createTimer(): Timer {
  return {
    now: () => performance.now(),
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        const onAbort = (): void => {
          clearTimeout(handle)
          reject(signal.reason)
        }
        const handle = setTimeout(() => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        }, delayMs)
        signal.addEventListener('abort', onAbort, { once: true })
      })
    },
  }
}

/**
 * Settles like `promise`, but rejects with the signal's reason the moment it aborts. What the promise does later is
 * ignored, so the work behind it must look at the signal itself.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
