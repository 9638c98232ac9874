import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** Loaded into a child process by `runKilledAt`. */
const CHANGING = ['copyFileSync', 'renameSync', 'linkSync', 'rmSync', 'fsyncSync', 'chmodSync', 'mkdirSync'] as const
const killAt = Number(process.env['KILL_AT_STEP'])
let step = 0

for (const name of CHANGING) {
  const original = fs[name] as (...args: unknown[]) => unknown
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      step += 1
      if (step === killAt) process.kill(process.pid, 'SIGKILL')
      return original(...args)
    },
  })
}
syncBuiltinESMExports()
