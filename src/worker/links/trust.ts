import { constants } from 'node:crypto'
import tls, { type SecureContext, type TLSSocket } from 'node:tls'

/**
 * Whom a run trusts. It begins with the roots of Node and NODE_EXTRA_CA_CERTS, which nearly every site is content with;
 * reading those of the system takes a tenth of a second and waits until a certificate gives a reason to.
 */
export interface Trust {
  /** The context for the next handshake. */
  context(): SecureContext
  /** Remembers with which context a connection was made. */
  note(socket: TLSSocket, context: SecureContext): void
  /** True when the connection was not trusted and should be made anew, because more roots are known by now. */
  canWidenFor(socket: TLSSocket): boolean
}

/** What all runs of a worker share: making a context costs as much as many handshakes. */
interface Contexts {
  readonly key: string
  readonly narrow: SecureContext
  wide: SecureContext | null
}
let kept: Contexts | null = null

/** Chains that a root of the system might complete. */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|CERT_UNTRUSTED/

/** Creates the trust of a run; `extra` roots are trusted besides, as PEM. */
export function createTrust(extra: readonly string[] = []): Trust {
  const contexts = keep(extra)
  const narrowOnes = new WeakSet<TLSSocket>()
  let isWide = false
  return {
    context: () => (isWide && contexts.wide ? contexts.wide : contexts.narrow),
    note(socket, context) {
      if (context === contexts.narrow && UNTRUSTED.test(String(socket.authorizationError ?? ''))) narrowOnes.add(socket)
    },
    canWidenFor(socket) {
      if (!narrowOnes.has(socket) || !readRoots) return false
      contexts.wide ??= createContext([...new Set([...readRoots('default'), ...readSystem(readRoots), ...extra])])
      isWide = true
      return true
    },
  }
}

function keep(extra: readonly string[]): Contexts {
  const key = extra.join('\n')
  if (kept?.key !== key) {
    const ca = extra.length === 0 ? null : [...(readRoots?.('default') ?? tls.rootCertificates), ...extra]
    kept = { key, narrow: createContext(ca), wide: null }
  }
  return kept
}

function createContext(ca: string[] | null): SecureContext {
  return tls.createSecureContext({
    ...(ca === null ? {} : { ca }),
    // What every server knows. The default adds a post-quantum key share, which makes each greeting larger and dearer.
    ecdhCurve: 'X25519:P-256:P-384:P-521',
    // Browsers still reach servers without RFC 5746, and nothing secret is ever sent.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  })
}

type ReadRoots = (kind: 'default' | 'system') => string[]

/** Not before Node 22.15. */
const readRoots = (tls as { readonly getCACertificates?: ReadRoots }).getCACertificates

function readSystem(read: ReadRoots): string[] {
  try {
    return read('system')
  } catch {
    // A damaged store of the system must not take the roots of Node with it.
    return []
  }
}
