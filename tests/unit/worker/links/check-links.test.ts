import { describe, expect, it } from 'vitest'
import type { LinkFactBatch } from '../../../../src/shared/worker/link-frames.ts'
import { checkLinks } from '../../../../src/worker/links/check-links.ts'
import type { LookUp } from '../../../../src/worker/links/ports.ts'
import { createRecording } from '../support/connector-run.ts'
import { aLinkJob, aTask, runLinks } from './support/link-run.ts'
import { reply, startWireServer, type WireRequest } from './support/wire-server.ts'

/** Links on hosts of their own: every address of 127.0.0.0/8 leads to this machine. */
function aHostEach(port: number, count: number, path = '/'): string[] {
  return Array.from(
    { length: count },
    (_, index) => `http://127.9.${Math.floor(index / 250)}.${(index % 250) + 1}:${port}${path}`,
  )
}

function once(first: (request: WireRequest) => void): (request: WireRequest) => void {
  let isFirst = true
  return (request) => {
    if (isFirst) first(request)
    else reply(request, 200)
    isFirst = false
  }
}

describe('a run', () => {
  it('starts the links that were slow last time first, and those it does not know before the quick ones', async () => {
    await using server = await startWireServer((request) => reply(request, 200), { address: '0.0.0.0' })
    const [a = '', b = '', c = '', d = ''] = aHostEach(server.port, 4)
    const links = [
      aTask(a, { lastLatencyMs: 20 }),
      aTask(b),
      aTask(c, { lastLatencyMs: 2_900 }),
      aTask(d, { lastLatencyMs: 30 }),
    ]
    const { checks } = await runLinks(aLinkJob(links, { concurrency: 1 }))
    expect(checks.map(({ linkId }) => linkId)).toEqual([c, b, d, a])
  })

  it('takes no longer than its slowest link, whatever fails beside it', async () => {
    let others = 0
    let answerSlow = (): void => {}
    await using server = await startWireServer(
      (request) => {
        if (request.target === '/slow') {
          answerSlow = () => reply(request, 200)
          return
        }
        others += 1
        if (request.target === '/reset') request.socket.resetAndDestroy()
        else reply(request, 503)
        // Whoever waited for the slow one before trying again would wait for ever.
        if (others === 48) answerSlow()
      },
      { address: '0.0.0.0' },
    )
    const urls = aHostEach(server.port, 24).map((url, index) => `${url}${['reset', 'x', 'y'][index % 3]}`)
    const { outcome, checks } = await runLinks(
      aLinkJob([aTask(`${server.origin.replace('0.0.0.0', '127.0.0.1')}/slow`), ...urls.map((url) => aTask(url))]),
    )
    expect(checks.find(({ linkId }) => linkId.endsWith('/slow'))?.verdict).toBe('ok')
    expect(outcome).toEqual({ checked: 25, warnings: 0 })
    expect(checks.filter(({ attempts }) => attempts === 2)).toHaveLength(24)
  })

  it('tells of at most 200 links at once, and of each once', async () => {
    await using server = await startWireServer((request) => reply(request, 200), { address: '0.0.0.0' })
    const links = aHostEach(server.port, 450).map((url) => aTask(url))
    const { batches, checks, recording } = await runLinks(aLinkJob(links))
    expect(Math.max(...batches.map((batch) => batch.checks.length))).toBeLessThanOrEqual(200)
    expect(new Set(checks.map(({ linkId }) => linkId)).size).toBe(450)
    expect(checks).toHaveLength(450)
    expect(recording.last('links')).toEqual({ stage: 'links', done: 450, total: 450, failed: 0 })
    expect(recording.metrics.snapshot()).toMatchObject({ requests: 450, active: 0, queued: 0 })
  })

  it('waits when core has no room', async () => {
    await using server = await startWireServer((request) => reply(request, 200), { address: '0.0.0.0' })
    const links = aHostEach(server.port, 1_600).map((url) => aTask(url))
    const recording = createRecording()
    let open = (): void => {}
    const isOpen = new Promise<void>((resolve) => (open = resolve))
    const batches: LinkFactBatch[] = []
    const run = checkLinks(
      aLinkJob(links, { concurrency: 16 }),
      {
        async batch(batch) {
          batches.push(batch)
          await isOpen
        },
      },
      recording.context,
    )
    let before = -1
    while (before !== server.connections) {
      before = server.connections
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    expect(before).toBeLessThan(1_400)
    open()
    expect(await run).toEqual({ checked: 1_600, warnings: 0 })
  })

  it('holds every host to its limit', async () => {
    let open = 0
    let most = 0
    await using server = await startWireServer((request) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        reply(request, 200)
      }, 120)
    })
    const links = Array.from({ length: 8 }, (_, index) => aTask(`${server.origin}/${index}`))
    await runLinks(aLinkJob(links, { perHost: 2, hostPaceMs: 30 }))
    expect(most).toBe(2)
  })

  it('does not count waiting for a turn as time of a link', async () => {
    await using server = await startWireServer((request) => setTimeout(() => reply(request, 200), 100))
    const links = Array.from({ length: 12 }, (_, index) => aTask(`${server.origin}/${index}`))
    const { checks } = await runLinks(aLinkJob(links, { perHost: 1, timeoutMs: 1_000 }))
    expect(checks.map(({ verdict }) => verdict)).toEqual(Array(12).fill('ok'))
  })

  it('lets links that nobody can be asked about wait for nobody', async () => {
    const links = Array.from({ length: 500 }, (_, index) => aTask(`http://[${index}`))
    const { checks } = await runLinks(aLinkJob(links, { perHost: 1, hostPaceMs: 1_000 }))
    expect(checks.filter(({ verdict }) => verdict === 'invalid-url')).toHaveLength(500)
  })

  it('looks names up before it is their turn, each once', async () => {
    await using server = await startWireServer((request) => setTimeout(() => reply(request, 200), 60))
    const asked: string[] = []
    let atFirstRequest = 0
    const lookUp: LookUp = async (host) => {
      asked.push(host)
      return { isFine: true, value: ['127.0.0.1'] }
    }
    const links = Array.from({ length: 40 }, (_, index) => aTask(`http://n${index}.test:${server.port}/`))
    const { checks } = await runLinks(aLinkJob(links, { concurrency: 8 }), {
      lookUp: (host, signal) => {
        if (server.requests.length === 0) atFirstRequest += 1
        return lookUp(host, signal)
      },
    })
    expect(checks.every(({ verdict }) => verdict === 'ok')).toBe(true)
    expect(asked.toSorted()).toEqual(links.map((_, index) => `n${index}.test`).toSorted())
    expect(atFirstRequest).toBe(40)
  })

  it('writes a line for each link that does not answer, without secrets, and none for the others', async () => {
    await using server = await startWireServer((request) => reply(request, request.target === '/good' ? 200 : 404))
    const { recording } = await runLinks(
      aLinkJob([aTask(`${server.origin}/good`), aTask(`${server.origin}/bad`), aTask('http://me:secret@127.0.0.1/')]),
    )
    expect(recording.lines.map(({ code, params }) => [code, params['detail']])).toEqual([
      ['links.found-invalid-url', 'credentials-in-url'],
      ['links.found-broken', 'HTTP 404'],
    ])
    expect(JSON.stringify(recording.lines)).not.toContain('secret')
  })
})

describe('a second attempt', () => {
  it.each([
    ['a reset', (request: WireRequest) => request.socket.resetAndDestroy()],
    ['a server error', (request: WireRequest) => reply(request, 502)],
    ['a refusal', (request: WireRequest) => reply(request, 403)],
  ])('follows %s, and is what counts', async (_what, first) => {
    await using server = await startWireServer(once(first))
    const { of, recording } = await runLinks(aLinkJob([aTask(`${server.origin}/`)], { timeoutMs: 1_000 }))
    expect(of(`${server.origin}/`)).toMatchObject({ verdict: 'ok', attempts: 2 })
    expect(server.requests).toHaveLength(2)
    expect(recording.last('retry')).toEqual({ stage: 'retry', done: 1, total: 1, failed: 0 })
    expect(recording.metrics.snapshot().retries).toBe(1)
  })

  it('waits for as long as the server asks', async () => {
    const at: number[] = []
    const answer = once((request) => reply(request, 429, { 'Retry-After': '1' }))
    await using server = await startWireServer((request) => {
      at.push(performance.now())
      answer(request)
    })
    const { of } = await runLinks(aLinkJob([aTask(`${server.origin}/`)]))
    expect(of(`${server.origin}/`)).toMatchObject({ verdict: 'ok', attempts: 2 })
    expect((at[1] as number) - (at[0] as number)).toBeGreaterThanOrEqual(995)
  })

  it('is not made where the server asks to be left alone for longer than a run', async () => {
    await using server = await startWireServer((request) => reply(request, 429, { 'Retry-After': '3600' }))
    const { of } = await runLinks(aLinkJob([aTask(`${server.origin}/`)]))
    expect(of(`${server.origin}/`)).toMatchObject({ verdict: 'blocked', httpStatus: 429, attempts: 1 })
  })

  it('is made once: what fails again stays failed', async () => {
    await using server = await startWireServer((request) => reply(request, 500))
    const { of } = await runLinks(aLinkJob([aTask(`${server.origin}/`)], { timeoutMs: 800 }))
    expect(of(`${server.origin}/`)).toMatchObject({ verdict: 'server-error', attempts: 2 })
    expect(server.requests).toHaveLength(2)
  })

  it('is not made for what will not pass', async () => {
    await using server = await startWireServer((request) => reply(request, 404))
    const { of } = await runLinks(aLinkJob([aTask(`${server.origin}/`)]))
    expect(of(`${server.origin}/`)).toMatchObject({ verdict: 'broken', attempts: 1 })
  })
})

describe('a run that is cancelled', () => {
  it('ends at once, says nothing of links that were not finished, and leaves nothing behind', async () => {
    await using server = await startWireServer(
      (request) => {
        if (request.target === '/quick') reply(request, 200)
      },
      { address: '0.0.0.0' },
    )
    const quick = `http://127.0.0.1:${server.port}/quick`
    const links = [aTask(quick), ...aHostEach(server.port, 300, '/hang').map((url) => aTask(url))]
    const controller = new AbortController()
    const recording = createRecording(controller.signal)
    const reported: string[] = []
    let told = (): void => {}
    const isTold = new Promise<void>((resolve) => (told = resolve))
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const run = checkLinks(
      aLinkJob(links, { concurrency: 512, timeoutMs: 60_000 }),
      {
        async batch(batch) {
          reported.push(...batch.checks.map(({ linkId }) => linkId))
          told()
        },
      },
      recording.context,
    )
    await isTold
    const reason = new DOMException('cancelled', 'AbortError')
    controller.abort(reason)
    await expect(run).rejects.toBe(reason)
    expect(reported).toEqual([quick])
    while (server.open.size > 0) await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    const after = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    expect(after).toBeLessThanOrEqual(before)
  })

  it('does not even begin when it is cancelled before', async () => {
    const recording = createRecording(AbortSignal.abort('early'))
    await expect(checkLinks(aLinkJob([]), { async batch() {} }, recording.context)).rejects.toBe('early')
  })

  it('fails with what kept core from taking a batch', async () => {
    await using server = await startWireServer((request) => reply(request, 200))
    const fault = new Error('no room for ever')
    const run = checkLinks(
      aLinkJob([aTask(`${server.origin}/`)]),
      { batch: () => Promise.reject(fault) },
      createRecording().context,
    )
    await expect(run).rejects.toBe(fault)
  })
})

describe('a computer without a network', () => {
  const failing: LookUp = async () => ({
    isFine: false,
    problem: { verdict: 'dns', cause: 'name-lookup-failed', raw: 'EAI_AGAIN' },
  })

  it('ends the run and condemns no link', async () => {
    const links = ['a', 'b', 'c'].map((name) => aTask(`http://${name}.test/`))
    await expect(runLinks(aLinkJob(links), { lookUp: failing })).rejects.toMatchObject({ code: 'NET_DNS' })
  })

  it('is told from names that are really gone by names that surely exist', async () => {
    const lookUp: LookUp = async (host) =>
      host.endsWith('.test')
        ? { isFine: false, problem: { verdict: 'dns', cause: 'name-not-found', raw: 'ENOTFOUND' } }
        : { isFine: true, value: ['127.0.0.1'] }
    const { checks } = await runLinks(aLinkJob(['a', 'b', 'c'].map((name) => aTask(`http://${name}.test/`))), {
      lookUp,
    })
    expect(checks.map(({ cause }) => cause)).toEqual(Array(3).fill('name-not-found'))
  })

  it('is ruled out by a single link that answers', async () => {
    await using server = await startWireServer((request) => reply(request, 200))
    const links = ['a', 'b', 'c', 'd'].map((name) => aTask(`http://${name}.test/`))
    const { checks } = await runLinks(aLinkJob([...links, aTask(`${server.origin}/`)]), { lookUp: failing })
    expect(checks.map(({ verdict }) => verdict).toSorted()).toEqual(['dns', 'dns', 'dns', 'dns', 'ok'])
  })
})
