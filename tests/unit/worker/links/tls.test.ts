import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestAuthority, type LeafOptions, type TestAuthority } from '../../../support/certificates.ts'
import { aLinkJob, aTask, checkOne, runLinks } from './support/link-run.ts'
import { reply, startWireServer } from './support/wire-server.ts'

const DAY_MS = 86_400_000
let authority: TestAuthority
let stranger: TestAuthority
let roots: readonly string[]
beforeAll(async () => {
  authority = await createTestAuthority()
  stranger = await createTestAuthority('Nobody Knows Me')
  roots = [authority.pem]
})

async function start(options: Partial<LeafOptions> = {}, by: TestAuthority = authority) {
  const certificate = await by.issue({ names: ['127.0.0.1', 'site.test'], ...options })
  return startWireServer((request) => reply(request, 200), { tls: certificate })
}

describe('a certificate', () => {
  it('that is trusted for the address lets the request through and is told of once', async () => {
    await using server = await start({ signedBy: 'intermediate' })
    const job = aLinkJob([aTask(`${server.origin}/a`), aTask(`${server.origin}/b`)])
    const { of, certificates } = await runLinks(job, { roots })
    expect(of(`${server.origin}/a`)).toMatchObject({ verdict: 'ok', httpStatus: 200 })
    expect(certificates).toHaveLength(1)
    expect(certificates[0]).toMatchObject({ host: '127.0.0.1', port: server.port, isMeasured: true, problem: null })
    expect(certificates[0]?.chain).toHaveLength(2)
    expect(certificates[0]?.addresses).toEqual([
      { address: '127.0.0.1', expiresAt: certificates[0]?.expiresAt, cause: null },
    ])
  })

  it('that a job asks for costs no second handshake where the host has one address', async () => {
    await using server = await start()
    const certificates = [{ host: '127.0.0.1', port: server.port, allowsPrivate: true }]
    const job = aLinkJob([aTask(`${server.origin}/a`), aTask(`${server.origin}/b`)], {}, { certificates })
    const result = await runLinks(job, { roots })
    expect(result.certificates).toMatchObject([{ isMeasured: true, problem: null }])
    expect(server.connections).toBe(2)
    expect(result.recording.last('certificates')).toEqual({ stage: 'certificates', done: 1, total: 1, failed: 0 })
  })

  it('that a job asks for is measured at all addresses of its host', async () => {
    await using server = await startWireServer((request) => reply(request, 200), {
      tls: await authority.issue({ names: ['site.test'] }),
      address: '0.0.0.0',
    })
    const certificates = [
      { host: 'site.test', port: server.port, allowsPrivate: true },
      { host: 'other.test', port: server.port, allowsPrivate: true },
    ]
    const lookUp = async () => ({ isFine: true, value: ['127.0.0.2', '127.0.0.3'] }) as const
    const job = aLinkJob([aTask(`https://site.test:${server.port}/`)], {}, { certificates })
    const result = await runLinks(job, { roots, lookUp })
    const byHost = new Map(result.certificates.map((facts) => [facts.host, facts]))
    expect(result.certificates).toHaveLength(2)
    expect(
      byHost
        .get('site.test')
        ?.addresses.map(({ address }) => address)
        .toSorted(),
    ).toEqual(['127.0.0.2', '127.0.0.3'])
    expect(byHost.get('site.test')?.problem).toBeNull()
    expect(byHost.get('other.test')?.problem).toBe('certificate-name-mismatch')
  })

  it('that a link could not come to is told of as unmeasured, without asking again', async () => {
    const server = await start()
    await server[Symbol.asyncDispose]()
    const certificates = [{ host: '127.0.0.1', port: server.port, allowsPrivate: true }]
    const result = await runLinks(aLinkJob([aTask(`${server.origin}/`)], { timeoutMs: 600 }, { certificates }), {
      roots,
    })
    expect(result.certificates).toMatchObject([{ isMeasured: false, problem: 'connection-refused', expiresAt: null }])
    expect(result.recording.last('certificates')).toEqual({ stage: 'certificates', done: 1, total: 1, failed: 1 })
  })

  it.each([
    ['expired', { startsAt: Date.now() - 9 * DAY_MS, expiresAt: Date.now() - DAY_MS }, 'certificate-expired'],
    [
      'not yet valid',
      { startsAt: Date.now() + DAY_MS, expiresAt: Date.now() + 9 * DAY_MS },
      'certificate-not-yet-valid',
    ],
    ['self-signed', { signedBy: 'self' }, 'certificate-self-signed'],
    ['for another name', { names: ['other.test'] }, 'certificate-name-mismatch'],
    ['sent without its issuer', { signedBy: 'intermediate', isChainIncomplete: true }, 'certificate-untrusted'],
  ] as const)('that is %s is found before a byte of the request is sent', async (_what, options, cause) => {
    await using server = await start(options)
    const { of, certificates } = await runLinks(aLinkJob([aTask(`${server.origin}/`, { linkId: 'one' })]), { roots })
    expect(of('one')).toMatchObject({ verdict: 'tls', cause, httpStatus: null, finalUrl: null })
    expect(certificates).toMatchObject([{ problem: cause }])
    expect(server.requests).toEqual([])
  })

  it('of an issuer that nobody knows is untrusted', async () => {
    await using server = await start({}, stranger)
    expect(await checkOne(`${server.origin}/`, {}, {}, { roots })).toMatchObject({
      verdict: 'tls',
      cause: 'certificate-untrusted',
    })
  })

  it('of an issuer that only the system trusts is trusted, with one request', async () => {
    await using server = await start()
    const folder = mkdtempSync(join(tmpdir(), 'duewatch-roots-'))
    const roots = join(folder, 'roots.pem')
    writeFileSync(roots, authority.pem)
    const script = `
      import { runLinks, aLinkJob, aTask } from ${JSON.stringify(new URL('support/link-run.ts', import.meta.url))}
      const { checks } = await runLinks(aLinkJob([1, 2, 3].map((n) => aTask('${server.origin}/' + n))))
      console.log(checks.map(({ verdict }) => verdict).join())`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', script], {
      env: { PATH: process.env['PATH'], SSL_CERT_FILE: roots, SSL_CERT_DIR: folder },
    })
    rmSync(folder, { recursive: true })
    expect(stdout.trim()).toBe('ok,ok,ok')
    expect(server.requests).toHaveLength(3)
  })

  it('is asked for by the name of the site', async () => {
    const certificate = await authority.issue({ names: ['site.test'] })
    const other = await authority.issue({ names: ['other.test'] })
    const server = createHttpsServer({ ...other }, (_request, response) => response.end('fine'))
    server.addContext('site.test', certificate)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const lookUp = async () => ({ isFine: true, value: ['127.0.0.1'] }) as const
    const check = await checkOne(`https://site.test:${port}/`, {}, {}, { roots, lookUp })
    expect(check).toMatchObject({ verdict: 'ok' })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('a handshake', () => {
  let close: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const one of close) await one()
    close = []
  })

  async function startRaw(onConnection: Parameters<typeof startWireServer>[1]): Promise<string> {
    const server = await startWireServer(() => {}, onConnection)
    close.push(async () => server[Symbol.asyncDispose]())
    return `https://127.0.0.1:${server.port}/`
  }

  it('that is never answered is a time-out of TLS', async () => {
    const url = await startRaw({})
    expect(await checkOne(url, {}, { timeoutMs: 300 })).toMatchObject({ verdict: 'timeout', cause: 'tls-timeout' })
  })

  it('that meets plain HTTP fails as a handshake', async () => {
    const url = await startRaw({ onConnection: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') })
    expect(await checkOne(url)).toMatchObject({ verdict: 'tls', cause: 'handshake-failed' })
  })

  it('with a server of old protocols says so', async () => {
    // What OpenSSL answers to a greeting whose versions are all too new: a fatal alert 70.
    const url = await startRaw({
      onConnection: (socket) => socket.once('data', () => socket.end(Buffer.from('15030100020246', 'hex'))),
    })
    expect(await checkOne(url)).toMatchObject({ verdict: 'tls', cause: 'protocol-not-supported' })
  })

  it('that is closed is a refusal', async () => {
    const url = await startRaw({ onConnection: (socket) => socket.once('data', () => socket.end()) })
    expect(await checkOne(url)).toMatchObject({ verdict: 'refused', cause: 'closed-before-answer' })
  })
})
