import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the build writes, as far as starting needs it. */
const OUTPUTS = ['out/main/index.cjs', 'out/main/desktop.js', 'out/preload/index.cjs', 'out/renderer/index.html']

const SOURCES = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json']

/** Why a build is needed, in words; null when everything in out/ is newer than its sources. */
export function staleReason(root) {
  // An installation without sources has nothing to build from.
  if (!existsSync(join(root, 'src'))) return null
  const built = OUTPUTS.map((file) => modifiedAt(join(root, file)))
  if (built.includes(null)) return 'it has not been built yet'
  const newest = Math.max(...SOURCES.map((path) => newestIn(join(root, path))))
  return newest > Math.min(...built) ? 'its sources have changed' : null
}

function modifiedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null
}

function newestIn(path) {
  const own = modifiedAt(path) ?? 0
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return own
  // A folder's own time shows files that have been removed.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), own)
}
