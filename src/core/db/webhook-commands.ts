import type { NoticeKind, NoticePayload } from '../../shared/domain/notice.ts'
import type { WebhookShape } from '../../shared/domain/webhook.ts'

/** What the database knows of a webhook; its address and its secret lie in the secret store. */
export interface WebhookFields {
  readonly name: string
  readonly shape: WebhookShape
  readonly host: string
  readonly kinds: readonly NoticeKind[]
  readonly isEnabled: boolean
  readonly hasSecret: boolean
}

/** A delivery that this process has taken upon itself for a while, with what is to be told. */
export interface ClaimedDelivery {
  readonly webhookId: string
  readonly noticeKey: number
  readonly shape: WebhookShape
  /** Counts from 1. */
  readonly attempt: number
  readonly noticeId: string
  readonly createdAt: number
  readonly payload: NoticePayload
}

/** What came of an attempt: arrived, given up, or to be tried again at `nextAt`. */
export type DeliveryEnd =
  | { readonly state: 'sent'; readonly httpStatus: number | null }
  | { readonly state: 'failed'; readonly httpStatus: number | null; readonly problem: string }
  | { readonly state: 'waiting'; readonly httpStatus: number | null; readonly problem: string; readonly nextAt: number }

/** Ways to write of webhooks. */
export interface WebhookCommands {
  /**
   * Adds or changes; what waits for one that is switched off is given up. WEBHOOK_LIMIT when there are too many,
   * WEBHOOK_NOT_FOUND when one that is to be changed has gone.
   */
  'webhook.save': { input: { webhookId: string; isNew: boolean; fields: WebhookFields; at: number }; output: null }
  /** Takes its deliveries along. WEBHOOK_NOT_FOUND. */
  'webhook.remove': { input: { webhookId: string }; output: null }
  /**
   * Takes the longest due delivery of each of the webhooks and counts the attempt. Nobody else takes them before
   * `leaseUntil`; if this process dies, they are due again then.
   */
  'webhook.claim': {
    input: { webhookIds: readonly string[]; at: number; leaseUntil: number }
    output: readonly ClaimedDelivery[]
  }
  /** Keeps what came of an attempt; one that another process has taken since is only ever made `sent`. */
  'webhook.settle': {
    input: { webhookId: string; noticeKey: number; attempt: number; end: DeliveryEnd; at: number }
    output: null
  }
  /** Keeps why what is due at a webhook cannot be tried here now; it stays due. */
  'webhook.note': { input: { webhookId: string; problem: string; at: number }; output: null }
  /** Gives up what has waited too long, and what every attempt of has been cut off. */
  'webhook.giveUp': { input: { at: number }; output: { ended: number } }
}
