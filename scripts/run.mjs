import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a tool of node_modules with inherited output and returns its exit code. */
export function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })
  if (result.error) {
    process.stderr.write(`${command}: ${result.error.message}\n`)
    return 1
  }
  return result.status ?? 1
}
