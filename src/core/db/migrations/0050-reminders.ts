import type { Migration } from '../migrate.ts'

/**
 * Schedules of accounts and link groups, what people have been told (notices) and which items it was about (reminders),
 * and the places outside that are told as well.
 */
export const reminders: Migration = {
  version: 50,
  up(db) {
    db.exec(`
      DROP INDEX item_act_by;
      CREATE INDEX item_act_by ON item (is_active, act_by_at, item_key, expires_at, renewal_mode, kind);

      CREATE TABLE schedule (
        schedule_id TEXT NOT NULL PRIMARY KEY,
        account_id TEXT REFERENCES account (account_id) ON DELETE CASCADE,
        group_id TEXT REFERENCES link_group (group_id) ON DELETE CASCADE,
        rule TEXT NOT NULL,
        is_enabled INTEGER NOT NULL,
        set_at INTEGER NOT NULL,
        next_due_at INTEGER,
        consumed_to INTEGER,
        retry_at INTEGER,
        waiting TEXT,
        waiting_since INTEGER,
        last_run_id TEXT,
        last_run_at INTEGER,
        ended_run_id TEXT,
        is_failing INTEGER NOT NULL DEFAULT 0,
        missed INTEGER NOT NULL DEFAULT 0,
        CHECK ((account_id IS NULL) <> (group_id IS NULL))
      ) STRICT;
      CREATE UNIQUE INDEX schedule_account ON schedule (account_id);
      CREATE UNIQUE INDEX schedule_group ON schedule (group_id);

      CREATE TABLE schedule_pause (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        paused_until INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE notice (
        notice_key INTEGER PRIMARY KEY,
        notice_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        read_at INTEGER,
        native_state TEXT NOT NULL,
        native_problem TEXT,
        native_at INTEGER,
        claimed_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX notice_id ON notice (notice_id);
      CREATE INDEX notice_unread ON notice (kind) WHERE read_at IS NULL;
      CREATE INDEX notice_native ON notice (native_state) WHERE native_state = 'waiting';

      CREATE TABLE reminder (
        item_key INTEGER NOT NULL REFERENCES item (item_key) ON DELETE CASCADE,
        expires_at INTEGER NOT NULL,
        step INTEGER NOT NULL,
        due_on INTEGER NOT NULL,
        notice_key INTEGER NOT NULL REFERENCES notice (notice_key) ON DELETE CASCADE,
        sent_at INTEGER NOT NULL,
        act_by_at INTEGER NOT NULL,
        days_left INTEGER NOT NULL,
        PRIMARY KEY (item_key, expires_at, step, due_on)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reminder_notice ON reminder (notice_key, act_by_at);

      CREATE TABLE reminder_delivery (
        kind TEXT NOT NULL,
        delivered_at INTEGER NOT NULL,
        delivered_on INTEGER NOT NULL,
        notice_key INTEGER REFERENCES notice (notice_key) ON DELETE CASCADE,
        PRIMARY KEY (kind, delivered_at)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reminder_delivery_notice ON reminder_delivery (notice_key);

      CREATE TABLE webhook (
        webhook_id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        shape TEXT NOT NULL,
        host TEXT NOT NULL,
        kinds TEXT NOT NULL,
        is_enabled INTEGER NOT NULL,
        has_secret INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE webhook_delivery (
        webhook_id TEXT NOT NULL REFERENCES webhook (webhook_id) ON DELETE CASCADE,
        notice_key INTEGER NOT NULL REFERENCES notice (notice_key) ON DELETE CASCADE,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER,
        http_status INTEGER,
        problem TEXT,
        ended_at INTEGER,
        PRIMARY KEY (webhook_id, notice_key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX webhook_delivery_notice ON webhook_delivery (notice_key);
      CREATE INDEX webhook_delivery_next ON webhook_delivery (next_at) WHERE state = 'waiting';
    `)
  },
}
