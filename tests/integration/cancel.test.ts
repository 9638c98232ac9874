import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Account } from '../../src/shared/domain/account.ts'
import type { CancelOutcome } from '../../src/shared/ipc/run.ts'
import type { CliFolder } from '../support/cli.ts'
import { canLookAtProcesses, childrenOf, createWriteLockProbe, isRunning } from '../support/frozen-process.ts'
import { areAllAnswered, createDelay, untilTrue } from '../support/moments.ts'
import { readStoredState } from '../support/picture.ts'
import { createRandom, type Random } from '../support/seeded.ts'
import { say } from '../support/say.ts'
import { createSyncLab, type SyncLab } from '../support/sync-lab.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

/** `SEED` draws other moments; `CRASH_FACTOR` draws more of them. */
const SEED = Number(process.env['SEED'] ?? 20_261_121)
const FACTOR = Number(process.env['CRASH_FACTOR'] ?? 1)

/** The promise itself. */
const ANSWER_WITHIN_MS = 1000
/** What was sent before the cancel reached the worker may still arrive. */
const GRACE_MS = 150
/** After the grace it stays quiet for this long at least; longer where a retry would come later. */
const QUIET_MS = 200
const RETRY_AFTER_S = 1

type Situation =
  | 'starting'
  | 'paging'
  | 'waiting for an answer'
  | 'backing off'
  | 'tags'
  | 'all answered'
  | 'committing'

const PLAN: readonly (readonly [Situation, number])[] = [
  ['starting', 3],
  ['paging', 4],
  ['waiting for an answer', 2],
  ['backing off', 2],
  ['tags', 3],
  ['all answered', 2],
  ['committing', 4],
]

describe('cancelling a sync', () => {
  let lab: SyncLab

  beforeAll(async () => {
    lab = await createSyncLab({ seed: 11 })
  })
  afterAll(async () => {
    await lab.close()
  })

  it('is answered within a second at any moment, leaves the old picture and lets the next sync complete', async () => {
    const random = createRandom(SEED)
    const situations = PLAN.flatMap(([situation, count]) => Array.from({ length: count * FACTOR }, () => situation))
    const failures: string[] = []
    const seen: Record<string, number> = {}
    const answersMs: number[] = []
    for (const situation of situations) {
      const folder = lab.copy()
      try {
        const { outcome, answeredMs, wrong } = await cancelAt(lab, folder, situation, random)
        answersMs.push(answeredMs)
        seen[`${situation}: ${outcome}`] = (seen[`${situation}: ${outcome}`] ?? 0) + 1
        if (wrong.length > 0) failures.push(`SEED=${SEED} ${situation} [${outcome}]: ${wrong.join('\n  ')}`)
      } catch (error) {
        failures.push(`SEED=${SEED} ${situation}: ${String(error)}`)
      } finally {
        lab.simulator.switches.reset()
        folder.remove()
      }
    }
    const sorted = answersMs.toSorted((a, b) => a - b)
    say(`SEED=${SEED} cancels, answered within ${sorted.at(-1)?.toFixed(0)} ms at most`, seen)
    expect(failures).toEqual([])
    expect(Math.max(...answersMs)).toBeLessThan(ANSWER_WITHIN_MS)
    expect(seen['committing: cancelled'] ?? 0).toBeGreaterThanOrEqual(FACTOR)
  })

  it.skipIf(!canLookAtProcesses)(
    'ends the command on SIGTERM: run cancelled, exit code 1, old picture, no worker left',
    async () => {
      const random = createRandom(SEED + 1)
      for (const n of [1, random.integer(2, 8), random.integer(9, lab.reference.requests)]) {
        const folder = lab.copy()
        onTestFinished(() => folder.remove())
        lab.simulator.stats.reset()
        lab.simulator.switches.latencyMs = 30
        const cli = folder.start(['--json', 'sync'])
        // Only a test that fails half way leaves it running.
        onTestFinished(() => void cli.process.kill('SIGKILL'))
        await untilTrue(() => lab.simulator.stats.total >= n)
        const workers = childrenOf(cli.process.pid as number)
        const askedAt = performance.now()
        cli.process.kill('SIGTERM')
        const result = await cli.done
        const endedMs = performance.now() - askedAt
        expect({ code: result.code, status: (result.json as { status: string }).status }).toEqual({
          code: 1,
          status: 'cancelled',
        })
        // A second for the answer, one for the worker to go, and what the machine needs.
        expect(endedMs).toBeLessThan(4000)
        expect(workers.filter(isRunning)).toEqual([])
        const state = readStoredState(folder.databaseFile)
        expect(state.problems).toEqual([])
        expect(lab.compareWithOld(state)).toEqual([])
        expect(state.runs.at(-1)).toMatchObject({ state: 'cancelled' })
        lab.simulator.switches.reset()
        expect(await lab.finishUndisturbed(folder)).toEqual([])
      }
    },
  )
})

interface Cancelled {
  readonly outcome: CancelOutcome
  readonly answeredMs: number
  readonly wrong: string[]
}

async function cancelAt(lab: SyncLab, folder: CliFolder, situation: Situation, random: Random): Promise<Cancelled> {
  const { simulator } = lab
  const app = await startTestApp(folder)
  const wrong: string[] = []
  let outcome: CancelOutcome
  let answeredMs: number
  let runId: string
  try {
    const account = (await app.request('account.list', {}))[0] as Account
    simulator.stats.reset()
    prepare(lab, situation)
    runId = (await app.request('sync.start', { accountId: account.accountId })).runId
    await untilSituation(lab, folder, situation, random)
    const askedAt = performance.now()
    outcome = (await app.request('run.cancel', { runId })).outcome
    answeredMs = performance.now() - askedAt
    const { run } = await app.request('run.get', { runId })
    const isAsSaid = outcome === 'cancelled' ? run.state === 'cancelled' : run.state === 'succeeded'
    if (!isAsSaid || outcome === 'timed-out') wrong.push(`answered ${outcome}, and the run is ${run.state}`)
    await untilTrue(createDelay(GRACE_MS))
    const requests = simulator.stats.total
    await untilTrue(createDelay(situation === 'backing off' ? RETRY_AFTER_S * 1000 + QUIET_MS : QUIET_MS))
    if (simulator.stats.total > requests) wrong.push(`${simulator.stats.total - requests} requests after the cancel`)
    simulator.switches.reset()

    // The same process goes on to work with what the cancelled run has left in it.
    if (outcome === 'cancelled') wrong.push(...(await syncAgain(app, account)))
    wrong.push(...app.errors.map(String))
  } finally {
    await app.stop()
  }
  const state = readStoredState(folder.databaseFile)
  wrong.push(...state.problems)
  const made = state.runs.at(-1)?.run_id ?? ''
  if ((made === runId) !== (outcome === 'not-running'))
    wrong.push(`the last run is ${made}, the cancelled one ${runId}`)
  wrong.push(...lab.compareWithNew(state, made))
  return { outcome, answeredMs, wrong }

  async function syncAgain(running: TestApp, account: Account): Promise<string[]> {
    const untouched = lab.compareWithOld(readStoredState(folder.databaseFile))
    const next = await running.sync(account)
    return next.state === 'succeeded' && next.complete
      ? untouched
      : [...untouched, `the next sync: ${JSON.stringify(next)}`]
  }
}

/** Turns the simulator so that the situation comes about. */
function prepare({ simulator: { switches } }: SyncLab, situation: Situation): void {
  switch (situation) {
    case 'waiting for an answer':
      switches.hang = { 'bss.resources': true }
      return
    case 'backing off':
      switches.rateLimit = { 'bss.resources': { perSecond: 0.001, retryAfter: RETRY_AFTER_S } }
      return
    case 'paging':
    case 'tags':
      switches.latencyMs = [10, 40]
      return
    default:
      switches.latencyMs = [0, 5]
  }
}

/** Waits until the sync is where it shall be cancelled, then a short random time. */
async function untilSituation(lab: SyncLab, folder: CliFolder, situation: Situation, random: Random): Promise<void> {
  const { simulator, reference } = lab
  const { stats } = simulator
  const upTo = async (ms: number): Promise<void> => void (await untilTrue(createDelay(random.next() * ms)))
  const countOf = (api: string): number => stats.byApi[api] ?? 0
  switch (situation) {
    case 'starting':
      return await upTo(300)
    case 'paging':
    case 'waiting for an answer': {
      const page = situation === 'paging' ? random.integer(1, 3) : 1
      await untilTrue(() => countOf('bss.resources') >= page)
      return await upTo(15)
    }
    case 'backing off':
      await untilTrue(() => (stats.byStatus['429'] ?? 0) > 0)
      return await upTo(RETRY_AFTER_S * 800)
    case 'tags': {
      const page = random.integer(1, 9)
      await untilTrue(() => countOf('config.all-resources') >= page)
      return await upTo(15)
    }
    case 'all answered':
      await untilTrue(() => areAllAnswered(simulator, reference.requests))
      return await upTo(10)
    case 'committing': {
      await untilTrue(() => areAllAnswered(simulator, reference.requests))
      if (canLookAtProcesses) await untilTrue(createWriteLockProbe(folder.databaseFile))
      return await upTo(60)
    }
  }
}
