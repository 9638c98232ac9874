import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The folder whose `out` is tested; another one can be named while somebody else builds into this one. */
const APP_DIR = process.env['DUEWATCH_APP_DIR'] ?? fileURLToPath(new URL('../../../', import.meta.url))
const LAUNCHER = fileURLToPath(new URL('./run-bundle.mjs', import.meta.url))
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/duewatch', import.meta.url))

/** `duewatch serve` in a process of its own, on a data folder of its own. */
export interface ServedApp {
  /** Address with the one-time token. */
  readonly url: string
  readonly dataDir: string
  readonly child: ChildProcess
  /** Carries a command of the command line out on the same data folder and returns its JSON. */
  cli(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<unknown>
  /** Ends the process in an orderly way; the data folder stays until `remove`. */
  stop(): Promise<void>
  /** Ends the process as a crash does. */
  crash(): Promise<void>
  /** Starts the app anew on the same data, on another port. */
  restart(): Promise<ServedApp>
  /** Ends whatever still runs on the data folder, restarted apps included, and takes the folder away. */
  remove(): Promise<void>
}

/** A data folder and the processes that have been started on it. */
interface Home {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly running: Set<ChildProcess>
}

/** Starts the app on an empty data folder; `env` also holds for its later starts. */
export function startServedApp(env: Readonly<Record<string, string>> = {}): Promise<ServedApp> {
  return startOn({ folder: mkdtempSync(join(tmpdir(), 'duewatch-e2e-')), env, running: new Set() })
}

function launch({ folder, running }: Home, args: readonly string[], env: Readonly<Record<string, string>>) {
  const { DUEWATCH_DATA_DIR: _dir, DUEWATCH_PASSPHRASE: _phrase, ...inherited } = process.env
  const child = spawn(process.execPath, [LAUNCHER, APP_DIR, '--data-dir', join(folder, 'data'), '--json', ...args], {
    env: {
      ...inherited,
      DUEWATCH_KEY_FILE: join(folder, 'config', 'secret.key'),
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      LANG: 'zh_CN.UTF-8',
      LC_ALL: '',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const told = { errors: '' }
  child.stderr.on('data', (chunk: Buffer) => (told.errors += chunk.toString()))
  return { child, told }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

async function startOn(home: Home): Promise<ServedApp> {
  const { folder, running } = home
  const { child, told } = launch(home, ['serve', '--port', '0', '--no-open'], home.env)
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      text += `${line}\n`
      try {
        resolve((JSON.parse(text) as { url: string }).url)
      } catch {
        // The document is not whole yet.
      }
    })
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${told.errors}`)))
  })

  return {
    url,
    dataDir: join(folder, 'data'),
    child,
    async cli(args, env = {}) {
      const command = launch(home, args, env)
      let text = ''
      command.child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
      await once(command.child, 'close')
      try {
        return JSON.parse(text) as unknown
      } catch {
        throw new Error(`${args.join(' ')} answered no JSON: ${text}${command.told.errors}`)
      }
    },
    stop: () => end(child, 'SIGTERM'),
    crash: () => end(child, 'SIGKILL'),
    async restart() {
      await end(child, 'SIGTERM')
      return await startOn(home)
    },
    async remove() {
      await Promise.all([...running].map((each) => end(each, 'SIGTERM')))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
