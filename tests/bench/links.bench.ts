import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Checker } from './links/checker.ts'
import { CHECKERS } from './links/checkers.ts'
import { formatResult, toJson, toSection, type SetResult } from './links/figures.ts'
import { measureSet, type MeasureContext } from './links/measure-set.ts'
import { createLinkSets, SET_NAMES, whyNoNames } from './links/sets.ts'
import { formatSections, keepsAim } from './measure.ts'

const USAGE = `Usage: npm run bench -- links [options]

Duewatch's link checker beside what people use today, on one local farm of links, with a time-out of 5 seconds for all.

  --sets LIST      of ${SET_NAMES.join(', ')} (default: all; names needs root)
  --peers LIST     of ${CHECKERS.map(({ key }) => key).join(', ')} (default: all that are installed)
  --repeats N      interleaved; ratios are made within each repetition (default 1)
  --quick          --sets 24,500
  --json
  --engine-flags="--cpu-prof …"   flags of Node for the checker alone
`

/** Runs the bench of link checks. Missed aims are shown; only a wrong verdict of Duewatch makes it fail. */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      sets: { type: 'string' },
      peers: { type: 'string' },
      repeats: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'engine-flags': { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  const named = toList(values.sets, SET_NAMES) ?? (values.quick ? (['24', '500'] as const) : SET_NAMES)
  const keys = toList(
    values.peers,
    CHECKERS.map(({ key }) => key),
  )
  const { checkers, leftOut } = choose(keys)
  const noNames = named.includes('names') ? await whyNoNames() : null
  if (noNames !== null) leftOut.push(`the set of names: ${noNames}`)
  const wanted = named.filter((name) => name !== 'names' || noNames === null)
  // As bin/duewatch.mjs does.
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../node_modules/.cache/duewatch', import.meta.url))

  const startedMs = performance.now()
  const stop = new AbortController()
  const interrupt = (): void => stop.abort(new Error('interrupted'))
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  // Some of the programs give their rights away when the administrator starts them, and still have to read it.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-bench-links-')))
  chmodSync(folder, 0o755)
  const sets = createLinkSets({ folder, wanted })
  const context: MeasureContext = {
    sets,
    checkers,
    folder,
    repeats: toRepeats(values.repeats),
    engineFlags: values['engine-flags'].split(' ').filter((flag) => flag !== ''),
    signal: stop.signal,
    say,
  }
  const results: SetResult[] = []
  const faults: string[] = []
  const loadBefore = loadavg()[0] ?? 0
  try {
    for (const name of wanted) {
      const measured = await measureSet(name, context)
      results.push(...measured.results)
      faults.push(...measured.faults)
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error
    process.exitCode = 130
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    await sets.close()
    rmSync(folder, { recursive: true, force: true })
  }
  if (stop.signal.aborted) return
  const sections = results.map((result) => toSection(result, results.find(({ set }) => set === result.set) ?? null))
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadBefore,
  }
  const seconds = (performance.now() - startedMs) / 1000
  if (values.json) {
    const shown = sections.map(({ title, figures }) => ({
      title,
      figures: figures.map((figure) => ({ ...figure, isKept: keepsAim(figure) })),
    }))
    const document = { machine, seconds, leftOut, faults, sets: results.map(toJson), sections: shown }
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  } else {
    const tables = results.map((result, at) => `${formatResult(result)}\n${formatSections([sections[at] ?? EMPTY])}`)
    process.stdout.write(`${tables.join('')}
Node ${machine.node}, ${machine.cores} × ${machine.cpu}, shared with the farm; load before: ${loadBefore.toFixed(1)}. Took ${seconds.toFixed(0)} s.
Time-out 5 s for all. Wall, CPU and memory are those of the whole program with all its processes; medians of ${context.repeats}.
`)
    for (const what of leftOut) process.stdout.write(`Left out: ${what}\n`)
    if (faults.length > 0) process.stdout.write('The figures count for nothing, because verdicts are wrong:\n')
    for (const fault of faults.slice(0, 100)) process.stdout.write(`WRONG: ${fault}\n`)
  }
  if (faults.length > 0) process.exitCode = 1
}

const EMPTY = { title: '', figures: [] }

function toList<T extends string>(text: string | undefined, known: readonly T[]): readonly T[] | null {
  if (text === undefined) return null
  return text.split(',').map((word) => {
    const found = known.find((one) => one === word.trim())
    if (found === undefined) throw new Error(`"${word}" is none of ${known.join(', ')}`)
    return found
  })
}

function toRepeats(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 20) throw new Error('--repeats is a whole number from 1 to 20')
  return count
}

function choose(keys: readonly string[] | null): { checkers: Checker[]; leftOut: string[] } {
  const leftOut: string[] = []
  const checkers = CHECKERS.filter(({ key, label, missing }) => {
    if (keys !== null && !keys.includes(key)) return false
    const lacks = missing()
    if (lacks !== null) leftOut.push(`${label}: there is no ${lacks}`)
    return lacks === null
  })
  return { checkers, leftOut }
}
