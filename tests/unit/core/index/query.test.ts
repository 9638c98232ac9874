import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHeavy } from '../../../../src/core/index/field-columns.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createItemService, type ItemService } from '../../../../src/core/services/item-service.ts'
import {
  FACET_FIELDS,
  FIELD_KINDS,
  SORT_FIELDS,
  type ColumnCondition,
  type FacetField,
  type ItemFilter,
  type ItemQuery,
  type SortField,
} from '../../../../src/shared/domain/item-query.ts'
import { PHASES } from '../../../../src/shared/domain/phase.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../../../src/shared/domain/review.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { arrangeEstate, ESTATE_NOW, estateItems } from '../../../support/item-estate.ts'
import { answerOf } from '../../../support/item-oracle.ts'
import type { TestDb } from '../../../support/test-db.ts'
import { STANDARD_BANDS } from '../../../support/standard-bands.ts'

const DAY_MS = 86_400_000
const context = { now: ESTATE_NOW, settings: DEFAULT_SETTINGS }

function createService({ read, writer }: TestDb, clock = { now: () => ESTATE_NOW }): ItemService {
  const onError = (error: unknown): never => {
    throw error
  }
  return createItemService({
    db: read,
    writer,
    events: createEventBus(onError),
    clock,
    defaultUserName: 'test',
    onError,
  })
}

const SEARCHES = [
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
  'env',
  '"',
  ':',
  '{',
  'vm 商城',
  '主账号',
  '省',
  'WIKI',
  'let-',
  '核心',
  'ｐｒｏｄ',
  'undecided',
  'οδος',
  'οδό',
  'strasse',
  'ß',
  'i',
  'ı',
  '🚀',
  '𠮷',
  '\u{1F469}',
  '  ',
  'a_b x',
  'cafÉ 1',
  '100% 华',
  'zzz',
  'e',
  '1',
]
const some = <T>(...values: T[]): fc.Arbitrary<T[]> => fc.subarray(values)
const days = fc.integer({ min: -60, max: 120 }).map((d) => new Date(ESTATE_NOW + d * DAY_MS).toISOString().slice(0, 10))
const ranged = SORT_FIELDS.filter((field) => ['instant', 'day', 'number', 'amount'].includes(FIELD_KINDS[field]))
const VALUES: readonly (string | null)[] = [
  null,
  '',
  'true',
  'false',
  '2',
  'weird',
  'in-use',
  'unknown',
  'auto',
  'CNY',
  'cn-north-4',
  '云主机',
  'hws.resource.type.vm',
  'Li Lei',
  'ecs-9',
  '财务',
  '0',
  'prod',
  'second',
  'demo',
  'expired',
  '0-7',
  '5-20',
  'undated',
  'grace',
  'renew',
  'PROD',
  '核心',
  'a, b',
  'let-expire-auto',
  'no-owner-near',
]

const conditions: fc.Arbitrary<ColumnCondition> = fc.oneof(
  fc.record({
    kind: fc.constant('values' as const),
    field: fc.constantFrom(...FACET_FIELDS),
    values: some(...VALUES),
    isExcluded: fc.boolean(),
  }),
  fc
    .record({ field: fc.constantFrom(...ranged), min: fc.option(days), max: fc.option(days) })
    .chain(({ field, min, max }) => {
      const isDay = FIELD_KINDS[field] === 'instant' || FIELD_KINDS[field] === 'day'
      const number = fc.option(fc.constantFrom('-10', '0', '7.5', '9.0', '100', '12345678901234567890'))
      return isDay
        ? fc.constant({ kind: 'range' as const, field, min, max })
        : fc.record({ kind: fc.constant('range' as const), field: fc.constant(field), min: number, max: number })
    }),
  fc.record({ kind: fc.constant('blank' as const), field: fc.constantFrom(...SORT_FIELDS), isBlank: fc.boolean() }),
  fc.record({
    kind: fc.constant('contains' as const),
    field: fc.constantFrom(...SORT_FIELDS, 'tags' as const),
    text: fc.constantFrom(...SEARCHES, 'true', '2026-1', 'unknown (', '-', 'T02', '-0', 'k\nb', 'e\nb'),
  }),
)

const filters: fc.Arbitrary<ItemFilter> = fc.record(
  {
    providers: some('demo' as const, 'huawei' as const),
    accounts: some('主账号 é', 'SECOND', 'none'),
    expireDays: fc.integer({ min: -40, max: 100 }),
    bands: some(...STANDARD_BANDS, '5-20' as const),
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
    search: fc.constantFrom(...SEARCHES),
    tags: some({ key: 'env', value: 'prod' }, { key: 'a"b', value: 'c\\d' }, { key: 'prod', value: 'env' }),
    columns: fc.array(conditions, { maxLength: 2 }),
    isGone: fc.constantFrom('active', 'gone', 'all'),
  },
  { requiredKeys: [] },
)

const sorts = fc.array(
  fc.record({ field: fc.constantFrom(...SORT_FIELDS), direction: fc.constantFrom('asc' as const, 'desc' as const) }),
  { maxLength: 3 },
)

/** Few conditions at once, so that most queries find something. */
const queries: fc.Arbitrary<ItemQuery> = fc.record({
  filter: filters.chain((filter) =>
    fc
      .subarray(Object.keys(filter) as (keyof ItemFilter)[], { maxLength: Math.min(3, Object.keys(filter).length) })
      .map((keys): ItemFilter => Object.fromEntries(keys.map((key) => [key, filter[key]]))),
  ),
  sort: sorts,
  groupBy: fc.option(fc.constantFrom(...FACET_FIELDS)),
})

async function ask(service: ItemService, query: ItemQuery, fields: readonly FacetField[]) {
  const result = await service.query(query, { facets: [...fields], rows: 5 })
  const ids = await service.ids(result.handle, [[0, result.total]])
  const { count, ...sums } = await service.sums(result.handle)
  expect(result.items.map((item) => item.id)).toEqual(ids.slice(0, 5))
  expect(count).toBe(result.total)
  return { ids, facets: result.facets, groups: result.groups, sums }
}

describe('item.query', () => {
  it('answers order, counts, groups and sums as one would find them by looking at every item', async () => {
    const estate = await arrangeEstate(500)
    const items = estateItems(estate.read, context)
    expect(items).toHaveLength(500)
    const service = createService(estate)
    await fc.assert(
      fc.asyncProperty(queries, fc.subarray([...FACET_FIELDS], { maxLength: 4 }), async (query, fields) => {
        expect(await ask(service, query, fields)).toEqual(answerOf(items, query, fields, DEFAULT_SETTINGS))
      }),
      { numRuns: 200 },
    )
  }, 120_000)

  it('answers each condition on a column alone', async () => {
    const estate = await arrangeEstate(400)
    const items = estateItems(estate.read, context)
    const service = createService(estate)
    await fc.assert(
      fc.asyncProperty(conditions, async (condition) => {
        const query: ItemQuery = { filter: { isGone: 'all', columns: [condition] }, sort: [] }
        const { ids } = await ask(service, query, [])
        expect(ids).toEqual(answerOf(items, query, [], DEFAULT_SETTINGS).ids)
      }),
      { numRuns: 100 },
    )
  }, 120_000)

  it('sorts by every field in both directions and groups by every field', async () => {
    const estate = await arrangeEstate(300)
    const items = estateItems(estate.read, context)
    const service = createService(estate)
    const all = { filter: { isGone: 'all' as const } }
    for (const field of SORT_FIELDS) {
      for (const direction of ['asc', 'desc'] as const) {
        const query: ItemQuery = { ...all, sort: [{ field, direction }] }
        const { ids } = await ask(service, query, [])
        expect(ids, `${field} ${direction}`).toEqual(answerOf(items, query, [], DEFAULT_SETTINGS).ids)
      }
    }
    for (const groupBy of FACET_FIELDS) {
      const query: ItemQuery = { ...all, sort: [], groupBy }
      expect(await ask(service, query, [groupBy]), groupBy).toEqual(answerOf(items, query, [groupBy], DEFAULT_SETTINGS))
    }
  }, 120_000)

  it('answers rightly before the texts are there what needs no texts', async () => {
    const estate = await arrangeEstate(300)
    const items = estateItems(estate.read, context)
    const light = <Field extends SortField | FacetField>(fields: readonly Field[]): Field[] =>
      fields.filter((field) => !isHeavy(field))
    expect(light(SORT_FIELDS).length).toBeGreaterThan(20)
    for (const field of light(SORT_FIELDS)) {
      const query: ItemQuery = { filter: {}, sort: [{ field, direction: 'asc' }] }
      const result = await createService(estate).query(query, { facets: light(FACET_FIELDS), rows: 500 })
      const expected = answerOf(items, query, light(FACET_FIELDS), DEFAULT_SETTINGS)
      expect(
        result.items.map((item) => item.id),
        field,
      ).toEqual(expected.ids)
      expect(result.facets).toEqual(expected.facets)
    }
  }, 60_000)

  it('follows the clock: days left, bands and phases are those of the moment of the question', async () => {
    const estate = await arrangeEstate(300)
    const clock = { at: ESTATE_NOW, now: () => clock.at }
    const service = createService(estate, clock)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -60, max: 160 }),
        fc.constantFrom(0, -1, 1, 7_200_000),
        queries,
        async (d, ms, query) => {
          clock.at = ESTATE_NOW + d * DAY_MS + ms
          const items = estateItems(estate.read, { now: clock.at, settings: DEFAULT_SETTINGS })
          const fields = ['band', 'phase', 'decision', 'contradictions'] as const
          expect(await ask(service, query, fields)).toEqual(answerOf(items, query, fields, DEFAULT_SETTINGS))
        },
      ),
      { numRuns: 120 },
    )
  }, 120_000)

  it('finds the same whether a word is typed letter by letter or at once', async () => {
    const estate = await arrangeEstate(400)
    const items = estateItems(estate.read, context)
    const service = createService(estate)
    const words = fc.constantFrom(
      '订单-主库',
      'ecs-10',
      'istanbul',
      'hws.resource.type.vm',
      'res-12',
      'prod',
      'renewed',
    )
    await fc.assert(
      fc.asyncProperty(words, async (word) => {
        for (let length = 1; length <= word.length; length += 1) {
          const query: ItemQuery = { filter: { search: word.slice(0, length) }, sort: [] }
          const { ids } = await ask(service, query, [])
          expect(ids).toEqual(answerOf(items, query, [], DEFAULT_SETTINGS).ids)
        }
      }),
      { numRuns: 20 },
    )
  }, 60_000)

  it('finds an item by its whole id, also when the id has been typed letter by letter', async () => {
    const estate = await arrangeEstate(20)
    const service = createService(estate)
    const [item] = estateItems(estate.read, context)
    const id = item?.id as string
    for (let length = 30; length <= id.length; length += 1) {
      const query: ItemQuery = { filter: { isGone: 'all', search: id.slice(0, length).toUpperCase() }, sort: [] }
      const { items } = await service.query(query, { rows: 5 })
      expect(items.map((one) => one.id)).toEqual(length === id.length ? [id] : [])
    }
  })

  it('answers the same from SQL, which a process that asks once uses, as from the index', async () => {
    const estate = await arrangeEstate(400)
    const warm = createService(estate)
    await warm.query({ filter: { search: 'x' }, sort: [] }, { rows: 1 })
    await fc.assert(
      fc.asyncProperty(queries, async ({ filter: { columns, ...filter }, sort }) => {
        const cold = createService(estate)
        const query: ItemQuery = { filter, sort }
        const [first, second] = [await cold.query(query), await warm.query(query)]
        expect(first.total).toBe(second.total)
        expect(await cold.ids(first.handle, [[0, first.total]])).toEqual(
          await warm.ids(second.handle, [[0, second.total]]),
        )
        expect(await cold.sums(first.handle)).toEqual(await warm.sums(second.handle))
        void columns
      }),
      { numRuns: 100 },
    )
  }, 120_000)
})

describe('item.facets', () => {
  it('counts what its own list of values hides, narrows by value or label and stops at a limit', async () => {
    const estate = await arrangeEstate(400)
    const items = estateItems(estate.read, context)
    const service = createService(estate)
    await fc.assert(
      fc.asyncProperty(
        queries,
        fc.subarray([...FACET_FIELDS], { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '云', 'é', 'res', '京', 'x'),
        fc.constantFrom(1, 3, 1000),
        async ({ filter }, fields, search, limit) => {
          const facets = await service.facets({ filter, sort: [] }, fields, { search, limit })
          const expected = answerOf(items, { filter, sort: [] }, fields, DEFAULT_SETTINGS, { search, limit })
          expect(facets).toEqual(expected.facets)
        },
      ),
      { numRuns: 100 },
    )
  }, 120_000)

  it('finds the first of very many values', async () => {
    const estate = await arrangeEstate(400)
    const items = estateItems(estate.read, context)
    const service = createService(estate)
    for (const limit of [1, 5, 40, 120]) {
      const query: ItemQuery = { filter: { isGone: 'all' }, sort: [] }
      for (const field of ['resourceId', 'resourceName'] as const) {
        expect(await service.facets(query, [field], { limit })).toEqual(
          answerOf(items, query, [field], DEFAULT_SETTINGS, { limit }).facets,
        )
      }
    }
  })
})

describe('item.query: what it refuses', () => {
  it.each([
    ['a range of a text', { kind: 'range', field: 'resourceName', min: 'a', max: null }],
    ['a day that does not exist', { kind: 'range', field: 'expireTime', min: '2026-02-30', max: null }],
    ['an amount that is none', { kind: 'range', field: 'price', min: 'much', max: null }],
  ] as const)('%s', async (_, condition) => {
    const estate = await arrangeEstate(20)
    const service = createService(estate)
    await expect(service.query({ filter: { columns: [condition] }, sort: [] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
