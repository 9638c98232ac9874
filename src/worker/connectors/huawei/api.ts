import { AppError } from '../../../shared/domain/app-error.ts'
import { formatBssTime } from './to-item.ts'
import { toQuotePeriod } from './quote-period.ts'
import { toCountOrNull, toFields, toList, toTextOrNull } from './read.ts'
import { encodeRfc3986 } from './signer.ts'
import type { HuaweiSession } from './session.ts'

/** Names of the limits that calls count against. */
export const HUAWEI_APIS = {
  list: 'bss.resources',
  prices: 'bss.renew-rate',
  inventory: 'config.all-resources',
  tags: 'tms.resource-tags',
  projects: 'eps.enterprise-projects',
  domains: 'iam.domains',
} as const

/** Largest pages that the services take (facts: cloud-apis A2, A4, A6). */
export const LIST_PAGE = 500
export const MAX_IDS_AT_ONCE = 50
export const INVENTORY_PAGE = 200
export const PROJECT_PAGE = 1_000
export const MAX_QUOTED_AT_ONCE = 10

export interface ListPage {
  readonly rows: readonly unknown[]
  /** All matches, not the page's; null when the answer does not say. */
  readonly total: number | null
}

export interface Quote {
  readonly resourceId: string
  readonly amount: string
  readonly currency: string
}

export interface Quotes {
  readonly quotes: readonly Quote[]
  readonly failed: readonly { readonly resourceId: string; readonly code: string }[]
}

type Tags = Readonly<Record<string, string>>

export interface InventoryEntry {
  readonly resourceId: string
  readonly tags: Tags
}

export interface InventoryPage {
  readonly entries: readonly InventoryEntry[]
  readonly nextMarker: string | null
}

export interface TagTarget {
  readonly resourceId: string
  readonly tmsType: string
  readonly projectId: string | null
}

/** The reads of Huawei Cloud that a sync needs. There is no call here that spends money or changes anything. */
export interface HuaweiApi {
  listResources(
    query: { offset: number; limit: number; expiresBefore: number | null },
    signal: AbortSignal,
  ): Promise<ListPage>
  /** Rows of at most 50 resources by their ids, whenever they expire; main ones bring their attached ones along. */
  findResources(resourceIds: readonly string[], signal: AbortSignal): Promise<ListPage>
  /** Quotes for renewing main resources together with what is attached to them, for 1 to 11 months or 1 to 3 years. */
  listRenewRates(resourceIds: readonly string[], months: number, signal: AbortSignal): Promise<Quotes>
  listInventory(domainId: string, limit: number, marker: string | null, signal: AbortSignal): Promise<InventoryPage>
  getResourceTags(target: TagTarget, signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  listEnterpriseProjects(signal: AbortSignal, limit?: number): Promise<ReadonlyMap<string, string>>
  /** The account's own id, which Config needs. */
  getDomainId(signal: AbortSignal): Promise<string>
}

/** Creates the calls over a session. */
export function createHuaweiApi(session: HuaweiSession): HuaweiApi {
  // The path is misspelt by the vendor (facts: Huawei BSS ListPayPerUseCustomerResources).
  async function queryResources(body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<ListPage> {
    const path = '/v2/orders/suscriptions/resources/query'
    const answer = toFields(
      await session.call({ api: HUAWEI_APIS.list, service: 'bss', stage: 'list', method: 'POST', path, body }, signal),
    )
    const total = toCountOrNull(answer?.['total_count'])
    const rows = answer?.['data']
    if (rows !== undefined && rows !== null && !Array.isArray(rows)) throw toBadAnswer('data is not a list')
    if (!Array.isArray(rows) && total !== 0) throw toBadAnswer('data is missing')
    return { rows: toList(rows), total }
  }

  return {
    listResources: ({ offset, limit, expiresBefore }, signal) =>
      queryResources(
        {
          only_main_resource: 0,
          offset,
          limit,
          ...(expiresBefore === null ? {} : { expire_time_end: formatBssTime(expiresBefore) }),
        },
        signal,
      ),

    findResources: (resourceIds, signal) =>
      queryResources({ only_main_resource: 0, offset: 0, limit: LIST_PAGE, resource_ids: resourceIds }, signal),

    // Attached disks and addresses are renewed and charged together with their main resource and cannot be quoted on
    // their own, so the quote of a main resource includes them (facts: Huawei BSS ListRenewRateOnPeriod).
    async listRenewRates(resourceIds, months, signal) {
      const period = toQuotePeriod(months)
      const answer = toFields(
        await session.call(
          {
            api: HUAWEI_APIS.prices,
            service: 'bss',
            stage: 'prices',
            method: 'POST',
            path: '/v2/bills/ratings/period-resources/renew-rate',
            body: {
              resource_ids: resourceIds,
              period_type: period.type,
              period_num: period.count,
              include_relative_resources: true,
            },
          },
          signal,
        ),
      )
      // No currency means yuan; a text that is no code means nothing that could be added up.
      const currency = (toTextOrNull(answer?.['currency']) ?? 'CNY').toUpperCase()
      if (!/^[A-Z]{3}$/.test(currency)) return { quotes: [], failed: toFailed(answer) }
      return { quotes: toQuotes(answer?.['renew_inquiry_results'], currency), failed: toFailed(answer) }
    },

    async listInventory(domainId, limit, marker, signal) {
      const answer = toFields(
        await session.call(
          {
            api: HUAWEI_APIS.inventory,
            service: 'rms',
            stage: 'tags',
            method: 'GET',
            path: `/v1/resource-manager/domains/${encodeRfc3986(domainId)}/all-resources`,
            query: { limit, marker },
          },
          signal,
        ),
      )
      if (!Array.isArray(answer?.['resources'])) throw toBadAnswer('resources is missing')
      return {
        entries: toList(answer['resources']).flatMap(toInventoryEntry),
        nextMarker: toTextOrNull(toFields(answer['page_info'])?.['next_marker']),
      }
    },

    async getResourceTags({ resourceId, tmsType, projectId }, signal) {
      const answer = toFields(
        await session.call(
          {
            api: HUAWEI_APIS.tags,
            service: 'tms',
            stage: 'tags',
            method: 'GET',
            path: `/v2.0/resources/${encodeRfc3986(resourceId)}/tags`,
            query: { resource_type: tmsType, project_id: projectId },
          },
          signal,
        ),
      )
      if (!Array.isArray(answer?.['tags'])) throw toBadAnswer('tags is missing')
      const pairs = toList(answer['tags']).flatMap((one): [string, string][] => {
        const key = toFields(one)?.['key']
        return typeof key === 'string' ? [[key, toTagValue(toFields(one)?.['value'])]] : []
      })
      return Object.fromEntries(pairs)
    },

    async listEnterpriseProjects(signal, limit = PROJECT_PAGE) {
      const names = new Map<string, string>()
      for (let offset = 0; ; offset += limit) {
        const answer = toFields(
          await session.call(
            {
              api: HUAWEI_APIS.projects,
              service: 'eps',
              stage: 'projects',
              method: 'GET',
              path: '/v1.0/enterprise-projects',
              query: { limit, offset },
            },
            signal,
          ),
        )
        if (!Array.isArray(answer?.['enterprise_projects'])) throw toBadAnswer('enterprise_projects is missing')
        const page = toList(answer['enterprise_projects'])
        const known = names.size
        for (const one of page) {
          const id = toTextOrNull(toFields(one)?.['id'])
          const name = toTextOrNull(toFields(one)?.['name'])
          if (id !== null && name !== null) names.set(id, name)
        }
        const total = toCountOrNull(answer['total_count'])
        if (page.length < limit || (total !== null && offset + page.length >= total)) return names
        // A service that pays no heed to the offset would be asked for ever.
        if (names.size === known) return names
      }
    },

    async getDomainId(signal) {
      const answer = toFields(
        await session.call(
          { api: HUAWEI_APIS.domains, service: 'iam', stage: 'tags', method: 'GET', path: '/v3/auth/domains' },
          signal,
        ),
      )
      const domains = toList(answer?.['domains']).map(toFields)
      const domain = domains.find((one) => one !== null && one['enabled'] !== false) ?? domains[0]
      const id = toTextOrNull(domain?.['id'])
      if (id === null) throw toBadAnswer('domains is empty')
      return id
    },
  }
}

function toBadAnswer(reason: string): AppError {
  return new AppError('CLOUD_BAD_ANSWER', { host: '', reason })
}

/** Amounts are decimal texts with whatever number of decimals; a number is taken only when its text is plain. */
function toQuotes(value: unknown, currency: string): Quote[] {
  return toList(value).flatMap((one) => {
    const resourceId = toTextOrNull(toFields(one)?.['resource_id'])
    const amount = toTextOrNull(toFields(one)?.['amount'])
    if (resourceId === null || amount === null || !/^\d{1,15}(?:\.\d{1,40})?$/.test(amount)) return []
    return [{ resourceId, amount, currency }]
  })
}

function toFailed(answer: Readonly<Record<string, unknown>> | null): { resourceId: string; code: string }[] {
  return toList(answer?.['fail_resource_infos']).flatMap((one) => {
    const resourceId = toTextOrNull(toFields(one)?.['resource_id'])
    return resourceId === null ? [] : [{ resourceId, code: toTextOrNull(toFields(one)?.['error_code']) ?? '' }]
  })
}

function toInventoryEntry(value: unknown): InventoryEntry[] {
  const entity = toFields(value)
  const resourceId = toTextOrNull(entity?.['id'])
  const tags = entity?.['tags']
  // Absent tags mean that Config does not know them, which is not the same as none.
  if (resourceId === null || typeof tags !== 'object' || tags === null) return []
  if (Array.isArray(tags)) return tags.length === 0 ? [{ resourceId, tags: {} }] : []
  if (Object.values(tags).every((text) => typeof text === 'string')) return [{ resourceId, tags: tags as Tags }]
  return [{ resourceId, tags: Object.fromEntries(Object.entries(tags).map(([key, text]) => [key, toTagValue(text)])) }]
}

function toTagValue(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value)
}
