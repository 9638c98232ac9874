import type { Run, RunMetrics, StageProgress, StoredLogLine } from '../domain/run.ts'

/** What the core tells its windows, by name. Payloads are plain data. */
export interface EventMap {
  'run.started': { readonly run: Run }
  'run.progressed': {
    readonly runId: string
    readonly progress: readonly StageProgress[]
    readonly metrics: RunMetrics
  }
  /** Lines are stored before they are announced. */
  'run.logged': { readonly runId: string; readonly lines: readonly StoredLogLine[] }
  'run.ended': { readonly run: Run }
  'item.changed': { readonly accountId: string | null }
  'account.changed': { readonly accountId: string }
  'rate.changed': Readonly<Record<string, never>>
  'settings.changed': Readonly<Record<string, never>>
  'worker.circuitChanged': { readonly isOpen: boolean }
}

export type EventName = keyof EventMap

/** Events are numbered from 1 without gaps, so that a late window can tell whether it missed one. */
export type NumberedEvent = {
  [Name in EventName]: { readonly seq: number; readonly name: Name; readonly payload: EventMap[Name] }
}[EventName]
