/**
 * Entry of the writer's thread: opens the database, brings it up to date, checks it, then carries out commands in the
 * order in which they arrive. It ends when it is told to close.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { runWriteCommand } from '../transactions/index.ts'
import type { WriteDb } from './connection.ts'
import { openDatabase } from './open-database.ts'
import { toThreadError, type FromThread, type ToThread, type WriterThreadData } from './thread-protocol.ts'

if (!parentPort) throw new Error('this file is the entry of a thread')
const port = parentPort
const { file, backupDir, startedAt } = workerData as WriterThreadData

/** Time as the host sees it: every command carries the host's clock, which tests may have replaced. */
let now = startedAt
const clock = { now: () => now }

const post = (message: FromThread) => port.postMessage(message)

try {
  const { db } = openDatabase(file, {
    clock,
    ...(backupDir === null ? {} : { backupDir }),
    onSlowQuery: (query) => post({ kind: 'slow', query }),
  })
  serve(db)
  post({ kind: 'ready' })
} catch (error) {
  post({ kind: 'refused', error: toThreadError(error) })
}

function serve(db: WriteDb): void {
  port.on('message', (message: ToThread) => {
    if (message.kind === 'close') {
      db.close()
      port.close()
      return
    }
    now = message.now
    try {
      post({ kind: 'done', id: message.id, output: runWriteCommand({ db, clock }, message.name, message.input) })
    } catch (error) {
      post({ kind: 'failed', id: message.id, error: toThreadError(error) })
    }
  })
}
