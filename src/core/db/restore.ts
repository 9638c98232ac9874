import Database from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Clock } from '../clock.ts'
import { dataPaths } from '../paths.ts'
import { newBackupPath, pruneBackups } from './automatic-backup.ts'
import { syncFile, syncFolder } from './backup.ts'
import { isSqliteError, toDbError, toReadError } from './errors.ts'
import { withClosedGate } from './instance-lease.ts'
import { inspectDatabase } from './integrity.ts'
import { latestVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'

export interface RestoreOptions {
  /** The copy to go back to; it stays as it is. */
  readonly from: string
  readonly dataDir: string
  readonly clock: Clock
  /** The caller's own lease, which does not count as somebody else. */
  readonly ownInstanceId?: string
}

export interface RestoreResult {
  /** Where the database was kept that has been replaced; null when there was none. */
  readonly keptAs: string | null
  readonly version: number
  readonly sizeBytes: number
}

const INCOMING = /^restore-.*\.part(-wal|-shm|-journal)?$/

/**
 * Puts a copy in the place of the database. The copy is checked first and the present database is kept; a crash at any
 * moment leaves either the old or the new one. Throws DB_BUSY while another process uses the folder. The caller must
 * have closed its own connections.
 */
export function restoreDatabase(options: RestoreOptions): RestoreResult {
  const { dataDir, clock } = options
  const from = resolve(options.from)
  const { databaseFile, backupDir } = dataPaths(resolve(dataDir))
  if (!existsSync(from)) throw new AppError('FILE_UNREADABLE', { file: from }, { raw: 'no such file' })
  return withClosedGate(dataDir, (liveIds) => {
    if (liveIds.some((id) => id !== options.ownInstanceId)) {
      throw new AppError('DB_BUSY', { file: databaseFile }, { raw: 'another process uses this data folder' })
    }
    removeLeftovers(dataDir)
    const incoming = join(dataDir, `restore-${randomUUID()}.part`)
    try {
      const { version } = takeIn(from, incoming)
      const { size } = statSync(incoming)
      const keptAs = existsSync(databaseFile) ? keepPresent(databaseFile, backupDir, clock) : null
      replaceDatabase(databaseFile, incoming, dataDir)
      pruneBackups(backupDir, 'before-restore', from)
      return { keptAs, version, sizeBytes: size }
    } catch (error) {
      throw toDbError(error, databaseFile)
    } finally {
      removeLeftovers(dataDir)
    }
  })
}

/** Copies the file (with the log that a raw copy may have beside it) into the folder and checks the copy. */
function takeIn(from: string, incoming: string): { version: number } {
  try {
    copyFileSync(from, incoming)
    chmodSync(incoming, 0o600)
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${incoming}-wal`)
  } catch (error) {
    throw toReadError(error, from)
  }
  const checked = inspectBackup(incoming, from)
  foldLog(incoming)
  syncFile(incoming)
  return checked
}

/** The same check that a database gets at its opening; a damaged copy is not the damaged database that a person fears. */
function inspectBackup(incoming: string, from: string): { version: number } {
  try {
    return inspectDatabase(incoming, latestVersion(migrations), from)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'DB_DAMAGED') throw error
    throw new AppError('BACKUP_DAMAGED', { file: from }, { cause: error, raw: error.raw })
  }
}

/** Brings everything into the one file; afterwards no log belongs to it. */
function foldLog(file: string): void {
  const raw = new Database(file, { fileMustExist: true })
  try {
    raw.pragma('journal_mode = DELETE')
  } finally {
    raw.close()
  }
}

/** A database that is too damaged to fold is kept as it lies there, together with its log. */
function keepPresent(databaseFile: string, backupDir: string, clock: Clock): string {
  const target = newBackupPath(backupDir, 'before-restore', clock)
  try {
    foldLog(databaseFile)
  } catch (error) {
    if (!isSqliteError(error)) throw error
    if (error.code.startsWith('SQLITE_BUSY')) throw toDbError(error, databaseFile)
  }
  const log = `${databaseFile}-wal`
  if (existsSync(log)) keepFile(log, `${target}-wal`)
  keepFile(databaseFile, target)
  syncFolder(backupDir)
  return target
}

function keepFile(file: string, target: string): void {
  const part = `${target}.part`
  try {
    copyFileSync(file, part)
    syncFile(part)
    renameSync(part, target)
  } finally {
    rmSync(part, { force: true })
  }
}

/** The logs go first: a log that outlives its database would be replayed into the new one. */
function replaceDatabase(databaseFile: string, incoming: string, dataDir: string): void {
  mkdirSync(dataDir, { recursive: true })
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(databaseFile + suffix, { force: true })
  syncFolder(dataDir)
  renameSync(incoming, databaseFile)
  syncFolder(dataDir)
}

function removeLeftovers(dataDir: string): void {
  for (const name of readdirSync(dataDir)) if (INCOMING.test(name)) rmSync(join(dataDir, name), { force: true })
}
