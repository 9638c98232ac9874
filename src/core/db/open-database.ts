import Database from 'better-sqlite3'
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Clock } from '../clock.ts'
import { dataPaths } from '../paths.ts'
import { APPLICATION_ID, openWriteDb, type ConnectionOptions, type WriteDb } from './connection.ts'
import { isSqliteError, toDbError } from './errors.ts'
import { damaged, refuseDamaged } from './integrity.ts'
import { fromFuture, latestVersion, migrate, type Migration, type MigrationResult } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'

export interface OpenOptions extends ConnectionOptions {
  readonly clock: Clock
  /** Where copies are kept; the folder of backups beside the file unless told otherwise. */
  readonly backupDir?: string
  /** Other steps than the shipped ones, for tests of the mechanism. */
  readonly migrations?: readonly Migration[]
}

/**
 * Opens the database for writing as an application starts: checked, brought to the newest schema, whole. Throws
 * DB_NOT_OURS, DB_FROM_FUTURE (the file stays byte for byte as it was) or DB_DAMAGED with the newest good backup.
 */
export function openDatabase(file: string, options: OpenOptions): { db: WriteDb; migrated: MigrationResult } {
  const path = resolve(file)
  const backupDir = options.backupDir ?? dataPaths(dirname(path)).backupDir
  const migrations = options.migrations ?? allMigrations
  const supported = latestVersion(migrations)
  let db: WriteDb | null = null
  try {
    refuseUnsuitable(path, supported)
    db = openWriteDb(path, options)
    // Before the migration: a step that rewrites a damaged table would make things worse.
    refuseDamaged(db, { backupDir, supported })
    const migrated = migrate(db, { migrations, backupDir, clock: options.clock })
    return { db, migrated }
  } catch (error) {
    db?.close()
    if (error instanceof AppError && error.code === 'DB_DAMAGED' && error.params['backup'] === undefined) {
      throw damaged(path, error.raw ?? '', { backupDir, supported })
    }
    throw error
  }
}

/**
 * Looks at the marks without touching the file. Never through plain file reads: closing such a handle would drop the
 * locks that this process holds on the same file (POSIX).
 */
function refuseUnsuitable(path: string, supported: number): void {
  if (!existsSync(path) || statSync(path).size === 0) return
  // A reader never folds the log into the file; where there is no log, a writer cleans up behind itself.
  const hasLog = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0
  let raw: Database.Database | null = null
  try {
    raw = new Database(path, { readonly: hasLog, fileMustExist: true })
    const version = raw.pragma('user_version', { simple: true }) as number
    if (raw.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw new AppError('DB_NOT_OURS', { file: path })
    if (version > supported) throw fromFuture(path, version, supported)
  } catch (error) {
    // A crash while the file was made leaves a journal that only a writer may roll back; it will look again.
    if (isSqliteError(error) && error.code.startsWith('SQLITE_READONLY')) return
    throw toDbError(error, path)
  } finally {
    raw?.close()
  }
}
