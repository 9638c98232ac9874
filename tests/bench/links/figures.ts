import { toSample, type Figure, type Section } from '../measure.ts'
import { TIMEOUT_MS, type LinkSet } from './sets.ts'
import type { Checker, Reading } from './checker.ts'
import type { Score } from './judge.ts'

/** One checker over one set, every repetition. */
export interface Row {
  readonly checker: Checker
  readonly concurrency: number
  readonly trials: readonly Trial[]
}

export interface Trial {
  readonly reading: Reading
  readonly score: Score
}

/** What one set has shown. */
export interface SetResult {
  readonly set: LinkSet
  readonly title: string
  /** The same links a second time, with what is known of the first. */
  readonly hasHistory: boolean
  readonly rows: readonly Row[]
}

type Read = (trial: Trial, links: number) => number

const wallS: Read = ({ reading }) => reading.cost.wallMs / 1000
const checkS: Read = ({ reading }) => (reading.checkMs ?? Number.NaN) / 1000
const cpuMs: Read = ({ reading }, links) => (reading.cost.cpuMs ?? Number.NaN) / links
const peakMb: Read = ({ reading }) => reading.cost.peakMb ?? Number.NaN
const wrong: Read = ({ score }) => score.wrong
const falseBroken: Read = ({ score }) => score.falseBroken

const COLUMNS: readonly (readonly [title: string, read: Read, digits: number])[] = [
  ['wall s', wallS, 2],
  ['of it checking', checkS, 2],
  ['CPU ms/link', cpuMs, 2],
  ['peak MB', peakMb, 0],
  ['wrong', wrong, 0],
  ['false broken', falseBroken, 0],
]

/** The checkers beside each other, medians. */
export function formatResult({ title, set, rows }: SetResult): string {
  const head = ['checker', 'at once', ...COLUMNS.map(([name]) => name)]
  const lines = rows.map((row) => [
    row.checker.label,
    String(row.concurrency),
    ...COLUMNS.map(([, read, digits]) => toText(medianOf(row, set, read), digits)),
    ...(isFinished(row) ? [] : ['(was stopped)']),
  ])
  const widths = head.map((text, column) => Math.max(text.length, ...lines.map((line) => line[column]?.length ?? 0)))
  const toLine = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`
  return ['', title, toLine(head), ...lines.map(toLine)].join('\n')
}

function isFinished({ trials }: Row): boolean {
  return trials.every(({ reading }) => reading.cost.exitCode !== null)
}

function medianOf(row: Row, set: LinkSet, read: Read): number {
  return toSample(row.trials.map((trial) => read(trial, set.links.length))).median
}

function toText(value: number, digits: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits)
}

/** The numbers behind the table. */
export function toJson({ title, hasHistory, set, rows }: SetResult): object {
  return {
    set: set.name,
    title,
    hasHistory,
    rows: rows.map(({ checker, concurrency, trials }) => ({
      checker: checker.key,
      concurrency,
      isFinished: trials.every(({ reading }) => reading.cost.exitCode !== null),
      trials: trials.map((trial) => ({
        wallS: wallS(trial, set.links.length),
        checkS: orNull(checkS(trial, set.links.length)),
        cpuMsPerLink: orNull(cpuMs(trial, set.links.length)),
        peakMb: orNull(peakMb(trial, set.links.length)),
        ...trial.score,
      })),
    })),
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/** What is held against an aim, and what else is worth comparing. */
export function toSection(result: SetResult, first: SetResult | null): Section {
  const { set, rows, hasHistory } = result
  const prefix = hasHistory ? `${set.name}.again` : set.name
  const figures: Figure[] = []
  const rowOf = (key: string): Row | undefined => rows.find(({ checker }) => checker.key === key)
  const own = rowOf('engine')

  function add(key: string, label: string, values: readonly number[], aim?: number, note?: string): void {
    const known = values.filter((value) => !Number.isNaN(value))
    if (known.length === 0) return
    figures.push({
      key: `${prefix}.${key}`,
      label,
      unit: key === 'falseBroken' || key === 'wrong' ? '' : '×',
      sample: toSample(known),
      ...(aim === undefined ? {} : { aim: { atMost: aim } }),
      ...(note === undefined ? {} : { note }),
    })
  }
  function compare(key: string, label: string, other: Row | undefined, read: Read, aim?: number): void {
    if (!own || !other) return
    const count = set.links.length
    // Within each repetition: what else the machine did then slowed both.
    const ratios = own.trials.map((trial, at) => read(trial, count) / read(other.trials[at] as Trial, count))
    add(`${key}.${other.checker.key}`, `${label} ÷ ${other.checker.label}`, ratios, aim)
  }

  const floors = (row: Row): number[] => row.trials.map((trial) => (checkS(trial, 0) * 1000) / TIMEOUT_MS)
  const product = rowOf('product')
  const isMany = set.name === '5000'
  const floorAim = set.name === '24' ? 1.03 : set.name === 'names' ? 1.1 : undefined
  if (own) {
    add('floor', 'checking ÷ the slowest link, which hangs', floors(own), floorAim)
    if (product) add('floor.product', 'the same of the whole product', floors(product))
    add(
      'wrong',
      'wrong verdicts',
      own.trials.map((trial) => wrong(trial, 0)),
      0,
    )
    add(
      'falseBroken',
      'false broken',
      own.trials.map((trial) => falseBroken(trial, 0)),
      0,
    )
  }
  for (const other of rows) {
    if (other.checker.isOurs) continue
    const aims: Readonly<Record<string, number>> = isMany ? { linkinator: 0.45, curl: 0.75 } : {}
    compare('wall', 'wall', other, wallS, aims[other.checker.key])
  }
  if (isMany) {
    compare('cpu', 'CPU per link', rowOf('curl'), cpuMs, 1)
    compare('cpu', 'CPU per link', rowOf('linkinator'), cpuMs)
    compare('memory', 'memory', rowOf('linkinator'), peakMb, 0.6)
  }
  const before = first?.rows.find(({ checker }) => checker.key === 'engine')
  if (hasHistory && own && before) {
    const ratios = own.trials.map((trial, at) => checkS(trial, 0) / checkS(before.trials[at] as Trial, 0))
    add('history', 'checking with history ÷ without', ratios)
  }
  return { title: `${result.title}: Duewatch's checker against aims`, figures }
}
