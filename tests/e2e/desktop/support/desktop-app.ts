import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RouteInput, RouteName, RouteOutput } from '../../../../src/shared/ipc/contract.ts'
import type { Envelope } from '../../../../src/shared/ipc/envelope.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import type { PreloadApi } from '../../../../src/shared/preload-api.ts'

/** What page scripts of the tests see of the bridge. */
export interface BridgedWindow {
  readonly duewatch: PreloadApi
  seenEvents?: NumberedEvent[]
}

export interface LaunchOptions {
  /** Where Electron keeps its keys; the session's keyring unless told otherwise. */
  readonly passwordStore?: 'gnome-libsecret' | 'basic'
  readonly env?: Readonly<Record<string, string>>
  /** Further switches of Electron. */
  readonly switches?: readonly string[]
  /** Further arguments of the app. */
  readonly args?: readonly string[]
}

/** The running app, with or without a window. */
export interface StartedApp {
  readonly electron: ElectronApplication
  /** What the process has printed so far. */
  readonly output: () => string
}

/** The running app with its window. */
export interface DesktopApp extends StartedApp {
  readonly page: Page
  /** A request through the page's bridge, as it comes back. */
  ask<Name extends RouteName>(name: Name, input: RouteInput<Name>): Promise<Envelope<RouteOutput<Name>>>
  /** The same, for requests that succeed. */
  request<Name extends RouteName>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>>
  /** Quits as a person does and returns how long that took and how the process ended. */
  quit(): Promise<{ readonly tookMs: number; readonly code: number | null }>
}

/** One data folder with the apps that are started on it. */
export interface Desktop {
  readonly dataDir: string
  launch(options?: LaunchOptions): Promise<DesktopApp>
  /** Starts it without waiting for a window, as a start at login does. */
  start(options?: LaunchOptions): Promise<StartedApp>
}

/** The folder with package.json and out/; the repository unless a packager names another one. */
export const APP_DIR =
  process.env['DUEWATCH_APP_DIR'] ?? fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '')

/** The repository, for the command line. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** Switches that every start on a test machine needs. */
export function switches({ passwordStore = 'gnome-libsecret', switches: more = [] }: LaunchOptions = {}): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--password-store=${passwordStore}`, ...more]
}

/** The environment without anything that could lead to real data. */
export function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^DUEWATCH_|^ELECTRON_RUN_AS_NODE$|_proxy$/i.test(name)) env[name] = value
  }
  return { ...env, LANG: 'zh_CN.UTF-8', LANGUAGE: 'zh_CN', ...extra }
}

export const test = base.extend<{ readonly desktop: Desktop }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from here
  desktop: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'duewatch-desktop-'))
    const dataDir = join(folder, 'data')
    // Asked for at the start: an app that has ended cannot be asked for its process any more.
    const running = new Set<ChildProcess>()

    const start: Desktop['start'] = async (options = {}) => {
      const electron = await _electron.launch({
        executablePath: await electronPath(),
        args: [...switches(options), APP_DIR, '--data-dir', dataDir, ...(options.args ?? [])],
        env: environment(options.env),
      })
      running.add(electron.process())
      askAgainWhenLost(electron)
      return { electron, output: collectOutput(electron) }
    }
    await provide({
      dataDir,
      start,
      launch: async (options) => {
        const started = await start(options)
        return toDesktopApp(started, await started.electron.firstWindow())
      },
    })
    for (const child of running) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

export { expect } from '@playwright/test'

/** The binary to test with. */
export async function electronPath(): Promise<string> {
  const { findElectron } = (await import(new URL('../../../../scripts/find-electron.mjs', import.meta.url).href)) as {
    findElectron: () => { readonly path?: string; readonly reason?: string }
  }
  const { path, reason } = findElectron()
  if (!path) throw new Error(`no Electron here (${reason}): run this inside ../shared/tools/desktop-session`)
  return path
}

/** While an app starts, several answers in a row may be lost. */
const MAX_ATTEMPTS = 20

/**
 * V8 of Electron 33 sometimes drops an answer on its way to the inspector, of calls that return at once as well. Asking
 * again is right for all that tests ask the main process.
 */
function askAgainWhenLost(electron: ElectronApplication): void {
  const evaluate = electron.evaluate.bind(electron) as (...args: unknown[]) => Promise<unknown>
  Object.assign(electron, {
    async evaluate(...args: unknown[]) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await evaluate(...args)
        } catch (error) {
          const isLost = String(error).includes('promise was garbage collected')
          if (!isLost || attempt === MAX_ATTEMPTS) throw error
        }
      }
    },
  })
}

function collectOutput(electron: ElectronApplication): () => string {
  let text = ''
  for (const stream of [electron.process().stdout, electron.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  }
  return () => text
}

/** The app as it is worked with through one of its windows. */
export function toDesktopApp({ electron, output }: StartedApp, page: Page): DesktopApp {
  const ask: DesktopApp['ask'] = (name, input) =>
    page.evaluate(([route, value]) => (window as unknown as BridgedWindow).duewatch.request(route, value) as never, [
      name,
      input,
    ] as const)
  return {
    electron,
    page,
    output,
    ask,
    async request(name, input) {
      const answer = await ask(name, input)
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
      return answer.data
    },
    quit: () => quitApp(electron),
  }
}

/** Quits as a person does and returns how long that took and how the process ended. */
export async function quitApp(
  electron: ElectronApplication,
): Promise<{ readonly tookMs: number; readonly code: number | null }> {
  const child = electron.process()
  const startedAt = Date.now()
  const exited = once(child, 'exit')
  // The answer is cut off by the end of the process.
  electron.evaluate(({ app }) => app.quit()).catch(() => undefined)
  const [code] = (await exited) as [number | null]
  return { tookMs: Date.now() - startedAt, code }
}

/** Adds an account with demo data and returns its id. */
export async function addDemo(app: DesktopApp, demoSize: number, name = '演示'): Promise<string> {
  const { accountId } = await app.request('account.add', { name, provider: 'demo', demoSize })
  return accountId
}

/** Syncs an account to the end and returns the run. */
export async function syncToEnd(app: DesktopApp, accountId: string) {
  const { runId } = await app.request('sync.start', { accountId })
  return await endOfRun(app, runId)
}

/** Waits until a run has ended. */
export async function endOfRun(app: DesktopApp, runId: string) {
  return await app.page.evaluate(async (id) => {
    const { duewatch } = window as unknown as BridgedWindow
    const read = async () => {
      const answer = (await duewatch.request('run.get', { runId: id })) as Envelope<RouteOutput<'run.get'>>
      if (!answer.ok) throw new Error(answer.error.code)
      return answer.data.run
    }
    const hasEnded = new Promise<void>((resolve) => {
      const off = duewatch.on('event', (event) => {
        if (event.name !== 'run.ended' || event.payload.run.runId !== id) return
        off()
        resolve()
      })
    })
    const run = await read()
    if (run.state !== 'queued' && run.state !== 'running') return run
    await hasEnded
    return await read()
  }, runId)
}

/** The process id of the worker, once there is one. */
export async function workerPid(app: DesktopApp): Promise<number | undefined> {
  return await app.electron.evaluate(
    ({ app: main }) =>
      main
        .getAppMetrics()
        .find((metric) => metric.name === 'Duewatch worker' || metric.serviceName === 'Duewatch worker')?.pid,
  )
}
