import { AppError } from '../../shared/domain/app-error.ts'
import { systemClock, type Clock } from '../clock.ts'
import { runWriteCommand } from '../transactions/index.ts'
import type { WriteDb } from './connection.ts'
import { fromThreadError, toThreadError } from './thread-protocol.ts'
import type { Writer } from './write-commands.ts'

/**
 * The same commands in the caller's own thread, for tests and short tools. Input and output pass through a structured
 * clone and errors through the thread's form, so nothing works here that would fail in the thread.
 */
export function createInlineWriter(db: WriteDb, clock: Clock = systemClock): Writer {
  return {
    async call(name, input) {
      if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
      const copy: unknown = structuredClone(input)
      try {
        return structuredClone(runWriteCommand({ db, clock }, name, copy)) as never
      } catch (error) {
        throw fromThreadError(toThreadError(error))
      }
    },
    async close() {
      db.close()
    },
  }
}
