import Database from 'better-sqlite3'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { writeBackup } from '../../../../src/core/db/backup.ts'
import { execScript } from '../../../../src/core/db/connection.ts'
import { openDatabase } from '../../../../src/core/db/open-database.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'
import { createTestDb } from '../../../support/test-db.ts'

/** A closed database with some thousand rows, so that there are pages to break. */
function aFilledDatabase() {
  const dataDir = createTempFolder()
  const file = join(dataDir, 'duewatch.sqlite')
  const clock = createFakeClock()
  const open = () => {
    const { db } = openDatabase(file, { clock })
    onTestFinished(() => db.close())
    return db
  }
  const db = open()
  execScript(
    db,
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
     INSERT INTO setting SELECT 'key-' || i, '"' || i || '"' FROM n`,
  )
  db.close()
  return { dataDir, file, open }
}

function breakPages(file: string): void {
  const bytes = readFileSync(file)
  bytes.fill(0x55, bytes.length - 4096 * 12, bytes.length - 4096 * 8)
  writeFileSync(file, bytes)
}

const thrownBy = (work: () => unknown): { code?: string; params?: Record<string, unknown> } => {
  try {
    work()
  } catch (error) {
    return error as { code: string }
  }
  return {}
}

describe('opening a damaged database', () => {
  it('says so before anything is written and names the newest copy that is whole', () => {
    const { dataDir, file, open } = aFilledDatabase()
    const backups = join(dataDir, 'backups')
    mkdirSync(backups)
    const [old, good, bad] = ['20260101', '20260201', '20260301'].map((day) =>
      join(backups, `before-v20-${day}T000000000Z.sqlite`),
    ) as [string, string, string]
    for (const copy of [old, good, bad]) writeBackup(file, copy, { replace: false })
    breakPages(bad)
    breakPages(file)
    expect(thrownBy(open)).toMatchObject({ code: 'DB_DAMAGED', params: { file, backup: good } })
  })

  it('has an empty backup where there is no good copy', () => {
    const { file, open } = aFilledDatabase()
    writeFileSync(file, 'no database '.repeat(1000))
    expect(thrownBy(open)).toMatchObject({ code: 'DB_DAMAGED', params: { file, backup: '' } })
  })

  it('also finds a file that has been cut short', () => {
    const { file, open } = aFilledDatabase()
    writeFileSync(file, readFileSync(file).subarray(0, 4096 * 5))
    expect(thrownBy(open)).toMatchObject({ code: 'DB_DAMAGED', params: { file } })
  })
})

describe('db.check', () => {
  it('finds nothing wrong with a good database, thorough or not', async () => {
    const { writer, writeDb } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    insertItem(writeDb, { accountId })
    expect(await writer.call('db.check', { isThorough: false })).toEqual({ problems: [] })
    expect(await writer.call('db.check', { isThorough: true })).toEqual({ problems: [] })
  })

  it('finds a reference to nothing', async () => {
    const { writer, writeDb } = createTestDb()
    execScript(
      writeDb,
      `PRAGMA foreign_keys = OFF;
      INSERT INTO item_review (item_key, decision, updated_at, updated_by) VALUES (7, 'undecided', 0, '')`,
    )
    const { problems } = await writer.call('db.check', { isThorough: true })
    expect(problems).toEqual([expect.stringMatching(/^foreign-key: item_review 7 -> item/)])
  })

  it('finds an index that does not fit its table, but only when thorough', async () => {
    const { writer, file } = createTestDb()
    await writer.call('account.add', { ...aNewAccount(), at: 0 })
    // The definition is changed behind SQLite's back, so the entries no longer fit.
    const raw = new Database(file).unsafeMode()
    raw.exec(`PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, '(name)', '(name, site)') WHERE name = 'account_name';
      PRAGMA schema_version = 999`)
    raw.close()
    expect((await writer.call('db.check', { isThorough: true })).problems.join()).toContain('account_name')
    expect(await writer.call('db.check', { isThorough: false })).toEqual({ problems: [] })
  })

  it.each([
    ['active-run-without-instance', `UPDATE run SET instance_id = ''`],
    ['run-end-does-not-fit-its-state', `UPDATE run SET ended_at = 5`],
    ['last-complete-run-missing', `UPDATE account SET last_complete_run_id = 'x' WHERE account_id <> 'links'`],
    ['log-with-a-gap', `INSERT INTO run_log SELECT run_id, 2, 0, 'info', 'list', 'x', '{}' FROM run`],
    [
      'decision-without-the-expiry-it-was-made-for',
      `INSERT INTO item_review (item_key, decision, updated_at, updated_by) SELECT item_key, 'renew', 0, '' FROM item`,
    ],
    ['link-run-without-a-request', `UPDATE run SET account_id = 'links'`],
    ['measured-item-of-another-account', `UPDATE item SET kind = 'domain'`],
    ['other-item-of-the-built-in-account', `UPDATE item SET account_id = 'links'`],
    ['built-in-account-with-a-name', `UPDATE account SET name = 'x' WHERE account_id = 'links'`],
  ])('finds a broken rule of ours: %s', async (name, script) => {
    const { writer, writeDb } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    insertItem(writeDb, { accountId, expiresAt: null })
    execScript(writeDb, `UPDATE item SET expires_at = 86400000, expires_on = 1`)
    const run = { accountId, kind: 'manual', windowDays: null, retryOf: null, instanceId: 'i', at: 0 } as const
    await writer.call('run.create', run)
    expect((await writer.call('db.check', { isThorough: true })).problems).toEqual([])
    execScript(writeDb, script)
    const { problems } = await writer.call('db.check', { isThorough: true })
    expect(problems).toEqual([expect.stringMatching(`^${name}: .`)])
  })
})
