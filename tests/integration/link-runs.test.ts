import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WorkerProcess } from '../../src/core/jobs/worker-host.ts'
import { createChildWorkerLauncher } from '../../src/headless/child-worker.ts'
import { DEFAULT_LINK_LIMITS, type Link } from '../../src/shared/domain/link.ts'
import type { NumberedEvent } from '../../src/shared/ipc/events.ts'
import { createCliFolder } from '../support/cli.ts'
import { createFakeClock } from '../support/fake-clock.ts'
import { childPids, isRunning } from '../support/processes.ts'
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts'

const HOUR = 3_600_000

/** A site on this machine whose pages do what their path says. */
interface Site {
  readonly url: string
  /** Status that a path answers with instead of 200. */
  readonly statuses: Map<string, number>
  /** Paths that do not answer until they are let go. */
  readonly hanging: Set<string>
  /** Resolves when somebody has asked for a path. */
  untilAsked(path: string): Promise<void>
  letGo(): void
}

async function startSite(): Promise<Site> {
  const statuses = new Map<string, number>()
  const hanging = new Set<string>()
  const asked = new Set<string>()
  const held: ServerResponse[] = []
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/'
    asked.add(path)
    response.on('error', () => {})
    if (hanging.has(path)) return void held.push(response)
    response.writeHead(statuses.get(path) ?? 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(path.includes('back') ? '<a href="https://us.example/" rel="nofollow">我们</a>' : '<p>nothing</p>')
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statuses,
    hanging,
    async untilAsked(path) {
      await expect.poll(() => asked.has(path), { interval: 10, timeout: 10_000 }).toBe(true)
    },
    letGo() {
      hanging.clear()
      for (const response of held.splice(0)) response.end()
    },
  }
}

const FAST = { ...DEFAULT_LINK_LIMITS, perHost: 64, hostPaceMs: 0, timeoutMs: 5_000 }

async function prepare(app: TestApp, site: Site, paths: readonly string[]): Promise<void> {
  await app.request('settings.update', { patch: { linkLimits: FAST, proxy: 'none', measuresDomains: false } })
  for (const path of paths) await app.request('link.add', { name: path, url: `${site.url}${path}` })
}

async function linksOf(app: TestApp): Promise<Map<string, Link>> {
  const { links } = await app.request('link.query', { query: {}, rows: 500 })
  return new Map(links.map((link) => [link.name, link]))
}

function hear(app: TestApp): NumberedEvent[] {
  const events: NumberedEvent[] = []
  app.app.events.on((event) => events.push(event), { signal: new AbortController().signal })
  return events
}

describe('a run over links', () => {
  it('finds out about every link, stores the evidence, and tells as it goes on', async () => {
    const site = await startSite()
    site.statuses.set('/missing', 404).set('/failing', 503)
    const app = await createTestApp()
    await prepare(app, site, ['/fine', '/missing', '/failing'])
    await app.request('link.add', { name: 'back', url: `${site.url}/back`, backlinkSite: 'us.example' })
    await app.request('link.add', { name: 'none', url: `${site.url}/none`, backlinkSite: 'us.example' })
    const white = { name: 'white', url: `${site.url}/white`, whitelisting: { reason: '合作' } }
    await app.request('link.add', white)
    const events = hear(app)
    const { runId, isNew } = await app.request('link.check', { allowsPrivate: true })
    expect(isNew).toBe(true)
    const run = await app.app.runs.wait(runId)
    expect(run).toMatchObject({
      accountId: 'links',
      account: '',
      state: 'succeeded',
      links: {
        activeNum: 6,
        checked: 5,
        skipped: 1,
        toShow: 0,
        toNotShow: 1,
        byVerdict: { ok: 3, broken: 1, 'server-error': 1, skipped: 1 },
      },
    })
    const links = await linksOf(app)
    expect(links.get('/fine')).toMatchObject({ verdict: 'ok', httpStatus: 200, isShown: true })
    expect(links.get('/missing')).toMatchObject({ isShown: false, hiddenReason: { kind: 'status', status: 404 } })
    expect(links.get('/failing')).toMatchObject({ verdict: 'server-error', isShown: true, consecutiveFailures: 1 })
    expect(links.get('back')).toMatchObject({ backlink: 'present', rel: 'nofollow' })
    expect(links.get('none')).toMatchObject({ backlink: 'absent', isShown: true })
    expect(links.get('white')).toMatchObject({ verdict: 'skipped', isShown: true })
    const { checks, history } = await app.request('link.get', { id: links.get('back')?.linkId ?? '' })
    expect(checks).toMatchObject([
      { runId, verdict: 'ok', anchor: { text: '我们' }, hops: [{ status: 200, address: '127.0.0.1' }], isShown: true },
    ])
    expect(history).toEqual([])
    expect((await app.request('run.list', {})).items).toEqual([run])
    expect((await app.request('run.get', { runId })).run).toEqual(run)
    expect(await app.request('run.latest', {})).toEqual([run])
    expect(await app.request('account.list', {})).toEqual([])
    const codes = (await app.log(runId)).map(({ code }) => code)
    expect(codes[0]).toBe('links.started')
    expect(codes.at(-1)).toBe('links.succeeded')
    const told = new Set(
      events.flatMap((event) => (event.name === 'link.changed' ? (event.payload.linkIds ?? []) : [])),
    )
    expect(told.size).toBe(5)
    expect(app.errors).toEqual([])
  })

  it('hides at once by strict rules, and by the usual ones after three failures over a whole day', async () => {
    const site = await startSite()
    const clock = createFakeClock(Date.now())
    const app = await createTestApp({ clock })
    await prepare(app, site, ['/usual'])
    const strict = { policy: 'strict', allowsPrivate: true, includesSubdomains: false } as const
    await app.request('link.saveGroup', { name: '严格', ...strict })
    await app.request('link.add', { name: '/strict', url: `${site.url}/strict`, group: '严格' })
    const check = async (status: number, afterMs: number) => {
      clock.advance(afterMs)
      for (const path of ['/usual', '/strict']) site.statuses.set(path, status)
      const { runId } = await app.request('link.check', { allowsPrivate: true })
      const { links: figures } = await app.app.runs.wait(runId)
      const links = await linksOf(app)
      return [links.get('/usual')?.isShown, links.get('/strict')?.isShown, figures?.toShow, figures?.toNotShow]
    }
    expect(await check(503, 0)).toEqual([true, false, 0, 1])
    expect(await check(503, 12 * HOUR)).toEqual([true, false, 0, 0])
    expect(await check(503, 12 * HOUR)).toEqual([false, false, 0, 1])
    expect(await check(200, HOUR)).toEqual([true, true, 2, 0])
    const { history } = await app.request('link.get', { id: '/usual' })
    expect(history.map(({ at, by, field }) => [at, by, field])).toEqual([
      [clock.now(), null, 'shown'],
      [clock.now() - HOUR, null, 'shown'],
    ])
  })

  it('is cancelled while a link hangs, and what it has found stays', async () => {
    const site = await startSite()
    site.hanging.add('/slow')
    const app = await createTestApp()
    await prepare(app, site, ['/fine', '/slow'])
    const { runId } = await app.request('link.check', { allowsPrivate: true })
    await site.untilAsked('/slow')
    await expect.poll(async () => (await linksOf(app)).get('/fine')?.verdict, { timeout: 5_000 }).toBe('ok')
    expect(await app.request('run.cancel', { runId })).toEqual({ outcome: 'cancelled' })
    expect(await app.app.runs.wait(runId)).toMatchObject({
      state: 'cancelled',
      links: { checked: 1, byVerdict: { ok: 1, cancelled: 1 } },
    })
    expect((await linksOf(app)).get('/slow')).toMatchObject({ verdict: null, isShown: true })
  })

  it('fails when its worker is killed, keeps what it has found, and the next one completes', async () => {
    const site = await startSite()
    site.hanging.add('/slow')
    const workers: WorkerProcess[] = []
    const real = createChildWorkerLauncher(new URL('../../src/worker/worker.ts', import.meta.url), () => {})
    const launch = (): WorkerProcess => {
      workers.push(real.launch())
      return workers.at(-1) as WorkerProcess
    }
    const app = await createTestApp({ workerLauncher: { launch } })
    await prepare(app, site, ['/fine', '/slow'])
    const { runId } = await app.request('link.check', { allowsPrivate: true })
    await site.untilAsked('/slow')
    await expect.poll(async () => (await linksOf(app)).get('/fine')?.verdict, { timeout: 5_000 }).toBe('ok')
    for (const worker of workers) worker.kill()
    expect(await app.app.runs.wait(runId)).toMatchObject({
      state: 'failed',
      error: { code: 'WORKER_EXITED' },
      links: { checked: 1 },
    })
    site.letGo()
    const next = await app.request('link.check', { allowsPrivate: true, retryOf: runId })
    expect(await app.app.runs.wait(next.runId)).toMatchObject({
      state: 'succeeded',
      retryOf: runId,
      links: { checked: 2 },
    })
  })

  it('goes on in another process before the eyes of this one, which joins it or has to wait', async () => {
    const site = await startSite()
    site.hanging.add('/slow')
    const folder = createCliFolder()
    onTestFinished(() => folder.remove())
    const app = await startTestApp({ dataDir: folder.dataDir, keyFile: folder.keyFile })
    try {
      await prepare(app, site, ['/fine', '/slow'])
      const events = hear(app)
      const cli = folder.start(['--json', 'links', 'check', '--allow-private'])
      await site.untilAsked('/slow')
      const started = () => events.flatMap((event) => (event.name === 'run.started' ? event.payload.run.runId : []))
      await expect.poll(started, { timeout: 10_000 }).toHaveLength(1)
      const [runId = ''] = started()
      await expect.poll(() => events.some(({ name }) => name === 'link.changed'), { timeout: 10_000 }).toBe(true)
      const equal = { allowsPrivate: true }
      expect(await app.request('link.check', equal)).toEqual({ runId, isNew: false })
      await expect(app.request('link.check', { ...equal, isStrict: true })).rejects.toMatchObject({
        code: 'LINKS_BUSY',
      })
      site.letGo()
      expect(await app.app.runs.wait(runId)).toMatchObject({ state: 'succeeded', links: { checked: 2 } })
      const { json } = await cli.done
      expect(json).toMatchObject({ runId, status: 'succeeded', checked: 2 })
      await expect.poll(() => events.some(({ name }) => name === 'run.ended'), { timeout: 10_000 }).toBe(true)
    } finally {
      await app.stop()
    }
  }, 40_000)

  it('becomes interrupted when its process is killed, with the checks that it had stored', async () => {
    const site = await startSite()
    site.hanging.add('/slow')
    const folder = createCliFolder()
    onTestFinished(() => folder.remove())
    const before = await startTestApp({ dataDir: folder.dataDir, keyFile: folder.keyFile })
    await prepare(before, site, ['/fine', '/missing', '/slow'])
    site.statuses.set('/missing', 404)
    const cli = folder.start(['--json', 'links', 'check', '--allow-private'])
    await site.untilAsked('/slow')
    await expect.poll(async () => (await linksOf(before)).get('/fine')?.verdict, { timeout: 10_000 }).toBe('ok')
    await expect.poll(async () => (await linksOf(before)).get('/missing')?.verdict, { timeout: 10_000 }).toBe('broken')
    const pid = cli.process.pid as number
    const workers = childPids(pid)
    process.kill(pid, 'SIGKILL')
    await cli.done
    await before.stop()
    const app = await startTestApp({ dataDir: folder.dataDir, keyFile: folder.keyFile })
    try {
      const [run] = (await app.request('run.list', {})).items
      expect(run).toMatchObject({
        state: 'interrupted',
        links: { activeNum: 3, checked: 2, toNotShow: 1, byVerdict: { ok: 1, broken: 1, cancelled: 1 } },
      })
      expect(run?.links?.slowestMs).toBeGreaterThan(0)
      expect((await linksOf(app)).get('/missing')?.isShown).toBe(false)
      const findings = await app.request('system.check', {})
      expect(findings.filter(({ isFine }) => !isFine)).toEqual([])
      await expect.poll(() => workers.some(isRunning), { timeout: 5_000 }).toBe(false)
    } finally {
      await app.stop()
    }
  }, 40_000)
})
