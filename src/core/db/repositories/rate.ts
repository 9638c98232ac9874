import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { RATE_SOURCES, type DatedRate } from '../../../shared/ipc/rate.ts'
import { all, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { readOneOf } from './json-column.ts'

interface RateRow {
  readonly from_currency: string
  readonly to_currency: string
  readonly on_day: CivilDay
  readonly rate: string
  readonly source: string
  readonly at: number
  readonly by: string
}

/** All rates by pair of currencies, the newest day first. */
export function listRates(db: ReadDb): DatedRate[] {
  const rows = all<RateRow>(
    db,
    'rate.list',
    sql`SELECT from_currency, to_currency, on_day, rate, source, at, by FROM rate
      ORDER BY from_currency, to_currency, on_day DESC`,
  )
  return rows.map((row) => ({
    from: row.from_currency,
    to: row.to_currency,
    on: row.on_day,
    rate: row.rate,
    source: readOneOf(db, `rate ${row.from_currency}/${row.to_currency} ${row.on_day}`, row.source, RATE_SOURCES),
    at: row.at,
    by: row.by,
  }))
}

/** Stores the rate of a day in the place of the one that was there. */
export function putRate(db: WriteDb, { from, to, on, rate, source, at, by }: DatedRate): void {
  run(
    db,
    'rate.put',
    sql`INSERT INTO rate (from_currency, to_currency, on_day, rate, source, at, by)
      VALUES (${from}, ${to}, ${on}, ${rate}, ${source}, ${at}, ${by})
      ON CONFLICT (from_currency, to_currency, on_day) DO UPDATE SET rate = excluded.rate, source = excluded.source,
        at = excluded.at, by = excluded.by`,
  )
}

/** True when there was such a rate. */
export function deleteRate(db: WriteDb, from: string, to: string, on: CivilDay): boolean {
  const query = sql`DELETE FROM rate WHERE from_currency = ${from} AND to_currency = ${to} AND on_day = ${on}`
  return run(db, 'rate.delete', query) === 1
}
