import type { AccountLimits } from '../../../../src/shared/domain/account.ts'
import type { ItemFacts, PriceFacts, QuoteRefusal, TagFacts } from '../../../../src/shared/domain/item.ts'
import type { LogLevel, RunStage, StageProgress } from '../../../../src/shared/domain/run.ts'
import type { ConnectorAccount, KnownQuotes, SyncJob } from '../../../../src/shared/worker/frames.ts'
import type { ConnectorContext, FactSink } from '../../../../src/worker/connectors/connector.ts'
import { createMetricsRecorder } from '../../../../src/worker/http/metrics.ts'
import type { RetryRules } from '../../../../src/worker/http/retry.ts'

export interface LoggedLine {
  readonly level: LogLevel
  readonly stage: RunStage
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

/** Retries as patient as the real ones, but with pauses of a millisecond. */
export const FAST_RETRIES: RetryRules = {
  throttled: { retries: 12, baseMs: 1, maxMs: 2 },
  server: { retries: 8, baseMs: 1, maxMs: 2 },
  timeout: { retries: 2, baseMs: 1, maxMs: 2 },
  unreachable: { retries: 3, baseMs: 1, maxMs: 2 },
}

/** An account at a base URL, with the keys of the simulator. */
export function anAccount(endpoint: string, overrides: Partial<AccountLimits> = {}): ConnectorAccount {
  return {
    provider: 'huawei',
    site: 'china',
    endpoint,
    accessKey: 'AKEXAMPLE',
    secretKey: 'SKEXAMPLE',
    limits: {
      concurrency: 10,
      requestTimeoutMs: 5_000,
      maxRequestsPerSecond: null,
      quoteWithinDays: 0,
      ...overrides,
    },
    proxy: 'none',
    demoSize: null,
  }
}

/** Nothing is known, and nothing is asked for that is not urgent beyond what costs no time. */
export const NO_QUOTES: KnownQuotes = {
  stale: [],
  byHand: [],
  withMain: [],
  refused: [],
  renewedBy: [],
  budgetMs: 0,
}

export function aSyncJob(account: ConnectorAccount, overrides: Partial<SyncJob> = {}): SyncJob {
  return {
    type: 'sync',
    account,
    expiresBefore: null,
    ordinal: 0,
    recentlyQuoted: [],
    quotes: NO_QUOTES,
    expected: [],
    now: Date.now(),
    ...overrides,
  }
}

/** A context and a sink that keep everything that they are given. */
export function createRecording(signal: AbortSignal = new AbortController().signal) {
  const clock = { now: () => Date.now() }
  const metrics = createMetricsRecorder(clock)
  const lines: LoggedLine[] = []
  const progress: StageProgress[] = []
  const passes = new Map<number, Map<string, ItemFacts>>()
  const tags = new Map<string, Readonly<Record<string, string>>>()
  const prices: PriceFacts[] = []
  const refusals: QuoteRefusal[] = []
  const context: ConnectorContext = {
    signal,
    clock,
    random: Math.random,
    metrics,
    log: (level, stage, code, params = {}) => lines.push({ level, stage, code, params }),
    progress: (one) => progress.push(one),
  }
  const sink: FactSink = {
    async items(pass, items) {
      const known = passes.get(pass) ?? new Map<string, ItemFacts>()
      passes.set(pass, known)
      for (const item of items) known.set(item.resourceId, item)
    },
    async tags(batch: readonly TagFacts[]) {
      for (const one of batch) tags.set(one.resourceId, one.tags)
    },
    async refusals(rows) {
      refusals.push(...rows)
    },
    async prices(batch) {
      prices.push(...batch)
    },
  }
  return {
    context,
    sink,
    metrics,
    lines,
    progress,
    passes,
    tags,
    prices,
    refusals,
    /** Items of the newest pass. */
    items: (): Map<string, ItemFacts> => passes.get(Math.max(...passes.keys())) ?? new Map<string, ItemFacts>(),
    /** Passes in which a resource was reported; 0 = looked up by its id. */
    passesOf: (resourceId: string) => [...passes].filter(([, items]) => items.has(resourceId)).map(([pass]) => pass),
    codes: () => lines.map(({ code }) => code),
    last: (stage: RunStage) => progress.findLast((one) => one.stage === stage),
  }
}
