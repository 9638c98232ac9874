import type { Migration } from '../migrate.ts'

/**
 * Links with their groups, checks, certificates and domains. Certificates and domains are items too; they and the runs over
 * links belong to a built-in account without a name.
 */
export const links: Migration = {
  version: 40,
  up(db) {
    db.exec(`
      INSERT INTO account (account_id, name, provider, site, policy, limits, created_at)
      VALUES ('links', '', 'none', 'china',
        '{"tier":"custom","graceDays":0,"retentionDays":0,"deductionLeadDays":0}',
        '{"concurrency":10,"requestTimeoutMs":15000,"maxRequestsPerSecond":null,"quoteWithinDays":0}', 0);

      ALTER TABLE run ADD COLUMN link_request TEXT;
      ALTER TABLE run ADD COLUMN link_figures TEXT;

      CREATE TABLE link_group (
        group_id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE,
        policy TEXT NOT NULL,
        allows_private INTEGER NOT NULL,
        includes_subdomains INTEGER NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX link_group_name ON link_group (name);
      INSERT INTO link_group VALUES ('default', '', 'confirmed', 0, 0, 0);

      CREATE TABLE link (
        link_key INTEGER PRIMARY KEY,
        link_id TEXT NOT NULL,
        name TEXT NOT NULL,
        url TEXT NOT NULL,
        url_key TEXT NOT NULL,
        host TEXT,
        port INTEGER,
        is_https INTEGER NOT NULL,
        domain TEXT,
        group_id TEXT NOT NULL REFERENCES link_group (group_id) ON DELETE RESTRICT,
        backlink_site TEXT,
        item_key INTEGER REFERENCES item (item_key) ON DELETE SET NULL,
        whitelist_reason TEXT,
        whitelist_by TEXT,
        whitelist_at INTEGER,
        whitelist_review_on TEXT,
        is_shown INTEGER NOT NULL,
        hidden_reason TEXT,
        pinned TEXT,
        pinned_words TEXT,
        pinned_by TEXT,
        pinned_at INTEGER,
        verdict TEXT,
        http_status INTEGER,
        cause TEXT,
        backlink TEXT,
        rel TEXT,
        final_url TEXT,
        redirects INTEGER NOT NULL DEFAULT 0,
        latency_ms INTEGER,
        checked_at INTEGER,
        consecutive_failures INTEGER NOT NULL DEFAULT 0,
        consecutive_absent INTEGER NOT NULL DEFAULT 0,
        unreachable_since INTEGER,
        next_check_at INTEGER,
        trend TEXT NOT NULL DEFAULT '[]',
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX link_id ON link (link_id);
      CREATE UNIQUE INDEX link_url ON link (url_key);
      CREATE INDEX link_group_id ON link (group_id);
      CREATE INDEX link_host ON link (host, port);
      CREATE INDEX link_domain_name ON link (domain);
      CREATE INDEX link_item ON link (item_key);

      CREATE TABLE link_check (
        check_id INTEGER PRIMARY KEY,
        link_key INTEGER NOT NULL REFERENCES link (link_key) ON DELETE CASCADE,
        run_id TEXT NOT NULL,
        checked_at INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        http_status INTEGER,
        cause TEXT,
        raw TEXT,
        final_url TEXT,
        hops TEXT NOT NULL,
        redirects INTEGER NOT NULL,
        latency_ms INTEGER,
        bytes INTEGER NOT NULL,
        backlink TEXT,
        anchor TEXT,
        attempts INTEGER NOT NULL,
        is_shown INTEGER NOT NULL,
        shown_change INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX link_check_link ON link_check (link_key, check_id);
      CREATE UNIQUE INDEX link_check_run ON link_check (run_id, link_key);

      CREATE TABLE link_change (
        change_id INTEGER PRIMARY KEY,
        link_key INTEGER NOT NULL REFERENCES link (link_key) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        by TEXT,
        field TEXT NOT NULL,
        old_value TEXT,
        new_value TEXT
      ) STRICT;
      CREATE INDEX link_change_link ON link_change (link_key, change_id);

      CREATE TABLE link_certificate (
        host TEXT NOT NULL,
        port INTEGER NOT NULL,
        checked_at INTEGER NOT NULL,
        measured_at INTEGER,
        expires_at INTEGER,
        problem TEXT,
        facts TEXT NOT NULL,
        PRIMARY KEY (host, port)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE link_domain (
        domain TEXT NOT NULL PRIMARY KEY,
        source TEXT,
        expires_at INTEGER,
        registrar TEXT,
        statuses TEXT NOT NULL DEFAULT '[]',
        problem TEXT,
        raw TEXT,
        checked_at INTEGER,
        measured_at INTEGER,
        typed_on TEXT
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE link_registry (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        fetched_at INTEGER NOT NULL,
        services TEXT NOT NULL
      ) STRICT;
    `)
  },
}
