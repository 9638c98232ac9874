import Database from 'better-sqlite3'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  all,
  APPLICATION_ID,
  execScript,
  explain,
  get,
  iterate,
  openReadDb,
  openWriteDb,
  pragma,
  prepare,
  readTransaction,
  run,
  transaction,
  type ReadDb,
} from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

function closing<Db extends ReadDb>(db: Db): Db {
  onTestFinished(() => db.close())
  return db
}

function aDatabase() {
  const file = join(createTempFolder(), 'a.sqlite')
  const db = closing(openWriteDb(file))
  execScript(db, 'CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  return { file, db }
}

describe('openWriteDb', () => {
  it('sets up log mode, safety and foreign keys by itself', () => {
    const { db } = aDatabase()
    expect(pragma(db, 'journal_mode')).toBe('wal')
    expect(pragma(db, 'synchronous')).toBe(1)
    expect(pragma(db, 'foreign_keys')).toBe(1)
    expect(pragma(db, 'busy_timeout')).toBe(5000)
    expect(pragma(db, 'application_id')).toBe(APPLICATION_ID)
  })

  it('makes files that only their owner can read', () => {
    const { file, db } = aDatabase()
    run(db, 'test', sql`INSERT INTO thing (name) VALUES ('x')`)
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o077).toBe(0)
  })

  it('opens its own file again', () => {
    const { file, db } = aDatabase()
    db.close()
    expect(all(closing(openWriteDb(file)), 'test', sql`SELECT * FROM thing`)).toEqual([])
  })

  it('leaves a foreign SQLite file byte for byte as it is', () => {
    const file = join(createTempFolder(), 'foreign.sqlite')
    const foreign = new Database(file)
    foreign.exec('CREATE TABLE theirs (id)')
    foreign.close()
    const before = readFileSync(file)
    expect(() => openWriteDb(file)).toThrow(expect.objectContaining({ code: 'DB_NOT_OURS', params: { file } }))
    expect(() => openReadDb(file)).toThrow(expect.objectContaining({ code: 'DB_NOT_OURS' }))
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('calls a file that is no database damaged', () => {
    const file = join(createTempFolder(), 'junk.sqlite')
    writeFileSync(file, 'no database '.repeat(500))
    expect(() => openWriteDb(file)).toThrow(expect.objectContaining({ code: 'DB_DAMAGED', params: { file } }))
  })

  it('names the path that cannot be written', () => {
    const folder = createTempFolder()
    writeFileSync(join(folder, 'file'), '')
    const file = join(folder, 'file', 'a.sqlite')
    expect(() => openWriteDb(file)).toThrow(expect.objectContaining({ code: 'FILE_UNWRITABLE', params: { file } }))
    mkdirSync(join(folder, 'folder.sqlite'))
    expect(() => openWriteDb(join(folder, 'folder.sqlite'))).toThrow(
      expect.objectContaining({ code: 'FILE_UNWRITABLE' }),
    )
  })

  it('lets several processes make the same file at once', async () => {
    const file = join(createTempFolder(), 'race.sqlite')
    const entry = new URL('../../../../src/core/db/connection.ts', import.meta.url).href
    const script = `const { openWriteDb } = await import(${JSON.stringify(entry)})
      for (let i = 0; i < 20; i += 1) openWriteDb(${JSON.stringify(file)}).close()`
    const node = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    await Promise.all([node(), node(), node()])
    expect(pragma(closing(openReadDb(file)), 'application_id')).toBe(APPLICATION_ID)
  })
})

describe('openReadDb', () => {
  it('cannot write', () => {
    const { file } = aDatabase()
    const read = closing(openReadDb(file))
    const write = () => all(read, 'test', sql`INSERT INTO thing (name) VALUES ('x') RETURNING id`)
    expect(write).toThrow(expect.objectContaining({ code: 'FILE_UNWRITABLE' }))
  })

  it('makes no file where there is none', () => {
    const file = join(createTempFolder(), 'missing.sqlite')
    expect(() => openReadDb(file)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE', params: { file } }))
    expect(existsSync(file)).toBe(false)
  })

  it('sees the last committed picture while a transaction is open, without waiting', () => {
    const { file, db } = aDatabase()
    const read = closing(openReadDb(file))
    const count = () => get<{ n: number }>(read, 'test', sql`SELECT count(*) AS n FROM thing`)?.n
    transaction(db, () => {
      run(db, 'test', sql`INSERT INTO thing (name) VALUES ('x')`)
      expect(count()).toBe(0)
    })
    expect(count()).toBe(1)
  })

  it('reads one and the same picture within a read transaction', () => {
    const { file, db } = aDatabase()
    const read = closing(openReadDb(file))
    const count = () => get<{ n: number }>(read, 'test', sql`SELECT count(*) AS n FROM thing`)?.n
    readTransaction(read, () => {
      expect(count()).toBe(0)
      run(db, 'test', sql`INSERT INTO thing (name) VALUES ('x')`)
      expect(count()).toBe(0)
    })
    expect(count()).toBe(1)
  })
})

describe('transaction', () => {
  it('rolls everything back when something is thrown, and throws it on', () => {
    const { db } = aDatabase()
    const fault = new Error('stop')
    expect(() =>
      transaction(db, () => {
        run(db, 'test', sql`INSERT INTO thing (name) VALUES ('x')`)
        throw fault
      }),
    ).toThrow(fault)
    expect(all(db, 'test', sql`SELECT * FROM thing`)).toEqual([])
  })

  it('refuses asynchronous work, which would commit too early', () => {
    const { db } = aDatabase()
    expect(() => transaction(db, async () => {})).toThrow()
  })
})

describe('queries', () => {
  it('reports a slow query by name, and not every query', () => {
    const slow: string[] = []
    const file = join(createTempFolder(), 'a.sqlite')
    const db = closing(openWriteDb(file, { onSlowQuery: ({ name }) => slow.push(name) }))
    for (let count = 0; count < 5; count += 1) get(db, 'test.fast', sql`SELECT 1`)
    const count = sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${3_000_000})
      SELECT sum(i) FROM n`
    get(db, 'test.slow', count)
    expect(slow).toContain('test.slow')
    // One of the fast ones may meet a stalled machine, but not all of them.
    expect(slow.length).toBeLessThan(5)
  })

  it('stay right when more texts are used than statements are kept', () => {
    const { db } = aDatabase()
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < 400; index += 1) {
        const query = sql`SELECT ${index} AS value`
        const row = get<{ value: number }>(db, 'test', { ...query, text: `${query.text} /* ${index} */` })
        expect(row?.value).toBe(index)
      }
    }
  })

  it('walk through a result while another query with the same text is carried out', () => {
    const { db } = aDatabase()
    for (const name of ['a', 'b', 'c']) run(db, 'test', sql`INSERT INTO thing (name) VALUES (${name})`)
    const names: string[] = []
    for (const row of iterate<{ name: string }>(db, sql`SELECT name FROM thing ORDER BY id`)) {
      names.push(row.name)
      expect(all(db, 'test', sql`SELECT name FROM thing ORDER BY id`)).toHaveLength(3)
    }
    expect(names).toEqual(['a', 'b', 'c'])
  })

  it('bind anew each time a prepared statement is carried out', () => {
    const { db } = aDatabase()
    const insert = prepare<[string]>(db, sql`INSERT INTO thing (name) VALUES (?)`)
    expect([insert.run('a'), insert.run('b')]).toEqual([1, 1])
    expect(all<{ name: string }>(db, 'test', sql`SELECT name FROM thing`).map((row) => row.name)).toEqual(['a', 'b'])
  })

  it('explain which index they use', () => {
    const { db } = aDatabase()
    expect(explain(db, sql`SELECT * FROM thing WHERE id = ${1}`).join()).toContain('USING INTEGER PRIMARY KEY')
  })
})
