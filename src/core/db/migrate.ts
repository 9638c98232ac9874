import { AppError } from '../../shared/domain/app-error.ts'
import type { Clock } from '../clock.ts'
import { keepAutomaticBackup } from './automatic-backup.ts'
import { execScript, get, pragma, schemaVersion, transaction, type WriteDb } from './connection.ts'
import { toDbError } from './errors.ts'
import { sql } from './sql.ts'

/** The connection as a migration sees it: it may also carry out whole scripts. */
export interface MigrationDb extends WriteDb {
  exec(script: string): void
}

/** One step of the schema. Versions grow by 10; a shipped step is never changed. */
export interface Migration {
  readonly version: number
  up(db: MigrationDb): void
}

export interface MigrationResult {
  readonly from: number
  readonly to: number
  /** The copy made before the first step; null when there was nothing to lose. */
  readonly backup: string | null
}

/** Another process may be migrating a large file; the wait covers its backup as well. */
const MIGRATION_WAIT_MS = 120_000

/** The newest version that this build knows. */
export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

/** DB_FROM_FUTURE with both versions. */
export function fromFuture(file: string, version: number, supported: number): AppError {
  return new AppError('DB_FROM_FUTURE', { file, version, supported })
}

/**
 * Brings the schema to the newest version, each step in a transaction of its own. A step that fails leaves the file as
 * it was before that step and names the backup that was made before the first one.
 */
export function migrate(
  db: WriteDb,
  options: { migrations: readonly Migration[]; backupDir: string; clock: Clock },
): MigrationResult {
  const { migrations } = options
  const latest = latestVersion(migrations)
  const from = schemaVersion(db)
  if (from > latest) throw fromFuture(db.file, from, latest)
  if (from === latest) return { from, to: latest, backup: null }

  let backup: string | null = null
  let hadContent: boolean | null = null
  const stepDb = Object.create(db, { exec: { value: (script: string) => execScript(db, script) } }) as MigrationDb
  asMigrationConnection(db, () => {
    for (const migration of migrations) {
      transaction(db, () => {
        // Read again under the lock: another process may have done this step, or more, while we waited.
        const version = schemaVersion(db)
        if (version > latest) throw fromFuture(db.file, version, latest)
        if (version >= migration.version) return
        hadContent ??= hasContent(db)
        if (backup === null && hadContent) backup = keepBackup(db, migration.version, options)
        step(db, stepDb, migration, backup)
      })
    }
  })
  return { from, to: latest, backup }
}

function step(db: WriteDb, stepDb: MigrationDb, migration: Migration, backup: string | null): void {
  try {
    migration.up(stepDb)
    const broken = get<{ table: string }>(db, 'migrate.foreignKeys', sql`PRAGMA foreign_key_check`)
    if (broken) throw new Error(`a row of ${broken.table} refers to a row that does not exist`)
    execScript(db, `PRAGMA user_version = ${migration.version}`)
  } catch (error) {
    const params = { file: db.file, version: migration.version, backup: backup ?? '' }
    const known = toDbError(error, db.file)
    if (known instanceof AppError) throw new AppError(known.code, params, { cause: error, raw: known.raw })
    throw new AppError('INTERNAL', params, { cause: error, raw: `migration ${migration.version}: ${String(error)}` })
  }
}

/** Foreign keys are off while tables are rebuilt (SQLite's own advice) and checked as a whole at the end of each step. */
function asMigrationConnection(db: WriteDb, work: () => void): void {
  execScript(db, 'PRAGMA foreign_keys = OFF')
  const waitMs = pragma(db, 'busy_timeout') as number
  execScript(db, `PRAGMA busy_timeout = ${MIGRATION_WAIT_MS}`)
  try {
    work()
  } finally {
    execScript(db, `PRAGMA busy_timeout = ${waitMs}`)
    execScript(db, 'PRAGMA foreign_keys = ON')
  }
}

function hasContent(db: WriteDb): boolean {
  return get(db, 'migrate.hasContent', sql`SELECT 1 FROM sqlite_schema LIMIT 1`) !== undefined
}

function keepBackup(db: WriteDb, version: number, options: { backupDir: string; clock: Clock }): string {
  return keepAutomaticBackup(db.file, options.backupDir, `before-v${version}`, options.clock)
}
