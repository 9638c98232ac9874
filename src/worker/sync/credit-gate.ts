/** Counts how many batches may still be sent; a sender without credit waits, which slows its source down. */
export interface CreditGate {
  /** Uses one credit, waiting for it if need be. Rejects with the signal's reason. */
  take(): Promise<void>
  add(count: number): void
}

/** Creates a gate with `initial` credits; waiters are served in order. */
export function createCreditGate(initial: number, signal: AbortSignal): CreditGate {
  let credits = initial
  const waiters: { resolve(): void; reject(reason: unknown): void }[] = []
  signal.addEventListener(
    'abort',
    () => {
      for (const waiter of waiters.splice(0)) waiter.reject(signal.reason)
    },
    { once: true },
  )
  return {
    async take() {
      signal.throwIfAborted()
      if (credits > 0) {
        credits -= 1
        return
      }
      await new Promise<void>((resolve, reject) => waiters.push({ resolve, reject }))
    },
    add(count) {
      credits += count
      while (credits > 0 && waiters.length > 0) {
        credits -= 1
        waiters.shift()?.resolve()
      }
    },
  }
}
