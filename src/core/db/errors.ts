import Database from 'better-sqlite3'
import { AppError, isAppError, type AppErrorCode } from '../../shared/domain/app-error.ts'

const DISK_FULL_ERRNO = new Set(['ENOSPC', 'EFBIG', 'EDQUOT'])
const UNWRITABLE_ERRNO = new Set(
  'EACCES EPERM EROFS ENOTDIR EISDIR ENOENT EEXIST EIO EBUSY ENAMETOOLONG ELOOP EMFILE ENXIO ETXTBSY'.split(' '),
)

/** Codes that SQLite uses for a write that found no room; a plain SQLITE_IOERR says nothing about its reason. */
const FULL_CODES = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_TRUNCATE', 'SQLITE_IOERR_SHMSIZE'])

/**
 * Gives a failure of SQLite or of the file system the code that people are told about, with the file it concerns.
 * What has no such meaning (a broken constraint, a bug) comes back as it is.
 */
export function toDbError(error: unknown, file: string): unknown {
  if (isAppError(error) || !(error instanceof Error)) return error
  const code = codeOf(error)
  const mapped = code === null ? null : toAppCode(code)
  return mapped === null ? error : new AppError(mapped, { file }, { cause: error, raw: `${code}: ${error.message}` })
}

/** Like `toDbError` for reading a file that somebody named: what cannot be opened is unreadable, not unwritable. */
export function toReadError(error: unknown, file: string): unknown {
  const mapped = toDbError(error, file)
  if (!isAppError(mapped) || mapped.code !== 'FILE_UNWRITABLE') return mapped
  return new AppError('FILE_UNREADABLE', { file }, { cause: error, raw: mapped.raw })
}

/** True for SQLite's own errors; their `code` is an extended result code such as SQLITE_CONSTRAINT_UNIQUE. */
export function isSqliteError(error: unknown): error is InstanceType<typeof Database.SqliteError> {
  return error instanceof Database.SqliteError
}

function codeOf(error: Error): string | null {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : null
}

function toAppCode(code: string): AppErrorCode | null {
  if (FULL_CODES.has(code) || DISK_FULL_ERRNO.has(code)) return 'DISK_FULL'
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'DB_DAMAGED'
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'DB_BUSY'
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/.test(code) || UNWRITABLE_ERRNO.has(code)) return 'FILE_UNWRITABLE'
  return null
}
