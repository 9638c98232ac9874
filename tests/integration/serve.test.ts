import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { NumberedEvent } from '../../src/shared/ipc/events.ts'
import { createCliFolder, type CliFolder, type RunningCli } from '../support/cli.ts'
import { readEvents, type EventReader, type Frame } from '../support/event-stream.ts'
import { ask } from '../support/http.ts'
import { childPids, isRunning } from '../support/processes.ts'
import { startServing, type Serving } from '../support/serving.ts'

const HTML = { accept: 'text/html' }
const running = new Set<RunningCli>()

async function start(folder: CliFolder, args: readonly string[] = []): Promise<Serving> {
  const serving = await startServing(folder, args)
  running.add(serving.cli)
  return serving
}

afterEach(async () => {
  for (const cli of running) {
    cli.process.kill('SIGKILL')
    await cli.done
  }
  running.clear()
})

function emptyFolder(): CliFolder {
  const folder = createCliFolder()
  folders.push(folder)
  return folder
}
const folders: CliFolder[] = []
afterAll(() => {
  for (const folder of folders) folder.remove()
})

const eventsOf = (frames: readonly Frame[]): NumberedEvent[] =>
  frames.filter(({ event }) => event === 'message').map(({ data }) => JSON.parse(data) as NumberedEvent)

describe('duewatch serve', () => {
  it('prints one document with a link that lets one browser in, shows the page and answers', async () => {
    const serving = await start(emptyFolder())
    const printed = JSON.parse(serving.cli.stdout) as { url: string; port: number }
    expect(Object.keys(printed)).toEqual(['url', 'port'])
    expect(printed.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${serving.port}/\\?token=[\\w-]{43}$`))
    const page = await serving.get('/')
    expect(page.status).toBe(200)
    expect(page.text).toContain('<div id="root">')
    expect(page.text).not.toContain('__CSP_NONCE__')
    expect(await serving.request('host.info')).toMatchObject({ kind: 'browser', hasDialogs: false, locale: 'en-US' })
    await expect(serving.request('host.showFolder', { folder: 'data' })).rejects.toThrow(/NOT_AVAILABLE_HERE/)
    const used = await ask(serving.port, printed.url.slice(printed.url.indexOf('/?')), {
      headers: { host: `127.0.0.1:${serving.port}`, ...HTML },
    })
    expect(used.status).toBe(403)
    const ended = await serving.stop()
    expect(ended).toMatchObject({ code: 0, signal: null })
    expect(JSON.parse(ended.stdout)).toEqual(printed)
  })

  it('prints one line for people and a fresh link when somebody comes without one that works', async () => {
    const folder = emptyFolder()
    const cli = folder.start(['--lang', 'en', 'serve', '--no-open', '--port', '0'])
    running.add(cli)
    await expect.poll(() => cli.stdout, { timeout: 60_000 }).toMatch(/\n$/)
    expect(cli.stdout.trim().split('\n')).toHaveLength(1)
    const first = /http:\/\/127\.0\.0\.1:(\d+)(\/\?token=\S+)/.exec(cli.stdout)
    const port = Number(first?.[1])
    const headers = { host: `127.0.0.1:${port}`, ...HTML }
    expect((await ask(port, '/', { headers })).status).toBe(403)
    expect(cli.stderr).toBe('')
    expect((await ask(port, String(first?.[2]), { headers })).status).toBe(303)
    expect((await ask(port, String(first?.[2]), { headers })).text).toContain('You need a new link')
    await cli.untilStderr('Link to get in')
    const second = /(\/\?token=\S+)/.exec(cli.stderr)?.[1] ?? ''
    expect(second).not.toBe(first?.[2])
    expect((await ask(port, second, { headers })).status).toBe(303)
    cli.process.kill('SIGINT')
    expect(await cli.done).toMatchObject({ code: 0, signal: null })
  })

  it('names the port that somebody else has', async () => {
    const folder = emptyFolder()
    const { port } = await start(folder)
    const result = await folder.run(['serve', '--no-open', '--port', String(port)])
    expect(result).toMatchObject({ code: 1, json: { error: { code: 'PORT_UNAVAILABLE' } } })
    expect(result.stderr).toContain(String(port))
    expect(await folder.run(['serve', '--port', '65536'])).toMatchObject({
      code: 64,
      json: { error: { code: 'USAGE' } },
    })
  })

  it('shares the data folder with other commands', async () => {
    const folder = emptyFolder()
    const serving = await start(folder)
    expect(await folder.run(['accounts', 'add', '--provider', 'demo', '--name', 'D'])).toMatchObject({ code: 0 })
    expect(await serving.request('account.list')).toMatchObject([{ name: 'D' }])
    expect(await serving.stop('SIGHUP')).toMatchObject({ code: 0, signal: null })
  })
})

describe('events over a stream', () => {
  let serving: Serving
  beforeAll(async () => {
    serving = await startServing(emptyFolder())
  })
  afterAll(async () => {
    expect(await serving.stop()).toMatchObject({ code: 0 })
  })
  const open = (after: number): Promise<EventReader> =>
    readEvents(serving.port, `/api/events?after=${after}`, serving.headers)

  it('come without gap or repeat through reconnects in the middle of a sync, and lead to the stored log', async () => {
    const { eventSeq } = await serving.request('system.state')
    const { accountId } = await serving.request('account.add', { name: 'D', provider: 'demo', demoSize: 3_000 })
    const watcher = await open(eventSeq)
    const { runId } = await serving.request('sync.start', { accountId })
    const isEnded = (frames: readonly Frame[]): boolean =>
      eventsOf(frames).some((event) => event.name === 'run.ended' && event.payload.run.runId === runId)

    const pieces: NumberedEvent[] = []
    for (let isOver = false; !isOver;) {
      const reader = await open(pieces.at(-1)?.seq ?? eventSeq)
      await reader.until((frames) => eventsOf(frames).length >= 2 || isEnded(frames))
      pieces.push(...eventsOf(reader.frames))
      isOver = isEnded(reader.frames)
      reader.close()
    }
    await watcher.until(isEnded)
    watcher.close()
    const last = Math.max(...pieces.map(({ seq }) => seq))
    expect(pieces.map(({ seq }) => seq)).toEqual(Array.from({ length: last - eventSeq }, (_, i) => eventSeq + 1 + i))
    const whole = eventsOf(watcher.frames).filter(({ seq }) => seq <= last)
    expect(pieces).toEqual(whole)
    const { lines } = await serving.request('run.log', { runId })
    const told = whole.flatMap((event) => (event.name === 'run.logged' ? event.payload.lines : []))
    expect(told).toEqual(lines)
  })
})

describe('the end of duewatch serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'comes within seconds of %s in the middle of a sync, with open streams, and leaves the old picture',
    async (signal) => {
      const folder = emptyFolder()
      const serving = await start(folder)
      const { accountId } = await serving.request('account.add', { name: 'D', provider: 'demo', demoSize: 50_000 })
      const readers = await Promise.all(
        [0, 0, 0].map(() => readEvents(serving.port, '/api/events?after=0', serving.headers)),
      )
      const { runId } = await serving.request('sync.start', { accountId })
      await readers[0]?.until((frames) =>
        eventsOf(frames).some(
          (event) => event.name === 'run.progressed' && event.payload.progress.some(({ done }) => done > 0),
        ),
      )
      const children = childPids(serving.cli.process.pid as number)
      expect(children.length).toBeGreaterThan(0)
      const startedAt = performance.now()
      const ended = await serving.stop(signal)
      const tookMs = performance.now() - startedAt
      expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null })
      expect(tookMs).toBeLessThan(10_000)
      await Promise.all(readers.map((reader) => reader.ended))
      expect(children.filter(isRunning)).toEqual([])
      expect((await folder.run(['runs', 'show', runId])).json).toMatchObject({ status: 'interrupted', complete: false })
      expect((await folder.run(['items', 'list', '--gone'])).json).toMatchObject({ total: 0 })
      expect((await folder.run(['doctor'])).code).toBe(0)
    },
  )

  it('is the same when npm passes the signal on a second time', async () => {
    const serving = await start(emptyFolder())
    serving.cli.process.kill('SIGINT')
    expect(await serving.stop('SIGINT')).toMatchObject({ code: 0, signal: null })
  })
})
