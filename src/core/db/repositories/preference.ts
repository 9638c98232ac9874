import { all, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'

interface PreferenceRow {
  readonly key: string
  readonly value: string
}

/** All preferences by key, as they were given. */
export function listPreferences(db: ReadDb): Record<string, string> {
  const rows = all<PreferenceRow>(db, 'preference.list', sql`SELECT key, value FROM preference ORDER BY key`)
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

/** Keeps a text under a key; null takes it away. */
export function putPreference(db: WriteDb, key: string, value: string | null): void {
  if (value === null) {
    run(db, 'preference.delete', sql`DELETE FROM preference WHERE key = ${key}`)
    return
  }
  run(
    db,
    'preference.put',
    sql`INSERT INTO preference (key, value) VALUES (${key}, ${value})
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  )
}
