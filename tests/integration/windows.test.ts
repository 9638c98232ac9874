import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HostPort } from '../../src/core/host-port.ts'
import { MAX_SAMPLES } from '../../src/shared/domain/run.ts'
import type { EventName, NumberedEvent } from '../../src/shared/ipc/events.ts'
import { createHuaweiFolder } from '../support/huawei-folder.ts'
import { dumpTable } from '../support/huawei-oracle.ts'
import { createTempFolder } from '../support/temp-folder.ts'
import { createTestApp, type TestApp } from '../support/test-app.ts'

/** Everything that a window of this app is told from now on. */
function listen(app: TestApp): NumberedEvent[] {
  const events: NumberedEvent[] = []
  app.app.events.on((event) => events.push(event), { signal: new AbortController().signal })
  return events
}

function payloads<Name extends EventName>(events: readonly NumberedEvent[], name: Name) {
  return events.flatMap((event) =>
    event.name === name ? [event.payload as Extract<NumberedEvent, { name: Name }>['payload']] : [],
  )
}

async function countItems(app: TestApp): Promise<number> {
  return (await app.request('overview.get', {})).bands.reduce((sum, { count }) => sum + count, 0)
}

function itemIdOf(app: TestApp): string {
  return dumpTable(app.paths.databaseFile, 'item')[0]?.['item_id'] as string
}

describe('a window beside another process', () => {
  it('sees the run of that process from beginning to end, then the items, and answers what is asked about it', async () => {
    const made = await createHuaweiFolder({ resources: 300, hang: true })
    const window = await made.open()
    const account = await window.request('account.get', { name: made.account })
    await window.request('account.update', {
      accountId: account.accountId,
      patch: { limits: { requestTimeoutMs: 20_000 } },
    })
    const events = listen(window)
    const other = made.folder.start(['--json', 'sync'])
    await expect.poll(() => payloads(events, 'run.started').length, { timeout: 20_000 }).toBe(1)
    const runId = payloads(events, 'run.started')[0]?.run.runId as string
    await expect
      .poll(async () => (await window.request('run.get', { runId })).samples.length, { timeout: 20_000 })
      .toBeGreaterThan(0)
    const under = await window.request('run.get', { runId })
    expect(under).toMatchObject({ isLive: false, run: { runId, state: 'running', endedAt: null } })
    expect(under.lastSeq).toBeGreaterThan(0)
    expect(await window.request('run.cancel', { runId })).toEqual({ outcome: 'elsewhere' })

    made.simulator.switches.hang = false
    expect((await other.done).json).toMatchObject({ runId, status: 'succeeded', fetched: 300 })
    await expect.poll(() => payloads(events, 'item.changed').length, { timeout: 20_000 }).toBeGreaterThan(0)
    expect(payloads(events, 'run.ended')).toMatchObject([{ run: { runId, state: 'succeeded', fetched: 300 } }])
    const told = payloads(events, 'run.logged').flatMap(({ lines }) => lines)
    expect(told).toEqual(await window.log(runId))
    expect(payloads(events, 'run.progressed').some(({ metrics }) => metrics.requests > 0)).toBe(true)
    const names = events.map(({ name }) => name)
    expect(names.indexOf('run.ended')).toBeLessThan(names.indexOf('item.changed'))
    expect(payloads(events, 'account.changed')).toContainEqual({ accountId: account.accountId })
    expect(await countItems(window)).toBe(300)
    expect(window.errors).toEqual([])
  })

  it('is told when that process changes what people say or how it arranges its window', async () => {
    const dataDir = join(createTempFolder(), 'data')
    const keyFile = join(dataDir, '..', 'secret.key')
    const window = await createTestApp({ dataDir, keyFile })
    const demo = await window.request('account.add', { name: 'Demo', provider: 'demo', demoSize: 20 })
    await window.sync(demo)
    const other = await createTestApp({ dataDir, keyFile })
    const itemIds = [itemIdOf(window)]
    const events = listen(window)
    await window.request('item.review', { itemIds, patch: { owner: '李娜' } })
    await other.request('item.review', { itemIds, patch: { owner: '王芳' } })
    await expect.poll(() => payloads(events, 'item.changed').length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
    await other.request('preference.set', { key: 'theme', value: '"dark"' })
    await expect.poll(() => payloads(events, 'preference.changed'), { timeout: 10_000 }).toEqual([{ key: 'theme' }])
  })
})

describe('the course of a run', () => {
  it('can be read while the run goes on and afterwards, also when it was cancelled or has failed', async () => {
    const made = await createHuaweiFolder({ resources: 40, hang: true })
    const app = await made.open()
    const account = await app.request('account.get', { name: made.account })
    const events = listen(app)
    const { runId } = await app.request('sync.start', { accountId: account.accountId })
    await expect.poll(() => payloads(events, 'run.progressed').length, { timeout: 20_000 }).toBeGreaterThan(0)
    const live = await app.request('run.get', { runId })
    expect(live).toMatchObject({ isLive: true, run: { state: 'running' } })
    expect(live.samples.length).toBeGreaterThan(0)
    await app.request('run.cancel', { runId })
    const cancelled = await app.request('run.get', { runId })
    expect(cancelled).toMatchObject({ isLive: false, run: { state: 'cancelled' } })
    expect(cancelled.samples.length).toBeGreaterThanOrEqual(2)
    expect(cancelled.samples.length).toBeLessThanOrEqual(MAX_SAMPLES)
    expect(cancelled.samples.at(-1)).toMatchObject({ active: 0, queued: 0, requests: cancelled.metrics.requests })
    const ats = cancelled.samples.map(({ at }) => at)
    expect(ats).toEqual(ats.toSorted((a, b) => a - b))
    expect(cancelled.lastSeq).toBe((await app.log(runId)).at(-1)?.seq)
    expect(payloads(events, 'run.progressed').at(-1)?.sample).toEqual(cancelled.samples.at(-1))

    made.simulator.switches.hang = false
    made.simulator.switches.deny = new Set(['bss'])
    const failed = await app.sync(account)
    expect(failed.state).toBe('failed')
    expect((await app.request('run.get', { runId: failed.runId })).samples.length).toBeGreaterThanOrEqual(2)
    expect((await app.request('run.latest', {})).map((run) => run.runId)).toEqual([failed.runId])
  })
})

describe('the newest runs', () => {
  it('are one per account that has any, by name', async () => {
    const app = await createTestApp()
    const accounts = []
    for (const name of ['B', 'A', 'never']) {
      accounts.push(await app.request('account.add', { name, provider: 'demo', demoSize: 5 }))
    }
    const [b, a] = accounts
    if (!a || !b) throw new Error('no accounts')
    await app.sync(b)
    const ofA = await app.sync(a)
    const ofB = await app.sync(b)
    expect(await app.request('run.latest', {})).toEqual([ofA, ofB])
  })
})

describe('a database thread that has died', () => {
  it('is announced, refuses every write with one sentence, lets everything be read, and does not keep the app from ending', async () => {
    const writerThreadUrl = new URL('../support/dying-writer-thread.ts', import.meta.url)
    const app = await createTestApp({ writerThreadUrl })
    const demo = await app.request('account.add', { name: 'Demo', provider: 'demo', demoSize: 30 })
    await app.sync(demo)
    const events = listen(app)
    expect((await app.request('system.state', {})).canWrite).toBe(true)
    const lost = { code: 'DB_LOST' }
    await expect(app.request('preference.set', { key: 'die', value: '' })).rejects.toMatchObject(lost)
    expect(payloads(events, 'database.lost')).toEqual([{}])
    expect((await app.request('system.state', {})).canWrite).toBe(false)
    const itemIds = [itemIdOf(app)]
    await expect(app.request('item.review', { itemIds, patch: { owner: 'x' } })).rejects.toMatchObject(lost)
    await expect(app.request('sync.start', { accountId: demo.accountId })).rejects.toMatchObject(lost)
    expect(await countItems(app)).toBeGreaterThan(0)
    await app.stop()
  })

  it('ends the run that was going on as failed, and the next start finds it', async () => {
    const dataDir = join(createTempFolder(), 'data')
    const keyFile = join(dataDir, '..', 'secret.key')
    const writerThreadUrl = new URL('../support/dying-writer-thread.ts', import.meta.url)
    const app = await createTestApp({ dataDir, keyFile, writerThreadUrl })
    const demo = await app.request('account.add', { name: 'Demo', provider: 'demo', demoSize: 2000 })
    const { runId } = await app.request('sync.start', { accountId: demo.accountId })
    await app.request('preference.set', { key: 'die', value: '' }).catch(() => {})
    expect(await app.app.runs.wait(runId)).toMatchObject({ state: 'failed', error: { code: 'DB_LOST' } })
    await app.stop()
    const next = await createTestApp({ dataDir, keyFile })
    expect((await next.request('run.get', { runId })).run.state).toBe('interrupted')
    expect(await next.sync(demo)).toMatchObject({ state: 'succeeded' })
  })
})

describe('host routes', () => {
  it('hand folders of ours, file names and links to the host, and make a folder before it is shown', async () => {
    const calls: unknown[][] = []
    const host: HostPort = {
      info: () => ({
        kind: 'desktop',
        platform: 'linux',
        hasDialogs: true,
        locale: 'zh-CN',
        notifications: 'none',
        hasTray: false,
        canStartAtLogin: false,
      }),
      showFolder: async (path) => void calls.push(['showFolder', path, existsSync(path)]),
      chooseFile: async (input) => {
        calls.push(['chooseFile', input])
        return { file: '/tmp/a.sqlite' }
      },
      openExternal: async (url) => void calls.push(['openExternal', url]),
      acceptWeakSecretStore: async () => void calls.push(['acceptWeakSecretStore']),
      notifier: null,
      isOnline: () => true,
      loginStart: null,
    }
    const app = await createTestApp({ host })
    rmSync(app.paths.backupDir, { recursive: true, force: true })
    expect(await app.request('host.info', {})).toEqual(host.info())
    await app.request('host.showFolder', { folder: 'data' })
    await app.request('host.showFolder', { folder: 'backups' })
    const wish = { purpose: 'backup', suggestedName: 'a.sqlite' } as const
    expect(await app.request('host.chooseFile', wish)).toEqual({ file: '/tmp/a.sqlite' })
    await app.request('host.openExternal', { url: 'https://example.com/' })
    await app.request('host.acceptWeakSecretStore', {})
    expect(calls).toEqual([
      ['showFolder', app.paths.dataDir, true],
      ['showFolder', app.paths.backupDir, true],
      ['chooseFile', wish],
      ['openExternal', 'https://example.com/'],
      ['acceptWeakSecretStore'],
    ])
  })

  it('say in a sentence that something is not available where there is no desktop', async () => {
    const app = await createTestApp()
    expect(await app.request('host.info', {})).toMatchObject({ kind: 'terminal', hasDialogs: false })
    await expect(app.request('host.showFolder', { folder: 'data' })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE_HERE',
    })
  })
})
