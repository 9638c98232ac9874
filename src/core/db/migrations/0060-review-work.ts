import type { Migration } from '../migrate.ts'

/**
 * The people's layer completed: custom tags, edits that can be taken back, what people decided for which expiry; renewals
 * that nobody asked for; departments of people; reviews that were marked done, each with a frozen picture of its items;
 * resources that their provider has no quote for.
 */
export const reviewWork: Migration = {
  version: 60,
  up(db) {
    db.exec(`
      ALTER TABLE item ADD COLUMN unasked_renewal_at INTEGER;
      ALTER TABLE item ADD COLUMN unasked_renewal_for INTEGER;

      ALTER TABLE item_review ADD COLUMN custom_tags TEXT;
      ALTER TABLE item_review ADD COLUMN edit_id TEXT;
      CREATE INDEX item_review_updated ON item_review (updated_at);
      ALTER TABLE item_review_change ADD COLUMN expires_at INTEGER;
      ALTER TABLE item_review_change ADD COLUMN edit_id TEXT;
      ALTER TABLE item_review_change ADD COLUMN run_id TEXT;
      CREATE INDEX item_review_change_at ON item_review_change (at);

      CREATE TABLE review_edit (
        edit_key INTEGER PRIMARY KEY,
        edit_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        patch TEXT NOT NULL,
        items INTEGER NOT NULL,
        undone_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX review_edit_id ON review_edit (edit_id);

      CREATE TABLE review_edit_item (
        edit_key INTEGER NOT NULL REFERENCES review_edit (edit_key) ON DELETE CASCADE,
        item_key INTEGER NOT NULL REFERENCES item (item_key) ON DELETE CASCADE,
        former TEXT NOT NULL,
        PRIMARY KEY (edit_key, item_key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX review_edit_item_item ON review_edit_item (item_key);

      CREATE TABLE person (
        name_key TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        department TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE quote_refusal (
        item_key INTEGER PRIMARY KEY REFERENCES item (item_key) ON DELETE CASCADE,
        code TEXT NOT NULL,
        expires_at INTEGER,
        refused_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX item_change_renewed ON item_change (item_key, change_id) WHERE kind = 'renewed';

      CREATE TABLE snapshot (
        snapshot_id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        note TEXT,
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        figures TEXT NOT NULL,
        content BLOB NOT NULL
      ) STRICT;
      CREATE INDEX snapshot_at ON snapshot (at);
    `)
  },
}
