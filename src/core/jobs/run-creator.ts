import type { Run, RunKind } from '../../shared/domain/run.ts'
import type { SyncJob } from '../../shared/worker/frames.ts'

import type { LinkRunRequest, ScheduleClaim, Writer } from '../db/write-commands.ts'
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

/** A run for due times; it begins only when nobody else has claimed them. */
export type StartDue = (
  | { readonly of: 'account'; readonly request: StartRun }
  | { readonly of: 'links'; readonly request: StartLinks }
) & { readonly claims: readonly ScheduleClaim[] }

/** A run that has become a row, or the one that it has joined. */
export interface CreatedRun {
  readonly runId: string
  readonly isNew: boolean
  /** Notices that were written with it. */
  readonly noticeIds: readonly string[]
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
  /** null when somebody else has claimed the due times. */
  due(start: StartDue): Promise<CreatedRun | null>
}

export function createRunCreator(deps: RunCreatorDeps): RunCreator {
  const { writer, events, clock, instanceId } = deps

  function toSync(
    { runId, isNew, ordinal }: { runId: string; isNew: boolean; ordinal: number },
    accountId: string,
    noticeIds: readonly string[],
  ): CreatedRun {
    const prepare = (row: Run): Promise<SyncJob> => deps.prepareJob(row, ordinal)
    const createWork = (): RunWork => createSyncWork({ writer, events, clock, runId, accountId, prepare })
    return { runId, isNew, noticeIds, createWork }
  }

  function toLinks({ runId, isNew }: { runId: string; isNew: boolean }, noticeIds: readonly string[]): CreatedRun {
    return {
      runId,
      isNew,
      noticeIds,
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
  }

  return {
    async sync(request) {
      const created = await writer.call('run.create', { ...request, instanceId, at: clock.now() })
      return toSync(created, request.accountId, [])
    },
    async links(request) {
      return toLinks(await writer.call('link.createRun', { ...request, instanceId, at: clock.now() }), [])
    },
    async due(start) {
      const common = { claims: start.claims, instanceId, at: clock.now() }
      if (start.of === 'account') {
        const created = await writer.call('schedule.startSync', { ...start.request, ...common })
        return created && toSync(created, start.request.accountId, created.noticeIds)
      }
      const created = await writer.call('schedule.startLinks', { ...start.request, ...common })
      return created && toLinks(created, created.noticeIds)
    },
  }
}
