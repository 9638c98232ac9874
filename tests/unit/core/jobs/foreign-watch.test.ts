import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openReadDb, openWriteDb } from '../../../../src/core/db/connection.ts'
import { createInlineWriter } from '../../../../src/core/db/inline-writer.ts'
import { dataVersion, readDigests } from '../../../../src/core/db/repositories/digest.ts'
import type { Writer } from '../../../../src/core/db/write-commands.ts'
import { createEventBus, type EventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createForeignWatch } from '../../../../src/core/jobs/foreign-watch.ts'
import { createForeignRuns } from '../../../../src/core/services/foreign-runs.ts'
import { NO_METRICS, type LogLine, type RunSample, type StoredLogLine } from '../../../../src/shared/domain/run.ts'
import type { EventName, NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

interface Stage {
  readonly db: TestDb
  readonly accountId: string
  readonly bus: EventBus
  readonly events: NumberedEvent[]
  /** Writes as another process does, over a connection of its own. */
  readonly other: Writer
  /** A run of another process, under way. */
  startRun(): Promise<string>
  /** Lets the watch look once; answers the names of what it said. */
  look(): Promise<EventName[]>
  readonly sweeps: () => number
  listen(): () => void
}

async function create(options: { before?: (stage: Pick<Stage, 'db' | 'startRun'>) => Promise<void> } = {}) {
  const db = createTestDb()
  const otherDb = openWriteDb(db.file)
  const reader = openReadDb(db.file)
  onTestFinished(() => {
    otherDb.close()
    reader.close()
  })
  const other = createInlineWriter(otherDb, db.clock)
  const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
  const startRun = async (): Promise<string> => {
    const run = { accountId, kind: 'manual', windowDays: null, retryOf: null, instanceId: randomUUID(), at: 5 } as const
    const { runId } = await other.call('run.create', run)
    await other.call('run.begin', { runId })
    return runId
  }
  await options.before?.({ db, startRun })

  const bus = createEventBus((error) => {
    throw error
  })
  const events: NumberedEvent[] = []
  let planned: (() => void) | null = null
  let sweeps = 0
  let errors: unknown[] = []
  const watch = createForeignWatch({
    events: bus,
    version: () => dataVersion(reader),
    digests: () => readDigests(reader),
    runs: createForeignRuns(reader, 'mine'),
    sweep: async () => {
      sweeps += 1
    },
    onError: (error) => errors.push(error),
    setTimer: (work) => {
      planned = work
      return () => (planned = null)
    },
  })
  onTestFinished(() => watch.stop())
  const listen = (): (() => void) => {
    const over = new AbortController()
    bus.on((event) => events.push(event), { signal: over.signal })
    return () => over.abort()
  }
  const stage: Stage = {
    db,
    accountId,
    bus,
    events,
    other,
    startRun,
    sweeps: () => sweeps,
    listen,
    async look() {
      const before = events.length
      errors = []
      planned?.()
      await new Promise((resolve) => setImmediate(resolve))
      expect(errors).toEqual([])
      return events.slice(before).map(({ name }) => name)
    },
  }
  return stage
}

function lines(first: number, count: number): StoredLogLine[] {
  const line: LogLine = { at: 1, level: 'info', stage: 'list', code: 'sync.started', params: {} }
  return Array.from({ length: count }, (_, index) => ({ ...line, seq: first + index }))
}

const sample = (requests: number): RunSample => ({
  at: requests,
  active: 1,
  queued: 0,
  requests,
  retries: 0,
  throttled: 0,
  perSecond: 1,
  p95Ms: 1.5,
})

function seqsOf(events: readonly NumberedEvent[]): number[] {
  return events.flatMap((event) => (event.name === 'run.logged' ? event.payload.lines.map(({ seq }) => seq) : []))
}

const NO_DUE = { count: 0, sums: { sums: [], missing: 0 } }
const NO_FIGURES = {
  today: '2026-11-21',
  all: NO_DUE,
  bands: [],
  decisions: [],
  overdue: NO_DUE,
  contradictions: 0,
  undecidedDue: NO_DUE,
  accounts: [],
}

describe('createForeignWatch', () => {
  it('tells the whole life of a run that another process carries out, every line once and in order', async () => {
    const stage = await create()
    stage.listen()
    expect(await stage.look()).toEqual([])
    const runId = await stage.startRun()
    await stage.other.call('run.log', { runId, lines: lines(1, 2) })
    expect(await stage.look()).toEqual(['run.started', 'run.logged', 'run.progressed'])
    const progress = [{ stage: 'list', done: 3, total: 9, failed: 0 }] as const
    const metrics = { ...NO_METRICS, requests: 4 }
    await stage.other.call('run.note', { runId, progress, metrics, samples: [sample(4)], firstPosition: 0 })
    await stage.other.call('run.log', { runId, lines: lines(3, 1200) })
    expect(await stage.look()).toEqual(['run.logged', 'run.logged', 'run.logged', 'run.progressed'])
    expect(stage.events.at(-1)?.payload).toEqual({ runId, progress, metrics, sample: sample(4) })
    await stage.other.call('run.log', { runId, lines: lines(1203, 1) })
    const end = { runId, state: 'failed', error: null, metrics, warnings: 0, at: 9 } as const
    await stage.other.call('run.finish', end)
    expect(await stage.look()).toEqual(['run.logged', 'run.ended'])
    expect(stage.events.at(-1)?.payload).toMatchObject({ run: { runId, state: 'failed' } })
    expect(seqsOf(stage.events)).toEqual(Array.from({ length: 1203 }, (_, index) => index + 1))
    expect(await stage.look()).toEqual([])
  })

  it('follows a run that was going on before this process began, without announcing its start', async () => {
    let runId = ''
    const stage = await create({
      before: async ({ startRun }) => {
        runId = await startRun()
      },
    })
    stage.listen()
    await stage.other.call('run.log', { runId, lines: lines(1, 1) })
    expect(await stage.look()).toEqual(['run.logged', 'run.progressed'])
  })

  it('tells of a run that began and ended between two looks', async () => {
    const stage = await create()
    stage.listen()
    const runId = await stage.startRun()
    const end = { runId, state: 'cancelled', error: null, metrics: NO_METRICS, warnings: 0, at: 9 } as const
    await stage.other.call('run.finish', end)
    const names = await stage.look()
    expect([names[0], names.at(-1)]).toEqual(['run.started', 'run.ended'])
  })

  it('does not look while nobody listens, and then leaves no line out', async () => {
    const stage = await create()
    const stop = stage.listen()
    const runId = await stage.startRun()
    await stage.other.call('run.log', { runId, lines: lines(1, 1) })
    await stage.look()
    stop()
    await stage.other.call('run.log', { runId, lines: lines(2, 3) })
    expect(await stage.look()).toEqual([])
    stage.listen()
    await stage.look()
    expect(seqsOf(stage.events)).toEqual([1, 2, 3, 4])
  })

  it('says what another process has changed: reviews, prices, accounts, settings, rates, people, done reviews, views and preferences', async () => {
    const stage = await create()
    const itemId = insertItem(stage.db.writeDb, { accountId: stage.accountId })
    stage.listen()
    await stage.look()
    const { other, accountId } = stage
    const told = async (write: Promise<unknown>): Promise<EventName[]> => {
      await write
      return await stage.look()
    }
    const price = { amount: '1', currency: 'CNY', months: 1 }
    const rate = { from: 'USD', to: 'CNY', on: '2026-01-01', rate: '7', source: 'typed', at: 1, by: 'x' } as const
    const state = { query: { filter: {}, sort: [] }, columns: [] }
    expect(
      await told(other.call('review.set', { itemIds: [itemId], patch: { owner: '李娜' }, by: 'x', at: 1 })),
    ).toEqual(['item.changed'])
    expect(await told(other.call('price.set', { itemIds: [itemId], price, by: 'x', at: 1 }))).toEqual(['item.changed'])
    expect(await told(other.call('account.update', { accountId, patch: { name: 'B' } }))).toEqual([
      'account.changed',
      'item.changed',
    ])
    expect(await told(other.call('settings.update', { patch: { bandDays: [5] } }))).toEqual([
      'item.changed',
      'settings.changed',
    ])
    expect(await told(other.call('rate.set', { rate }))).toEqual(['rate.changed'])
    const person = { name: '李娜', department: '财务', by: 'x', at: 1 }
    expect(await told(other.call('person.set', person))).toEqual(['person.changed'])
    const review = { title: 'R', note: null, at: 1, by: 'x', figures: NO_FIGURES, content: new Uint8Array() }
    expect(await told(other.call('snapshot.add', review))).toEqual(['snapshot.changed'])
    const view = other.call('view.save', { viewId: null, name: 'V', state, at: 1 })
    expect(await told(view)).toEqual(['view.changed'])
    expect(await told(other.call('preference.set', { key: 'density', value: '"compact"' }))).toEqual([
      'preference.changed',
    ])
    expect(stage.events.at(-1)?.payload).toEqual({ key: 'density' })
    expect(await told(other.call('account.remove', { accountId }))).toEqual(['account.changed', 'item.changed'])
  })

  it('does not repeat what this process has announced itself', async () => {
    const stage = await create()
    stage.listen()
    await stage.db.writer.call('settings.update', { patch: { userName: 'x' } })
    stage.bus.emit('settings.changed', {})
    expect(await stage.look()).toEqual([])
    // What another process has changed at the same moment is news all the same.
    await stage.db.writer.call('preference.set', { key: 'mine', value: '1' })
    await stage.other.call('preference.set', { key: 'theirs', value: '1' })
    stage.bus.emit('preference.changed', { key: 'mine' })
    await stage.look()
    expect(stage.events.slice(-1)).toMatchObject([{ payload: { key: 'theirs' } }])
  })

  it('asks now and then whether the process of a run is still alive, and only then', async () => {
    const stage = await create()
    stage.listen()
    for (let look = 0; look < 20; look += 1) await stage.look()
    expect(stage.sweeps()).toBe(0)
    await stage.startRun()
    for (let look = 0; look < 20; look += 1) await stage.look()
    expect(stage.sweeps()).toBeGreaterThanOrEqual(2)
  })
})
