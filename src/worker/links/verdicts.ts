import type { LinkCause, Verdict } from '../../shared/domain/link.ts'
import type { AnswerHead } from './answer-head.ts'

/** What an answer that is no redirect says about a link. */
export interface StatusVerdict {
  readonly verdict: Verdict
  readonly cause: LinkCause | null
}

/** Statuses that send a browser elsewhere. */
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const BLOCKED = new Set([401, 403, 407, 429, 451])

/** True for an answer that names another place. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status)
}

/**
 * Judges an answer by its head. The rest of 3xx (300, 304, 305, …) shows no page to anybody who asked for none of that,
 * so it is `broken`; a status that HTTP does not know (6xx and up) or that was not asked for (101) is `server-error`,
 * except 999, with which some networks turn away whoever is not logged in.
 */
export function judgeStatus(head: AnswerHead, wasRedirected: boolean): StatusVerdict {
  const { status } = head
  if (isBotPage(head)) return { verdict: 'blocked', cause: 'bot-page' }
  if (status >= 200 && status < 300) return { verdict: wasRedirected ? 'redirected' : 'ok', cause: null }
  if (BLOCKED.has(status)) return { verdict: 'blocked', cause: null }
  if (status === 999) return { verdict: 'blocked', cause: 'bot-page' }
  if (status >= 300 && status < 500) return { verdict: 'broken', cause: null }
  if (status >= 500 && status < 600) return { verdict: 'server-error', cause: null }
  return { verdict: 'server-error', cause: 'answer-malformed' }
}

interface BotSign {
  readonly header: string
  readonly pattern: RegExp
  /** Only with one of these; null: whatever the status is. */
  readonly statuses: readonly number[] | null
}

/** How services in front of sites say in the headers that they have stopped a program, not that the page is gone. */
const BOT_SIGNS: readonly BotSign[] = [
  // Cloudflare: developers.cloudflare.com, "Detect a Challenge Page response"
  { header: 'cf-mitigated', pattern: /challenge/i, statuses: null },
  { header: 'cf-chl-bypass', pattern: /./, statuses: [403, 429, 503] },
  // AWS WAF: "challenge" and "captcha" answer 202 and 405
  { header: 'x-amzn-waf-action', pattern: /challenge|captcha/i, statuses: null },
  // Akamai's edge, which answers in place of the site when it denies
  { header: 'server', pattern: /^AkamaiGHost/i, statuses: [403, 429] },
  // Alibaba Cloud ESA, DCDN and WAF: the edge names its refusal; the WAF answers 405 to a GET and sets its own cookie
  { header: 'x-tengine-error', pattern: /denied by/i, statuses: null },
  { header: 'set-cookie', pattern: /\bacw_(?:tc|sc__v2)=/, statuses: [405] },
  // Huawei Cloud WAF answers 418
  { header: 'set-cookie', pattern: /\bHWWAFSES(?:ID|TIME)=/, statuses: [418] },
  { header: 'server', pattern: /^(?:CloudWAF|HuaweiCloudWAF)/i, statuses: [418] },
  // Tencent Cloud EdgeOne: 566 for managed rules, 567 for the site's own
  { header: 'server', pattern: /^(?:TencentEdgeOne|edgeone)/i, statuses: [566, 567] },
  // Imperva, DataDome, Sucuri
  { header: 'x-iinfo', pattern: /./, statuses: [403] },
  { header: 'x-datadome', pattern: /./, statuses: [403] },
  { header: 'x-sucuri-block', pattern: /./, statuses: null },
]

function isBotPage(head: AnswerHead): boolean {
  for (const { header, pattern, statuses } of BOT_SIGNS) {
    if (statuses !== null && !statuses.includes(head.status)) continue
    const value = head.header(header)
    if (value !== null && pattern.test(value)) return true
  }
  return false
}

/** Milliseconds that a server asks to be left alone for: seconds or a date (RFC 9110, 10.2.3); null when it does not. */
export function toRetryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = /^[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
