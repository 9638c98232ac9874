import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PRELOAD = new URL('./kill-at-step-preload.ts', import.meta.url).href

/**
 * Runs a module's text in a process of its own that is killed right before its n-th change to the file system (counted
 * over node:fs, from 1). Answers false when the work ended before that.
 */
export async function runKilledAt(step: number, script: string): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', PRELOAD, '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, KILL_AT_STEP: String(step) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (signal === 'SIGKILL') return true
  if (code !== 0) throw new Error(output)
  return false
}
