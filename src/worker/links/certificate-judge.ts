import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { domainToASCII } from 'node:url'
import type { LinkCause } from '../../shared/domain/link.ts'

/** What OpenSSL and BoringSSL call a chain that ends nowhere (x509_vfy.h, as node names them). */
const UNTRUSTED = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
])

/** What node and OpenSSL say of names alone; names are compared here, whoever opened the socket. */
const NAME_CODES = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'IP_ADDRESS_MISMATCH'])

/** A name in the subject does not count, and `f*.example.com` is no wildcard: what browsers hold a site to. */
const NAME_RULES = { subject: 'never', partialWildcards: false } as const

/** What is wrong with the certificate that a socket was given; null when it is trusted for the host. */
export function judgeCertificate(socket: TLSSocket, host: string, nowMs: number): LinkCause | null {
  const certificate = readCertificate(socket)
  return certificate === null ? 'certificate-invalid' : judgeRead(certificate, socket, host, nowMs)
}

/** What was read of each socket: node hands a chain out once, and asked again it may say that there was none. */
const read = new WeakMap<TLSSocket, X509Certificate | null>()

/** The certificate that the other side presented; null when it presented none. May be called again. */
export function readCertificate(socket: TLSSocket): X509Certificate | null {
  const known = read.get(socket)
  if (known !== undefined) return known
  const certificate = socket.getPeerX509Certificate() ?? null
  read.set(socket, certificate)
  return certificate
}

/** The same judgement of a certificate that was read before. */
export function judgeRead(
  certificate: X509Certificate,
  socket: TLSSocket,
  host: string,
  nowMs: number,
): LinkCause | null {
  // The dates come first: OpenSSL reports the last thing it stumbled over, which may be the chain.
  if (nowMs >= toInstant(certificate.validTo)) return 'certificate-expired'
  if (nowMs < toInstant(certificate.validFrom)) return 'certificate-not-yet-valid'
  const code = toChainCode(socket)
  if (code !== null) {
    if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || isSelfIssued(certificate)) return 'certificate-self-signed'
    // A certificate above the leaf has ended, or has not begun.
    if (code === 'CERT_HAS_EXPIRED') return 'certificate-expired'
    if (code === 'CERT_NOT_YET_VALID') return 'certificate-not-yet-valid'
    return UNTRUSTED.has(code) ? 'certificate-untrusted' : 'certificate-invalid'
  }
  return isForHost(certificate, host) ? null : 'certificate-name-mismatch'
}

/** Epoch ms of a date as OpenSSL prints it: `Nov 20 18:35:25 2026 GMT`. */
export function toInstant(printed: string): number {
  return Date.parse(printed)
}

/** True for a certificate that vouches for itself. */
export function isSelfIssued(certificate: X509Certificate): boolean {
  if (certificate.subject !== certificate.issuer) return false
  try {
    // The signature itself: BoringSSL's `checkIssued` wants a right to sign, which a leaf has not.
    return certificate.verify(certificate.publicKey)
  } catch {
    // A key of a kind that this build does not know.
    return false
  }
}

function isForHost(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(bare) !== 0) return certificate.checkIP(bare) !== undefined
  // A-labels are what certificates hold; a name that is none stays as it is and matches nothing.
  return certificate.checkHost(domainToASCII(bare) || bare, NAME_RULES) !== undefined
}

/** Why the chain is not trusted; null when it is. */
function toChainCode(socket: TLSSocket): string | null {
  if (socket.authorized) return null
  // The types say Error; node sets a code or a sentence.
  const told: unknown = socket.authorizationError
  if (told !== null && told !== undefined) {
    const code = typeof told === 'string' ? told : toCode(told)
    if (!NAME_CODES.has(code)) return code
    return null
  }
  // A socket that was not made by `tls.connect` is never told; its handle knows.
  const { _handle: handle } = socket as unknown as {
    _handle?: { verifyError?: () => { code?: string; message: string } | null } | null
  }
  if (!handle?.verifyError) return 'UNSPECIFIED'
  const error = handle.verifyError()
  return error === null || error === undefined ? null : (error.code ?? error.message)
}

function toCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNSPECIFIED'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : 'UNSPECIFIED'
}
