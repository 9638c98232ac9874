import { always } from '../answers.ts'
import type { CertificateKind, LinkCase } from '../case.ts'
import { PLAIN_PAGE } from '../pages.ts'
import { good, noAnswer } from '../truth.ts'
import type { Cause } from '../words.ts'

function bad(certificate: CertificateKind, behaviour: string, cause: Cause, weight = 0): LinkCase {
  return {
    name: `tls-${certificate}`,
    behaviour,
    scheme: 'https',
    certificate,
    weight,
    serve: always({ body: PLAIN_PAGE }),
    truth: noAnswer('tls', cause),
  }
}

/** Certificates and handshakes. */
export const TLS_CASES: readonly LinkCase[] = [
  {
    name: 'tls-intermediate',
    behaviour: 'sends its certificate with an intermediate one',
    scheme: 'https',
    certificate: 'intermediate',
    weight: 40,
    serve: always({ body: PLAIN_PAGE }),
    truth: good(),
  },
  {
    name: 'tls-many-names',
    behaviour: 'presents a certificate for more than 250 names',
    scheme: 'https',
    certificate: 'many-names',
    weight: 20,
    serve: always({ body: PLAIN_PAGE }),
    truth: good(),
  },
  bad('self-signed', 'presents a certificate that it has signed itself', 'certificate-self-signed', 15),
  bad('expired', 'presents a certificate that ended yesterday', 'certificate-expired', 15),
  bad('not-yet-valid', 'presents a certificate that begins tomorrow', 'certificate-not-yet-valid'),
  bad('wrong-name', 'presents a certificate for another name', 'certificate-name-mismatch', 10),
  bad('unknown-issuer', 'presents a certificate whose issuer nobody knows', 'certificate-untrusted', 5),
  bad('incomplete-chain', 'leaves the intermediate certificate out', 'certificate-untrusted', 5),
  bad('old-protocol', 'speaks TLS 1.0 and 1.1 only', 'protocol-not-supported', 5),
  {
    name: 'tls-plain-http',
    behaviour: 'speaks plain HTTP where TLS is expected',
    scheme: 'https',
    weight: 3,
    onConnection(socket) {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    },
    truth: noAnswer('tls', 'handshake-failed'),
  },
  {
    name: 'tls-hang',
    behaviour: 'takes the connection and never answers the handshake',
    scheme: 'https',
    weight: 5,
    onConnection(socket) {
      socket.resume()
    },
    truth: noAnswer('timeout', 'tls-timeout'),
  },
  {
    name: 'tls-closed',
    behaviour: 'closes the connection in the middle of the handshake',
    scheme: 'https',
    onConnection(socket) {
      socket.once('data', () => socket.destroy())
    },
    // Whether the end or the reset arrives first is up to the system; for people it is one thing.
    truth: noAnswer('refused', 'closed-before-answer'),
  },
  {
    name: 'tls-alert',
    behaviour: 'refuses every handshake with an alert',
    scheme: 'https',
    onConnection(socket) {
      socket.once('data', () => socket.end(Buffer.from('15030300020228', 'hex')))
    },
    truth: noAnswer('tls', 'handshake-failed'),
  },
  {
    name: 'http-on-tls-port',
    behaviour: 'is asked for plain HTTP at a port that speaks TLS',
    scheme: 'https',
    url: (site) => `${site.httpOnTlsPort}/`,
    // As OpenSSL does: an alert instead of an answer.
    onConnection(socket) {
      socket.once('data', () => socket.end(Buffer.from('15030100020246', 'hex')))
    },
    truth: noAnswer('server-error', 'not-http'),
  },
]
