/** linkinator over a page of links. */
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { LinkChecker, LinkState } from 'linkinator'
import type { BenchAnswer, BenchJob } from './job.ts'

const [jobFile = '', page = ''] = process.argv.slice(2)
const job = JSON.parse(readFileSync(jobFile, 'utf8')) as BenchJob
const startedAt = performance.now()
const { links } = await new LinkChecker().check({
  path: basename(page),
  serverRoot: dirname(page),
  concurrency: job.concurrency,
  timeout: job.timeoutMs,
  // Comes back to those that say 429 with Retry-After.
  retry: true,
})
const checkMs = performance.now() - startedAt
// What it skips it does not call broken.
const found = new Map(links.map(({ url, state }) => [url, state !== LinkState.BROKEN]))
const answer: BenchAnswer = { checkMs, alive: job.urls.map((url) => found.get(url) ?? null) }
// As its command line ends; by itself it would wait for idle connections.
process.stdout.write(JSON.stringify(answer), () => process.exit(0))
