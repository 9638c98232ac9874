/** A host of the real core, as the command line is one, that reports what a sync costs it. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { BroadcastChannel } from 'node:worker_threads'
import { createApp, type App } from '../../src/core/app.ts'
import type { WorkerLauncher } from '../../src/core/jobs/worker-host.ts'
import { dataPaths } from '../../src/core/paths.ts'
import { createChildWorkerLauncher } from '../../src/headless/child-worker.ts'
import { createHeadlessHost } from '../../src/headless/host-port.ts'
import { createFileSecrets } from '../../src/core/file-secrets.ts'
import { AppError } from '../../src/shared/domain/app-error.ts'
import type { Run } from '../../src/shared/domain/run.ts'
import type { RouteInput, RouteName, RouteOutput } from '../../src/shared/ipc/contract.ts'
import { DEFAULT_KEYS } from '../simulators/huawei/server.ts'
import { serveParent } from './child.ts'
import { createStallProbe, readCpuMs, readPeakMemoryMb } from './measure.ts'

export interface SyncCost {
  readonly run: Run
  readonly wallMs: number
  /** Longest stall of the host's event loop. */
  readonly stallMs: number
  /** How long the database's thread was at work. */
  readonly storeBusyMs: number
  /** CPU time by part: the host's own thread, the database's thread, the worker's process. */
  readonly cpuMs: { readonly host: number; readonly writer: number; readonly worker: number }
  /** When each line of the run's log was written, from the start. */
  readonly marks: readonly (readonly [code: string, atMs: number])[]
}

let app: App | null = null
let accountId = ''
let workerPid: number | null = null
const probe = createStallProbe()
const channel = new BroadcastChannel('duewatch-bench-writer')
channel.unref()

async function request<Name extends RouteName>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>> {
  if (!app) throw new Error('not open')
  const answer = await app.router.request(name, input)
  if (answer.ok) return answer.data
  throw new AppError(answer.error.code, answer.error.params, { raw: answer.error.raw })
}

/** The real launcher; only the process id is looked at. */
function createWatchedLauncher(): WorkerLauncher {
  const launcher = createChildWorkerLauncher(new URL('../../src/worker/worker.ts', import.meta.url), (text) => {
    process.stderr.write(text)
  })
  return {
    launch() {
      const worker = launcher.launch()
      worker.onMessage((frame) => {
        if (frame.kind === 'ready') workerPid = frame.pid
      })
      return worker
    },
  }
}

interface WriterWork {
  readonly busyMs: number
  readonly cpuMs: number
}

function readWriterWork(): Promise<WriterWork> {
  return new Promise((resolve) => {
    const answered = (event: Event): void => resolve((event as unknown as { data: WriterWork }).data)
    channel.addEventListener('message', answered, { once: true })
    channel.postMessage(null)
  })
}

async function readWork(): Promise<{ storeBusyMs: number; cpuMs: SyncCost['cpuMs'] }> {
  const writer = await readWriterWork()
  const { user, system } = process.cpuUsage()
  return {
    storeBusyMs: writer.busyMs,
    cpuMs: {
      host: (user + system) / 1000 - writer.cpuMs,
      writer: writer.cpuMs,
      worker: workerPid === null ? 0 : (readCpuMs(workerPid) ?? 0),
    },
  }
}

const commands = {
  async open({ folder, url }: { folder: string; url: string }): Promise<{ databaseFile: string }> {
    const own = mkdtempSync(join(folder, 'host-'))
    const paths = dataPaths(join(own, 'data'))
    app = await createApp({
      paths,
      version: '0.0.0-bench',
      clock: { now: () => Date.now() },
      secrets: createFileSecrets({
        dataDir: paths.dataDir,
        keyFile: join(own, 'config', 'secret.key'),
        passphrase: undefined,
      }),
      host: createHeadlessHost('terminal', 'en'),
      workerLauncher: createWatchedLauncher(),
      writerThreadUrl: new URL('./sync-writer-thread.ts', import.meta.url),
      defaultUserName: 'bench',
      onError: (error) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      },
    })
    const [key] = DEFAULT_KEYS
    const account = await request('account.add', {
      name: 'bench',
      provider: 'huawei',
      endpoint: url,
      accessKey: key?.accessKey,
      secretKey: key?.secretKey,
    })
    accountId = account.accountId
    return { databaseFile: paths.databaseFile }
  },
  async sync(): Promise<SyncCost> {
    if (!app) throw new Error('not open')
    const marks: [string, number][] = []
    const before = await readWork()
    probe.reset()
    const startedAt = Date.now()
    const startedMs = performance.now()
    const watching = new AbortController()
    app.events.on(
      (event) => {
        if (event.name !== 'run.logged') return
        for (const { code, at } of event.payload.lines) marks.push([code, at - startedAt])
      },
      { signal: watching.signal },
    )
    const { runId } = await request('sync.start', { accountId })
    const run = await app.runs.wait(runId)
    const wallMs = performance.now() - startedMs
    const stallMs = probe.longestMs
    watching.abort()
    const after = await readWork()
    return {
      run,
      wallMs,
      stallMs,
      storeBusyMs: after.storeBusyMs - before.storeBusyMs,
      cpuMs: {
        host: after.cpuMs.host - before.cpuMs.host,
        writer: after.cpuMs.writer - before.cpuMs.writer,
        worker: after.cpuMs.worker - before.cpuMs.worker,
      },
      marks,
    }
  },
  /** Largest resident memory of host and worker since they began. */
  memory(): { hostMb: number | null; workerMb: number | null } {
    return {
      hostMb: readPeakMemoryMb('self'),
      workerMb: workerPid === null ? null : readPeakMemoryMb(workerPid),
    }
  },
}

export type HostCommands = typeof commands

serveParent(commands, () => app?.stop())
