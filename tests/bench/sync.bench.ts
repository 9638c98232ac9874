import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createStallProbe, formatSections, keepsAim, type Section } from './measure.ts'
import { benchFullSync } from './sync-full.ts'
import { benchRateLimit } from './sync-limited.ts'

/** Where a bench puts its files, and what it tells while it works. */
export interface BenchContext {
  readonly folder: string
  /** Fewer rows and one repetition. */
  readonly isQuick: boolean
  /** Flags of Node for the host's process, such as --cpu-prof. */
  readonly hostFlags: readonly string[]
  /** Carries out a sync; meanwhile this process has nothing to do, so its own stalls are the machine's. */
  watched<T>(sync: () => Promise<T>): Promise<T>
  say(text: string): void
}

const USAGE = `Usage: npm run bench -- sync [--quick] [--json] [--only full|limit|tags] [--host-flags "--cpu-prof …"]
`

/** Runs the sync bench. Missed aims are shown; only a sync that is wrong or incomplete makes it fail. */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      'host-flags': { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  // As bin/duewatch.mjs does.
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../node_modules/.cache/duewatch', import.meta.url))
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-bench-')))
  const startedMs = performance.now()
  const idle = createStallProbe()
  let idleStallMs = 0
  const context: BenchContext = {
    folder,
    isQuick: values.quick,
    hostFlags: values['host-flags'].split(' ').filter((flag) => flag !== ''),
    async watched(sync) {
      idle.reset()
      const result = await sync()
      idleStallMs = Math.max(idleStallMs, idle.longestMs)
      return result
    },
    say: (text) => void process.stderr.write(`${text}\n`),
  }
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  const onInterrupt = (): void => {
    removeFolder()
    process.exit(130)
  }
  process.once('SIGINT', onInterrupt)
  try {
    const wants = (name: string): boolean => values.only === undefined || values.only === name
    const sections: Section[] = []
    const faults: string[] = []
    for (const part of [
      wants('full') ? benchFullSync : null,
      wants('limit') || wants('tags') ? benchRateLimit : null,
    ]) {
      if (!part) continue
      const result = await part(context, wants)
      sections.push(...result.sections)
      faults.push(...result.faults)
    }
    const seconds = (performance.now() - startedMs) / 1000
    const machine = {
      node: process.version,
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      idleStallMs,
    }
    if (values.json) {
      const shown = sections.map(({ title, figures }) => ({
        title,
        figures: figures.map((figure) => ({ ...figure, isKept: keepsAim(figure) })),
      }))
      process.stdout.write(`${JSON.stringify({ machine, seconds, faults, sections: shown }, null, 2)}\n`)
    } else {
      process.stdout.write(`${formatSections(sections)}
Node ${machine.node}, ${machine.cores} × ${machine.cpu}; an idle process beside it stalled for up to ${machine.idleStallMs.toFixed(0)} ms.
Took ${seconds.toFixed(0)} s. Medians, with the range where there are several; ratios are made within each repetition.
`)
      if (faults.length > 0) process.stdout.write('The figures count for nothing, because the result is wrong:\n')
      for (const fault of faults) process.stdout.write(`WRONG: ${fault}\n`)
    }
    if (faults.length > 0) process.exitCode = 1
  } finally {
    process.off('SIGINT', onInterrupt)
    removeFolder()
  }
}
