import type { Run } from '../../shared/domain/run.ts'
import type { LinkCheckJob, LinkFactBatch } from '../../shared/worker/link-frames.ts'
import type { AskedLink, Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { LogEntry, RunEnding, RunWork } from './run-work.ts'
import { createLinkNews } from './link-news.ts'
import { withPatience } from './patience.ts'

/** The job of a run over links, with what goes into its log first. */
export interface PreparedLinks {
  readonly job: LinkCheckJob
  /** What is asked about each link, by its id. */
  readonly asked: ReadonlyMap<string, AskedLink>
  readonly whitelisted: number
  readonly resting: number
}

export interface LinkWorkDeps {
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly runId: string
  readonly prepare: (row: Run) => Promise<PreparedLinks>
  readonly log: (line: LogEntry) => void
  /** 1: the run is being cancelled. */
  readonly cancelFlag: () => SharedArrayBuffer
}

/** A run over links: each check is a fact of its own and is stored as it comes, so that nothing found is lost. */
export function createLinkWork(deps: LinkWorkDeps): RunWork {
  const { writer, runId, log } = deps
  const news = createLinkNews(deps.events)
  let asked: PreparedLinks['asked'] = new Map()
  let hasGivenUp = false

  async function record(batch: LinkFactBatch): Promise<void> {
    if (hasGivenUp) return
    const input = {
      runId,
      batch,
      asked: batch.checks.map(({ linkId }) => asked.get(linkId) ?? null),
      at: deps.clock.now(),
    }
    const stored = await withPatience(() => writer.call('link.record', input), deps.cancelFlag())
    if (stored) news.add(stored)
    // Cancelled while another process holds the database: batches that came later must not wait for it one by one.
    else hasGivenUp = true
  }

  const ending: RunEnding = {
    before: null,
    commit: ({ metrics, warnings }) => writer.call('link.commit', { runId, metrics, warnings, at: deps.clock.now() }),
    after: ({ links }) => ({
      level: 'info',
      stage: 'commit',
      code: 'links.succeeded',
      params: {
        checked: links?.checked ?? 0,
        skipped: links?.skipped ?? 0,
        toShow: links?.toShow ?? 0,
        toNotShow: links?.toNotShow ?? 0,
      },
    }),
  }

  return {
    area: 'links',
    started: null,
    open: async () => null,
    async prepare(row) {
      const prepared = await deps.prepare(row)
      asked = prepared.asked
      const { job, whitelisted, resting } = prepared
      const say = (code: string, count: number): void =>
        log({ level: 'info', stage: 'links', code: `links.${code}`, params: { count } })
      say('started', job.links.length)
      if (whitelisted > 0) say('whitelisted', whitelisted)
      if (resting > 0) say('resting', resting)
      return job
    },
    store: (report) => (report.kind === 'link-facts' ? record(report.batch) : null),
    toEnding: (report) => (report.kind === 'links-checked' ? ending : null),
    keepsFacts: true,
    discard: async () => null,
    announceEnd: () => news.flush(),
  }
}
