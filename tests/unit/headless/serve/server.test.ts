import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { MAX_BODY_BYTES } from '../../../../src/headless/serve/api.ts'
import { startPageServer } from '../../../../src/headless/serve/server.ts'
import type { Envelope } from '../../../../src/shared/ipc/envelope.ts'
import type { SystemState } from '../../../../src/shared/ipc/system.ts'
import { readEvents } from '../../../support/event-stream.ts'
import { ask, sendRaw } from '../../../support/http.ts'
import { codeOf, startTestPage, type TestPage } from '../../../support/page-server.ts'

let page: TestPage
let cookie: string
const own = (): string => `http://127.0.0.1:${page.port}`
const fromOwnPage = (): Record<string, string> => ({ cookie, origin: own(), 'content-type': 'application/json' })
const HTML = { accept: 'text/html,*/*;q=0.8' }
const STATE = JSON.stringify({ route: 'system.state', input: {} })

beforeAll(async () => {
  page = await startTestPage()
  cookie = await page.signIn()
})
afterAll(() => page.stop())

describe('POST /api/request', () => {
  it('answers with the envelope of the core', async () => {
    const answer = await page.post(cookie, { route: 'system.state', input: {} })
    expect(answer.status).toBe(200)
    const envelope = JSON.parse(answer.text) as Envelope<SystemState>
    expect(envelope).toMatchObject({ ok: true, data: { version: '0.0.0-test' } })
    const failed = await page.post(cookie, { route: 'no.such', input: {} })
    expect([failed.status, codeOf(failed)]).toEqual([200, 'UNKNOWN_ROUTE'])
  })

  it('takes the word of the browser in place of an origin, but wants one of them', async () => {
    const headers = { cookie, 'content-type': 'application/json' }
    const vouched = { ...headers, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
    expect((await page.ask('/api/request', { method: 'POST', headers: vouched, body: STATE })).status).toBe(200)
    expect((await page.ask('/api/request', { method: 'POST', headers, body: STATE })).status).toBe(403)
    const typed = { ...headers, 'sec-fetch-site': 'none' }
    expect((await page.ask('/api/request', { method: 'POST', headers: typed, body: STATE })).status).toBe(403)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    '',
  ])('refuses the content type %j, which a foreign form could send', async (type) => {
    const headers = { ...fromOwnPage(), 'content-type': type }
    const answer = await page.ask('/api/request', { method: 'POST', headers, body: STATE })
    expect([answer.status, codeOf(answer)]).toEqual([415, 'BAD_REQUEST'])
  })

  it('takes JSON with a charset', async () => {
    const headers = { ...fromOwnPage(), 'content-type': 'Application/JSON; charset=utf-8' }
    expect((await page.ask('/api/request', { method: 'POST', headers, body: STATE })).status).toBe(200)
  })

  it.each([
    ['nothing', ''],
    ['half a document', STATE.slice(0, -2)],
    ['two documents', STATE + STATE],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"system.state"'],
    ['no route', '{"input":{}}'],
    ['something beside', '{"route":"system.state","input":{},"__proto__":{}}'],
    ['bytes that are no text', Buffer.from('{"route":"\xff"}', 'latin1')],
  ])('refuses %s as a body', async (_, body) => {
    const answer = await page.post(cookie, body)
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST'])
  })

  it('takes bodies up to the limit and refuses longer ones, told and untold, without keeping them', async () => {
    const padded = (size: number): string => STATE.padEnd(size, ' ')
    expect((await page.post(cookie, padded(MAX_BODY_BYTES))).status).toBe(200)
    const told = await page.post(cookie, padded(MAX_BODY_BYTES + 1))
    expect([told.status, codeOf(told)]).toEqual([413, 'BAD_REQUEST'])
    const headers = { ...fromOwnPage(), 'transfer-encoding': 'chunked' }
    const untold = await page.ask('/api/request', { method: 'POST', headers, body: padded(MAX_BODY_BYTES + 1) })
    expect([untold.status, codeOf(untold)]).toEqual([413, 'BAD_REQUEST'])
  })

  it('outlives a sender who goes away in the middle', async () => {
    const head = Object.entries({ host: `127.0.0.1:${page.port}`, ...fromOwnPage(), 'content-length': '1000' })
    const text = `POST /api/request HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{"rou`
    await sendRaw(page.port, text)
    expect((await page.post(cookie, { route: 'system.state', input: {} })).status).toBe(200)
    expect(page.errors).toEqual([])
  })
})

describe('files of the page', () => {
  it('are served with a nonce of their own each time', async () => {
    const nonces = new Set<string>()
    for (const path of ['/', '/items', '/settings/data']) {
      const answer = await page.ask(path, { headers: { cookie } })
      expect(answer.status).toBe(200)
      const nonce = /nonce="([^"]+)"/.exec(answer.text)?.[1] ?? ''
      expect(answer.headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
      expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(3)
  })

  it('may be kept by the browser only where their name changes with their content', async () => {
    const asset = await page.ask('/assets/index-abc123.js', { headers: { cookie } })
    expect(asset).toMatchObject({ status: 200, text: 'export {}' })
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(asset.headers['cache-control']).toMatch(/immutable/)
    expect((await page.ask('/assets/gone-123.js', { headers: { cookie } })).headers['cache-control']).toBe('no-store')
  })

  it('are told of without their content to whoever asks for headers', async () => {
    const answer = await page.ask('/assets/index-abc123.js', { method: 'HEAD', headers: { cookie } })
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '9' } })
  })

  it.each([
    '/../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/%2e%2e%2foutside.txt',
    '/assets/../../outside.txt',
    '/assets/..%5c..%5coutside.txt',
    '/..%252foutside.txt',
    '/%00/outside.txt',
    '/outside.txt%00.js',
    '/link.txt',
    '/C:/outside.txt',
    '/index.html::$DATA.js',
    '/%ff.js',
    '/assets/index-abc123.js/x.js',
    '/missing.js',
  ])('end at their folder: %s is not found', async (path) => {
    const answer = await page.ask(path, { headers: { cookie } })
    expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND'])
    expect(answer.text).not.toContain('"outside"')
  })

  it.each(['*', 'http://evil.example/', '//evil.example/', '/\\evil.example/', 'items'])(
    'have no address such as %s',
    async (target) => {
      const text = await sendRaw(
        page.port,
        `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${page.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      )
      expect(text).toMatch(/^HTTP\/1\.1 400 /)
      expect(text).toContain('"ok":false')
    },
  )
})

describe('every answer', () => {
  it('carries the protections, whatever it is', async () => {
    const answers = await Promise.all([
      page.ask('/', { headers: { cookie } }),
      page.ask('/', { headers: HTML }),
      page.ask('/api/x', { headers: { cookie } }),
      page.ask('/assets/index-abc123.js', { headers: { cookie } }),
      page.ask('/', { method: 'DELETE', headers: { cookie } }),
      page.post(cookie, { route: 'system.state', input: {} }),
      ask(page.port, '/', { headers: { host: 'evil.example' } }),
    ])
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
      })
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(headers['cache-control']).toMatch(/^no-store$|immutable/)
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('to %s is a refusal', async (method) => {
    for (const path of ['/', '/api/request', '/api/events']) {
      const answer = await page.ask(path, { method, headers: { cookie, origin: own() } })
      expect([answer.status, codeOf(answer)]).toEqual([405, 'BAD_REQUEST'])
    }
  })

  it('says which method an address has', async () => {
    const get = await page.ask('/api/request', { headers: { cookie } })
    expect([get.status, get.headers['allow']]).toEqual([405, 'POST'])
    for (const [method, path] of [
      ['POST', '/'],
      ['POST', '/api/events'],
      ['HEAD', '/api/events'],
    ] as const) {
      const answer = await page.ask(path, { method, headers: fromOwnPage() })
      expect([path, answer.status]).toEqual([path, 405])
    }
  })

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 403],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['huge headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`, 431],
  ])('to %s is short and ends the connection', async (_, text, status) => {
    expect(await sendRaw(page.port, text, { isHeldOpen: true })).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })
})

describe('GET /api/events', () => {
  it('streams to whoever is in', async () => {
    const reader = await readEvents(page.port, '/api/events?after=0', { host: `127.0.0.1:${page.port}`, cookie })
    expect(reader.status).toBe(200)
    expect(reader.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(reader.headers['cache-control']).toBe('no-store')
    await page.app.request('settings.update', { patch: { userName: 'streamed' } })
    await reader.until((frames) => frames.some(({ data }) => data.includes('settings.changed')))
    reader.close()
  })

  it('believes the browser that reconnects by itself more than the old address', async () => {
    await page.app.request('settings.update', { patch: { userName: 'a' } })
    await page.app.request('settings.update', { patch: { userName: 'b' } })
    const { lastSeq } = page.app.app.events
    const headers = { host: `127.0.0.1:${page.port}`, cookie, 'last-event-id': String(lastSeq - 1) }
    const reader = await readEvents(page.port, '/api/events?after=0', headers)
    await reader.until((frames) => frames.at(-1)?.id === String(lastSeq))
    expect(reader.frames.map(({ id }) => id)).toEqual([String(lastSeq - 1), String(lastSeq)])
    reader.close()
  })

  it.each(['-1', '1.5', 'x', '', '9'.repeat(40)])('refuses %j as a number', async (after) => {
    const answer = await page.ask(`/api/events?after=${after}`, { headers: { cookie } })
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST'])
  })
})

describe('the port', () => {
  it('is open on this machine only, on the old loopback address', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address, family, scopeid }) => (family === 'IPv6' && scopeid ? `${address}%${scopeid}` : address))
      .filter((address) => address !== '127.0.0.1' && !address.startsWith('fe80'))
    for (const address of [...others, '::1', '127.0.0.2']) {
      const isOpen = await new Promise<boolean>((resolve) => {
        const socket = connect(page.port, address, () => resolve(true))
        socket.once('error', () => resolve(false))
        socket.once('close', () => resolve(false))
        socket.unref()
      })
      expect([address, isOpen]).toEqual([address, false])
    }
  })

  it('that somebody else has is named in a clear failure', async () => {
    const { port } = page
    const start = startPageServer({
      app: page.app.app,
      pageFolder: '/nowhere',
      port,
      translator: () => Promise.reject(new Error('not needed')),
      onRefused: () => {},
      onError: () => {},
    })
    await expect(start).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE', params: { port, reason: 'EADDRINUSE' } })
  })
})

describe('close', () => {
  /** A page whose requests are answered when the test says so. */
  async function startSlowPage(): Promise<{
    slow: TestPage
    cookie: string
    release: () => void
    asked: Promise<void>
  }> {
    let release: () => void = () => {}
    let ask: () => void = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    const asked = new Promise<void>((resolve) => (ask = resolve))
    const requestUnknown = async (): Promise<Envelope<unknown>> => {
      ask()
      await released
      return { ok: true, data: 'late' }
    }
    const slow = await startTestPage({
      app: { router: { ...page.app.app.router, requestUnknown }, events: page.app.app.events },
    })
    onTestFinished(() => slow.stop())
    return { slow, cookie: await slow.signIn(), release, asked }
  }

  it('ends streams, answers what is under way and lets nobody in any more', async () => {
    const { slow, cookie: slowCookie, release, asked } = await startSlowPage()
    const reader = await readEvents(slow.port, '/api/events', { host: `127.0.0.1:${slow.port}`, cookie: slowCookie })
    const answer = slow.post(slowCookie, { route: 'system.state', input: {} })
    await asked
    const closed = slow.server.close()
    await reader.ended
    await expect(slow.ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    release()
    expect(await answer).toMatchObject({ status: 200, text: '{"ok":true,"data":"late"}' })
    await closed
  })

  it('does not wait for an answer that never comes', async () => {
    const { slow, cookie: slowCookie, asked } = await startSlowPage()
    const answer = slow.post(slowCookie, { route: 'system.state', input: {} })
    await asked
    const [{ status }] = await Promise.allSettled([answer, slow.server.close()])
    expect(status).toBe('rejected')
  })
})
