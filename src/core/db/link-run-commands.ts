import type { LinkLimits, LinkScope } from '../../shared/domain/link.ts'
import type { Run, RunKind, RunMetrics } from '../../shared/domain/run.ts'
import type { LinkFactBatch } from '../../shared/worker/link-frames.ts'

/** What a run over links was asked for; kept with the run for joining and for a retry. */
export interface LinkRunRequest {
  readonly scope: LinkScope
  /** Strict rules for all groups. */
  readonly isStrict: boolean
  /** Private and loopback addresses for every group. */
  readonly allowsPrivate: boolean
  /** Also links that rest because they have been dead for long. */
  readonly includesResting: boolean
  /** What differs from the settings. */
  readonly limits: Partial<LinkLimits>
}

/** What was asked about a link: its check counts only while this is what people want to know. */
export interface AskedLink {
  readonly url: string
  readonly backlinkSite: string | null
}

/** Ways to write of runs over links. */
export interface LinkRunCommands {
  /**
   * Joins the run that is going on when it covers the request, else LINKS_BUSY. NO_LINK when the scope is empty,
   * LINK_NOT_FOUND and LINK_GROUP_NOT_FOUND when it names what is not there.
   */
  'link.createRun': {
    input: { request: LinkRunRequest; kind: RunKind; retryOf: string | null; instanceId: string; at: number }
    output: { runId: string; isNew: boolean }
  }
  /**
   * Stores what a worker has found out, the links' new state and the figures of the run. A run that has ended takes
   * nothing any more. `asked` goes with the checks of the batch, one by one; null: nobody knows.
   */
  'link.record': {
    input: { runId: string; batch: LinkFactBatch; asked: readonly (AskedLink | null)[]; at: number }
    output: { linkIds: readonly string[]; movedItems: number }
  }
  /** Ends the run as succeeded. Throws INTERNAL when it has ended already. */
  'link.commit': {
    input: { runId: string; metrics: RunMetrics; warnings: number; at: number }
    output: Run
  }
}
