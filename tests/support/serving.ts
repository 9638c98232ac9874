import { setTimeout as wait } from 'node:timers/promises'
import type { Envelope } from '../../src/shared/ipc/envelope.ts'
import type { CliFolder, CliOptions, CliResult, RunningCli } from './cli.ts'
import { ask, type Answer } from './http.ts'

/** A running `duewatch serve` with one person who is in. */
export interface Serving {
  readonly cli: RunningCli
  readonly port: number
  /** Headers of our own page. */
  readonly headers: Readonly<Record<string, string>>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Carries a request out and unwraps the answer. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  request(route: string, input?: object): Promise<any>
  /** Asks the process to end and waits for it. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>
}

/** Starts `serve --json` in a process of its own and goes in with its link. */
export async function startServing(
  folder: CliFolder,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<Serving> {
  const cli = folder.start(['--json', 'serve', '--no-open', ...args], options)
  const { url, port } = await readLink(cli)
  const host = `127.0.0.1:${port}`
  const signedIn = await ask(port, url.slice(`http://${host}`.length), { headers: { host } })
  const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0] ?? ''
  const headers = { host, cookie, origin: `http://${host}`, 'content-type': 'application/json' }
  return {
    cli,
    port,
    headers,
    get: (path, more = {}) => ask(port, path, { headers: { host, cookie, ...more } }),
    async request(route, input = {}) {
      const body = JSON.stringify({ route, input })
      const answer = await ask(port, '/api/request', { method: 'POST', headers, body })
      const envelope = JSON.parse(answer.text) as Envelope<unknown>
      if (!envelope.ok) throw new Error(`${route}: ${envelope.error.code} ${JSON.stringify(envelope.error.params)}`)
      return envelope.data
    },
    stop(signal = 'SIGTERM') {
      cli.process.kill(signal)
      return cli.done
    },
  }
}

/** The document that `serve --json` prints as soon as it listens. */
async function readLink(cli: RunningCli): Promise<{ readonly url: string; readonly port: number }> {
  const result: { ended?: CliResult } = {}
  void cli.done.then((ended) => (result.ended = ended))
  for (;;) {
    if (cli.stdout.includes('}')) return JSON.parse(cli.stdout) as { url: string; port: number }
    if (result.ended) throw new Error(`serve has ended: ${result.ended.stdout} ${result.ended.stderr}`)
    // The process prints it when it is ready; there is no event for "printed".
    await wait(10)
  }
}
