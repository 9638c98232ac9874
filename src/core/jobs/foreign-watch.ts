import {
  isActiveRun,
  type Run,
  type RunSample,
  type StageProgress,
  type StoredLogLine,
} from '../../shared/domain/run.ts'
import type { NumberedEvent } from '../../shared/ipc/events.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import { setUnrefTimer, type SetTimer } from './day-watch.ts'
import { toSample } from './run-course.ts'

/** How often the database is looked at; an unchanged one costs microseconds. */
const LOOK_EVERY_MS = 1000
/** Whether the process of a run is still alive is asked less often: it takes a lock. */
const SWEEP_EVERY = 5
/** Lines per event. */
const LINES = 500

/** What a database holds, as texts that differ when it differs. */
export interface Digests {
  /** By account. */
  readonly accounts: Readonly<Record<string, string>>
  /** Changes with the rows of items and what people say about them. */
  readonly items: string
  /** Links, groups, checks and what is known of certificates and domains. */
  readonly links: string
  readonly settings: string
  readonly rates: string
  /** Departments of people. */
  readonly persons: string
  /** Done reviews. */
  readonly snapshots: string
  readonly views: string
  readonly schedules: string
  readonly notices: string
  readonly webhooks: string
  readonly preferences: Readonly<Record<string, string>>
}

/** The runs of other processes, as the database knows them. */
export interface ForeignRuns {
  /** Those that are going on or began after that position; and the position of the newest run of all. */
  since(position: number): { readonly runIds: readonly string[]; readonly position: number }
  get(runId: string): Run | null
  log(runId: string, afterSeq: number, limit: number): readonly StoredLogLine[]
  course(runId: string): { readonly progress: readonly StageProgress[]; readonly sample: RunSample | null }
}

export interface ForeignWatchDeps {
  readonly events: EventBus
  /** Another number when another connection has committed. */
  readonly version: () => unknown
  readonly digests: () => Digests
  readonly runs: ForeignRuns
  /** Ends runs whose process has died. */
  readonly sweep: () => Promise<void>
  readonly onError: (error: unknown) => void
  readonly setTimer?: SetTimer
}

export interface ForeignWatch {
  stop(): void
}

interface FollowedRun {
  lastSeq: number
  shown: string
}

/** The part of the digests that an event of this process's own makes old news. */
function withNewsOf(event: NumberedEvent, known: Digests, read: () => Digests): Digests {
  switch (event.name) {
    case 'account.changed': {
      const { accountId } = event.payload
      return { ...known, accounts: withKeyOf(accountId, known.accounts, read().accounts) }
    }
    case 'preference.changed': {
      const { key } = event.payload
      return { ...known, preferences: withKeyOf(key, known.preferences, read().preferences) }
    }
    case 'item.changed':
      return { ...known, items: read().items }
    case 'link.changed':
      return { ...known, links: read().links }
    case 'settings.changed':
      return { ...known, settings: read().settings }
    case 'rate.changed':
      return { ...known, rates: read().rates }
    case 'person.changed':
      return { ...known, persons: read().persons }
    case 'snapshot.changed':
      return { ...known, snapshots: read().snapshots }
    case 'view.changed':
      return { ...known, views: read().views }
    case 'schedule.changed':
      return { ...known, schedules: read().schedules }
    case 'notice.added':
    case 'notice.changed':
      return { ...known, notices: read().notices }
    case 'webhook.changed':
      return { ...known, webhooks: read().webhooks }
    default:
      return known
  }
}

type ByKey = Readonly<Record<string, string>>

function withKeyOf(key: string, known: ByKey, now: ByKey): ByKey {
  const { [key]: _, ...rest } = known
  const value = now[key]
  return value === undefined ? rest : { ...rest, [key]: value }
}

/**
 * Tells windows what other processes have written: runs that they carry out, with their log lines and progress, and
 * whatever else has changed. Looks only while somebody listens, and goes on where it stopped, so that no line is lost.
 */
export function createForeignWatch(deps: ForeignWatchDeps): ForeignWatch {
  const { events, runs, setTimer = setUnrefTimer } = deps
  const followed = new Map<string, FollowedRun>()
  const over = new AbortController()
  let { position } = runs.since(Number.MAX_SAFE_INTEGER)
  let version = deps.version()
  let known = deps.digests()
  let isTelling = false
  let looks = 0
  let cancel = setTimer(look, LOOK_EVERY_MS)
  const ownListeners = events.listenerCount + 1
  follow(runs.since(position).runIds)

  // What this process has announced itself is not news any more.
  events.on(
    (event) => {
      if (!isTelling) known = withNewsOf(event, known, deps.digests)
    },
    { signal: over.signal },
  )

  function look(): void {
    if (over.signal.aborted) return
    if (events.listenerCount > ownListeners) void inspect().catch(deps.onError)
    cancel = setTimer(look, LOOK_EVERY_MS)
  }

  async function inspect(): Promise<void> {
    looks += 1
    if (followed.size > 0 && looks % SWEEP_EVERY === 0) await deps.sweep()
    if (over.signal.aborted) return
    const now = deps.version()
    if (now === version) return
    version = now
    isTelling = true
    try {
      tellRuns()
      tellDifferences()
    } catch (error) {
      // What could not be read now is news the next time.
      version = null
      throw error
    } finally {
      isTelling = false
    }
  }

  function follow(runIds: readonly string[]): Run[] {
    const fresh: Run[] = []
    for (const runId of runIds) {
      const run = followed.has(runId) ? null : runs.get(runId)
      if (!run) continue
      followed.set(runId, { lastSeq: 0, shown: '' })
      fresh.push(run)
    }
    return fresh
  }

  function tellRuns(): void {
    const found = runs.since(position)
    position = found.position
    for (const run of follow(found.runIds)) events.emit('run.started', { run })
    for (const [runId, place] of followed) {
      const run = runs.get(runId)
      if (run) tellRun(run, place)
      if (run && isActiveRun(run.state)) continue
      followed.delete(runId)
      if (run) events.emit('run.ended', { run })
    }
  }

  function tellRun(run: Run, place: FollowedRun): void {
    const { runId, metrics } = run
    for (;;) {
      const lines = runs.log(runId, place.lastSeq, LINES)
      const last = lines.at(-1)
      if (!last) break
      place.lastSeq = last.seq
      events.emit('run.logged', { runId, lines })
    }
    const { progress, sample } = runs.course(runId)
    const shown = JSON.stringify([progress, metrics, sample])
    if (shown === place.shown) return
    place.shown = shown
    events.emit('run.progressed', { runId, progress, metrics, sample: sample ?? toSample(run.startedAt, metrics) })
  }

  function tellDifferences(): void {
    const before = known
    known = deps.digests()
    for (const accountId of differingKeys(before.accounts, known.accounts))
      events.emit('account.changed', { accountId })
    if (before.items !== known.items) events.emit('item.changed', { accountId: null })
    if (before.links !== known.links) events.emit('link.changed', { linkIds: null })
    if (before.settings !== known.settings) events.emit('settings.changed', {})
    if (before.rates !== known.rates) events.emit('rate.changed', {})
    if (before.persons !== known.persons) events.emit('person.changed', {})
    if (before.snapshots !== known.snapshots) events.emit('snapshot.changed', {})
    if (before.views !== known.views) events.emit('view.changed', {})
    if (before.schedules !== known.schedules) events.emit('schedule.changed', {})
    if (before.notices !== known.notices) events.emit('notice.changed', {})
    if (before.webhooks !== known.webhooks) events.emit('webhook.changed', {})
    for (const key of differingKeys(before.preferences, known.preferences)) events.emit('preference.changed', { key })
  }

  return {
    stop() {
      over.abort()
      cancel()
    },
  }
}

function differingKeys(a: ByKey, b: ByKey): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])
}
