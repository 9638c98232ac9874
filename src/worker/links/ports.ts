import type { TLSSocket } from 'node:tls'
import type { LinkCause, Verdict } from '../../shared/domain/link.ts'

/** What stands between a check and an answer. */
export interface LinkProblem {
  readonly verdict: Verdict
  readonly cause: LinkCause
  /** The system's own code or words, without credentials, at most 500 characters; null when there are none. */
  readonly raw: string | null
}

/** A step that may end in a problem, which is a finding and no failure. */
export type Outcome<T> =
  | { readonly isFine: true; readonly value: T }
  | { readonly isFine: false; readonly problem: LinkProblem }

/** Finds the addresses of a name, each name once per run. An address literal is its own answer. Rejects only when aborted. */
export type LookUp = (host: string, signal: AbortSignal) => Promise<Outcome<readonly string[]>>

/** An address of a host to which a TLS connection is wanted. */
export interface TlsTarget {
  /** Name for SNI, lower case without brackets; an address literal sends none. */
  readonly host: string
  readonly address: string
  readonly port: number
  readonly allowsPrivate: boolean
}

/**
 * Opens a TLS connection to one address, whatever its certificate is worth: `authorizationError` of the socket says what
 * the system thinks of the chain. Forbidden addresses are refused. The caller destroys the socket. Rejects only when
 * aborted.
 */
export type OpenTls = (target: TlsTarget, signal: AbortSignal) => Promise<Outcome<TLSSocket>>
