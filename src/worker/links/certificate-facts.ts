import type { X509Certificate } from 'node:crypto'
import type { CertificateAddress, CertificateFacts, ChainEntry, LinkCause } from '../../shared/domain/link.ts'
import { isSelfIssued, toInstant } from './certificate-judge.ts'

/** Names of one certificate that are kept. */
const MAX_NAMES = 300
/** Longest chain that is walked; a server may send anything. */
const MAX_CHAIN = 10
const MAX_TEXT = 300

/** A certificate as it was met. */
export interface MetCertificate {
  readonly host: string
  readonly port: number
  readonly checkedAt: number
  readonly certificate: X509Certificate
  /** As judged for the host. */
  readonly problem: LinkCause | null
  readonly addresses: readonly CertificateAddress[]
}

/** The facts of a certificate; costs much more than judging it, so only what is kept comes here. */
export function toCertificateFacts(met: MetCertificate): CertificateFacts {
  const { certificate } = met
  return {
    host: met.host,
    port: met.port,
    checkedAt: met.checkedAt,
    isMeasured: true,
    startsAt: toInstant(certificate.validFrom),
    expiresAt: toInstant(certificate.validTo),
    subject: toName(certificate.subject),
    issuer: toName(certificate.issuer),
    names: toNames(certificate.subjectAltName ?? ''),
    fingerprint: certificate.fingerprint256,
    chain: toChain(certificate),
    problem: met.problem,
    addresses: met.addresses,
  }
}

/** Facts of a host of which no certificate could be read. */
export function toUnmeasuredFacts(
  met: Omit<MetCertificate, 'certificate' | 'problem'> & { readonly problem: LinkCause },
): CertificateFacts {
  return {
    host: met.host,
    port: met.port,
    checkedAt: met.checkedAt,
    isMeasured: false,
    startsAt: null,
    expiresAt: null,
    subject: null,
    issuer: null,
    names: [],
    fingerprint: null,
    chain: [],
    problem: met.problem,
    addresses: met.addresses,
  }
}

/** From the leaf up, in the order of issue and not of sending; a root that vouches for itself is left out. */
function toChain(leaf: X509Certificate): ChainEntry[] {
  const sent: X509Certificate[] = []
  for (let next = leaf.issuerCertificate; next && sent.length < MAX_CHAIN; next = next.issuerCertificate) {
    sent.push(next)
  }
  const chain = [leaf]
  for (let last = leaf; !isSelfIssued(last) && chain.length < MAX_CHAIN;) {
    const child = last
    const issuer = sent.find((candidate) => !chain.includes(candidate) && child.checkIssued(candidate))
    if (!issuer || isSelfIssued(issuer)) break
    chain.push(issuer)
    last = issuer
  }
  return chain.map((certificate) => ({
    subject: toName(certificate.subject) ?? '',
    issuer: toName(certificate.issuer) ?? '',
    startsAt: toInstant(certificate.validFrom),
    expiresAt: toInstant(certificate.validTo),
  }))
}

/** `C=US\nO=Example\nCN=R1` as `CN=R1, O=Example, C=US`; null when there is nothing in it. */
function toName(printed: string | undefined): string | null {
  if (!printed) return null
  const parts = printed.split('\n').filter((part) => part !== '')
  return parts.reverse().join(', ').slice(0, MAX_TEXT)
}

/** `DNS:a.example, IP Address:127.0.0.1`, where node writes a value with special characters as a JSON text. */
function toNames(printed: string): string[] {
  const names = new Set<string>()
  for (const [, kind, quoted, plain] of printed.matchAll(/([A-Za-z ]+):(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:, |$)/g)) {
    if (kind !== 'DNS' && kind !== 'IP Address') continue
    names.add(toShort((quoted ?? plain ?? '').slice(0, MAX_TEXT)))
    if (names.size === MAX_NAMES) break
  }
  return [...names]
}

/** OpenSSL prints `0:0:0:0:0:0:0:1`; people write `::1`. */
function toShort(name: string): string {
  const url = `http://[${name}]/`
  return name.includes(':') && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : name
}
