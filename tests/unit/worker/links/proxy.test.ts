import { connect } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProxyChoice } from '../../../../src/worker/links/proxy-choice.ts'
import { createTestAuthority, type TestAuthority } from '../../../support/certificates.ts'
import { aLinkJob, aTask, runLinks } from './support/link-run.ts'
import { reply, startWireServer, type WireRequest, type WireServer } from './support/wire-server.ts'

let authority: TestAuthority
beforeAll(async () => {
  authority = await createTestAuthority()
})

/** A proxy that leads every tunnel and every request to one server. */
function startProxy(to: () => WireServer, needs: string | null = null) {
  return startWireServer((request) => {
    const { socket, method } = request
    if (needs !== null && request.header('proxy-authorization') !== needs) return reply(request, 407)
    if (method !== 'CONNECT') return reply(request, 200, {}, 'through the proxy')
    const inner = connect(to().port, '127.0.0.1')
    inner.on('error', () => socket.destroy())
    socket.removeAllListeners('data')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(inner).pipe(socket)
  })
}

const unknown = async () =>
  ({ isFine: false, problem: { verdict: 'dns', cause: 'name-not-found', raw: null } }) as const
const SECRET = `Basic ${Buffer.from('desk:s3cret pass').toString('base64')}`

describe('a proxy', () => {
  it('gets the whole URL of plain links and a tunnel for encrypted ones, with its credentials and no others', async () => {
    const certificate = await authority.issue({ names: ['site.test'] })
    await using site = await startWireServer((request) => reply(request, 204), { tls: certificate })
    await using proxy = await startProxy(() => site, SECRET)
    const job = aLinkJob(
      [aTask('http://site.test/a?b'), aTask(`https://site.test/c`)],
      {},
      {
        proxy: `http://desk:s3cret%20pass@127.0.0.1:${proxy.port}`,
      },
    )
    const { of, batches, recording } = await runLinks(job, { lookUp: unknown, roots: [authority.pem] })
    expect(of('http://site.test/a?b')).toMatchObject({ verdict: 'ok', httpStatus: 200 })
    expect(of('https://site.test/c')).toMatchObject({ verdict: 'ok', httpStatus: 204 })
    expect(of('https://site.test/c').hops[0]?.address).toBeNull()
    expect(proxy.requests.map(({ method, target }) => `${method} ${target}`).toSorted()).toEqual([
      'CONNECT site.test:443',
      'GET http://site.test/a?b',
    ])
    expect(site.requests.map(({ head }) => head).join()).not.toMatch(/proxy-authorization/i)
    expect(JSON.stringify([batches, recording.lines])).not.toMatch(/s3cret/)
  })

  it('is passed by on the way to this computer', async () => {
    await using site = await startWireServer((request) => reply(request, 200))
    await using proxy = await startProxy(() => site)
    await runLinks(aLinkJob([aTask(`${site.origin}/`)], {}, { proxy: `http://127.0.0.1:${proxy.port}` }))
    expect([site.connections, proxy.connections]).toEqual([1, 0])
  })

  it('is never asked for forbidden addresses, whether written down or found for a name', async () => {
    await using proxy = await startProxy(() => proxy)
    const lookUp = async () => ({ isFine: true, value: ['169.254.169.254'] }) as const
    const job = aLinkJob(
      [aTask('http://169.254.169.254/', { linkId: 'a' }), aTask('http://meta.test/', { linkId: 'b' })],
      {},
      {
        proxy: `http://127.0.0.1:${proxy.port}`,
      },
    )
    const { of } = await runLinks(job, { lookUp })
    expect([of('a').cause, of('b').cause]).toEqual(['address-forbidden', 'address-forbidden'])
    expect(proxy.connections).toBe(0)
  })

  it.each([
    ['refuses its tunnel', (request: WireRequest) => reply(request, 502), 'HTTP 502'],
    ['wants other credentials', (request: WireRequest) => reply(request, 407), 'HTTP 407'],
  ])('that %s is no fault of the link', async (_what, answer, raw) => {
    await using proxy = await startWireServer(answer)
    const job = aLinkJob([aTask('https://site.test/')], {}, { proxy: `http://127.0.0.1:${proxy.port}` })
    const { of } = await runLinks(job, { lookUp: unknown })
    expect(of('https://site.test/')).toMatchObject({ verdict: 'refused', cause: 'proxy-failed', raw })
  })

  it('that cannot be reached ends the run instead of condemning every link', async () => {
    const proxy = await startWireServer(() => {})
    await proxy[Symbol.asyncDispose]()
    const links = ['a', 'b', 'c'].map((name) => aTask(`http://${name}.test/`))
    const job = aLinkJob(links, { timeoutMs: 400 }, { proxy: `http://127.0.0.1:${proxy.port}` })
    await expect(runLinks(job, { lookUp: unknown })).rejects.toMatchObject({ code: 'NET_PROXY' })
  })
})

describe('the choice of the way', () => {
  const env = {
    HTTP_PROXY: 'http://plain.test:3128',
    https_proxy: 'secure.test:8080',
    NO_PROXY: '.corp.test, 10.0.0.0/8,exact.test:8443 [fd00::1]',
  }
  const choose = createProxyChoice('system', env)

  it.each([
    ['site.test', 80, false, 'plain.test:3128'],
    ['site.test', 443, true, 'secure.test:8080'],
    ['localhost', 80, false, null],
    ['127.8.0.1', 80, false, null],
    ['::1', 80, false, null],
    ['a.corp.test', 443, true, null],
    ['corp.test', 443, true, null],
    ['notcorp.test', 443, true, 'secure.test:8080'],
    ['10.1.2.3', 80, false, null],
    ['11.1.2.3', 80, false, 'plain.test:3128'],
    ['exact.test', 8443, true, null],
    ['exact.test', 443, true, 'secure.test:8080'],
    ['fd00::1', 443, true, null],
  ])('to %s:%i (TLS: %s)', (host, port, isTls, way) => {
    const proxy = choose(host, port, isTls)
    expect(proxy && `${proxy.host}:${proxy.port}`).toBe(way)
  })

  it('is direct for `none` and for an empty environment', () => {
    expect(createProxyChoice('none', env)('site.test', 80, false)).toBeNull()
    expect(createProxyChoice('system', { HTTP_PROXY: '' })('site.test', 80, false)).toBeNull()
  })

  it.each(['socks5://p.test:1080', 'http://['])('refuses %s', (setting) => {
    expect(() => createProxyChoice(setting, {})).toThrow(expect.objectContaining({ code: 'NET_PROXY' }) as Error)
  })
})
