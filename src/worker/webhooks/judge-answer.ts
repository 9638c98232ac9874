import {
  toProblemText,
  type WebhookOutcome,
  type WebhookReason,
  type WebhookShape,
} from '../../shared/domain/webhook.ts'
import type { WebhookSent } from '../../shared/worker/webhook-frames.ts'
import type { Redact } from '../http/redact.ts'

/** What a receiver answered; `text` may have been cut. */
export interface WebhookAnswer {
  readonly status: number
  /** The header `Retry-After`. */
  readonly retryAfter: string | null
  readonly text: string
}

/** What came of a sending, before it has a name. */
export type Judgement = Omit<WebhookSent, 'sendingId'>

/**
 * Codes with which a bot says that it will not take this message from this address, now or later.
 * 企业微信: https://developer.work.weixin.qq.com/document/path/90313, 钉钉:
 * https://open.dingtalk.com/document/robots/custom-robot-access, 飞书:
 * https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 */
const FINAL_CODES: Readonly<Record<Exclude<WebhookShape, 'generic'>, readonly number[]>> = {
  // The address is wrong or the bot was removed; the message is empty, too long or not understood.
  wecom: [93000, 93004, 93008, 40001, 40008, 40033, 40058, 44004, 45002, 47001],
  // Key word, signature or network address; no such bot, bot stopped, group gone; message not understood.
  dingtalk: [310000, 300001, 300005, 400013, 400101, 400102, 400105, 400106, 40035, 43004, 430101, 460101],
  // No such bot; signature, network address, key word; message not understood.
  feishu: [19001, 19002, 19021, 19022, 19024, 9499, 11246],
}

/** Codes with which a bot says that there was too much: 20 messages a minute (企业微信, 钉钉), 100 (飞书). */
const THROTTLE_CODES = new Set([45009, 45033, 90030, 130101, 410100, 11232, 11233, 99991400])
const THROTTLE_WORDS = /too (?:many|fast|frequent)|frequency|freq out of limit|over limit|rate limit|限流|太快|频繁/i

/** Characters of a receiver's own words. */
const MAX_WORDS = 300
/** However long a receiver asks to be left alone, a day is the most that a message is kept for. */
const MAX_RETRY_AFTER_MS = 86_400_000

/** Reads what an answer means. Bots answer 200 to everything and say in the body what came of it. */
export function judgeAnswer(shape: WebhookShape, answer: WebhookAnswer, redact: Redact, now: number): Judgement {
  const { status } = answer
  const retryAfterMs = parseRetryAfter(answer.retryAfter, now)
  const problem = (reason: WebhookReason, words: string, mayRetry: boolean): Judgement =>
    toFailure(status, reason, words, mayRetry, retryAfterMs)
  const said = shape === 'generic' ? null : readBot(shape, answer.text)
  if (status >= 300 && status < 400) return problem('redirected', `HTTP ${status}`, false)
  if (said && said.code !== 0 && shape !== 'generic') {
    const words = toWords(`${said.code} ${said.message}`, redact)
    if (status === 429 || THROTTLE_CODES.has(said.code) || THROTTLE_WORDS.test(said.message)) {
      return problem('throttled', words, true)
    }
    return problem('refused', words, !FINAL_CODES[shape].includes(said.code) && mayRetryStatus(status))
  }
  if (status < 200 || status >= 300) {
    const words = toWords(`HTTP ${status} ${answer.text}`, redact)
    return problem(status === 429 ? 'throttled' : 'http', words, mayRetryStatus(status))
  }
  if (shape !== 'generic' && said === null) return problem('bad-answer', toWords(answer.text, redact), true)
  return { outcome: { isSent: true, httpStatus: status, problem: null }, mayRetry: false, retryAfterMs: null }
}

/** A sending that has not arrived. */
export function toFailure(
  httpStatus: number | null,
  reason: WebhookReason,
  words: string,
  mayRetry: boolean,
  retryAfterMs: number | null = null,
): Judgement {
  const outcome: WebhookOutcome = { isSent: false, httpStatus, problem: toProblemText(reason, words) }
  return { outcome, mayRetry, retryAfterMs }
}

function mayRetryStatus(status: number): boolean {
  return status < 400 || status === 408 || status === 429 || status >= 500
}

/** What a bot says came of it; null when that is not how this bot speaks. */
function readBot(shape: WebhookShape, text: string): { code: number; message: string } | null {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof body !== 'object' || body === null) return null
  const fields = body as Readonly<Record<string, unknown>>
  // 飞书 has answered with either pair over the years.
  const code = shape === 'feishu' ? (fields['code'] ?? fields['StatusCode']) : fields['errcode']
  const message = shape === 'feishu' ? (fields['msg'] ?? fields['StatusMessage']) : fields['errmsg']
  if (typeof code !== 'number') return null
  return { code, message: typeof message === 'string' ? message : '' }
}

/** Seconds or a date, as in RFC 9110; null for anything else. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null
  const text = header.trim()
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) - now : NaN
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS) : null
}

/** One line without secrets. */
function toWords(text: string, redact: Redact): string {
  const line = redact(text)
    // oxlint-disable-next-line no-control-regex -- a receiver's bytes must not move a terminal's cursor
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]+/g, ' ')
    .trim()
  const points = [...line]
  return points.length <= MAX_WORDS ? line : `${points.slice(0, MAX_WORDS - 1).join('')}…`
}
