import type { CertificateFacts, DomainFacts, LinkCheckFacts, Verdict } from '../../src/shared/domain/link.ts'
import type { LinkFactBatch } from '../../src/shared/worker/link-frames.ts'
import type { LinkCommands } from '../../src/core/db/link-commands.ts'
import type { LinkRunRequest } from '../../src/core/db/link-run-commands.ts'

const STATUSES: Readonly<Partial<Record<Verdict, number>>> = {
  ok: 200,
  redirected: 200,
  blocked: 403,
  broken: 404,
  'server-error': 503,
}

/** A check as a worker reports it; the status fits the verdict. */
export function aCheck(linkId: string, fields: Partial<LinkCheckFacts> = {}): LinkCheckFacts {
  const verdict = fields.verdict ?? 'ok'
  return {
    linkId,
    verdict,
    httpStatus: STATUSES[verdict] ?? null,
    cause: null,
    raw: null,
    finalUrl: null,
    hops: [],
    redirects: 0,
    latencyMs: 100,
    bytes: 0,
    backlink: null,
    anchor: null,
    attempts: 1,
    checkedAt: 0,
    ...fields,
  }
}

/** A good measurement of a certificate. */
export function aCertificate(fields: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    host: 'a.example.cn',
    port: 443,
    checkedAt: 0,
    isMeasured: true,
    startsAt: Date.UTC(2026, 8, 1),
    expiresAt: Date.UTC(2026, 11, 1),
    subject: 'CN=a.example.cn',
    issuer: 'CN=Test CA',
    names: ['a.example.cn'],
    fingerprint: 'AA:BB',
    chain: [],
    problem: null,
    addresses: [],
    ...fields,
  }
}

/** A certificate that could not be measured. */
export function anUnmeasuredCertificate(fields: Partial<CertificateFacts> = {}): CertificateFacts {
  const nothing = {
    startsAt: null,
    expiresAt: null,
    subject: null,
    issuer: null,
    names: [],
    fingerprint: null,
    chain: [],
  }
  return aCertificate({ isMeasured: false, ...nothing, problem: 'connection-refused', ...fields })
}

/** A good answer of a registry. */
export function aDomain(fields: Partial<DomainFacts> = {}): DomainFacts {
  return {
    domain: 'example.cn',
    checkedAt: 0,
    source: 'whois',
    expiresAt: Date.UTC(2027, 2, 1),
    registrar: 'Test Registrar',
    statuses: ['ok'],
    problem: null,
    raw: null,
    ...fields,
  }
}

/** A batch as a worker sends it. */
export function aLinkBatch(fields: Partial<LinkFactBatch> = {}): LinkFactBatch {
  return { checks: [], certificates: [], domains: [], bootstrap: null, ...fields }
}

/** A link as a person adds it. */
export function aNewLink(fields: Partial<LinkCommands['link.add']['input']> = {}): LinkCommands['link.add']['input'] {
  return {
    name: '伙伴',
    url: 'https://a.example.cn/',
    backlinkSite: null,
    group: null,
    itemId: null,
    whitelisting: null,
    by: 'tester',
    at: 0,
    ...fields,
  }
}

/** Everything by the groups' own rules. */
export function aLinkRequest(fields: Partial<LinkRunRequest> = {}): LinkRunRequest {
  return {
    scope: { kind: 'all' },
    isStrict: false,
    allowsPrivate: false,
    includesResting: false,
    limits: {},
    ...fields,
  }
}
