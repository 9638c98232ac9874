import { jsonRows, type Answer, type Call } from './api.ts'
import { flatError } from './errors.ts'
import { renderConfigEntity, type SimResource } from './resource.ts'
import type { World } from './world.ts'

const badRequest = (detail: string): Answer => flatError(400, 'RMS.00010002', `Invalid parameter. ${detail}`)

/** `GET /v1/resource-manager/domains/{domain_id}/all-resources` (facts: Huawei Config ListAllResources). */
export function createListInventory(): (call: Call) => Answer {
  let kept: { world: World; revision: number; filter: string; found: readonly SimResource[] } | null = null

  function select(world: World, query: URLSearchParams): readonly SimResource[] {
    const filter = FILTERS.map((field) => `${field}=${JSON.stringify(query.getAll(field))}`).join('&')
    if (kept?.world !== world || kept.revision !== world.revision || kept.filter !== filter) {
      const found = world.inventory().filter((resource) => isMatch(resource, query))
      kept = { world, revision: world.revision, filter, found }
    }
    return kept.found
  }

  return ({ world, query, params }) => {
    if (params[0] !== world.domain.id) {
      return flatError(403, 'RMS.00010001', 'The domain in the path is not the domain of the caller.')
    }
    const wrong = findFault(query)
    if (wrong) return badRequest(wrong)
    const marker = query.get('marker')
    const after = marker === null ? '' : readMarker(marker)
    if (after === null) return badRequest('marker is not one that this service gave.')

    const limit = Number(query.get('limit') ?? 100)
    const found = select(world, query)
    const start = firstAfter(found, after)
    const page = found.slice(start, start + limit)
    const last = page.at(-1)
    const next = last && start + page.length < found.length ? toMarker(last.id) : null

    return jsonRows(
      '{"resources":[',
      page.map((resource) => renderConfigEntity(resource, world.enterpriseProjectNames)),
      `],"page_info":{"current_count":${page.length},"next_marker":${JSON.stringify(next)}}}`,
    )
  }
}

const FILTERS = ['region_id', 'ep_id', 'type', 'id', 'name', 'tags'] as const
const MAX_LENGTHS = { region_id: 36, ep_id: 36, type: 40, id: 512, name: 256, marker: 400 } as const

function findFault(query: URLSearchParams): string | null {
  const limit = query.get('limit')
  if (limit !== null && (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > 200)) {
    return 'limit must be an integer from 1 to 200.'
  }
  for (const [field, maxLength] of Object.entries(MAX_LENGTHS)) {
    const value = query.get(field)
    if (value !== null && value.length > maxLength) return `${field} is longer than ${maxLength}.`
  }
  if ((query.get('marker')?.length ?? 4) < 4) return 'marker is shorter than 4.'
  if (query.getAll('tags').length > 5) return 'tags has more than 5 entries.'
  return null
}

function isMatch(resource: SimResource, query: URLSearchParams): boolean {
  const wanted: readonly (readonly [string, string])[] = [
    ['region_id', resource.regionCode],
    ['ep_id', resource.enterpriseProjectId],
    ['type', `${resource.kind.provider}.${resource.kind.type}`],
    ['id', resource.id],
    ['name', resource.name],
  ]
  if (wanted.some(([field, value]) => query.has(field) && query.get(field) !== value)) return false
  return query.getAll('tags').every((tag) => {
    const at = tag.indexOf('=')
    return at < 0 ? Object.hasOwn(resource.tags, tag) : resource.tags[tag.slice(0, at)] === tag.slice(at + 1)
  })
}

function firstAfter(sorted: readonly SimResource[], id: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as SimResource).id <= id) low = middle + 1
    else high = middle
  }
  return low
}

function toMarker(id: string): string {
  return Buffer.from(JSON.stringify({ after: id })).toString('base64url')
}

function readMarker(marker: string): string | null {
  try {
    const parsed = JSON.parse(Buffer.from(marker, 'base64url').toString('utf8')) as { after?: unknown } | null
    return typeof parsed?.after === 'string' ? parsed.after : null
  } catch {
    return null
  }
}
