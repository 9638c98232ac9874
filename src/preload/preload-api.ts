import type { Envelope } from '../shared/ipc/envelope.ts'
import {
  IPC_EVENT,
  IPC_MENU,
  IPC_REQUEST,
  type MenuCommand,
  type PreloadApi,
  type PreloadChannels,
} from '../shared/preload-api.ts'

/** The part of Electron's `ipcRenderer` that is used here. */
export interface IpcPort {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>
  on(channel: string, listener: (event: unknown, message: unknown) => void): unknown
}

/** Menu commands that may wait for the page to start listening. */
const MAX_WAITING = 20

/**
 * What the page sees of the host. Electron's event object never passes: it would give the page the sender and, through
 * it, every channel there is.
 */
export function createPreloadApi(ipc: IpcPort): PreloadApi {
  const listeners = {
    event: new Set<(message: PreloadChannels['event']) => void>(),
    menu: new Set<(message: PreloadChannels['menu']) => void>(),
  }
  let waiting: MenuCommand[] = []

  ipc.on(IPC_EVENT, (_event, message) => {
    for (const listener of listeners.event) listener(message as PreloadChannels['event'])
  })
  ipc.on(IPC_MENU, (_event, message) => {
    const command = message as MenuCommand
    if (listeners.menu.size === 0) waiting = [...waiting, command].slice(-MAX_WAITING)
    for (const listener of listeners.menu) listener(command)
  })

  return {
    async request(route, input) {
      try {
        return (await ipc.invoke(IPC_REQUEST, route, input)) as Envelope<unknown>
      } catch (error) {
        // The host answers with an envelope; what is left are values that cannot be sent and a host that has gone.
        const raw = error instanceof Error ? error.message : String(error)
        return { ok: false, error: { code: 'INTERNAL', params: {}, raw } }
      }
    },
    on(channel, listener) {
      if (typeof listener !== 'function') throw new TypeError('a listener is a function')
      const group = Object.hasOwn(listeners, channel) ? (listeners[channel] as Set<typeof listener>) : null
      if (!group) throw new TypeError(`there is no channel ${channel}`)
      // One entry per call: the same function may be given twice and taken back once.
      const entry = (message: PreloadChannels[typeof channel]): void => listener(message)
      group.add(entry)
      if (channel === 'menu') {
        const late = waiting
        waiting = []
        for (const command of late) (entry as (message: MenuCommand) => void)(command)
      }
      return () => {
        group.delete(entry)
      }
    },
  }
}
