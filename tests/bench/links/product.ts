import { existsSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isGoodVerdict } from '../../../src/shared/domain/link.ts'
import { toAnswer, type CheckerInput, type Reading } from './checker.ts'
import type { Finding } from './judge.ts'
import type { Command } from './run-command.ts'

interface LinkRow extends Finding {
  readonly name: string
}

/**
 * The whole product as it is used from a command line: core, database, worker, certificates; every verdict is stored. The
 * links are imported first; a second check over the same folder finds the first one's latencies in its database.
 */
export async function checkWithProduct({ job, folder, caFile, run, prepare }: CheckerInput): Promise<Reading> {
  const dataDir = join(folder, 'data')
  const command = (...args: string[]): Command => ({
    file: process.execPath,
    args: [
      fileURLToPath(new URL('../../../bin/duewatch.mjs', import.meta.url)),
      '--data-dir',
      dataDir,
      '--json',
      ...args,
    ],
    env: { NODE_EXTRA_CA_CERTS: caFile, NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '' },
  })
  if (!existsSync(dataDir)) {
    // Nothing beyond this machine may be asked.
    await prepare(command('settings', 'set', 'proxy', 'none'))
    await prepare(command('settings', 'set', 'measuresDomains', 'false'))
    const csvFile = join(folder, 'links.csv')
    writeFileSync(csvFile, `name,url\n${job.urls.map((url, index) => `link ${index},${url}\n`).join('')}`)
    await prepare(command('links', 'import', csvFile))
  }
  const limits = ['--concurrency', String(job.concurrency), '--timeout-ms', String(job.timeoutMs)]
  const cost = await run(command('links', 'check', '--allow-private', '--all', ...limits))
  const checked = toAnswer<{ status: string; durationMs: number }>(cost)
  if (checked === null) return { cost, checkMs: null, alive: [], findings: [] }
  if (checked.status !== 'succeeded') throw new Error(`links check: ${checked.status} ${cost.stderr}`)
  const listed = await prepare(command('links', 'list', '--page-size', '10000'))
  const { items } = toAnswer<{ items: LinkRow[] }>(listed) ?? { items: [] }
  const rows = new Map(items.map((row) => [row.name, row]))
  const findings = job.urls.map((_url, index) => rows.get(`link ${index}`) ?? null)
  return {
    cost,
    checkMs: checked.durationMs,
    alive: findings.map((finding) => finding && isGoodVerdict(finding.verdict)),
    findings,
  }
}
