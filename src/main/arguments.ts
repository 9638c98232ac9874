import { chooseDataDir } from '../core/data-dir.ts'
import { AppError } from '../shared/domain/app-error.ts'

/**
 * The data folder that the start asks for, by the same rules as the command line. Electron's own switches and the path of
 * the app stand among the arguments and are passed over.
 */
export function readDataDir(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const at = argv.findLastIndex((argument) => argument === '--data-dir' || argument.startsWith('--data-dir='))
  const found = at === -1 ? undefined : argv[at]
  if (found === undefined) return chooseDataDir(undefined, env, platform)
  if (found !== '--data-dir') return chooseDataDir(found.slice('--data-dir='.length), env, platform)
  const value = argv[at + 1]
  if (value === undefined || value.startsWith('--')) throw new AppError('USAGE', { problem: '--data-dir' })
  return chooseDataDir(value, env, platform)
}

/** The switch of a start without a window, as at login. */
export const HIDDEN_SWITCH = '--hidden'

/** True when the app is to begin in the tray. */
export function startsHidden(argv: readonly string[]): boolean {
  return argv.includes(HIDDEN_SWITCH)
}

export interface LoginArgumentsOptions {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** The folder of the app where the program alone is not the app (from source); null in a package. */
  readonly appDir: string | null
  /** Root cannot use the browser's sandbox. */
  readonly hasSandbox: boolean
}

/** What a start at login passes to the program: the same data folder, and no window. */
export function loginArguments({ dataDir, env, platform, appDir, hasSandbox }: LoginArgumentsOptions): string[] {
  // A variable of this session need not be set at the next login.
  const { DUEWATCH_DATA_DIR: _, ...without } = env
  const isUsual = chooseDataDir(undefined, without, platform) === dataDir
  return [
    ...(hasSandbox ? [] : ['--no-sandbox']),
    ...(appDir === null ? [] : [appDir]),
    ...(isUsual ? [] : ['--data-dir', dataDir]),
    HIDDEN_SWITCH,
  ]
}
