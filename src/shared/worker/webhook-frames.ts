import type { WebhookMessage, WebhookOutcome, WebhookShape } from '../domain/webhook.ts'

/** One message for one webhook; the address and the secret travel only inside this frame. */
export interface WebhookSending {
  /** Names the sending within its job. */
  readonly sendingId: string
  readonly shape: WebhookShape
  readonly url: string
  readonly secret: string | null
  readonly message: WebhookMessage
}

/** Sends all of these at the same time, each once. */
export interface WebhookJob {
  readonly type: 'webhooks'
  readonly sendings: readonly WebhookSending[]
  /** `system`, `none`, or the proxy's URL. */
  readonly proxy: string
  /** Longest time for one of them, connecting and reading included. */
  readonly timeoutMs: number
}

/** What came of one sending. */
export interface WebhookSent {
  readonly sendingId: string
  readonly outcome: WebhookOutcome
  /** Another attempt may do better; false when only a person can mend it. Without meaning for what was sent. */
  readonly mayRetry: boolean
  /** How long the receiver asks to be left alone. */
  readonly retryAfterMs: number | null
}
