import type { Migration } from '../migrate.ts'

/** Exchange rates as people gave them, one per pair of currencies and civil day (`YYYY-MM-DD`). */
export const rates: Migration = {
  version: 20,
  up(db) {
    db.exec(`
      CREATE TABLE rate (
        from_currency TEXT NOT NULL,
        to_currency TEXT NOT NULL,
        on_day TEXT NOT NULL,
        rate TEXT NOT NULL,
        source TEXT NOT NULL,
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        PRIMARY KEY (from_currency, to_currency, on_day)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
