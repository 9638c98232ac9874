import { addBeijingMonths, DAY_MS, startOfBeijingDay, toBssTime } from './beijing-time.ts'
import {
  ENTERPRISE_PROJECTS,
  ENVIRONMENTS,
  KINDS,
  OWNERS,
  PRODUCT_LINES,
  REGIONS,
  type KindKey,
  type ResourceKind,
} from './catalog.ts'
import { createRandom, type Random } from './random.ts'
import type { SimResource } from './resource.ts'

export interface EnterpriseProject {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly createdAt: number
}

export interface IamProject {
  readonly id: string
  readonly name: string
}

/** What stands around the resources: the account, its projects and regions. */
export interface Surroundings {
  readonly domain: { readonly id: string; readonly name: string }
  readonly enterpriseProjects: readonly EnterpriseProject[]
  readonly projects: readonly IamProject[]
}

/** Makes resources one family at a time (a main resource, then what is attached to it), for ever. */
export interface Generator {
  readonly surroundings: Surroundings
  family(): SimResource[]
  onDemand(): SimResource
}

/** All six policies appear within any 20 main resources; auto-renewal is the commonest. */
const POLICY_CYCLE = [3, 0, 3, 1, 0, 2, 3, 4, 0, 5, 3, 0, 3, 1, 3, 0, 2, 3, 0, 3]
const FAMILIES: readonly KindKey[] = [
  'ecs',
  'ecs',
  'eip',
  'ecs',
  'ebs',
  'ecs',
  'taurus',
  'ecs',
  'elb',
  'bandwidth',
  'ecs',
  'obs',
  'ecs',
  'cce',
  'ecs',
  'eip',
]
const TERMS = [1, 3, 6, 12, 24, 36]

interface Shared {
  readonly regionCode: string
  readonly projectId: string
  readonly enterpriseProject: EnterpriseProject
  readonly expiresAt: number
  readonly effectiveAt: number
  readonly policy: number
  readonly status: number
  readonly tags: Record<string, string>
}

/** Creates the generator; `baseTime` moves all dates, `seed` decides everything else. */
export function createGenerator(seed: number, baseTime: number): Generator {
  const random = createRandom(seed)
  const today = startOfBeijingDay(baseTime)
  const surroundings = createSurroundings(random, baseTime)
  const counters = new Map<string, number>()
  let families = 0

  function nameFor(base: string): string {
    const count = (counters.get(base) ?? 0) + 1
    counters.set(base, count)
    return `${base}-${String(count).padStart(2, '0')}`
  }

  function place(): { regionCode: string; projectId: string } {
    const regionCode = random.pick(REGIONS)
    return { regionCode, projectId: surroundings.projects.find(({ name }) => name === regionCode)?.id ?? '' }
  }

  function shared(): Shared {
    const index = families - 1
    const policy = POLICY_CYCLE[index % POLICY_CYCLE.length] as number
    const phase = index % 12 === 5 ? 'grace' : index % 17 === 9 ? 'frozen' : 'active'
    const day =
      phase === 'grace'
        ? -random.between(1, 6)
        : phase === 'frozen'
          ? -random.between(9, 20)
          : 1 + Math.floor(random.next() ** 1.4 * 364)
    const expiresAt = expiryOn(today + day * DAY_MS, random)
    const term = TERMS.find((months) => addBeijingMonths(expiresAt, -months) < baseTime && random.chance(0.5)) ?? 36
    const effectiveAt = addBeijingMonths(startOfBeijingDay(expiresAt - 1), -term) + random.between(0, 86_399) * 1000
    return {
      ...place(),
      enterpriseProject: random.pick(surroundings.enterpriseProjects),
      expiresAt,
      effectiveAt,
      // Deleted straight from active: such a resource is never seen after its expiry.
      policy: phase !== 'active' && policy === 2 ? 0 : policy,
      status: phase === 'grace' ? 5 : phase === 'frozen' ? 4 : 2,
      tags: pickTags(random),
    }
  }

  function billed(kind: ResourceKind, common: Shared, parent: SimResource | null, specCode?: string): SimResource {
    const [spec, specText, baseCents] = kind.specs.find(([code]) => code === specCode) ?? random.pick(kind.specs)
    const size = kind.size ? random.pick(kind.size.choices) : null
    const id = random.uuid()
    const name = parent ? `${parent.name}-${kind.key}-${random.hex(4)}` : nameFor(random.pick(kind.names))
    const row = {
      id: random.hex(32),
      resource_id: id,
      resource_name: name,
      region_code: common.regionCode,
      service_type_code: kind.serviceTypeCode,
      resource_type_code: kind.resourceTypeCode,
      service_type_name: kind.serviceTypeName,
      resource_type_name: kind.resourceTypeName,
      resource_spec_code: spec,
      project_id: common.projectId,
      product_id: `00301-${random.between(10_000, 999_999)}-0--0`,
      parent_resource_id: parent?.id ?? null,
      is_main_resource: parent ? 0 : 1,
      status: common.status,
      effective_time: toBssTime(common.effectiveAt),
      expire_time: toBssTime(common.expiresAt),
      expire_policy: common.policy,
      product_spec_desc: specText,
      spec_size: size,
      spec_size_measure_id: kind.size?.measureId ?? null,
      update_time: toBssTime(common.effectiveAt),
      enterprise_project: { id: common.enterpriseProject.id, name: common.enterpriseProject.name },
    }
    return {
      id,
      kind,
      row,
      name,
      regionCode: common.regionCode,
      projectId: common.projectId,
      enterpriseProjectId: common.enterpriseProject.id,
      createdAt: common.effectiveAt,
      updatedAt: common.effectiveAt,
      tags: { ...common.tags },
      monthlyCents: baseCents + (size ?? 0) * (kind.size?.centsPerUnit ?? 0),
      rendered: { bss: null, config: null },
    }
  }

  return {
    surroundings,
    family() {
      const key = FAMILIES[families % FAMILIES.length] as KindKey
      families += 1
      const common = shared()
      const main = billed(KINDS[key], common, null, key === 'bandwidth' ? '19_share' : undefined)
      if (key === 'ecs') {
        return [main, ...repeat(random.between(1, 3), () => billed(KINDS.ebs, common, main))]
      }
      if (key === 'eip') return [main, billed(KINDS.bandwidth, common, main, '19_bgp')]
      if (key === 'bandwidth') return [main, ...repeat(random.between(1, 4), () => billed(KINDS.eip, common, main))]
      return [main]
    },
    onDemand() {
      const kind = random.pick([KINDS.ecs, KINDS.ebs, KINDS.eip, KINDS.elb])
      const createdAt = baseTime - random.between(1, 700) * DAY_MS
      return {
        id: random.uuid(),
        kind,
        row: null,
        name: nameFor(`按需-${random.pick(kind.names)}`),
        ...place(),
        enterpriseProjectId: random.pick(surroundings.enterpriseProjects).id,
        createdAt,
        updatedAt: createdAt,
        tags: pickTags(random),
        monthlyCents: 0,
        rendered: { bss: null, config: null },
      }
    },
  }
}

function repeat<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make)
}

/** Most terms end with a Beijing day (15:59:59Z), some at its midnight (16:00:00Z), few at any second. */
function expiryOn(dayStartsAt: number, random: Random): number {
  const roll = random.next()
  if (roll < 0.75) return dayStartsAt + DAY_MS - 1000
  if (roll < 0.9) return dayStartsAt + DAY_MS
  return dayStartsAt + random.between(0, 86_399) * 1000
}

function pickTags(random: Random): Record<string, string> {
  const tags: Record<string, string> = {}
  if (random.chance(0.15)) return tags
  tags[random.chance(0.7) ? 'product_line' : '产品线'] = random.pick(PRODUCT_LINES)
  if (random.chance(0.85)) tags['env'] = random.pick(ENVIRONMENTS)
  if (random.chance(0.4)) tags['owner'] = random.pick(OWNERS)
  if (random.chance(0.2)) tags['CostCenter'] = `CC-${random.between(1000, 1020)}`
  return tags
}

function createSurroundings(random: Random, baseTime: number): Surroundings {
  const domainId = random.hex(32)
  return {
    domain: { id: domainId, name: 'hw_duewatch_demo' },
    enterpriseProjects: ENTERPRISE_PROJECTS.map(({ id, name, description }) => ({
      id: id === '0' ? '0' : random.uuid(),
      name,
      description,
      createdAt: baseTime - random.between(400, 1500) * DAY_MS,
    })),
    projects: [...new Set(REGIONS)].map((name) => ({ id: random.hex(32), name })),
  }
}
