import { startOfBeijingDay } from './beijing-time.ts'
import { createGenerator, type Generator, type Surroundings } from './generate.ts'
import { attachedTo, createMutations, type Mutations } from './mutate.ts'
import { renderBssRow, renderConfigEntity, type BssRow, type SimResource } from './resource.ts'

export interface WorldOptions {
  /** Number of resources that BSS lists. */
  readonly resources: number
  readonly seed: number
  /** The moment around which the expiries lie. */
  readonly baseTime: number
  readonly now: () => number
}

/** A resource's facts at one moment, detached from the world. */
export interface SnapshotRow {
  readonly id: string
  readonly row: BssRow
  readonly tags: Readonly<Record<string, string>>
}

/** The simulated account. Everything that the APIs answer is read from here at the moment of the request. */
export interface World extends Surroundings {
  readonly seed: number
  readonly baseTime: number
  readonly enterpriseProjectNames: ReadonlyMap<string, string>
  /** What BSS lists, by resource id. */
  readonly resources: ReadonlyMap<string, SimResource>
  /** Pay-per-use resources: in Config and TMS, never in BSS. */
  readonly onDemand: ReadonlyMap<string, SimResource>
  readonly mutate: Mutations
  /** Grows with every change. */
  readonly revision: number
  /** BSS's stable order: oldest first. */
  listed(): readonly SimResource[]
  /** Config's order: by id, without closed resources. */
  inventory(): readonly SimResource[]
  /** What is attached to a main resource and still listed. */
  attachedTo(id: string): readonly SimResource[]
  /** Makes all texts now, so that no later page pays for it. */
  renderAll(): void
  /** Every listed resource as it is now, in BSS's order. */
  snapshot(): SnapshotRow[]
}

/** The insides that mutations work on. */
export interface WorldState {
  readonly resources: Map<string, SimResource>
  order: SimResource[]
  /** By id of the main resource; may hold released ones. */
  readonly attached: Map<string, SimResource[]>
  readonly generator: Generator
  readonly now: () => number
  touch(): void
}

/** Builds the account from a seed. */
export function createWorld(options: WorldOptions): World {
  const baseTime = startOfBeijingDay(options.baseTime)
  const generator = createGenerator(options.seed, baseTime)
  let revision = 0
  let inventory: { revision: number; list: SimResource[] } | null = null

  const state: WorldState = {
    resources: new Map(),
    order: [],
    attached: new Map(),
    generator,
    now: options.now,
    touch() {
      revision += 1
    },
  }
  const enterpriseProjectNames = new Map(generator.surroundings.enterpriseProjects.map(({ id, name }) => [id, name]))
  const mutate = createMutations(state)
  mutate.add(options.resources)

  const onDemand = new Map<string, SimResource>()
  for (
    let count = options.resources === 0 ? 0 : Math.max(3, Math.ceil(options.resources / 10));
    count > 0;
    count -= 1
  ) {
    const resource = generator.onDemand()
    onDemand.set(resource.id, resource)
  }

  return {
    ...generator.surroundings,
    enterpriseProjectNames,
    seed: options.seed,
    baseTime,
    resources: state.resources,
    onDemand,
    mutate,
    get revision() {
      return revision
    },
    listed: () => state.order,
    inventory() {
      if (inventory?.revision !== revision) {
        const list = [...state.order.filter(({ row }) => row?.['status'] !== 3), ...onDemand.values()]
        list.sort((a, b) => (a.id < b.id ? -1 : 1))
        inventory = { revision, list }
      }
      return inventory.list
    },
    attachedTo: (id) => attachedTo(state, id),
    renderAll() {
      for (const resource of state.order) renderBssRow(resource)
      for (const resource of onDemand.values()) renderConfigEntity(resource, enterpriseProjectNames)
      for (const resource of state.order) renderConfigEntity(resource, enterpriseProjectNames)
    },
    snapshot: () =>
      state.order.map(({ id, row, tags }) => ({ id, row: structuredClone(row ?? {}), tags: { ...tags } })),
  }
}
