import Database from 'better-sqlite3'
import { AppError } from '../../shared/domain/app-error.ts'
import { listBackups } from './automatic-backup.ts'
import { APPLICATION_ID, all, type ReadDb } from './connection.ts'
import { isSqliteError, toReadError } from './errors.ts'
import { invariants } from './invariants.ts'
import { fromFuture } from './migrate.ts'
import { sql } from './sql.ts'

/** Lines beyond this say nothing new about a damaged file. */
const MAX_PROBLEMS = 100

/**
 * What is wrong with the database, empty when nothing is. Thorough: every index and foreign key, and the rules that the
 * schema cannot express; otherwise the structure of the pages only.
 */
export function findProblems(db: ReadDb, options: { isThorough: boolean }): string[] {
  try {
    if (!options.isThorough) return structure(db, 'quick_check')
    const problems = structure(db, 'integrity_check')
    // On a broken structure the other questions have no meaning.
    return problems.length > 0 ? problems : [...foreignKeys(db), ...invariants.flatMap((rule) => broken(db, rule))]
  } catch (error) {
    if (error instanceof AppError && error.code === 'DB_DAMAGED') return [error.raw ?? 'damaged']
    throw error
  }
}

/** Throws DB_DAMAGED, with the newest copy that is whole, when the structure of the file is broken. */
export function refuseDamaged(db: ReadDb, options: { backupDir: string; supported: number }): void {
  const problems = findProblems(db, { isThorough: false })
  if (problems.length > 0) throw damaged(db.file, problems.join('; '), options)
}

/** DB_DAMAGED with the file and the newest copy that can be restored (empty text when there is none). */
export function damaged(file: string, raw: string, options: { backupDir: string; supported: number }): AppError {
  const backup = newestGoodBackup(options.backupDir, options.supported) ?? ''
  return new AppError('DB_DAMAGED', { file, backup }, { raw: raw.slice(0, 500) })
}

/** Newest automatic copy that is ours, not too new, and whole; null when there is none. */
export function newestGoodBackup(backupDir: string, supported: number): string | null {
  return listBackups(backupDir).find((file) => isGood(file, supported)) ?? null
}

/**
 * Throws when `file` cannot take the place of the database: DB_NOT_OURS, DB_FROM_FUTURE or DB_DAMAGED. `shownAs` is the
 * path for people when a copy is looked at.
 */
export function inspectDatabase(file: string, supported: number, shownAs = file): { version: number } {
  let raw: Database.Database | null = null
  try {
    raw = new Database(file, { readonly: true, fileMustExist: true })
    const version = raw.pragma('user_version', { simple: true }) as number
    if (raw.pragma('application_id', { simple: true }) !== APPLICATION_ID || version === 0) {
      throw new AppError('DB_NOT_OURS', { file: shownAs })
    }
    if (version > supported) throw fromFuture(shownAs, version, supported)
    const [first] = raw.pragma('integrity_check(1)') as { integrity_check: string }[]
    if (first?.integrity_check !== 'ok') {
      throw new AppError('DB_DAMAGED', { file: shownAs, backup: '' }, { raw: first?.integrity_check ?? null })
    }
    return { version }
  } catch (error) {
    throw toReadError(error, shownAs)
  } finally {
    raw?.close()
  }
}

function isGood(file: string, supported: number): boolean {
  try {
    inspectDatabase(file, supported)
    return true
  } catch (error) {
    if (error instanceof AppError || isSqliteError(error)) return false
    throw error
  }
}

function structure(db: ReadDb, check: 'quick_check' | 'integrity_check'): string[] {
  const query = check === 'quick_check' ? sql`PRAGMA quick_check(100)` : sql`PRAGMA integrity_check(100)`
  const rows = all<Record<string, string>>(db, `db.${check}`, query)
  return rows.map((row) => String(row[check])).filter((line) => line !== 'ok')
}

function foreignKeys(db: ReadDb): string[] {
  const rows = all<{ table: string; rowid: number | null; parent: string }>(
    db,
    'db.foreignKeys',
    sql`PRAGMA foreign_key_check`,
  )
  return rows.slice(0, MAX_PROBLEMS).map((row) => `foreign-key: ${row.table} ${row.rowid ?? ''} -> ${row.parent}`)
}

function broken(db: ReadDb, rule: (typeof invariants)[number]): string[] {
  return rule
    .find(db)
    .slice(0, MAX_PROBLEMS)
    .map((where) => `${rule.name}: ${where}`)
}
