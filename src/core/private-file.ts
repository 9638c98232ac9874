import { randomUUID } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '../shared/domain/app-error.ts'
import { giveNewName, removeIfThere, syncFile, syncFolder } from './db/backup.ts'
import { toDbError } from './db/errors.ts'

/**
 * Writes a new file that only the owner can read, complete or not at all. Throws FILE_EXISTS, FILE_UNWRITABLE or
 * DISK_FULL.
 */
export function writePrivateFile(file: string, text: string): { file: string; sizeBytes: number } {
  const path = resolve(file)
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  try {
    if (statSync(path, { throwIfNoEntry: false })) throw new AppError('FILE_EXISTS', { file: path })
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' })
    syncFile(temporary)
    const { size } = statSync(temporary)
    giveNewName(temporary, path)
    syncFolder(dirname(path))
    return { file: path, sizeBytes: size }
  } catch (error) {
    throw toDbError(error, path)
  } finally {
    removeIfThere(temporary)
  }
}
