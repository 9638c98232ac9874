import { spawnSync } from 'node:child_process'
import { parse } from 'csv-parse/sync'
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SET_VARIABLES, WORKER_FLAGS } from '../../../src/core/worker-variables.ts'
import { toAnswer, type Checker, type CheckerInput, type Reading } from './checker.ts'
import type { EngineAnswer } from './engine.ts'
import type { BenchAnswer } from './job.ts'
import { checkWithProduct } from './product.ts'

const PYTHON = '/usr/bin/python3'
const LINKCHECKER = '/usr/bin/linkchecker'
const MANY = 5_000

/** Of a program that had to be stopped. */
const NOTHING: BenchAnswer = { checkMs: Number.NaN, alive: [] }

/** As a worker of the product is started (`child-worker.ts`). */
const workerVariables = (caFile: string): Record<string, string> => ({
  ...SET_VARIABLES,
  NODE_EXTRA_CA_CERTS: caFile,
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
})

const engine: Checker = {
  key: 'engine',
  label: 'Duewatch, its checker alone',
  isOurs: true,
  missing: () => null,
  concurrency: () => 512,
  async check({ run, jobFile, caFile, engineFlags }) {
    const cost = await run({
      file: process.execPath,
      args: [...WORKER_FLAGS, ...engineFlags, toPath('engine.ts'), jobFile],
      env: workerVariables(caFile),
    })
    return { cost, ...(toAnswer<EngineAnswer>(cost) ?? { checkMs: null, alive: [], findings: [] }) }
  },
}

const product: Checker = {
  key: 'product',
  label: 'Duewatch, `links check` with its database',
  isOurs: true,
  missing: () => null,
  concurrency: () => 512,
  check: checkWithProduct,
}

const linkinator: Checker = {
  key: 'linkinator',
  label: 'linkinator',
  isOurs: false,
  missing() {
    try {
      createRequire(import.meta.url).resolve('linkinator')
      return null
    } catch {
      return 'the package linkinator'
    }
  },
  concurrency: (links) => (links >= MANY ? 256 : links >= 500 ? 500 : 100),
  async check({ run, jobFile, pageFile, caFile }) {
    const cost = await run({
      file: process.execPath,
      args: [toPath('linkinator.ts'), jobFile, pageFile],
      // Without more threads than Node's four it waits for names most of its time.
      env: { NODE_EXTRA_CA_CERTS: caFile, UV_THREADPOOL_SIZE: '128' },
    })
    return { cost, ...(toAnswer<BenchAnswer>(cost) ?? NOTHING), findings: null }
  },
}

const sequential: Checker = {
  key: 'sequential',
  label: 'one by one (python3-requests)',
  isOurs: false,
  missing: () => missingModule('requests'),
  concurrency: (links) => (links <= 24 ? 1 : null),
  check: (input) => checkInPython('check-one-by-one.py', input),
}

const asynchronous: Checker = {
  key: 'aiohttp',
  label: 'asyncio + aiohttp',
  isOurs: false,
  missing: () => missingModule('aiohttp'),
  // Names wait for a handful of threads: with more links at once, their time is over before it has begun.
  concurrency: (links, hasNames) => (hasNames ? 100 : links >= MANY ? 256 : links >= 500 ? 500 : 100),
  check: (input) => checkInPython('check-at-once.py', input),
}

function missingModule(name: string): string | null {
  if (!existsSync(PYTHON)) return PYTHON
  return spawnSync(PYTHON, ['-c', `import ${name}`]).status === 0 ? null : `python3-${name}`
}

async function checkInPython(script: string, { run, jobFile, caFile }: CheckerInput): Promise<Reading> {
  const cost = await run({
    file: PYTHON,
    args: [toPath(script), jobFile],
    env: { SSL_CERT_FILE: caFile, REQUESTS_CA_BUNDLE: caFile },
  })
  return { cost, ...(toAnswer<BenchAnswer>(cost) ?? NOTHING), findings: null }
}

const linkChecker: Checker = {
  key: 'linkchecker',
  label: 'LinkChecker',
  isOurs: false,
  missing: () => (existsSync(LINKCHECKER) ? null : LINKCHECKER),
  concurrency: (links) => (links >= MANY ? 256 : 100),
  async check({ run, job, folder, pageFile, caFile }) {
    const config = writeIn(
      folder,
      'linkcheckerrc',
      `[checking]\nsslverify=${caFile}\nthreads=${job.concurrency}\ntimeout=${job.timeoutMs / 1000}\n` +
        'recursionlevel=1\nrobotstxt=0\n[filtering]\ncheckextern=1\n[output]\nlog=csv\nverbose=1\nstatus=0\n',
    )
    const cost = await run({ file: LINKCHECKER, args: ['-f', config, pageFile] })
    const found = new Map<string, boolean>()
    const rows = parse(cost.stdout, { delimiter: ';', comment: '#', relax_column_count: true, bom: true }) as string[][]
    for (const [url = '', , , , , , valid] of rows) found.set(url, valid === 'True')
    return { cost, checkMs: null, alive: job.urls.map((url) => found.get(url) ?? null), findings: null }
  },
}

/** All is well, or the body could not be written, as it was meant to be. */
const CURL_DONE: ReadonlySet<number> = new Set([0, 23])

const curl: Checker = {
  key: 'curl',
  label: 'curl -Z',
  isOurs: false,
  missing: () => (spawnSync('curl', ['--version']).status === 0 ? null : 'curl'),
  // It allows no more.
  concurrency: (links) => (links <= 24 ? 100 : 300),
  async check({ run, job, folder, caFile }) {
    const options = [
      'parallel\nparallel-immediate\nno-buffer\nsilent\nlocation\nmax-redirs = 10\ngloboff\nnoproxy = "*"',
      `parallel-max = ${job.concurrency}\nmax-time = ${job.timeoutMs / 1000}\ncacert = "${caFile}"`,
      String.raw`write-out = "%{urlnum} %{http_code} %{exitcode}\n"`,
      // A device that takes nothing ends a transfer with the first byte of its body, so that no page is read in vain.
      ...job.urls.flatMap((url) => [`url = "${url}"`, 'output = "/dev/full"']),
    ]
    const config = writeIn(folder, 'curlrc', `${options.join('\n')}\n`)
    const cost = await run({ file: 'curl', args: ['--config', config] })
    const alive: (boolean | null)[] = job.urls.map(() => null)
    for (const [, index, status, exitCode] of cost.stdout.matchAll(/^(\d+) (\d+) (\d+)$/gm)) {
      const isSuccess = Number(status) >= 200 && Number(status) < 300
      alive[Number(index)] = isSuccess && CURL_DONE.has(Number(exitCode))
    }
    return { cost, checkMs: null, alive, findings: null }
  },
}

/** Ours first, then what people use today. */
export const CHECKERS: readonly Checker[] = [engine, product, sequential, asynchronous, linkinator, linkChecker, curl]

function toPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

function writeIn(folder: string, name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
