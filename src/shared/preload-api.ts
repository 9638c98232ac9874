import type { Envelope } from './ipc/envelope.ts'
import type { NumberedEvent } from './ipc/events.ts'

/** Pages that the menu opens. */
export const MENU_PAGES = [
  'overview',
  'items',
  'calendar',
  'forecast',
  'changes',
  'links',
  'sync',
  'notices',
  'accounts',
  'settings',
] as const
export type MenuPage = (typeof MENU_PAGES)[number]

/** What the window is asked to do by the native menu, or has to tell the person after the host stepped in. */
export type MenuCommand =
  /** A page, with the parameters of its address. */
  | { readonly kind: 'open'; readonly page: MenuPage; readonly params?: Readonly<Record<string, string>> }
  | { readonly kind: 'search' | 'palette' | 'shortcuts' | 'syncAll' }
  /** The page had crashed and was loaded again: say so once. */
  | { readonly kind: 'reloadedAfterCrash' }

/** What arrives on each channel of the bridge. */
export interface PreloadChannels {
  readonly event: NumberedEvent
  readonly menu: MenuCommand
}

/** `window.duewatch` on the desktop: the only door between the page and the host. */
export interface PreloadApi {
  /** Answers a route of the contract; never rejects. */
  request(route: string, input: unknown): Promise<Envelope<unknown>>
  /** Listens until the function that comes back is called. Menu commands wait for their first listener. */
  on<Channel extends keyof PreloadChannels>(
    channel: Channel,
    listener: (message: PreloadChannels[Channel]) => void,
  ): () => void
}

/** The channels between page and host; there are no others. */
export const IPC_REQUEST = 'ipc:request'
export const IPC_EVENT = 'ipc:event'
export const IPC_MENU = 'ipc:menu'
