import { all, execScript, prepare, readTransaction, run, type Prepared, type WriteDb } from '../connection.ts'
import { sql, sqlId, sqlJoin } from '../sql.ts'
import { FACT_COLUMNS, type StoredFacts } from './item-columns.ts'

/**
 * What running syncs have brought so far, in tables of the writer's connection only: neither the file nor its log grows
 * before the commit, and the tables vanish with the process. `stage_key` is made of the run's number and the slot of
 * the resource, so that several runs share the tables.
 */
const TABLES = `
  CREATE TEMP TABLE IF NOT EXISTS stage_item (
    stage_key INTEGER PRIMARY KEY,
    ${FACT_COLUMNS.map(({ column, type }) => `${column} ${toSqlType(type)}`).join(', ')},
    content_hash TEXT NOT NULL,
    search_text TEXT NOT NULL,
    expires_on INTEGER,
    act_by_at INTEGER,
    grace_ends_at INTEGER,
    retention_ends_at INTEGER
  ) STRICT;
  CREATE TEMP TABLE IF NOT EXISTS stage_tag (
    stage_key INTEGER PRIMARY KEY,
    tags TEXT NOT NULL,
    tags_hash TEXT NOT NULL,
    tag_product_line TEXT,
    tag_env TEXT,
    tag_name TEXT,
    search_text TEXT NOT NULL
  ) STRICT;
  CREATE TEMP TABLE IF NOT EXISTS stage_price (
    stage_key INTEGER PRIMARY KEY,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    months INTEGER NOT NULL,
    quoted_at INTEGER NOT NULL,
    is_with_main INTEGER NOT NULL
  ) STRICT;
`

function toSqlType(type: (typeof FACT_COLUMNS)[number]['type']): string {
  if (type === 'code') return 'ANY'
  return type === 'text' || type === 'text?' ? 'TEXT' : 'INTEGER'
}

/** Keys of one run lie between these two. */
export interface StageRange {
  readonly from: number
  readonly to: number
}

export interface StagedItem {
  readonly stageKey: number
  readonly facts: StoredFacts
  readonly contentHash: string
}

export interface StagedTags {
  readonly stage_key: number
  readonly tags: string
  readonly tags_hash: string
  readonly tag_product_line: string | null
  readonly tag_env: string | null
  readonly tag_name: string | null
  readonly search_text: string
}

export interface StagedPrice {
  readonly stage_key: number
  readonly amount: string
  readonly currency: string
  readonly months: number
  readonly quoted_at: number
  readonly is_with_main: 0 | 1
}

/** The statements of the staging tables, prepared once per connection. */
export interface StageTables {
  /** Values: key, facts in order, content hash, search text, then the four derived columns. */
  readonly putItem: Prepared<readonly unknown[], unknown>
  readonly dropItem: Prepared<[stageKey: number], unknown>
  /** Values in the order of StagedTags. */
  readonly putTags: Prepared<readonly unknown[], unknown>
  readonly dropTags: Prepared<[stageKey: number], unknown>
  /** Values in the order of StagedPrice; an older quote never replaces a newer one. */
  readonly putPrice: Prepared<readonly unknown[], unknown>
}

const factColumns = sqlJoin(FACT_COLUMNS.map(({ column }) => sqlId(column)))
const marks = (count: number) => sqlJoin(Array.from({ length: count }, () => sqlQuestion))
const sqlQuestion = sql`?`

const prepared = new WeakMap<WriteDb, StageTables>()

/**
 * In memory, because a temporary file would be written at every batch and would hold customers' facts. SQLite forgets
 * the cache's size whenever it reads the schema anew; a commit of 50,000 items took as long with 8 MiB as with 64.
 */
const MEMORY = 'PRAGMA temp_store = MEMORY; PRAGMA main.cache_size = -8192;'

/** Makes the tables when the connection has none yet. */
export function openStageTables(db: WriteDb): StageTables {
  let tables = prepared.get(db)
  if (!tables) {
    // Must come before the first temporary table: changing the place drops what is there.
    execScript(db, MEMORY)
    execScript(db, TABLES)
    tables = prepareTables(db)
    prepared.set(db, tables)
  }
  return tables
}

function prepareTables(db: WriteDb): StageTables {
  return {
    putItem: prepare(
      db,
      sql`INSERT OR REPLACE INTO temp.stage_item (stage_key, ${factColumns}, content_hash, search_text, expires_on,
        act_by_at, grace_ends_at, retention_ends_at) VALUES (${marks(FACT_COLUMNS.length + 7)})`,
    ),
    dropItem: prepare(db, sql`DELETE FROM temp.stage_item WHERE stage_key = ?`),
    putTags: prepare(db, sql`INSERT OR REPLACE INTO temp.stage_tag VALUES (?, ?, ?, ?, ?, ?, ?)`),
    dropTags: prepare(db, sql`DELETE FROM temp.stage_tag WHERE stage_key = ?`),
    putPrice: prepare(
      db,
      sql`INSERT INTO temp.stage_price VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (stage_key) DO UPDATE SET
        amount = excluded.amount, currency = excluded.currency, months = excluded.months, quoted_at = excluded.quoted_at,
        is_with_main = excluded.is_with_main WHERE excluded.quoted_at >= quoted_at`,
    ),
  }
}

/** One group of staging writes: all or none, without the lock on the file that other processes may need. */
export function stageTransaction<Result>(db: WriteDb, work: () => Result): Result {
  return readTransaction(db, work)
}

/** Forgets one run; without other runs the tables are emptied as a whole, which costs next to nothing. */
export function clearStage(db: WriteDb, range: StageRange | null): void {
  stageTransaction(db, () => {
    for (const table of ['temp.stage_item', 'temp.stage_tag', 'temp.stage_price']) {
      const where = range ? sql` WHERE stage_key BETWEEN ${range.from} AND ${range.to}` : sql``
      run(db, 'stage.clear', sql`DELETE FROM ${sqlId(table)}${where}`)
    }
  })
  // Gives the pages of a big sync back to the system; between syncs the writer needs next to nothing.
  if (range === null) execScript(db, 'PRAGMA shrink_memory')
}

/** Staged facts by key. */
export function stagedItems(db: WriteDb, stageKeys: readonly number[]): Map<number, StagedItem> {
  type Row = Record<string, string | number | null> & { stage_key: number; content_hash: string }
  const rows = all<Row>(
    db,
    'stage.items',
    sql`SELECT stage_key, content_hash, ${factColumns} FROM temp.stage_item
      WHERE stage_key IN (SELECT value FROM json_each(${JSON.stringify(stageKeys)}))`,
  )
  return new Map(
    rows.map((row) => [
      row.stage_key,
      {
        stageKey: row.stage_key,
        facts: FACT_COLUMNS.map(({ column }) => row[column] as string | number | null),
        contentHash: row.content_hash,
      },
    ]),
  )
}

/** Staged tags by key. */
export function stagedTags(db: WriteDb, stageKeys: readonly number[]): Map<number, StagedTags> {
  const rows = all<StagedTags>(
    db,
    'stage.tags',
    sql`SELECT * FROM temp.stage_tag WHERE stage_key IN (SELECT value FROM json_each(${JSON.stringify(stageKeys)}))`,
  )
  return new Map(rows.map((row) => [row.stage_key, row]))
}

/** Staged quotes by key. */
export function stagedPrices(db: WriteDb, stageKeys: readonly number[]): Map<number, StagedPrice> {
  const rows = all<StagedPrice>(
    db,
    'stage.prices',
    sql`SELECT * FROM temp.stage_price WHERE stage_key IN (SELECT value FROM json_each(${JSON.stringify(stageKeys)}))`,
  )
  return new Map(rows.map((row) => [row.stage_key, row]))
}

/** Number of staged items by enterprise project. */
export function countStagedProjects(
  db: WriteDb,
  stageKeys: readonly number[],
): { project: string | null; items: number }[] {
  return all(
    db,
    'stage.projects',
    sql`SELECT enterprise_project_id AS project, count(*) AS items FROM temp.stage_item
      WHERE stage_key IN (SELECT value FROM json_each(${JSON.stringify(stageKeys)})) GROUP BY enterprise_project_id`,
  )
}

/** What one run's new items need to become rows. */
export interface NewItems {
  readonly accountId: string
  readonly runId: string
  readonly at: number
  /** Position of the first one among all new items of the run; ids rise with it, which keeps the index compact. */
  readonly offset: number
}

/**
 * Turns staged items into rows in the order of `stageKeys`, with the tags and quotes that are staged for them, without
 * bringing a value into JavaScript. Ids are version 7 UUIDs: the instant, the position, then 48 random bits.
 */
export function insertStagedItems(db: WriteDb, stageKeys: readonly number[], context: NewItems): number {
  const { accountId, runId, at, offset } = context
  const time = Math.max(0, Math.trunc(at)).toString(16).padStart(12, '0').slice(-12)
  const prefix = `${time.slice(0, 8)}-${time.slice(8)}-`
  const facts = sqlJoin(FACT_COLUMNS.map(({ column }) => sqlId(`s.${column}`)))
  return run(
    db,
    'stage.insertItems',
    sql`INSERT INTO item (item_id, account_id, kind, ${factColumns}, content_hash, search_text, tags, tags_hash,
        tag_product_line, tag_env, tag_name, price, currency, price_months, price_source, priced_at, expires_on,
        act_by_at, grace_ends_at, retention_ends_at, is_active, gone_at, gone_cause, first_seen_at, first_run_id, seen_at)
      SELECT ${prefix} || printf('7%03x-8%03x-', ((${offset} + j.key) >> 12) & 4095, (${offset} + j.key) & 4095)
          || lower(hex(randomblob(6))),
        ${accountId}, 'cloud', ${facts}, s.content_hash,
        CASE WHEN t.search_text <> '' THEN s.search_text || char(10) || t.search_text ELSE s.search_text END,
        t.tags, t.tags_hash, t.tag_product_line, t.tag_env, t.tag_name, p.amount, p.currency, p.months,
        CASE p.is_with_main WHEN 0 THEN 'provider' WHEN 1 THEN 'with-main' END, p.quoted_at, s.expires_on, s.act_by_at, s.grace_ends_at,
        s.retention_ends_at, s.status <> 'closed', iif(s.status = 'closed', ${at}, NULL),
        iif(s.status = 'closed', 'released', NULL), ${at}, ${runId}, ${at}
      FROM json_each(${JSON.stringify(stageKeys)}) j
        CROSS JOIN temp.stage_item s ON s.stage_key = j.value
        LEFT JOIN temp.stage_tag t ON t.stage_key = j.value
        LEFT JOIN temp.stage_price p ON p.stage_key = j.value`,
  )
}
