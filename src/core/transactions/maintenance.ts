import { findProblems } from '../db/integrity.ts'
import { writeBackup } from '../db/backup.ts'
import type { WriteHandler } from './context.ts'

/** Throws FILE_EXISTS, FILE_UNWRITABLE or DISK_FULL; there is never half a file. */
export const backupDatabase: WriteHandler<'db.backup'> = ({ db }, { file, replace }) =>
  writeBackup(db.file, file, { replace })

export const checkDatabase: WriteHandler<'db.check'> = ({ db }, input) => ({ problems: findProblems(db, input) })
