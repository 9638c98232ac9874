import { json, jsonRows, type Answer, type Call } from './api.ts'
import { fromBssTime } from './beijing-time.ts'
import { KINDS } from './catalog.ts'
import { badParameter } from './errors.ts'
import { renderBssRow, type SimResource } from './resource.ts'
import type { RowsWithoutFields, SwitchValues } from './switches.ts'
import type { World } from './world.ts'

interface ListQuery {
  readonly offset: number
  readonly limit: number
  readonly isMainOnly: boolean
  readonly resourceIds: readonly string[]
  readonly orderId: string | null
  readonly statuses: readonly number[]
  readonly serviceTypeCode: string | null
  readonly expiresFrom: number | null
  readonly expiresUntil: number | null
}

const MAX_OFFSET = 2_147_483_646
const STATUSES = [2, 3, 4, 5]

/** `POST /v2/orders/suscriptions/resources/query` (facts: Huawei BSS ListPayPerUseCustomerResources). */
export function createListResources(onListEnd: () => void): (call: Call) => Answer {
  const matches = new WeakMap<World, { revision: number; byFilter: Map<string, readonly SimResource[]> }>()
  let requests = 0
  let moves = 0

  function move({ world, switches }: Call): void {
    const moving = switches.movingTotal
    requests += 1
    if (!moving) {
      moves = 0
      return
    }
    if (requests % moving.everyNRequests !== 0 || moves >= (moving.times ?? Infinity)) return
    moves += 1
    if (moving.delta > 0) world.mutate.add(moving.delta, 'start')
    for (const { id } of world.listed().slice(0, Math.max(0, -moving.delta))) world.mutate.release(id)
  }

  function select(world: World, query: ListQuery): readonly SimResource[] {
    const { offset: _offset, limit: _limit, ...filter } = query
    const key = JSON.stringify(filter)
    let kept = matches.get(world)
    if (kept?.revision !== world.revision) {
      kept = { revision: world.revision, byFilter: new Map() }
      matches.set(world, kept)
    }
    let found = kept.byFilter.get(key)
    if (!found) {
      found = world.listed().filter((resource) => isMatch(resource, query))
      kept.byFilter.set(key, found)
    }
    return found
  }

  return (call) => {
    const query = readListQuery(call.body)
    if (typeof query === 'string') return badParameter(query)
    const rows = select(call.world, query)
    const page = renderPage(rows, query, call.switches)
    const total = Math.max(0, rows.length + call.switches.wrongTotal)
    const answer = jsonRows('{"data":[', page, `],"total_count":${total}}`)
    // After the page: what a client reads next has moved.
    move(call)
    if (query.offset + query.limit >= rows.length) onListEnd()
    return answer
  }
}

/** Checks every parameter; a text names the first that is wrong. */
function readListQuery(body: Buffer): ListQuery | string {
  const parsed = readJsonObject(body)
  if (!parsed) return 'The request body must be a JSON object.'
  const wholeNumber = (field: string, min: number, max: number, otherwise: number): number | string => {
    const value = parsed[field] ?? otherwise
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number
    return `${field} must be an integer from ${min} to ${max}.`
  }
  const text = (field: string, maxLength: number): string | null | { wrong: string } => {
    const value = parsed[field] ?? null
    if (value === null || value === '') return null
    return typeof value === 'string' && value.length <= maxLength ? value : { wrong: `${field} is invalid.` }
  }

  const offset = wholeNumber('offset', 0, MAX_OFFSET, 0)
  if (typeof offset === 'string') return offset
  const limit = wholeNumber('limit', 1, 500, 10)
  if (typeof limit === 'string') return limit
  const mainOnly = wholeNumber('only_main_resource', 0, 1, 0)
  if (typeof mainOnly === 'string') return mainOnly

  // The documents disagree about null here, so it is refused: a client must leave the field out.
  const ids = parsed['resource_ids'] === undefined ? [] : parsed['resource_ids']
  if (!Array.isArray(ids) || ids.length > 50 || ids.some((id) => typeof id !== 'string' || id === '')) {
    return 'resource_ids must be an array of at most 50 ids.'
  }
  const statuses = parsed['status_list'] ?? []
  if (!Array.isArray(statuses) || statuses.length > 10 || statuses.some((status) => !STATUSES.includes(status))) {
    return 'status_list must have at most 10 entries out of 2, 3, 4, 5.'
  }
  if (parsed['service_type_code'] === '') return 'service_type_code must not be empty.'
  const serviceTypeCode = text('service_type_code', 64)
  const orderId = text('order_id', 64)
  const customerId = text('customer_id', 64)
  for (const value of [serviceTypeCode, orderId, customerId]) if (isWrong(value)) return value.wrong

  const times: (number | null)[] = []
  for (const field of ['expire_time_begin', 'expire_time_end']) {
    const value = parsed[field] ?? ''
    const at = fromBssTime(value)
    if (value !== '' && at === null) return `${field} must look like yyyy-MM-dd'T'HH:mm:ss'Z'.`
    times.push(at)
  }
  return {
    offset,
    limit,
    isMainOnly: mainOnly === 1,
    resourceIds: ids as string[],
    orderId: isWrong(orderId) ? null : orderId,
    statuses: statuses as number[],
    serviceTypeCode: isWrong(serviceTypeCode) ? null : serviceTypeCode,
    expiresFrom: times[0] ?? null,
    expiresUntil: times[1] ?? null,
  }
}

function isWrong(value: string | null | { wrong: string }): value is { wrong: string } {
  return typeof value === 'object' && value !== null
}

/** The body as an object; null for anything else. */
export function readJsonObject(body: Buffer): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function isMatch({ row }: SimResource, query: ListQuery): boolean {
  if (!row) return false
  // No order is known for a resource, so a search by order finds nothing.
  if (query.orderId !== null) return false
  if (query.isMainOnly && row['is_main_resource'] !== 1) return false
  if (query.statuses.length > 0 && !query.statuses.includes(row['status'] as number)) return false
  if (query.serviceTypeCode !== null && row['service_type_code'] !== query.serviceTypeCode) return false
  if (query.resourceIds.length > 0) {
    const isNamed = query.resourceIds.includes(row['resource_id'] as string)
    const isAttached = !query.isMainOnly && query.resourceIds.includes(row['parent_resource_id'] as string)
    if (!isNamed && !isAttached) return false
  }
  if (query.expiresFrom === null && query.expiresUntil === null) return true
  const expiresAt = fromBssTime(row['expire_time'])
  if (expiresAt === null) return false
  return (
    (query.expiresFrom === null || expiresAt >= query.expiresFrom) &&
    (query.expiresUntil === null || expiresAt <= query.expiresUntil)
  )
}

function renderPage(rows: readonly SimResource[], { offset, limit }: ListQuery, switches: SwitchValues): Buffer[] {
  const end = Math.min(rows.length, offset + Math.min(limit, switches.pageCap ?? limit))
  const repeated = offset === 0 ? 0 : Math.min(switches.duplicates, offset, Math.max(0, end - offset))
  const page: Buffer[] = []
  for (let index = offset; index < end; index += 1) {
    const at = index - offset < repeated ? index - repeated : index
    page.push(renderRow(rows[at] as SimResource, at, switches))
  }
  return page
}

const FIELD_SETS = [
  ['expire_time'],
  ['status', 'expire_policy'],
  ['resource_name', 'product_spec_desc', 'resource_spec_code'],
  ['enterprise_project', 'project_id'],
  ['service_type_name', 'resource_type_name', 'region_code'],
  ['is_main_resource', 'parent_resource_id', 'effective_time', 'update_time'],
]

function renderRow(resource: SimResource, index: number, switches: SwitchValues): Buffer {
  const lacks = switches.rowsWithoutFields
  const isLacking = lacks !== null && (index + 1) % lacks.every === 0
  const isUnknown = switches.unknownCodes > 0 && (index + 1) % switches.unknownCodes === 0
  if (!isLacking && !isUnknown) return renderBssRow(resource)
  const row = { ...resource.row }
  if (isUnknown) {
    row['status'] = 9
    row['expire_policy'] = 7
    row['service_type_code'] = 'hws.service.type.quantum'
    row['resource_type_code'] = 'hws.resource.type.quantum.annealer'
    row['region_code'] = 'xx-moon-1'
  }
  if (isLacking) removeFields(row, lacks, index)
  return Buffer.from(JSON.stringify(row))
}

/** Half of the rows say null, half leave the field out: the documents allow both. */
function removeFields(row: Record<string, unknown>, { every, fields }: RowsWithoutFields, index: number): void {
  const turn = Math.floor(index / every)
  for (const field of fields ?? (FIELD_SETS[turn % FIELD_SETS.length] as string[])) {
    if (turn % 2 === 0) delete row[field]
    else row[field] = null
  }
}

/** `GET /v2/products/service-types` and `/resource-types`: codes with their names in the language of X-Language. */
export function listTypes(of: 'service-types' | 'resource-types'): (call: Call) => Answer {
  return ({ headers, query }) => {
    const language = headers['x-language'] ?? 'zh_CN'
    if (language !== 'zh_CN' && language !== 'en_US') return badParameter('X-Language must be zh_CN or en_US.')
    const offset = Number(query.get('offset') ?? 0)
    const limit = Number(query.get('limit') ?? 10)
    if (!Number.isInteger(offset) || offset < 0) return badParameter('offset is invalid.')
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) return badParameter('limit is invalid.')
    const isEnglish = language === 'en_US'
    const kinds = Object.values(KINDS)
    const all =
      of === 'service-types'
        ? [...new Map(kinds.map((kind) => [kind.serviceTypeCode, kind])).values()].map((kind) => ({
            service_type_code: kind.serviceTypeCode,
            service_type_name: isEnglish ? kind.serviceTypeNameEn : kind.serviceTypeName,
            abbreviation: kind.abbreviation,
          }))
        : kinds.map((kind) => ({
            resource_type_code: kind.resourceTypeCode,
            resource_type_name: isEnglish ? kind.resourceTypeNameEn : kind.resourceTypeName,
            resource_type_desc: isEnglish ? kind.resourceTypeNameEn : kind.resourceTypeName,
            service_type_code: kind.serviceTypeCode,
          }))
    const page = all.slice(offset, offset + limit)
    const list = of === 'service-types' ? { service_types: page } : { resource_types: page }
    return json(200, { total_count: all.length, ...list })
  }
}
