import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { watchUncaughtErrors } from '../../../src/main/errors.ts'

function createLab(tell: () => Promise<unknown> = async () => {}) {
  const process = new EventEmitter() as NodeJS.Process & EventEmitter
  const log: string[] = []
  watchUncaughtErrors({
    process,
    tell: () => {
      log.push('tell')
      return tell()
    },
    exit: (code) => void log.push(`exit ${code}`),
    report: (error) => void log.push(String(error)),
  })
  return { process: process as EventEmitter, log }
}

describe('watchUncaughtErrors', () => {
  it('ends the app with code 1 after an exception, once the person has been told', async () => {
    const { process, log } = createLab()
    process.emit('uncaughtException', new Error('first'))
    await vi.waitFor(() => expect(log).toEqual(['Error: first', 'tell', 'exit 1']))
  })

  it('tells once although everything breaks', async () => {
    const { process, log } = createLab()
    process.emit('uncaughtException', new Error('first'))
    process.emit('uncaughtException', new Error('second'))
    await vi.waitFor(() => expect(log).toEqual(['Error: first', 'tell', 'Error: second', 'exit 1']))
  })

  it('ends the app although nobody can be told', async () => {
    const { process, log } = createLab(() => Promise.reject(new Error('no screen')))
    process.emit('uncaughtException', new Error('first'))
    await vi.waitFor(() => expect(log.slice(-2)).toEqual(['Error: no screen', 'exit 1']))
  })

  it('goes on after a promise that nobody waited for', () => {
    const { process, log } = createLab()
    process.emit('unhandledRejection', new Error('late'))
    expect(log).toEqual(['Error: late'])
  })
})
