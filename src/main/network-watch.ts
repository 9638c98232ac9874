export interface NetworkWatchOptions {
  readonly isOnline: () => boolean
  /** The network is back after somebody was told that there is none. */
  readonly onBack: () => void
  /** Calls back again and again; answers how to end that. Tests put their own in. */
  readonly repeat?: (look: () => void) => () => void
}

export interface NetworkWatch {
  isOnline(): boolean
  stop(): void
}

/** How often it is looked for a network that is gone. The system tells the main process nothing of its return. */
const LOOK_EVERY_MS = 5_000

/** Answers whether there is a network, and looks for its return only while something waits for it. */
export function createNetworkWatch({ isOnline, onBack, repeat = everyFewSeconds }: NetworkWatchOptions): NetworkWatch {
  let end: (() => void) | null = null
  let isStopped = false

  function stopLooking(): void {
    end?.()
    end = null
  }

  function look(): void {
    if (!isOnline()) return
    stopLooking()
    onBack()
  }

  return {
    isOnline() {
      const isThere = isOnline()
      if (!isThere && !isStopped) end ??= repeat(look)
      return isThere
    },
    stop() {
      isStopped = true
      stopLooking()
    },
  }
}

function everyFewSeconds(look: () => void): () => void {
  const timer = setInterval(look, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}
