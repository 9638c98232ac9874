// The library below is built on decorators and wants this first.
import './reflect-metadata.ts'
import * as x509 from '@peculiar/x509'

const DAY_MS = 86_400_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export interface LeafOptions {
  /** DNS names and IP addresses it is valid for; wildcards and A-labels as they are written in the certificate. */
  readonly names: readonly string[]
  /** `''` leaves the subject empty. The first name unless told otherwise. */
  readonly commonName?: string
  readonly startsAt?: number
  readonly expiresAt?: number
  /** `authority` unless told otherwise; `intermediate` sends an intermediate certificate along, `self` is nobody's. */
  readonly signedBy?: 'authority' | 'intermediate' | 'self'
  /** Leaves the intermediate out of what the server sends. */
  readonly isChainIncomplete?: boolean
  /** Validity of the intermediate, where it is not ten years around the leaf's. */
  readonly intermediate?: { readonly startsAt: number; readonly expiresAt: number }
}

/** What a TLS server needs: `createServer({ key, cert })`. */
export interface TestCertificate {
  /** PEM: the leaf, and after it the intermediate if there is one. */
  readonly cert: string
  /** PEM, PKCS #8. */
  readonly key: string
  /** Epoch ms, whole seconds. */
  readonly startsAt: number
  readonly expiresAt: number
  /** SHA-256, hexadecimal capitals with colons. */
  readonly fingerprint: string
}

export interface TestAuthority {
  /** PEM of the root, for `ca` of a client. */
  readonly pem: string
  issue(options: LeafOptions): Promise<TestCertificate>
}

/** Creates a certificate authority that nobody trusts yet, with its root and one intermediate, valid for years around now. */
export async function createTestAuthority(name = 'Duewatch Test Root'): Promise<TestAuthority> {
  const rootKeys = await createKeys()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: createSerial(),
    name: toName(name),
    notBefore: new Date(Date.UTC(2000, 0, 1)),
    notAfter: new Date(Date.UTC(2049, 0, 1)),
    signingAlgorithm: ALGORITHM,
    keys: rootKeys,
    extensions: toAuthorityExtensions(),
  })
  const intermediateKeys = await createKeys()
  const usualIntermediate = createIntermediate({
    startsAt: Date.UTC(2000, 0, 1),
    expiresAt: Date.UTC(2048, 0, 1),
  })

  function createIntermediate(validity: { startsAt: number; expiresAt: number }): Promise<x509.X509Certificate> {
    return x509.X509CertificateGenerator.create({
      serialNumber: createSerial(),
      subject: toName(`${name} Intermediate`),
      issuer: root.subjectName,
      notBefore: new Date(validity.startsAt),
      notAfter: new Date(validity.expiresAt),
      signingAlgorithm: ALGORITHM,
      publicKey: intermediateKeys.publicKey,
      signingKey: rootKeys.privateKey,
      extensions: toAuthorityExtensions(),
    })
  }

  return {
    pem: root.toString('pem'),
    async issue(options) {
      const signedBy = options.signedBy ?? 'authority'
      const intermediate =
        signedBy !== 'intermediate'
          ? null
          : await (options.intermediate ? createIntermediate(options.intermediate) : usualIntermediate)
      const keys = await createKeys()
      const startsAt = toSecond(options.startsAt ?? Date.now() - DAY_MS)
      const expiresAt = toSecond(options.expiresAt ?? Date.now() + 90 * DAY_MS)
      const subject = toName(options.commonName ?? options.names[0] ?? '')
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: createSerial(),
        subject,
        issuer: signedBy === 'self' ? subject : (intermediate ?? root).subjectName,
        notBefore: new Date(startsAt),
        notAfter: new Date(expiresAt),
        signingAlgorithm: ALGORITHM,
        publicKey: keys.publicKey,
        signingKey: { self: keys, intermediate: intermediateKeys, authority: rootKeys }[signedBy].privateKey,
        extensions: toLeafExtensions(options.names),
      })
      const pems = intermediate && !options.isChainIncomplete ? [leaf, intermediate] : [leaf]
      const digest = Buffer.from(await leaf.getThumbprint('SHA-256'))
        .toString('hex')
        .toUpperCase()
      return {
        cert: pems.map((certificate) => certificate.toString('pem')).join('\n'),
        key: x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
        startsAt,
        expiresAt,
        fingerprint: digest.match(/../g)?.join(':') ?? '',
      }
    },
  }
}

/** The type is the platform's own, which is another one where the tests know a browser. */
function createKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function createSerial(): string {
  // Positive and without a leading zero, as RFC 5280 wants serial numbers.
  return `4${Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex')}0`
}

function toSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}

function toName(commonName: string): x509.JsonName {
  return commonName === '' ? [] : [{ CN: [commonName] }]
}

function toAuthorityExtensions(): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  ]
}

function toLeafExtensions(names: readonly string[]): x509.Extension[] {
  const alternatives = names.map((name) => ({
    type: /^[\d.]+$|:/.test(name) ? ('ip' as const) : ('dns' as const),
    value: name,
  }))
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ...(alternatives.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(alternatives)]),
  ]
}
