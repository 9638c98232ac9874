import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import type { z } from 'zod'
import { AppError } from '../shared/domain/app-error.ts'

/** What a file of secrets holds, `empty` when there is none; SECRET_UNREADABLE when it is damaged. */
export function readSecretFile<Content>(file: string, schema: z.ZodType<Content>, empty: Content): Content {
  if (!existsSync(file)) return empty
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new AppError('SECRET_UNREADABLE', { file, reason: 'damaged' }, { cause })
  }
}

/**
 * Writes a file for its owner alone, beside its place first and then under its name, so that a crash leaves the old file
 * or the new one.
 */
export function writeSecretFile(
  file: string,
  content: string,
  giveName: (temporary: string, file: string) => void = renameSync,
): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    const handle = openSync(temporary, 'w', 0o600)
    try {
      writeSync(handle, content)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    chmodSync(temporary, 0o600)
    giveName(temporary, file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new AppError(code === 'ENOSPC' || code === 'EFBIG' ? 'DISK_FULL' : 'FILE_UNWRITABLE', { file }, { cause })
  } finally {
    rmSync(temporary, { force: true })
  }
}
