/** Duewatch's own checker in a process of its own, started with the flags and variables of a worker. */
import { readFileSync } from 'node:fs'
import { DEFAULT_LINK_LIMITS, isGoodVerdict } from '../../../src/shared/domain/link.ts'
import { createMetricsRecorder } from '../../../src/worker/http/metrics.ts'
import { checkLinks } from '../../../src/worker/links/check-links.ts'
import type { BenchAnswer, BenchJob } from './job.ts'
import type { Finding } from './judge.ts'

export interface EngineAnswer extends BenchAnswer {
  readonly findings: readonly (Finding | null)[]
}

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as BenchJob
const findings: (Finding | null)[] = job.urls.map(() => null)
const startedAt = performance.now()
await checkLinks(
  {
    type: 'link-check',
    links: job.urls.map((url, index) => ({
      linkId: String(index),
      url,
      backlink: null,
      allowsPrivate: true,
      lastLatencyMs: job.latencies?.[index] ?? null,
    })),
    certificates: [],
    registries: { domains: [], bootstrap: null, bootstrapUrl: null, whoisServers: {} },
    limits: { ...DEFAULT_LINK_LIMITS, concurrency: job.concurrency, timeoutMs: job.timeoutMs },
    proxy: 'none',
    now: Date.now(),
  },
  {
    async batch({ checks }) {
      for (const { linkId, verdict, httpStatus, cause, redirects, finalUrl, latencyMs } of checks) {
        findings[Number(linkId)] = { verdict, httpStatus, cause, redirects, finalUrl, latencyMs }
      }
    },
  },
  {
    signal: new AbortController().signal,
    clock: { now: () => Date.now() },
    random: Math.random,
    metrics: createMetricsRecorder({ now: () => performance.now() }),
    log() {},
    progress() {},
  },
)
const checkMs = performance.now() - startedAt
const answer: EngineAnswer = {
  checkMs,
  alive: findings.map((finding) => finding && isGoodVerdict(finding.verdict)),
  findings,
}
process.stdout.write(JSON.stringify(answer))
