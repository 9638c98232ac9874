import type { ItemFacts } from '../../../shared/domain/item.ts'
import { ITEM_FACT_FIELDS } from '../../../shared/worker/fact-rows.ts'

/** How a fact is kept: what SQLite may find in the column and how the change log writes it. */
export type FactType = 'text' | 'text?' | 'bool?' | 'instant?' | 'code'

export interface FactColumn {
  readonly column: string
  /** Name in the JSON output and in the change log. */
  readonly field: string
  readonly type: FactType
  /** Part of the text that a search looks through. */
  readonly isSearched: boolean
}

function column(name: string, field: string, type: FactType, isSearched = false): FactColumn {
  return { column: name, field, type, isSearched }
}

const COLUMNS: Readonly<Record<keyof ItemFacts, FactColumn>> = {
  resourceId: column('resource_id', 'resourceId', 'text', true),
  resourceName: column('resource_name', 'resourceName', 'text', true),
  serviceTypeCode: column('service_type_code', 'serviceTypeCode', 'text?', true),
  serviceTypeName: column('service_type_name', 'serviceTypeName', 'text?', true),
  typeCode: column('type_code', 'resourceType', 'text?', true),
  typeName: column('type_name', 'resourceTypeName', 'text?', true),
  spec: column('spec', 'resourceSpec', 'text?', true),
  specText: column('spec_text', 'resourceSpecText', 'text?', true),
  regionCode: column('region_code', 'region', 'text?', true),
  regionName: column('region_name', 'regionName', 'text?', true),
  projectId: column('project_id', 'projectId', 'text?', true),
  isMain: column('is_main', 'isMain', 'bool?'),
  parentResourceId: column('parent_resource_id', 'parentResourceId', 'text?', true),
  enterpriseProjectId: column('enterprise_project_id', 'enterpriseProjectId', 'text?', true),
  enterpriseProjectName: column('enterprise_project_name', 'enterpriseProjectName', 'text?', true),
  createdAt: column('created_at', 'createTime', 'instant?'),
  expiresAt: column('expires_at', 'expireTime', 'instant?'),
  status: column('status', 'status', 'text'),
  rawStatus: column('raw_status', 'rawStatus', 'code'),
  renewalMode: column('renewal_mode', 'renewalMode', 'text'),
  rawPolicy: column('raw_policy', 'rawPolicy', 'code'),
  paymentType: column('payment_type', 'paymentType', 'text'),
}

/** Columns of the provider's facts, in the order in which facts travel. */
export const FACT_COLUMNS: readonly FactColumn[] = ITEM_FACT_FIELDS.map((field) => COLUMNS[field])

/** Position of a fact in a row that travels, and in FACT_COLUMNS. */
export const FACT_INDEX = Object.fromEntries(ITEM_FACT_FIELDS.map((field, index) => [field, index])) as Readonly<
  Record<keyof ItemFacts, number>
>

/** A value of a fact as SQLite keeps it. */
export type StoredFact = string | number | null

/** The provider's facts of a stored or staged item, in the order of FACT_COLUMNS. */
export type StoredFacts = readonly StoredFact[]

/** Somewhat less than what a Date can hold, so that phases after an expiry are instants as well. */
const MAX_INSTANT = 8.6e15

/** True when a value that travelled is one that its column may hold. */
export function isFactValue(type: FactType, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'text?':
      return value === null || typeof value === 'string'
    case 'bool?':
      return value === null || typeof value === 'boolean'
    case 'instant?':
      return value === null || (Number.isSafeInteger(value) && Math.abs(value as number) <= MAX_INSTANT)
    case 'code':
      return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
  }
}

/** A stored value as the change log writes it: instants as ISO text, the rest as in the JSON output. */
export function toChangeText(type: FactType, value: StoredFact): string | null {
  if (value === null) return null
  if (type === 'instant?') return toInstantText(value as number)
  if (type === 'bool?') return value === 1 ? 'true' : 'false'
  return String(value)
}

/** ISO 8601 in UTC; an instant outside the range of dates is written as its number. */
export function toInstantText(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at)
}
