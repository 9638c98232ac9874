import { mkdirSync } from 'node:fs'
import { AppError } from '../shared/domain/app-error.ts'
import { toDbError } from './db/errors.ts'
import type { HostPort } from './host-port.ts'
import type { Handlers } from './ipc/router.ts'
import type { DataPaths } from './paths.ts'

type HostHandlers = Pick<Handlers, Extract<keyof Handlers, `host.${string}`>>

/** What the process around the core does for its windows; a folder is made before it is shown. */
export function createHostHandlers({ host, paths }: { host: HostPort; paths: DataPaths }): HostHandlers {
  function loginStart(): NonNullable<HostPort['loginStart']> {
    if (!host.loginStart) throw new AppError('NOT_AVAILABLE_HERE')
    return host.loginStart
  }

  return {
    'host.info': () => host.info(),
    'host.showFolder': async ({ folder }) => {
      const path = folder === 'data' ? paths.dataDir : paths.backupDir
      try {
        mkdirSync(path, { recursive: true, mode: 0o700 })
      } catch (error) {
        throw toDbError(error, path)
      }
      await host.showFolder(path)
      return null
    },
    'host.chooseFile': (input) => host.chooseFile(input),
    'host.openExternal': async ({ url }) => {
      await host.openExternal(url)
      return null
    },
    'host.startsAtLogin': () => ({ startsAtLogin: loginStart().get() }),
    'host.setStartsAtLogin': ({ startsAtLogin }) => {
      loginStart().set(startsAtLogin)
      return { startsAtLogin: loginStart().get() }
    },
    'host.acceptWeakSecretStore': async () => {
      await host.acceptWeakSecretStore()
      return null
    },
  }
}
