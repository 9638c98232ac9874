import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'

type Value = string | number | null
export type PictureRow = Readonly<Record<string, Value>>

/** Everything that a person can see of a data folder, apart from the runs: every row of every table as it lies on the disk. */
export type Picture = Readonly<Record<string, readonly PictureRow[]>>

/** A run as it lies on the disk. */
export interface StoredRun {
  readonly run_id: string
  readonly state: string
  readonly error: string | null
  readonly ended_at: number | null
}

export interface StoredState {
  /** What SQLite's own checks say; empty when all is well. */
  readonly problems: readonly string[]
  readonly picture: Picture
  /** In the order of their start. */
  readonly runs: readonly StoredRun[]
}

/** Runs and their logs differ from attempt to attempt, statistics belong to SQLite. */
const NOT_PICTURE = /^(run|run_log|run_sample|sqlite_.*)$/

/** Reads a database that no process has open. A log that a dead process left is taken into account, as at a start. */
export function readStoredState(databaseFile: string): StoredState {
  if (!existsSync(databaseFile)) throw new Error(`no database ${databaseFile}`)
  const db = new Database(databaseFile, { readonly: true, fileMustExist: true })
  try {
    const all = <Row>(text: string): Row[] => db.prepare(text).all() as Row[]
    const integrity = all<{ integrity_check: string }>('PRAGMA integrity_check').map((row) => row.integrity_check)
    const orphans = all<Record<string, unknown>>('PRAGMA foreign_key_check').map((row) => JSON.stringify(row))
    const tables = all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    const picture: Record<string, readonly PictureRow[]> = {}
    for (const { name } of tables) {
      if (!NOT_PICTURE.test(name)) picture[name] = all<PictureRow>(`SELECT * FROM "${name}" ORDER BY 1`)
    }
    return {
      problems: [...integrity.filter((line) => line !== 'ok'), ...orphans],
      picture,
      runs: all<StoredRun>('SELECT run_id, state, error, ended_at FROM run ORDER BY started_at, rowid'),
    }
  } finally {
    db.close()
  }
}

/** The first differences between two pictures, a few words each; empty when they are the same to the last column. */
export function comparePictures(actual: Picture, expected: Picture): string[] {
  const differences: string[] = []
  for (const table of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const [mine, theirs] = [actual[table] ?? [], expected[table] ?? []]
    if (mine.length !== theirs.length) differences.push(`${table}: ${mine.length} rows, expected ${theirs.length}`)
    for (let index = 0; index < Math.min(mine.length, theirs.length); index += 1) {
      const [row, wanted] = [mine[index] as PictureRow, theirs[index] as PictureRow]
      for (const column of new Set([...Object.keys(wanted), ...Object.keys(row)])) {
        if (Object.is(row[column], wanted[column])) continue
        const where = `${table}[${String(wanted['resource_id'] ?? Object.values(wanted)[0])}].${column}`
        differences.push(`${where}: ${JSON.stringify(row[column])}, expected ${JSON.stringify(wanted[column])}`)
        if (differences.length >= 8) return differences
      }
    }
  }
  return differences
}

/**
 * Makes the pictures that two runs of the same sync leave comparable: ids and instants that the run itself has drawn
 * become words. What was there before must have stayed, so nothing of the old picture is replaced.
 */
export function withoutRunsOwnValues(picture: Picture, before: Picture, run: StoredRun): Picture {
  const oldRows = new Map<string, PictureRow>()
  for (const [table, rows] of Object.entries(before)) {
    for (const row of rows) oldRows.set(`${table} ${String(Object.values(row)[0])}`, row)
  }
  const itemIds = new Map((before['item'] ?? []).map((row) => [row['item_key'], row['item_id']]))
  const toWord = (table: string, row: PictureRow, column: string, value: Value): Value => {
    const old = oldRows.get(`${table} ${String(Object.values(row)[0])}`)
    if (old && Object.is(old[column], value)) return value
    if (value === run.run_id) return 'this run'
    if (value === run.ended_at && /_at$|^at$/.test(column)) return 'the end of this run'
    if (table === 'item' && column === 'item_id' && !itemIds.has(row['item_key'] as Value)) return 'a new id'
    // The worker quotes while the list is being read, so the instant is its own.
    if (table === 'item' && column === 'priced_at' && value !== null) return 'quoted by this run'
    return value
  }
  return Object.fromEntries(
    Object.entries(picture).map(([table, rows]) => [
      table,
      rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [column, toWord(table, row, column, value)] as const),
        ),
      ),
    ]),
  )
}
