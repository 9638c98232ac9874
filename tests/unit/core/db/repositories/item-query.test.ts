import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explain, type ReadDb } from '../../../../../src/core/db/connection.ts'
import { getItem, itemQueries } from '../../../../../src/core/db/repositories/item.ts'
import {
  getItemsByKeys,
  itemFacets,
  itemListQueries,
  queryItemKeys,
  queryItems,
} from '../../../../../src/core/db/repositories/item-query.ts'
import type { AppError } from '../../../../../src/shared/domain/app-error.ts'
import { BANDS } from '../../../../../src/shared/domain/band.ts'
import type { Item, ItemFacts } from '../../../../../src/shared/domain/item.ts'
import {
  FACET_FIELDS,
  SORT_FIELDS,
  type FacetField,
  type ItemFilter,
  type SortField,
} from '../../../../../src/shared/domain/item-query.ts'
import { PHASES } from '../../../../../src/shared/domain/phase.ts'
import { RENEWAL_MODES, toAutoRenew } from '../../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../../../../src/shared/domain/review.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { aFact } from '../../../../support/fact-builders.ts'
import { addTestAccount, syncOnce } from '../../../../support/sync-driver.ts'
import { createTestDb } from '../../../../support/test-db.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 21, 2)
const context = { now: NOW, settings: DEFAULT_SETTINGS }
const ROWS = 2000

/** A fixed sequence, so that a failure can be repeated. */
function createPicker(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  return { next, pick: <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T }
}

const NAMES = [
  '订单-主库',
  '商城 100%',
  'a_b',
  'aXb',
  'back\\slash',
  'É cafÉ',
  'ＡＢＣ全角',
  "o'hara",
  '"quoted"',
  '',
  'ΟΔΟΣ',
  'ecs-9',
  'ecs-10',
  '\u0000x',
  '张三',
  '阿里',
  '中国',
]
const REGIONS = [
  ['cn-north-4', '华北-北京四'],
  ['cn-east-3', '华东-上海一'],
  [null, null],
] as const
const TAGS = [{}, { env: 'prod' }, { env: 'Test', 产品线: '商城' }, { 'a"b': 'c\\d' }, { Name: '50% _off_' }] as const

function oddFact(index: number, { next, pick }: ReturnType<typeof createPicker>): ItemFacts {
  const [regionCode, regionName] = pick(REGIONS)
  const expiresAt =
    next() < 0.1 ? null : NOW + Math.floor((next() - 0.3) * 130) * DAY_MS + pick([0, 1, 13 * 3_600_000, -1])
  return aFact({
    resourceId: `res-${index}-${pick(['x', '%', '_', 'É'])}`,
    resourceName: `${pick(NAMES)}${next() < 0.5 ? index : ''}`,
    typeCode: pick(['hws.resource.type.vm', 'hws.resource.type.volume', null, 'ÉLAN']),
    typeName: pick(['云主机', '云硬盘', null]),
    regionCode,
    regionName,
    enterpriseProjectId: pick(['0', 'p-1', null]),
    enterpriseProjectName: pick(['default', '财务', null]),
    isMain: pick([true, false, null]),
    status: pick(['in-use', 'expired', 'frozen', 'closed', 'unknown']),
    rawStatus: pick([2, '2', 7, 'weird', null]),
    renewalMode: pick(RENEWAL_MODES),
    rawPolicy: pick([0, 1, 2, 3, 4, 5, null]),
    spec: pick(['s6.large', null]),
    expiresAt,
    createdAt: pick([null, NOW - 400 * DAY_MS]),
  })
}

/** Two accounts that share some resource ids, with gone items, moved decisions, quotes and notes. */
async function arrange(rows = ROWS) {
  const db = createTestDb()
  const { writer, read } = db
  const picker = createPicker(7)
  for (const name of ['主账号 É', 'second']) {
    const accountId = await addTestAccount(writer, name)
    const items = Array.from({ length: rows / 2 }, (_, index) => oddFact(index, picker))
    const tags = items.flatMap((item) =>
      picker.next() < 0.7 ? [{ resourceId: item.resourceId, tags: picker.pick<Record<string, string>>(TAGS) }] : [],
    )
    const prices = items.flatMap((item) =>
      picker.next() < 0.5
        ? [
            {
              resourceId: item.resourceId,
              amount: picker.pick(['9', '10.5', '100', '1000.00']),
              currency: picker.pick(['CNY', 'USD']),
              months: 1,
              quotedAt: NOW,
            },
          ]
        : [],
    )
    await syncOnce(writer, accountId, { items, tags, prices, at: NOW - 20 * DAY_MS })
    await decide(db, picker)
    const later = items
      .filter(() => picker.next() < 0.95)
      .map((item) => (picker.next() < 0.1 ? { ...item, expiresAt: (item.expiresAt ?? NOW) + 31 * DAY_MS } : item))
    await syncOnce(writer, accountId, { items: later, at: NOW - 3 * DAY_MS })
  }
  return { ...db, items: allItems(read) }
}

async function decide(
  { writer, read }: ReturnType<typeof createTestDb>,
  { next, pick }: ReturnType<typeof createPicker>,
) {
  const items = allItems(read)
  for (const decision of DECISIONS) {
    const itemIds = items.filter(() => next() < 0.1).map((item) => item.id)
    const patch = {
      decision,
      owner: pick(['Li Lei', 'ÉMILE', null]),
      reason: pick(['省钱', null]),
      note: pick(['see _wiki_', null]),
    }
    await writer.call('review.set', { itemIds, patch, by: 'test', at: NOW })
  }
}

function allItems(read: ReadDb): readonly Item[] {
  return queryItems(read, { filter: { isGone: 'all' }, sort: [] }, { ...context, offset: 0, limit: 100_000 }).items
}

function find(read: ReadDb, filter: ItemFilter): string[] {
  const keys = queryItemKeys(read, { filter, sort: [] }, context)
  return getItemsByKeys(read, keys, context).map((item) => item.id)
}

const fold = (text: string) => text.toLowerCase().replaceAll('ς', 'σ')
const isOneOf = (values: readonly string[], ...candidates: (string | null)[]) =>
  candidates.some((candidate) => candidate !== null && values.some((value) => fold(value) === fold(candidate)))

function searchable(item: Item): string[] {
  const texts = [
    item.resourceId,
    item.resourceName,
    item.serviceTypeCode,
    item.serviceTypeName,
    item.resourceType,
    item.resourceTypeName,
    item.resourceSpec,
    item.resourceSpecText,
    item.region,
    item.regionName,
    item.projectId,
    item.parentResourceId,
    item.enterpriseProjectId,
    item.enterpriseProjectName,
    item.account,
    item.owner,
    item.reason,
    item.note,
    item.decision === 'undecided' ? null : item.decision,
    ...Object.entries(item.tags ?? {}).flat(),
  ]
  return texts.flatMap((text) => (text === null ? [] : [fold(text)]))
}

/** What each condition means, in JavaScript over the items as everybody sees them. */
const MEANING: { [Key in keyof ItemFilter]-?: (item: Item, wanted: NonNullable<ItemFilter[Key]>) => boolean } = {
  kinds: (item, kinds) => kinds.includes(item.kind),
  providers: (item, providers) => item.provider !== null && providers.includes(item.provider),
  accountIds: (item, ids) => ids.includes(item.accountId),
  accounts: (item, names) => isOneOf(names, item.account),
  expireDays: (item, days) => item.daysLeft !== null && item.daysLeft <= days,
  bands: (item, bands) => bands.includes(item.band),
  types: (item, types) => isOneOf(types, item.resourceType, item.resourceTypeName),
  regions: (item, regions) => isOneOf(regions, item.region, item.regionName),
  enterpriseProjects: (item, projects) => isOneOf(projects, item.enterpriseProjectId, item.enterpriseProjectName),
  statuses: (item, statuses) =>
    statuses.includes(item.status) || (item.rawStatus !== null && statuses.includes(String(item.rawStatus))),
  phases: (item, phases) => item.phase !== null && phases.includes(item.phase),
  modes: (item, modes) => modes.includes(item.renewalMode),
  autoRenew: (item, isAuto) => toAutoRenew(item.renewalMode) === isAuto,
  isMain: (item, isMain) => item.isMain === isMain,
  decisions: (item, decisions) => decisions.includes(item.decision),
  owner: (item, owner) => (owner === '' ? item.owner === null : isOneOf([owner], item.owner)),
  search: (item, search) =>
    fold(search)
      .split(/\s+/u)
      .filter((word) => word !== '')
      .every((word) => searchable(item).some((text) => text.includes(word))),
  itemIds: (item, ids) => ids.includes(item.id),
  tags: (item, tags) => tags.every(({ key, value }) => item.tags?.[key] === value),
  isGone: (item, isGone) => isGone === 'all' || item.isActive === (isGone === 'active'),
}

function matches(item: Item, filter: ItemFilter): boolean {
  const conditions: ItemFilter = { isGone: 'active', ...filter }
  return (Object.keys(conditions) as (keyof ItemFilter)[]).every((key) =>
    (MEANING[key] as (item: Item, wanted: unknown) => boolean)(item, conditions[key]),
  )
}

const some = <T>(...values: T[]) => fc.subarray(values)
const filters: fc.Arbitrary<ItemFilter> = fc.record(
  {
    accounts: some('主账号 é', 'SECOND', 'none'),
    expireDays: fc.integer({ min: -40, max: 100 }),
    bands: some(...BANDS),
    types: some('HWS.resource.type.vm', '云硬盘', 'élan'),
    regions: some('CN-NORTH-4', '华东-上海一'),
    enterpriseProjects: some('0', '财务', 'DEFAULT'),
    statuses: some('in-use', 'closed', '2', '7', 'weird'),
    phases: some(...PHASES),
    modes: some(...RENEWAL_MODES),
    autoRenew: fc.boolean(),
    isMain: fc.boolean(),
    decisions: some(...DECISIONS),
    owner: fc.constantFrom('', 'li lei', 'émile'),
    search: fc.constantFrom(
      '订',
      '订单',
      '%',
      '_',
      '\\',
      'É',
      'é',
      'ａｂｃ',
      'ECS-1',
      'prod',
      '"',
      ':',
      '{',
      'vm 商城',
      '主账号',
      '省',
      'WIKI',
      'let-',
      'οδος',
      '  ',
      'a_b x',
      'cafÉ 1',
      '100% 华',
      'zzz',
    ),
    tags: some({ key: 'env', value: 'prod' }, { key: 'a"b', value: 'c\\d' }),
    isGone: fc.constantFrom('active', 'gone', 'all'),
  },
  { requiredKeys: [] },
)

describe('queryItems: filters', () => {
  it('finds exactly what each condition and their combinations mean', async () => {
    const { read, items } = await arrange()
    expect(items).toHaveLength(ROWS)
    fc.assert(
      fc.property(filters, (filter) => {
        const expected = items.filter((item) => matches(item, filter)).map((item) => item.id)
        expect(find(read, filter).toSorted()).toEqual(expected.toSorted())
        const page = queryItems(read, { filter, sort: [] }, { ...context, offset: 0, limit: 10 })
        expect(page.total).toBe(expected.length)
      }),
      { numRuns: 150 },
    )
    // Each condition alone, so that none hides behind another that lets nothing pass.
    fc.assert(
      fc.property(filters, (filter) => {
        for (const [key, value] of Object.entries(filter)) {
          const single = { isGone: 'all', [key]: value } as ItemFilter
          const expected = items.filter((item) => matches(item, single)).map((item) => item.id)
          expect(find(read, single).toSorted()).toEqual(expected.toSorted())
        }
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('gives every row the phase in SQL that the domain gives it, at any moment', async () => {
    const { read } = await arrange(400)
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 160 }), fc.constantFrom(0, -1, 1), (days, ms) => {
        const at = { now: NOW + days * DAY_MS + ms, settings: DEFAULT_SETTINGS }
        const all = getItemsByKeys(read, queryItemKeys(read, { filter: { isGone: 'all' }, sort: [] }, at), at)
        for (const phase of PHASES) {
          const keys = queryItemKeys(read, { filter: { isGone: 'all', phases: [phase] }, sort: [] }, at)
          const expected = all.filter((item) => item.phase === phase).map((item) => item.id)
          expect(
            getItemsByKeys(read, keys, at)
              .map((item) => item.id)
              .toSorted(),
          ).toEqual(expected.toSorted())
        }
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

const collator = new Intl.Collator('zh-CN', { numeric: true })
const byText = (a: string, b: string) => collator.compare(a, b)
const byCode = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const byNumber = (a: number, b: number) => a - b

/** The value that a field sorts by and how two of them compare. */
const ORDER: Partial<Record<SortField, [(item: Item) => unknown, (a: never, b: never) => number]>> = {
  id: [(i) => i.id, byCode],
  resourceId: [(i) => i.resourceId, byCode],
  resourceName: [(i) => i.resourceName, byText],
  account: [(i) => i.account, byText],
  resourceTypeName: [(i) => i.resourceTypeName, byText],
  tagEnv: [(i) => i.tagEnv, byText],
  owner: [(i) => i.owner, byText],
  createTime: [(i) => i.createdAt, byNumber],
  expireTime: [(i) => i.expiresAt, byNumber],
  daysLeft: [(i) => i.daysLeft, byNumber],
  band: [(i) => (i.band === 'undated' ? null : BANDS.indexOf(i.band)), byNumber],
  phase: [(i) => (i.phase === null ? null : PHASES.indexOf(i.phase)), byNumber],
  actBy: [(i) => i.actByAt, byNumber],
  price: [(i) => (i.price === null ? null : Number(i.price)), byNumber],
  decision: [(i) => i.decision, byCode],
  lastSyncedAt: [(i) => i.lastSyncedAt, byNumber],
  goneAt: [(i) => i.goneAt, byNumber],
  isMain: [(i) => (i.isMain === null ? null : Number(i.isMain)), byNumber],
}

describe('queryItems: order', () => {
  it('sorts by every field in both directions with blanks last', async () => {
    const { read, items } = await arrange(400)
    for (const field of SORT_FIELDS) {
      for (const direction of ['asc', 'desc'] as const) {
        const query = { filter: { isGone: 'all' }, sort: [{ field, direction }] } as const
        const sorted = queryItems(read, query, { ...context, offset: 0, limit: 1000 }).items
        expect(sorted).toHaveLength(items.length)
        const order = ORDER[field]
        if (!order) continue
        const values = sorted.map(order[0])
        const blanks = values.filter((value) => value === null).length
        const filled = values.slice(0, values.length - blanks)
        expect(filled).not.toContain(null)
        const sign = direction === 'asc' ? 1 : -1
        for (let i = 1; i < filled.length; i += 1) {
          expect(
            sign * order[1](filled[i - 1] as never, filled[i] as never),
            `${field} ${direction}`,
          ).toBeLessThanOrEqual(0)
        }
      }
    }
  })

  it('puts numbers inside of names in order of value, and Chinese names by pinyin', async () => {
    const { writer, read } = createTestDb()
    const accountId = await addTestAccount(writer)
    const names = ['中国', 'ecs-10', '阿里', 'ecs-9', '张三']
    await syncOnce(writer, accountId, { items: names.map((n) => aFact({ resourceId: n, resourceName: n })), at: NOW })
    const sorted = () => {
      const query = { filter: {}, sort: [{ field: 'resourceName', direction: 'asc' }] } as const
      return queryItems(read, query, { ...context, offset: 0, limit: 10 }).items.map((item) => item.resourceName)
    }
    expect(sorted()).toEqual(['阿里', '张三', '中国', 'ecs-9', 'ecs-10'])
    await syncOnce(writer, accountId, { items: [aFact({ resourceId: 'new', resourceName: '北京' })], at: NOW + 1 })
    expect(sorted()).toEqual(['北京'])
  })

  it.each([
    [[]],
    [[{ field: 'band', direction: 'desc' }]],
    [
      [
        { field: 'resourceName', direction: 'asc' },
        { field: 'price', direction: 'desc' },
      ],
    ],
  ] as const)('neither repeats nor loses a row over pages of %j', async (sort) => {
    const { read } = await arrange(400)
    const query = { filter: { isGone: 'all' as const }, sort }
    const paged: string[] = []
    for (let offset = 0; offset < 400; offset += 37) {
      paged.push(...queryItems(read, query, { ...context, offset, limit: 37 }).items.map((item) => item.id))
    }
    const keys = queryItemKeys(read, query, context)
    expect(paged).toEqual(getItemsByKeys(read, keys, context).map((item) => item.id))
    expect(new Set(paged).size).toBe(400)
  })
})

const FACET_VALUE: Record<FacetField, (item: Item) => string | null> = {
  provider: (i) => i.provider,
  account: (i) => i.account,
  resourceType: (i) => i.resourceType,
  region: (i) => i.region,
  enterpriseProject: (i) => i.enterpriseProjectName ?? i.enterpriseProjectId,
  status: (i) => i.status,
  phase: (i) => i.phase,
  band: (i) => i.band,
  renewalMode: (i) => i.renewalMode,
  decision: (i) => i.decision,
  owner: (i) => i.owner,
  tagProductLine: (i) => i.tagProductLine,
  tagEnv: (i) => i.tagEnv,
  tagName: (i) => i.tagName,
  currency: (i) => i.currency,
}

describe('itemFacets', () => {
  it('count the values of exactly the items that match', async () => {
    const { read, items } = await arrange(600)
    for (const filter of [{}, { isGone: 'all', search: '华' }, { expireDays: 20 }] as const) {
      const matching = items.filter((item) => matches(item, filter))
      const facets = itemFacets(read, { filter, sort: [] }, FACET_FIELDS, context)
      for (const field of FACET_FIELDS) {
        const counts = new Map<string | null, number>()
        for (const item of matching) {
          const value = FACET_VALUE[field](item)
          counts.set(value, (counts.get(value) ?? 0) + 1)
        }
        const found = facets[field] ?? []
        expect(new Map(found.map(({ value, count }) => [value, count])), field).toEqual(counts)
        expect(found.map(({ count }) => count)).toEqual(found.map(({ count }) => count).toSorted((a, b) => b - a))
      }
    }
  })
})

describe('getItem', () => {
  it('finds by id and by resource id, and refuses a resource that several accounts have', async () => {
    const { writer, read } = createTestDb()
    const one = await addTestAccount(writer, 'One')
    const two = await addTestAccount(writer, 'Two')
    await syncOnce(writer, one, { items: [aFact({ resourceId: 'a' }), aFact({ resourceId: 'b' })], at: NOW })
    await syncOnce(writer, two, { items: [aFact({ resourceId: 'a' })], at: NOW })
    const item = getItem(read, 'b', context)
    expect(getItem(read, item.id, context)).toEqual(item)
    expect(() => getItem(read, 'a', context)).toThrowError(
      expect.objectContaining({ code: 'ITEM_AMBIGUOUS', params: expect.objectContaining({ accounts: 'One, Two' }) }),
    )
    const refusal = (): string => {
      try {
        return getItem(read, 'a', context).id
      } catch (error) {
        return createTranslator('en').error(error as AppError)
      }
    }
    expect(refusal()).toContain('One, Two')
    const query = { filter: { search: 'ecs-a' }, sort: [] }
    const { items } = queryItems(read, query, { ...context, offset: 0, limit: 9 })
    expect(items).toHaveLength(2)
    for (const { id } of items) expect(refusal()).toContain(id)
    expect(() => getItem(read, 'c', context)).toThrowError(expect.objectContaining({ code: 'ITEM_NOT_FOUND' }))
  })
})

describe('query plans', () => {
  it('use the indexes of the list', async () => {
    const { read } = createTestDb()
    const plan = (filter: ItemFilter, field: SortField) =>
      explain(read, itemListQueries.keys(read, { filter, sort: [{ field, direction: 'asc' }] }, context)).join('\n')
    expect(plan({}, 'expireTime')).toMatch(/item_expires/)
    expect(plan({}, 'expireTime')).not.toMatch(/TEMP B-TREE/)
    expect(plan({}, 'actBy')).toMatch(/item_act_by/)
    expect(plan({ expireDays: 30 }, 'expireTime')).toMatch(/item_expires \(is_active=\? AND expires_at<\?\)/)
    expect(explain(read, itemListQueries.count(read, {}, context)).join('\n')).toMatch(/COVERING INDEX/)
    expect(explain(read, itemQueries.byId('x')).join('\n')).toMatch(/item_id/)
    expect(explain(read, itemQueries.byResource('x')).join('\n')).toMatch(
      /item_resource \(account_id=\? AND resource_id=\?\)/,
    )
  })
})
