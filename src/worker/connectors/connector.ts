import type { AccountTest } from '../../shared/domain/account.ts'
import type { ItemFacts, PriceFacts, QuoteRefusal, TagFacts } from '../../shared/domain/item.ts'
import type { LogLevel, RunStage, StageProgress } from '../../shared/domain/run.ts'
import type { AccountTestJob, SyncJob, SyncOutcome } from '../../shared/worker/frames.ts'
import type { MetricsRecorder } from '../http/metrics.ts'

/** What a connector may use while it works; everything outside comes in through here. */
export interface ConnectorContext {
  /** Aborts every request and every wait; its reason is rethrown untouched. */
  readonly signal: AbortSignal
  readonly clock: { now(): number }
  /** 0 ≤ x < 1; injected so that jitter can be repeated in a test. */
  readonly random: () => number
  readonly metrics: MetricsRecorder
  log(level: LogLevel, stage: RunStage, code: string, params?: Readonly<Record<string, string | number>>): void
  progress(progress: StageProgress): void
}

/** Where a sync puts its facts. Each call waits until core has room, which slows the fetching down. */
export interface FactSink {
  items(pass: number, items: readonly ItemFacts[]): Promise<void>
  tags(tags: readonly TagFacts[]): Promise<void>
  prices(prices: readonly PriceFacts[]): Promise<void>
  /** Resources that the provider has no renewal quote for. */
  refusals(refusals: readonly QuoteRefusal[]): Promise<void>
}

/** One provider's adapter: reads lists and tries keys, and has no call that spends money or deletes. */
export interface Connector {
  /** Reads everything once. Throws `AppError` when the list cannot be read; lesser problems are logged and counted. */
  sync(job: SyncJob, sink: FactSink, context: ConnectorContext): Promise<SyncOutcome>
  /** Tries each right of the key on its own. Throws only when cancelled. */
  test(job: AccountTestJob, context: ConnectorContext): Promise<AccountTest>
}
