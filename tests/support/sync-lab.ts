import { cpSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { LINKS_ACCOUNT_ID } from '../../src/shared/domain/account.ts'
import type { Run } from '../../src/shared/domain/run.ts'
import { startHuaweiSimulator, type HuaweiSimulator } from '../simulators/huawei/server.ts'
import type { World } from '../simulators/huawei/world.ts'
import { createCliFolder, type CliFolder } from './cli.ts'
import { expectItems } from './huawei-oracle.ts'
import { comparePictures, readStoredState, withoutRunsOwnValues, type Picture, type StoredState } from './picture.ts'
import { startTestApp, type TestApp } from './test-app.ts'

const ACCOUNT = '生产账号'

/** What an undisturbed sync from the old to the new picture was like. */
export interface Reference {
  /** Requests that the simulator answered. */
  readonly requests: number
  /** From the request for the commit to its end. */
  readonly commitMs: number
  readonly oldFileBytes: number
  readonly newFileBytes: number
  /** Length of the log beside the file when the run had ended. */
  readonly walBytes: number
}

/**
 * A simulated account that has moved on since it was last read, and a data folder that still shows the old picture, with
 * what people have said about it. Copies of the folder are disturbed on their way to the new picture.
 */
export interface SyncLab {
  readonly simulator: HuaweiSimulator
  readonly old: StoredState
  readonly reference: Reference
  /** A folder of its own with the old picture. */
  copy(): CliFolder
  /** What differs from the old picture; empty when nothing does. */
  compareWithOld(state: StoredState): string[]
  /** What differs from the new picture, but for ids and instants that the run with this id has drawn itself. */
  compareWithNew(state: StoredState, runId: string): string[]
  /** Whether a killed or failed sync left exactly one of the two pictures, and which run the database says made it. */
  whichPicture(state: StoredState): { readonly name: 'old' | 'new' | 'neither'; readonly differences: string[] }
  /**
   * Starts the core on a disturbed folder as the next start of the app would, syncs to the end and compares everything.
   * Answers what is not as promised.
   */
  finishUndisturbed(folder: CliFolder): Promise<string[]>
  close(): Promise<void>
}

export interface SyncLabOptions {
  readonly seed: number
  /** Resources of the old picture; default 1,500. */
  readonly resources?: number
  /** Resources that the new picture adds; default 120. */
  readonly added?: number
}

/** Builds the two pictures: about 1,500 rows, nearly all of which change. */
export async function createSyncLab(options: SyncLabOptions): Promise<SyncLab> {
  const simulator = await startHuaweiSimulator({ resources: options.resources ?? 1500, seed: options.seed })
  const prepared = createCliFolder()
  const app = await startTestApp(prepared)
  try {
    // Which of the many quotes a sync asks for beside its work is a matter of moments; pictures are compared exactly.
    const account = await app.addHuawei(simulator.url, { name: ACCOUNT, limits: { quoteWithinDays: 0 } })
    expectSuccess(await app.sync(account))
    await letPeopleDecide(app)
  } finally {
    await app.stop()
  }
  const old = readCopy(copy())
  moveOn(simulator.world, options.added ?? 120)

  function copy(): CliFolder {
    const folder = createCliFolder()
    mkdirSync(dirname(folder.keyFile), { recursive: true, mode: 0o700 })
    cpSync(prepared.keyFile, folder.keyFile)
    cpSync(prepared.dataDir, folder.dataDir, { recursive: true })
    return folder
  }

  const { reference, picture } = await runReference(copy(), simulator, old)

  function compareWithNew(state: StoredState, runId: string): string[] {
    const run = state.runs.find((each) => each.run_id === runId)
    if (!run) return [`run ${runId} is missing`]
    return comparePictures(withoutRunsOwnValues(state.picture, old.picture, run), picture)
  }
  const compareWithOld = (state: StoredState): string[] => comparePictures(state.picture, old.picture)

  return {
    simulator,
    old,
    reference,
    copy,
    compareWithOld,
    compareWithNew,
    whichPicture(state) {
      const made = newRuns(state, old).find(({ state: end }) => end === 'succeeded')
      const differences = made ? compareWithNew(state, made.run_id) : compareWithOld(state)
      return { name: differences.length > 0 ? 'neither' : made ? 'new' : 'old', differences }
    },
    finishUndisturbed: (folder) => finishUndisturbed(folder, { old, compareWithOld, compareWithNew }),
    async close() {
      await simulator.close()
      prepared.remove()
    },
  }
}

/** A reader leaves an empty log beside the file, which the prepared folder must not have. */
function readCopy(folder: CliFolder): StoredState {
  const state = readStoredState(folder.databaseFile)
  folder.remove()
  return state
}

function newRuns(state: StoredState, old: StoredState): StoredState['runs'] {
  const known = new Set(old.runs.map((run) => run.run_id))
  return state.runs.filter((run) => !known.has(run.run_id))
}

function expectSuccess(run: Run): void {
  if (run.state !== 'succeeded' || !run.complete) throw new Error(`the sync ended as ${JSON.stringify(run)}`)
}

/** Decisions, owners and notes on items that will change, on some that will go and on some that stay. */
async function letPeopleDecide(app: TestApp): Promise<void> {
  const items = (await app.items()).toSorted((a, b) => (a.resourceId < b.resourceId ? -1 : 1))
  const ids = items.map(({ id }) => id)
  const every = (n: number): string[] => ids.filter((_, index) => index % n === 0)
  await app.request('item.review', {
    itemIds: every(9),
    patch: { decision: 'renew', owner: '王芳', reason: '核心业务' },
  })
  await app.request('item.review', { itemIds: every(23), patch: { decision: 'let-expire', note: '与李雷确认过' } })
  await app.request('item.review', { itemIds: every(31), patch: { isAcknowledged: true, snoozedUntil: '2030-01-31' } })
}

/** Months ahead, so that no cause depends on the hour at which the test runs. */
const FAR_MS = 40 * 86_400_000

/** Everything that can happen between two syncs, to nearly every resource. */
function moveOn(world: World, added: number): void {
  const { mutate } = world
  world.listed().forEach(({ id, name, row }, index) => {
    const expiresAt = Date.parse(String(row?.['expire_time']))
    switch (index % 5) {
      case 0:
        return mutate.rename(id, `${name}-新`)
      case 1:
        return mutate.setTag(id, 'env', `env-${index}`)
      case 2:
        return mutate.setPolicy(id, row?.['expire_policy'] === 3 ? 0 : 3)
      case 3:
        return void mutate.renew(id, 12)
      default:
        if (index % 25 === 4 && expiresAt > world.baseTime + FAR_MS) return void mutate.release(id)
        if (index % 50 === 9) return mutate.close(id)
        if (index % 25 === 14) return
        mutate.setTag(id, 'CostCenter', index % 2 === 0 ? null : `CC-${index}`)
        return mutate.rename(id, `${name}-${index}`)
    }
  })
  mutate.add(added)
}

async function runReference(
  folder: CliFolder,
  simulator: HuaweiSimulator,
  old: StoredState,
): Promise<{ reference: Reference; picture: Picture }> {
  const app = await startTestApp(folder)
  try {
    const oldFileBytes = statSync(folder.databaseFile).size
    simulator.stats.reset()
    const [account] = await app.request('account.list', {})
    if (!account) throw new Error('the prepared folder has no account')
    const run = await app.sync(account)
    expectSuccess(run)
    const endedAt = (await app.log(run.runId)).find(({ code }) => code === 'sync.succeeded')?.at ?? 0
    const walBytes = statSync(`${folder.databaseFile}-wal`).size
    const requests = simulator.stats.total
    const wrong = await compareWithWorld(app, simulator.world)
    if (wrong.length > 0) throw new Error(`the new picture is not what the cloud holds: ${wrong.join('; ')}`)
    await app.stop()
    const state = readStoredState(folder.databaseFile)
    const stored = state.runs.find(({ run_id: id }) => id === run.runId)
    if (!stored || comparePictures(state.picture, old.picture).length === 0) throw new Error('nothing has changed')
    return {
      reference: {
        requests,
        commitMs: endedAt - (run.endedAt ?? 0),
        oldFileBytes,
        newFileBytes: statSync(folder.databaseFile).size,
        walBytes,
      },
      picture: withoutRunsOwnValues(state.picture, old.picture, stored),
    }
  } finally {
    await app.stop()
    folder.remove()
  }
}

/** The reference itself is proven by the simulated account, resource by resource. */
async function compareWithWorld(app: TestApp, world: World): Promise<string[]> {
  const items = new Map((await app.items()).map((item) => [item.resourceId, item]))
  const wrong: string[] = []
  for (const expected of expectItems(world, Date.now())) {
    const item = items.get(expected.resourceId)
    items.delete(expected.resourceId)
    const actual = item && {
      name: item.resourceName,
      expires: item.expiresAt === null ? null : new Date(item.expiresAt).toISOString(),
      mode: item.renewalMode,
      status: item.status,
      // A closed resource is in no inventory any more: its tags stay as they were last seen.
      tags: expected.status === 'closed' ? expected.tags : (item.tags ?? {}),
      isActive: item.isActive,
    }
    const wanted = {
      name: expected.resourceName,
      expires: expected.expireTime,
      mode: expected.renewalMode,
      status: expected.status,
      tags: expected.tags,
      isActive: expected.status !== 'closed',
    }
    if (toText(actual) !== toText(wanted)) wrong.push(`${toText(actual)} is not ${toText(wanted)}`)
  }
  for (const item of items.values()) if (item.isActive) wrong.push(`${item.resourceId} should be gone`)
  return wrong.slice(0, 5)
}

function toText(value: object | undefined): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

type Comparisons = Pick<SyncLab, 'old' | 'compareWithOld' | 'compareWithNew'>

/** Files that may lie in a data folder when nothing runs. */
const RESTING_FILES = /^(duewatch\.sqlite|secrets\.json|instances|instances\/gate\.lock)$/

async function finishUndisturbed(folder: CliFolder, lab: Comparisons): Promise<string[]> {
  const wrong: string[] = []
  const before = readStoredState(folder.databaseFile)
  const made = newRuns(before, lab.old).find(({ state }) => state === 'succeeded')
  const app = await startTestApp(folder)
  let lastRunId = ''
  try {
    for (const run of (await app.request('run.list', {})).items) {
      if (run.state === 'running' || run.state === 'queued') wrong.push(`run ${run.runId} is still ${run.state}`)
      const stored = before.runs.find(({ run_id: id }) => id === run.runId)
      const wasActive = stored?.state === 'running' || stored?.state === 'queued'
      const expected = wasActive ? 'interrupted' : stored?.state
      if (run.state !== expected) wrong.push(`run ${run.runId} is ${run.state} after the next start, not ${expected}`)
    }
    const [account] = await app.request('account.list', {})
    if (!account) return [...wrong, 'the account is gone']
    const run = await app.sync(account)
    lastRunId = run.runId
    if (run.state !== 'succeeded' || !run.complete) wrong.push(`the next sync: ${JSON.stringify(run)}`)
    for (const finding of await app.request('system.check', {})) {
      if (!finding.isFine) wrong.push(`self-check ${finding.check}: ${finding.detail}`)
    }
    for (const error of app.errors) wrong.push(`the core reported ${String(error)}`)
  } finally {
    await app.stop()
  }
  // Before anything is read: a reader has files of its own.
  for (const name of readdirSync(folder.dataDir, { recursive: true, encoding: 'utf8' })) {
    if (!RESTING_FILES.test(name)) wrong.push(`left behind: ${name}`)
  }
  const after = readStoredState(folder.databaseFile)
  wrong.push(...after.problems)
  if (made) {
    wrong.push(...comparePictures(after.picture, withNewerSync(before.picture, after, lastRunId)))
  } else wrong.push(...lab.compareWithNew(after, lastRunId))
  return wrong
}

/** A sync that finds nothing new moves the account's own row and nothing else. */
function withNewerSync(picture: Picture, after: StoredState, runId: string): Picture {
  const endedAt = after.runs.find(({ run_id: id }) => id === runId)?.ended_at ?? null
  const account = (picture['account'] ?? []).map((row) =>
    row['account_id'] === LINKS_ACCOUNT_ID
      ? row
      : {
          ...row,
          last_complete_run_id: runId,
          last_complete_at: endedAt,
          sync_ordinal: Number(row['sync_ordinal']) + 1,
        },
  )
  return { ...picture, account }
}

/** Carries `work` out for each value, with one lab per lane. */
export async function inLanes<T>(
  labs: readonly SyncLab[],
  values: readonly T[],
  work: (lab: SyncLab, value: T) => Promise<void>,
): Promise<void> {
  const queue = [...values]
  await Promise.all(
    labs.map(async (lab) => {
      for (let value = queue.shift(); value !== undefined; value = queue.shift()) await work(lab, value)
    }),
  )
}
