import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { WorkerLauncher, WorkerProcess } from '../../src/core/jobs/worker-host.ts'
import { WORKER_FLAGS } from '../../src/core/worker-variables.ts'
import type { Link, LinkPolicy } from '../../src/shared/domain/link.ts'
import type { Run } from '../../src/shared/domain/run.ts'
import type { RouteInput } from '../../src/shared/ipc/contract.ts'
import type { UpFrame } from '../../src/shared/worker/frames.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { FARM_LIMITS } from './link-farm.ts'
import { startTestApp, type TestApp } from './test-app.ts'
import type { LinkFarm } from '../simulators/link-farm/farm.ts'
import { toCsv, type FarmLink } from '../simulators/link-farm/links.ts'

/** The whole core with the real worker over the links of a farm. */
export interface FarmApp extends TestApp {
  readonly clock: FakeClock
  /** Makes the groups and imports the links; `policyOf` decides in which of them a link is. */
  fill(links: readonly FarmLink[], policyOf: (link: FarmLink) => LinkPolicy): Promise<void>
  /** Carries a run out to its end. */
  check(input?: RouteInput<'link.check'>): Promise<Run>
  /** All links by name. */
  links(): Promise<Map<string, Link>>
}

/** Starts it; the caller stops it. */
export async function startFarmApp(farm: LinkFarm): Promise<FarmApp> {
  const clock = createFakeClock(Date.now())
  const app = await startTestApp({ clock, workerLauncher: createFarmWorkerLauncher(farm, clock) })
  await app.request('settings.update', { patch: { proxy: 'none', measuresDomains: false } })
  return {
    ...app,
    clock,
    async fill(links, policyOf) {
      for (const policy of ['strict', 'confirmed'] as const) {
        for (const group of ['farm', 'farm-subdomains', 'farm-public'] as const) {
          await app.request('link.saveGroup', {
            name: toGroup(policy, group),
            policy,
            allowsPrivate: group !== 'farm-public',
            includesSubdomains: group === 'farm-subdomains',
          })
        }
      }
      // The farm's own list, with the groups of this app.
      const header = toCsv([])
      const rows = links.map((link) =>
        toCsv([link])
          .slice(header.length)
          .replace(`,${link.group},`, `,${toGroup(policyOf(link), link.group)},`),
      )
      const result = await app.request('link.import', {
        fileName: 'links.csv',
        content: Buffer.from(header + rows.join('')).toString('base64'),
      })
      if (result.imported !== links.length) {
        throw new Error(`${result.imported} of ${links.length} links: ${JSON.stringify(result.issues.slice(0, 20))}`)
      }
    },
    async check(input = {}) {
      const { runId } = await app.request('link.check', { limits: FARM_LIMITS, ...input })
      return await app.app.runs.wait(runId)
    },
    async links() {
      const { handle, total } = await app.request('link.query', { query: {} })
      const links: Link[] = []
      while (links.length < total) {
        const page = await app.request('link.page', { handle, offset: links.length, limit: 500 })
        if (page.items.length === 0) break
        links.push(...page.items)
      }
      return new Map(links.map((link) => [link.name, link]))
    },
  }
}

function toGroup(policy: LinkPolicy, group: FarmLink['group']): string {
  return `${policy} ${group}`
}

/**
 * The product's worker as a child process that trusts the farm's authority and asks its name server. What it measures is
 * dated by `clock`, as if it had run at that moment.
 */
function createFarmWorkerLauncher(farm: LinkFarm, clock: FakeClock): WorkerLauncher {
  const preload = new URL('link-farm-names-preload.ts', import.meta.url)
  return {
    launch(): WorkerProcess {
      const child = fork(fileURLToPath(new URL('../../src/worker/worker.ts', import.meta.url)), [], {
        serialization: 'advanced',
        execArgv: [...WORKER_FLAGS, '--import', preload.href],
        env: {
          PATH: process.env['PATH'] ?? '',
          NODE_EXTRA_CA_CERTS: farm.caFile,
          FARM_NAME_SERVER: farm.dnsServer,
          UV_THREADPOOL_SIZE: '64',
        },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      })
      return {
        post(frame) {
          if (child.connected) child.send(frame, () => {})
        },
        onMessage(listener) {
          child.on('message', (frame) => listener(toDated(frame as UpFrame, clock.now())))
        },
        onExit(listener) {
          child.once('exit', (code, signal) => listener({ code, signal }))
        },
        kill() {
          child.kill('SIGKILL')
        },
      }
    },
  }
}

function toDated(frame: UpFrame, checkedAt: number): UpFrame {
  if (frame.kind !== 'report' || frame.report.kind !== 'link-facts') return frame
  const { batch } = frame.report
  const dated = {
    ...batch,
    checks: batch.checks.map((facts) => ({ ...facts, checkedAt })),
    certificates: batch.certificates.map((facts) => ({ ...facts, checkedAt })),
  }
  return { ...frame, report: { kind: 'link-facts', batch: dated } }
}
