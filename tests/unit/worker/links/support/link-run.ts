import type { CertificateFacts, LinkCheckFacts, LinkLimits } from '../../../../../src/shared/domain/link.ts'
import type {
  LinkCheckJob,
  LinkFactBatch,
  LinkOutcome,
  LinkTask,
} from '../../../../../src/shared/worker/link-frames.ts'
import { checkLinks, type LinkCheckParts } from '../../../../../src/worker/links/check-links.ts'
import { createRecording } from '../../support/connector-run.ts'

/** A link whose id is its URL unless told otherwise. */
export function aTask(url: string, overrides: Partial<LinkTask> = {}): LinkTask {
  return { linkId: url, url, backlink: null, allowsPrivate: true, lastLatencyMs: null, ...overrides }
}

/** A job over links, without certificates, registries and proxy. */
export function aLinkJob(
  links: readonly LinkTask[],
  limits: Partial<LinkLimits> = {},
  overrides: Partial<LinkCheckJob> = {},
): LinkCheckJob {
  return {
    type: 'link-check',
    links,
    certificates: [],
    registries: { domains: [], bootstrap: null, bootstrapUrl: null, whoisServers: {} },
    limits: { concurrency: 64, perHost: 64, hostPaceMs: 0, timeoutMs: 3_000, ...limits },
    proxy: 'none',
    now: Date.now(),
    ...overrides,
  }
}

/** Everything that a run has said. */
export interface LinkRunResult {
  readonly outcome: LinkOutcome
  readonly batches: readonly LinkFactBatch[]
  readonly checks: readonly LinkCheckFacts[]
  readonly certificates: readonly CertificateFacts[]
  readonly recording: ReturnType<typeof createRecording>
  /** The check of a link; throws unless there is exactly one. */
  of(linkId: string): LinkCheckFacts
}

/** Runs a job to its end. */
export async function runLinks(
  job: LinkCheckJob,
  parts: LinkCheckParts = {},
  signal?: AbortSignal,
): Promise<LinkRunResult> {
  const recording = createRecording(signal)
  const batches: LinkFactBatch[] = []
  const sink = {
    async batch(batch: LinkFactBatch) {
      batches.push(structuredClone(batch))
    },
  }
  const outcome = await checkLinks(job, sink, recording.context, { env: {}, ...parts })
  const checks = batches.flatMap((batch) => batch.checks)
  return {
    outcome,
    batches,
    checks,
    certificates: batches.flatMap((batch) => batch.certificates),
    recording,
    of(linkId) {
      const found = checks.filter((check) => check.linkId === linkId)
      if (found.length !== 1) throw new Error(`${found.length} checks of ${linkId}`)
      return found[0] as LinkCheckFacts
    },
  }
}

/** Checks one URL. */
export async function checkOne(
  url: string,
  task: Partial<LinkTask> = {},
  limits: Partial<LinkLimits> = {},
  parts: LinkCheckParts = {},
): Promise<LinkCheckFacts> {
  const { of } = await runLinks(aLinkJob([aTask(url, task)], limits), parts)
  return of(task.linkId ?? url)
}
