import type { Account } from '../../shared/domain/account.ts'
import type { CivilDay } from '../../shared/domain/civil-day.ts'
import type { ReviewPatch } from '../../shared/domain/review.ts'
import type {
  Run,
  RunError,
  RunKind,
  RunMetrics,
  RunSample,
  RunState,
  StageProgress,
  StoredLogLine,
} from '../../shared/domain/run.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { SavedView, ViewState } from '../../shared/domain/view.ts'
import type { DatedRate } from '../../shared/ipc/rate.ts'
import type { KnownHashes } from '../../shared/worker/fact-rows.ts'
import type { FactBatch, SyncOutcome } from '../../shared/worker/frames.ts'
import type { LinkCommands } from './link-commands.ts'
import type { LinkRunCommands } from './link-run-commands.ts'
import type { NoticeCommands } from './notice-commands.ts'
import type { ReminderCommands } from './reminder-commands.ts'
import type { ScheduleCommands } from './schedule-commands.ts'
import type { SnapshotCommands } from './snapshot-commands.ts'
import type { WebhookCommands } from './webhook-commands.ts'

export type { AskedLink, LinkRunRequest } from './link-run-commands.ts'
export type { ScheduleClaim, SeenSchedule } from './schedule-commands.ts'

/** What an account is made of before it has an id and a history. */
export type NewAccount = Pick<
  Account,
  'name' | 'provider' | 'site' | 'endpoint' | 'accessKey' | 'demoSize' | 'policy' | 'limits'
>

/** A price as a person gives it: what `months` months cost. */
export interface TypedPrice {
  readonly amount: string
  readonly currency: string
  readonly months: number
}

/**
 * Everything that writes, each one a whole use case in one transaction. They run on the writer connection, which lives
 * in a thread of its own: a commit of 50,000 rows must not stop the host. Inputs and outputs are structured-clone data.
 */
export interface WriteCommands
  extends
    LinkCommands,
    LinkRunCommands,
    NoticeCommands,
    ReminderCommands,
    ScheduleCommands,
    SnapshotCommands,
    WebhookCommands {
  'account.add': { input: NewAccount & { at: number }; output: Account }
  'account.update': {
    input: {
      accountId: string
      patch: Partial<Pick<NewAccount, 'name' | 'endpoint' | 'accessKey' | 'site' | 'demoSize' | 'policy' | 'limits'>>
    }
    output: Account
  }
  'account.remove': { input: { accountId: string }; output: { items: number } }
  'settings.update': { input: { patch: Partial<Settings> }; output: Settings }
  /** Joins the active run of the account when it asks for the same or more; ACCOUNT_BUSY when it asks for less. */
  'run.create': {
    input: {
      accountId: string
      kind: RunKind
      windowDays: number | null
      retryOf: string | null
      instanceId: string
      at: number
    }
    output: { runId: string; isNew: boolean; ordinal: number }
  }
  'run.begin': { input: { runId: string }; output: null }
  'run.log': { input: { runId: string; lines: readonly StoredLogLine[] }; output: null }
  /** Writes down how far a run is: its samples from `firstPosition` on, and its metrics unless it has ended. */
  'run.note': {
    input: {
      runId: string
      progress: readonly StageProgress[]
      metrics: RunMetrics
      samples: readonly RunSample[]
      firstPosition: number
    }
    output: null
  }
  /** Ends a run without a new picture; a run that has ended already is left as it is and `didEnd` is false. */
  'run.finish': {
    input: {
      runId: string
      state: Exclude<RunState, 'queued' | 'running' | 'succeeded' | 'incomplete'>
      error: RunError | null
      metrics: RunMetrics
      warnings: number
      at: number
    }
    output: { run: Run; didEnd: boolean }
  }
  /** Marks the active runs of dead instances as interrupted. */
  'run.interrupt': { input: { deadInstanceIds: readonly string[]; at: number }; output: { runIds: string[] } }
  /** Answers what the run's batches may call unchanged; null when nothing is stored. */
  'stage.open': { input: { runId: string }; output: KnownHashes | null }
  'stage.add': { input: { runId: string; batch: FactBatch }; output: { rows: number } }
  'stage.discard': { input: { runId: string }; output: null }
  /**
   * Compares what was staged with the current picture and writes the difference, the change log and the end of the run,
   * all in one transaction. `cancelFlag` (Int32Array over shared memory, index 0) is looked at between chunks: 1 rolls
   * everything back and answers null.
   */
  'sync.commit': {
    input: {
      runId: string
      outcome: SyncOutcome
      metrics: RunMetrics
      warnings: number
      at: number
      cancelFlag: SharedArrayBuffer | null
    }
    output: Run | null
  }
  /** Items by their ids, or by their keys where those are known. */
  'review.set': {
    input: ({ itemIds: readonly string[] } | { itemKeys: readonly number[] }) & {
      patch: ReviewPatch
      by: string
      at: number
    }
    output: { changed: number; editId: string | null }
  }
  /** Restores what an edit has replaced, where nobody has changed it since. */
  'review.undo': { input: { editId: string; by: string; at: number }; output: { restored: number; skipped: number } }
  'person.set': { input: { name: string; department: string | null; by: string; at: number }; output: null }
  /** Types a price in for items, or takes typed ones away with null; other prices are then left as they are. */
  'price.set': {
    input: { itemIds: readonly string[]; price: TypedPrice | null; by: string; at: number }
    output: { changed: number }
  }
  /** Puts another rate in the place of the one of the same day. */
  'rate.set': { input: { rate: DatedRate }; output: DatedRate }
  'rate.remove': { input: { from: string; to: string; on: CivilDay }; output: null }
  'preference.set': { input: { key: string; value: string | null }; output: null }
  /** A new view without `viewId`. */
  'view.save': { input: { viewId: string | null; name: string; state: ViewState; at: number }; output: SavedView }
  'view.remove': { input: { viewId: string }; output: null }
  /** Views that are not named keep their order behind the named ones. */
  'view.order': { input: { viewIds: readonly string[] }; output: null }
  /** Writes a compact copy; refuses an existing file unless told to replace it. */
  'db.backup': { input: { file: string; replace: boolean }; output: { sizeBytes: number } }
  'db.check': { input: { isThorough: boolean }; output: { problems: string[] } }
}

export type WriteCommand = keyof WriteCommands

/** The one way to write. Calls are carried out in the order in which they were made; DB_LOST once the writer has died. */
export interface Writer {
  call<Name extends WriteCommand>(
    name: Name,
    input: WriteCommands[Name]['input'],
  ): Promise<WriteCommands[Name]['output']>
  /** Lets what was called end, then closes the connection. */
  close(): Promise<void>
}
