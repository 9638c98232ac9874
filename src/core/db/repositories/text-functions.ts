import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { lastWorkingDay } from '../../../shared/domain/working-day.ts'
import { comparePeople } from '../../../shared/people-order.ts'
import { all, defineFunction, get, pragma, type ReadDb } from '../connection.ts'
import { foldText } from '../search-text.ts'
import { sql, sqlFragment, sqlId, type SqlFragment, type SqlQuery } from '../sql.ts'

const folding = new WeakSet<ReadDb>()

/** Makes `fold_text(x)` known on a connection: lower case in every alphabet. */
export function defineFoldText(db: ReadDb): void {
  if (folding.has(db)) return
  defineFunction(db, 'fold_text', (text: string | null) => (text === null ? null : foldText(text)))
  folding.add(db)
}

const workingDays = new WeakSet<ReadDb>()

/** The last working day on or before an instant in a zone, as `YYYY-MM-DD`. */
export function lastWorkingDayText(db: ReadDb, zone: string, at: SqlFragment): SqlFragment {
  if (!workingDays.has(db)) {
    defineFunction(db, 'last_working_day', (instant: number | null, name: string) =>
      instant === null ? null : lastWorkingDay(toCivilDay(instant, name)),
    )
    workingDays.add(db)
  }
  return sqlFragment`last_working_day(${at}, ${zone})`
}

/** Texts by which people sort, each with the query that reads its distinct values. */
const RANKED = {
  resource_name: sql`SELECT DISTINCT resource_name AS text FROM item`,
  type_name: sql`SELECT DISTINCT type_name AS text FROM item`,
  region_name: sql`SELECT DISTINCT region_name AS text FROM item`,
  enterprise_project_name: sql`SELECT DISTINCT enterprise_project_name AS text FROM item`,
  spec: sql`SELECT DISTINCT spec AS text FROM item`,
  tag_product_line: sql`SELECT DISTINCT tag_product_line AS text FROM item`,
  tag_env: sql`SELECT DISTINCT tag_env AS text FROM item`,
  tag_name: sql`SELECT DISTINCT tag_name AS text FROM item`,
  account: sql`SELECT nullif(name, '') AS text FROM account`,
  owner: sql`SELECT DISTINCT owner AS text FROM item_review`,
  reason: sql`SELECT DISTINCT reason AS text FROM item_review`,
  note: sql`SELECT DISTINCT note AS text FROM item_review`,
  backup_owner: sql`SELECT DISTINCT backup_owner AS text FROM item_review`,
  service_type_name: sql`SELECT DISTINCT service_type_name AS text FROM item`,
  spec_text: sql`SELECT DISTINCT spec_text AS text FROM item`,
} as const satisfies Record<string, SqlQuery>
export type RankedText = keyof typeof RANKED

interface Ranking {
  version: string
  ranks: Map<string, number>
}

const rankings = new WeakMap<ReadDb, Map<RankedText, Ranking>>()

/**
 * The place of a text among all texts of its kind, in the order in which people look for names. better-sqlite3 offers no
 * collations, so the texts are ranked once per picture and SQL sorts by the rank.
 */
export function textRank(db: ReadDb, kind: RankedText, column: SqlFragment): SqlFragment {
  let byKind = rankings.get(db)
  if (!byKind) {
    byKind = new Map()
    rankings.set(db, byKind)
  }
  let ranking = byKind.get(kind)
  if (!ranking) {
    const made: Ranking = { version: '', ranks: new Map() }
    defineFunction(db, `rank_${kind}`, (text: string | null) => (text === null ? null : (made.ranks.get(text) ?? null)))
    byKind.set(kind, made)
    ranking = made
  }
  refresh(db, kind, ranking)
  return sqlFragment`${sqlId(`rank_${kind}`)}(${column})`
}

function refresh(db: ReadDb, kind: RankedText, ranking: Ranking): void {
  const own = get<{ changes: number }>(db, 'text.changes', sql`SELECT total_changes() AS changes`)
  const version = `${String(pragma(db, 'data_version'))}.${own?.changes ?? 0}`
  if (version === ranking.version) return
  const texts = new Set<string>()
  for (const { text } of all<{ text: string | null }>(db, `text.${kind}`, RANKED[kind])) {
    if (text !== null) texts.add(text)
  }
  const isKnown = texts.size === ranking.ranks.size && [...texts].every((text) => ranking.ranks.has(text))
  if (!isKnown) ranking.ranks = rank([...texts])
  ranking.version = version
}

function rank(texts: string[]): Map<string, number> {
  // In code unit order most names are nearly right already, and sorting what is nearly sorted takes few comparisons.
  texts.sort()
  texts.sort(comparePeople)
  return new Map(texts.map((text, index) => [text, index]))
}
