import type { Account } from '../../../../../src/shared/domain/account.ts'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import type { ItemQuery } from '../../../../../src/shared/domain/item-query.ts'
import type { RouteInput } from '../../../../../src/shared/ipc/contract.ts'
import { anAccount as baseAccount, anItem as baseItem } from '../../../../support/renderer-builders.ts'
import { createFakeApi, type FakeAnswers, type FakeApi } from '../../../../support/renderer.tsx'

/** 2026-11-20 10:00 in Beijing. */
export const AS_OF = Date.UTC(2026, 10, 20, 2)

/** A cloud item that expires on 2026-11-24 at the end of the day in Beijing. */
export function anItem(overrides: Partial<Item> = {}): Item {
  return baseItem({
    id: 'item-1',
    accountId: 'account-1',
    account: '总部',
    resourceName: '数据库主机',
    serviceTypeCode: 'hws.service.type.rds',
    serviceTypeName: '关系型数据库',
    resourceType: 'hws.resource.type.rds.vm',
    resourceTypeName: '数据库实例',
    resourceSpec: 'rds.mysql.x1',
    projectId: 'project-1',
    enterpriseProjectId: 'ep-1',
    enterpriseProjectName: '财务',
    tags: { env: 'prod', team: '' },
    tagEnv: 'prod',
    createdAt: Date.UTC(2025, 10, 24),
    expiresAt: Date.UTC(2026, 10, 24, 15, 59, 59),
    graceEndsAt: Date.UTC(2026, 10, 25, 15, 59, 59),
    retentionEndsAt: Date.UTC(2026, 10, 26, 15, 59, 59),
    actByAt: Date.UTC(2026, 10, 16, 19),
    lastWorkingDayOn: '2026-11-16',
    price: '1234.5',
    pricedAt: Date.UTC(2026, 10, 19, 1),
    firstSeenAt: Date.UTC(2026, 10, 1),
    lastSyncedAt: Date.UTC(2026, 10, 20, 1),
    ...overrides,
  })
}

/** An account that has been synced completely. */
export function anAccount(overrides: Partial<Account> = {}): Account {
  return baseAccount({
    accountId: 'account-1',
    name: '总部',
    lastComplete: { runId: 'run-1', at: AS_OF, count: 3 },
    itemCount: 3,
    ...overrides,
  })
}

/** A core that finds these items, whatever is asked; each answer has a handle of its own. */
export function apiWith(items: readonly Item[], answers: FakeAnswers = {}): FakeApi {
  let handles = 0
  return createFakeApi({
    'account.list': [anAccount({ itemCount: items.length })],
    'item.query': ({ rows }) => ({
      handle: `handle-${(handles += 1)}`,
      total: items.length,
      asOf: AS_OF,
      items: items.slice(0, rows ?? 0),
      facets: { band: { values: [{ value: '0-7', label: null, count: items.length }], distinct: 1 } },
      groups: null,
    }),
    'item.page': ({ offset = 0, limit = 100 }) => ({ total: items.length, items: items.slice(offset, offset + limit) }),
    'item.get': ({ id }) => {
      const item = items.find((candidate) => candidate.id === id || candidate.resourceId === id)
      if (!item) throw new Error(`no item ${id}`)
      return item
    },
    'item.locate': ({ itemIds }) =>
      itemIds.map((id) => {
        const position = items.findIndex((item) => item.id === id)
        return position < 0 ? null : position
      }),
    'item.ids': ({ ranges }) => ranges.flatMap(([from, to]) => items.slice(from, to).map(({ id }) => id)),
    'item.history': [],
    'item.sums': { count: items.length, sums: [{ amount: '1234.5', currency: 'CNY' }], missing: 0 },
    'overview.get': {
      asOf: AS_OF,
      today: '2026-11-20',
      bands: [],
      overdue: { count: 0, sums: { sums: [], missing: 0 } },
      months: [],
      later: { count: 0, sums: { sums: [], missing: 0 } },
      undated: { count: 0, sums: { sums: [], missing: 0 } },
      lastChanges: [],
    },
    ...answers,
  })
}

/** The newest query that the list has asked the core. */
export function lastQuery(api: FakeApi): ItemQuery {
  const input: RouteInput<'item.query'> | undefined = api.inputsOf('item.query').at(-1)
  return (input?.query ?? { filter: {}, sort: [] }) as ItemQuery
}
