import type { LinkCause, Verdict } from '../../shared/domain/link.ts'
import type { LinkProblem } from './ports.ts'

/** Longest text of the system that is kept, in characters. */
const MAX_RAW = 500

/** What a failed connection was doing. */
export type Step = 'connect' | 'tls' | 'answer' | 'body'

const UNREACHABLE = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
])

/** What OpenSSL and BoringSSL say when the other side offers nothing that is safe enough, as a code or in words. */
const OLD_PROTOCOL =
  /protocol.?version|unsupported.?protocol|version.?too.?low|no.?protocols.?available|inappropriate.?fallback|dh.?key.?too.?small|dh.?param.?size/i

const TIMEOUT_CAUSES: Readonly<Record<Step, LinkCause>> = {
  connect: 'connect-timeout',
  tls: 'tls-timeout',
  answer: 'answer-timeout',
  body: 'body-timeout',
}

/** A problem with the words of the system, without credentials in URLs. */
export function toProblem(verdict: Verdict, cause: LinkCause, raw: string | null = null): LinkProblem {
  return { verdict, cause, raw: raw === null ? null : toRaw(raw) }
}

/** Time ran out in a step. */
export function toTimeout(step: Step): LinkProblem {
  return { verdict: 'timeout', cause: TIMEOUT_CAUSES[step], raw: null }
}

/** The connection was closed in good order before there was an answer. */
export const CLOSED: LinkProblem = { verdict: 'refused', cause: 'closed-before-answer', raw: null }

/** What the system's error on a connection means. */
export function fromError(error: unknown, step: Step): LinkProblem {
  const code = toCode(error)
  const message = error instanceof Error ? error.message : String(error)
  const raw = code === '' ? message : code
  if (code === 'ECONNREFUSED') return toProblem('refused', 'connection-refused', raw)
  if (code === 'ETIMEDOUT') return toProblem('timeout', TIMEOUT_CAUSES[step], raw)
  if (UNREACHABLE.has(code)) return toProblem('refused', 'host-unreachable', raw)
  if (isTls(code)) {
    const isOld = OLD_PROTOCOL.test(code) || OLD_PROTOCOL.test(message)
    return toProblem('tls', isOld ? 'protocol-not-supported' : 'handshake-failed', code === 'EPROTO' ? message : code)
  }
  return toProblem('refused', 'connection-reset', raw)
}

function isTls(code: string): boolean {
  return code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('ERR_OSSL')
}

/** The code of an error of the system; `''` when it has none. */
export function toCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}

/** Words of the system or of a server as they are kept: one line, no credentials, bounded. */
export function toRaw(text: string): string {
  return (
    text
      .slice(0, MAX_RAW * 4)
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@?#"']*@/gi, '$1')
      // oxlint-disable-next-line no-control-regex -- a server's bytes must not move a terminal's cursor
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]+/g, ' ')
      .trim()
      .slice(0, MAX_RAW)
  )
}
