import { describe, expect, it } from 'vitest'
import { addBeijingMonths } from '../../../simulators/huawei/beijing-time.ts'
import { createWorld, type World } from '../../../simulators/huawei/world.ts'

const BASE = Date.parse('2026-11-21T04:00:00Z')
const build = (resources: number, seed = 1): World => createWorld({ resources, seed, baseTime: BASE, now: () => BASE })
const firstMainWithAttached = (world: World): string =>
  world.snapshot().find(({ row }) => row['parent_resource_id'] !== null)?.row['parent_resource_id'] as string

describe('world', () => {
  it('is the same for the same seed and another for another', () => {
    expect(build(300).snapshot()).toEqual(build(300).snapshot())
    expect(build(300, 2).snapshot()).not.toEqual(build(300).snapshot())
    expect(
      build(300)
        .inventory()
        .map(({ id }) => id),
    ).toEqual(
      build(300)
        .inventory()
        .map(({ id }) => id),
    )
  })

  it.each([0, 1, 7, 2314])('holds exactly %i billed resources with ids of their own', (count) => {
    const world = build(count)
    expect(world.resources.size).toBe(count)
    expect(world.listed()).toHaveLength(count)
  })

  it('shows every policy, grace and retention, both ends of a Beijing day and both languages', () => {
    const rows = build(300)
      .snapshot()
      .map(({ row }) => row)
    const values = (field: string): Set<unknown> => new Set(rows.map((row) => row[field]))
    expect(values('expire_policy')).toEqual(new Set([0, 1, 2, 3, 4, 5]))
    expect(values('status')).toEqual(new Set([2, 4, 5]))
    const share = (end: string): number =>
      rows.filter((row) => String(row['expire_time']).endsWith(end)).length / rows.length
    expect(share('T15:59:59Z')).toBeGreaterThan(0.5)
    expect(share('T16:00:00Z')).toBeGreaterThan(0.02)
    const names = [...values('resource_name')].map(String)
    expect(names.some((name) => /[\u4e00-\u9fff]/.test(name))).toBe(true)
    expect(names.some((name) => /^[\w.-]+$/.test(name))).toBe(true)
    expect(values('region_code').size).toBeGreaterThan(3)
    expect(new Set(rows.map((row) => (row['enterprise_project'] as { id: string }).id)).has('0')).toBe(true)
  })

  it('keeps status and expiry consistent and never shows a policy-2 resource after its expiry', () => {
    for (const { row } of build(2000).snapshot()) {
      const expiresAt = Date.parse(String(row['expire_time']))
      expect(row['status'] === 2).toBe(expiresAt > BASE)
      if (row['status'] !== 2) expect(row['expire_policy']).not.toBe(2)
      expect(Date.parse(String(row['effective_time']))).toBeLessThan(BASE)
      expect(Math.abs(expiresAt - BASE)).toBeLessThan(367 * 86_400_000)
    }
  })

  it('attaches resources to a main one that is listed, with the same expiry', () => {
    const world = build(500)
    const attached = world.snapshot().filter(({ row }) => row['is_main_resource'] === 0)
    expect(attached.length).toBeGreaterThan(100)
    for (const { row } of attached) {
      const parent = world.resources.get(String(row['parent_resource_id']))?.row
      expect(parent).toMatchObject({ is_main_resource: 1, expire_time: row['expire_time'] })
    }
  })
})

describe('month arithmetic', () => {
  it.each([
    ['2026-01-31T15:59:59Z', 1, '2026-02-28T15:59:59.000Z'],
    ['2028-02-29T15:59:59Z', 12, '2029-02-28T15:59:59.000Z'],
    // 16:00:00Z is the first of the next month in Beijing.
    ['2026-01-31T16:00:00Z', 1, '2026-02-28T16:00:00.000Z'],
    ['2026-12-31T15:59:59Z', 12, '2027-12-31T15:59:59.000Z'],
  ])('%s plus %i months is %s', (from, months, to) => {
    expect(new Date(addBeijingMonths(Date.parse(from), months)).toISOString()).toBe(to)
  })
})

describe('mutations', () => {
  it('renews from the old expiry and puts an expired resource in use', () => {
    const world = build(200)
    const expired = world.snapshot().find(({ row }) => row['status'] === 5)
    const id = expired?.id as string
    expect(world.mutate.renew(id, 12)).toEqual([id])
    const row = world.resources.get(id)?.row
    const moved = addBeijingMonths(Date.parse(String(expired?.row['expire_time'])), 12)
    expect(Date.parse(String(row?.['expire_time']))).toBe(moved)
    expect(row?.['status']).toBe(2)
  })

  it('touches one row by default and the family when asked', () => {
    const world = build(200)
    const parent = firstMainWithAttached(world)
    const family = world
      .snapshot()
      .filter(({ id, row }) => id === parent || row['parent_resource_id'] === parent).length
    expect(world.mutate.renew(parent, 1, { withAttached: true })).toHaveLength(family)
    world.mutate.release(parent)
    expect(world.resources.size).toBe(199)
    expect(world.inventory().some(({ id }) => id === parent)).toBe(false)
  })

  it('takes fields out of a row and puts unknown codes in', () => {
    const world = build(10)
    const id = world.snapshot()[3]?.id as string
    world.mutate.setRaw(id, { expire_time: null, resource_name: undefined, status: 9, novel: 'x' })
    const row = world.snapshot()[3]?.row ?? {}
    expect(row).toMatchObject({ status: 9, novel: 'x' })
    expect('expire_time' in row || 'resource_name' in row).toBe(false)
  })

  it('adds at either end and sets names, policies and tags', () => {
    const world = build(10)
    const [atStart] = world.mutate.add(1, 'start')
    const atEnd = world.mutate.add(3)
    const ids = world.snapshot().map(({ id }) => id)
    expect([ids[0], ids.slice(-3)]).toEqual([atStart, atEnd])
    const id = ids[5] as string
    world.mutate.rename(id, '新名字')
    world.mutate.setPolicy(id, 2)
    world.mutate.setTag(id, 'env', 'prod')
    world.mutate.setTag(id, 'product_line', null)
    const found = world.snapshot()[5]
    expect(found?.row).toMatchObject({ resource_name: '新名字', expire_policy: 2 })
    expect(found?.tags['env']).toBe('prod')
    expect(found?.tags).not.toHaveProperty('product_line')
  })

  it('throws for an id that is not there, so that no test mutates nothing', () => {
    const world = build(10)
    expect(() => world.mutate.rename('nobody', 'x')).toThrow('nobody')
    expect(() => world.mutate.release('nobody')).toThrow('nobody')
    expect(() => world.mutate.setTag([...world.onDemand.keys()][0] as string, 'a', 'b')).toThrow()
  })
})

describe('evolve', () => {
  it('reports exactly what it did, no resource twice', () => {
    const world = build(1000)
    const before = new Map(world.snapshot().map((row) => [row.id, row]))
    const steps = world.mutate.evolve(9)
    const after = new Map(world.snapshot().map((row) => [row.id, row]))
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length)
    expect(new Set(steps.map(({ kind }) => kind)).size).toBe(7)
    const changed = new Set<string>()
    for (const id of new Set([...before.keys(), ...after.keys()])) {
      if (JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id))) changed.add(id)
    }
    expect([...changed].toSorted()).toEqual(steps.map(({ id }) => id).toSorted())
    for (const { id, kind, from, to } of steps) {
      if (kind === 'add') expect(before.has(id)).toBe(false)
      if (kind === 'release') expect(after.has(id)).toBe(false)
      if (kind === 'close') expect(after.get(id)?.row['status']).toBe(3)
      if (kind === 'rename')
        expect([before.get(id)?.row['resource_name'], after.get(id)?.row['resource_name']]).toEqual([from, to])
      if (kind === 'setPolicy') expect(after.get(id)?.row['expire_policy']).toBe(to)
      if (kind === 'setTag') expect(after.get(id)?.tags['env']).toBe(to)
    }
  })

  it('does the same for the same seed, and survives worlds of any size again and again', () => {
    expect(build(200).mutate.evolve(4)).toEqual(build(200).mutate.evolve(4))
    for (const size of [0, 1, 3]) {
      const world = build(size)
      for (let seed = 0; seed < 20; seed += 1) expect(() => world.mutate.evolve(seed)).not.toThrow()
    }
  })
})
