import { describe, expect, it, onTestFinished } from 'vitest'
import {
  MAX_ERROR_TEXT,
  NO_METRICS,
  type LogLevel,
  type RunSample,
  type StoredLogLine,
} from '../../../../src/shared/domain/run.ts'
import { explain, run as runSql } from '../../../../src/core/db/connection.ts'
import { createInstanceLease } from '../../../../src/core/db/instance-lease.ts'
import { getAccount } from '../../../../src/core/db/repositories/account.ts'
import { readRunLog, runLogQuery } from '../../../../src/core/db/repositories/run-log.ts'
import { getRun, listActiveRunInstances, listRuns, runQueries } from '../../../../src/core/db/repositories/run.ts'
import { overviewQueries } from '../../../../src/core/db/repositories/overview.ts'
import { listSamples, readProgress } from '../../../../src/core/db/repositories/run-course.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { WriteCommands } from '../../../../src/core/db/write-commands.ts'
import { aNewAccount } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

async function anAccount() {
  const test = createTestDb()
  const { accountId } = await test.writer.call('account.add', { ...aNewAccount(), at: 0 })
  const create = (fields: Partial<WriteCommands['run.create']['input']> = {}) =>
    test.writer.call('run.create', {
      accountId,
      kind: 'manual',
      windowDays: null,
      retryOf: null,
      instanceId: 'own',
      at: 1000,
      ...fields,
    })
  const finish = (runId: string, fields: Partial<WriteCommands['run.finish']['input']> = {}) =>
    test.writer.call('run.finish', {
      runId,
      state: 'failed',
      error: null,
      metrics: NO_METRICS,
      warnings: 0,
      at: 2000,
      ...fields,
    })
  const lease = () => {
    const held = createInstanceLease(test.dataDir)
    onTestFinished(() => held.release())
    return held
  }
  return { ...test, accountId, create, finish, lease }
}

describe('run.create', () => {
  it('makes a waiting run that everybody can read', async () => {
    const { create, read, accountId } = await anAccount()
    const { runId, isNew, ordinal } = await create({ windowDays: 30 })
    expect({ isNew, ordinal }).toEqual({ isNew: true, ordinal: 0 })
    expect(getRun(read, runId)).toMatchObject({
      accountId,
      account: '生产账号',
      state: 'queued',
      windowDays: 30,
      startedAt: 1000,
      endedAt: null,
      metrics: NO_METRICS,
      complete: false,
    })
    expect(getAccount(read, accountId).activeRunId).toBe(runId)
  })

  it.each([
    [null, null, true],
    [null, 30, true],
    [30, 30, true],
    [30, 7, true],
    [30, 31, false],
    [30, null, false],
  ])('with an active run over %s days, a wish for %s days joins it: %s', async (active, wanted, joins) => {
    const { create, lease } = await anAccount()
    const { runId } = await create({ windowDays: active, instanceId: lease().instanceId })
    const second = create({ windowDays: wanted, instanceId: 'another' })
    if (joins) await expect(second).resolves.toEqual({ runId, isNew: false, ordinal: 0 })
    else {
      const params = { account: '生产账号', run: runId }
      await expect(second).rejects.toMatchObject({ code: 'ACCOUNT_BUSY', params })
    }
  })

  it('does not wait for the run of a process that has died', async () => {
    const { create, lease, read } = await anAccount()
    const other = lease()
    const first = await create({ instanceId: other.instanceId })
    other.release()
    const second = await create({ at: 3000 })
    expect(second).toMatchObject({ isNew: true })
    expect(getRun(read, first.runId)).toMatchObject({ state: 'interrupted', endedAt: 3000 })
  })

  it('starts anew once the run has ended, and remembers what it repeats', async () => {
    const { create, finish, read } = await anAccount()
    const first = await create()
    await finish(first.runId)
    const second = await create({ retryOf: first.runId })
    expect(second.isNew).toBe(true)
    expect(getRun(read, second.runId).retryOf).toBe(first.runId)
  })

  it('says which sync of the account it is', async () => {
    const { create, writeDb } = await anAccount()
    runSql(writeDb, 'test', sql`UPDATE account SET sync_ordinal = 4`)
    expect((await create()).ordinal).toBe(4)
  })

  it('names an account that does not exist', async () => {
    const { create } = await anAccount()
    await expect(create({ accountId: 'nobody' })).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' })
  })
})

describe('run.begin', () => {
  it('goes from waiting to running and may be said twice', async () => {
    const { create, writer, read } = await anAccount()
    const { runId } = await create()
    await writer.call('run.begin', { runId })
    await writer.call('run.begin', { runId })
    expect(getRun(read, runId).state).toBe('running')
  })

  it('never opens a run that has ended', async () => {
    const { create, finish, writer, read } = await anAccount()
    const { runId } = await create()
    await finish(runId, { state: 'cancelled' })
    await expect(writer.call('run.begin', { runId })).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(getRun(read, runId).state).toBe('cancelled')
  })

  it('names a run that does not exist', async () => {
    const { writer } = await anAccount()
    await expect(writer.call('run.begin', { runId: 'none' })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })
})

describe('run.finish', () => {
  it('stores the end with its error, metrics and warnings', async () => {
    const { create, finish } = await anAccount()
    const { runId } = await create()
    const error = { code: 'CLOUD_FORBIDDEN', params: { action: 'list' }, raw: 'x'.repeat(600) } as const
    const metrics = { ...NO_METRICS, requests: 7, meanMs: 1.5 }
    const { run, didEnd } = await finish(runId, { error, metrics, warnings: 3 })
    expect(didEnd).toBe(true)
    expect(run).toMatchObject({ state: 'failed', endedAt: 2000, metrics, warnings: 3 })
    expect(run.error).toEqual({ ...error, raw: 'x'.repeat(MAX_ERROR_TEXT) })
  })

  it('leaves a run that has ended as it is', async () => {
    const { create, finish } = await anAccount()
    const { runId } = await create()
    await finish(runId, { state: 'cancelled' })
    expect(await finish(runId, { state: 'failed', at: 9000 })).toMatchObject({
      didEnd: false,
      run: { state: 'cancelled', endedAt: 2000 },
    })
  })
})

describe('run.interrupt', () => {
  it('ends the active runs of the instances named, and no other', async () => {
    const { writer, create, read } = await anAccount()
    const second = await writer.call('account.add', { ...aNewAccount({ name: 'b' }), at: 0 })
    const mine = await create({ instanceId: 'dead' })
    const other = await create({ accountId: second.accountId, instanceId: 'alive' })
    expect(listActiveRunInstances(read).toSorted()).toEqual(['alive', 'dead'])
    const result = await writer.call('run.interrupt', { deadInstanceIds: ['dead', 'unknown'], at: 7 })
    expect(result).toEqual({ runIds: [mine.runId] })
    expect(getRun(read, mine.runId)).toMatchObject({ state: 'interrupted', endedAt: 7 })
    expect(getRun(read, other.runId).state).toBe('queued')
    expect(await writer.call('run.interrupt', { deadInstanceIds: ['dead'], at: 8 })).toEqual({ runIds: [] })
  })
})

describe('run.log', () => {
  const line = (seq: number, level: LogLevel = 'info'): StoredLogLine => ({
    seq,
    at: seq,
    level,
    stage: 'list',
    code: 'page',
    params: { page: seq, name: '一' },
  })

  it('is read in order, behind a line, by level and in pages', async () => {
    const { writer, create, read } = await anAccount()
    const { runId } = await create()
    await writer.call('run.log', { runId, lines: [line(1), line(2, 'warn')] })
    await writer.call('run.log', { runId, lines: [line(3), line(4, 'error')] })
    const seqs = (afterSeq: number, levels: readonly LogLevel[] | null, limit: number) =>
      readRunLog(read, { runId, afterSeq, levels, limit }).map((entry) => entry.seq)
    expect(readRunLog(read, { runId, afterSeq: 0, levels: null, limit: 1 })).toEqual([line(1)])
    expect(seqs(2, null, 10)).toEqual([3, 4])
    expect(seqs(0, ['warn', 'error'], 10)).toEqual([2, 4])
    expect(seqs(0, [], 10)).toEqual([])
    expect(seqs(1, null, 2)).toEqual([2, 3])
  })

  it('refuses a number that is there already, and then stores none of the lines', async () => {
    const { writer, create, read } = await anAccount()
    const { runId } = await create()
    await writer.call('run.log', { runId, lines: [line(1)] })
    await expect(writer.call('run.log', { runId, lines: [line(2), line(1)] })).rejects.toMatchObject({
      code: 'INTERNAL',
    })
    expect(readRunLog(read, { runId, afterSeq: 0, levels: null, limit: 10 })).toEqual([line(1)])
  })

  it('names a run that does not exist', async () => {
    const { writer } = await anAccount()
    const call = writer.call('run.log', { runId: 'none', lines: [line(1)] })
    await expect(call).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })
})

describe('reading runs', () => {
  it('lists the newest first, in pages, for one account or all', async () => {
    const { create, finish, read, accountId } = await anAccount()
    const ids: string[] = []
    for (const at of [10, 30, 20, 30]) {
      const { runId } = await create({ at })
      await finish(runId, { at })
      ids.push(runId)
    }
    const expected = [ids[3], ids[1], ids[2], ids[0]]
    const page = (offset: number, limit: number, of: string | null = null) => {
      const { total, items } = listRuns(read, { accountId: of }, { offset, limit })
      return { total, ids: items.map((run) => run.runId) }
    }
    expect(page(0, 10)).toEqual({ total: 4, ids: expected })
    expect(page(1, 2, accountId)).toEqual({ total: 4, ids: expected.slice(1, 3) })
    expect(page(0, 10, 'nobody')).toEqual({ total: 0, ids: [] })
  })

  it('uses an index for every look-up and sorts nothing', () => {
    const { read } = createTestDb()
    const plan = (query: Parameters<typeof explain>[1]) => explain(read, query).join(' | ')
    expect(plan(runQueries.byId('x'))).toContain('SEARCH run USING INDEX sqlite_autoindex_run_1 (run_id=?)')
    expect(plan(runQueries.page(null, 10, 0))).toMatch(/^SCAN run USING INDEX run_started \|/)
    expect(plan(runQueries.page('x', 10, 0))).toContain('SEARCH run USING INDEX run_account_started (account_id=?)')
    expect(plan(runQueries.count('x'))).toContain('SEARCH run USING COVERING INDEX run_account_started')
    expect(plan(runQueries.activeOf('x'))).toContain('SEARCH run USING INDEX run_active (account_id=?)')
    expect(plan(runQueries.activeInstances())).toContain('SCAN run USING INDEX run_active')
    expect(plan(runQueries.foreign('x', 5))).toMatch(
      /SCAN run USING INDEX run_active.*SEARCH run USING INTEGER PRIMARY KEY/,
    )
    expect(plan(runQueries.newestPosition())).toContain('SEARCH run')
    for (const query of [runQueries.latest(), overviewQueries.lastChanges()]) {
      expect(plan(query)).toContain('USING INDEX run_account_started (account_id=?)')
      expect(plan(query)).not.toMatch(/SCAN (run|r|newest)\b/)
    }
    expect(plan(overviewQueries.changes('x'))).toContain('SEARCH item_change USING INDEX item_change_run')
    expect(plan(overviewQueries.due(5, 100))).not.toContain('TEMP B-TREE')
    const log = { runId: 'x', afterSeq: 0, levels: ['info'], limit: 10 } as const
    expect(plan(runLogQuery(log))).toContain('SEARCH run_log USING PRIMARY KEY (run_id=? AND seq>?)')
    for (const query of [runQueries.page(null, 10, 0), runQueries.page('x', 10, 0), runLogQuery(log)]) {
      expect(plan(query)).not.toContain('TEMP B-TREE')
    }
  })
})

describe('run.note', () => {
  const aSample = (requests: number): RunSample => ({
    at: requests * 1000,
    active: 2,
    queued: 1,
    requests,
    retries: 0,
    throttled: 0,
    perSecond: 1.5,
    p95Ms: 80.5,
  })
  const progress = [{ stage: 'list', done: 40, total: null, failed: 0 }] as const

  it('lets everybody read how far a run is, and puts samples in the place of those from a position on', async () => {
    const { create, read, writer } = await anAccount()
    const { runId } = await create()
    const metrics = { ...NO_METRICS, requests: 3 }
    const samples = [aSample(1), aSample(2), aSample(3)]
    await writer.call('run.note', { runId, progress, metrics, samples, firstPosition: 0 })
    await writer.call('run.note', { runId, progress, metrics, samples: [aSample(4)], firstPosition: 3 })
    expect(listSamples(read, runId)).toEqual([...samples, aSample(4)])
    expect(readProgress(read, runId)).toEqual(progress)
    expect(getRun(read, runId)).toMatchObject({ state: 'queued', metrics })
    await writer.call('run.note', { runId, progress, metrics, samples: [aSample(2), aSample(4)], firstPosition: 0 })
    expect(listSamples(read, runId)).toEqual([aSample(2), aSample(4)])
  })

  it('leaves the metrics with which a run has ended', async () => {
    const { create, finish, read, writer } = await anAccount()
    const { runId } = await create()
    const final = { ...NO_METRICS, requests: 9 }
    await finish(runId, { metrics: final })
    await writer.call('run.note', { runId, progress, metrics: NO_METRICS, samples: [aSample(9)], firstPosition: 0 })
    expect(getRun(read, runId)).toMatchObject({ state: 'failed', metrics: final })
    expect(listSamples(read, runId)).toEqual([aSample(9)])
  })

  it('refuses a run that does not exist', async () => {
    const { writer, read } = await anAccount()
    const note = { runId: 'gone', progress, metrics: NO_METRICS, samples: [aSample(1)], firstPosition: 0 }
    await expect(writer.call('run.note', note)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    expect(listSamples(read, 'gone')).toEqual([])
  })
})
