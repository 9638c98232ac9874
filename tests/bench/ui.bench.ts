import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatSections, keepsAim, type Section } from './measure.ts'
import { uiCore } from './ui-core.ts'
import { uiPage } from './ui-page.ts'

const USAGE = `Usage: npm run bench -- ui [--quick] [--json] [--only core|page] [--sizes 50000,100000] [--repeats 3] [--no-build]
`

/** Runs the bench of the list: what the core answers, and what a person waits for. Missed aims are shown and fail nothing. */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      sizes: { type: 'string' },
      repeats: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const sizes = values.sizes?.split(',').map(Number)
  const repeats = values.repeats === undefined ? (values.quick ? 1 : 3) : Number(values.repeats)
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  // As bin/duewatch.mjs does.
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../node_modules/.cache/duewatch', import.meta.url))
  const startedMs = performance.now()
  const sections: Section[] = []
  const faults: string[] = []
  if (values.only !== 'page') {
    const result = await uiCore({ sizes: sizes ?? (values.quick ? [50_000] : [50_000, 100_000, 1_000_000]), say })
    sections.push(...result.sections)
    faults.push(...result.faults)
  }
  if (values.only !== 'core') {
    // The page is measured as it is shipped.
    if (!values['no-build']) buildProduct()
    const result = await uiPage({ sizes: sizes ?? (values.quick ? [50_000] : [50_000, 100_000]), repeats, say })
    sections.push(...result.sections)
    faults.push(...result.faults)
  }
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() }
  const seconds = (performance.now() - startedMs) / 1000
  if (values.json) {
    const shown = sections.map(({ title, figures }) => ({
      title,
      figures: figures.map((figure) => ({ ...figure, isKept: keepsAim(figure) })),
    }))
    process.stdout.write(`${JSON.stringify({ machine, seconds, faults, sections: shown }, null, 2)}\n`)
  } else {
    process.stdout.write(`${formatSections(sections)}
Node ${machine.node}, ${machine.cores} × ${machine.cpu}. Took ${seconds.toFixed(0)} s. Medians, with the range where there are several.
`)
    for (const fault of faults) process.stdout.write(`WRONG: ${fault}\n`)
  }
  if (faults.length > 0) process.exitCode = 1
}

function buildProduct(): void {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error('the build failed')
}
