import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LinkCause } from '../../../../src/shared/domain/link.ts'
import { judgeCertificate } from '../../../../src/worker/links/certificate-judge.ts'
import { createTestAuthority, type LeafOptions, type TestAuthority } from '../../../support/certificates.ts'
import { createPlainOpenTls, createTlsServers } from '../../../support/tls-servers.ts'

const NOW = Date.now()
const DAY = 86_400_000
const servers = createTlsServers()
let authority: TestAuthority

beforeAll(async () => {
  authority = await createTestAuthority()
})
afterAll(() => servers.close())

interface Case {
  readonly host: string
  readonly leaf?: Partial<LeafOptions>
  readonly isTrusted?: boolean
  readonly expected: LinkCause | null
}

const cases: Readonly<Record<string, Case>> = {
  'a trusted certificate for the host is fine': { host: 'a.test', expected: null },
  'capitals and a final dot name the same host': { host: 'A.test.', expected: null },
  'a wildcard holds for one label': { host: 'x.a.test', leaf: { names: ['*.a.test'] }, expected: null },
  'a wildcard does not hold for two labels': {
    host: 'y.x.a.test',
    leaf: { names: ['*.a.test'] },
    expected: 'certificate-name-mismatch',
  },
  'a wildcard does not hold for the name above it': {
    host: 'a.test',
    leaf: { names: ['*.a.test'] },
    expected: 'certificate-name-mismatch',
  },
  'a wildcard inside a label is none': {
    host: 'foo.a.test',
    leaf: { names: ['f*.a.test'] },
    expected: 'certificate-name-mismatch',
  },
  'a certificate without www is not for www': { host: 'www.a.test', expected: 'certificate-name-mismatch' },
  'a name in the subject alone does not count': {
    host: 'a.test',
    leaf: { names: ['b.test'], commonName: 'a.test' },
    expected: 'certificate-name-mismatch',
  },
  'an internationalised name matches its A-label': {
    host: 'xn--fiq228c.test',
    leaf: { names: ['xn--fiq228c.test'] },
    expected: null,
  },
  'a name in its own letters matches its A-label': {
    host: '中文.test',
    leaf: { names: ['xn--fiq228c.test'] },
    expected: null,
  },
  'an address matches an address': { host: '127.0.0.1', leaf: { names: ['127.0.0.1'] }, expected: null },
  'an IPv6 address matches in any spelling': { host: '[0:0::1]', leaf: { names: ['::1'] }, expected: null },
  'a DNS name that looks like the address does not match it': {
    host: '127.0.0.2',
    leaf: { names: ['127.0.0.1', 'a.test'] },
    expected: 'certificate-name-mismatch',
  },
  'a past end is expired': {
    host: 'a.test',
    leaf: { startsAt: NOW - 90 * DAY, expiresAt: NOW - DAY },
    expected: 'certificate-expired',
  },
  'a past end is expired although nobody trusts the issuer': {
    host: 'a.test',
    leaf: { startsAt: NOW - 90 * DAY, expiresAt: NOW - DAY },
    isTrusted: false,
    expected: 'certificate-expired',
  },
  'a past end is expired although it is self-signed and for another name': {
    host: 'z.test',
    leaf: { signedBy: 'self', startsAt: NOW - 90 * DAY, expiresAt: NOW - DAY },
    expected: 'certificate-expired',
  },
  'a future start is not yet valid': {
    host: 'a.test',
    leaf: { startsAt: NOW + DAY, expiresAt: NOW + 90 * DAY },
    expected: 'certificate-not-yet-valid',
  },
  'an intermediate that has ended is expired': {
    host: 'a.test',
    leaf: { signedBy: 'intermediate', intermediate: { startsAt: NOW - 90 * DAY, expiresAt: NOW - DAY } },
    expected: 'certificate-expired',
  },
  'a certificate of its own is self-signed': {
    host: 'a.test',
    leaf: { signedBy: 'self' },
    expected: 'certificate-self-signed',
  },
  'an issuer that nobody knows is untrusted': { host: 'a.test', isTrusted: false, expected: 'certificate-untrusted' },
  'an issuer that nobody knows is said before another name': {
    host: 'z.test',
    isTrusted: false,
    expected: 'certificate-untrusted',
  },
  'a full chain is fine': { host: 'a.test', leaf: { signedBy: 'intermediate' }, expected: null },
  'a chain without its intermediate is untrusted': {
    host: 'a.test',
    leaf: { signedBy: 'intermediate', isChainIncomplete: true },
    expected: 'certificate-untrusted',
  },
}

async function judge({ host, leaf, isTrusted = true }: Case): Promise<LinkCause | null> {
  const port = await servers.serve(await authority.issue({ names: ['a.test'], ...leaf }))
  const open = createPlainOpenTls(isTrusted ? [authority.pem] : [])
  const sni = /^[\d.]+$|:|[^ -~]/.test(host) ? '127.0.0.1' : host.replace(/\.$/, '')
  const opened = await open(
    { host: sni, address: '127.0.0.1', port, allowsPrivate: true },
    new AbortController().signal,
  )
  if (!opened.isFine) throw new Error(opened.problem.raw ?? 'not opened')
  const cause = judgeCertificate(opened.value, host, NOW)
  opened.value.destroy()
  return cause
}

describe('judging a certificate', () => {
  test.each(Object.entries(cases))('%s', async (_name, given) => {
    expect(await judge(given)).toBe(given.expected)
  })

  test('a socket with node’s own check of the name is judged alike', async () => {
    const port = await servers.serve(await authority.issue({ names: ['a.test'] }))
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: authority.pem,
      servername: 'b.test',
      rejectUnauthorized: false,
    })
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    const causes = [judgeCertificate(socket, 'b.test', NOW), judgeCertificate(socket, 'a.test', NOW)]
    socket.destroy()
    expect(causes).toEqual(['certificate-name-mismatch', null])
  })

  test('a socket that was told nothing is judged by its handle', async () => {
    const port = await servers.serve(await authority.issue({ names: ['a.test'] }))
    for (const [ca, expected] of [
      [[authority.pem], null],
      [[], 'certificate-untrusted'],
    ] as const) {
      const open = createPlainOpenTls(ca)
      const opened = await open(
        { host: 'a.test', address: '127.0.0.1', port, allowsPrivate: true },
        new AbortController().signal,
      )
      if (!opened.isFine) throw new Error('not opened')
      // As `new TLSSocket` leaves it, which no listener of node has completed.
      Object.assign(opened.value, { authorized: false, authorizationError: null })
      expect(judgeCertificate(opened.value, 'a.test', NOW)).toBe(expected)
      opened.value.destroy()
    }
  })

  test('a code that is not known yet is an invalid certificate', () => {
    const certificate = { validFrom: 'Jan  1 00:00:00 2020 GMT', validTo: 'Jan  1 00:00:00 2100 GMT', subject: 'CN=a' }
    const socket = {
      authorized: false,
      authorizationError: 'SOMETHING_NEW',
      getPeerX509Certificate: () => ({ ...certificate, issuer: 'CN=b' }),
    }
    expect(judgeCertificate(socket as unknown as TLSSocket, 'a', NOW)).toBe('certificate-invalid')
  })

  test('no certificate at all is an invalid one', () => {
    const socket = { authorized: false, authorizationError: null, getPeerX509Certificate: () => undefined }
    expect(judgeCertificate(socket as unknown as TLSSocket, 'a', NOW)).toBe('certificate-invalid')
  })
})
