import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { issueCertificates } from './certificates.ts'
import type { FailedMessage, ReadyMessage, StartMessage } from './farm-process.ts'
import { toLinks, type FarmLink } from './links.ts'
import { planHosts, type FarmPlan } from './plan.ts'
import type { FarmStats } from './stats.ts'

export interface FarmOptions extends Partial<FarmPlan> {
  /** Of plain HTTP; TLS then has the next one. Default 0: free ones. */
  readonly port?: number
  /** Of the name server; default 0: a free one. */
  readonly dnsPort?: number
  /** Of each answer of the name server; default 50. */
  readonly dnsDelayMs?: number
}

/** Thousands of hosts on loopback, each with a way of its own to answer, in a process of their own. */
export interface LinkFarm {
  readonly links: readonly FarmLink[]
  /** The authority of all good certificates, for NODE_EXTRA_CA_CERTS; the file goes with the farm. */
  readonly caFile: string
  readonly caPem: string
  /** `127.0.0.1:port`, for names below `farm.test`. */
  readonly dnsServer: string
  /** Answers GET /stats, /links.csv, /links.json and POST /set, /reset, /dns. */
  readonly controlUrl: string
  readonly httpPort: number
  readonly httpsPort: number
  /** Process that serves it. */
  readonly pid: number
  stats(): Promise<FarmStats>
  /** Counts start anew; what cases remember of earlier requests stays. */
  resetStats(): Promise<void>
  /** All links of a case behave as another case from now on, and as at their first request. */
  set(caseName: string, other: string): Promise<void>
  setDnsDelay(delayMs: number): Promise<void>
  /** Ends every connection at once. */
  close(): Promise<void>
}

/** Every case in each scheme that it knows, quick answers, a time-out of 5 seconds. */
export const DEFAULT_PLAN: FarmPlan = {
  links: null,
  only: null,
  copies: 1,
  seed: 1,
  latency: { medianMs: 10, sigma: 0.6, maxMs: 100 },
  httpsShare: 0.66,
  hasNames: false,
  hasBacklinks: true,
  timeoutMs: 5000,
}

/** Starts a farm; `close()` ends its process and removes its file. */
export async function startLinkFarm(options: FarmOptions = {}): Promise<LinkFarm> {
  const { port = 0, dnsPort = 0, dnsDelayMs = 50, ...changes } = options
  const plan: FarmPlan = { ...DEFAULT_PLAN, ...changes }
  const hosts = planHosts(plan)
  const { caPem, certificates } = await issueCertificates(hosts, Date.now())
  const child = fork(fileURLToPath(new URL('farm-process.ts', import.meta.url)), [], {
    // It strips types in two threads: https://github.com/nodejs/node/issues/64500.
    execArgv: process.platform === 'linux' ? ['--no-memory-protection-keys'] : [],
    env: pathOnly(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const folder = mkdtempSync(join(tmpdir(), 'duewatch-farm-'))
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, caPem)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const httpsPort = port === 0 ? 0 : port + 1
  child.send({
    plan,
    certificates,
    caPem,
    folder,
    httpPort: port,
    httpsPort,
    dnsPort,
    dnsDelayMs,
  } satisfies StartMessage)
  const ready = await untilReady(child).catch((error: unknown) => {
    remove()
    throw error
  })
  const controlUrl = `http://127.0.0.1:${ready.ports.closed}`

  async function ask(method: string, path: string): Promise<Response> {
    const response = await fetch(`${controlUrl}${path}`, { method })
    if (!response.ok) throw new Error(`the farm says: ${(await response.text()).trim()}`)
    return response
  }
  return {
    links: toLinks(hosts, ready.ports, plan),
    caFile,
    caPem,
    dnsServer: `127.0.0.1:${ready.dnsPort}`,
    controlUrl,
    httpPort: ready.ports.http,
    httpsPort: ready.ports.https,
    pid: child.pid ?? 0,
    stats: async () => (await (await ask('GET', '/stats')).json()) as FarmStats,
    async resetStats() {
      await ask('POST', '/reset')
    },
    async set(caseName, other) {
      await ask('POST', `/set?${new URLSearchParams({ case: caseName, other }).toString()}`)
    },
    async setDnsDelay(delayMs) {
      await ask('POST', `/dns?delay=${delayMs}`)
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      remove()
    },
  }
}

/** What loads code into the process that starts the farm is none of the farm's business. */
function pathOnly(): Record<string, string> {
  const { PATH = '' } = process.env
  return { PATH }
}

function untilReady(child: ChildProcess): Promise<ReadyMessage> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the farm ended with ${code} before it was ready`))
    child.once('exit', onExit)
    child.once('error', reject)
    child.once('message', (message) => {
      child.off('exit', onExit)
      const answer = message as ReadyMessage | FailedMessage
      if ('failed' in answer) reject(new Error(answer.failed))
      else resolve(answer)
    })
  })
}
