import { addBeijingMonths, fromBssTime, toBssTime } from './beijing-time.ts'
import { ENVIRONMENTS } from './catalog.ts'
import { createRandom, type Random } from './random.ts'
import { forgetRendered, type SimResource } from './resource.ts'
import type { WorldState } from './world.ts'

/** One thing that `evolve` did; `kind` is the mutation's name. */
export interface Evolution {
  readonly id: string
  readonly kind: 'renew' | 'release' | 'close' | 'rename' | 'setPolicy' | 'setTag' | 'add'
  readonly from?: string | number
  readonly to?: string | number
}

export interface FamilyOption {
  /** Also do it to the resources attached to this one, as Huawei does; off by default, so that one id means one row. */
  readonly withAttached?: boolean
}

/** Everything that can happen to the account. An unknown id throws: a test that misses its target must not pass. */
export interface Mutations {
  /** Moves the expiry by whole months from the old expiry and puts the resource in use; answers the ids it changed. */
  renew(id: string, months: number, option?: FamilyOption): string[]
  /** Takes the resource out of BSS, Config and TMS. */
  release(id: string, option?: FamilyOption): string[]
  /** Status 3: still listed by BSS, no longer in Config. */
  close(id: string): void
  rename(id: string, name: string): void
  setPolicy(id: string, policy: number): void
  /** null takes the tag away. */
  setTag(id: string, key: string, value: string | null): void
  /** Adds exactly `count` resources; at the start of the list they push every row back. */
  add(count: number, at?: 'start' | 'end'): string[]
  /** Overwrites fields of the BSS row as they are; null or undefined takes a field away. */
  setRaw(id: string, patch: Readonly<Record<string, unknown>>): void
  /** A random bundle of the above, no resource twice; the same world and seed give the same bundle. */
  evolve(seed: number): Evolution[]
}

/** The attached resources that are still in the account. */
export function attachedTo(state: WorldState, id: string): SimResource[] {
  return (state.attached.get(id) ?? []).filter((attached) => state.resources.has(attached.id))
}

/** Binds the mutations to a world. */
export function createMutations(state: WorldState): Mutations {
  function find(id: string): SimResource & { row: Record<string, unknown> } {
    const resource = state.resources.get(id)
    if (!resource?.row) throw new Error(`the simulated account has no billed resource ${id}`)
    return resource as SimResource & { row: Record<string, unknown> }
  }

  function changed(resource: SimResource): void {
    resource.updatedAt = state.now()
    if (resource.row && 'update_time' in resource.row) resource.row['update_time'] = toBssTime(state.now())
    forgetRendered(resource)
    state.touch()
  }

  function withFamily(id: string, option: FamilyOption): string[] {
    find(id)
    if (!option.withAttached) return [id]
    return [id, ...attachedTo(state, id).map((attached) => attached.id)]
  }

  const mutate: Mutations = {
    renew(id, months, option = {}) {
      if (expiryOf(find(id)) === null) throw new Error(`resource ${id} has no expiry to renew`)
      const isRenewable = (each: string): boolean =>
        each === id || (find(each).row['status'] !== 3 && expiryOf(find(each)) !== null)
      const ids = withFamily(id, option).filter(isRenewable)
      for (const each of ids) {
        const resource = find(each)
        resource.row['expire_time'] = toBssTime(addBeijingMonths(expiryOf(resource) ?? 0, months))
        resource.row['status'] = 2
        changed(resource)
      }
      return ids
    },
    release(id, option = {}) {
      const ids = withFamily(id, option)
      for (const each of ids) state.resources.delete(each)
      state.order = state.order.filter((resource) => state.resources.has(resource.id))
      state.touch()
      return ids
    },
    close(id) {
      const resource = find(id)
      resource.row['status'] = 3
      changed(resource)
    },
    rename(id, name) {
      const resource = find(id)
      resource.name = name
      resource.row['resource_name'] = name
      changed(resource)
    },
    setPolicy(id, policy) {
      const resource = find(id)
      resource.row['expire_policy'] = policy
      changed(resource)
    },
    setTag(id, key, value) {
      const resource = find(id)
      if (value === null) delete resource.tags[key]
      else resource.tags[key] = value
      changed(resource)
    },
    add(count, at = 'end') {
      const added: SimResource[] = []
      while (added.length < count) added.push(...state.generator.family().slice(0, count - added.length))
      for (const resource of added) {
        state.resources.set(resource.id, resource)
        const parent = resource.row?.['parent_resource_id']
        if (typeof parent !== 'string') continue
        const siblings = state.attached.get(parent)
        if (siblings) siblings.push(resource)
        else state.attached.set(parent, [resource])
      }
      state.order = at === 'start' ? [...added, ...state.order] : [...state.order, ...added]
      state.touch()
      return added.map(({ id }) => id)
    },
    setRaw(id, patch) {
      const resource = find(id)
      for (const [field, value] of Object.entries(patch)) {
        if (value === null || value === undefined) delete resource.row[field]
        else resource.row[field] = value
      }
      forgetRendered(resource)
      state.touch()
    },
    evolve: (seed) => evolve(state, mutate, createRandom(seed)),
  }
  return mutate
}

function expiryOf({ row }: SimResource): number | null {
  return fromBssTime(row?.['expire_time'])
}

function evolve(state: WorldState, mutate: Mutations, random: Random): Evolution[] {
  const done: Evolution[] = []
  const touched = new Set<string>()
  const share = (part: number): number => Math.max(1, Math.round(state.order.length * part))

  function pick(isFit: (resource: SimResource) => boolean): SimResource | null {
    for (let attempt = 0; attempt < 50 && state.order.length > 0; attempt += 1) {
      const resource = random.pick(state.order)
      if (!touched.has(resource.id) && resource.row?.['status'] !== 3 && isFit(resource)) return resource
    }
    return null
  }

  function several(count: number, isFit: (resource: SimResource) => boolean, act: (found: SimResource) => Evolution[]) {
    for (let turn = 0; turn < count; turn += 1) {
      const found = pick(isFit)
      if (!found) return
      for (const step of act(found)) {
        touched.add(step.id)
        done.push(step)
      }
    }
  }

  const hasFreshFamily = ({ id, row }: SimResource): boolean =>
    row?.['is_main_resource'] === 1 && !attachedTo(state, id).some((attached) => touched.has(attached.id))

  several(
    share(0.004),
    (found) => hasFreshFamily(found) && expiryOf(found) !== null,
    (found) => {
      const months = random.pick([1, 3, 12])
      return mutate.renew(found.id, months, { withAttached: true }).map((id) => ({ id, kind: 'renew', to: months }))
    },
  )
  several(share(0.0015), hasFreshFamily, (found) =>
    mutate.release(found.id, { withAttached: true }).map((id) => ({ id, kind: 'release' })),
  )
  several(
    share(0.0005),
    () => true,
    ({ id }) => {
      mutate.close(id)
      return [{ id, kind: 'close' }]
    },
  )
  several(
    share(0.003),
    () => true,
    ({ id, name }) => {
      const to = `${name.replace(/-v\d+$/, '')}-v${random.between(2, 99)}`
      mutate.rename(id, to)
      return [{ id, kind: 'rename', from: name, to }]
    },
  )
  several(
    share(0.003),
    () => true,
    ({ id, row }) => {
      const from = Number(row?.['expire_policy'] ?? -1)
      const to = random.pick([0, 1, 2, 3, 4, 5].filter((policy) => policy !== from))
      mutate.setPolicy(id, to)
      return [{ id, kind: 'setPolicy', from, to }]
    },
  )
  several(
    share(0.003),
    () => true,
    ({ id, tags }) => {
      const from = tags['env'] ?? ''
      const to = random.pick(ENVIRONMENTS.filter((env) => env !== from))
      mutate.setTag(id, 'env', to)
      return [{ id, kind: 'setTag', from, to }]
    },
  )
  for (const id of mutate.add(share(0.002))) done.push({ id, kind: 'add' })
  return done
}
