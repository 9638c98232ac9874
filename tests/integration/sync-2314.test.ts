import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CliResult } from '../support/cli.ts'
import { dumpTable, expectItems, type ExpectedItem } from '../support/huawei-oracle.ts'
import { COUNT, startEstate, type Estate, type ItemJson } from './estate-2314.ts'
import { isDay, isInstant, isMoney, isText, isWhole, orNull, type FieldTypes, wrongFields } from './field-types.ts'

const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isNumber = (value: unknown): boolean => typeof value === 'number' && value >= 0
const isTags = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((tag) => typeof tag === 'string')
const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value)

/** architecture.md, "JSON field names". */
const RUN_FIELDS: FieldTypes = {
  runId: isText,
  account: isText,
  kind: oneOf('manual'),
  status: isText,
  fetched: isWhole,
  reportedTotal: orNull(isWhole),
  complete: isBoolean,
  added: isWhole,
  changed: isWhole,
  unchanged: isWhole,
  gone: isWhole,
  expired: isWhole,
  expiringIn7Days: isWhole,
  expiringIn15Days: isWhole,
  expiringIn30Days: isWhole,
  warnings: isWhole,
  error: orNull((value) => typeof value === 'object'),
  startedAt: isInstant,
  endedAt: orNull(isInstant),
  durationMs: orNull(isWhole),
  metrics: (value) => wrongFields(value, METRIC_FIELDS).length === 0,
}
const METRIC_FIELDS: FieldTypes = {
  requests: isWhole,
  retries: isWhole,
  throttled: isWhole,
  timeouts: isWhole,
  errors: isWhole,
  meanMs: isNumber,
  p95Ms: isNumber,
}
const ITEM_FIELDS: FieldTypes = {
  id: isText,
  kind: oneOf('cloud'),
  provider: oneOf('huawei'),
  account: isText,
  resourceId: isText,
  resourceName: isText,
  resourceType: orNull(isText),
  resourceTypeName: orNull(isText),
  resourceSpec: orNull(isText),
  region: orNull(isText),
  regionName: orNull(isText),
  isMain: orNull(isBoolean),
  parentResourceId: orNull(isText),
  enterpriseProjectId: orNull(isText),
  enterpriseProjectName: orNull(isText),
  tags: isTags,
  tagProductLine: orNull(isText),
  tagEnv: orNull(isText),
  tagName: orNull(isText),
  createTime: orNull(isInstant),
  expireTime: orNull(isInstant),
  expireOn: orNull(isDay),
  daysLeft: orNull(Number.isInteger),
  band: oneOf('expired', '0-7', '8-15', '16-30', '31-60', '61-90', 'later', 'undated'),
  phase: orNull(oneOf('active', 'grace', 'retention', 'released')),
  status: isText,
  rawStatus: (value) => value === null || typeof value === 'number' || isText(value),
  renewalMode: oneOf('auto', 'manual', 'none', 'on-demand', 'unknown'),
  autoRenew: orNull(isBoolean),
  actBy: orNull(isInstant),
  price: orNull(isMoney),
  currency: orNull(isText),
  isActive: oneOf(true),
  goneAt: oneOf(null),
  firstSeenAt: isInstant,
  lastSyncedAt: isInstant,
  decision: isText,
  owner: orNull(isText),
  reason: orNull(isText),
  note: orNull(isText),
}

let estate: Estate
let first: CliResult
let second: CliResult
let afterFirst: Record<string, unknown>[]
let afterSecond: Record<string, unknown>[]
let everything: ItemJson[]

beforeAll(async () => {
  estate = await startEstate()
  const { folder } = estate
  first = await folder.run(['sync'])
  expect(first, first.stderr).toMatchObject({ code: 0 })
  afterFirst = dumpTable(folder.databaseFile, 'item')
  second = await folder.run(['sync'])
  afterSecond = dumpTable(folder.databaseFile, 'item')
  everything = (await folder.run(['items', 'list', '--page-size', '10000'])).json.items
}, 120_000)

afterAll(async () => {
  await estate?.close()
})

describe('the first sync', () => {
  it('reads all 2,314 resources, proves it, and ends with 0', () => {
    expect(first.code).toBe(0)
    expect(first.json).toMatchObject({
      account: estate.account,
      status: 'succeeded',
      fetched: COUNT,
      reportedTotal: COUNT,
      complete: true,
      added: COUNT,
      changed: 0,
      unchanged: 0,
      gone: 0,
      warnings: 0,
      error: null,
    })
    expect(wrongFields(first.json, RUN_FIELDS)).toEqual([])
    expect(first.json.metrics.requests).toBeGreaterThan(0)
    expect(estate.simulator.stats.forbiddenWrites).toBe(0)
  })

  it('counts what has expired and what expires within 7, 15 and 30 days', () => {
    const days = expectItems(estate.simulator.world, Date.parse(first.json.endedAt)).map(
      ({ daysLeft }) => daysLeft ?? Infinity,
    )
    const within = (limit: number): number => days.filter((left) => left >= 0 && left <= limit).length
    expect(first.json).toMatchObject({
      expired: days.filter((left) => left < 0).length,
      expiringIn7Days: within(7),
      expiringIn15Days: within(15),
      expiringIn30Days: within(30),
    })
    expect(first.json.expired).toBeGreaterThan(0)
  })

  it('stores every resource as the cloud reports it, names, tags, codes and projects included', () => {
    const expected = new Map(expectItems(estate.simulator.world, Date.now()).map((item) => [item.resourceId, item]))
    expect(everything).toHaveLength(COUNT)
    for (const item of everything) {
      const {
        texts: _texts,
        phaseAt: _phaseAt,
        daysLeft: _daysLeft,
        ...facts
      } = expected.get(item.resourceId) as ExpectedItem
      expect(item).toMatchObject(facts)
      expect(item.tags).toEqual(facts.tags)
    }
  })

  it('gives every documented field of an item, with its type', () => {
    const wrong = everything.flatMap((item) =>
      wrongFields(item, ITEM_FIELDS).map((field) => `${item.resourceId} ${field}`),
    )
    expect(wrong).toEqual([])
    for (const item of everything) expect(item.price === null).toBe(item.currency === null)
    expect(everything.some(({ price }) => price !== null)).toBe(true)
  })

  it('fills in the names of enterprise projects that the list leaves out', () => {
    const names = new Map(everything.map((item) => [item.resourceId, item.enterpriseProjectName]))
    expect(estate.nameless.length).toBe(40)
    for (const id of estate.nameless) {
      const project = estate.simulator.world.resources.get(id)?.enterpriseProjectId as string
      expect(names.get(id)).toBe(estate.simulator.world.enterpriseProjectNames.get(project))
    }
  })

  it('keeps attached resources with the id of the one they belong to', () => {
    const attached = everything.filter(({ isMain }) => isMain === false)
    const ids = new Set(everything.map(({ resourceId }) => resourceId))
    expect(attached.length).toBeGreaterThan(500)
    expect(attached.every(({ parentResourceId }) => ids.has(parentResourceId as string))).toBe(true)
  })

  it('shows codes that nobody knows as they are', async () => {
    const byId = new Map(everything.map((item) => [item.resourceId, item]))
    expect(byId.get(estate.special.unknown)).toMatchObject({
      status: 'unknown (7)',
      rawStatus: 7,
      renewalMode: 'unknown',
      rawPolicy: 9,
      autoRenew: null,
    })
    expect(byId.get(estate.special.unknownText)).toMatchObject({
      status: 'unknown (SUSPENDED)',
      rawStatus: 'SUSPENDED',
    })
    expect(byId.get(estate.special.undated)).toMatchObject({
      expireTime: null,
      expireOn: null,
      daysLeft: null,
      band: 'undated',
    })
    const { stdout } = await estate.runHuman(['items', 'show', estate.special.unknown])
    expect(stdout).toContain('(7)')
  })

  it('lists the account with its items and its last complete picture', async () => {
    const { json } = await estate.run(['accounts', 'list'])
    expect(json).toMatchObject({ total: 1, page: 1, pageSize: 1 })
    const [account] = json.items
    expect(account).toMatchObject({
      name: estate.account,
      provider: 'huawei',
      site: 'china',
      endpoint: estate.simulator.url,
      accessKey: 'AKEXAMPLE',
      isDemo: false,
      items: COUNT,
      lastComplete: { runId: second.json.runId, count: COUNT },
      activeRunId: null,
    })
    expect(wrongFields(account, { id: isText, createdAt: isInstant })).toEqual([])
    expect(JSON.stringify(json)).not.toContain('SKEXAMPLE')
  })
})

/** A row without its price: each sync asks for some of the quotes that nobody has asked for yet. */
function withoutQuote(row: Record<string, unknown>): Record<string, unknown> {
  const quote = new Set(['price', 'currency', 'price_months', 'price_source', 'priced_at', 'seen_at'])
  return Object.fromEntries(Object.entries(row).filter(([column]) => !quote.has(column)))
}

describe('a second sync of an unchanged account', () => {
  it('finds nothing new and writes nothing to the item rows but new quotes', () => {
    expect(second.code).toBe(0)
    expect(second.json).toMatchObject({
      unchanged: COUNT,
      added: 0,
      changed: 0,
      gone: 0,
      fetched: COUNT,
      complete: true,
    })
    expect(afterFirst).toHaveLength(COUNT)
    expect(afterSecond.map(withoutQuote)).toEqual(afterFirst.map(withoutQuote))
    const isQuoted = (row: Record<string, unknown>, index: number): boolean =>
      row['priced_at'] !== afterFirst[index]?.['priced_at']
    const quoted = afterSecond.filter(isQuoted)
    expect(quoted.length).toBeLessThan(COUNT / 10)
    expect(quoted.filter((row) => row['price'] === null)).toEqual([])
    expect(afterSecond.filter((row, index) => !isQuoted(row, index))).toEqual(
      afterFirst.filter((_, index) => !isQuoted(afterSecond[index] as Record<string, unknown>, index)),
    )
    const recorded = dumpTable(estate.folder.databaseFile, 'item_change').filter(
      (row) => row['run_id'] === second.json.runId,
    )
    expect(recorded.filter((row) => !String(row['field']).startsWith('price'))).toEqual([])
  })

  it('confirms every item with the time of the later sync', () => {
    const at = new Set(everything.map(({ lastSyncedAt }) => lastSyncedAt))
    expect([...at]).toEqual([second.json.endedAt])
  })
})

describe('pages', () => {
  const PAGES = [
    { size: 1, pages: [1, 2, 1157, COUNT] },
    { size: 20, pages: [1, 2, 58, 115, 116] },
    { size: 500, pages: [1, 2, 3, 4, 5] },
    { size: 2_314, pages: [1] },
    { size: 10_000, pages: [1] },
  ]

  it.each(PAGES)('of $size rows are windows of one fixed order', async ({ size, pages }) => {
    for (const page of pages) {
      const { json } = await estate.run(['items', 'list', '--page', `${page}`, '--page-size', `${size}`])
      expect(json).toMatchObject({ total: COUNT, page, pageSize: size })
      const ids = json.items.map(({ id }: ItemJson) => id)
      expect(ids).toEqual(everything.slice((page - 1) * size, page * size).map(({ id }) => id))
      expect(ids.length).toBeGreaterThan(0)
    }
  })

  it('never repeat or lose a row on a walk from the first to the last', async () => {
    const seen: string[] = []
    for (let page = 1; ; page += 1) {
      const { json } = await estate.run([
        'items',
        'list',
        '--sort',
        'status:desc',
        '--page',
        `${page}`,
        '--page-size',
        '200',
      ])
      if (json.items.length === 0) break
      seen.push(...json.items.map(({ id }: ItemJson) => id))
    }
    expect(seen).toHaveLength(COUNT)
    expect(new Set(seen).size).toBe(COUNT)
  })

  it('beyond the end are empty and still tell the total', async () => {
    const { code, json } = await estate.run(['items', 'list', '--page', '117', '--page-size', '20'])
    expect(code).toBe(0)
    expect(json).toMatchObject({ total: COUNT, page: 117, items: [] })
  })
})
