/**
 * Entry of the writer's thread: opens the database, brings it up to date, checks it, then carries out commands in the
 * order in which they arrive. It ends when it is told to close.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { runWriteCommand } from '../transactions/index.ts'
import { execScript, get, type WriteDb } from './connection.ts'
import { openDatabase } from './open-database.ts'
import { sql } from './sql.ts'
import type { WriteCommand } from './write-commands.ts'
import { toThreadError, type FromThread, type ToThread, type WriterThreadData } from './thread-protocol.ts'

if (!parentPort) throw new Error('this file is the entry of a thread')
const port = parentPort
const { file, backupDir, startedAt } = workerData as WriterThreadData

/** Time as the host sees it: every command carries the host's clock, which tests may have replaced. */
let now = startedAt
const clock = { now: () => now }

const post = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

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

/** Somebody waits for the end of a sync or an edit; copying the log into the file can wait until nobody does. */
const CHECKPOINT_AFTER_MS = 250

/** Pages in the log from which on it is copied; as SQLite has it by itself. */
const CHECKPOINT_PAGES = 1000

/** One edit after the other does not put it off for longer than this. */
const CHECKPOINT_WITHIN_MS = 2000

const WITH_LATE_CHECKPOINT: ReadonlySet<WriteCommand> = new Set<WriteCommand>([
  'sync.commit',
  'review.set',
  'review.undo',
])

/** Keeps a large commit from copying the log into the file at once; it is copied as soon as nothing else was asked for. */
function createLateCheckpoint(db: WriteDb): { postpone(): void; forget(): void } {
  let timer: NodeJS.Timeout | null = null
  let postponedMs = 0
  function copyLog(): void {
    timer = null
    try {
      execScript(db, `PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
      // A small edit is not worth two waits for the disk, as it is not without this.
      const log = get<{ log: number; checkpointed: number }>(db, 'writer.log', sql`PRAGMA wal_checkpoint(NOOP)`)
      if (log && log.log - log.checkpointed >= CHECKPOINT_PAGES) execScript(db, 'PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // What was committed is safe in the log; the next commit tries again.
    }
  }
  return {
    postpone() {
      if (timer && performance.now() - postponedMs > CHECKPOINT_WITHIN_MS) return
      if (timer) clearTimeout(timer)
      else {
        execScript(db, 'PRAGMA wal_autocheckpoint = 0')
        postponedMs = performance.now()
      }
      timer = setTimeout(copyLog, CHECKPOINT_AFTER_MS)
    },
    forget() {
      if (timer) clearTimeout(timer)
    },
  }
}

function serve(db: WriteDb): void {
  const checkpoint = createLateCheckpoint(db)
  port.on('message', (message: ToThread) => {
    if (message.kind === 'close') {
      checkpoint.forget()
      db.close()
      port.close()
      return
    }
    now = message.now
    try {
      if (WITH_LATE_CHECKPOINT.has(message.name)) checkpoint.postpone()
      const output = runWriteCommand({ db, clock }, message.name, message.input)
      post({ kind: 'done', id: message.id, output }, message.name === 'stage.open' ? toBuffers(output) : [])
    } catch (error) {
      post({ kind: 'failed', id: message.id, error: toThreadError(error) })
    }
  })
}

/** Megabytes of hashes are moved to the host, not copied. */
function toBuffers(known: unknown): ArrayBuffer[] {
  const { items, tags } = (known ?? {}) as Partial<Record<string, Uint8Array<ArrayBuffer>>>
  return items && tags ? [items.buffer, tags.buffer] : []
}
