import { parseArgs } from 'node:util'
import { SERVICES, type Service } from './api.ts'
import { DEFAULT_KEYS, startHuaweiSimulator, type HuaweiSimulator, type SimulatorOptions } from './server.ts'
import type { FailureKind } from './switches.ts'

const USAGE = `Usage: npm run -s simulate:huawei -- [options]

A local stand-in for Huawei Cloud's read APIs (list, prices, tags, projects). It checks signatures as the
real gateway does, listens on 127.0.0.1 only, and has no call that spends money.

  --resources N        resources in the account (default 2314)
  --seed N             decides names, dates and faults (default 1)
  --port N             default 0: a free port
  --access-key AK      default AKEXAMPLE (a second key AKEXAMPLE2 / SKEXAMPLE2 exists then, too)
  --secret-key SK      default SKEXAMPLE
  --latency MS         wait before each answer: 80, or a range 50-200
  --rate N             calls per second and API before 429; --burst N at once, --shape APIG|CBC
  --failure-rate P     share of requests that fail in some way, 0 to 1
  --deny LIST          services that answer 403: ${SERVICES.join(', ')}
  --evolve-every N     the account changes after every Nth complete list
  --help

Stop it with Ctrl+C; it prints what it was asked.
`

/** Wrong use of the command line; its text is shown as it is. */
class UsageError extends Error {}

/** Faults that a patient client survives; a request that hangs or lies is left to tests. */
const COMMON_FAILURES: readonly FailureKind[] = [
  '429-apig',
  '429-cbc',
  '500',
  '502',
  '503',
  '504',
  'reset',
  'half-json',
]

interface Terminal {
  out(text: string): void
  err(text: string): void
}

/** Runs the simulator until `stopped` aborts; answers the exit code. */
export async function runHuaweiSimulator(
  args: readonly string[],
  terminal: Terminal,
  stopped: AbortSignal,
): Promise<number> {
  let options: Partial<SimulatorOptions> | 'help'
  try {
    // npm takes the first "--" away, a shell does not.
    options = readOptions(args[0] === '--' ? args.slice(1) : args)
  } catch (error) {
    terminal.err(`${error instanceof Error ? error.message : String(error)}\nSee --help.\n`)
    return 64
  }
  if (options === 'help') {
    terminal.out(USAGE)
    return 0
  }
  let simulator: HuaweiSimulator
  try {
    simulator = await startHuaweiSimulator(options)
  } catch (error) {
    terminal.err(`The simulator cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
  terminal.out(greeting(simulator, options))
  if (!stopped.aborted) {
    await new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }))
  }
  await simulator.close()
  terminal.out(summary(simulator))
  return 0
}

function greeting({ url, world }: HuaweiSimulator, { keys = DEFAULT_KEYS }: Partial<SimulatorOptions>): string {
  const { accessKey = '', secretKey = '' } = keys[0] ?? {}
  return [
    `Huawei Cloud simulator on ${url} (${world.resources.size} resources, access key ${accessKey}, secret key ${secretKey})`,
    'Connect with:',
    `  DUEWATCH_SECRET_KEY=${quote(secretKey)} npm run -s cli -- accounts add --provider huawei --name sim --endpoint ${url} --access-key ${quote(accessKey)}`,
    '  npm run -s cli -- sync --account sim',
    '',
  ].join('\n')
}

function summary({ stats }: HuaweiSimulator): string {
  const line = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none'
  return [
    '',
    `${stats.total} requests, ${stats.completeLists} complete lists, at most ${stats.maxOpen} at once`,
    `  by API: ${line(stats.byApi)}`,
    `  by status (0 = connection ended without an answer): ${line(stats.byStatus)}`,
    `  calls that would have changed the account: ${stats.forbiddenWrites}`,
    '',
  ].join('\n')
}

function readOptions(args: readonly string[]): Partial<SimulatorOptions> | 'help' {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      resources: { type: 'string', default: '2314' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '0' },
      'access-key': { type: 'string' },
      'secret-key': { type: 'string' },
      latency: { type: 'string', default: '0' },
      rate: { type: 'string' },
      burst: { type: 'string' },
      shape: { type: 'string', default: 'APIG' },
      'failure-rate': { type: 'string' },
      deny: { type: 'string', default: '' },
      'evolve-every': { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const shape = values.shape
  if (shape !== 'APIG' && shape !== 'CBC') throw new UsageError('--shape must be APIG or CBC.')
  if (values.rate === undefined && values.burst !== undefined) throw new UsageError('--burst needs --rate.')
  const accessKey = values['access-key']
  const secretKey = values['secret-key']
  if ((accessKey === undefined) !== (secretKey === undefined)) {
    throw new UsageError('--access-key and --secret-key belong together.')
  }
  return {
    resources: wholeNumber('resources', values.resources, 0, 200_000),
    seed: wholeNumber('seed', values.seed, 0, 4_294_967_295),
    port: wholeNumber('port', values.port, 0, 65_535),
    evolveEvery: wholeNumber('evolve-every', values['evolve-every'], 0, 1_000_000),
    latencyMs: readLatency(values.latency),
    deny: readServices(values.deny),
    ...(accessKey !== undefined && secretKey !== undefined ? { keys: [{ accessKey, secretKey }] } : {}),
    ...(values.rate === undefined
      ? {}
      : {
          rateLimit: {
            perSecond: wholeNumber('rate', values.rate, 1, 100_000),
            burst: wholeNumber('burst', values.burst ?? values.rate, 1, 100_000),
            shape,
          },
        }),
    ...(values['failure-rate'] === undefined
      ? {}
      : { failureRate: { probability: readShare(values['failure-rate']), kinds: COMMON_FAILURES } }),
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max) {
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not "${text}".`)
  }
  return Number(text)
}

function readLatency(text: string): number | readonly [number, number] {
  const parts = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text)
  const min = Number(parts?.[1])
  const max = Number(parts?.[2] ?? parts?.[1])
  if (!parts || min > max) throw new UsageError(`--latency must be milliseconds such as 80 or 50-200, not "${text}".`)
  return min === max ? min : [min, max]
}

function readShare(text: string): number {
  const share = Number(text)
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new UsageError('--failure-rate must lie between 0 and 1.')
  return share
}

function readServices(text: string): Set<Service> {
  const denied = new Set<Service>()
  for (const name of text.split(',').filter((part) => part !== '')) {
    const service = SERVICES.find((known) => known === name)
    if (!service) throw new UsageError(`--deny does not know "${name}"; it takes ${SERVICES.join(', ')}.`)
    denied.add(service)
  }
  return denied
}

/** Safe to paste into a shell. */
function quote(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
