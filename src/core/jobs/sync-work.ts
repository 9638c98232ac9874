import type { Run } from '../../shared/domain/run.ts'
import type { SyncJob, SyncOutcome } from '../../shared/worker/frames.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { RunEnding, RunWork } from './run-work.ts'

export interface SyncWorkDeps {
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly runId: string
  readonly accountId: string
  /** Rejects with SECRET_MISSING. */
  readonly prepare: (row: Run) => Promise<SyncJob>
}

/** A sync: facts are staged, and become the new picture all at once or not at all. */
export function createSyncWork(deps: SyncWorkDeps): RunWork {
  const { writer, events, runId, accountId } = deps

  function toEnding(outcome: SyncOutcome): RunEnding {
    return {
      before: { level: 'info', stage: 'commit', code: 'sync.committing', params: { fetched: outcome.distinct } },
      commit: (state) => writer.call('sync.commit', { runId, outcome, ...state, at: deps.clock.now() }),
      after: (ended) => ({
        level: ended.complete ? 'info' : 'warn',
        stage: 'commit',
        code: ended.complete ? 'sync.succeeded' : 'sync.incomplete',
        params: {
          fetched: ended.fetched,
          total: ended.reportedTotal ?? '?',
          added: ended.added,
          changed: ended.changed,
          unchanged: ended.unchanged,
          gone: ended.gone,
        },
      }),
    }
  }

  return {
    area: 'sync',
    started: { level: 'info', stage: 'connect', code: 'sync.started', params: {} },
    open: () => writer.call('stage.open', { runId }),
    prepare: deps.prepare,
    store: (report) => (report.kind === 'facts' ? writer.call('stage.add', { runId, batch: report.batch }) : null),
    toEnding: (report) => (report.kind === 'done' ? toEnding(report.outcome) : null),
    keepsFacts: false,
    discard: () => writer.call('stage.discard', { runId }),
    announceEnd(hasPicture) {
      if (!hasPicture) return
      events.emit('item.changed', { accountId })
      events.emit('account.changed', { accountId })
    },
  }
}
