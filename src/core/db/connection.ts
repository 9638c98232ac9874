import Database from 'better-sqlite3'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { AppError } from '../../shared/domain/app-error.ts'
import { toDbError, toReadError } from './errors.ts'
import type { SqlQuery } from './sql.ts'

/** "DUEW": stands in the header of every database of ours, so that a foreign file is never touched. */
export const APPLICATION_ID = 0x44554557

/** Queries that take longer are reported by name; the budget of one table action is 100 ms. */
export const SLOW_QUERY_MS = 40

/** How long a connection waits for another process's write lock. */
export const BUSY_TIMEOUT_MS = 5000

/** Statements kept per connection; filters make many texts, so the oldest are let go. */
const MAX_STATEMENTS = 256

declare const readable: unique symbol
declare const writable: unique symbol

/** A connection that can read. */
export interface ReadDb {
  readonly [readable]: true
  readonly file: string
  readonly isOpen: boolean
  /** Closes the connection; a second call does nothing. */
  close(): void
}

/** The writer's connection; whatever reads can use it as well. */
export interface WriteDb extends ReadDb {
  readonly [writable]: true
}

export interface SlowQuery {
  readonly name: string
  readonly durationMs: number
}

export interface ConnectionOptions {
  readonly onSlowQuery?: (query: SlowQuery) => void
}

interface Connection {
  readonly raw: Database.Database
  readonly statements: Map<string, Database.Statement>
  readonly onSlowQuery: ((query: SlowQuery) => void) | undefined
}

const connections = new WeakMap<ReadDb, Connection>()

/**
 * Opens the writer's connection and makes the file when there is none. A SQLite file of another program is refused with
 * DB_NOT_OURS and left as it is; what is no database is DB_DAMAGED.
 */
export function openWriteDb(file: string, options: ConnectionOptions = {}): WriteDb {
  const path = resolve(file)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // Only the owner may read it: SQLite gives the log files beside it the same mode.
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
    return open(path, false, options, (raw) => {
      claim(raw, path)
      useWriteAheadLog(raw)
      raw.pragma('synchronous = NORMAL')
      raw.pragma('foreign_keys = ON')
      raw.pragma('trusted_schema = OFF')
      // 8 MiB of pages; a big commit may grow the log far beyond, so it is cut back to 16 MiB afterwards.
      raw.pragma('cache_size = -8192')
      raw.pragma('journal_size_limit = 16777216')
    }) as WriteDb
  } catch (error) {
    throw toDbError(error, path)
  }
}

/** Opens a read-only connection to an existing database; it always sees the last committed picture. */
export function openReadDb(file: string, options: ConnectionOptions = {}): ReadDb {
  const path = resolve(file)
  try {
    return open(path, true, options, (raw) => {
      if (readApplicationId(raw) !== APPLICATION_ID) throw new AppError('DB_NOT_OURS', { file: path })
      raw.pragma('trusted_schema = OFF')
      raw.pragma('cache_size = -4096')
    })
  } catch (error) {
    throw toReadError(error, path)
  }
}

/**
 * Opens a read-only connection that sees the picture of this moment until it is closed, however long its reader takes and
 * whatever is written meanwhile. To be closed soon: the log of the database grows as long as it is open.
 */
export function openFrozenDb(file: string): ReadDb {
  const db = openReadDb(file)
  try {
    const { raw } = connectionOf(db)
    raw.exec('BEGIN')
    // A transaction sees the picture of its first read.
    raw.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    throw toReadError(error, db.file)
  }
}

function open(
  path: string,
  isReadonly: boolean,
  options: ConnectionOptions,
  prepare: (raw: Database.Database) => void,
) {
  const raw = new Database(path, { readonly: isReadonly, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  try {
    prepare(raw)
  } catch (error) {
    raw.close()
    throw error
  }
  const db = {
    file: path,
    get isOpen() {
      return raw.open
    },
    close() {
      if (!raw.open) return
      if (!isReadonly) optimize(raw)
      raw.close()
    },
  } as unknown as ReadDb
  connections.set(db, { raw, statements: new Map(), onSlowQuery: options.onSlowQuery })
  return db
}

/**
 * The mark is set before the log mode, so it stands in the file itself and never only in the log. Under the write lock,
 * because another process may be making the same file at this moment.
 */
function claim(raw: Database.Database, path: string): void {
  if (readApplicationId(raw) === APPLICATION_ID) return
  const isNew = (raw.pragma('page_count', { simple: true }) as number) === 0
  if (!isNew) throw new AppError('DB_NOT_OURS', { file: path })
  raw
    .transaction(() => {
      const objects = raw.prepare<[], { count: number }>('SELECT count(*) AS count FROM sqlite_schema').get()?.count
      if (objects === 0) raw.pragma(`application_id = ${APPLICATION_ID}`)
    })
    .immediate()
  if (readApplicationId(raw) !== APPLICATION_ID) throw new AppError('DB_NOT_OURS', { file: path })
}

/** SQLite does not wait for others when the log mode changes, so the waiting is done here. */
function useWriteAheadLog(raw: Database.Database): void {
  const giveUpAt = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      raw.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const isBusy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!isBusy || performance.now() > giveUpAt) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

function readApplicationId(raw: Database.Database): number {
  return raw.pragma('application_id', { simple: true }) as number
}

function optimize(raw: Database.Database): void {
  try {
    raw.pragma('analysis_limit = 400')
    raw.pragma('optimize')
  } catch (error) {
    // Statistics are a convenience: a full disk or another process at work must not keep the file from closing.
    if (!(error instanceof Database.SqliteError)) throw error
  }
}

function connectionOf(db: ReadDb): Connection {
  const connection = connections.get(db)
  if (!connection) throw new Error('not a connection made by openReadDb or openWriteDb')
  return connection
}

function prepareCached(connection: Connection, text: string): Database.Statement {
  const { statements } = connection
  let statement = statements.get(text)
  // Taken out and put back: a Map keeps the order of insertion, so the first key is the one unused for longest.
  if (statement) statements.delete(text)
  else statement = connection.raw.prepare(text)
  statements.set(text, statement)
  if (statements.size > MAX_STATEMENTS) statements.delete(statements.keys().next().value as string)
  return statement
}

function timed<Result>(db: ReadDb, name: string, work: (connection: Connection) => Result): Result {
  const connection = connectionOf(db)
  const startedAt = performance.now()
  try {
    return work(connection)
  } catch (error) {
    throw toDbError(error, db.file)
  } finally {
    const durationMs = performance.now() - startedAt
    if (durationMs > SLOW_QUERY_MS) connection.onSlowQuery?.({ name, durationMs })
  }
}

/** First row or undefined. `name` (`account.byName`) is what a slow query is reported as. */
export function get<Row>(db: ReadDb, name: string, query: SqlQuery): Row | undefined {
  return timed(db, name, (c) => prepareCached(c, query.text).get(...query.values) as Row | undefined)
}

/** All rows. */
export function all<Row>(db: ReadDb, name: string, query: SqlQuery): Row[] {
  return timed(db, name, (c) => prepareCached(c, query.text).all(...query.values) as Row[])
}

/** Carries out a writing statement; answers the number of rows it changed. */
export function run(db: WriteDb, name: string, query: SqlQuery): number {
  return timed(db, name, (c) => prepareCached(c, query.text).run(...query.values).changes)
}

/** Rows one by one, for results too large to hold. The connection must not write until the loop has ended. */
export function* iterate<Row>(db: ReadDb, query: SqlQuery): Generator<Row, void, undefined> {
  try {
    // Not from the cache: a statement that is being walked through cannot be used a second time.
    yield* connectionOf(db)
      .raw.prepare<unknown[], Row>(query.text)
      .iterate(...query.values)
  } catch (error) {
    throw toDbError(error, db.file)
  }
}

/** A statement to be carried out many times with different values. */
export interface Prepared<Params extends readonly unknown[], Row> {
  run(...params: Params): number
  get(...params: Params): Row | undefined
}

/**
 * Prepares a statement with `?` where values go, for loops over many rows: no text is built and no list allocated per
 * row. Parameters are numbers, texts, null or bytes; the caller turns booleans into 0 and 1.
 */
export function prepare<Params extends readonly unknown[], Row = unknown>(
  db: ReadDb,
  query: SqlQuery,
): Prepared<Params, Row> {
  if (query.values.length > 0) throw new Error('a prepared statement takes its values when it is carried out')
  const connection = connectionOf(db)
  try {
    const statement = prepareCached(connection, query.text)
    return {
      run: (...params) => mapped(db, () => statement.run(...params).changes),
      get: (...params) => mapped(db, () => statement.get(...params) as Row | undefined),
    }
  } catch (error) {
    throw toDbError(error, db.file)
  }
}

function mapped<Result>(db: ReadDb, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw toDbError(error, db.file)
  }
}

/**
 * One transaction that takes the write lock at once, so that what it reads stays true until it writes. Whatever is
 * thrown rolls everything back; inside another transaction only its own part.
 */
export function transaction<Result>(db: WriteDb, work: () => Result): Result {
  return mapped(db, () => connectionOf(db).raw.transaction(work).immediate())
}

/** Several reads of one and the same picture. */
export function readTransaction<Result>(db: ReadDb, work: () => Result): Result {
  return mapped(db, () => connectionOf(db).raw.transaction(work).deferred())
}

/** Makes a pure function of JavaScript known to SQL on this connection; not for indexes or stored expressions. */
export function defineFunction(db: ReadDb, name: string, work: (...params: never[]) => unknown): void {
  connectionOf(db).raw.function(name, { deterministic: true, directOnly: true }, work as (...p: unknown[]) => unknown)
}

/** Lines of the query plan, for tests that prove the use of an index. */
export function explain(db: ReadDb, query: SqlQuery): string[] {
  const rows = connectionOf(db)
    .raw.prepare(`EXPLAIN QUERY PLAN ${query.text}`)
    .all(...query.values)
  return (rows as { detail: string }[]).map((row) => row.detail)
}

/** Reads a pragma's single value. */
export function pragma(db: ReadDb, name: string): unknown {
  return mapped(db, () => connectionOf(db).raw.pragma(name, { simple: true }))
}

/** The schema's version as the file says it. */
export function schemaVersion(db: ReadDb): number {
  return pragma(db, 'user_version') as number
}

/** Carries out a script of several statements; for migrations and maintenance, never with values in it. */
export function execScript(db: WriteDb, text: string): void {
  mapped(db, () => connectionOf(db).raw.exec(text))
}
