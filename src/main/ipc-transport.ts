import type { EventBus } from '../core/ipc/event-bus.ts'
import { AppError, isAppError } from '../shared/domain/app-error.ts'
import type { Router } from '../shared/ipc/contract.ts'
import type { Envelope } from '../shared/ipc/envelope.ts'
import { IPC_EVENT, IPC_REQUEST } from '../shared/preload-api.ts'
import { isAppAddress } from './address.ts'

/** What Electron says about who called; only what the check needs. */
export interface Sender {
  /** null when the frame has gone or has moved on since. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
  readonly sender: { readonly id: number }
}

export interface IpcPort {
  handle(channel: string, listener: (event: Sender, ...args: unknown[]) => Promise<unknown>): void
}

export interface IpcTransportOptions {
  readonly ipc: IpcPort
  /** The core; requests wait for it. */
  readonly core: Promise<{ readonly router: Router; readonly events: EventBus }>
  /** Ids of the contents of our own windows. */
  readonly isOwnContents: (id: number) => boolean
  /** Sends to every page that is there. */
  readonly broadcast: (channel: string, message: unknown) => void
  readonly isStopping: () => boolean
  readonly signal: AbortSignal
}

/** True for the top frame of one of our windows while it shows our page. */
export function isTrustedSender({ senderFrame, sender }: Sender, isOwnContents: (id: number) => boolean): boolean {
  return (
    isOwnContents(sender.id) && senderFrame !== null && senderFrame.parent === null && isAppAddress(senderFrame.url)
  )
}

/** Answers the windows' requests, which never reject, and hands them the numbered events from the moment they load. */
export function serveWindows(options: IpcTransportOptions): void {
  options.ipc.handle(IPC_REQUEST, async (event, route, input) => {
    if (!isTrustedSender(event, options.isOwnContents)) return fail(new AppError('FORBIDDEN_SENDER'))
    try {
      const { router } = await options.core
      if (options.isStopping()) return fail(new AppError('SHUTTING_DOWN'))
      return await router.requestUnknown(route, input)
    } catch (error) {
      return fail(error)
    }
  })
  options.core.then(
    ({ events }) => events.on((event) => options.broadcast(IPC_EVENT, event), { signal: options.signal }),
    () => {
      // Whoever opens the core says why it did not open.
    },
  )
}

function fail(error: unknown): Envelope<never> {
  const failure = isAppError(error) ? error : new AppError('INTERNAL', {}, { cause: error })
  return { ok: false, error: { code: failure.code, params: failure.params, raw: failure.raw } }
}
