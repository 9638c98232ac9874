import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createApp, type App } from '../../src/core/app.ts'
import type { HostPort } from '../../src/core/host-port.ts'
import type { WorkerLauncher } from '../../src/core/jobs/worker-host.ts'
import { dataPaths, type DataPaths } from '../../src/core/paths.ts'
import type { SecretStore } from '../../src/core/secrets.ts'
import type { Registries } from '../../src/core/services/link-run-service.ts'
import { createChildWorkerLauncher } from '../../src/headless/child-worker.ts'
import { createHeadlessHost } from '../../src/headless/host-port.ts'
import { createFileSecrets } from '../../src/core/file-secrets.ts'
import type { Account, AccountLimits } from '../../src/shared/domain/account.ts'
import { AppError } from '../../src/shared/domain/app-error.ts'
import type { Item } from '../../src/shared/domain/item.ts'
import type { Run, StoredLogLine } from '../../src/shared/domain/run.ts'
import type { RouteInput, RouteName, RouteOutput } from '../../src/shared/ipc/contract.ts'
import { DEFAULT_KEYS } from '../simulators/huawei/server.ts'
import { removeTempFolder } from './temp-folder.ts'

export interface TestAppOptions {
  /** An existing data folder, which then stays when the app stops; default a new one, which goes. */
  readonly dataDir?: string
  /** Lies outside the data folder; default beside it. */
  readonly keyFile?: string
  readonly secrets?: SecretStore
  /** Default a terminal, where nothing is available. */
  readonly host?: HostPort
  readonly clock?: { now(): number }
  readonly workerLauncher?: WorkerLauncher
  readonly userName?: string
  /** Where domains are asked for; default nowhere, because tests know no other network than this machine. */
  readonly registries?: Registries
  /** The entry of the database thread; default the product's own. */
  readonly writerThreadUrl?: URL
}

export interface HuaweiAccountOptions {
  readonly name?: string
  readonly accessKey?: string
  readonly secretKey?: string
  readonly limits?: Partial<AccountLimits>
}

/** The whole core in this process, on a real database, with the real worker in a process of its own. */
export interface TestApp {
  readonly app: App
  readonly paths: DataPaths
  readonly keyFile: string
  /** What the core reported as unexpected. */
  readonly errors: readonly unknown[]
  /** Calls a route and unwraps the answer; a failure is thrown as AppError. */
  request<Name extends RouteName>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>>
  addHuawei(endpoint: string, options?: HuaweiAccountOptions): Promise<Account>
  /** Carries a run out to its end. */
  sync(account: Account, windowDays?: number | null): Promise<Run>
  /** All rows of a query; default all items, gone ones included. */
  items(query?: RouteInput<'item.query'>['query']): Promise<Item[]>
  log(runId: string): Promise<StoredLogLine[]>
  /** Stops the core; a folder that it made itself is removed. A second call does nothing. */
  stop(): Promise<void>
}

/** Starts the core for one test, which stops it when it ends. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startTestApp(options)
  onTestFinished(() => app.stop())
  return app
}

/** The same for several tests: the caller stops it. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const ownFolder = options.dataDir === undefined ? realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-app-'))) : null
  const dataDir = options.dataDir ?? join(ownFolder as string, 'data')
  const keyFile = options.keyFile ?? join(dataDir, '..', 'config', 'secret.key')
  const paths = dataPaths(dataDir)
  const errors: unknown[] = []
  const app = await createApp({
    paths,
    version: '0.0.0-test',
    clock: options.clock ?? { now: () => Date.now() },
    secrets: options.secrets ?? createFileSecrets({ dataDir, keyFile, passphrase: undefined }),
    host: options.host ?? createHeadlessHost('terminal', 'zh_CN.UTF-8'),
    workerLauncher:
      options.workerLauncher ??
      createChildWorkerLauncher(new URL('../../src/worker/worker.ts', import.meta.url), (text) => errors.push(text)),
    writerThreadUrl: options.writerThreadUrl ?? new URL('../../src/core/db/writer-thread.ts', import.meta.url),
    defaultUserName: options.userName ?? 'tester',
    registries: options.registries ?? { bootstrapUrl: null, whoisServers: {} },
    onError: (error) => errors.push(error),
  })
  let isStopped = false

  const request: TestApp['request'] = async (name, input) => {
    const answer = await app.router.request(name, input)
    if (answer.ok) return answer.data
    throw new AppError(answer.error.code, answer.error.params, { raw: answer.error.raw })
  }

  return {
    app,
    paths,
    keyFile,
    errors,
    request,
    addHuawei(endpoint, account = {}) {
      const [key] = DEFAULT_KEYS
      return request('account.add', {
        name: account.name ?? '生产账号',
        provider: 'huawei',
        endpoint,
        accessKey: account.accessKey ?? (key?.accessKey as string),
        secretKey: account.secretKey ?? (key?.secretKey as string),
        limits: account.limits ?? {},
      })
    },
    async sync({ accountId }, windowDays = null) {
      const { runId } = await request('sync.start', { accountId, windowDays })
      return await app.runs.wait(runId)
    },
    async items(query = { filter: { isGone: 'all' } }) {
      const { handle, total } = await request('item.query', { query })
      const items: Item[] = []
      while (items.length < total) {
        const page = await request('item.page', { handle, offset: items.length, limit: 500 })
        if (page.items.length === 0) break
        items.push(...page.items)
      }
      return items
    },
    async log(runId) {
      const lines: StoredLogLine[] = []
      for (;;) {
        const page = await request('run.log', { runId, afterSeq: lines.at(-1)?.seq ?? 0 })
        lines.push(...page.lines)
        if (!page.hasMore) return lines
      }
    },
    async stop() {
      if (isStopped) return
      isStopped = true
      await app.stop()
      if (ownFolder !== null) removeTempFolder(ownFolder)
    },
  }
}
