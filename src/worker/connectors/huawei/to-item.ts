import type { ItemFacts, RawCode } from '../../../shared/domain/item.ts'
import { toHuaweiRenewalMode, toHuaweiStatus } from '../../../shared/domain/renewal-mode.ts'
import { toCountOrNull, toFields, toTextOrNull, type Fields } from './read.ts'
import { toRegionName } from './regions.ts'

/** A row of the list in our words, and the names of its times that nobody can read. */
export interface ReadRow {
  readonly item: ItemFacts
  readonly malformedTimes: readonly string[]
}

/**
 * Reads one OrderInstanceV2; null when it has no identity at all. Fields may be absent, null or of another type.
 * (facts: Huawei BSS ListPayPerUseCustomerResources)
 */
export function toItem(value: unknown): ReadRow | null {
  const row = toFields(value)
  if (!row) return null
  const resourceId = toResourceId(row)
  if (resourceId === null) return null
  const malformedTimes: string[] = []
  const readTime = (field: string): number | null => {
    const text = row[field]
    if (text === undefined || text === null || text === '') return null
    const at = parseBssTime(text)
    if (at === null) malformedTimes.push(field)
    return at
  }
  const rawStatus = toRawCode(row['status'])
  const rawPolicy = toRawCode(row['expire_policy'])
  const regionCode = toTextOrNull(row['region_code'])
  const project = toFields(row['enterprise_project'])
  const item: ItemFacts = {
    resourceId,
    resourceName: toTextOrNull(row['resource_name']) ?? '',
    serviceTypeCode: toTextOrNull(row['service_type_code']),
    serviceTypeName: toTextOrNull(row['service_type_name']),
    typeCode: toTextOrNull(row['resource_type_code']),
    typeName: toTextOrNull(row['resource_type_name']),
    spec: toTextOrNull(row['resource_spec_code']),
    specText: toTextOrNull(row['product_spec_desc']),
    regionCode,
    regionName: toRegionName(regionCode),
    projectId: toTextOrNull(row['project_id']),
    isMain: toIsMain(row['is_main_resource']),
    parentResourceId: toTextOrNull(row['parent_resource_id']),
    enterpriseProjectId: toTextOrNull(project?.['id']),
    enterpriseProjectName: toTextOrNull(project?.['name']),
    createdAt: readTime('effective_time'),
    expiresAt: readTime('expire_time'),
    status: toHuaweiStatus(rawStatus),
    rawStatus,
    renewalMode: toHuaweiRenewalMode(rawPolicy),
    rawPolicy,
    paymentType: 'prepaid',
  }
  return { item, malformedTimes }
}

/** Reads `yyyy-MM-ddTHH:mm:ssZ` strictly: a day that does not exist, or another zone, is null. */
export function parseBssTime(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return null
  const at = Date.parse(value)
  if (Number.isNaN(at)) return null
  // Date.parse rolls 30 February and 24:00 over into another day.
  return new Date(at).getUTCDate() === Number(value.slice(8, 10)) ? at : null
}

/** An instant as BSS writes it: UTC, whole seconds. */
export function formatBssTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** A resource that is not provisioned yet has only the id of its order line. */
function toResourceId(row: Fields): string | null {
  const resourceId = toTextOrNull(row['resource_id'])
  if (resourceId !== null) return resourceId
  const orderLineId = toTextOrNull(row['id'])
  return orderLineId === null ? null : `order:${orderLineId}`
}

function toRawCode(value: unknown): RawCode {
  return typeof value === 'number' ? value : toTextOrNull(value)
}

function toIsMain(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const number = toCountOrNull(value)
  return number === 1 ? true : number === 0 ? false : null
}
