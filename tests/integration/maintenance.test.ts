import Database from 'better-sqlite3'
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder } from '../support/cli.ts'
import { filesWith } from '../support/file-scan.ts'
import { dumpTable } from '../support/huawei-oracle.ts'
import { createHuaweiFolder, startHuaweiFolder, type HuaweiFolder } from '../support/huawei-folder.ts'
import { runInline } from '../support/inline-cli.ts'

/** Overwrites pages in the middle of a file. */
function damage(file: string): void {
  const handle = openSync(file, 'r+')
  const { size } = statSync(file)
  for (let at = 8192; at < size; at += 8192) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, at)
  closeSync(handle)
}

describe('a backup', () => {
  it('holds all data and no secret, is private, and replaces a file only when told to', async () => {
    const { folder, run, syncWhole } = await createHuaweiFolder({ resources: 60 })
    await syncWhole()
    const file = join(folder.dataDir, '..', 'copy.sqlite')
    const made = await folder.run(['backup', file])
    expect(made, made.stderr).toMatchObject({ code: 0, json: { file, sizeBytes: statSync(file).size } })
    for (const table of ['account', 'item', 'run', 'run_log', 'item_change', 'item_review', 'setting']) {
      expect(dumpTable(file, table)).toEqual(dumpTable(folder.databaseFile, table))
    }
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    expect(filesWith(join(folder.dataDir, '..'), 'SKEXAMPLE')).toEqual([])

    const bytes = readFileSync(file)
    const refused = await run(['backup', file])
    expect(refused).toMatchObject({ code: 1, json: { error: { code: 'FILE_EXISTS' } } })
    expect(readFileSync(file).equals(bytes)).toBe(true)
    expect(await run(['settings', 'set', 'userName', 'Li'])).toMatchObject({ code: 0 })
    expect(await run(['backup', file, '--force'])).toMatchObject({ code: 0 })
    expect(dumpTable(file, 'setting')).toEqual(dumpTable(folder.databaseFile, 'setting'))

    const nowhere = await run(['backup', join(folder.dataDir, 'no', 'such', 'folder.sqlite')])
    expect(nowhere).toMatchObject({ code: 1, json: { error: { code: 'FILE_UNWRITABLE' } } })
    const itself = await run(['backup', folder.databaseFile, '--force'])
    expect(itself).toMatchObject({ code: 1, json: { error: { code: 'FILE_UNWRITABLE' } } })
    expect(await run(['doctor'])).toMatchObject({ code: 0, json: { ok: true } })
  })
})

describe('a restore', () => {
  let shared: HuaweiFolder
  let backup: string

  beforeAll(async () => {
    shared = await startHuaweiFolder({ resources: 60 })
    await shared.syncWhole()
    backup = join(shared.folder.dataDir, '..', 'good.sqlite')
    expect(await shared.run(['backup', backup])).toMatchObject({ code: 0 })
  }, 60_000)

  afterAll(async () => {
    await shared?.close()
  })

  it('brings the copy back and keeps what was there before', async () => {
    const { folder, run, simulator, syncWhole } = shared
    const before = dumpTable(backup, 'item')
    for (const { id } of simulator.world.listed().slice(0, 5))
      simulator.world.mutate.rename(id, `neu-${id.slice(0, 6)}`)
    await syncWhole()
    const replaced = dumpTable(folder.databaseFile, 'item')
    expect(replaced).not.toEqual(before)
    const { code, json, stderr } = await folder.run(['restore', backup])
    expect(code, stderr).toBe(0)
    expect(json.restored).toBe(backup)
    expect(dumpTable(folder.databaseFile, 'item')).toEqual(before)
    expect(dumpTable(json.keptAs, 'item')).toEqual(replaced)
    // The secret lies outside of the database, so the account works at once.
    await syncWhole()
    expect(await run(['doctor'])).toMatchObject({ code: 0, json: { ok: true } })
  })

  it.each<readonly [name: string, code: string, make: (file: string) => void]>([
    ['a damaged file', 'BACKUP_DAMAGED', (file) => (copyFileSync(backup, file), damage(file))],
    [
      'a database of something else',
      'DB_NOT_OURS',
      (file) => {
        const db = new Database(file)
        db.exec('CREATE TABLE item (id TEXT)')
        db.close()
      },
    ],
    ['a text file', 'BACKUP_DAMAGED', (file) => writeFileSync(file, 'Rechnung\n'.repeat(1000))],
    [
      'a file of a newer version',
      'DB_FROM_FUTURE',
      (file) => {
        copyFileSync(backup, file)
        const db = new Database(file)
        db.pragma('user_version = 9999')
        db.close()
      },
    ],
    ['a file that is not there', 'FILE_UNREADABLE', () => {}],
  ])('refuses %s and leaves the data untouched', async (name, code, make) => {
    const { folder, run } = shared
    const file = join(folder.dataDir, '..', `bad-${name.length}.sqlite`)
    make(file)
    const before = dumpTable(folder.databaseFile, 'item')
    const kept = existsSync(join(folder.dataDir, 'backups')) ? readdirSync(join(folder.dataDir, 'backups')) : []
    const result = await run(['restore', file])
    expect(result).toMatchObject({ code: 1, json: { error: { code } } })
    expect(result.json.error.message).toContain(file)
    expect(dumpTable(folder.databaseFile, 'item')).toEqual(before)
    expect(existsSync(join(folder.dataDir, 'backups')) ? readdirSync(join(folder.dataDir, 'backups')) : []).toEqual(
      kept,
    )
    expect(readdirSync(folder.dataDir).filter((entry) => entry.includes('.part'))).toEqual([])
  })

  it('waits for nobody: while another process uses the folder it is refused', async () => {
    const { folder, run, open } = shared
    const app = await open()
    const result = await run(['restore', backup])
    expect(result).toMatchObject({ code: 1, json: { error: { code: 'DB_BUSY' } } })
    await app.stop()
    expect(existsSync(folder.databaseFile)).toBe(true)
  })
})

describe('a database that cannot be used', () => {
  it('because it is damaged is reported with the newest copy and the command that brings it back', async () => {
    const { folder, run, syncWhole } = await createHuaweiFolder({ resources: 60 })
    await syncWhole()
    const copy = join(folder.dataDir, '..', 'copy.sqlite')
    await run(['backup', copy])
    // A restore keeps the present database, which makes the automatic copy that is offered later.
    const { json: restored } = await run(['restore', copy])
    damage(folder.databaseFile)
    for (const command of [['doctor'], ['items', 'list'], ['sync']]) {
      const result = await run(command)
      expect(result, result.stdout).toMatchObject({ code: 1, json: { error: { code: 'DB_DAMAGED' } } })
      expect(result.json.error.message).toContain('restore')
      expect(result.json.error.message).toContain(restored.keptAs)
    }
    const chinese = await run(['--lang', 'zh-CN', 'doctor'])
    expect(chinese.json.error.message).toMatch(/已损坏.*restore/)
    expect(await run(['restore', restored.keptAs])).toMatchObject({ code: 0 })
    expect(await run(['doctor'])).toMatchObject({ code: 0, json: { ok: true } })
    expect((await run(['items', 'list'])).json.total).toBe(60)
  })

  it('because it is newer is refused without a change to it', async () => {
    const folder = createCliFolder()
    onTestFinished(() => folder.remove())
    expect(await runInline(folder, ['accounts', 'list'])).toMatchObject({ code: 0 })
    const db = new Database(folder.databaseFile)
    db.pragma('user_version = 9999')
    db.pragma('journal_mode = DELETE')
    db.close()
    const bytes = readFileSync(folder.databaseFile)
    for (const command of [['doctor'], ['items', 'list'], ['sync'], ['accounts', 'list']]) {
      const result = await folder.run(command)
      expect(result).toMatchObject({ code: 1, json: { error: { code: 'DB_FROM_FUTURE' } } })
      expect(result.json.error.message).toContain('9999')
    }
    expect(readFileSync(folder.databaseFile).equals(bytes)).toBe(true)
  })
})
