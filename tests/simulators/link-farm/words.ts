/** The words of `product.md`, section 5, written down here once more: the farm must not share the product's mistakes. */
export type Verdict =
  | 'ok'
  | 'redirected'
  | 'blocked'
  | 'broken'
  | 'server-error'
  | 'timeout'
  | 'dns'
  | 'refused'
  | 'tls'
  | 'too-large'
  | 'invalid-url'
  | 'unsupported'
  | 'skipped'

/** Verdicts that may pass by themselves. */
export const TRANSIENT: readonly Verdict[] = ['timeout', 'refused', 'server-error', 'blocked']

/** A name server that fails says nothing about the name. */
export const PASSING_CAUSES: readonly (Cause | null)[] = ['name-lookup-failed', 'name-lookup-timeout']

export type Cause =
  | 'not-a-url'
  | 'scheme-not-supported'
  | 'redirect-scheme-not-supported'
  | 'address-forbidden'
  | 'redirect-address-forbidden'
  | 'redirect-loop'
  | 'too-many-redirects'
  | 'location-missing'
  | 'location-invalid'
  | 'name-not-found'
  | 'name-lookup-failed'
  | 'name-lookup-timeout'
  | 'connection-refused'
  | 'connection-reset'
  | 'closed-before-answer'
  | 'connect-timeout'
  | 'answer-timeout'
  | 'tls-timeout'
  | 'body-timeout'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-self-signed'
  | 'certificate-untrusted'
  | 'certificate-name-mismatch'
  | 'protocol-not-supported'
  | 'handshake-failed'
  | 'not-http'
  | 'answer-malformed'
  | 'body-too-large'
  | 'body-bomb'
  | 'headers-too-large'
  | 'bot-page'

export type Backlink = 'present' | 'absent' | 'unknown'

/** Why a link is hidden. */
export type Reason =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly cause: Cause | null }
  | { readonly kind: 'no-backlink' }
