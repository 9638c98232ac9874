import type { ResourceKind } from './catalog.ts'

/** A row of BSS ListPayPerUseCustomerResources as it goes over the wire; tests may take fields out or add others. */
export type BssRow = Record<string, unknown>

/** One thing in the account. What BSS says stands in `row`; the other fields are what Config, TMS and the price say. */
export interface SimResource {
  readonly id: string
  readonly kind: ResourceKind
  /** null: pay-per-use, so BSS does not list it. */
  readonly row: BssRow | null
  name: string
  readonly regionCode: string
  readonly projectId: string
  readonly enterpriseProjectId: string
  readonly createdAt: number
  updatedAt: number
  readonly tags: Record<string, string>
  readonly monthlyCents: number
  /** Texts made once and kept until the resource changes. */
  readonly rendered: { bss: Buffer | null; config: Buffer | null }
}

/** The resource's row in a BSS page, as bytes. */
export function renderBssRow(resource: SimResource): Buffer {
  resource.rendered.bss ??= Buffer.from(JSON.stringify(resource.row))
  return resource.rendered.bss
}

/** The resource as Config's ResourceEntity, as bytes (facts: cloud-apis A6). */
export function renderConfigEntity(resource: SimResource, enterpriseProjectNames: ReadonlyMap<string, string>): Buffer {
  if (resource.rendered.config) return resource.rendered.config
  const entity = {
    id: resource.id,
    name: resource.name,
    provider: resource.kind.provider,
    type: resource.kind.type,
    region_id: resource.regionCode,
    project_id: resource.projectId,
    project_name: resource.regionCode,
    ep_id: resource.enterpriseProjectId,
    ep_name: enterpriseProjectNames.get(resource.enterpriseProjectId) ?? '',
    checksum: `${resource.id.replaceAll('-', '')}${resource.updatedAt.toString(16).padStart(12, '0')}`,
    created: new Date(resource.createdAt).toISOString(),
    updated: new Date(resource.updatedAt).toISOString(),
    provisioning_state: 'Succeeded',
    state: 'Normal',
    tags: resource.tags,
    properties: {},
  }
  resource.rendered.config = Buffer.from(JSON.stringify(entity))
  return resource.rendered.config
}

/** Forgets the kept texts; every change of a resource ends with it. */
export function forgetRendered(resource: SimResource): void {
  resource.rendered.bss = null
  resource.rendered.config = null
}
