import Database from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '../../shared/domain/app-error.ts'
import { toDbError } from './errors.ts'

/**
 * Writes a compact copy of the last committed picture to `target`. The copy is complete or absent: it is made beside the
 * target, brought to the disk and only then given its name. Refuses an existing file unless told to replace it.
 */
export function writeBackup(file: string, target: string, options: { replace: boolean }): { sizeBytes: number } {
  const path = resolve(target)
  refuseTarget(file, path, options.replace)
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  try {
    vacuumInto(file, temporary)
    // The copy holds what the database holds, so it is as private.
    chmodSync(temporary, 0o600)
    syncFile(temporary)
    const { size } = statSync(temporary)
    if (options.replace) renameSync(temporary, path)
    else giveNewName(temporary, path)
    syncFolder(dirname(path))
    return { sizeBytes: size }
  } catch (error) {
    throw toDbError(error, path)
  } finally {
    removeIfThere(temporary)
    removeIfThere(`${temporary}-journal`)
  }
}

/** Removes a file that may never have come to be, for instance because its name is too long: then nothing happens. */
export function removeIfThere(path: string): void {
  if (existsSync(path)) rmSync(path, { force: true })
}

/** Brings a file's bytes to the disk. */
export function syncFile(path: string): void {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Brings a folder's names to the disk; Windows does this by itself and refuses the request. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function refuseTarget(file: string, path: string, replace: boolean): void {
  const taken = [file, `${file}-wal`, `${file}-shm`].map(realPath)
  if (taken.includes(realPath(path))) {
    throw new AppError('FILE_UNWRITABLE', { file: path }, { raw: 'the target is the database itself' })
  }
  if (!replace && existsSync(path)) throw new AppError('FILE_EXISTS', { file: path })
  if (!existsSync(dirname(path))) throw new AppError('FILE_UNWRITABLE', { file: path }, { raw: 'no such folder' })
  if (existsSync(path) && statSync(path).isFile() && !isEmptyOrDatabase(path)) {
    throw new AppError('FILE_UNWRITABLE', { file: path }, { raw: 'the file to be replaced is no backup' })
  }
}

/** Replacing a backup is meant; replacing the stored keys or somebody's spreadsheet is a slip. */
function isEmptyOrDatabase(path: string): boolean {
  const mark = 'SQLite format 3\0'
  const handle = openSync(path, 'r')
  try {
    const head = Buffer.alloc(mark.length)
    const length = readSync(handle, head)
    return length === 0 || head.toString('latin1') === mark
  } finally {
    closeSync(handle)
  }
}

function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const folder = dirname(path)
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path
}

/** A connection of its own: the copy is then possible while the writer holds an open transaction. */
function vacuumInto(file: string, target: string): void {
  const source = new Database(file, { readonly: true, fileMustExist: true })
  try {
    // Every page is read once, so a cache only costs memory; the copy takes this size over.
    source.pragma('cache_size = -1024')
    source.prepare('VACUUM INTO ?').run(target)
  } finally {
    source.close()
  }
}

/** Gives a finished file a name that is not taken, or throws FILE_EXISTS. */
// `link` fails when the name is taken, `rename` would overwrite it; some file systems (FAT, network) know no links.
export function giveNewName(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || existsSync(path)) throw new AppError('FILE_EXISTS', { file: path }, { cause: error })
    renameSync(temporary, path)
  }
}
