import { expect } from 'vitest'
import type { AccountLimits } from '../../../../../src/shared/domain/account.ts'
import type { ItemFacts, PriceFacts, TagFacts } from '../../../../../src/shared/domain/item.ts'
import type { StageProgress } from '../../../../../src/shared/domain/run.ts'
import type { ConnectorAccount, SyncJob, SyncOutcome } from '../../../../../src/shared/worker/frames.ts'
import type { ConnectorContext, FactSink } from '../../../../../src/worker/connectors/connector.ts'
import { createDemoConnector } from '../../../../../src/worker/connectors/demo/index.ts'
import { NO_QUOTES } from '../../support/connector-run.ts'
import { createMetricsRecorder } from '../../../../../src/worker/http/metrics.ts'

/** Noon in Beijing on an ordinary day. */
export const NOW = Date.parse('2026-11-21T04:00:00Z')
export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

const LIMITS: AccountLimits = {
  concurrency: 10,
  requestTimeoutMs: 10_000,
  maxRequestsPerSecond: null,
  quoteWithinDays: 3650,
}

export function aDemoAccount(demoSize: number | null, limits: Partial<AccountLimits> = {}): ConnectorAccount {
  return {
    provider: 'demo',
    site: 'china',
    endpoint: null,
    accessKey: null,
    secretKey: null,
    limits: { ...LIMITS, ...limits },
    proxy: 'none',
    demoSize,
  }
}

export function aSyncJob(demoSize: number | null, job: Partial<SyncJob> = {}): SyncJob {
  return {
    type: 'sync',
    account: aDemoAccount(demoSize),
    expiresBefore: null,
    ordinal: 0,
    recentlyQuoted: [],
    quotes: NO_QUOTES,
    expected: [],
    now: NOW,
    ...job,
  }
}

export interface Collected {
  readonly outcome: SyncOutcome
  readonly items: ItemFacts[]
  readonly tags: TagFacts[]
  readonly prices: PriceFacts[]
  readonly batches: { what: 'items' | 'tags' | 'prices'; ids: string[] }[]
  readonly progress: StageProgress[]
  readonly logCodes: string[]
}

export function aContext(signal: AbortSignal, into: Pick<Collected, 'progress' | 'logCodes'>): ConnectorContext {
  const clock = { now: () => NOW }
  return {
    signal,
    clock,
    random: () => 0.5,
    metrics: createMetricsRecorder(clock),
    log: (_level, _stage, code) => void into.logCodes.push(code),
    progress: (progress) => void into.progress.push(progress),
  }
}

/** Runs one sync of the demo connector and keeps everything it says. */
export async function collect(
  job: SyncJob,
  options: { signal?: AbortSignal; onBatch?: (what: string, count: number) => void; pauseMs?: number } = {},
): Promise<Collected> {
  const collected: Omit<Collected, 'outcome'> = {
    items: [],
    tags: [],
    prices: [],
    batches: [],
    progress: [],
    logCodes: [],
  }
  function take<Row extends { readonly resourceId: string }>(what: 'items' | 'tags' | 'prices', rows: readonly Row[]) {
    collected.batches.push({ what, ids: rows.map((row) => row.resourceId) })
    options.onBatch?.(what, collected.batches.length)
  }
  const sink: FactSink = {
    async items(_pass, rows) {
      collected.items.push(...rows)
      take('items', rows)
    },
    async tags(rows) {
      collected.tags.push(...rows)
      take('tags', rows)
    },
    async refusals(rows) {
      expect(rows).toEqual([])
    },
    async prices(rows) {
      collected.prices.push(...rows)
      take('prices', rows)
    },
  }
  const context = aContext(options.signal ?? new AbortController().signal, collected)
  const connector = createDemoConnector(options.pauseMs === undefined ? {} : { pauseMs: options.pauseMs })
  const outcome = await connector.sync(job, sink, context)
  return { outcome, ...collected }
}

export function byId<Row extends { readonly resourceId: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.resourceId, row]))
}
