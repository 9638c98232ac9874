import type { AccountPolicy } from '../../src/shared/domain/account.ts'
import type { Item, ItemFacts, PriceFacts, TagFacts } from '../../src/shared/domain/item.ts'
import { NO_METRICS, type Run } from '../../src/shared/domain/run.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/domain/settings.ts'
import type { FactBatch, SyncOutcome } from '../../src/shared/worker/frames.ts'
import type { ReadDb } from '../../src/core/db/connection.ts'
import { queryItems } from '../../src/core/db/repositories/item-query.ts'
import { queryChanges } from '../../src/core/db/repositories/change.ts'
import type { Writer } from '../../src/core/db/write-commands.ts'
import { toBatch } from './fact-builders.ts'

export const TEST_POLICY: AccountPolicy = { tier: 'custom', graceDays: 3, retentionDays: 5, deductionLeadDays: 7 }

/** Adds a demo account and answers its id. */
export async function addTestAccount(writer: Writer, name = 'Main', at = 1): Promise<string> {
  const account = await writer.call('account.add', {
    name,
    provider: 'demo',
    site: 'china',
    endpoint: null,
    accessKey: null,
    demoSize: 10,
    policy: TEST_POLICY,
    limits: { concurrency: 10, requestTimeoutMs: 10_000, maxRequestsPerSecond: null, quoteWithinDays: 30 },
    at,
  })
  return account.accountId
}

/** Starts a run of an account and opens its stage. */
export async function startRun(
  writer: Writer,
  accountId: string,
  at: number,
  windowDays: number | null = null,
): Promise<string> {
  const { runId } = await writer.call('run.create', {
    accountId,
    kind: 'manual',
    windowDays,
    retryOf: null,
    instanceId: 'test',
    at,
  })
  await writer.call('run.begin', { runId })
  await writer.call('stage.open', { runId })
  return runId
}

export interface SyncInput {
  readonly items: readonly ItemFacts[]
  readonly tags?: readonly TagFacts[]
  readonly prices?: readonly PriceFacts[]
  readonly outcome?: Partial<SyncOutcome>
  readonly windowDays?: number | null
  readonly at: number
}

/** What a connector that saw exactly these items would report. */
export function anOutcome(distinct: number, outcome: Partial<SyncOutcome> = {}): SyncOutcome {
  return {
    distinct,
    reportedTotal: distinct,
    isStable: true,
    unreadable: 0,
    passes: 1,
    tags: 'complete',
    warnings: 0,
    ...outcome,
  }
}

/** One whole sync; answers the run as it ended. */
export async function syncOnce(writer: Writer, accountId: string, input: SyncInput): Promise<Run> {
  const runId = await startRun(writer, accountId, input.at, input.windowDays ?? null)
  const batches: FactBatch[] = [toBatch('items', input.items)]
  if (input.tags) batches.push(toBatch('tags', input.tags))
  if (input.prices) batches.push(toBatch('prices', input.prices))
  for (const batch of batches) await writer.call('stage.add', { runId, batch })
  const distinct = new Set(input.items.map((item) => item.resourceId)).size
  const run = await commit(writer, runId, anOutcome(distinct, input.outcome), input.at)
  if (!run) throw new Error('the commit was cancelled')
  return run
}

export function commit(
  writer: Writer,
  runId: string,
  outcome: SyncOutcome,
  at: number,
  cancelFlag: SharedArrayBuffer | null = null,
): Promise<Run | null> {
  return writer.call('sync.commit', { runId, outcome, metrics: NO_METRICS, warnings: 0, at, cancelFlag })
}

/** All items, gone ones included, by resource id. */
export function pictureOf(db: ReadDb, now: number): Map<string, Item> {
  const { items } = queryItems(
    db,
    { filter: { isGone: 'all' }, sort: [{ field: 'resourceId', direction: 'asc' }] },
    { now, settings: DEFAULT_SETTINGS, offset: 0, limit: 100_000 },
  )
  return new Map(items.map((item) => [item.resourceId, item]))
}

/** The changes of one run as short texts: `kind id field: old > new`. */
export function changesOf(db: ReadDb, runId: string): string[] {
  const { items } = queryChanges(db, { runId }, { offset: 0, limit: 100_000 })
  return items
    .map((c) => `${c.kind} ${c.resourceId}${c.field === null ? '' : ` ${c.field}`}: ${c.old} > ${c.new}`)
    .toSorted()
}
