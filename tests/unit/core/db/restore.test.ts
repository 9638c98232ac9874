import Database from 'better-sqlite3'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { writeBackup } from '../../../../src/core/db/backup.ts'
import { all, execScript, openReadDb } from '../../../../src/core/db/connection.ts'
import { createInstanceLease } from '../../../../src/core/db/instance-lease.ts'
import { latestVersion } from '../../../../src/core/db/migrate.ts'
import { migrations } from '../../../../src/core/db/migrations/index.ts'
import { openDatabase } from '../../../../src/core/db/open-database.ts'
import { restoreDatabase } from '../../../../src/core/db/restore.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { runKilledAt } from '../../../support/killed-at-step.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

/** A data folder whose database says `name`. */
function aDataDir(name: string) {
  const dataDir = createTempFolder()
  const file = join(dataDir, 'duewatch.sqlite')
  const clock = createFakeClock()
  const { db } = openDatabase(file, { clock })
  execScript(db, `INSERT INTO setting VALUES ('name', '${name}')`)
  db.close()
  return { dataDir, file, clock }
}

function nameIn(file: string): unknown {
  const db = openReadDb(file)
  try {
    return all<{ value: string }>(db, 'test', sql`SELECT value FROM setting`)[0]?.value
  } finally {
    db.close()
  }
}

function aCopyOf(file: string): string {
  const copy = join(createTempFolder(), 'copy.sqlite')
  writeBackup(file, copy, { replace: false })
  return copy
}

describe('restoreDatabase', () => {
  it('puts the copy in place, keeps the present database and leaves the copy as it is', () => {
    const { dataDir, file, clock } = aDataDir('present')
    const from = aCopyOf(aDataDir('earlier').file)
    const before = readFileSync(from)
    const result = restoreDatabase({ from, dataDir, clock })
    expect(nameIn(file)).toBe('earlier')
    expect(result).toMatchObject({
      version: latestVersion(migrations),
      keptAs: join(dataDir, 'backups', 'before-restore-20260301T000000000Z.sqlite'),
    })
    expect(nameIn(result.keptAs as string)).toBe('present')
    expect(readFileSync(from).equals(before)).toBe(true)
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.part'))).toEqual([])
    const { db } = openDatabase(file, { clock })
    db.close()
  })

  it('keeps the newest five databases that it has replaced, and always the copy that was asked for', () => {
    const { dataDir, clock } = aDataDir('present')
    const kept: string[] = []
    const restore = (from: string) => {
      clock.advance(1000)
      kept.push(restoreDatabase({ from, dataDir, clock }).keptAs as string)
    }
    const earlier = aCopyOf(aDataDir('earlier').file)
    for (let count = 0; count < 5; count += 1) restore(earlier)
    restore(kept[0] as string)
    expect(kept.filter((path) => existsSync(path))).toEqual(kept)
    restore(earlier)
    expect(kept.filter((path) => existsSync(path))).toEqual(kept.slice(2))
  })

  it('works in an empty data folder', () => {
    const dataDir = createTempFolder()
    const from = aCopyOf(aDataDir('earlier').file)
    expect(restoreDatabase({ from, dataDir, clock: createFakeClock() })).toMatchObject({ keptAs: null })
    expect(nameIn(join(dataDir, 'duewatch.sqlite'))).toBe('earlier')
  })

  it('takes in what stands only in the log beside a raw copy', () => {
    const source = aDataDir('first')
    const { db } = openDatabase(source.file, { clock: source.clock })
    execScript(db, `UPDATE setting SET value = 'second'`)
    const from = join(createTempFolder(), 'raw.sqlite')
    copyFileSync(source.file, from)
    copyFileSync(`${source.file}-wal`, `${from}-wal`)
    db.close()
    const { dataDir, file, clock } = aDataDir('present')
    restoreDatabase({ from, dataDir, clock })
    expect(nameIn(file)).toBe('second')
  })

  it('keeps what a crashed process left in the log of the present database', async () => {
    const { dataDir, file, clock } = aDataDir('present')
    const script = `const { default: Database } = await import('better-sqlite3')
      const db = new Database(${JSON.stringify(file)})
      db.exec("UPDATE setting SET value = 'in the log'")
      const { renameSync } = await import('node:fs')
      renameSync('a', 'b')`
    expect(await runKilledAt(1, script)).toBe(true)
    expect(existsSync(`${file}-wal`)).toBe(true)
    const { keptAs } = restoreDatabase({ from: aCopyOf(aDataDir('earlier').file), dataDir, clock })
    expect(nameIn(keptAs as string)).toBe('in the log')
    expect(nameIn(file)).toBe('earlier')
  })

  it('replaces a damaged database and keeps it as it lay there', () => {
    const { dataDir, file, clock } = aDataDir('present')
    const junk = 'damaged '.repeat(1000)
    writeFileSync(file, junk)
    const { keptAs } = restoreDatabase({ from: aCopyOf(aDataDir('earlier').file), dataDir, clock })
    expect(readFileSync(keptAs as string, 'utf8')).toBe(junk)
    expect(nameIn(file)).toBe('earlier')
  })

  it.each([
    ['that is missing', 'FILE_UNREADABLE', (path: string) => rmSync(path)],
    ['that is no database', 'BACKUP_DAMAGED', (path: string) => writeFileSync(path, 'no database '.repeat(400))],
    ['that is empty', 'DB_NOT_OURS', (path: string) => writeFileSync(path, '')],
    ['of another program', 'DB_NOT_OURS', (path: string) => change(path, 'PRAGMA application_id = 1')],
    ['of a newer version', 'DB_FROM_FUTURE', (path: string) => change(path, 'PRAGMA user_version = 990')],
    ['with a damaged page', 'BACKUP_DAMAGED', (path: string) => damage(path)],
  ])('refuses a copy %s and changes nothing', (_name, code, spoil) => {
    const { dataDir, file, clock } = aDataDir('present')
    const from = aCopyOf(aDataDir('earlier').file)
    spoil(from)
    const params: unknown = expect.objectContaining({ file: from })
    expect(() => restoreDatabase({ from, dataDir, clock })).toThrow(expect.objectContaining({ code, params }))
    expect(nameIn(file)).toBe('present')
    expect(existsSync(join(dataDir, 'backups'))).toBe(false)
    expect(readdirSync(dataDir).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('refuses while another instance uses the folder, but not because of the caller', () => {
    const { dataDir, file, clock } = aDataDir('present')
    const from = aCopyOf(aDataDir('earlier').file)
    const own = createInstanceLease(dataDir)
    const other = createInstanceLease(dataDir)
    onTestFinished(() => own.release())
    const restore = () => restoreDatabase({ from, dataDir, clock, ownInstanceId: own.instanceId })
    expect(restore).toThrow(expect.objectContaining({ code: 'DB_BUSY' }))
    expect(nameIn(file)).toBe('present')
    other.release()
    restore()
    expect(nameIn(file)).toBe('earlier')
  })

  it('leaves the old or the new database, whole, when the process is killed at any step', async () => {
    const { dataDir, file } = aDataDir('present')
    const from = aCopyOf(aDataDir('earlier').file)
    const present = aCopyOf(file)
    const entry = JSON.stringify(new URL('../../../../src/core/db/restore.ts', import.meta.url).href)
    const script = `const { restoreDatabase } = await import(${entry})
      const [from, dataDir] = ${JSON.stringify([from, dataDir])}
      restoreDatabase({ from, dataDir, clock: { now: () => 0 } })`
    const seen = new Set<unknown>()
    let step = 1
    while (step < 60 && (await runKilledAt(step, script))) {
      const name = nameIn(file)
      expect(['present', 'earlier']).toContain(name)
      seen.add(name)
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
      copyFileSync(present, file)
      step += 1
    }
    expect(step).toBeGreaterThan(10)
    expect(seen.size).toBe(2)
    expect(readdirSync(dataDir).filter((entryName) => entryName.includes('.part'))).toEqual([])
  })
})

function change(path: string, script: string): void {
  const raw = new Database(path)
  raw.exec(script)
  raw.close()
}

/** Breaks a page behind the header: only a real check finds it. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  bytes.fill(0x55, 4096 * 3, 4096 * 6)
  writeFileSync(path, bytes)
}
