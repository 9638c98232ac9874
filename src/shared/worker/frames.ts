import type { AccountTest, AccountLimits, Site } from '../domain/account.ts'
import type { ErrorParams, AppErrorCode } from '../domain/app-error.ts'
import type { ProviderId } from '../domain/item.ts'
import type { LinkFactBatch, LinkCheckJob, LinkOutcome } from './link-frames.ts'
import type { KnownHashes } from './fact-rows.ts'
import type { WebhookJob, WebhookSent } from './webhook-frames.ts'
import type { LogLine, RunMetrics, RunStage, StageProgress } from '../domain/run.ts'

/** Version of the frames; both sides come from one build, so a difference is a packaging fault and is refused. */
export const FRAME_VERSION = 1

/** Batches that the worker may have sent without an acknowledgement: the back-pressure from SQLite to the network. */
export const INITIAL_CREDITS = 8

/** Rows in one batch at most; unchanged ones do not count. */
export const MAX_BATCH_ROWS = 500

/** What a connector needs of an account; secrets travel only inside this frame. */
export interface ConnectorAccount {
  readonly provider: ProviderId
  readonly site: Site
  readonly endpoint: string | null
  readonly accessKey: string | null
  readonly secretKey: string | null
  readonly limits: AccountLimits
  /** `system`, `none`, or the proxy's URL. */
  readonly proxy: string
  readonly demoSize: number | null
}

export interface SyncJob {
  readonly type: 'sync'
  readonly account: ConnectorAccount
  /** Ask only for items that expire before this instant; null asks for all. */
  readonly expiresBefore: number | null
  /**
   * With `expiresBefore`: resources of the stored picture that lie inside the window. One that the list no longer holds
   * may have been renewed out of it, so it is looked up by its id before anybody calls it gone.
   */
  readonly expected: readonly string[]
  /** Which sync of this account this is, counting from 0: the demo generator evolves with it. */
  readonly ordinal: number
  /** Resources whose own renewal quote is fresh enough to be kept. */
  readonly recentlyQuoted: readonly string[]
  readonly quotes: KnownQuotes
  readonly now: number
}

/** What is known of renewal quotes beside the fresh ones, so that nothing is asked in vain. */
export interface KnownQuotes {
  /** Quotes that are no longer fresh, with their instants: they are asked for again, the oldest ones first. */
  readonly stale: readonly (readonly [resourceId: string, quotedAt: number])[]
  /** Resources with a price that people gave; a quote would not be taken. */
  readonly byHand: readonly string[]
  /** Attached resources with the main one whose quote includes them. */
  readonly withMain: readonly (readonly [resourceId: string, mainId: string])[]
  /** Refused lately, with the expiry that the resource had then: it is not asked for again until that moves. */
  readonly refused: readonly (readonly [resourceId: string, expiresAt: number | null])[]
  /** Months by which the last renewal that was seen has prolonged a resource. */
  readonly renewedBy: readonly (readonly [resourceId: string, months: number])[]
  /** For how long after the list has been read quotes outside of the account's window may still be asked for. */
  readonly budgetMs: number
}

export interface AccountTestJob {
  readonly type: 'account-test'
  readonly account: ConnectorAccount
  readonly now: number
}

export type WorkerJob = SyncJob | AccountTestJob | LinkCheckJob | WebhookJob

/**
 * One batch of facts. `payload` is `v8.serialize` of what `fact-rows.ts` defines for `what`: HashedRows of items and tags,
 * an array of rows of prices. `rows` counts unchanged ones as well. The host hands the bytes on without opening them. `pass` counts from 1 and grows when a connector pages
 * the list again; a newer pass replaces the older one's claim to completeness. Pass 0 holds items that were looked up by
 * their ids: they exist, but do not count towards the list.
 */
export interface FactBatch {
  readonly what: 'items' | 'tags' | 'prices'
  readonly pass: number
  readonly rows: number
  readonly payload: Uint8Array
}

/** What a connector can prove about the list it has read; core decides whether the picture is complete. */
export interface SyncOutcome {
  /** Distinct identifiable resources of the last pass. */
  readonly distinct: number
  readonly reportedTotal: number | null
  /** The total still moved, or rows were missing, in the last pass that was allowed. */
  readonly isStable: boolean
  /** Rows that could not be identified at all. */
  readonly unreadable: number
  readonly passes: number
  readonly tags: 'complete' | 'partial' | 'none'
  /** Problems that did not stop the sync. */
  readonly warnings: number
}

export interface FrameError {
  readonly code: AppErrorCode
  readonly params: ErrorParams
  readonly raw: string | null
}

/** Core to worker. */
export type DownFrame =
  | {
      readonly v: number
      readonly generation: number
      readonly kind: 'run'
      readonly runId: string
      readonly job: WorkerJob
    }
  | { readonly v: number; readonly generation: number; readonly kind: 'cancel'; readonly runId: string }
  | {
      readonly v: number
      readonly generation: number
      readonly kind: 'credit'
      readonly runId: string
      readonly batches: number
    }
  /** What the run may call unchanged; it comes once the database has read it, and until then all rows are sent whole. */
  | {
      readonly v: number
      readonly generation: number
      readonly kind: 'known'
      readonly runId: string
      readonly what: keyof KnownHashes
      readonly hashes: Uint8Array
    }
  | { readonly v: number; readonly generation: number; readonly kind: 'shutdown' }

/** What the worker reports about one run. */
export type RunReport =
  | { readonly kind: 'facts'; readonly batch: FactBatch }
  /** Takes one credit, as a batch of facts does. */
  | { readonly kind: 'link-facts'; readonly batch: LinkFactBatch }
  | { readonly kind: 'progress'; readonly progress: StageProgress }
  | { readonly kind: 'log'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'metrics'; readonly metrics: RunMetrics }
  | { readonly kind: 'done'; readonly outcome: SyncOutcome; readonly metrics: RunMetrics }
  | { readonly kind: 'links-checked'; readonly outcome: LinkOutcome; readonly metrics: RunMetrics }
  | { readonly kind: 'tested'; readonly result: AccountTest }
  /** One of the job's sendings has ended. */
  | { readonly kind: 'webhook-sent'; readonly sent: WebhookSent }
  | { readonly kind: 'webhooks-sent' }
  | { readonly kind: 'failed'; readonly error: FrameError; readonly stage: RunStage; readonly metrics: RunMetrics }
  | { readonly kind: 'cancelled'; readonly metrics: RunMetrics }

/** Worker to core. */
export type UpFrame =
  | { readonly v: number; readonly generation: number; readonly kind: 'ready'; readonly pid: number }
  | {
      readonly v: number
      readonly generation: number
      readonly kind: 'report'
      readonly runId: string
      readonly report: RunReport
    }

/** One end of the channel between core and worker; both hosts and the tests implement it. */
export interface FramePort<Out, In> {
  post(frame: Out): void
  onMessage(listener: (frame: In) => void): void
}
