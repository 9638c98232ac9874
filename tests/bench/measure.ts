import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Largest resident memory of a process so far, in MB (10^6 bytes); null where /proc does not tell. */
export function readPeakMemoryMb(pid: number | 'self'): number | null {
  const kb = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status'))?.[1]
  return kb === undefined ? null : (Number(kb) * 1024) / 1e6
}

/** CPU time of a whole process so far; null where /proc does not tell. */
export function readCpuMs(pid: number | 'self'): number | null {
  // Fields 14 and 15 in ticks of 10 ms; the name before them may contain spaces.
  const fields = readProc(pid, 'stat').split(') ')[1]?.split(' ')
  return fields ? (Number(fields[11]) + Number(fields[12])) * 10 : null
}

function readProc(pid: number | 'self', name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

/** Watches how long this process's event loop is kept from running. */
export interface StallProbe {
  reset(): void
  /** Longest stall since the last reset, in milliseconds. */
  readonly longestMs: number
}

export function createStallProbe(): StallProbe {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  return {
    reset: () => delays.reset(),
    get longestMs() {
      return delays.max / 1e6
    },
  }
}

/** Several measurements of one thing. */
export interface Sample {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly count: number
}

export function toSample(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    count: sorted.length,
  }
}

export type Unit = 's' | 'ms' | '×' | '%' | 'MB' | ''

/** One line of a bench's result. */
export interface Figure {
  readonly key: string
  readonly label: string
  readonly unit: Unit
  readonly sample: Sample
  /** What the median is held against; a missed aim is shown and never fails the bench. */
  readonly aim?: { readonly atMost: number } | { readonly atLeast: number }
  readonly note?: string
}

export interface Section {
  readonly title: string
  readonly figures: readonly Figure[]
}

/** Whether the median keeps the aim; null without one. */
export function keepsAim({ aim, sample }: Figure): boolean | null {
  if (!aim) return null
  return 'atMost' in aim ? sample.median <= aim.atMost : sample.median >= aim.atLeast
}

/** The figures as lines of text. */
export function formatSections(sections: readonly Section[]): string {
  const lines: string[] = []
  for (const { title, figures } of sections) {
    lines.push('', title)
    const rows = figures.map((figure) => [
      figure.label,
      formatValue(figure.sample.median, figure.unit),
      figure.sample.count > 1 ? `${formatValue(figure.sample.min, '')}–${formatValue(figure.sample.max, '')}` : '',
      formatAim(figure),
      figure.note ?? '',
    ])
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
    for (const [label = '', value = '', range = '', aim = '', note = ''] of rows) {
      const cells = [
        label.padEnd(widths[0] as number),
        value.padStart(widths[1] as number),
        range.padEnd(widths[2] as number),
        aim.padEnd(widths[3] as number),
        note,
      ]
      lines.push(`  ${cells.join('  ')}`.trimEnd())
    }
  }
  return `${lines.join('\n')}\n`
}

function formatAim(figure: Figure): string {
  const { aim, unit } = figure
  if (!aim) return ''
  const text = 'atMost' in aim ? `≤ ${formatValue(aim.atMost, unit)}` : `≥ ${formatValue(aim.atLeast, unit)}`
  return `${text} ${keepsAim(figure) ? 'kept' : 'MISSED'}`
}

function formatValue(value: number, unit: Unit): string {
  const digits = unit === 'ms' || unit === 'MB' || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 20 ? 1 : 2
  const text = Number.isInteger(value) && unit === '' ? String(value) : value.toFixed(digits)
  return unit === '' ? text : unit === '×' || unit === '%' ? `${text} ${unit}` : `${text} ${unit}`
}
