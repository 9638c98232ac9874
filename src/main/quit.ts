export interface QuitterOptions {
  /** Ends runs, worker and database; may take its time or fail. */
  readonly stop: () => Promise<void>
  /** Ends the process without asking anybody. */
  readonly exit: (code: number) => void
  /** What the person sees goes first; the page may still store what has just been arranged in it. */
  readonly closeWindow: () => Promise<void>
  readonly onError: (error: unknown) => void
  readonly boundMs?: number
}

export interface Quitter {
  /** For `before-quit`: holds the end back until everything is closed, at most as long as the bound. */
  onBeforeQuit(event: { preventDefault(): void }): void
}

/** The core itself gives up on the worker after four seconds; quitting as a whole never takes longer than five. */
const BOUND_MS = 4_500

/** Ends the app in order: runs are cut off and recorded, the database is closed, then the process goes. */
export function createQuitter({ stop, exit, closeWindow, onError, boundMs = BOUND_MS }: QuitterOptions): Quitter {
  let isQuitting = false
  return {
    onBeforeQuit(event) {
      // The process ends by `exit` alone, which does not come by here again.
      event.preventDefault()
      if (isQuitting) return
      isQuitting = true
      const timer = setTimeout(exit, boundMs, 0)
      closeWindow()
        .catch(onError)
        .then(stop)
        .catch(onError)
        .finally(() => {
          clearTimeout(timer)
          exit(0)
        })
    },
  }
}
