import type { CivilDay } from '../domain/civil-day.ts'
import type { Notice } from '../domain/notice.ts'
import type { Run, RunMetrics, RunSample, StageProgress, StoredLogLine } from '../domain/run.ts'
import type { SnapshotTaking } from '../domain/snapshot.ts'

/**
 * What the core tells its windows, by name. Payloads are plain data. Runs and changes of other processes on the same data
 * are told as well, within about a second; a change may then be told twice, never not at all.
 */
export interface EventMap {
  'run.started': { readonly run: Run }
  'run.progressed': {
    readonly runId: string
    readonly progress: readonly StageProgress[]
    readonly metrics: RunMetrics
    /** The newest sample; the same one comes again until about a second has passed. */
    readonly sample: RunSample
  }
  /** Lines are stored before they are announced. */
  'run.logged': { readonly runId: string; readonly lines: readonly StoredLogLine[] }
  'run.ended': { readonly run: Run }
  'item.changed': { readonly accountId: string | null }
  /** Links, their groups or what checks have found; null: any of them. */
  'link.changed': { readonly linkIds: readonly string[] | null }
  'account.changed': { readonly accountId: string }
  /** Schedules, their due times, waits and runs, or the pause of all of them. */
  'schedule.changed': Readonly<Record<string, never>>
  /** It is stored before it is announced. */
  'notice.added': { readonly notice: Notice }
  /** Notices have been read, shown or sent. */
  'notice.changed': Readonly<Record<string, never>>
  'webhook.changed': Readonly<Record<string, never>>
  /** Departments of people. */
  'person.changed': Readonly<Record<string, never>>
  /** Done reviews. */
  'snapshot.changed': Readonly<Record<string, never>>
  /** A review is being stored; null: none is any more. */
  'snapshot.progressed': { readonly taking: SnapshotTaking | null }
  'rate.changed': Readonly<Record<string, never>>
  'view.changed': Readonly<Record<string, never>>
  'preference.changed': { readonly key: string }
  'settings.changed': Readonly<Record<string, never>>
  /** Midnight of the business zone has passed: days left, bands and phases of all items are others now. */
  'day.changed': { readonly today: CivilDay }
  'worker.circuitChanged': { readonly isOpen: boolean }
  /** Nothing can be written any more; a restart is the way out. */
  'database.lost': Readonly<Record<string, never>>
}

export type EventName = keyof EventMap

/** Events are numbered from 1 without gaps, so that a late window can tell whether it missed one. */
export type NumberedEvent = {
  [Name in EventName]: { readonly seq: number; readonly name: Name; readonly payload: EventMap[Name] }
}[EventName]
