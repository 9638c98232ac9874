import { randomUUID } from 'node:crypto'
import { onTestFinished, describe, expect, it } from 'vitest'
import { getRun } from '../../../../src/core/db/repositories/run.ts'
import { readRunLog } from '../../../../src/core/db/repositories/run-log.ts'
import type { Writer } from '../../../../src/core/db/write-commands.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createRunManager, type RunManager } from '../../../../src/core/jobs/run-manager.ts'
import { createWorkerHost } from '../../../../src/core/jobs/worker-host.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import { NO_METRICS, type Run } from '../../../../src/shared/domain/run.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import type { DownFrame, RunReport, SyncJob, SyncOutcome } from '../../../../src/shared/worker/frames.ts'
import { aNewAccount } from '../../../support/db-builders.ts'
import { aFact, toBatch } from '../../../support/fact-builders.ts'
import { encodeRows } from '../../../../src/worker/sync/encode.ts'
import { createMemoryWorker, type MemoryWorker } from '../../../support/memory-worker.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

interface Stage {
  readonly db: TestDb
  readonly worker: MemoryWorker
  readonly runs: RunManager
  readonly events: NumberedEvent[]
  readonly accountId: string
  /** Sends a report as the worker does, for the newest run frame. */
  report(report: RunReport): void
  /** Waits until the worker has been given a job. */
  untilJob(): Promise<Extract<DownFrame, { kind: 'run' }>>
}

async function createStage(
  options: {
    wrapWriter?: (writer: Writer) => Writer
    prepareJob?: () => Promise<SyncJob>
    wrapGetRun?: (getRun: (runId: string) => Run) => (runId: string) => Run
    isWorkerSilent?: boolean
  } = {},
): Promise<Stage> {
  const db = createTestDb()
  const worker = createMemoryWorker({ isSilent: options.isWorkerSilent === true })
  const bus = createEventBus((error) => {
    throw error
  })
  const events: NumberedEvent[] = []
  bus.on((event) => events.push(event), { signal: new AbortController().signal })
  const writer = options.wrapWriter ? options.wrapWriter(db.writer) : db.writer
  const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {}, graceMs: 50 })
  const runs = createRunManager({
    writer,
    worker: host,
    events: bus,
    clock: db.clock,
    instanceId: 'instance-1',
    getRun: (options.wrapGetRun ?? ((read) => read))((runId) => getRun(db.read, runId)),
    prepareJob: options.prepareJob ?? (async () => ({ type: 'sync' }) as SyncJob),
    prepareLinks: () => Promise.reject(new Error('no run over links here')),
    sweep: async () => {},
    newId: randomUUID,
    onError: () => {},
  })
  onTestFinished(async () => {
    await runs.stop()
    await host.stop()
  })
  const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
  const lastJob = () => worker.received.findLast((frame) => frame.kind === 'run')
  return {
    db,
    worker,
    runs,
    events,
    accountId,
    report(report) {
      const frame = lastJob()
      if (!frame) throw new Error('no job yet')
      worker.send({ v: 1, generation: frame.generation, kind: 'report', runId: frame.runId, report })
    },
    async untilJob() {
      await expect.poll(lastJob, { interval: 1 }).toBeDefined()
      return lastJob() as Extract<DownFrame, { kind: 'run' }>
    },
  }
}

const START = { kind: 'manual', windowDays: null, retryOf: null } as const

function outcome(distinct: number, reportedTotal = distinct): SyncOutcome {
  return { distinct, reportedTotal, isStable: true, unreadable: 0, passes: 1, tags: 'none', warnings: 0 }
}

describe('createRunManager', () => {
  it('answers a start before the worker has done anything, and ends with the worker’s facts stored', async () => {
    const stage = await createStage()
    const { runId, isNew } = await stage.runs.start({ ...START, accountId: stage.accountId })
    expect(isNew).toBe(true)
    await stage.untilJob()
    expect(getRun(stage.db.read, runId).state).toBe('running')
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' }), aFact({ resourceId: 'r2' })]) })
    stage.report({ kind: 'done', outcome: outcome(2), metrics: NO_METRICS })
    const run = await stage.runs.wait(runId)
    expect(run).toMatchObject({ state: 'succeeded', complete: true, fetched: 2, reportedTotal: 2, added: 2 })
    expect(getRun(stage.db.read, runId)).toEqual(run)
  })

  it('tells the worker after the job what is stored already, and nothing when nothing is', async () => {
    const stage = await createStage()
    const known = () => stage.worker.received.filter((frame) => frame.kind === 'known')
    const first = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' }), aFact({ resourceId: 'r2' })]) })
    stage.report({ kind: 'done', outcome: outcome(2), metrics: NO_METRICS })
    await stage.runs.wait(first.runId)
    expect(known()).toEqual([])
    const second = await stage.runs.start({ ...START, accountId: stage.accountId })
    await expect.poll(() => known().length, { interval: 1 }).toBe(2)
    const kinds = stage.worker.received.flatMap((frame) =>
      'runId' in frame && frame.runId === second.runId ? frame.kind : [],
    )
    expect(kinds).toEqual(['run', 'known', 'known'])
    expect(known()).toMatchObject([
      { what: 'items', hashes: { byteLength: 56 } },
      { what: 'tags', hashes: { byteLength: 56 } },
    ])
    stage.report({ kind: 'facts', batch: encodeRows('items', 1, [], [0, 1]) })
    stage.report({ kind: 'done', outcome: outcome(2), metrics: NO_METRICS })
    expect(await stage.runs.wait(second.runId)).toMatchObject({ complete: true, fetched: 2, unchanged: 2, gone: 0 })
  })

  it('gives a batch’s credit back only after the batch is stored', async () => {
    let letStore: () => void = () => {}
    const stage = await createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        async call(name, input) {
          if (name === 'stage.add') await new Promise<void>((resolve) => (letStore = resolve))
          return await writer.call(name, input)
        },
      }),
    })
    await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' })]) })
    await new Promise((resolve) => setImmediate(resolve))
    expect(stage.worker.received.filter((frame) => frame.kind === 'credit')).toEqual([])
    letStore()
    await expect.poll(() => stage.worker.received.filter((frame) => frame.kind === 'credit').length).toBe(1)
  })

  it('joins an equal run and refuses an unequal one', async () => {
    const stage = await createStage()
    const first = await stage.runs.start({ ...START, accountId: stage.accountId, windowDays: 30 })
    const same = await stage.runs.start({ ...START, accountId: stage.accountId, windowDays: 30 })
    expect(same).toEqual({ runId: first.runId, isNew: false })
    await expect(stage.runs.start({ ...START, accountId: stage.accountId })).rejects.toMatchObject({
      code: 'ACCOUNT_BUSY',
    })
  })

  it('stores log lines numbered without gaps before it announces them', async () => {
    const stage = await createStage()
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    const lines = Array.from({ length: 450 }, (_, index) => ({
      at: 5,
      level: 'info' as const,
      stage: 'list' as const,
      code: 'x.y',
      params: { index },
    }))
    stage.report({ kind: 'log', lines })
    stage.report({ kind: 'done', outcome: outcome(0), metrics: NO_METRICS })
    await stage.runs.wait(runId)
    const announced = stage.events.flatMap((event) => (event.name === 'run.logged' ? event.payload.lines : []))
    const stored = readRunLog(stage.db.read, { runId, afterSeq: 0, levels: null, limit: 1000 })
    expect(announced).toEqual(stored)
    expect(stored.map((line) => line.seq)).toEqual(stored.map((_, index) => index + 1))
    expect(stored.filter((line) => line.code === 'x.y')).toHaveLength(450)
  })

  it('cancels while the worker works: state cancelled, old picture, late facts ignored', async () => {
    const stage = await createStage()
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' })]) })
    expect(await stage.runs.cancel(runId)).toBe('cancelled')
    stage.report({ kind: 'done', outcome: outcome(1), metrics: NO_METRICS })
    expect(await stage.runs.wait(runId)).toMatchObject({ state: 'cancelled', added: 0 })
    expect(await stage.runs.cancel(runId)).toBe('not-running')
    expect(stage.worker.received.some((frame) => frame.kind === 'cancel' && frame.runId === runId)).toBe(true)
  })

  it('cancels while the key is still being read, and the worker never keeps the job', async () => {
    let letPrepare: (job: SyncJob) => void = () => {}
    const stage = await createStage({ prepareJob: () => new Promise((resolve) => (letPrepare = resolve)) })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await new Promise((resolve) => setImmediate(resolve))
    expect(await stage.runs.cancel(runId)).toBe('cancelled')
    letPrepare({ type: 'sync' } as SyncJob)
    await new Promise((resolve) => setImmediate(resolve))
    expect(stage.worker.received.filter((frame) => frame.kind === 'run')).toEqual([])
    expect(getRun(stage.db.read, runId).state).toBe('cancelled')
  })

  it('says that a run of another process cannot be cancelled from here', async () => {
    const stage = await createStage()
    const request = { ...START, accountId: stage.accountId, instanceId: 'another', at: 0 }
    const { runId } = await stage.db.writer.call('run.create', request)
    expect(await stage.runs.cancel(runId)).toBe('elsewhere')
    expect(getRun(stage.db.read, runId).state).toBe('queued')
  })

  it('fails a run with the reason when the worker dies, and carries out the next one', async () => {
    const stage = await createStage()
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    stage.worker.die(null, 'SIGKILL')
    expect(await stage.runs.wait(runId)).toMatchObject({
      state: 'failed',
      error: { code: 'WORKER_EXITED', params: { signal: 'SIGKILL' } },
    })
    const second = await stage.runs.start({ ...START, accountId: stage.accountId })
    await expect.poll(() => stage.worker.received.some((frame) => frame.kind === 'run')).toBe(true)
    stage.report({ kind: 'done', outcome: outcome(0), metrics: NO_METRICS })
    expect((await stage.runs.wait(second.runId)).state).toBe('succeeded')
  })

  it('fails a run whose key is missing with that code', async () => {
    const stage = await createStage({
      prepareJob: async () => {
        throw new AppError('SECRET_MISSING', { account: 'x' })
      },
    })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    expect((await stage.runs.wait(runId)).error?.code).toBe('SECRET_MISSING')
  })

  it('ends what is going on as interrupted when it stops, and starts nothing more', async () => {
    const stage = await createStage()
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    await stage.runs.stop()
    expect(getRun(stage.db.read, runId).state).toBe('interrupted')
    await expect(stage.runs.start({ ...START, accountId: stage.accountId })).rejects.toMatchObject({
      code: 'SHUTTING_DOWN',
    })
  })

  it('ends a run in memory when not even its failure can be stored', async () => {
    const stage = await createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        call: (name, input) =>
          name === 'stage.add' || name === 'run.finish'
            ? Promise.reject(new AppError('DISK_FULL', { file: 'x' }))
            : writer.call(name, input),
      }),
    })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' })]) })
    expect(await stage.runs.wait(runId)).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' } })
  })

  it('ends a run in memory when the database can neither be written nor read any more', async () => {
    let isGone = false
    const stage = await createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        call: (name, input) =>
          isGone ? Promise.reject(new AppError('DB_DAMAGED', { file: 'x' })) : writer.call(name, input),
      }),
      wrapGetRun: (read) => (runId) => {
        if (isGone) throw new AppError('DB_DAMAGED', { file: 'x' })
        return read(runId)
      },
    })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    isGone = true
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' })]) })
    expect(await stage.runs.wait(runId)).toMatchObject({ runId, state: 'failed', error: { code: 'DB_DAMAGED' } })
    isGone = false
  })

  it('takes the job away from the worker when a run was cancelled while it started and no stage could be opened', async () => {
    let failOpen: (error: Error) => void = () => {}
    const stage = await createStage({
      isWorkerSilent: true,
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        async call(name, input) {
          if (name === 'stage.open') await new Promise((_resolve, reject) => (failOpen = reject))
          return await writer.call(name, input)
        },
      }),
    })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await expect.poll(() => stage.worker.launches, { interval: 1 }).toBe(1)
    expect(await stage.runs.cancel(runId)).toBe('cancelled')
    failOpen(new AppError('DB_BUSY', { file: 'x' }))
    stage.worker.send({ v: 1, generation: 0, kind: 'ready', pid: 1 })
    await stage.untilJob()
    await expect.poll(() => stage.worker.received.at(-1), { interval: 1 }).toMatchObject({ kind: 'cancel', runId })
  })

  it('leaves no run behind that was being started when it stopped', async () => {
    let letCreate: () => void = () => {}
    const stage = await createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        async call(name, input) {
          const output = await writer.call(name, input)
          if (name === 'run.create') await new Promise<void>((resolve) => (letCreate = resolve))
          return output
        },
      }),
    })
    const started = stage.runs.start({ ...START, accountId: stage.accountId })
    const held = letCreate
    await expect.poll(() => letCreate !== held, { interval: 1 }).toBe(true)
    const stopped = stage.runs.stop()
    letCreate()
    const { runId } = await started
    await stopped
    expect(getRun(stage.db.read, runId).state).toBe('interrupted')
  })

  it('waits for a run of another process only until it is told to stop waiting', async () => {
    const stage = await createStage()
    const other = { ...START, accountId: stage.accountId, instanceId: 'instance-2', at: 0 }
    const { runId } = await stage.db.writer.call('run.create', other)
    const stop = new AbortController()
    const waited = stage.runs.wait(runId, stop.signal)
    stop.abort()
    expect((await waited).state).toBe('queued')
  })

  it('frees the account as soon as an end that could not be stored can be written down', async () => {
    let isFull = true
    const stage = await createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        call: (name, input) =>
          isFull && (name === 'stage.add' || name === 'run.finish')
            ? Promise.reject(new AppError('DISK_FULL', { file: 'x' }))
            : writer.call(name, input),
      }),
    })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' })]) })
    await stage.runs.wait(runId)
    expect(getRun(stage.db.read, runId).state).toBe('running')
    isFull = false
    const next = await stage.runs.start({ ...START, accountId: stage.accountId })
    expect(next).toMatchObject({ isNew: true })
    expect(getRun(stage.db.read, runId)).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' } })
  })

  it('commits as soon as another process lets go of the database', async () => {
    let busy = 3
    const stage = await createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        async call(name, input) {
          if (name === 'sync.commit' && busy > 0) {
            busy -= 1
            throw new AppError('DB_BUSY', { file: 'x' })
          }
          return await writer.call(name, input)
        },
      }),
    })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' })]) })
    stage.report({ kind: 'done', outcome: outcome(1), metrics: NO_METRICS })
    expect(await stage.runs.wait(runId)).toMatchObject({ state: 'succeeded', added: 1 })
  })

  it('answers two cancels during a commit that rolls back with "cancelled" both', async () => {
    let letCommit: () => void = () => {}
    const stage = await createStage({ wrapWriter: (writer) => withHeldCommit(writer, (go) => (letCommit = go)) })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    const held = letCommit
    stage.report({ kind: 'facts', batch: toBatch('items', [aFact({ resourceId: 'r1' })]) })
    stage.report({ kind: 'done', outcome: outcome(1), metrics: NO_METRICS })
    await expect.poll(() => letCommit !== held, { interval: 1 }).toBe(true)
    const answers = [stage.runs.cancel(runId), stage.runs.cancel(runId)]
    letCommit()
    expect(await Promise.all(answers)).toEqual(['cancelled', 'cancelled'])
    expect(getRun(stage.db.read, runId).state).toBe('cancelled')
  })

  it('answers a cancel within a second even when the commit does not come to an end', async () => {
    let letCommit: () => void = () => {}
    const stage = await createStage({ wrapWriter: (writer) => withHeldCommit(writer, (go) => (letCommit = go)) })
    const { runId } = await stage.runs.start({ ...START, accountId: stage.accountId })
    await stage.untilJob()
    const held = letCommit
    stage.report({ kind: 'done', outcome: outcome(0), metrics: NO_METRICS })
    await expect.poll(() => letCommit !== held, { interval: 1 }).toBe(true)
    expect(await stage.runs.cancel(runId)).toBe('timed-out')
    letCommit()
    expect((await stage.runs.wait(runId)).state).toBe('cancelled')
  })
})

/** A commit begins only when told, as if another process held the lock on the file. */
function withHeldCommit(writer: Writer, onCommit: (go: () => void) => void): Writer {
  return {
    close: () => writer.close(),
    async call(name, input) {
      if (name === 'sync.commit') await new Promise<void>((resolve) => onCommit(resolve))
      return await writer.call(name, input)
    },
  }
}
