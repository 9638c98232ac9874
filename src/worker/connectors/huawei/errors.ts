import { AppError, type AppErrorCode } from '../../../shared/domain/app-error.ts'
import type { HttpAnswer } from '../../http/client.ts'
import type { Redact } from '../../http/redact.ts'
import { toRetryAfterMs } from '../../http/retry.ts'
import { valueOf } from './read.ts'

export interface AnswerContext {
  readonly service: string
  /** This machine's clock when the answer came. */
  readonly now: number
  readonly redact: Redact
}

/** The gateway refuses signatures whose date is further off (facts: cloud-apis A3, A7). */
export const MAX_CLOCK_SKEW_MS = 15 * 60_000

/** Codes and words are cut here: expressions that look through megabytes take minutes. */
const MAX_WORDS = 8_000

/** Codes with one meaning (facts: Huawei BSS and APIG error tables, cloud-apis A3). */
const CODES: Readonly<Record<string, AppErrorCode>> = {
  'CBC.0100': 'CLOUD_BAD_PARAMETER',
  'CBC.0150': 'CLOUD_KEY_REJECTED',
  'CBC.0151': 'CLOUD_FORBIDDEN',
  'CBC.0154': 'CLOUD_TOKEN_EXPIRED',
  'CBC.0155': 'CLOUD_NOT_ALLOWED',
  'CBC.0250': 'CLOUD_THROTTLED',
  'CBC.0999': 'CLOUD_SERVER_ERROR',
  'APIG.0101': 'CLOUD_API_NOT_FOUND',
  'APIG.0302': 'CLOUD_FORBIDDEN',
  'APIG.0308': 'CLOUD_THROTTLED',
}

/** Failures of the key itself: no other call of the run can succeed. */
const KEY_FAILURES: ReadonlySet<AppErrorCode> = new Set([
  'CLOUD_KEY_UNKNOWN',
  'CLOUD_SECRET_WRONG',
  'CLOUD_KEY_REJECTED',
  'CLOUD_KEY_LOCKED',
  'CLOUD_TOKEN_EXPIRED',
  'CLOUD_CLOCK_SKEWED',
])

/** True when the key is refused as such, so that every call would be. */
export function isKeyFailure(code: AppErrorCode): boolean {
  return KEY_FAILURES.has(code)
}

/** True when a service refuses this key or does not exist here; it need not be asked again in this run. */
export function isServiceClosed(code: AppErrorCode): boolean {
  return (
    code === 'CLOUD_FORBIDDEN' ||
    code === 'CLOUD_NOT_ALLOWED' ||
    code === 'CLOUD_API_NOT_FOUND' ||
    code === 'CLOUD_CIRCUIT_OPEN'
  )
}

/** Turns an answer that is not a success into a failure with a code; the provider's own code and words are kept. */
export function toHuaweiError(answer: HttpAnswer, context: AnswerContext): AppError {
  const { code, message } = readError(answer.text)
  const words = [code, withoutEcho(message)]
  const raw = context.redact(words.filter((part) => part !== '').join(': ') || toPlainText(answer.text))
  const appCode = toAppCode(answer, code, message, context.now)
  const params: Record<string, string | number> = { service: context.service, status: answer.status }
  if (code !== '') params['code'] = context.redact(code)
  if (appCode === 'CLOUD_THROTTLED') {
    const limitPerSecond = toNamedLimit(message)
    const retryAfterMs = toRetryAfterMs(answer.headers['retry-after'], context.now)
    if (limitPerSecond !== null) params['limitPerSecond'] = limitPerSecond
    if (retryAfterMs !== null) params['retryAfterMs'] = retryAfterMs
  } else if (appCode === 'CLOUD_SERVER_ERROR') {
    const retryAfterMs = toRetryAfterMs(answer.headers['retry-after'], context.now)
    if (retryAfterMs !== null) params['retryAfterMs'] = retryAfterMs
  } else if (appCode === 'CLOUD_CLOCK_SKEWED') {
    params['minutes'] = Math.round(Math.abs(toClockSkewMs(answer, context.now) ?? 0) / 60_000)
  }
  return new AppError(appCode, params, { raw: raw === '' ? `HTTP ${answer.status}` : raw })
}

/** The gateway echoes the whole canonical request of a wrong signature, which tells a person nothing. */
function withoutEcho(message: string): string {
  return message.replace(/,?\s*canonicalRequest:.*$/is, '')
}

/** Clock of this machine minus the provider's, by the answer's Date header (whole seconds); null without one. */
export function toClockSkewMs(answer: HttpAnswer, now: number): number | null {
  const at = Date.parse(answer.headers['date'] ?? '')
  // The header names the start of its second, and was written about half a round trip ago.
  return Number.isNaN(at) ? null : Math.round(now - answer.latencyMs / 2 - (at + 500))
}

/** Calls per second that the gateway's words name: "policy user over ratelimit,limit:10,time:1 second". */
export function toNamedLimit(message: string): number | null {
  const parts = /limit:\s*(\d+)\s*,\s*time:\s*(\d+)?\s*(second|minute|hour|day)/i.exec(message)
  if (!parts) return null
  const unit = { second: 1, minute: 60, hour: 3_600, day: 86_400 }[(parts[3] as string).toLowerCase()] ?? 1
  const limit = Number(parts[1]) / (Number(parts[2] ?? 1) * unit)
  return Number.isFinite(limit) && limit > 0 ? limit : null
}

function toAppCode(answer: HttpAnswer, code: string, message: string, now: number): AppErrorCode {
  const { status } = answer
  const known = valueOf(CODES, code.replace(/^APIGW\./, 'APIG.'))
  if (known === 'CLOUD_SERVER_ERROR' || known === 'CLOUD_THROTTLED') return known
  if (status === 429) return 'CLOUD_THROTTLED'
  if (status >= 500 || status === 408) return 'CLOUD_SERVER_ERROR'
  if (known) return known
  if (status === 401 || /^APIG(?:W)?\.0301$/.test(code)) return toKeyFailure(answer, message, now)
  if (status === 403) return 'CLOUD_FORBIDDEN'
  // A service's own "not found" is about a resource; without a code of its own nobody knows this path.
  if (status === 404) return code === '' || /^\d+$/.test(code) ? 'CLOUD_API_NOT_FOUND' : 'CLOUD_REFUSED'
  if (status === 400) return code === '' || !/^CBC\.\d{5,}/.test(code) ? 'CLOUD_BAD_PARAMETER' : 'CLOUD_REFUSED'
  if (status < 400) return code === '' ? 'CLOUD_BAD_ANSWER' : 'CLOUD_REFUSED'
  return 'CLOUD_REFUSED'
}

/** APIG.0301 covers everything about keys; only its words tell what it is (facts: cloud-apis A3). */
function toKeyFailure(answer: HttpAnswer, message: string, now: number): AppErrorCode {
  const skewMs = toClockSkewMs(answer, now)
  if (skewMs !== null && Math.abs(skewMs) > MAX_CLOCK_SKEW_MS) return 'CLOUD_CLOCK_SKEWED'
  const words = message.toLowerCase()
  if (/reach the limit|locked/.test(words)) return 'CLOUD_KEY_LOCKED'
  if (/more than 15 min|time ?skew|too ?skewed|clock|timestamp|x-sdk-date.*expire|expire.*x-sdk-date/.test(words)) {
    return 'CLOUD_CLOCK_SKEWED'
  }
  if (/ak not exist|get secretkey failed|access ?key.*(?:not exist|not found)/.test(words)) return 'CLOUD_KEY_UNKNOWN'
  if (/verify aksk signature fail|signature.*(?:not match|mismatch)/.test(words)) return 'CLOUD_SECRET_WRONG'
  if (/token.*(?:expire|invalid)|decrypt token fail/.test(words)) return 'CLOUD_TOKEN_EXPIRED'
  return 'CLOUD_KEY_REJECTED'
}

/** Reads the three shapes: flat, wrapped in `error`, and IAM's with `code` and `message`. */
export function readError(text: string): { code: string; message: string } {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { code: '', message: '' }
  }
  const outer = toRecord(body)
  const inner = outer ? (toRecord(outer['error']) ?? outer) : null
  if (!inner) return { code: '', message: '' }
  return {
    code: toText(inner['error_code'] ?? inner['code'] ?? inner['errorCode']),
    message: toText(inner['error_msg'] ?? inner['message'] ?? inner['errorMsg'] ?? inner['title']),
  }
}

function toRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, MAX_WORDS).trim() : ''
}

function toPlainText(text: string): string {
  return text
    .slice(0, MAX_WORDS)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
