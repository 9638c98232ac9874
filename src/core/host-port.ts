import type { HostInfo } from '../shared/ipc/host.ts'
import type { RouteOutput, RouteParsed } from '../shared/ipc/contract.ts'

/** What the system is asked to show, in the person's language. A click opens what the notice is about. */
export interface NativeNotice {
  readonly noticeId: string
  readonly title: string
  readonly body: string
  readonly isUrgent: boolean
}

/** Resolves once the system has taken it or refused; never rejects. */
export interface Notifier {
  show(notice: NativeNotice): Promise<{ readonly state: 'shown' | 'failed'; readonly problem: string | null }>
}

/** What a host does for its windows; each method answers the route of the same name and may throw AppError. */
export interface HostPort {
  readonly info: () => HostInfo
  readonly showFolder: (path: string) => Promise<void>
  readonly chooseFile: (input: RouteParsed<'host.chooseFile'>) => Promise<RouteOutput<'host.chooseFile'>>
  readonly openExternal: (url: string) => Promise<void>
  readonly acceptWeakSecretStore: () => Promise<void>
  /** Shows notifications of the system; null where the host has none. */
  readonly notifier: Notifier | null
  /** False only when there surely is no network. */
  readonly isOnline: () => boolean
  /** Starts with the person's session; null where that cannot be arranged. */
  readonly loginStart: { readonly get: () => boolean; readonly set: (startsAtLogin: boolean) => void } | null
}
