import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { all, openReadDb, type ReadDb } from '../../src/core/db/connection.ts'
import { getItemsByKeys } from '../../src/core/db/repositories/item.ts'
import { getSettings } from '../../src/core/db/repositories/setting.ts'
import { sql, sqlFragment, sqlId, sqlJoin, type SqlFragment } from '../../src/core/db/sql.ts'
import { createItemIndex } from '../../src/core/index/item-index.ts'
import type { Picture } from '../../src/core/index/picture.ts'
import { answerQuery, prepareCommon, prepareQuery } from '../../src/core/index/query.ts'
import { createView } from '../../src/core/index/view.ts'
import type { FacetField, ItemQuery } from '../../src/shared/domain/item-query.ts'
import { sumByCurrency, type PricedItems } from '../../src/shared/domain/money.ts'
import { formatSections, toSample, type Figure, type Section } from './measure.ts'
import { BENCH_NOW, makeDatabase } from './ui-core-data.ts'

export interface UiCoreOptions {
  readonly sizes: readonly number[]
  /** Times that each question is asked; fewer for a million rows. */
  readonly repeats?: number
  readonly say?: (text: string) => void
}

export interface UiCoreResult {
  readonly sections: readonly Section[]
  /** Where the index and SQL did not answer the same; the figures then count for nothing. */
  readonly faults: readonly string[]
  readonly table: string
}

const ROWS = 100
const FACETS: readonly (FacetField & keyof typeof FACET_COLUMNS)[] = [
  'resourceType',
  'region',
  'status',
  'renewalMode',
  'tagEnv',
]
const FACET_COLUMNS = {
  resourceType: sqlFragment`i.type_code`,
  region: sqlFragment`i.region_code`,
  status: sqlFragment`i.status`,
  renewalMode: sqlFragment`i.renewal_mode`,
  tagEnv: sqlFragment`i.tag_env`,
}

interface Question {
  readonly label: string
  /** Asked among a million items as well, where SQL takes seconds for each statement. */
  readonly isForMany?: true
  readonly query: ItemQuery
  /** Conditions and order as somebody would write them in SQL. */
  readonly where: SqlFragment
  readonly order: SqlFragment
  readonly groupBy?: SqlFragment
}

const TEXT_COLUMNS = [
  'resource_id',
  'resource_name',
  'service_type_code',
  'service_type_name',
  'type_code',
  'type_name',
  'spec',
  'spec_text',
  'region_code',
  'region_name',
  'project_id',
  'parent_resource_id',
  'enterprise_project_id',
  'enterprise_project_name',
  'tags',
]

/** LIKE over the text columns. */
function like(word: string): SqlFragment {
  const pattern = `%${word}%`
  const parts = TEXT_COLUMNS.map((name) => sqlFragment`${sqlId(`i.${name}`)} LIKE ${pattern}`)
  return sqlFragment`(${sqlJoin([...parts, sqlFragment`a.name LIKE ${pattern}`], sqlFragment` OR `)})`
}

const BY_EXPIRY = sqlFragment`i.expires_at IS NULL, i.expires_at, i.item_key`

function search(label: string, word: string): Question {
  return { isForMany: true, label, query: { filter: { search: word }, sort: [] }, where: like(word), order: BY_EXPIRY }
}

const QUESTIONS: readonly Question[] = [
  search('search 订 (1 Chinese character)', '订'),
  search('search 订单 (2 Chinese characters)', '订单'),
  search('search k', 'k'),
  search('search kafka', 'kafka'),
  search('search 节点377 (rare)', '节点377'),
  {
    label: 'filter: 30 days, main resources',
    query: { filter: { expireDays: 30, isMain: true }, sort: [] },
    where: sqlFragment`i.expires_on <= ${Math.floor(BENCH_NOW / 86_400_000) + 30} AND i.is_main = 1`,
    order: BY_EXPIRY,
  },
  {
    label: 'sort by price, falling',
    query: { filter: {}, sort: [{ field: 'price', direction: 'desc' }] },
    where: sqlFragment`1`,
    order: sqlFragment`CAST(i.price AS REAL) DESC NULLS LAST, i.item_key`,
  },
  {
    label: 'groups by type with sums',
    query: { filter: {}, sort: [], groupBy: 'resourceType' },
    where: sqlFragment`1`,
    order: sqlFragment`i.type_code NULLS LAST, ${BY_EXPIRY}`,
    groupBy: sqlFragment`i.type_code`,
  },
]

interface Answered {
  readonly total: number
  readonly ids: readonly string[]
  readonly facets: unknown
  readonly groups: unknown
}

const SOURCE = sqlFragment`item i JOIN account a ON a.account_id = i.account_id`

/** One page, the total, and the counts of each value: a statement each. */
function askSql(db: ReadDb, { where, order, groupBy }: Question): Answered {
  const active = sqlFragment`i.is_active = 1 AND ${where}`
  const total = all<{ total: number }>(db, 'bench.total', sql`SELECT count(*) AS total FROM ${SOURCE} WHERE ${active}`)
  const keys = all<{ key: number }>(
    db,
    'bench.page',
    sql`SELECT i.item_key AS key FROM ${SOURCE} WHERE ${active} ORDER BY ${order} LIMIT ${ROWS}`,
  )
  const items = getItemsByKeys(
    db,
    keys.map(({ key }) => key),
    { now: BENCH_NOW, settings: getSettings(db) },
  )
  const facets = FACETS.map((field) => [
    field,
    all(
      db,
      'bench.facet',
      sql`SELECT ${FACET_COLUMNS[field]} AS value, count(*) AS count FROM ${SOURCE} WHERE ${active}
        GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST`,
    ),
  ])
  const groups = groupBy
    ? all<{ value: string | null; count: number; prices: string }>(
        db,
        'bench.groups',
        sql`SELECT value, sum(count) AS count, json_group_array(json_array(price, currency, count)) AS prices FROM (
            SELECT ${groupBy} AS value, i.price, i.currency, count(*) AS count FROM ${SOURCE} WHERE ${active}
            GROUP BY 1, 2, 3) GROUP BY 1 ORDER BY 1 NULLS LAST`,
      ).map(({ value, count, prices }) => ({ value, count, sums: sumPrices(prices) }))
    : null
  return { total: total[0]?.total ?? 0, ids: items.map((item) => item.id), facets, groups }
}

function sumPrices(prices: string): unknown {
  const rows = JSON.parse(prices) as [string | null, string | null, number][]
  return sumByCurrency(rows.map(([amount, currency, count]): PricedItems => ({ amount, currency, count })))
}

function askIndex(db: ReadDb, picture: Picture, { query }: Question): Answered {
  const view = createView(picture, BENCH_NOW)
  const answer = answerQuery(view, query, FACETS, { search: '', limit: 1000, keys: null })
  const keys = Array.from(answer.rows.subarray(0, ROWS), (row) => picture.keys[row] as number)
  const items = getItemsByKeys(db, keys, { now: BENCH_NOW, settings: getSettings(db) })
  return {
    total: answer.rows.length,
    ids: items.map((item) => item.id),
    facets: FACETS.map((field) => [field, answer.facets[field]?.values.map(({ value, count }) => ({ value, count }))]),
    groups: answer.groups?.map(({ value, count, sums }) => ({ value, count, sums })) ?? null,
  }
}

/** CPU time of this thread: what others do on the machine meanwhile does not count. */
function readCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The longest piece of work of this thread between two turns of its event loop. */
function watchTurns(): { longestMs(): number; stop(): void } {
  let [longestMs, lastMs, isOn] = [0, readCpuMs(), true]
  const turn = (): void => {
    const nowMs = readCpuMs()
    longestMs = Math.max(longestMs, nowMs - lastMs)
    lastMs = nowMs
    if (isOn) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    longestMs: () => longestMs,
    stop() {
      isOn = false
    },
  }
}

const timed = <T>(work: () => T): [T, number] => {
  const startedMs = performance.now()
  const result = work()
  return [result, performance.now() - startedMs]
}

const one = (key: string, label: string, unit: Figure['unit'], value: number, note?: string): Figure => ({
  key,
  label,
  unit,
  sample: toSample([value]),
  ...(note === undefined ? {} : { note }),
})

/**
 * What the core needs for one keystroke of a window (page of 100 rows, total and five facets) from its index, against
 * plain SQL on the same database in the same run, and what the index costs.
 */
export async function uiCore(options: UiCoreOptions): Promise<UiCoreResult> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-ui-core-')))
  const sections: Section[] = []
  const faults: string[] = []
  try {
    for (const rows of options.sizes) {
      options.say?.(`${rows} rows: making the database`)
      const file = join(folder, `${rows}.sqlite`)
      await makeDatabase(file, rows)
      options.say?.(`${rows} rows: asking`)
      const db = openReadDb(file)
      try {
        sections.push(...(await measure(db, rows, options.repeats ?? (rows >= 500_000 ? 1 : 5), faults)))
      } finally {
        db.close()
      }
      rmSync(file, { force: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { sections, faults, table: formatSections(sections) }
}

async function measure(db: ReadDb, rows: number, repeats: number, faults: string[]): Promise<Section[]> {
  const before = process.memoryUsage()
  const turns = watchTurns()
  const startedMs = performance.now()
  const index = createItemIndex({ db, clock: { now: () => BENCH_NOW } })
  await index.current('light')
  const lightMs = performance.now() - startedMs
  const picture = await index.current('whole')
  const wholeMs = performance.now() - startedMs
  await prepareCommon(picture, BENCH_NOW)
  const preparedMs = performance.now() - startedMs
  await nextTurn()
  const stallMs = turns.longestMs()
  turns.stop()
  globalThis.gc?.()
  const after = process.memoryUsage()
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers

  const name = rows.toLocaleString('en-US')
  const isMillion = rows >= 500_000
  const figures: Figure[] = []
  for (const question of isMillion ? QUESTIONS.filter((asked) => asked.isForMany) : QUESTIONS) {
    const [indexMs, sqlMs, ratios]: [number[], number[], number[]] = [[], [], []]
    const view = createView(picture, BENCH_NOW)
    await prepareQuery(view, question.query)
    for (let time = 0; time < repeats; time += 1) {
      // A keystroke asks for what nobody has asked for before.
      picture.sets.clear()
      const [mine, mineMs] = timed(() => askIndex(db, picture, question))
      const [plain, plainMs] = timed(() => askSql(db, question))
      indexMs.push(mineMs)
      sqlMs.push(plainMs)
      ratios.push(plainMs / mineMs)
      if (time === 0 && JSON.stringify(mine) !== JSON.stringify(plain)) {
        faults.push(`${name} rows, ${question.label}: index and SQL differ`)
      }
      await nextTurn()
    }
    const isKeystroke = question.label.startsWith('search')
    figures.push(
      {
        key: `${rows}.${question.label}.index`,
        label: `${question.label}: index`,
        unit: 'ms',
        sample: toSample(indexMs),
        ...(isKeystroke ? { aim: { atMost: isMillion ? 50 : 8 } } : {}),
      },
      { key: `${rows}.${question.label}.sql`, label: '  plain SQL', unit: 'ms', sample: toSample(sqlMs) },
      {
        key: `${rows}.${question.label}.ratio`,
        label: '  times faster',
        unit: '×',
        sample: toSample(ratios),
        ...(isKeystroke ? { aim: { atLeast: isMillion ? 30 : 25 } } : {}),
      },
    )
  }
  return [
    {
      title: `The index of ${name} items`,
      figures: [
        one(`${rows}.light`, 'first answer possible', 'ms', lightMs),
        one(`${rows}.whole`, 'with all texts', 'ms', wholeMs),
        one(`${rows}.prepared`, 'with names sorted', 'ms', preparedMs),
        one(`${rows}.stall`, 'longest piece of work meanwhile (CPU)', 'ms', stallMs),
        one(
          `${rows}.bytes`,
          'bytes for an item',
          '',
          Math.round(bytes / rows),
          globalThis.gc ? undefined : 'without --expose-gc',
        ),
      ],
    },
    { title: `One keystroke among ${name} items: ${ROWS} rows, total, ${FACETS.length} facets`, figures },
  ]
}
