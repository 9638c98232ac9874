import type { Band } from './band.ts'
import type { CivilDay } from './civil-day.ts'
import type { CurrencySums } from './money.ts'
import type { NoticeKind } from './notice.ts'

/** How the body is written: our own JSON, or the text message of a 企业微信, 钉钉 or 飞书 bot. */
export const WEBHOOK_SHAPES = ['generic', 'wecom', 'dingtalk', 'feishu'] as const
export type WebhookShape = (typeof WEBHOOK_SHAPES)[number]

/** Shapes whose receivers can check a signature, made with a secret that both sides know. */
export const SIGNED_SHAPES: readonly WebhookShape[] = ['dingtalk', 'feishu']

/** A place outside that is told of notices. Its address and its signing secret are secrets and never come out. */
export interface Webhook {
  readonly webhookId: string
  readonly name: string
  readonly shape: WebhookShape
  /** The host of the address, for people; the rest of it stays secret. */
  readonly host: string
  readonly kinds: readonly NoticeKind[]
  readonly isEnabled: boolean
  /** A signing secret is kept (钉钉 and 飞书). */
  readonly hasSecret: boolean
  readonly waiting: number
  /** What has gone wrong so far with the first that waits; null when it has not been tried yet, or nothing waits. */
  readonly waitingProblem: string | null
  /** The last delivery that has ended; `problem` as in WebhookOutcome. */
  readonly last: { readonly state: 'sent' | 'failed'; readonly at: number; readonly problem: string | null } | null
}

/** What came of one attempt: the receiver took it, or did not and says why. */
export interface WebhookOutcome {
  readonly isSent: boolean
  readonly httpStatus: number | null
  /** `reason: words` (see WebhookProblem); the words are the receiver's or the network's own, secrets removed. */
  readonly problem: string | null
}

export const MAX_WEBHOOKS = 20

/** The one body of the `generic` shape: what a notice says, for programs. Fields are only ever added. */
export interface WebhookMessage {
  /** Version of these fields. */
  readonly version: 1
  /** The same for every attempt to deliver one notice, so that a receiver can drop what comes twice. */
  readonly id: string
  readonly kind: NoticeKind
  /** One line, and all of it in a few lines, in the language of the settings. */
  readonly title: string
  readonly text: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** IANA zone in which days are counted. */
  readonly zone: string
  /** Of reminders (`digest`, `urgent`), null otherwise: the day for which the counts hold. */
  readonly on: CivilDay | null
  readonly items: number | null
  readonly overdue: number | null
  readonly today: number | null
  /** Days to act-by of the soonest that is not overdue; null when all are. */
  readonly days: number | null
  /** Amounts as decimal texts by currency. */
  readonly sums: CurrencySums | null
  /** Items by days to act-by: `expired`, `0-7`, … */
  readonly bands: readonly { readonly band: Band; readonly items: number; readonly sums: CurrencySums }[] | null
  /** The first names, soonest first, at most 5. */
  readonly names: readonly string[] | null
  /** Of `missed`, null otherwise: whose schedule, how many due times passed, the first and last of them (ISO 8601). */
  readonly schedule: string | null
  readonly missed: number | null
  readonly from: string | null
  readonly to: string | null
  /** Of `missed` (the run that makes up for it) and `failure`. */
  readonly runId: string | null
  /** Of `failure`: the account ('' for links), how the run ended, and the code of what went wrong. */
  readonly account: string | null
  readonly state: 'failed' | 'incomplete' | null
  readonly error: string | null
}

/** Why a delivery has not arrived. */
export const WEBHOOK_REASONS = [
  // What the receiver answered
  'refused',
  'throttled',
  'http',
  'redirected',
  'bad-answer',
  // What the network did
  'dns',
  'unreachable',
  'tls',
  'timeout',
  'reset',
  'proxy',
  'address-forbidden',
  // What happened here
  'no-address',
  'secret-unreadable',
  'worker',
  'interrupted',
  'switched-off',
  'too-late',
] as const
export type WebhookReason = (typeof WEBHOOK_REASONS)[number]

/** A problem as it is kept, taken apart; `reason` is null for words alone. */
export interface WebhookProblem {
  readonly reason: WebhookReason | null
  /** What the receiver, the network or the former problem said; '' when nothing did. */
  readonly words: string
}

/** Writes a problem as it is kept: `refused: 93000 invalid webhook url`. */
export function toProblemText(reason: WebhookReason, words = ''): string {
  const told = words.trim()
  return told === '' ? reason : `${reason}: ${told}`
}

/** Takes a kept problem apart. */
export function parseProblem(problem: string): WebhookProblem {
  const end = problem.indexOf(':')
  const head = end < 0 ? problem : problem.slice(0, end)
  const reason = WEBHOOK_REASONS.find((known) => known === head)
  if (reason === undefined) return { reason: null, words: problem }
  return { reason, words: end < 0 ? '' : problem.slice(end + 1).trim() }
}
