import { describe, expect, it } from 'vitest'
import { createCrashGuard } from '../../../src/main/crash-guard.ts'

function createLab(answers: ('reload' | 'quit')[] = []) {
  const log: string[] = []
  const lab = { now: 0, log, guard: { onCrash: async () => {} } }
  lab.guard = createCrashGuard({
    now: () => lab.now,
    reload: () => void log.push('reload'),
    ask: async () => {
      log.push('ask')
      return answers.shift() ?? 'quit'
    },
    quit: () => void log.push('quit'),
  })
  return lab
}

describe('createCrashGuard', () => {
  it('reloads a crashed page by itself, but not for ever', async () => {
    const { guard, log } = createLab(['quit'])
    for (let crash = 0; crash < 4; crash += 1) await guard.onCrash()
    expect(log).toEqual(['reload', 'reload', 'reload', 'ask', 'quit'])
  })

  it('starts counting anew when the person wants to go on', async () => {
    const { guard, log } = createLab(['reload'])
    for (let crash = 0; crash < 6; crash += 1) await guard.onCrash()
    expect(log).toEqual(['reload', 'reload', 'reload', 'ask', 'reload', 'reload', 'reload'])
  })

  it('does not ask about crashes that lie far apart', async () => {
    const lab = createLab()
    for (let crash = 0; crash < 10; crash += 1) {
      await lab.guard.onCrash()
      lab.now += 2 * 60_000
    }
    expect(lab.log).toEqual(Array.from({ length: 10 }, () => 'reload'))
  })
})
