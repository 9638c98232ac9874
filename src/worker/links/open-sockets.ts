import type { Socket } from 'node:net'

/** Every connection of a run, so that a cancelled run leaves none behind. */
export interface OpenSockets {
  /** Keeps the connection until it closes; destroys it at once when the run is over. */
  add(socket: Socket): void
  /** Destroys them all, and whatever is added later. */
  destroy(): void
  readonly count: number
}

/** Creates the register of a run. */
export function createOpenSockets(): OpenSockets {
  const open = new Set<Socket>()
  let isOver = false
  function forget(this: Socket): void {
    open.delete(this)
  }
  return {
    add(socket) {
      open.add(socket)
      socket.once('close', forget)
      if (isOver) socket.destroy()
    },
    destroy() {
      isOver = true
      for (const socket of open) socket.destroy()
    },
    get count() {
      return open.size
    },
  }
}
