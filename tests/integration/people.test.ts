import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimResource } from '../simulators/huawei/resource.ts'
import { dumpTable, expectItems } from '../support/huawei-oracle.ts'
import { startHuaweiFolder, type HuaweiFolder } from '../support/huawei-folder.ts'

const SAID = {
  decision: 'let-expire',
  owner: '王芳',
  backupOwner: 'Chen Jie',
  reason: '项目结束，不再续费',
  note: '与供应商确认过\n第二行',
  snoozedUntil: '2099-12-31',
}

let shared: HuaweiFolder
/** The item that people spoke about, far from its end. */
let resource: SimResource
let itemId: string
let acknowledgedAt: string
let decidedAt: { readonly from: number; readonly to: number }

beforeAll(async () => {
  shared = await startHuaweiFolder({ resources: 120 })
  const far = new Set(
    expectItems(shared.simulator.world, Date.now()).flatMap(({ daysLeft, status, resourceId }) =>
      (daysLeft ?? 0) > 90 && status === 'in-use' ? [resourceId] : [],
    ),
  )
  resource = shared.simulator.world.listed().find(({ id }) => far.has(id)) as SimResource
  await shared.syncWhole()
  const set = await shared.run(['settings', 'set', 'userName', '李娜'])
  expect(set, set.stderr).toMatchObject({ code: 0 })
  const from = Date.now()
  const { code, json, stderr } = await shared.folder.run([
    'items',
    'decide',
    resource.id,
    '--decision',
    SAID.decision,
    '--owner',
    SAID.owner,
    '--backup-owner',
    SAID.backupOwner,
    '--reason',
    SAID.reason,
    '--note',
    SAID.note,
    '--snooze-until',
    SAID.snoozedUntil,
    '--acknowledge',
  ])
  decidedAt = { from, to: Date.now() }
  expect(code, stderr).toBe(0)
  expect(json).toMatchObject({ changed: 1, total: 1, items: [{ ...SAID, resourceId: resource.id }] })
  itemId = json.items[0].id
  acknowledgedAt = json.items[0].acknowledgedAt
}, 60_000)

afterAll(async () => {
  await shared?.close()
})

// oxlint-disable-next-line typescript/no-explicit-any -- a JSON document
async function show(id = resource.id): Promise<any> {
  const { code, json, stderr } = await shared.run(['items', 'show', id])
  expect(code, stderr).toBe(0)
  return json
}

async function expectKept(): Promise<void> {
  const item = await show()
  expect(item).toMatchObject({ ...SAID, id: itemId, acknowledgedAt })
  expect(item.history).toHaveLength(7)
}

describe('what people said', () => {
  /** Each begins and ends with a complete picture that has the item. */
  const events: readonly (readonly [name: string, happen: () => Promise<void>])[] = [
    ['a sync that finds nothing new', async () => void (await shared.syncWhole())],
    [
      'a sync that changes what the provider says',
      async () => {
        shared.simulator.world.mutate.rename(resource.id, `umbenannt-${Date.now()}`)
        shared.simulator.world.mutate.setPolicy(resource.id, resource.row?.['expire_policy'] === 3 ? 0 : 3)
        expect(await shared.syncWhole()).toMatchObject({ changed: 1 })
      },
    ],
    [
      'its resource going and coming back',
      async () => {
        const { mutate } = shared.simulator.world
        mutate.setRaw(resource.id, { resource_id: 'somebody-else' })
        await shared.syncWhole()
        expect(await show()).toMatchObject({ ...SAID, isActive: false, acknowledgedAt })
        mutate.setRaw(resource.id, { resource_id: resource.id })
        await shared.syncWhole()
        expect(await show()).toMatchObject({ isActive: true })
      },
    ],
    [
      'an incomplete sync',
      async () => {
        shared.simulator.switches.wrongTotal = 3
        const { code } = await shared.run(['sync'])
        shared.simulator.switches.reset()
        expect(code).toBe(2)
      },
    ],
    [
      'a cancelled sync',
      async () => {
        shared.simulator.switches.hang = true
        const app = await shared.open()
        const { accountId } = await app.request('account.get', { name: shared.account })
        const { runId } = await app.request('sync.start', { accountId })
        expect(await app.request('run.cancel', { runId })).toEqual({ outcome: 'cancelled' })
        shared.simulator.switches.reset()
        await app.stop()
      },
    ],
    [
      'a backup and its restore after everything was overwritten',
      async () => {
        const file = join(shared.folder.dataDir, '..', `backup-${Date.now()}.sqlite`)
        expect(await shared.run(['backup', file])).toMatchObject({ code: 0 })
        const before = dumpTable(shared.folder.databaseFile, 'item_review')
        const other = await shared.run([
          'items',
          'decide',
          resource.id,
          '--decision',
          'undecided',
          '--owner',
          '',
          '--note',
          'overwritten',
        ])
        expect(other.json.items[0]).toMatchObject({ decision: 'undecided', owner: null, note: 'overwritten' })
        expect(await shared.run(['restore', file])).toMatchObject({ code: 0 })
        expect(dumpTable(shared.folder.databaseFile, 'item_review')).toEqual(before)
      },
    ],
  ]

  it.each(events)('survives %s', async (_name, happen) => {
    await happen()
    await expectKept()
  })

  it('is told in the history: who, when, what it was and what it became', async () => {
    const { history } = await show()
    const byField = Object.fromEntries(
      history.map((line: { field: string; old: string | null; new: string | null; by: string; at: string }) => {
        expect(line.by).toBe('李娜')
        expect(Date.parse(line.at)).toBeGreaterThanOrEqual(decidedAt.from)
        expect(Date.parse(line.at)).toBeLessThanOrEqual(decidedAt.to)
        return [line.field, [line.old, line.new]]
      }),
    )
    expect(byField).toEqual({
      decision: ['undecided', SAID.decision],
      owner: [null, SAID.owner],
      backupOwner: [null, SAID.backupOwner],
      reason: [null, SAID.reason],
      note: [null, SAID.note],
      snoozedUntil: [null, SAID.snoozedUntil],
      acknowledgedAt: [null, acknowledgedAt],
    })
    const human = await shared.runHuman(['items', 'show', resource.id])
    expect(human.stdout).toContain('李娜')
    expect(human.stdout).toContain('王芳')
  })

  it('is not written anew when it is said again', async () => {
    const { json } = await shared.run(['items', 'decide', itemId, '--owner', SAID.owner, '--decision', SAID.decision])
    expect(json.changed).toBe(0)
    await expectKept()
  })

  it('about an item that nobody knows is refused by its name, and about none of the others either', async () => {
    const [other] = (await shared.items()).filter(({ id }) => id !== itemId)
    const before = dumpTable(shared.folder.databaseFile, 'item_review')
    const lines = dumpTable(shared.folder.databaseFile, 'item_review_change')
    const result = await shared.folder.run([
      'items',
      'decide',
      other.id,
      'no-such-item',
      itemId,
      '--decision',
      'renew',
      '--owner',
      'nobody',
    ])
    expect(result).toMatchObject({ code: 1, json: { error: { code: 'ITEM_NOT_FOUND' } } })
    expect(result.json.error.message).toContain('no-such-item')
    expect(dumpTable(shared.folder.databaseFile, 'item_review')).toEqual(before)
    expect(dumpTable(shared.folder.databaseFile, 'item_review_change')).toEqual(lines)
  })

  it('about one period ends with it: a renewal takes decision and acknowledgement away and leaves the rest', async () => {
    const { world } = shared.simulator
    const others = expectItems(world, Date.now()).filter(
      ({ daysLeft, status, resourceId }) => (daysLeft ?? 0) > 90 && status === 'in-use' && resourceId !== resource.id,
    )
    const [expiring, renewing] = others as [(typeof others)[number], (typeof others)[number]]
    const say = (id: string, decision: string) =>
      shared.run([
        'items',
        'decide',
        id,
        '--decision',
        decision,
        '--owner',
        'Zhang',
        '--note',
        'bleibt',
        '--acknowledge',
      ])
    await say(expiring.resourceId, 'let-expire')
    await say(renewing.resourceId, 'renew')
    world.mutate.renew(expiring.resourceId, 12)
    world.mutate.renew(renewing.resourceId, 12)
    await shared.syncWhole()
    const kept = { owner: 'Zhang', note: 'bleibt', acknowledgedAt: null }
    expect(await show(expiring.resourceId)).toMatchObject({ ...kept, decision: 'undecided' })
    expect(await show(renewing.resourceId)).toMatchObject({ ...kept, decision: 'renewed' })
    const { history } = await show(expiring.resourceId)
    expect(history.map(({ field }: { field: string }) => field)).toContain('decision')
  })
})
