import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HuaweiSimulator } from '../simulators/huawei/server.ts'
import type { SimResource } from '../simulators/huawei/resource.ts'
import { expectItems } from '../support/huawei-oracle.ts'
import { createHuaweiFolder, startHuaweiFolder, type HuaweiFolder } from '../support/huawei-folder.ts'
import { isInstant, isText, orNull, wrongFields } from './field-types.ts'

const CHANGE_FIELDS = {
  runId: isText,
  at: isInstant,
  itemId: isText,
  resourceId: isText,
  kind: isText,
  field: orNull(isText),
  old: orNull(isText),
  new: orNull(isText),
}

/** Main resources in use, far from their end, so that nothing but what a test does happens to them. */
function quietResources({ world }: HuaweiSimulator): SimResource[] {
  const far = new Set(
    expectItems(world, Date.now())
      .filter(({ daysLeft, status }) => (daysLeft ?? 0) > 60 && status === 'in-use')
      .map(({ resourceId }) => resourceId),
  )
  return world.listed().filter(({ id, row }) => row?.['is_main_resource'] === 1 && far.has(id))
}

function iso(bssTime: unknown): string {
  return new Date(bssTime as string).toISOString()
}

describe('changes', () => {
  it('names everything that happened in the account, each with its kind, field, old and new value, and nothing else', async () => {
    const { simulator, run, syncWhole, items } = await createHuaweiFolder({ resources: 300, quoteWithinDays: 730 })
    const { world } = simulator
    const first = await syncWhole()
    const [renewed, moved, released, closed, renamed, repoliced, tagged, unknown] = quietResources(simulator) as [
      SimResource,
      SimResource,
      SimResource,
      SimResource,
      SimResource,
      SimResource,
      SimResource,
      SimResource,
    ]
    const before = new Map(world.snapshot().map((row) => [row.id, row]))
    const rowOf = (resource: SimResource): Record<string, unknown> => before.get(resource.id)?.row ?? {}

    world.mutate.renew(renewed.id, 12)
    const movedTo = new Date(Date.parse(rowOf(moved)['expire_time'] as string) + 3 * 86_400_000)
    world.mutate.setRaw(moved.id, { expire_time: movedTo.toISOString().replace('.000Z', 'Z') })
    world.mutate.release(released.id)
    world.mutate.close(closed.id)
    world.mutate.rename(renamed.id, '财务库（新）')
    const newPolicy = rowOf(repoliced)['expire_policy'] === 3 ? 0 : 3
    world.mutate.setPolicy(repoliced.id, newPolicy)
    world.mutate.setTag(tagged.id, 'env', 'qa')
    world.mutate.setRaw(unknown.id, { status: 9 })
    const [added] = world.mutate.add(1) as [string]

    const second = (await run(['sync'])).json
    expect(second).toMatchObject({ complete: true, added: 1, gone: 2, changed: 7 })
    const { code, json } = await run(['changes', '--since', `run:${first.runId}`])
    expect(code).toBe(0)

    const oldMode = { 0: 'manual', 1: 'on-demand', 2: 'none', 3: 'auto', 4: 'manual', 5: 'manual' }[
      Number(rowOf(repoliced)['expire_policy'])
    ]
    const sortedTags = (tags: Readonly<Record<string, string>>): object =>
      Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)))
    const readTags = (text: string | null): object | null => (text === null ? null : sortedTags(JSON.parse(text)))
    const expected = [
      [renewed.id, 'renewed', 'expireTime', iso(rowOf(renewed)['expire_time']), iso(renewed.row?.['expire_time'])],
      [moved.id, 'expiry-moved', 'expireTime', iso(rowOf(moved)['expire_time']), movedTo.toISOString()],
      [released.id, 'gone', null, null, 'unsubscribed'],
      [closed.id, 'changed', 'status', 'in-use', 'closed'],
      [closed.id, 'changed', 'rawStatus', '2', '3'],
      [closed.id, 'gone', null, null, 'released'],
      [renamed.id, 'renamed', 'resourceName', rowOf(renamed)['resource_name'], '财务库（新）'],
      [repoliced.id, 'mode-changed', 'renewalMode', oldMode, newPolicy === 3 ? 'auto' : 'manual'],
      [repoliced.id, 'changed', 'rawPolicy', String(rowOf(repoliced)['expire_policy']), String(newPolicy)],
      [tagged.id, 'changed', 'tags', sortedTags(before.get(tagged.id)?.tags ?? {}), sortedTags(tagged.tags)],
      [unknown.id, 'changed', 'status', 'in-use', 'unknown'],
      [unknown.id, 'changed', 'rawStatus', '2', '9'],
      [added, 'appeared', null, null, world.resources.get(added)?.name],
    ]
    const found = json.items.map((change: Record<string, string | null>) => {
      const { resourceId, kind, field } = change
      const value = (text: string | null | undefined): unknown => (field === 'tags' ? readTags(text ?? null) : text)
      return [resourceId, kind, field, value(change['old']), value(change['new'])]
    })
    const inOrder = (rows: unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).toSorted()
    expect(inOrder(found)).toEqual(inOrder(expected))
    expect(json.total).toBe(expected.length)
    for (const change of json.items) {
      expect(wrongFields(change, CHANGE_FIELDS)).toEqual([])
      expect(change.runId).toBe(second.runId)
    }
    expect(json.byKind).toMatchObject({
      renewed: 1,
      gone: 2,
      appeared: 1,
      renamed: 1,
      'mode-changed': 1,
      'expiry-moved': 1,
    })

    const byId = new Map((await items()).map((item) => [item.resourceId, item]))
    expect(byId.get(released.id)).toMatchObject({ isActive: false, goneAt: second.endedAt, goneCause: 'unsubscribed' })
    expect(byId.get(closed.id)).toMatchObject({ isActive: false, status: 'closed', goneCause: 'released' })
    expect(byId.get(unknown.id)).toMatchObject({ isActive: true, status: 'unknown (9)' })
    const { json: later } = await run(['changes', '--since', `run:${second.runId}`])
    expect(later.total).toBe(0)
  })

  it('bring a resource that vanished and came again back as the same item', async () => {
    const { simulator, run, syncWhole, items } = await createHuaweiFolder()
    const { world } = simulator
    await syncWhole()
    const [resource] = quietResources(simulator) as [SimResource]
    const itemOf = async (): Promise<{ id: string; isActive: boolean; goneAt: string | null }> =>
      (await items()).find(({ resourceId }) => resourceId === resource.id)
    const before = await itemOf()
    world.mutate.setRaw(resource.id, { resource_id: 'somebody-else' })
    const gone = await syncWhole()
    expect(await itemOf()).toMatchObject({ id: before.id, isActive: false, goneAt: gone.endedAt })
    const hidden = await run(['items', 'list', '--search', resource.id, '--page-size', '100'])
    expect(hidden.json.items.map(({ id }: { id: string }) => id)).not.toContain(before.id)

    world.mutate.setRaw(resource.id, { resource_id: resource.id })
    const back = await syncWhole()
    expect(await itemOf()).toMatchObject({ id: before.id, isActive: true, goneAt: null })
    const { json } = await run(['changes', '--since', `run:${gone.runId}`])
    expect(json.items.filter((change: { itemId: string }) => change.itemId === before.id)).toMatchObject([
      { kind: 'back', field: null, runId: back.runId },
    ])
  })
})

describe('a sync limited to a window', () => {
  it('touches what lies inside only: what lies outside is neither gone nor confirmed', async () => {
    const { simulator, run, syncWhole, items } = await createHuaweiFolder({ resources: 400 })
    const { world } = simulator
    const whole = await syncWhole()
    const listed = expectItems(world, Date.now())
    const inside = listed.filter(({ daysLeft }) => daysLeft !== null && daysLeft <= 30)
    const outside = listed.filter(({ daysLeft }) => daysLeft === null || daysLeft > 30)
    const [goneInside, keptInside] = inside.filter(({ daysLeft }) => (daysLeft as number) > 1)
    const [goneOutside] = outside
    world.mutate.release(goneInside?.resourceId as string)
    world.mutate.release(goneOutside?.resourceId as string)

    const { code, json } = await run(['sync', '--expire-days', '30'])
    expect(code).toBe(0)
    const count = inside.length - 1
    expect(json).toMatchObject({
      complete: true,
      fetched: count,
      reportedTotal: count,
      gone: 1,
      added: 0,
      windowDays: 30,
    })
    const byId = new Map((await items()).map((item) => [item.resourceId, item]))
    expect(byId.get(goneInside?.resourceId as string)).toMatchObject({ isActive: false })
    expect(byId.get(keptInside?.resourceId as string)).toMatchObject({ isActive: true })
    for (const { resourceId } of outside) {
      expect(byId.get(resourceId)).toMatchObject({ isActive: true, lastSyncedAt: whole.endedAt })
    }
    const accounts = await run(['accounts', 'list'])
    expect(accounts.json.items[0].lastComplete.runId).toBe(whole.runId)
  })
})

describe('an account that does not stand still', () => {
  let shared: HuaweiFolder

  beforeAll(async () => {
    shared = await startHuaweiFolder({ resources: 1_100 })
  })

  afterAll(async () => {
    await shared?.close()
  })

  it.each([
    ['counts more than it has', { wrongTotal: 5 }],
    ['counts fewer than it has', { wrongTotal: -5 }],
    ['grows while it is read', { movingTotal: { everyNRequests: 1, delta: 1 } }],
    ['shrinks while it is read', { movingTotal: { everyNRequests: 1, delta: -1 } }],
    ['repeats rows and hides others', { duplicates: 3 }],
  ])('and %s is never believed: exit code 2, nothing gone, what was seen is taken', async (_name, switches) => {
    const { simulator, folder, syncWhole, items } = shared
    await syncWhole()
    const activeBefore = (await items()).filter(({ isActive }) => isActive).length
    const quiet = quietResources(simulator)
    const [renamed, released] = [quiet.at(-20), quiet.at(-21)] as [SimResource, SimResource]
    const name = `umbenannt-${_name.length}-${renamed.id.slice(0, 4)}`
    simulator.world.mutate.rename(renamed.id, name)
    simulator.world.mutate.release(released.id)
    Object.assign(simulator.switches, switches)
    const { code, json, stderr } = await folder.run(['sync'])
    simulator.switches.reset()
    expect(code, stderr).toBe(2)
    expect(json).toMatchObject({ status: 'incomplete', complete: false, gone: 0, error: null })
    const byId = new Map((await items()).map((item) => [item.resourceId, item]))
    expect(byId.get(released.id)).toMatchObject({ isActive: true })
    expect(byId.get(renamed.id)).toMatchObject({ resourceName: name, isActive: true })
    expect([...byId.values()].filter(({ isActive }) => isActive).length).toBeGreaterThanOrEqual(activeBefore)

    const proper = await syncWhole()
    expect(proper.gone).toBeGreaterThanOrEqual(1)
    const active = (await items()).filter(({ isActive }) => isActive)
    expect(new Set(active.map(({ resourceId }) => resourceId))).toEqual(
      new Set(simulator.world.listed().map(({ id }) => id)),
    )
    expect(active.some(({ resourceId }) => resourceId === released.id)).toBe(false)
  })
})

describe('what a person typed', () => {
  it('adds an account whose secret comes by standard input', async () => {
    const { simulator, folder, run } = await createHuaweiFolder({ resources: 30 })
    const added = await folder.run(
      [
        'accounts',
        'add',
        '--provider',
        'huawei',
        '--name',
        '备用',
        '--endpoint',
        simulator.url,
        '--access-key',
        'AKEXAMPLE2',
        '--secret-key-stdin',
      ],
      { stdin: 'SKEXAMPLE2\n' },
    )
    expect(added, added.stderr).toMatchObject({ code: 0, json: { name: '备用', accessKey: 'AKEXAMPLE2' } })
    const synced = await run(['sync', '--account', '备用'])
    expect(synced, synced.stderr).toMatchObject({ code: 0, json: { account: '备用', complete: true, fetched: 30 } })
    // Two accounts that see the same resource make its resource id ambiguous, never a mixture.
    await run(['sync', '--account', '生产账号'])
    const { json } = await run(['items', 'list', '--account', '备用', '--page-size', '100'])
    expect(json.total).toBe(30)
    const shown = await run(['items', 'show', json.items[0].resourceId])
    expect(shown).toMatchObject({ code: 1, json: { error: { code: 'ITEM_AMBIGUOUS' } } })
  })
})
