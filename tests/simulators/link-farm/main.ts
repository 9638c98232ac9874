import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startLinkFarm, type FarmOptions, type LinkFarm } from './farm.ts'
import { toCsv, toDocument } from './links.ts'

const USAGE = `Usage: npm run -s simulate:links -- [options]

A local farm of links: thousands of hosts on 127.0.0.0/8, http and https, with a realistic spread of latencies and
every way in which a link can fail. It listens on this machine only and asks nobody else.

  --links N            so many links, drawn from all cases (default: every case once in each scheme, without those that
                       need rules of a group or, unless --names is there, a name server)
  --only LIST          the only cases there are, by name, separated by commas
  --seed N             decides which links there are and how slow they are (default 1)
  --port N             of plain HTTP, TLS has the next one; default 0: free ones
  --latency MS         median of the time to answer (default 10; with --links 300)
  --timeout-ms N       the time-out that links are checked with (default 5000); decides what is slow
  --names              links with host names below farm.test, for a resolver that asks the farm's name server
  --dns-port N         port of that name server; default 0: a free one
  --dns-delay MS       of each of its answers (default 50)
  --csv FILE           writes the list of links to a file instead of printing it
  --json FILE          writes the links with what is true of each
  --help

Stop it with Ctrl+C; it prints what it was asked.
`

/** Wrong use of the command line; its text is shown as it is. */
class UsageError extends Error {}

interface Terminal {
  out(text: string): void
  err(text: string): void
}

interface Wishes {
  readonly farm: FarmOptions
  readonly csvFile: string | null
  readonly jsonFile: string | null
}

/** Runs the farm until `stopped` aborts; answers the exit code. */
export async function runLinkFarm(args: readonly string[], terminal: Terminal, stopped: AbortSignal): Promise<number> {
  let wishes: Wishes | 'help'
  try {
    // npm takes the first "--" away, a shell does not.
    wishes = readOptions(args[0] === '--' ? args.slice(1) : args)
  } catch (error) {
    terminal.err(`${toMessage(error)}\nSee --help.\n`)
    return 64
  }
  if (wishes === 'help') {
    terminal.out(USAGE)
    return 0
  }
  let farm: LinkFarm
  try {
    farm = await startLinkFarm(wishes.farm)
  } catch (error) {
    terminal.err(`The farm cannot start: ${toMessage(error)}\n`)
    return 1
  }
  try {
    present(farm, wishes, terminal)
    if (!stopped.aborted) {
      await new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }))
    }
    terminal.err(await toSummary(farm))
    return 0
  } catch (error) {
    terminal.err(`${toMessage(error)}\n`)
    return 1
  } finally {
    await farm.close()
  }
}

/** The list goes to standard output, so that it can be sent on; what a person reads goes to standard error. */
function present(farm: LinkFarm, { csvFile, jsonFile, farm: { hasNames } }: Wishes, terminal: Terminal): void {
  const links = farm.links.filter(({ group, linkCase }) => group === 'farm' && (hasNames || !linkCase.needsNames))
  const csv = toCsv(links)
  if (csvFile === null) terminal.out(csv)
  else writeFileSync(csvFile, csv)
  if (jsonFile !== null) writeFileSync(jsonFile, `${JSON.stringify(links.map(toDocument), null, 2)}\n`)
  const file = csvFile ?? 'FILE'
  const lines = [
    `Link farm: ${links.length} links, plain on port ${farm.httpPort}, TLS on port ${farm.httpsPort}`,
    `Authority of its certificates: ${farm.caFile}`,
    `Name server for *.farm.test: ${farm.dnsServer} (UDP)`,
    `Control: ${farm.controlUrl} (GET /stats /links.csv /links.json, POST /set?case=A&other=B /reset /dns?delay=MS)`,
    'Check them with:',
    `  npm run -s cli -- links import ${quote(file)}`,
    `  NODE_EXTRA_CA_CERTS=${quote(farm.caFile)} npm run -s cli -- links check --allow-private`,
    '',
  ]
  terminal.err(lines.join('\n'))
}

async function toSummary(farm: LinkFarm): Promise<string> {
  const { total, hosts, nameQuestions } = await farm.stats()
  const methods = Object.entries(total.methods)
    .map(([method, count]) => `${method} ${count}`)
    .join(', ')
  return [
    '',
    `${total.connections} connections to ${hosts.length} addresses, at most ${total.maxConnections} at once at one of them`,
    `  requests: ${total.requests} (${methods || 'none'}), at most ${total.maxRequests} at once at one address`,
    `  with cookies: ${total.cookies}, with passwords: ${total.credentials}, questions for names: ${nameQuestions}`,
    '',
  ].join('\n')
}

function readOptions(args: readonly string[]): Wishes | 'help' {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      links: { type: 'string' },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '0' },
      latency: { type: 'string' },
      'timeout-ms': { type: 'string', default: '5000' },
      names: { type: 'boolean', default: false },
      'dns-port': { type: 'string', default: '0' },
      'dns-delay': { type: 'string', default: '50' },
      csv: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const links = values.links === undefined ? null : wholeNumber('links', values.links, 1, 100_000)
  const timeoutMs = wholeNumber('timeout-ms', values['timeout-ms'], 100, 120_000)
  const medianMs = wholeNumber('latency', values.latency ?? (links === null ? '10' : '300'), 0, 60_000)
  return {
    csvFile: values.csv ?? null,
    jsonFile: values.json ?? null,
    farm: {
      links,
      only: values.only === undefined ? null : values.only.split(',').map((name) => name.trim()),
      seed: wholeNumber('seed', values.seed, 0, 4_294_967_295),
      // One below the highest, because TLS needs the next one.
      port: wholeNumber('port', values.port, 0, 65_534),
      timeoutMs,
      latency: { medianMs, sigma: 0.8, maxMs: Math.floor(timeoutMs * 0.6) },
      hasNames: values.names,
      dnsPort: wholeNumber('dns-port', values['dns-port'], 0, 65_535),
      dnsDelayMs: wholeNumber('dns-delay', values['dns-delay'], 0, 60_000),
    },
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max) {
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not "${text}".`)
  }
  return Number(text)
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Safe to paste into a shell. */
function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
