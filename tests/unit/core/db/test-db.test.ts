import { closeSync, existsSync, mkdtempSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openReadDb, schemaVersion } from '../../../../src/core/db/connection.ts'
import { latestVersion } from '../../../../src/core/db/migrate.ts'
import { migrations } from '../../../../src/core/db/migrations/index.ts'
import { removeTempFolder } from '../../../support/temp-folder.ts'
import { createTestDb } from '../../../support/test-db.ts'

describe('createTestDb', () => {
  it('has the shipped schema', () => {
    expect(schemaVersion(createTestDb().read)).toBe(latestVersion(migrations))
  })

  it('refuses input that could not reach the thread', async () => {
    const { writer } = createTestDb()
    await expect(writer.call('db.check', { isThorough: () => {} } as never)).rejects.toThrow()
  })
})

describe.runIf(process.platform === 'linux')('removeTempFolder', () => {
  it('fails when something is still open, and removes the folder all the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'duewatch-open-'))
    const handle = openSync(join(folder, 'left-open'), 'w')
    expect(() => removeTempFolder(folder)).toThrow('left-open')
    closeSync(handle)
    expect(existsSync(folder)).toBe(false)
  })

  it('notices a connection that was left open', () => {
    const { file, dataDir } = createTestDb()
    const forgotten = openReadDb(file)
    expect(() => removeTempFolder(dataDir)).toThrow('duewatch.sqlite')
    forgotten.close()
  })
})
