import type { Run, RunKind } from '../../shared/domain/run.ts'
import type { SyncJob } from '../../shared/worker/frames.ts'
import type { LinkRunRequest, Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { ActiveRun } from './active-run.ts'
import { createLinkWork, type PreparedLinks } from './link-work.ts'
import type { LogEntry, RunWork } from './run-work.ts'
import { createSyncWork } from './sync-work.ts'

export interface StartRun {
  readonly accountId: string
  readonly kind: RunKind
  readonly windowDays: number | null
  readonly retryOf: string | null
}

export interface StartLinks {
  readonly request: LinkRunRequest
  readonly kind: RunKind
  readonly retryOf: string | null
}

/** A run that has become a row, or the one that it has joined. */
export interface CreatedRun {
  readonly runId: string
  readonly isNew: boolean
  /** The run is asked for later only: its work is a part of it. */
  readonly createWork: (run: () => ActiveRun) => RunWork
}

export interface RunCreatorDeps {
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly instanceId: string
  readonly prepareJob: (run: Run, ordinal: number) => Promise<SyncJob>
  readonly prepareLinks: (run: Run) => Promise<PreparedLinks>
  readonly log: (run: ActiveRun, line: LogEntry) => void
}

/** Makes runs of each kind. */
export interface RunCreator {
  sync(request: StartRun): Promise<CreatedRun>
  links(request: StartLinks): Promise<CreatedRun>
}

export function createRunCreator(deps: RunCreatorDeps): RunCreator {
  const { writer, events, clock, instanceId } = deps
  return {
    async sync(request) {
      const { accountId } = request
      const { runId, isNew, ordinal } = await writer.call('run.create', { ...request, instanceId, at: clock.now() })
      const prepare = (row: Run): Promise<SyncJob> => deps.prepareJob(row, ordinal)
      return { runId, isNew, createWork: () => createSyncWork({ writer, events, clock, runId, accountId, prepare }) }
    },
    async links(request) {
      const { runId, isNew } = await writer.call('link.createRun', { ...request, instanceId, at: clock.now() })
      return {
        runId,
        isNew,
        createWork: (run) =>
          createLinkWork({
            writer,
            events,
            clock,
            runId,
            prepare: deps.prepareLinks,
            log: (line) => deps.log(run(), line),
            cancelFlag: () => run().cancelFlag,
          }),
      }
    },
  }
}
