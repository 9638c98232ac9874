import { AppError } from '../../shared/domain/app-error.ts'
import type { Redact } from './redact.ts'

/** Where a request went, for the sentence that people read. */
export interface Destination {
  readonly host: string
  readonly timeoutMs: number
}

const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA', 'ESERVFAIL'])
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
])
const TIMEOUT = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const TLS = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'HOSTNAME_MISMATCH',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'EPROTO',
])

/** Turns what the network did into a failure with a code; the system's words are kept, without secrets. */
export function toNetworkError(cause: unknown, to: Destination, redact: Redact): AppError {
  if (cause instanceof AppError) return cause
  const { code, message } = toInnermost(cause)
  const raw = redact(code === '' || message.includes(code) ? message : `${code}: ${message}`)
  const options = { cause: new Error(raw), raw }
  const params = { host: to.host }
  if (DNS.has(code)) return new AppError('NET_DNS', params, options)
  if (UNREACHABLE.has(code)) return new AppError('NET_UNREACHABLE', params, options)
  if (TIMEOUT.has(code)) return new AppError('NET_TIMEOUT', { ...params, seconds: toSeconds(to.timeoutMs) }, options)
  if (isTls(code)) return new AppError('NET_TLS', { ...params, reason: code }, options)
  if (/^proxy response|proxy|tunnel/i.test(message)) return new AppError('NET_PROXY', { reason: raw }, options)
  if (code.startsWith('HPE_') || /HTTP\/1\.1 protocol/.test(message))
    return new AppError('CLOUD_BAD_ANSWER', { ...params, reason: 'not HTTP' }, options)
  // What is left are connections that ended early: ECONNRESET, EPIPE, UND_ERR_SOCKET, a body shorter than promised.
  return new AppError('NET_RESET', params, options)
}

/** Whole and half seconds for a sentence. */
export function toSeconds(ms: number): number {
  return Math.round(ms / 100) / 10
}

function isTls(code: string): boolean {
  return TLS.has(code) || /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|CRL_|ERROR_IN_C)/.test(code)
}

function toInnermost(cause: unknown): { code: string; message: string } {
  let error: unknown = cause
  for (let depth = 0; depth < 5; depth += 1) {
    if (error instanceof AggregateError && error.errors.length > 0 && !hasCode(error)) error = error.errors[0]
    else if (error instanceof Error && error.cause instanceof Error && !isTelling(error)) error = error.cause
    else break
  }
  const code = hasCode(error) ? error.code : ''
  const message = error instanceof Error ? error.message : String(error)
  return { code, message: message === '' ? code : message }
}

function hasCode(error: unknown): error is { code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
}

function isTelling(error: Error): boolean {
  return hasCode(error) && error.code !== 'UND_ERR_SOCKET'
}
