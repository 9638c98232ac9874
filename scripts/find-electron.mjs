import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root as projectRoot } from './run.mjs'

/** The binary is about 110 MB; a slow line gets it in this time or never. */
const FETCH_TIMEOUT_MS = 180_000

/** So long a failed attempt is not repeated: every start would wait for it anew. */
const RETRY_AFTER_MS = 24 * 60 * 60_000

const BINARIES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * Where Electron's binary lies: `{ path }`, or `{ reason }` in words when there is none. With `canFetch`, the package's
 * own installer is asked for it once, unless it has failed lately.
 */
export function findElectron({
  root = projectRoot,
  env = process.env,
  platform = process.platform,
  canFetch = false,
  now = Date.now(),
  say = () => {},
} = {}) {
  const folder = join(root, 'node_modules', 'electron')
  if (!existsSync(join(folder, 'package.json'))) return { reason: 'Electron is not among the installed packages' }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const installed = lookUp(folder, env, platform)
  if (installed.path) return installed
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return installed
  const note = join(root, 'node_modules', '.cache', 'duewatch', 'electron-not-available.json')
  const failure = readNote(note, version, now)
  if (failure)
    return { reason: `Electron ${version} could not be fetched (${failure}; "npx install-electron" tries again)` }
  if (!canFetch) return installed
  say(`Electron ${version} is not there yet; fetching it once, for at most ${FETCH_TIMEOUT_MS / 60_000} minutes …`)
  const problem = fetchBinary(folder, env)
  const fetched = lookUp(folder, env, platform)
  if (fetched.path) {
    rmSync(note, { force: true })
    return fetched
  }
  const reason = problem ?? 'the installer left no binary'
  mkdirSync(dirname(note), { recursive: true })
  writeFileSync(note, JSON.stringify({ version, at: now, reason }))
  return { reason: `Electron ${version} could not be fetched (${reason})` }
}

function lookUp(folder, env, platform) {
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : (BINARIES[platform] ?? 'electron')
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  const file = join(override || join(folder, 'dist'), name)
  return existsSync(file) ? { path: file } : { reason: `there is no Electron at ${file}` }
}

/** What the installer complained about, or null. */
function fetchBinary(folder, env) {
  const { status, error, stderr } = spawnSync(process.execPath, [join(folder, 'install.js')], {
    env: { ...env, ELECTRON_RUN_AS_NODE: '' },
    timeout: FETCH_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (error) return error.code === 'ETIMEDOUT' ? 'the download took too long' : error.message
  if (status === 0) return null
  const line = stderr.split('\n').find((text) => text.trim() !== '')
  return line?.trim().slice(0, 200) ?? `the installer ended with code ${status}`
}

function readNote(file, version, now) {
  try {
    const note = JSON.parse(readFileSync(file, 'utf8'))
    const isFresh = now - note.at >= 0 && now - note.at < RETRY_AFTER_MS
    return note.version === version && isFresh ? String(note.reason) : null
  } catch {
    return null
  }
}
