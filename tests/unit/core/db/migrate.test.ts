import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { all, openReadDb, pragma, schemaVersion, type WriteDb } from '../../../../src/core/db/connection.ts'
import { writeBackup } from '../../../../src/core/db/backup.ts'
import type { Migration } from '../../../../src/core/db/migrate.ts'
import { openDatabase } from '../../../../src/core/db/open-database.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

const first: Migration = { version: 10, up: (db) => db.exec(`CREATE TABLE a (x TEXT); INSERT INTO a VALUES ('old')`) }
const second: Migration = { version: 20, up: (db) => db.exec(`ALTER TABLE a ADD y TEXT`) }
const third: Migration = { version: 30, up: (db) => db.exec(`UPDATE a SET y = 'new'`) }
const failing: Migration = {
  version: 30,
  up(db) {
    db.exec(`UPDATE a SET y = 'half'`)
    throw new Error('no such luck')
  },
}

function aFolder() {
  const dataDir = createTempFolder()
  const file = join(dataDir, 'duewatch.sqlite')
  const clock = createFakeClock()
  const open = (migrations: readonly Migration[]) => {
    const opened = openDatabase(file, { clock, migrations })
    onTestFinished(() => opened.db.close())
    return opened
  }
  const use = (migrations: readonly Migration[]) => {
    const { db, migrated } = open(migrations)
    db.close()
    return migrated
  }
  return { dataDir, file, clock, open, use, backups: join(dataDir, 'backups') }
}

const rows = (db: WriteDb) => all(db, 'test', sql`SELECT * FROM a`)

describe('migrate', () => {
  it('brings a new file to the newest version without a backup', () => {
    const { open, backups } = aFolder()
    const { db, migrated } = open([first, second, third])
    expect(migrated).toEqual({ from: 0, to: 30, backup: null })
    expect(schemaVersion(db)).toBe(30)
    expect(rows(db)).toEqual([{ x: 'old', y: 'new' }])
    expect(existsSync(backups)).toBe(false)
  })

  it('does nothing to a file that is up to date', () => {
    const { use, backups } = aFolder()
    use([first])
    expect(use([first])).toEqual({ from: 10, to: 10, backup: null })
    expect(existsSync(backups)).toBe(false)
  })

  it('keeps a whole copy of the old state before the first pending step', () => {
    const { use, backups, clock } = aFolder()
    use([first])
    clock.set(Date.UTC(2026, 4, 6, 7, 8, 9, 10))
    const { backup } = use([first, second, third])
    expect(backup).toBe(join(backups, 'before-v20-20260506T070809010Z.sqlite'))
    const copy = openReadDb(backup as string)
    onTestFinished(() => copy.close())
    expect(schemaVersion(copy)).toBe(10)
    expect(all(copy, 'test', sql`SELECT * FROM a`)).toEqual([{ x: 'old' }])
    expect(readdirSync(backups)).toHaveLength(1)
  })

  it('leaves the state before a step that fails, and names the backup', () => {
    const { use, open } = aFolder()
    use([first])
    let error: unknown
    try {
      use([first, second, failing])
    } catch (caught) {
      error = caught
    }
    expect(error).toMatchObject({ code: 'INTERNAL', params: { version: 30 } })
    const { backup } = (error as { params: { backup: string } }).params
    expect(existsSync(backup)).toBe(true)
    const { db } = open([first, second])
    expect(rows(db)).toEqual([{ x: 'old', y: null }])
  })

  it('refuses a step that leaves a reference to nothing', () => {
    const { use } = aFolder()
    const broken: Migration = {
      version: 20,
      up: (db) =>
        db.exec(`CREATE TABLE b (x TEXT REFERENCES c (x)); CREATE TABLE c (x TEXT UNIQUE); INSERT INTO b VALUES ('?')`),
    }
    expect(() => use([first, broken])).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    expect(use([first])).toMatchObject({ from: 10 })
  })

  it('lets a step rebuild a table that others refer to, and checks references again afterwards', () => {
    const { open } = aFolder()
    const parents: Migration = {
      version: 10,
      up: (db) =>
        db.exec(`CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);
          CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE); INSERT INTO c VALUES (1)`),
    }
    const rebuild: Migration = {
      version: 20,
      up: (db) =>
        db.exec(`CREATE TABLE p2 (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO p2 (id) SELECT id FROM p;
          DROP TABLE p; ALTER TABLE p2 RENAME TO p`),
    }
    const { db } = open([parents, rebuild])
    expect(all(db, 'test', sql`SELECT p FROM c`)).toEqual([{ p: 1 }])
    expect(pragma(db, 'foreign_keys')).toBe(1)
  })

  it('refuses a newer file and leaves it byte for byte as it is', () => {
    const { file, use, dataDir } = aFolder()
    use([first, second, third])
    const before = readFileSync(file)
    expect(() => use([first, second])).toThrow(
      expect.objectContaining({ code: 'DB_FROM_FUTURE', params: { file, version: 30, supported: 20 } }),
    )
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(dataDir)).toEqual(['duewatch.sqlite'])
  })

  it('leaves a newer file alone whose version stands in its log only, as after a crash', async () => {
    const { file, use } = aFolder()
    use([first, second])
    const script = `const { default: Database } = await import('better-sqlite3')
      const db = new Database(${JSON.stringify(file)})
      db.pragma('user_version = 990')
      process.kill(process.pid, 'SIGKILL')`
    const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: process.cwd() })
    await expect(child).rejects.toMatchObject({ signal: 'SIGKILL' })
    const before = [file, `${file}-wal`].map((path) => readFileSync(path))
    expect(() => use([first, second])).toThrow(expect.objectContaining({ code: 'DB_FROM_FUTURE' }))
    const after = [file, `${file}-wal`].map((path) => readFileSync(path))
    expect(after.map((bytes, index) => bytes.equals(before[index] as Buffer))).toEqual([true, true])
  })

  it('keeps the newest five automatic copies and never touches what people put there', () => {
    const { use, backups, clock, file } = aFolder()
    use([first])
    const steps = [first]
    for (let version = 20; version <= 80; version += 10) {
      clock.advance(1000)
      steps.push({ version, up: (db) => db.exec(`CREATE TABLE t${version} (x)`) })
      use(steps)
      if (version === 20) writeBackup(file, join(backups, 'mine.sqlite'), { replace: false })
    }
    expect(readdirSync(backups).toSorted()).toEqual([
      ...[40, 50, 60, 70, 80].map((version) => expect.stringMatching(`^before-v${version}-`)),
      'mine.sqlite',
    ])
  })

  it('is carried out once when several processes start at the same time', async () => {
    const { file, use, open, backups } = aFolder()
    use([first])
    const entry = JSON.stringify(new URL('../../../../src/core/db/open-database.ts', import.meta.url).href)
    const script = `const { openDatabase } = await import(${entry})
      const steps = [10, 20, 30].map((version) => ({ version, up: (db) => db.exec(
        version === 30 ? "INSERT INTO a VALUES ('once')" : version === 20 ? 'CREATE TABLE b (x)' : '') }))
      openDatabase(${JSON.stringify(file)}, { clock: { now: () => Date.now() }, migrations: steps }).db.close()`
    const node = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    await Promise.all([node(), node(), node()])
    const steps: Migration[] = [first, { version: 20, up: () => {} }, { version: 30, up: () => {} }]
    expect(rows(open(steps).db)).toEqual([{ x: 'old' }, { x: 'once' }])
    expect(readdirSync(backups)).toHaveLength(1)
  })
})
