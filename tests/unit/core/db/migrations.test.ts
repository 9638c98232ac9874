import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  all,
  execScript,
  explain,
  openWriteDb,
  schemaVersion,
  type WriteDb,
} from '../../../../src/core/db/connection.ts'
import { migrate, type Migration } from '../../../../src/core/db/migrate.ts'
import { migrations } from '../../../../src/core/db/migrations/index.ts'
import { foundation } from '../../../../src/core/db/migrations/0010-foundation.ts'
import { rates } from '../../../../src/core/db/migrations/0020-rates.ts'
import { window } from '../../../../src/core/db/migrations/0030-window.ts'
import { links } from '../../../../src/core/db/migrations/0040-links.ts'
import { reminders } from '../../../../src/core/db/migrations/0050-reminders.ts'
import { reviewWork } from '../../../../src/core/db/migrations/0060-review-work.ts'
import { listSamples } from '../../../../src/core/db/repositories/run-course.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { runWriteCommand } from '../../../../src/core/transactions/index.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'
import { createTestDb } from '../../../support/test-db.ts'

/** A database as it was right before `migration`, filled by `arrange`, then brought to it. */
function migrateOver(migration: Migration, arrange: (db: WriteDb) => void): WriteDb {
  const folder = createTempFolder()
  const db = openWriteDb(join(folder, 'a.sqlite'))
  onTestFinished(() => db.close())
  const index = migrations.indexOf(migration)
  const options = { backupDir: join(folder, 'backups'), clock: createFakeClock() }
  migrate(db, { ...options, migrations: migrations.slice(0, index) })
  arrange(db)
  migrate(db, { ...options, migrations: migrations.slice(0, index + 1) })
  return db
}

describe('migrations', () => {
  it('are listed in order, in steps of ten, each version once', () => {
    const versions = migrations.map((migration) => migration.version)
    expect(versions).toEqual(versions.map((_, index) => (index + 1) * 10))
  })
})

describe('10 foundation', () => {
  it('makes every table strict from an empty file', () => {
    const db = migrateOver(foundation, () => {})
    expect(schemaVersion(db)).toBe(10)
    const tables = all<{ name: string; strict: number }>(
      db,
      'test',
      sql`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' ORDER BY name`,
    )
    expect(tables.map((table) => table.name)).toEqual([
      'account',
      'item',
      'item_change',
      'item_review',
      'item_review_change',
      'run',
      'run_log',
      'setting',
    ])
    expect(tables.filter((table) => table.strict !== 1)).toEqual([])
  })

  it('has an index behind every foreign key, so that removing an account never walks through a table', () => {
    const { read } = createTestDb()
    const keys = all<{ child: string; column: string }>(
      read,
      'test',
      sql`SELECT t.name AS child, k."from" AS column FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS k
          WHERE t.schema = 'main'`,
    )
    expect(keys.length).toBeGreaterThan(4)
    for (const { child, column } of keys) {
      const query = { ...sql`${1}`, text: `SELECT 1 FROM ${child} WHERE ${column} = ?` }
      expect(explain(read, query).join(), `${child}.${column}`).toMatch(/SEARCH/)
    }
  })

  it('lets a resource exist once per account and a name once without case', async () => {
    const { writer, writeDb } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    insertItem(writeDb, { accountId, resourceId: 'r' })
    expect(() => insertItem(writeDb, { accountId, resourceId: 'r' })).toThrow(
      expect.objectContaining({ code: 'SQLITE_CONSTRAINT_UNIQUE' }),
    )
  })
})

describe('20 rates', () => {
  it('adds a strict table for one rate per pair and day, and leaves every row as it was', () => {
    const pictureOf = (db: WriteDb) =>
      ['setting', 'account', 'item'].map((table) =>
        all(db, 'test', { ...sql`${1}`, text: `SELECT * FROM ${table}`, values: [] }),
      )
    let before: unknown[] = []
    const db = migrateOver(rates, (old) => {
      expect(schemaVersion(old)).toBe(10)
      execScript(
        old,
        `INSERT INTO setting VALUES ('userName', '"李娜"');
        INSERT INTO account (account_id, name, provider, site, policy, limits, created_at)
          VALUES ('a', '生产账号', 'huawei', 'china', '{}', '{}', 1)`,
      )
      insertItem(old, { accountId: 'a', resourceId: 'r', expiresAt: 5 })
      before = pictureOf(old)
    })
    expect(schemaVersion(db)).toBe(20)
    expect(before.flat()).toHaveLength(3)
    expect(pictureOf(db)).toEqual(before)
    const insert = `INSERT INTO rate VALUES ('USD', 'CNY', '2026-11-21', '7.1', 'typed', 1, '李娜')`
    execScript(db, insert)
    expect(() => execScript(db, insert)).toThrow(expect.objectContaining({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }))
    const [table] = all(db, 'test', sql`SELECT strict, wr FROM pragma_table_list WHERE name = 'rate'`)
    expect(table).toEqual({ strict: 1, wr: 1 })
  })
})

describe('30 window', () => {
  it('adds what windows keep and the course of runs, and leaves every old run with its log as it was', () => {
    const rowsOf = (db: WriteDb, table: string) =>
      all<object>(db, 'test', { ...sql`${1}`, text: `SELECT * FROM ${table}`, values: [] })
    const tables = ['setting', 'account', 'item', 'rate', 'run_log']
    let before: object[][] = []
    let runs: object[] = []
    const db = migrateOver(window, (old) => {
      expect(schemaVersion(old)).toBe(20)
      execScript(
        old,
        `INSERT INTO setting VALUES ('userName', '"李娜"');
        INSERT INTO account (account_id, name, provider, site, policy, limits, created_at)
          VALUES ('a', '生产账号', 'huawei', 'china', '{}', '{}', 1);
        INSERT INTO run (run_id, account_id, kind, state, instance_id, started_at, ended_at, metrics) VALUES
          ('r1', 'a', 'manual', 'succeeded', 'i', 1, 2, '{"requests":3}'),
          ('r2', 'a', 'manual', 'running', 'i', 3, NULL, '{}');
        INSERT INTO run_log VALUES ('r1', 1, 1, 'info', 'list', 'sync.started', '{}');
        INSERT INTO rate VALUES ('USD', 'CNY', '2026-11-21', '7.1', 'typed', 1, '李娜')`,
      )
      insertItem(old, { accountId: 'a', resourceId: 'r', expiresAt: 5 })
      before = tables.map((table) => rowsOf(old, table))
      runs = rowsOf(old, 'run')
    })
    expect(schemaVersion(db)).toBe(30)
    expect(before.every((rows) => rows.length > 0)).toBe(true)
    expect(tables.map((table) => rowsOf(db, table))).toEqual(before)
    expect(rowsOf(db, 'run')).toEqual(runs.map((run) => ({ ...run, progress: '[]' })))
    expect(listSamples(db, 'r1')).toEqual([])
    execScript(db, `INSERT INTO run_sample VALUES ('r1', 0, 1, 1, 0, 1, 0, 0, 1.5, 2)`)
    execScript(db, `DELETE FROM account WHERE account_id = 'a'`)
    expect(rowsOf(db, 'run_sample')).toEqual([])
    const strict = all<{ strict: number }>(
      db,
      'test',
      sql`SELECT strict FROM pragma_table_list WHERE name IN ('preference', 'saved_view', 'run_sample')`,
    )
    expect(strict).toEqual([{ strict: 1 }, { strict: 1 }, { strict: 1 }])
  })
})

function rowsOf(db: WriteDb, table: string, order = 'rowid'): Record<string, unknown>[] {
  return all(db, 'test', { ...sql``, text: `SELECT * FROM ${table} ORDER BY ${order}` })
}

describe('40 links', () => {
  it('adds links with a group and an account of their own, and leaves every row as it was', () => {
    const tables = ['item', 'item_change', 'run_log', 'account', 'run']
    let before: Record<string, unknown>[][] = []
    const db = migrateOver(links, (old) => {
      expect(schemaVersion(old)).toBe(30)
      execScript(
        old,
        `INSERT INTO account (account_id, name, provider, site, policy, limits, created_at)
          VALUES ('a', '生产账号', 'huawei', 'china', '{}', '{}', 1);
        INSERT INTO run (run_id, account_id, kind, state, instance_id, started_at, ended_at, metrics)
          VALUES ('r1', 'a', 'manual', 'succeeded', 'i', 1, 2, '{}');
        INSERT INTO run_log VALUES ('r1', 1, 1, 'info', 'list', 'sync.started', '{}')`,
      )
      insertItem(old, { accountId: 'a', resourceId: 'r', expiresAt: 5 })
      execScript(old, `INSERT INTO item_change SELECT 1, 'r1', item_key, 1, 'back', NULL, NULL, NULL FROM item`)
      before = tables.map((table) => rowsOf(old, table, '1'))
    })
    expect(schemaVersion(db)).toBe(40)
    expect(before.every((rows) => rows.length > 0)).toBe(true)
    const [items, changes, logs, accounts, runs] = tables.map((table) => rowsOf(db, table, '1'))
    expect([items, changes, logs]).toEqual(before.slice(0, 3))
    expect(accounts?.[0]).toEqual(before[3]?.[0])
    expect(accounts?.slice(1)).toMatchObject([{ account_id: 'links', name: '', provider: 'none', sync_ordinal: 0 }])
    expect(runs).toEqual(before[4]?.map((run) => ({ ...run, link_request: null, link_figures: null })))
    expect(rowsOf(db, 'link_group')).toMatchObject([{ group_id: 'default', name: '', policy: 'confirmed' }])
  })

  it('takes a link’s checks and history along with it, and keeps a group that still has links', () => {
    const db = migrateOver(links, () => {})
    execScript(
      db,
      `INSERT INTO link (link_id, name, url, url_key, is_https, group_id, is_shown, created_at, updated_at)
        VALUES ('l', 'n', 'u', 'u', 0, 'default', 1, 0, 0);
      INSERT INTO link_check (link_key, run_id, checked_at, verdict, hops, redirects, bytes, attempts, is_shown, shown_change)
        VALUES (1, 'r', 0, 'ok', '[]', 0, 0, 1, 1, 0);
      INSERT INTO link_change (link_key, at, field) VALUES (1, 0, 'name')`,
    )
    expect(() => execScript(db, `DELETE FROM link_group`)).toThrow()
    execScript(db, `DELETE FROM link`)
    expect([...rowsOf(db, 'link_check'), ...rowsOf(db, 'link_change')]).toEqual([])
  })
})

describe('50 reminders', () => {
  const withItem = (db: WriteDb): void => {
    execScript(
      db,
      `INSERT INTO account (account_id, name, provider, site, policy, limits, created_at)
        VALUES ('a', '生产账号', 'huawei', 'china', '{}', '{}', 1);
      INSERT INTO link_group VALUES ('g', '伙伴', 'confirmed', 0, 0, 0)`,
    )
    insertItem(db, { accountId: 'a', resourceId: 'r', expiresAt: 5 })
  }

  it('adds empty tables and leaves every row as it was', () => {
    const tables = ['item', 'account', 'link_group', 'setting']
    let before: Record<string, unknown>[][] = []
    const db = migrateOver(reminders, (old) => {
      expect(schemaVersion(old)).toBe(40)
      withItem(old)
      execScript(old, `INSERT INTO setting VALUES ('businessZone', '"Europe/Berlin"')`)
      before = tables.map((table) => rowsOf(old, table, '1'))
    })
    expect(schemaVersion(db)).toBe(50)
    expect(tables.map((table) => rowsOf(db, table, '1'))).toEqual(before)
    for (const table of ['schedule', 'schedule_pause', 'notice', 'reminder', 'reminder_delivery', 'webhook'] as const) {
      expect([table, rowsOf(db, table, '1')]).toEqual([table, []])
    }
  })

  it('takes schedules, reminders and deliveries along with what they belong to', () => {
    const db = migrateOver(reminders, withItem)
    execScript(
      db,
      `INSERT INTO schedule (schedule_id, account_id, rule, is_enabled, set_at) VALUES ('account:a', 'a', '{}', 1, 0);
      INSERT INTO schedule (schedule_id, group_id, rule, is_enabled, set_at) VALUES ('links:g', 'g', '{}', 1, 0);
      INSERT INTO notice (notice_id, kind, payload, created_at, native_state) VALUES ('n', 'test', '{}', 0, 'none');
      INSERT INTO webhook VALUES ('w', 'n', 'generic', 'h', '[]', 1, 0, 0, 0);
      INSERT INTO webhook_delivery (webhook_id, notice_key, state) VALUES ('w', 1, 'waiting');
      INSERT INTO reminder (item_key, expires_at, step, due_on, notice_key, sent_at, act_by_at, days_left)
        SELECT item_key, 5, 7, 0, 1, 0, 5, 7 FROM item`,
    )
    expect(() =>
      execScript(db, `INSERT INTO schedule (schedule_id, rule, is_enabled, set_at) VALUES ('x', '{}', 1, 0)`),
    ).toThrow()
    execScript(
      db,
      `DELETE FROM webhook; DELETE FROM account WHERE account_id = 'a'; DELETE FROM link_group WHERE group_id = 'g'`,
    )
    for (const table of ['schedule', 'reminder', 'webhook_delivery']) expect(rowsOf(db, table, '1')).toEqual([])
    expect(rowsOf(db, 'notice')).toHaveLength(1)
  })
})

describe('60 review work', () => {
  const withReviews = (db: WriteDb): void => {
    execScript(
      db,
      `INSERT INTO account (account_id, name, provider, site, policy, limits, created_at)
        VALUES ('a', '生产账号', 'huawei', 'china', '{}', '{}', 1)`,
    )
    insertItem(db, { accountId: 'a', itemId: 'i1', resourceId: 'r1', expiresAt: 9 })
    insertItem(db, { accountId: 'a', itemId: 'i2', resourceId: 'r2', expiresAt: 5 })
    execScript(
      db,
      `INSERT INTO item_review (item_key, owner, decision, decided_for_expires_at, acknowledged_at,
          acknowledged_for_expires_at, updated_at, updated_by)
        VALUES (1, '李娜', 'renew', 5, 3, 5, 3, '李娜'), (2, NULL, 'let-expire', 5, NULL, NULL, 3, '李娜');
      INSERT INTO item_review_change (item_key, at, by, field, old_value, new_value)
        VALUES (1, 3, '李娜', 'decision', 'undecided', 'renew')`,
    )
  }

  it('keeps everything that people have said, with nothing new said about it', () => {
    const tables = ['item', 'item_review', 'item_review_change']
    let before: Record<string, unknown>[][] = []
    const db = migrateOver(reviewWork, (old) => {
      expect(schemaVersion(old)).toBe(50)
      withReviews(old)
      before = tables.map((table) => rowsOf(old, table, '1'))
    })
    expect(schemaVersion(db)).toBe(60)
    const added = [
      { unasked_renewal_at: null, unasked_renewal_for: null },
      { custom_tags: null, edit_id: null },
      { expires_at: null, edit_id: null, run_id: null },
    ]
    const wanted = before.map((rows, index) => rows.map((row) => ({ ...row, ...added[index] })))
    expect(tables.map((table) => rowsOf(db, table, '1'))).toEqual(wanted)
    const made = all<{ name: string; strict: number }>(
      db,
      'test',
      sql`SELECT name, strict FROM pragma_table_list WHERE name IN ('review_edit', 'review_edit_item', 'person', 'snapshot')`,
    )
    expect(made.map(({ strict }) => strict)).toEqual([1, 1, 1, 1])
  })

  it('lets people go on with what they had said, and take it back', () => {
    const db = migrateOver(reviewWork, withReviews)
    const call = (name: 'review.set' | 'review.undo', input: object): unknown =>
      runWriteCommand({ db, clock: createFakeClock() }, name, input)
    const said = { itemIds: ['i1', 'i2'], patch: { tagsAdded: ['月结'], decision: 'renew' }, by: '王芳', at: 10 }
    const { editId } = call('review.set', said) as { editId: string }
    expect(rowsOf(db, 'item_review', '1')).toMatchObject([
      { owner: '李娜', decision: 'renew', decided_for_expires_at: 9, custom_tags: '["月结"]', acknowledged_at: 3 },
      { owner: null, decision: 'renew', decided_for_expires_at: 5, custom_tags: '["月结"]' },
    ])
    expect(call('review.undo', { editId, by: '王芳', at: 11 })).toEqual({ restored: 2, skipped: 0 })
    expect(rowsOf(db, 'item_review', '1')).toMatchObject([
      { owner: '李娜', decision: 'renew', decided_for_expires_at: 5, custom_tags: null, edit_id: null },
      { owner: null, decision: 'let-expire', decided_for_expires_at: 5, custom_tags: null, edit_id: null },
    ])
    execScript(db, `DELETE FROM account WHERE account_id = 'a'`)
    for (const table of ['item_review', 'item_review_change', 'review_edit_item'])
      expect(rowsOf(db, table, '1')).toEqual([])
  })
})
