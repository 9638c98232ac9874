import type { Migration } from '../migrate.ts'

/**
 * Accounts, items, runs, changes and the people's layer. Instants are epoch milliseconds; days are counted from
 * 1970-01-01. Provider codes are `ANY`, so that a number stays a number and a text a text.
 */
export const foundation: Migration = {
  version: 10,
  up(db) {
    db.exec(`
      CREATE TABLE setting (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE account (
        account_id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE,
        provider TEXT NOT NULL,
        site TEXT NOT NULL,
        endpoint TEXT,
        access_key TEXT,
        demo_size INTEGER,
        policy TEXT NOT NULL,
        limits TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_complete_run_id TEXT,
        last_complete_at INTEGER,
        last_complete_count INTEGER,
        sync_ordinal INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE UNIQUE INDEX account_name ON account (name);

      CREATE TABLE run (
        run_id TEXT NOT NULL PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        window_days INTEGER,
        retry_of TEXT,
        instance_id TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        fetched INTEGER NOT NULL DEFAULT 0,
        reported_total INTEGER,
        is_complete INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        unchanged INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        expired INTEGER NOT NULL DEFAULT 0,
        expiring_7 INTEGER NOT NULL DEFAULT 0,
        expiring_15 INTEGER NOT NULL DEFAULT 0,
        expiring_30 INTEGER NOT NULL DEFAULT 0,
        warnings INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        metrics TEXT NOT NULL
      ) STRICT;
      CREATE INDEX run_account_started ON run (account_id, started_at);
      CREATE INDEX run_started ON run (started_at);
      CREATE UNIQUE INDEX run_active ON run (account_id) WHERE state IN ('queued', 'running');

      CREATE TABLE run_log (
        run_id TEXT NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        level TEXT NOT NULL,
        stage TEXT NOT NULL,
        code TEXT NOT NULL,
        params TEXT NOT NULL,
        PRIMARY KEY (run_id, seq)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE item (
        item_key INTEGER PRIMARY KEY,
        item_id TEXT NOT NULL,
        account_id TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        resource_id TEXT NOT NULL,
        resource_name TEXT NOT NULL,
        service_type_code TEXT,
        service_type_name TEXT,
        type_code TEXT,
        type_name TEXT,
        spec TEXT,
        spec_text TEXT,
        region_code TEXT,
        region_name TEXT,
        project_id TEXT,
        is_main INTEGER,
        parent_resource_id TEXT,
        enterprise_project_id TEXT,
        enterprise_project_name TEXT,
        created_at INTEGER,
        expires_at INTEGER,
        status TEXT NOT NULL,
        raw_status ANY,
        renewal_mode TEXT NOT NULL,
        raw_policy ANY,
        payment_type TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        search_text TEXT NOT NULL,
        tags TEXT,
        tags_hash TEXT,
        tag_product_line TEXT,
        tag_env TEXT,
        tag_name TEXT,
        price TEXT,
        currency TEXT,
        price_months INTEGER,
        price_source TEXT,
        priced_at INTEGER,
        expires_on INTEGER,
        act_by_at INTEGER,
        grace_ends_at INTEGER,
        retention_ends_at INTEGER,
        is_active INTEGER NOT NULL,
        gone_at INTEGER,
        gone_cause TEXT,
        first_seen_at INTEGER NOT NULL,
        first_run_id TEXT NOT NULL,
        seen_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX item_id ON item (item_id);
      CREATE UNIQUE INDEX item_resource ON item (account_id, resource_id);
      CREATE INDEX item_active ON item (account_id, expires_on) WHERE is_active = 1;
      CREATE INDEX item_expires ON item (is_active, expires_at);
      CREATE INDEX item_act_by ON item (is_active, act_by_at);
      CREATE INDEX item_first_seen ON item (first_seen_at);
      CREATE INDEX item_priced ON item (account_id, priced_at, resource_id) WHERE priced_at IS NOT NULL;

      CREATE TABLE item_change (
        change_id INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL,
        item_key INTEGER NOT NULL REFERENCES item (item_key) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        field TEXT,
        old_value TEXT,
        new_value TEXT
      ) STRICT;
      CREATE INDEX item_change_run ON item_change (run_id);
      CREATE INDEX item_change_item ON item_change (item_key, at);
      CREATE INDEX item_change_at ON item_change (at);

      CREATE TABLE item_review (
        item_key INTEGER PRIMARY KEY REFERENCES item (item_key) ON DELETE CASCADE,
        owner TEXT,
        backup_owner TEXT,
        decision TEXT NOT NULL,
        decided_for_expires_at INTEGER,
        reason TEXT,
        note TEXT,
        snoozed_until TEXT,
        acknowledged_at INTEGER,
        acknowledged_for_expires_at INTEGER,
        updated_at INTEGER NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;

      CREATE TABLE item_review_change (
        change_id INTEGER PRIMARY KEY,
        item_key INTEGER NOT NULL REFERENCES item (item_key) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        field TEXT NOT NULL,
        old_value TEXT,
        new_value TEXT
      ) STRICT;
      CREATE INDEX item_review_change_item ON item_review_change (item_key, at);
    `)
  },
}
