import type { MenuCommand } from '../shared/preload-api.ts'

/** Holds what a page is asked to do until it is there to hear it. */
export interface CommandQueue {
  send(command: MenuCommand): void
  /** The page listens: what has waited is delivered in order. */
  open(): void
  /** The page is being loaded again, or has gone. */
  close(): void
}

/** Nobody asks for more while a page loads; what is too much goes, oldest first. */
const MAX_WAITING = 20

/** A queue that is closed at first. */
export function createCommandQueue(deliver: (command: MenuCommand) => void): CommandQueue {
  let isOpen = false
  let waiting: MenuCommand[] = []
  return {
    send(command) {
      if (isOpen) deliver(command)
      else waiting = [...waiting, command].slice(-MAX_WAITING)
    },
    open() {
      isOpen = true
      const late = waiting
      waiting = []
      for (const command of late) deliver(command)
    },
    close() {
      isOpen = false
    },
  }
}
