import { startChild, type Child } from './child.ts'
import { toSample, type Figure, type Section, type Unit } from './measure.ts'
import type { BenchContext } from './sync.bench.ts'
import type { CloudCommands, CloudCounts } from './sync-cloud.ts'
import type { HostCommands, SyncCost } from './sync-host.ts'
import type { ReferenceCommands } from './sync-reference.ts'
import type { RowsCost } from './sync-rows.ts'

export interface PartResult {
  readonly sections: readonly Section[]
  readonly faults: readonly string[]
}

/** Everything of one repetition, in the order in which it is done. */
interface Round {
  readonly first: SyncCost
  readonly firstCounts: CloudCounts
  readonly firstDownloadMs: number
  readonly firstDownloadRequests: number
  readonly rows: RowsCost
  readonly again: SyncCost
  readonly againCounts: CloudCounts
  readonly againDownloadMs: number
  readonly againDownloadRequests: number
  readonly changed: SyncCost
  readonly hostMb: number
  readonly workerMb: number
}

const MIN_ROUNDS = 3
const MAX_ROUNDS = 5
const BUDGET_MS = 90_000

/** First, repeated and slightly changed sync of a large account on a link without latency. */
export async function benchFullSync(context: BenchContext): Promise<PartResult> {
  const resources = context.isQuick ? 5_000 : 50_000
  const changes = resources / 100
  const faults: string[] = []
  const rounds: Round[] = []
  const cloud = await startChild<CloudCommands>(new URL('./sync-cloud.ts', import.meta.url))
  try {
    const { url } = await cloud.call('start', { resources })
    const startedMs = performance.now()
    while (faults.length === 0 && isRoundLeft(context, rounds.length, performance.now() - startedMs)) {
      context.say(`full sync of ${resources} resources, round ${rounds.length + 1}`)
      rounds.push(await runRound(context, cloud, { url, resources, changes }, faults))
    }
  } finally {
    await cloud.stop()
  }
  return { sections: toSections(rounds, resources, changes), faults }
}

function isRoundLeft({ isQuick }: BenchContext, done: number, spentMs: number): boolean {
  if (isQuick) return done < 1
  if (done < MIN_ROUNDS) return true
  return done < MAX_ROUNDS && spentMs + spentMs / done < BUDGET_MS
}

async function runRound(
  context: BenchContext,
  cloud: Child<CloudCommands>,
  { url, resources, changes }: { url: string; resources: number; changes: number },
  faults: string[],
): Promise<Round> {
  // New processes in every round: the sync's worker starts cold as well.
  const host = await startChild<HostCommands>(new URL('./sync-host.ts', import.meta.url), context.hostFlags)
  const reference = await startChild<ReferenceCommands>(new URL('./sync-reference.ts', import.meta.url))
  try {
    const { databaseFile } = await host.call('open', { folder: context.folder, url })
    const downloaded = async (hasQuotes: boolean): Promise<{ wallMs: number; requests: number }> => {
      await cloud.call('forget')
      const { wallMs, rows } = await reference.call('download', { url, hasQuotes })
      if (rows !== resources) faults.push(`the download brought ${rows} rows`)
      return { wallMs, requests: (await cloud.call('counts')).requests }
    }
    const synced = async (what: string, expected: { added: number; changed: number }) => {
      await cloud.call('forget')
      const cost = await context.watched(() => host.call('sync'))
      const counts = await cloud.call('counts')
      const found = await cloud.call('check', { databaseFile, tags: 'inventory' })
      faults.push(...toFaults(what, cost, expected), ...found.map((fault) => `${what}: ${fault}`))
      return { cost, counts }
    }

    const first = await synced('first sync', { added: resources, changed: 0 })
    const firstDownload = await downloaded(true)
    const rows = await reference.call('insertAndUpsert', { databaseFile, folder: context.folder })
    const again = await synced('repeated sync', { added: 0, changed: 0 })
    const againDownload = await downloaded(false)
    await cloud.call('change', { resources: changes })
    const changed = await synced('sync of changes', { added: 0, changed: changes })
    const { hostMb, workerMb } = await host.call('memory')
    return {
      first: first.cost,
      firstCounts: first.counts,
      firstDownloadMs: firstDownload.wallMs,
      firstDownloadRequests: firstDownload.requests,
      rows,
      again: again.cost,
      againCounts: again.counts,
      againDownloadMs: againDownload.wallMs,
      againDownloadRequests: againDownload.requests,
      changed: changed.cost,
      hostMb: hostMb ?? Number.NaN,
      workerMb: workerMb ?? Number.NaN,
    }
  } finally {
    await Promise.all([host.stop(), reference.stop()])
  }
}

/** What a run says about itself that should not be so. */
export function toFaults(
  what: string,
  { run }: SyncCost,
  expected: { readonly added: number; readonly changed: number },
): string[] {
  const faults: string[] = []
  if (run.state !== 'succeeded' || !run.complete) {
    faults.push(`${what}: ended as ${run.state} ${run.error ? JSON.stringify(run.error) : ''}`)
  }
  for (const field of ['added', 'changed'] as const) {
    if (run[field] !== expected[field]) faults.push(`${what}: ${field} ${run[field]} instead of ${expected[field]}`)
  }
  return faults
}

function toSections(rounds: readonly Round[], resources: number, changes: number): Section[] {
  const figure = (
    key: string,
    label: string,
    unit: Unit,
    read: (round: Round) => number,
    more: Pick<Figure, 'aim' | 'note'> = {},
  ): Figure => ({ key, label, unit, sample: toSample(rounds.map(read)), ...more })
  const last = rounds.at(-1) as Round
  const count = resources.toLocaleString('en')
  const cpu = (read: (round: Round) => SyncCost): string => {
    const sum = (part: 'host' | 'writer' | 'worker'): string =>
      (toSample(rounds.map((round) => read(round).cpuMs[part])).median / 1000).toFixed(2)
    return `CPU s: worker ${sum('worker')}, database thread ${sum('writer')}, host ${sum('host')}`
  }
  const longest = (round: Round): number => Math.max(round.first.stallMs, round.again.stallMs, round.changed.stallMs)
  return [
    {
      title: `a  First sync of ${count} resources with quotes, no latency; processes are started anew in every round`,
      figures: [
        figure('first.sync', 'sync, from the request to the stored end of the run', 's', (r) => r.first.wallMs / 1000, {
          note: cpu((round) => round.first),
        }),
        figure('first.start', '  of it until the worker had started', 's', (r) => toMark(r.first, 'huawei.connecting')),
        figure('first.commit', '  of it the commit', 's', (r) => toCommitMs(r.first) / 1000),
        figure('first.download', 'only download and parse', 's', (r) => r.firstDownloadMs / 1000, {
          note: `${last.firstDownloadRequests} requests; the sync made ${last.firstCounts.requests}`,
        }),
        figure('first.insert', 'only insert the same rows', 's', (r) => r.rows.insertMs / 1000),
        figure(
          'first.ratio',
          'sync ÷ the longer of the two',
          '×',
          (r) => r.first.wallMs / Math.max(r.firstDownloadMs, r.rows.insertMs),
          { aim: { atMost: 1.5 } },
        ),
      ],
    },
    {
      title: `b  The same account again: unchanged, then with ${changes} changed resources`,
      figures: [
        figure('again.sync', 'sync without changes', 's', (r) => r.again.wallMs / 1000, {
          note: cpu((round) => round.again),
        }),
        figure('again.download', 'only download and parse', 's', (r) => r.againDownloadMs / 1000, {
          note: `${last.againDownloadRequests} requests; the sync made ${last.againCounts.requests}`,
        }),
        figure('again.ratio', 'sync ÷ download', '×', (r) => r.again.wallMs / r.againDownloadMs, {
          aim: { atMost: 1.2 },
        }),
        figure('changed.sync', `sync with ${changes} changes`, 's', (r) => r.changed.wallMs / 1000, {
          note: cpu((round) => round.changed),
        }),
        figure('changed.store', 'CPU of the database thread in it', 'ms', (r) => r.changed.cpuMs.writer),
        figure('changed.upsert', `CPU of upserting all ${count} rows`, 'ms', (r) => r.rows.upsertCpuMs),
        figure(
          'changed.ratio',
          'upsert ÷ sync, work of the store',
          '×',
          (r) => r.rows.upsertCpuMs / r.changed.cpuMs.writer,
          { aim: { atLeast: 8 } },
        ),
        figure('changed.wall', 'the same by the clock', '×', (r) => r.rows.upsertMs / r.changed.storeBusyMs, {
          note: 'the upsert has the machine to itself, the sync shares it with cloud, worker and host',
        }),
      ],
    },
    {
      title: `d, e  The host during a and b`,
      figures: [
        figure('full.stall', 'longest stall of its event loop', 'ms', longest, { aim: { atMost: 50 } }),
        figure('full.hostMemory', 'peak memory of the host', 'MB', (r) => r.hostMb),
        figure('full.workerMemory', 'peak memory of the worker', 'MB', (r) => r.workerMb),
        figure('full.memory', 'both', 'MB', (r) => r.hostMb + r.workerMb, { aim: { atMost: 250 } }),
      ],
    },
  ]
}

function toMark(cost: SyncCost, code: string): number {
  return (cost.marks.find(([name]) => name === code)?.[1] ?? Number.NaN) / 1000
}

function toCommitMs({ marks }: SyncCost): number {
  const at = (name: string): number => marks.find(([code]) => code === name)?.[1] ?? Number.NaN
  return at('sync.succeeded') - at('sync.committing')
}
