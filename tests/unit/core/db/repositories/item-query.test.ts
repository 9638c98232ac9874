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
  type CountedField,
} from '../../../../../src/core/db/repositories/item-query.ts'
import type { AppError } from '../../../../../src/shared/domain/app-error.ts'
import {
  isMultiField,
  SORT_FIELDS,
  type ItemFilter,
  type ItemQuery,
  type SortField,
} from '../../../../../src/shared/domain/item-query.ts'
import { PHASES } from '../../../../../src/shared/domain/phase.ts'
import { RENEWAL_MODES } from '../../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../../../../src/shared/domain/review.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { aFact } from '../../../../support/fact-builders.ts'
import { arrangeEstate, ESTATE_NOW as NOW, estateItems } from '../../../../support/item-estate.ts'
import { answerOf, facetValue, matchesFilter } from '../../../../support/item-oracle.ts'
import { addTestAccount, syncOnce } from '../../../../support/sync-driver.ts'
import { createTestDb } from '../../../../support/test-db.ts'
import { STANDARD_BANDS } from '../../../../support/standard-bands.ts'

const DAY_MS = 86_400_000
const context = { now: NOW, settings: DEFAULT_SETTINGS }
const ROWS = 600

async function arrange(rows = ROWS) {
  const estate = await arrangeEstate(rows)
  return { ...estate, items: estateItems(estate.read, context) }
}

function find(read: ReadDb, query: ItemQuery): string[] {
  return getItemsByKeys(read, queryItemKeys(read, query, context), context).map((item) => item.id)
}

const some = <T>(...values: T[]) => fc.subarray(values)
const filters: fc.Arbitrary<ItemFilter> = fc.record(
  {
    accounts: some('主账号 é', 'SECOND', 'none'),
    expireDays: fc.integer({ min: -40, max: 100 }),
    bands: some(...STANDARD_BANDS),
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
        const query = { filter, sort: [] }
        const expected = answerOf(items, query, [], DEFAULT_SETTINGS).ids
        expect(find(read, query)).toEqual(expected)
        const page = queryItems(read, query, { ...context, offset: 0, limit: 10 })
        expect(page.total).toBe(expected.length)
      }),
      { numRuns: 150 },
    )
    // Each condition alone, so that none hides behind another that lets nothing pass.
    fc.assert(
      fc.property(filters, (filter) => {
        for (const [key, value] of Object.entries(filter)) {
          const single = { isGone: 'all', [key]: value } as ItemFilter
          const query = { filter: single, sort: [] }
          expect(find(read, query)).toEqual(answerOf(items, query, [], DEFAULT_SETTINGS).ids)
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

describe('queryItems: order', () => {
  it('sorts by every field in both directions with blanks last', async () => {
    const { read, items } = await arrange(400)
    for (const field of SORT_FIELDS) {
      // Several values in one row are sorted by the index.
      if (isMultiField(field)) continue
      for (const direction of ['asc', 'desc'] as const) {
        const query: ItemQuery = { filter: { isGone: 'all' }, sort: [{ field, direction }] }
        expect(find(read, query), `${field} ${direction}`).toEqual(answerOf(items, query, [], DEFAULT_SETTINGS).ids)
      }
    }
  }, 60_000)

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

describe('itemFacets', () => {
  it('count the values of exactly the items that match', async () => {
    const { read, items } = await arrange(600)
    const fields: readonly CountedField[] = ['provider', 'status', 'renewalMode', 'band']
    for (const filter of [{}, { isGone: 'all', search: '华' }, { expireDays: 20 }] as const) {
      const matching = items.filter((item) => matchesFilter(item, filter, DEFAULT_SETTINGS))
      const facets = itemFacets(read, { filter, sort: [] }, fields, context)
      for (const field of fields) {
        const counts = new Map<string | null, number>()
        for (const item of matching) {
          const value = facetValue(item, field)
          counts.set(value, (counts.get(value) ?? 0) + 1)
        }
        const found = facets[field]?.values ?? []
        expect(new Map(found.map(({ value, count }) => [value, count])), field).toEqual(counts)
        expect(found.map(({ count }) => count)).toEqual(found.map(({ count }) => count).toSorted((a, b) => b - a))
        expect(facets[field]?.distinct).toBe(counts.size)
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
