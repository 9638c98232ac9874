import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { getRun } from '../../../../src/core/db/repositories/run.ts'
import { readRunLog } from '../../../../src/core/db/repositories/run-log.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { Writer } from '../../../../src/core/db/write-commands.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createRunManager } from '../../../../src/core/jobs/run-manager.ts'
import { createWorkerHost } from '../../../../src/core/jobs/worker-host.ts'
import { createSettingsService } from '../../../../src/core/services/settings-service.ts'
import { createLinkRunService, prepareLinkJob } from '../../../../src/core/services/link-run-service.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import { linkRoutes } from '../../../../src/shared/ipc/link.ts'
import type { RouteInput } from '../../../../src/shared/ipc/contract.ts'
import type { DownFrame, RunReport } from '../../../../src/shared/worker/frames.ts'
import type { LinkCheckJob } from '../../../../src/shared/worker/link-frames.ts'
import { aCertificate, aCheck, aDomain, aLinkBatch, aNewLink } from '../../../support/link-builders.ts'
import { createDeferred } from '../../../support/deferred.ts'
import { createMemoryWorker } from '../../../support/memory-worker.ts'
import { createTestDb } from '../../../support/test-db.ts'

function createStage(options: { wrapWriter?: (writer: Writer) => Writer } = {}) {
  const db = createTestDb()
  const worker = createMemoryWorker()
  const events: NumberedEvent[] = []
  const bus = createEventBus((error) => {
    throw error
  })
  bus.on((event) => events.push(event), { signal: new AbortController().signal })
  const writer = options.wrapWriter ? options.wrapWriter(db.writer) : db.writer
  const secrets = { get: async () => 'user:secret', set: async () => {}, delete: async () => {} } as never
  const settings = createSettingsService({ db: db.read, writer, events: bus, secrets })
  const registries = { bootstrapUrl: 'http://registry.test/dns.json', whoisServers: { cn: 'whois.test' } }
  const host = createWorkerHost({ launcher: worker.launcher, onCircuit: () => {}, graceMs: 50 })
  const runs = createRunManager({
    writer,
    worker: host,
    events: bus,
    clock: db.clock,
    instanceId: 'instance-1',
    getRun: (runId) => getRun(db.read, runId),
    prepareJob: () => Promise.reject(new Error('no sync here')),
    prepareLinks: (run) => prepareLinkJob({ db: db.read, settings, clock: db.clock, registries }, run),
    sweep: async () => {},
    newId: randomUUID,
    onError: () => {},
  })
  onTestFinished(async () => {
    await runs.stop()
    await host.stop()
  })
  const service = createLinkRunService({ db: db.read, runs })
  let newest = ''
  const lastJob = () => worker.received.find((frame) => frame.kind === 'run' && frame.runId === newest)
  return {
    ...db,
    worker,
    runs,
    events,
    settings,
    add: async (name: string, fields: Partial<ReturnType<typeof aNewLink>> = {}) =>
      (await db.writer.call('link.add', aNewLink({ name, url: `https://${name}.cn/`, ...fields }))).linkId,
    async start(input: RouteInput<'link.check'> = {}) {
      const started = await service.start(linkRoutes['link.check'].input.parse(input))
      newest = started.runId
      return started
    },
    report(report: RunReport) {
      const frame = lastJob()
      if (frame?.kind !== 'run') throw new Error('no job yet')
      worker.send({ v: 1, generation: frame.generation, kind: 'report', runId: frame.runId, report })
    },
    async untilJob() {
      await expect.poll(lastJob, { interval: 1 }).toBeDefined()
      return (lastJob() as Extract<DownFrame, { kind: 'run' }>).job as LinkCheckJob
    },
    log: (runId: string) =>
      readRunLog(db.read, { runId, afterSeq: 0, levels: null, limit: 100 }).map(({ code, params }) => [code, params]),
    verdicts: () =>
      all<{ verdict: string }>(db.read, 'x', sql`SELECT verdict FROM link_check`).map((row) => row.verdict),
  }
}

const DONE = { kind: 'links-checked', outcome: { checked: 0, warnings: 0 }, metrics: NO_METRICS } as const

describe('a run over links', () => {
  it('gives the worker what is asked, and what is due beside it', async () => {
    const stage = createStage()
    const a = await stage.add('a', { backlinkSite: 'https://www.us.cn/partners/' })
    await stage.add('w', { whitelisting: { reason: '合作', reviewOn: null } })
    const b = await stage.add('b', { url: 'http://b.cn/', group: '内网' })
    await stage.settings.update({ proxy: 'http://proxy.test:3128', linkLimits: { ...LIMITS, concurrency: 9 } })
    const { runId } = await stage.start({ limits: { timeoutMs: 700 } })
    expect(await stage.untilJob()).toEqual({
      type: 'link-check',
      links: [
        {
          linkId: a,
          url: 'https://a.cn/',
          backlink: { host: 'us.cn', path: '/partners', includesSubdomains: false },
          allowsPrivate: false,
          lastLatencyMs: null,
        },
        { linkId: b, url: 'http://b.cn/', backlink: null, allowsPrivate: false, lastLatencyMs: null },
      ],
      certificates: [{ host: 'a.cn', port: 443, allowsPrivate: false }],
      registries: {
        domains: ['a.cn', 'b.cn'],
        bootstrap: null,
        bootstrapUrl: 'http://registry.test/dns.json',
        whoisServers: { cn: 'whois.test' },
      },
      limits: { ...LIMITS, concurrency: 9, timeoutMs: 700 },
      proxy: 'http://user:secret@proxy.test:3128',
      now: stage.clock.now(),
    })
    stage.report(DONE)
    await stage.runs.wait(runId)
    expect(stage.log(runId)).toMatchObject([
      ['links.started', { count: 2 }],
      ['links.whitelisted', { count: 1 }],
      ['links.succeeded', { checked: 0, skipped: 1 }],
    ])
  })

  it('asks certificates and registries again only when that is due', async () => {
    const stage = createStage()
    await stage.add('a')
    await stage.add('b')
    const T0 = stage.clock.now()
    const round = async (afterMs: number, input: RouteInput<'link.check'> = {}) => {
      stage.clock.set(T0 + afterMs)
      const { runId } = await stage.start(input)
      const { certificates, registries } = await stage.untilJob()
      const found = aLinkBatch({
        certificates: certificates.map(({ host }) =>
          aCertificate({ host, expiresAt: T0 + (host === 'a.cn' ? 20 : 200) * DAY }),
        ),
        domains: registries.domains.map((domain) =>
          aDomain({ domain, expiresAt: T0 + (domain === 'a.cn' ? 20 : 200) * DAY }),
        ),
        bootstrap: { fetchedAt: T0, services: [] },
      })
      stage.report({ kind: 'link-facts', batch: found })
      stage.report(DONE)
      await stage.runs.wait(runId)
      return [certificates.map(({ host }) => host), registries.domains, registries.bootstrapUrl]
    }
    const url = 'http://registry.test/dns.json'
    expect(await round(0)).toEqual([['a.cn', 'b.cn'], ['a.cn', 'b.cn'], url])
    expect(await round(5 * HOUR)).toEqual([[], [], null])
    expect(await round(6 * HOUR)).toEqual([['a.cn'], [], null])
    expect(await round(24 * HOUR)).toEqual([['a.cn', 'b.cn'], ['a.cn'], null])
    await stage.settings.update({ measuresDomains: false })
    expect(await round(8 * DAY)).toEqual([['a.cn', 'b.cn'], [], null])
    await stage.settings.update({ measuresDomains: true })
    expect(await round(8 * DAY + HOUR)).toEqual([[], ['a.cn', 'b.cn'], url])
  })

  it('stores results as they come, gives credit for each batch, and ends with its figures', async () => {
    const stage = createStage()
    const [a, b] = [await stage.add('a'), await stage.add('b')]
    const { runId } = await stage.start()
    await stage.untilJob()
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(a)] }) })
    await expect.poll(stage.verdicts, { interval: 1 }).toEqual(['ok'])
    expect(getRun(stage.read, runId)).toMatchObject({ state: 'running', links: { checked: 1 } })
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(b, { verdict: 'broken' })] }) })
    stage.report(DONE)
    const run = await stage.runs.wait(runId)
    expect(run).toMatchObject({
      state: 'succeeded',
      account: '',
      links: { checked: 2, toNotShow: 1, byVerdict: { ok: 1, broken: 1 }, p50Ms: 100 },
    })
    expect(getRun(stage.read, runId)).toEqual(run)
    expect(stage.worker.received.filter(({ kind }) => kind === 'credit')).toHaveLength(2)
    const told = stage.events.flatMap((event) =>
      event.name === 'link.changed' ? (event.payload.linkIds ?? ['any']) : [],
    )
    expect(new Set(told)).toEqual(new Set([a, b]))
    expect(told).toHaveLength(2)
    expect(stage.events.some(({ name }) => name === 'item.changed' || name === 'account.changed')).toBe(false)
  })

  it('tells windows when certificates and domains have moved', async () => {
    const stage = createStage()
    await stage.add('a')
    const { runId } = await stage.start()
    await stage.untilJob()
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ certificates: [aCertificate({ host: 'a.cn' })] }) })
    stage.report(DONE)
    await stage.runs.wait(runId)
    await expect
      .poll(() => stage.events.find(({ name }) => name === 'item.changed')?.payload)
      .toEqual({
        accountId: 'links',
      })
  })

  it('keeps what it has found when it is cancelled, and counts the rest as cancelled', async () => {
    const stage = createStage()
    const [a] = [await stage.add('a'), await stage.add('b'), await stage.add('c')]
    const { runId } = await stage.start()
    await stage.untilJob()
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(a)] }) })
    await expect.poll(stage.verdicts, { interval: 1 }).toEqual(['ok'])
    const before = performance.now()
    expect(await stage.runs.cancel(runId)).toBe('cancelled')
    expect(performance.now() - before).toBeLessThan(1000)
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck('b')] }) })
    expect(await stage.runs.wait(runId)).toMatchObject({
      state: 'cancelled',
      links: { checked: 1, byVerdict: { ok: 1, cancelled: 2 } },
    })
    expect(stage.log(runId).at(-1)?.[0]).toBe('links.cancelled')
    expect(stage.worker.received.some(({ kind }) => kind === 'cancel')).toBe(true)
    expect(await stage.start()).toMatchObject({ isNew: true })
  })

  it.each<[string, (stage: ReturnType<typeof createStage>, runId: string) => Promise<unknown>]>([
    ['cancelled', (stage, runId) => stage.runs.cancel(runId)],
    ['interrupted', (stage) => stage.runs.stop()],
    ['failed', async (stage) => stage.worker.die(1, null)],
  ])('stores the batches that have come and still wait for the database when it is %s', async (state, end) => {
    const storing = createDeferred<null>()
    const stage = createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        async call(name, input) {
          if (name === 'link.record') await storing.promise
          return await writer.call(name, input)
        },
      }),
    })
    const links = [await stage.add('a'), await stage.add('b'), await stage.add('c')]
    const { runId } = await stage.start()
    await stage.untilJob()
    for (const link of links) stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(link)] }) })
    const ending = end(stage, runId)
    storing.resolve(null)
    await ending
    expect(await stage.runs.wait(runId)).toMatchObject({ state, links: { checked: 3, byVerdict: { ok: 3 } } })
  })

  it('does not wait for a held database once for each batch that is left when it is cancelled', async () => {
    const refusing = createDeferred<null>()
    let attempts = 0
    const stage = createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        async call(name, input) {
          if (name !== 'link.record') return await writer.call(name, input)
          attempts += 1
          await refusing.promise
          throw new AppError('DB_BUSY', { file: 'x' })
        },
      }),
    })
    const links = [await stage.add('a'), await stage.add('b'), await stage.add('c')]
    const { runId } = await stage.start()
    await stage.untilJob()
    for (const link of links) stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(link)] }) })
    await expect.poll(() => attempts, { interval: 1 }).toBe(1)
    const cancelling = stage.runs.cancel(runId)
    refusing.resolve(null)
    expect(await cancelling).toBe('cancelled')
    expect(attempts).toBe(1)
  })

  it('fails with the reason when the worker dies, and keeps what it has found', async () => {
    const stage = createStage()
    const [a] = [await stage.add('a'), await stage.add('b')]
    const { runId } = await stage.start()
    await stage.untilJob()
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(a)] }) })
    await expect.poll(stage.verdicts, { interval: 1 }).toEqual(['ok'])
    stage.worker.die(null, 'SIGKILL')
    expect(await stage.runs.wait(runId)).toMatchObject({
      state: 'failed',
      error: { code: 'WORKER_EXITED' },
      links: { checked: 1, byVerdict: { ok: 1, cancelled: 1 } },
    })
    expect(stage.log(runId).at(-1)?.[0]).toBe('links.failed')
  })

  it('is interrupted when the app is closed', async () => {
    const stage = createStage()
    await stage.add('a')
    const { runId } = await stage.start()
    await stage.untilJob()
    await stage.runs.stop()
    expect(getRun(stage.read, runId)).toMatchObject({ state: 'interrupted', links: { byVerdict: { cancelled: 1 } } })
  })

  it('waits for a database that another process holds, instead of losing what was found', async () => {
    let refusals = 2
    const stage = createStage({
      wrapWriter: (writer) => ({
        close: () => writer.close(),
        async call(name, input) {
          if (name === 'link.record' && refusals > 0) {
            refusals -= 1
            throw new AppError('DB_BUSY', { file: 'x' })
          }
          return await writer.call(name, input)
        },
      }),
    })
    const a = await stage.add('a')
    const { runId } = await stage.start()
    await stage.untilJob()
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(a)] }) })
    stage.report(DONE)
    expect(await stage.runs.wait(runId)).toMatchObject({ state: 'succeeded', links: { checked: 1 } })
  })

  it('does not keep a check of an address that was edited while it was asked', async () => {
    const stage = createStage()
    const a = await stage.add('a')
    const { runId } = await stage.start()
    await stage.untilJob()
    await stage.writer.call('link.update', { linkIds: [a], patch: { url: 'https://new.cn/' }, by: 'x', at: 5 })
    stage.report({ kind: 'link-facts', batch: aLinkBatch({ checks: [aCheck(a, { verdict: 'broken' })] }) })
    stage.report(DONE)
    expect(await stage.runs.wait(runId)).toMatchObject({ links: { checked: 0, toNotShow: 0 } })
  })

  it('is repeated with what it was asked for, without links that are gone', async () => {
    const stage = createStage()
    const [a, b] = [await stage.add('a'), await stage.add('b')]
    const first = await stage.start({
      scope: { kind: 'links', linkIds: [a, b] },
      isStrict: true,
      limits: { timeoutMs: 300 },
    })
    await stage.untilJob()
    stage.report(DONE)
    await stage.runs.wait(first.runId)
    await stage.writer.call('link.remove', { linkIds: [b], by: 'x', at: 5 })
    const again = await stage.start({ retryOf: first.runId })
    expect(getRun(stage.read, again.runId)).toMatchObject({
      retryOf: first.runId,
      links: { scope: { kind: 'links', linkIds: [a] }, isStrict: true, activeNum: 1 },
    })
    await expect(stage.start({ retryOf: 'nothing' })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })
})

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LIMITS = { concurrency: 64, perHost: 2, hostPaceMs: 100, timeoutMs: 10_000 }
