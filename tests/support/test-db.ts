import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openReadDb, type ReadDb, type WriteDb } from '../../src/core/db/connection.ts'
import { createInlineWriter } from '../../src/core/db/inline-writer.ts'
import { openDatabase } from '../../src/core/db/open-database.ts'
import type { Writer } from '../../src/core/db/write-commands.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createTempFolder } from './temp-folder.ts'

export interface TestDb {
  readonly dataDir: string
  readonly file: string
  readonly clock: FakeClock
  readonly writer: Writer
  /** For arranging rows that no command makes. */
  readonly writeDb: WriteDb
  readonly read: ReadDb
}

/**
 * A real database in a folder of its own, with the shipped schema. Everything is closed and removed when the test ends;
 * a connection that the test opened itself and left open fails it.
 */
export function createTestDb(): TestDb {
  const dataDir = createTempFolder()
  const file = join(dataDir, 'duewatch.sqlite')
  const clock = createFakeClock()
  const { db: writeDb } = openDatabase(file, { clock })
  const read = openReadDb(file)
  // Runs before the folder is removed: the last one registered is the first to be called.
  onTestFinished(() => {
    read.close()
    writeDb.close()
  })
  return { dataDir, file, clock, writer: createInlineWriter(writeDb, clock), writeDb, read }
}
