import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checker, CheckerInput, Reading } from './checker.ts'
import type { Row, SetResult, Trial } from './figures.ts'
import { findFaults, score } from './judge.ts'
import { runCommand } from './run-command.ts'
import { TIMEOUT_MS, type LinkSet, type LinkSets, type SetName } from './sets.ts'

export interface MeasureContext {
  readonly sets: LinkSets
  readonly checkers: readonly Checker[]
  /** Readable for everybody. */
  readonly folder: string
  readonly repeats: number
  readonly engineFlags: readonly string[]
  readonly signal: AbortSignal
  say(text: string): void
}

export interface MeasuredSet {
  readonly results: readonly SetResult[]
  /** Wrong verdicts of our own. */
  readonly faults: readonly string[]
}

/** Longest run of any checker. */
const LIMIT_MS = 120_000

/** Checks every link of a set with every checker, in turn; the many links once more with what is known of them then. */
export async function measureSet(name: SetName, context: MeasureContext): Promise<MeasuredSet> {
  const { sets, say, repeats } = context
  say(`${name}: starting its farm`)
  const set = await sets.open(name)
  const chosen = context.checkers.filter((checker) => toConcurrency(checker, set) !== null)
  const again = name === '5000' ? chosen.filter(({ isOurs }) => isOurs) : []
  const first = new Map<Checker, Trial[]>(chosen.map((checker) => [checker, []]))
  const second = new Map<Checker, Trial[]>(again.map((checker) => [checker, []]))
  const faults: string[] = []

  async function tryOnce(checker: Checker, repeat: number, latencies: readonly (number | null)[] | null) {
    const round = latencies === null ? '' : ' with history'
    say(`${name}: ${checker.label}${round}, repetition ${repeat + 1} of ${repeats}`)
    const folder = join(context.folder, `${name}-${repeat}-${checker.key}`)
    await sets.forget(set)
    const reading = await checker.check(toInput(set, checker, folder, latencies, context))
    const trial = { reading, score: score(set.links, reading.alive) }
    if (reading.findings !== null) {
      const found = findFaults(set.links, reading.findings)
      faults.push(...found.map((fault) => `${name}, ${checker.label}${round}: ${fault}`))
    }
    ;(latencies === null ? first : second).get(checker)?.push(trial)
    return reading
  }

  for (let repeat = 0; repeat < repeats; repeat += 1) {
    // Each is the first one once: what the one before has left behind must not always meet the same one.
    for (const checker of [...chosen.slice(repeat % chosen.length), ...chosen.slice(0, repeat % chosen.length)]) {
      const reading = await tryOnce(checker, repeat, null)
      if (again.includes(checker)) await tryOnce(checker, repeat, toLatencies(reading))
    }
  }
  const toRows = (trials: ReadonlyMap<Checker, Trial[]>): Row[] =>
    [...trials].map(([checker, list]) => ({ checker, concurrency: toConcurrency(checker, set) ?? 1, trials: list }))
  const results: SetResult[] = [{ set, title: set.title, hasHistory: false, rows: toRows(first) }]
  if (again.length > 0) {
    results.push({ set, title: `${set.title} again, slow ones first`, hasHistory: true, rows: toRows(second) })
  }
  return { results, faults }
}

function toConcurrency(checker: Checker, { links, resolvConf }: LinkSet): number | null {
  return checker.concurrency(links.length, resolvConf !== null)
}

function toLatencies({ findings }: Reading): (number | null)[] {
  return (findings ?? []).map((finding) => finding?.latencyMs ?? null)
}

function toInput(
  set: LinkSet,
  checker: Checker,
  folder: string,
  latencies: readonly (number | null)[] | null,
  context: MeasureContext,
): CheckerInput {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  const job = {
    urls: set.links.map(({ url }) => url),
    concurrency: toConcurrency(checker, set) ?? 1,
    timeoutMs: TIMEOUT_MS,
    latencies,
  }
  const jobFile = join(folder, 'job.json')
  writeFileSync(jobFile, JSON.stringify(job))
  const pageFile = join(folder, 'links.html')
  const anchors = job.urls.map((url, index) => `<p><a href="${url}">Link ${index}</a></p>\n`).join('')
  writeFileSync(pageFile, `<!doctype html>\n<title>Links</title>\n${anchors}`)
  const caFile = join(folder, 'ca.pem')
  copyFileSync(set.farm.caFile, caFile)
  chmodSync(caFile, 0o644)
  const options = { folder, limitMs: LIMIT_MS, signal: context.signal, resolvConf: set.resolvConf }
  return {
    job,
    jobFile,
    pageFile,
    folder,
    caFile,
    engineFlags: context.engineFlags,
    run: (command) => runCommand(command, options),
    async prepare(command) {
      const cost = await runCommand(command, options)
      if (cost.exitCode !== 0) throw new Error(`${command.args.join(' ')} ended with ${cost.exitCode}: ${cost.stderr}`)
      return cost
    },
  }
}
