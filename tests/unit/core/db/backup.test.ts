import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeBackup } from '../../../../src/core/db/backup.ts'
import { all, execScript, openReadDb, transaction } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { writePrivateFile } from '../../../../src/core/private-file.ts'
import { runKilledAt } from '../../../support/killed-at-step.ts'
import { createTestDb } from '../../../support/test-db.ts'

function settingsIn(file: string): unknown[] {
  const copy = openReadDb(file)
  try {
    return all(copy, 'test', sql`SELECT key, value FROM setting`)
  } finally {
    copy.close()
  }
}

describe('db.backup', () => {
  it('writes a whole copy that only its owner can read', async () => {
    const { writer, writeDb, dataDir } = createTestDb()
    execScript(writeDb, `INSERT INTO setting VALUES ('k', '1')`)
    const file = join(dataDir, 'copy.sqlite')
    const { sizeBytes } = await writer.call('db.backup', { file, replace: false })
    expect(statSync(file)).toMatchObject({ size: sizeBytes })
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(settingsIn(file)).toEqual([{ key: 'k', value: '1' }])
    expect(readdirSync(dataDir).filter((name) => name.includes('part'))).toEqual([])
  })

  it('refuses an existing backup unless it is to be replaced', async () => {
    const { writer, dataDir } = createTestDb()
    const file = join(dataDir, 'copy.sqlite')
    await writer.call('db.backup', { file, replace: false })
    const bytes = readFileSync(file)
    const call = writer.call('db.backup', { file, replace: false })
    await expect(call).rejects.toMatchObject({ code: 'FILE_EXISTS', params: { file } })
    expect(readFileSync(file)).toEqual(bytes)
    await writer.call('db.backup', { file, replace: true })
    expect(settingsIn(file)).toEqual([])
  })

  it('says so when the name is too long for a file, and leaves nothing behind', async () => {
    const { writer, dataDir } = createTestDb()
    const before = readdirSync(dataDir)
    const name = '长'.repeat(80)
    const call = writer.call('db.backup', { file: join(dataDir, name), replace: false })
    await expect(call).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    expect(() => writePrivateFile(join(dataDir, name), 'text')).toThrow(/FILE_UNWRITABLE/)
    expect(readdirSync(dataDir)).toEqual(before)
  })

  it('never replaces a file that is no backup, such as the stored keys', async () => {
    const { writer, dataDir } = createTestDb()
    const file = join(dataDir, 'secrets.json')
    for (const text of ['{"version":1,"entries":{}}', 'x']) {
      writeFileSync(file, text)
      const call = writer.call('db.backup', { file, replace: true })
      await expect(call).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', params: { file } })
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })

  it('never overwrites the database itself, by whatever name', async () => {
    const { writer, dataDir, file } = createTestDb()
    symlinkSync(file, join(dataDir, 'alias.sqlite'))
    for (const target of [
      file,
      `${file}-wal`,
      join(dataDir, '.', 'x', '..', 'duewatch.sqlite'),
      join(dataDir, 'alias.sqlite'),
    ]) {
      const call = writer.call('db.backup', { file: target, replace: true })
      await expect(call).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    }
    await expect(writer.call('db.check', { isThorough: true })).resolves.toEqual({ problems: [] })
  })

  it('names a folder that does not exist', async () => {
    const { writer, dataDir } = createTestDb()
    const file = join(dataDir, 'missing', 'copy.sqlite')
    const call = writer.call('db.backup', { file, replace: false })
    await expect(call).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', params: { file } })
  })

  it('holds the last committed picture while a transaction is open', () => {
    const { writeDb, dataDir, file } = createTestDb()
    const target = join(dataDir, 'copy.sqlite')
    transaction(writeDb, () => {
      execScript(writeDb, `INSERT INTO setting VALUES ('k', '1')`)
      writeBackup(file, target, { replace: false })
    })
    expect(settingsIn(target)).toEqual([])
  })

  it('leaves a whole file or none when the process is killed at any step', async () => {
    const { file, dataDir } = createTestDb()
    const entry = JSON.stringify(new URL('../../../../src/core/db/backup.ts', import.meta.url).href)
    let step = 1
    for (; step < 30; step += 1) {
      const target = join(dataDir, `copy-${step}.sqlite`)
      const script = `const { writeBackup } = await import(${entry})
        writeBackup(${JSON.stringify(file)}, ${JSON.stringify(target)}, { replace: false })`
      const wasKilled = await runKilledAt(step, script)
      if (existsSync(target)) expect(settingsIn(target)).toEqual([])
      if (!wasKilled) {
        expect(existsSync(target)).toBe(true)
        break
      }
    }
    expect(step).toBeGreaterThan(4)
  })
})
