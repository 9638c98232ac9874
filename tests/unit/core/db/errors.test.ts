import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import { execScript, openWriteDb, run } from '../../../../src/core/db/connection.ts'
import { toDbError, toReadError } from '../../../../src/core/db/errors.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

const coded = (code: string) => Object.assign(new Error('as the system says it'), { code })

describe('toDbError', () => {
  it.each([
    ['SQLITE_FULL', 'DISK_FULL'],
    ['SQLITE_IOERR_WRITE', 'DISK_FULL'],
    ['ENOSPC', 'DISK_FULL'],
    ['EFBIG', 'DISK_FULL'],
    ['SQLITE_CORRUPT', 'DB_DAMAGED'],
    ['SQLITE_CORRUPT_INDEX', 'DB_DAMAGED'],
    ['SQLITE_NOTADB', 'DB_DAMAGED'],
    ['SQLITE_BUSY', 'DB_BUSY'],
    ['SQLITE_BUSY_SNAPSHOT', 'DB_BUSY'],
    ['SQLITE_LOCKED', 'DB_BUSY'],
    ['SQLITE_CANTOPEN', 'FILE_UNWRITABLE'],
    ['SQLITE_READONLY_DBMOVED', 'FILE_UNWRITABLE'],
    ['EACCES', 'FILE_UNWRITABLE'],
  ])('gives %s the code %s with the file and the original words', (code, expected) => {
    const cause = coded(code)
    const error = toDbError(cause, '/data/a.sqlite')
    expect(error).toMatchObject({ code: expected, params: { file: '/data/a.sqlite' }, cause })
    expect((error as AppError).raw).toContain('as the system says it')
  })

  it('lets a broken constraint, a bug and an error of ours through untouched', () => {
    for (const error of [coded('SQLITE_CONSTRAINT_UNIQUE'), new TypeError('bug'), new AppError('NOT_FOUND')]) {
      expect(toDbError(error, 'f')).toBe(error)
    }
  })
})

describe('toReadError', () => {
  it('calls a file that cannot be read unreadable', () => {
    expect(toReadError(coded('EACCES'), 'f')).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(toReadError(coded('SQLITE_CANTOPEN'), 'f')).toMatchObject({ code: 'FILE_UNREADABLE' })
  })
})

describe('a full disk', () => {
  it('is DISK_FULL when the database may not grow, and nothing of the transaction stays', () => {
    const db = openWriteDb(join(createTempFolder(), 'a.sqlite'))
    onTestFinished(() => db.close())
    execScript(db, 'CREATE TABLE blob_store (data BLOB); PRAGMA max_page_count = 20')
    const fill = () => run(db, 'fill', sql`INSERT INTO blob_store VALUES (zeroblob(${1_000_000}))`)
    expect(fill).toThrow(expect.objectContaining({ code: 'DISK_FULL', params: { file: db.file } }))
    expect(run(db, 'count', sql`DELETE FROM blob_store`)).toBe(0)
  })

  it.skipIf(process.platform === 'win32')('is DISK_FULL when the operating system refuses to write', () => {
    const file = join(createTempFolder(), 'a.sqlite')
    const from = (name: string) => JSON.stringify(new URL(`../../../../src/core/db/${name}.ts`, import.meta.url).href)
    const script = `
      const { openWriteDb, execScript } = await import(${from('connection')})
      const { writeBackup } = await import(${from('backup')})
      const db = openWriteDb(${JSON.stringify(file)})
      const codes = []
      const attempt = (work) => { try { work(); codes.push('none') } catch (error) { codes.push(error.code) } }
      execScript(db, 'CREATE TABLE blob_store (data BLOB)')
      attempt(() => execScript(db, 'INSERT INTO blob_store VALUES (zeroblob(2000000))'))
      attempt(() => execScript(db, 'INSERT INTO blob_store VALUES (zeroblob(2000))'))
      console.log(codes.join())`
    // Blocks of 1024 bytes; the signal is ignored, so that the write fails instead of ending the process.
    const shell = `trap '' XFSZ; ulimit -f 500; exec "$0" --input-type=module -e "$1"`
    const output = execFileSync('bash', ['-c', shell, process.execPath, script], { encoding: 'utf8' })
    expect(output.trim()).toBe('DISK_FULL,none')
  })
})
