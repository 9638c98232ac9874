import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { AppError } from '../shared/domain/app-error.ts'

interface Environment {
  readonly [name: string]: string | undefined
}

/**
 * The data folder: the argument, DUEWATCH_DATA_DIR, or the platform's place for application data. An empty argument is
 * refused: a script whose variable is not set must not work on somebody's real data.
 */
export function chooseDataDir(argument: string | undefined, env: Environment, platform: NodeJS.Platform): string {
  if (argument?.trim() === '') throw new AppError('USAGE', { problem: '--data-dir ""' })
  const wish = argument ?? env.DUEWATCH_DATA_DIR
  if (wish) return resolve(wish)
  const home = homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Duewatch')
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Duewatch')
  return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'duewatch')
}

/** The file with the key that encrypts secrets; it must lie outside the data folder, so that a copy of that folder is useless. */
export function chooseKeyFile(env: Environment, platform: NodeJS.Platform): string {
  if (env.DUEWATCH_KEY_FILE) return resolve(env.DUEWATCH_KEY_FILE)
  const home = homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Preferences', 'duewatch', 'secret.key')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'duewatch', 'secret.key')
  return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'duewatch', 'secret.key')
}
