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
