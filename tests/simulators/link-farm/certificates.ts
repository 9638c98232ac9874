import { createTestAuthority, type LeafOptions } from '../../support/certificates.ts'
import { ZONE, type CertificateKind } from './case.ts'
import { groupBy } from './group.ts'
import type { PlannedHost } from './plan.ts'

const DAY_MS = 86_400_000
/** As many addresses share a certificate as sites often do; each handshake then stays as large as in the wild. */
const HOSTS_PER_CERTIFICATE = 12

/** What some addresses present. */
export interface FarmCertificate {
  readonly kind: CertificateKind
  readonly addresses: readonly string[]
  /** PEM. */
  readonly cert: string
  readonly key: string
}

/** Certificates for all hosts, and the authority's own for NODE_EXTRA_CA_CERTS. */
export async function issueCertificates(
  hosts: readonly PlannedHost[],
  now: number,
): Promise<{ readonly caPem: string; readonly certificates: readonly FarmCertificate[] }> {
  const [authority, stranger] = await Promise.all([
    createTestAuthority('Duewatch Link Farm'),
    createTestAuthority('Nobody Knows'),
  ])
  const byKind = groupBy(hosts, ({ linkCase }) => linkCase.certificate ?? 'good')
  const certificates: FarmCertificate[] = []
  for (const [kind, members] of byKind) {
    for (let start = 0; start < members.length; start += HOSTS_PER_CERTIFICATE) {
      const addresses = members
        .slice(start, start + HOSTS_PER_CERTIFICATE)
        .flatMap(({ address, otherAddress }) => [address, otherAddress])
      const issuer = kind === 'unknown-issuer' ? stranger : authority
      const { cert, key } = await issuer.issue(toLeaf(kind, addresses, now))
      certificates.push({ kind, addresses, cert, key })
    }
  }
  return { caPem: authority.pem, certificates }
}

function toLeaf(kind: CertificateKind, addresses: readonly string[], now: number): LeafOptions {
  const names = [`*.${ZONE}`, ...addresses]
  switch (kind) {
    case 'good':
    case 'old-protocol':
    case 'unknown-issuer':
      return { names }
    case 'intermediate':
      return { names, signedBy: 'intermediate' }
    case 'incomplete-chain':
      return { names, signedBy: 'intermediate', isChainIncomplete: true }
    case 'many-names':
      return { names: [...names, ...Array.from({ length: 250 }, (_, index) => `tenant-${index}.many.example`)] }
    case 'self-signed':
      return { names, signedBy: 'self' }
    case 'expired':
      return { names, startsAt: now - 90 * DAY_MS, expiresAt: now - DAY_MS }
    case 'not-yet-valid':
      return { names, startsAt: now + DAY_MS, expiresAt: now + 90 * DAY_MS }
    case 'wrong-name':
      return { names: ['another.example', 'www.another.example'] }
  }
}
