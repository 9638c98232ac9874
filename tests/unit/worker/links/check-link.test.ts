import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LinkCause, Verdict } from '../../../../src/shared/domain/link.ts'
import { checkOne } from './support/link-run.ts'
import { reply, startWireServer, type WireRequest } from './support/wire-server.ts'

const OUR_SITE = { host: 'ours.example', path: '/', includesSubdomains: false }

describe('the request', () => {
  it('is one GET that says who asks, and neither keeps nor sends a cookie', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    await using server = await startWireServer((request) => {
      if (request.target === '/') reply(request, 302, { Location: '/next', 'Set-Cookie': 'session=1' })
      else reply(request, 200, {}, 'fine')
    })
    await checkOne(`${server.origin}/#part`)
    expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /', 'GET /next'])
    for (const request of server.requests) {
      expect(request.header('user-agent')).toBe(`Duewatch/${version} (link check)`)
      expect(request.header('host')).toBe(`127.0.0.1:${server.port}`)
      expect(request.header('connection')).toBe('close')
      expect(request.header('cookie')).toBeNull()
      expect(request.header('authorization')).toBeNull()
    }
  })

  it('ends at the headers when no page is wanted, however long the body', async () => {
    let closed = (): void => {}
    const isClosed = new Promise<void>((resolve) => (closed = resolve))
    await using server = await startWireServer(({ socket }) => {
      socket.once('close', closed)
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      const pour = (): void => {
        while (!socket.destroyed && socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`));
      }
      socket.on('drain', pour)
      pour()
    })
    const check = await checkOne(`${server.origin}/`)
    expect(check.verdict).toBe('ok')
    await isClosed
  })

  it('never sends the credentials of a redirect', async () => {
    await using server = await startWireServer((request) => {
      if (request.target === '/') {
        reply(request, 302, { Location: `http://user:secret@127.0.0.1:${server.port}/in` })
      } else reply(request, 200)
    })
    const check = await checkOne(`${server.origin}/`)
    expect(server.requests.map(({ head }) => head).join()).not.toMatch(/secret|authorization/i)
    expect(JSON.stringify(check)).not.toContain('secret')
    expect(check).toMatchObject({ verdict: 'redirected', finalUrl: `${server.origin}/in` })
  })
})

type Row = readonly [
  what: string,
  answer: string | ((request: WireRequest) => void),
  verdict: Verdict,
  cause: LinkCause | null,
  status: number | null,
]

const say =
  (status: number, headers: Readonly<Record<string, string>> = {}) =>
  (request: WireRequest): void =>
    reply(request, status, headers)

const ANSWERS: readonly Row[] = [
  ['200', say(200), 'ok', null, 200],
  ['204', 'HTTP/1.1 204 No Content\r\n\r\n', 'ok', null, 204],
  ['bare line feeds', 'HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>', 'ok', null, 200],
  ['a status without words', 'HTTP/1.1 200\r\n\r\n', 'ok', null, 200],
  ['a line without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\nServer: x\r\n\r\n', 'ok', null, 200],
  [
    'interim answers first',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
    'ok',
    null,
    200,
  ],
  ['300', say(300, { Location: '/x' }), 'broken', null, 300],
  ['304', 'HTTP/1.1 304 Not Modified\r\n\r\n', 'broken', null, 304],
  ['401', say(401), 'blocked', null, 401],
  ['403', say(403), 'blocked', null, 403],
  ['404', say(404), 'broken', null, 404],
  ['407 of a site', say(407), 'blocked', null, 407],
  ['410', say(410), 'broken', null, 410],
  ['429', say(429), 'blocked', null, 429],
  ['451', say(451), 'blocked', null, 451],
  ['500', say(500), 'server-error', null, 500],
  ['999', say(999), 'blocked', 'bot-page', 999],
  ['a status beyond HTTP', say(742), 'server-error', 'answer-malformed', 742],
  ['a switch of protocols', say(101), 'server-error', 'answer-malformed', 101],
  ['a challenge of Cloudflare', say(403, { 'cf-mitigated': 'challenge' }), 'blocked', 'bot-page', 403],
  ['a challenge that calls itself 200', say(200, { 'CF-Mitigated': 'challenge' }), 'blocked', 'bot-page', 200],
  ['a 503 of Cloudflare that is no challenge', say(503, { Server: 'cloudflare' }), 'server-error', null, 503],
  ['a refusal of Akamai', say(403, { Server: 'AkamaiGHost' }), 'blocked', 'bot-page', 403],
  ['a 405 of the WAF of Alibaba Cloud', say(405, { 'Set-Cookie': 'acw_tc=1; path=/' }), 'blocked', 'bot-page', 405],
  ['a 418 of the WAF of Huawei Cloud', say(418, { 'Set-Cookie': 'HWWAFSESID=1; path=/' }), 'blocked', 'bot-page', 418],
  ['405', say(405), 'broken', null, 405],
  ['a redirect without a Location', say(302), 'broken', 'location-missing', 302],
  ['a redirect to nowhere', say(302, { Location: 'http://[' }), 'broken', 'location-invalid', 302],
  ['a redirect to itself', say(301, { Location: '#x' }), 'broken', 'redirect-loop', 301],
  [
    'a redirect to another scheme',
    say(302, { Location: 'weixin://dl' }),
    'unsupported',
    'redirect-scheme-not-supported',
    302,
  ],
  [
    'a redirect to a forbidden address',
    say(302, { Location: 'http://0xA9FEA9FE/' }),
    'unsupported',
    'redirect-address-forbidden',
    302,
  ],
  ['nothing', ({ socket }) => socket.end(), 'refused', 'closed-before-answer', null],
  ['half a head', 'HTTP/1.1 200 OK\r\nX-Half', 'refused', 'closed-before-answer', null],
  ['a reset', ({ socket }) => socket.resetAndDestroy(), 'refused', 'connection-reset', null],
  ['something else than HTTP', '220 mail ESMTP\r\n', 'server-error', 'not-http', null],
  ['a page without a head', '<!doctype html>', 'server-error', 'not-http', null],
  ['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n', 'server-error', 'answer-malformed', null],
  [
    'two lengths',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    'server-error',
    'answer-malformed',
    null,
  ],
  ['a zero byte', 'HTTP/1.1 200 OK\r\nX: \0\r\n\r\n', 'server-error', 'answer-malformed', null],
  [
    'headers without end',
    `HTTP/1.1 200 OK\r\n${'X-Padding: x\r\n'.repeat(4_000)}`,
    'too-large',
    'headers-too-large',
    null,
  ],
  [
    'interim answers without end',
    'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(2_000),
    'too-large',
    'headers-too-large',
    null,
  ],
]

describe('the verdict', () => {
  it.concurrent.each(ANSWERS)('of %s', async (_what, answer, verdict, cause, httpStatus) => {
    await using server = await startWireServer((request) => {
      if (typeof answer === 'function') answer(request)
      else request.socket.end(answer, 'latin1')
    })
    const check = await checkOne(`${server.origin}/`)
    expect(check).toMatchObject({ verdict, cause, httpStatus, backlink: null, anchor: null })
    expect(check.finalUrl).toBe(httpStatus === null ? null : `${server.origin}/`)
  })

  it.each([
    ['http://[half', 'invalid-url', 'not-a-url'],
    ['http://user:pw@127.0.0.1/', 'invalid-url', 'credentials-in-url'],
    ['ftp://127.0.0.1/', 'unsupported', 'scheme-not-supported'],
    ['mailto:a@example.test', 'unsupported', 'scheme-not-supported'],
    ['http://169.254.169.254/', 'unsupported', 'address-forbidden'],
    ['http://2852039166/', 'unsupported', 'address-forbidden'],
    ['http://0251.0376.0251.0376/', 'unsupported', 'address-forbidden'],
    ['http://[::ffff:a9fe:a9fe]/', 'unsupported', 'address-forbidden'],
    ['http://0/', 'unsupported', 'address-forbidden'],
  ])('of %s is found without asking anybody', async (url, verdict, cause) => {
    const check = await checkOne(url, { linkId: 'one' })
    expect(check).toMatchObject({ verdict, cause, httpStatus: null, finalUrl: null, hops: [], latencyMs: null })
    expect(JSON.stringify(check)).not.toContain('user:pw')
  })

  it('of a loopback address is unsupported where its group does not allow private ones', async () => {
    await using server = await startWireServer((request) => reply(request, 200))
    const check = await checkOne(`${server.origin}/`, { allowsPrivate: false })
    expect(check).toMatchObject({ verdict: 'unsupported', cause: 'address-forbidden' })
    expect(server.connections).toBe(0)
  })

  it('of a port where nobody listens is refused', async () => {
    const server = await startWireServer(() => {})
    await server[Symbol.asyncDispose]()
    expect(await checkOne(`${server.origin}/`)).toMatchObject({
      verdict: 'refused',
      cause: 'connection-refused',
      raw: 'ECONNREFUSED',
    })
  })

  it('of a silent server is a time-out after the time of the link', async () => {
    await using server = await startWireServer(() => {})
    const check = await checkOne(`${server.origin}/`, {}, { timeoutMs: 300 })
    expect(check).toMatchObject({ verdict: 'timeout', cause: 'answer-timeout', attempts: 1 })
    expect(check.latencyMs).toBeGreaterThanOrEqual(290)
  })

  it('counts the time over all hops', async () => {
    await using server = await startWireServer((request) => {
      const step = Number(request.target.slice(1))
      setTimeout(() => reply(request, 302, { Location: `/${step + 1}` }), 80)
    })
    const check = await checkOne(`${server.origin}/0`, {}, { timeoutMs: 300 })
    expect(check).toMatchObject({ verdict: 'timeout', cause: 'answer-timeout', httpStatus: 302 })
    expect(check.redirects).toBeLessThan(5)
  })
})

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('%i is followed with the way recorded', async (status) => {
    await using server = await startWireServer((request) =>
      request.target === '/a/b' ? reply(request, status, { Location: '../c?x#y' }) : reply(request, 200),
    )
    const check = await checkOne(`${server.origin}/a/b`)
    expect(check).toMatchObject({
      verdict: 'redirected',
      httpStatus: 200,
      redirects: 1,
      finalUrl: `${server.origin}/c?x`,
    })
    expect(check.hops).toEqual([
      { url: `${server.origin}/a/b`, status, address: '127.0.0.1' },
      { url: `${server.origin}/c?x`, status: 200, address: '127.0.0.1' },
    ])
  })

  it('are followed ten times', async () => {
    await using server = await startWireServer((request) =>
      reply(request, 302, { Location: `/${Number(request.target.slice(1)) + 1}` }),
    )
    const check = await checkOne(`${server.origin}/0`)
    expect(check).toMatchObject({
      verdict: 'broken',
      cause: 'too-many-redirects',
      redirects: 10,
      finalUrl: `${server.origin}/10`,
    })
    expect(check.hops).toHaveLength(11)
  })

  it('read a Location of raw UTF-8', async () => {
    await using server = await startWireServer((request) =>
      request.target === '/' ? reply(request, 302, { Location: '/友链' }) : reply(request, 200),
    )
    expect((await checkOne(`${server.origin}/`)).finalUrl).toBe(`${server.origin}/%E5%8F%8B%E9%93%BE`)
  })
})

describe('a page that must link back', () => {
  const anchor = '<p><a rel="nofollow" href="https://ours.example/">us</a>'

  it.each([
    [
      'with a length',
      `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${anchor.length}\r\n\r\n${anchor}`,
    ],
    ['until the connection ends', `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n${anchor}`],
    [
      'in chunks',
      `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n${anchor.slice(0, 5)}\r\n${(anchor.length - 5).toString(16)}\r\n${anchor.slice(5)}\r\n0\r\nX: y\r\n\r\n`,
    ],
  ])('is read %s', async (_how, answer) => {
    await using server = await startWireServer(({ socket }) => socket.end(answer))
    const check = await checkOne(`${server.origin}/`, { backlink: OUR_SITE })
    expect(check).toMatchObject({ verdict: 'ok', backlink: 'present', anchor: { rel: 'nofollow', text: 'us' } })
    expect(check.bytes).toBe(anchor.length)
  })

  it.each([
    ['without the link', 'Content-Length: 3\r\n\r\n<p>', { verdict: 'ok', backlink: 'absent', cause: null }],
    [
      'that breaks off',
      'Content-Length: 300\r\n\r\n<p>',
      { verdict: 'refused', backlink: 'unknown', cause: 'closed-before-answer' },
    ],
    [
      'in malformed chunks',
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
      { verdict: 'server-error', backlink: 'unknown', cause: 'answer-malformed' },
    ],
  ])('%s', async (_what, rest, expected) => {
    await using server = await startWireServer(({ socket }) =>
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${rest}`),
    )
    expect(await checkOne(`${server.origin}/`, { backlink: OUR_SITE })).toMatchObject({ ...expected, httpStatus: 200 })
  })

  it('is given up when its time is over', async () => {
    await using server = await startWireServer(({ socket }) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>'),
    )
    expect(await checkOne(`${server.origin}/`, { backlink: OUR_SITE }, { timeoutMs: 300 })).toMatchObject({
      verdict: 'timeout',
      cause: 'body-timeout',
      backlink: 'unknown',
    })
  })

  it('is unknown when it answers with an error, whatever stands on it', async () => {
    await using server = await startWireServer((request) =>
      reply(request, 404, { 'Content-Type': 'text/html' }, anchor),
    )
    expect(await checkOne(`${server.origin}/`, { backlink: OUR_SITE })).toMatchObject({
      verdict: 'broken',
      backlink: 'unknown',
    })
  })
})
