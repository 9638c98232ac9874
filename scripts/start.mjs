import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { requireNode } from './require-node.mjs'

requireNode('npm start')
const { ended } = await import('./child.mjs')
const { findElectron } = await import('./find-electron.mjs')
const { staleReason } = await import('./freshness.mjs')
const { root, run } = await import('./run.mjs')

/** How soon an Electron that cannot run at all gives up: missing libraries, or a kernel that refuses its sandbox. */
const EARLY_MS = 10_000

// npm start -- [--data-dir DIR] …: the desktop app, or the same app in the browser where there can be no desktop.
const args = process.argv.slice(2)
process.exitCode = await start()

async function start() {
  const reason = staleReason(root)
  if (reason) {
    say(`building the app, because ${reason} …`)
    const code = run('electron-vite', ['build', '--logLevel', 'warn'], { ELECTRON_MAJOR_VER: '33' })
    if (code !== 0) {
      say(`the build failed with code ${code}; see above`)
      return code
    }
  }
  const problem = missingDesktop()
  if (problem) return serve(problem)
  const electron = findElectron({ canFetch: true, say })
  return electron.path ? startDesktop(electron.path) : serve(electron.reason)
}

/** Why no window can be shown here at all; null where one can. */
function missingDesktop() {
  if (process.platform !== 'linux') return null
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? null : 'there is no desktop session (DISPLAY is not set)'
}

async function startDesktop(file) {
  // Root cannot use the browser's own sandbox; everybody else keeps it.
  const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const startedAt = Date.now()
  const { code, signal, error } = await ended(spawn(file, [...switches, root, ...args], { stdio: 'inherit', env }))
  if (error) return serve(`Electron does not start: ${error.message}`)
  const hasCrashed = signal !== null && !['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'].includes(signal)
  if (Date.now() - startedAt < EARLY_MS && (code === 127 || hasCrashed)) {
    return serve(`Electron does not run on this machine (${signal ?? `code ${code}`}, see above)`)
  }
  return code ?? 128 + (constants.signals[signal] ?? 0)
}

/** The same app in the browser, in this terminal. */
async function serve(reason) {
  say(`no window here: ${reason}. The app is served for the browser instead (duewatch serve).`)
  const child = spawn(process.execPath, [join(root, 'bin', 'duewatch.mjs'), 'serve', ...args], { stdio: 'inherit' })
  const { code, signal, error } = await ended(child)
  if (error) say(error.message)
  return code ?? (signal ? 128 + (constants.signals[signal] ?? 0) : 1)
}

function say(text) {
  process.stderr.write(`duewatch: ${text}\n`)
}
