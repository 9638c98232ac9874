import { statSync } from 'node:fs'
import type { SyncLab } from './sync-lab.ts'
import type { CliFolder, RunningCli } from './cli.ts'
import { createWriteLockProbe } from './frozen-process.ts'
import type { Random } from './seeded.ts'

/** What a moment waits for; a short random time follows. */
export type Trigger =
  | { readonly kind: 'start' }
  | { readonly kind: 'request'; readonly n: number }
  | { readonly kind: 'answered' }
  | { readonly kind: 'commit' }
  /** The log beside the database has grown to this length, which only the commit's own writing does. */
  | { readonly kind: 'written'; readonly walBytes: number }
  | { readonly kind: 'stored' }
  | { readonly kind: 'printed' }

export interface Moment {
  readonly trigger: Trigger
  readonly offsetMs: number
}

export function describeMoment({ trigger, offsetMs }: Moment): string {
  return `${JSON.stringify(trigger)} + ${offsetMs.toFixed(1)} ms`
}

/** How many moments of each kind to draw. */
export type MomentPlan = Readonly<Record<Trigger['kind'], number>>

/** Draws moments over the whole life of a sync. `startMs` is about how long a process needs until its first request. */
export function drawMoments(
  random: Random,
  plan: MomentPlan,
  span: {
    readonly requests: number
    readonly commitMs: number
    readonly walBytes: number
    readonly startMs: number
  },
): Moment[] {
  const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
  const upTo = (ms: number): number => random.next() * ms
  return [
    ...times(plan.start, () => ({ trigger: { kind: 'start' as const }, offsetMs: upTo(span.startMs) })),
    // One from each part of the list of requests, so that connecting, pages and tags all have their turn.
    ...times(plan.request, (index) => {
      const width = span.requests / plan.request
      const n = Math.min(span.requests, 1 + Math.floor((index + random.next()) * width))
      return { trigger: { kind: 'request' as const, n }, offsetMs: upTo(12) }
    }),
    ...times(plan.answered, () => ({ trigger: { kind: 'answered' as const }, offsetMs: upTo(20) })),
    ...times(plan.commit, () => ({ trigger: { kind: 'commit' as const }, offsetMs: upTo(span.commitMs) })),
    ...times(plan.written, () => ({
      trigger: { kind: 'written' as const, walBytes: random.integer(BEFORE_COMMIT_BYTES, span.walBytes * 0.9) },
      offsetMs: 0,
    })),
    ...times(plan.stored, () => ({ trigger: { kind: 'stored' as const }, offsetMs: upTo(10) })),
    ...times(plan.printed, () => ({ trigger: { kind: 'printed' as const }, offsetMs: upTo(15) })),
  ]
}

/** The beginning of the log line that says that the new picture is stored. */
const STORED_LINE = 'Sync complete'

/** A writing transaction that lasts this long is the commit; the others take a fraction of a millisecond. */
const COMMIT_LASTS_MS = 3

/** Longer than the log ever is before the commit: the run's own row and its log lines. */
const BEFORE_COMMIT_BYTES = 400_000

/** Waits for the moment in a running sync; false when the process has ended before it came. */
export async function untilMoment(
  moment: Moment,
  { lab, folder, cli }: { readonly lab: SyncLab; readonly folder: CliFolder; readonly cli: RunningCli },
): Promise<boolean> {
  let hasEnded = false
  void cli.done.then(() => (hasEnded = true))
  const over = (): boolean => hasEnded
  const hasCome = await untilTrigger(moment.trigger, lab, folder, cli, over)
  return hasCome && (await untilTrue(createDelay(moment.offsetMs), over))
}

async function untilTrigger(
  trigger: Trigger,
  { simulator, reference }: SyncLab,
  folder: CliFolder,
  cli: RunningCli,
  over: () => boolean,
): Promise<boolean> {
  switch (trigger.kind) {
    case 'start':
      return true
    case 'request':
      return await untilTrue(() => simulator.stats.total >= trigger.n, over)
    case 'answered':
      return await untilTrue(() => areAllAnswered(simulator, reference.requests), over)
    case 'commit': {
      const isWriting = createWriteLockProbe(folder.databaseFile)
      let since: number | null = null
      return await untilTrue(() => {
        if (!areAllAnswered(simulator, reference.requests) || !isWriting()) since = null
        else since ??= performance.now()
        return since !== null && performance.now() - since >= COMMIT_LASTS_MS
      }, over)
    }
    case 'written':
      return await untilTrue(() => sizeOf(`${folder.databaseFile}-wal`) >= trigger.walBytes, over)
    case 'stored':
      return await cli.untilStderr(STORED_LINE).then(
        () => true,
        () => false,
      )
    case 'printed':
      return await new Promise((resolve) => {
        cli.process.stdout?.once('data', () => resolve(true))
        void cli.done.then(() => resolve(false))
      })
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** True when every request of a sync has come in and none is open. */
export function areAllAnswered({ stats }: SyncLab['simulator'], requests: number): boolean {
  return stats.total >= requests && stats.open === 0
}

/** True once this many milliseconds have passed since its making. */
export function createDelay(ms: number): () => boolean {
  const endsAt = performance.now() + ms
  return () => performance.now() >= endsAt
}

/** Looks again and again without a timer's coarse steps, while the simulator in this process goes on answering. */
export async function untilTrue(condition: () => boolean, over: () => boolean = () => false): Promise<boolean> {
  for (;;) {
    if (over()) return false
    if (condition()) return true
    await new Promise((resolve) => setImmediate(resolve))
  }
}
