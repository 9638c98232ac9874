import type { HostInfo } from '../shared/ipc/host.ts'
import type { RouteOutput, RouteParsed } from '../shared/ipc/contract.ts'

/** What a host does for its windows; each method answers the route of the same name and may throw AppError. */
export interface HostPort {
  readonly info: () => HostInfo
  readonly showFolder: (path: string) => Promise<void>
  readonly chooseFile: (input: RouteParsed<'host.chooseFile'>) => Promise<RouteOutput<'host.chooseFile'>>
  readonly openExternal: (url: string) => Promise<void>
  readonly acceptWeakSecretStore: () => Promise<void>
}
