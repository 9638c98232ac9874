import type { Migration } from '../migrate.ts'

/**
 * What a window keeps: preferences by key and saved views in the order that people gave them; and the course of a run,
 * written down while it goes on, so that other processes see it and a death leaves it behind.
 */
export const window: Migration = {
  version: 30,
  up(db) {
    db.exec(`
      CREATE TABLE preference (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE saved_view (
        view_id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;

      ALTER TABLE run ADD COLUMN progress TEXT NOT NULL DEFAULT '[]';

      CREATE TABLE run_sample (
        run_id TEXT NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        at INTEGER NOT NULL,
        active INTEGER NOT NULL,
        queued INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        retries INTEGER NOT NULL,
        throttled INTEGER NOT NULL,
        per_second REAL NOT NULL,
        p95_ms REAL NOT NULL,
        PRIMARY KEY (run_id, position)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
