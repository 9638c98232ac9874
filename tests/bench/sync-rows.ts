import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface RowsInput {
  /** The database that a sync has filled. */
  readonly databaseFile: string
  readonly folder: string
}

export interface RowsCost {
  readonly rows: number
  readonly insertMs: number
  readonly insertCpuMs: number
  readonly upsertMs: number
  readonly upsertCpuMs: number
}

type Row = (string | number | null)[]

/**
 * Puts the rows that a sync has stored into an empty table of the same shape with the same indexes, in the same order,
 * by one prepared statement in one transaction; then upserts all of them again, one in a hundred with another name.
 */
export function insertAndUpsert({ databaseFile, folder }: RowsInput): RowsCost {
  const source = new Database(databaseFile, { readonly: true })
  const schema = source
    .prepare<[], string>(
      `SELECT sql FROM sqlite_schema WHERE tbl_name = 'item' AND sql IS NOT NULL ORDER BY type = 'index'`,
    )
    .pluck()
    .all()
  const select = source.prepare<[], Row>('SELECT * FROM item ORDER BY item_key').raw()
  const names = select.columns().map(({ name }) => name)
  const rows = select.all()
  source.close()

  const own = mkdtempSync(join(folder, 'rows-'))
  const db = new Database(join(own, 'rows.sqlite'))
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = OFF')
    db.pragma('cache_size = -8192')
    for (const text of schema) db.exec(text)
    const into = `INSERT INTO item (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
    const insert = measure(db, into, rows)

    const nameAt = names.indexOf('resource_name')
    const changed = rows.map((row, index) => (index % 100 === 0 ? row.with(nameAt, `${row[nameAt]}-changed`) : row))
    const kept = ['item_key', 'item_id', 'account_id', 'resource_id']
    const assignments = names.filter((name) => !kept.includes(name)).map((name) => `${name} = excluded.${name}`)
    const conflict = `ON CONFLICT (account_id, resource_id) DO UPDATE SET ${assignments.join(', ')}`
    const upsert = measure(db, `${into} ${conflict}`, changed)
    const stored = db.prepare<[], number>('SELECT count(*) FROM item').pluck().get()
    if (stored !== rows.length) throw new Error(`${stored} rows instead of ${rows.length}`)
    return {
      rows: rows.length,
      insertMs: insert.wallMs,
      insertCpuMs: insert.cpuMs,
      upsertMs: upsert.wallMs,
      upsertCpuMs: upsert.cpuMs,
    }
  } finally {
    db.close()
    rmSync(own, { recursive: true, force: true })
  }
}

function measure(db: Database.Database, text: string, rows: readonly Row[]): { wallMs: number; cpuMs: number } {
  const statement = db.prepare(text)
  const before = process.threadCpuUsage()
  const startedMs = performance.now()
  db.transaction(() => {
    for (const row of rows) statement.run(row)
  })()
  const wallMs = performance.now() - startedMs
  const { user, system } = process.threadCpuUsage(before)
  return { wallMs, cpuMs: (user + system) / 1000 }
}
