import Database from 'better-sqlite3'
import type { World } from '../simulators/huawei/world.ts'
import { oracleBounds, oraclePhase } from './domain-oracle.ts'

/** A resource as a reader should see it, worked out from the simulated account alone. */
export interface ExpectedItem {
  readonly resourceId: string
  readonly resourceName: string
  readonly resourceType: string | null
  readonly resourceTypeName: string | null
  readonly region: string | null
  readonly isMain: boolean | null
  readonly parentResourceId: string | null
  readonly enterpriseProjectId: string | null
  readonly enterpriseProjectName: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly createTime: string | null
  readonly expireTime: string | null
  readonly expireOn: string | null
  readonly daysLeft: number | null
  readonly status: string
  readonly rawStatus: unknown
  readonly renewalMode: string
  readonly autoRenew: boolean | null
  /** Texts in which a search looks, in small letters. */
  readonly texts: readonly string[]
  /** The phase at an instant, for an account of tier V0 whose statuses were read at `readAt`. */
  phaseAt(now: number, readAt: number): string | null
}

const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000

const STATUSES: Readonly<Record<string, string>> = { 2: 'in-use', 3: 'closed', 4: 'frozen', 5: 'expired' }
const MODES: Readonly<Record<string, string>> = {
  0: 'manual',
  1: 'on-demand',
  2: 'none',
  3: 'auto',
  4: 'manual',
  5: 'manual',
}
/** As Huawei's console writes them. */
const REGIONS: Readonly<Record<string, string>> = {
  'cn-north-4': '华北-北京四',
  'cn-east-3': '华东-上海一',
  'cn-south-1': '华南-广州',
  'cn-southwest-2': '西南-贵阳一',
  'ap-southeast-1': '中国-香港',
}

/** What a complete sync of the world must show at an instant, in Beijing's calendar. */
export function expectItems(world: World, now: number): ExpectedItem[] {
  return world.snapshot().map(({ row, tags }) => {
    const text = (field: string): string | null => (row[field] as string | null | undefined) ?? null
    const expiresAt = row['expire_time'] ? Date.parse(row['expire_time'] as string) : null
    const project = (row['enterprise_project'] ?? null) as { id?: string; name?: string } | null
    const rawStatus = (row['status'] ?? null) as number | string | null
    const rawPolicy = (row['expire_policy'] ?? null) as number | string | null
    const status = STATUSES[String(rawStatus)] ?? 'unknown'
    const mode = MODES[String(rawPolicy)] ?? 'unknown'
    const projectName =
      project?.name ?? (project?.id === undefined ? null : (world.enterpriseProjectNames.get(project.id) ?? null))
    const region = text('region_code')
    const searched = [
      ...['resource_id', 'resource_name', 'service_type_code', 'service_type_name', 'resource_type_code'].map(text),
      ...['resource_type_name', 'resource_spec_code', 'product_spec_desc', 'region_code', 'project_id'].map(text),
      text('parent_resource_id'),
      REGIONS[region ?? ''] ?? null,
      project?.id ?? null,
      projectName,
      ...Object.entries(tags).flat(),
    ]
    return {
      resourceId: row['resource_id'] as string,
      resourceName: text('resource_name') ?? '',
      resourceType: text('resource_type_code'),
      resourceTypeName: text('resource_type_name'),
      region,
      isMain: row['is_main_resource'] === 1 ? true : row['is_main_resource'] === 0 ? false : null,
      parentResourceId: text('parent_resource_id'),
      enterpriseProjectId: project?.id ?? null,
      enterpriseProjectName: projectName,
      tags,
      createTime: row['effective_time'] ? new Date(row['effective_time'] as string).toISOString() : null,
      expireTime: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      expireOn: expiresAt === null ? null : new Date(expiresAt + BEIJING_MS).toISOString().slice(0, 10),
      daysLeft: expiresAt === null ? null : beijingDay(expiresAt) - beijingDay(now),
      status: status === 'unknown' && rawStatus !== null ? `unknown (${rawStatus})` : status,
      rawStatus,
      renewalMode: mode,
      autoRenew: mode === 'unknown' ? null : mode === 'auto',
      texts: searched.flatMap((value) => (value ? [value.toLowerCase()] : [])),
      phaseAt(at, readAt) {
        const [graceEndsAt, retentionEndsAt] = oracleBounds(expiresAt, [1, 1], rawPolicy)
        return oraclePhase(at, { expiresAt, graceEndsAt, retentionEndsAt, status, statusReadAt: readAt })[0]
      },
    }
  })
}

/** Days since 1970 on Beijing's calendar. */
export function beijingDay(at: number): number {
  return Math.floor((at + BEIJING_MS) / DAY_MS)
}

/** Every row of a table as it lies on the disk, for "nothing was written" and "nothing was lost". */
export function dumpTable(databaseFile: string, table: string): Record<string, unknown>[] {
  const db = new Database(databaseFile, { readonly: true, fileMustExist: true })
  try {
    return db.prepare(`SELECT * FROM "${table}" ORDER BY 1`).all() as Record<string, unknown>[]
  } finally {
    db.close()
  }
}
