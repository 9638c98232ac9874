/** Keeps the coming of one window and the going of another apart. */
export interface WindowLeave {
  /** Whether a window can be shown now. One that is wanted while another goes is shown after that; at the end, none is. */
  isFree(): boolean
  /** Carries out the going of a window, and shows the next one if it has been wanted meanwhile. */
  during(go: () => Promise<void>): Promise<void>
  /** The app ends: no window comes any more. */
  end(): void
}

/** A window takes a moment to go, in which a click in the tray may already want the next one. */
export function createWindowLeave(show: () => void): WindowLeave {
  let isLeaving = false
  let isWanted = false
  let isEnding = false
  return {
    isFree() {
      if (isLeaving) isWanted = true
      return !isLeaving && !isEnding
    },
    async during(go) {
      isLeaving = true
      try {
        await go()
      } finally {
        isLeaving = false
        const comesBack = isWanted && !isEnding
        isWanted = false
        if (comesBack) show()
      }
    },
    end() {
      isEnding = true
    },
  }
}
