import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CertificateFacts } from '../../../../src/shared/domain/link.ts'
import { measureCertificates, type CertificateDeps } from '../../../../src/worker/links/certificate-measure.ts'
import type { LookUp, OpenTls } from '../../../../src/worker/links/ports.ts'
import { createTestAuthority, type TestAuthority } from '../../../support/certificates.ts'
import { createPlainOpenTls, createTlsServers } from '../../../support/tls-servers.ts'

const NOW = Date.now()
const DAY = 86_400_000
const servers = createTlsServers()
let authority: TestAuthority
let openTls: OpenTls

beforeAll(async () => {
  authority = await createTestAuthority()
  openTls = createPlainOpenTls([authority.pem])
})
afterAll(() => servers.close())

function lookUpAs(addresses: readonly string[]): LookUp {
  return () => Promise.resolve({ isFine: true, value: addresses })
}

async function measure(
  hosts: readonly string[],
  port: number,
  deps: Partial<CertificateDeps> = {},
): Promise<{ readonly facts: CertificateFacts[]; readonly progress: number[] }> {
  const facts: CertificateFacts[] = []
  const progress: number[] = []
  await measureCertificates(
    hosts.map((host) => ({ host, port, allowsPrivate: true })),
    {
      lookUp: lookUpAs(['127.0.0.1']),
      openTls,
      signal: new AbortController().signal,
      clock: { now: () => NOW },
      concurrency: 8,
      onFacts: (one) => facts.push(one),
      onProgress: (done) => progress.push(done),
      ...deps,
    },
  )
  return { facts, progress }
}

describe('measuring certificates', () => {
  test('keeps names, issuer, fingerprint and the chain without the root', async () => {
    const leaf = await authority.issue({
      names: ['a.test', '*.a.test', '127.0.0.1', '2001:db8::1'],
      signedBy: 'intermediate',
    })
    const port = await servers.serve({ ...leaf, cert: `${leaf.cert}\n${authority.pem}` })
    const { facts } = await measure(['a.test'], port)
    expect(facts).toEqual([
      {
        host: 'a.test',
        port,
        checkedAt: NOW,
        isMeasured: true,
        startsAt: leaf.startsAt,
        expiresAt: leaf.expiresAt,
        subject: 'CN=a.test',
        issuer: 'CN=Duewatch Test Root Intermediate',
        names: ['a.test', '*.a.test', '127.0.0.1', '2001:db8::1'],
        fingerprint: leaf.fingerprint,
        chain: [
          {
            subject: 'CN=a.test',
            issuer: 'CN=Duewatch Test Root Intermediate',
            startsAt: leaf.startsAt,
            expiresAt: leaf.expiresAt,
          },
          {
            subject: 'CN=Duewatch Test Root Intermediate',
            issuer: 'CN=Duewatch Test Root',
            startsAt: Date.UTC(2000, 0, 1),
            expiresAt: Date.UTC(2048, 0, 1),
          },
        ],
        problem: null,
        addresses: [{ address: '127.0.0.1', expiresAt: leaf.expiresAt, cause: null }],
      },
    ])
  })

  test('the certificate that ends first wins over all addresses, and an address that is down takes nothing away', async () => {
    const late = await authority.issue({ names: ['a.test'], expiresAt: NOW + 60 * DAY })
    const early = await authority.issue({ names: ['a.test'], expiresAt: NOW + 5 * DAY })
    const port = await servers.serve(late, '127.0.0.1')
    await servers.serve(early, '127.0.0.2', port)
    const { facts } = await measure(['a.test'], port, { lookUp: lookUpAs(['127.0.0.3', '127.0.0.1', '127.0.0.2']) })
    expect(facts[0]).toMatchObject({ isMeasured: true, expiresAt: early.expiresAt, fingerprint: early.fingerprint })
    expect(facts[0]?.addresses).toEqual([
      { address: '127.0.0.3', expiresAt: null, cause: 'connection-refused' },
      { address: '127.0.0.1', expiresAt: late.expiresAt, cause: null },
      { address: '127.0.0.2', expiresAt: early.expiresAt, cause: null },
    ])
  })

  test('a certificate that is worth nothing is measured with its problem', async () => {
    const expired = await authority.issue({ names: ['a.test'], startsAt: NOW - 90 * DAY, expiresAt: NOW - DAY })
    const { facts } = await measure(['a.test'], await servers.serve(expired))
    expect(facts[0]).toMatchObject({
      isMeasured: true,
      expiresAt: expired.expiresAt,
      problem: 'certificate-expired',
      addresses: [{ cause: 'certificate-expired' }],
    })
  })

  test('an unreachable host is unmeasured, never expired', async () => {
    const { facts } = await measure(['a.test'], 1)
    expect(facts[0]).toMatchObject({
      isMeasured: false,
      expiresAt: null,
      fingerprint: null,
      problem: 'connection-refused',
    })
  })

  test('a name without addresses is unmeasured for the reason of the lookup', async () => {
    const lookUp: LookUp = () =>
      Promise.resolve({ isFine: false, problem: { verdict: 'dns', cause: 'name-not-found', raw: 'ENOTFOUND' } })
    const { facts } = await measure(['a.test'], 1, { lookUp })
    expect(facts[0]).toMatchObject({ isMeasured: false, problem: 'name-not-found', addresses: [] })
  })

  test('an address that takes the connection and says nothing costs its own bound only', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.4')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo
    const leaf = await authority.issue({ names: ['a.test'] })
    await servers.serve(leaf, '127.0.0.1', port)
    const { facts } = await measure(['a.test'], port, {
      lookUp: lookUpAs(['127.0.0.4', '127.0.0.1']),
      addressTimeoutMs: 1000,
    })
    silent.close()
    expect(facts[0]).toMatchObject({ isMeasured: true, expiresAt: leaf.expiresAt })
    expect(facts[0]?.addresses[0]).toEqual({ address: '127.0.0.4', expiresAt: null, cause: 'tls-timeout' })
  })

  test('a host with a hundred addresses is asked at sixteen', async () => {
    const leaf = await authority.issue({ names: ['a.test'] })
    const port = await servers.serve(leaf, '0.0.0.0')
    const addresses = Array.from({ length: 100 }, (_, index) => `127.0.1.${index + 1}`)
    const { facts } = await measure(['a.test'], port, { lookUp: lookUpAs(addresses) })
    expect(facts[0]?.addresses).toHaveLength(16)
  })

  test('a certificate with a thousand names keeps three hundred', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `n${index}.test`)
    const port = await servers.serve(await authority.issue({ names }))
    const { facts } = await measure(['n999.test'], port)
    expect(facts[0]).toMatchObject({ problem: null, isMeasured: true })
    expect(facts[0]?.names).toEqual(names.slice(0, 300))
  })

  test('every host is told once and counted', async () => {
    const port = await servers.serve(await authority.issue({ names: ['*.test'] }))
    const hosts = ['a.test', 'b.test', 'c.test']
    const { facts, progress } = await measure(hosts, port, { concurrency: 2 })
    expect(facts.map(({ host }) => host).sort()).toEqual(hosts)
    expect(progress).toEqual([0, 1, 2, 3])
  })

  test('a cancelled run ends with the reason of its signal and tells nothing more', async () => {
    const controller = new AbortController()
    const reason = new Error('cancelled')
    const facts: CertificateFacts[] = []
    const opening: OpenTls = (_target, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        controller.abort(reason)
      })
    const run = measure(['a.test', 'b.test'], 1, {
      openTls: opening,
      signal: controller.signal,
      concurrency: 1,
      onFacts: (one) => facts.push(one),
    })
    await expect(run).rejects.toBe(reason)
    expect(facts).toEqual([])
  })
})
