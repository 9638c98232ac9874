import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../bin/duewatch.mjs', import.meta.url))

export interface CliResult {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
  /** The JSON document on stdout; throws when there is none or more than one. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into documents of many shapes
  readonly json: any
}

export interface RunningCli {
  readonly process: ChildProcess
  readonly done: Promise<CliResult>
  /** What was written to stderr so far. */
  readonly stderr: string
  /** What was written to stdout so far. */
  readonly stdout: string
  /** Resolves when stderr contains the text; rejects when the process ends first. */
  untilStderr(text: string): Promise<void>
}

export interface CliFolder {
  readonly dataDir: string
  /** The database file. */
  readonly databaseFile: string
  readonly keyFile: string
  /** Runs a command with --json in a real process of its own. */
  run(args: readonly string[], options?: CliOptions): Promise<CliResult>
  /** The same without --json. */
  runHuman(args: readonly string[], options?: CliOptions): Promise<CliResult>
  start(args: readonly string[], options?: CliOptions): RunningCli
  remove(): void
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Runs the command through `bash -c "ulimit …; exec …"`, for limits of the operating system. */
  readonly ulimit?: string
}

/** A data folder of its own and the real command line on it. */
export function createCliFolder(): CliFolder {
  const folder = mkdtempSync(join(tmpdir(), 'duewatch-cli-'))
  const dataDir = join(folder, 'data')
  const keyFile = join(folder, 'config', 'secret.key')

  function start(args: readonly string[], options: CliOptions = {}): RunningCli {
    const argv = [entry, '--data-dir', dataDir, ...args]
    const [command, ...rest] = options.ulimit
      ? ['bash', '-c', `ulimit ${options.ulimit}; exec "$@"`, 'limited', process.execPath, ...argv]
      : [process.execPath, ...argv]
    const child = spawn(command, rest, {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        LANG: 'en_US.UTF-8',
        DUEWATCH_KEY_FILE: keyFile,
        NO_COLOR: '1',
        ...options.env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stdin.on('error', () => {})
    child.stdin.end(options.stdin ?? '')
    let stdout = ''
    let stderr = ''
    const waiting: { text: string; resolve(): void; reject(error: Error): void }[] = []
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk
      const isMet = (one: { text: string }): boolean => stderr.includes(one.text)
      for (const one of waiting.filter(isMet)) one.resolve()
      waiting.splice(0, waiting.length, ...waiting.filter((one) => !isMet(one)))
    })
    const done = new Promise<CliResult>((resolve) => {
      child.once('close', (code, signal) => {
        for (const entryOf of waiting)
          entryOf.reject(new Error(`ended (${code ?? signal}) before "${entryOf.text}": ${stderr}`))
        resolve({
          code,
          signal,
          stdout,
          stderr,
          get json() {
            try {
              return JSON.parse(stdout) as unknown
            } catch {
              throw new Error(`no JSON on stdout: ${JSON.stringify(stdout)}; stderr: ${stderr}`)
            }
          },
        })
      })
    })
    return {
      process: child,
      done,
      get stderr() {
        return stderr
      },
      get stdout() {
        return stdout
      },
      untilStderr: (text) =>
        stderr.includes(text)
          ? Promise.resolve()
          : new Promise((resolve, reject) => waiting.push({ text, resolve, reject })),
    }
  }

  return {
    dataDir,
    databaseFile: join(dataDir, 'duewatch.sqlite'),
    keyFile,
    start,
    run: (args, options) => start(['--json', ...args], options).done,
    runHuman: (args, options) => start(args, options).done,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
