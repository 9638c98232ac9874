import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import classes from './bar-chart.module.css'
import { BarFigure, barScale, percent } from './bar-figure.tsx'

/** Colours with their patterns, the same everywhere. `group-…` are for what has no colour of its own. */
export const CHART_TONES = [
  'auto',
  'manual',
  'none',
  'on-demand',
  'unknown',
  'decided',
  'automatic',
  'assumed',
  'group-1',
  'group-2',
  'group-3',
  'group-4',
  'group-5',
  'rest',
  'all',
  'incomplete',
] as const
export type ChartTone = (typeof CHART_TONES)[number]

/** One part of a bar; `tone` chooses colour and pattern. */
export interface ChartPart {
  readonly key: string
  readonly label: string
  readonly tone: ChartTone
  readonly value: number
}

export interface ChartBar {
  readonly key: string
  /** Stands below the bar; null: nothing does. */
  readonly label: string | null
  /** The whole bar in words, for screen readers and on hover. */
  readonly description: string
  readonly parts: readonly ChartPart[]
  /** null: nothing is behind it, and it is no link. */
  readonly href: string | null
  /** True for the span that has begun: it is marked as the present one. */
  readonly isCurrent: boolean
  /** True when more is due than anybody knows the price of: the bar is left open at its top, hatched. */
  readonly isIncomplete?: boolean
}

export interface BarChartProps {
  readonly label: string
  readonly bars: readonly ChartBar[]
  readonly legend: readonly { readonly tone: ChartTone; readonly label: string }[]
  /** Writes a value of the axis, with its unit. */
  readonly formatValue: (value: number) => string
  readonly heightPx?: number
  readonly axisWidthPx?: number
  /** True when the values are counted, so that the axis has whole numbers only. */
  readonly isCount?: boolean
}

/** Amounts with their currency stand at the axis. */
export const AXIS_WIDTH_PX = 84

/** Labels begin at their bars from so many bars on, because they are wider than a bar. */
const SPARSE_FROM = 32
const LATE_BARS = 4

/** Bars side by side, stacked, with an axis from zero; bars are links to their rows. Arrow keys move from bar to bar. */
export function BarChart({
  label,
  bars,
  legend,
  formatValue,
  heightPx = 200,
  axisWidthPx = AXIS_WIDTH_PX,
  isCount = false,
}: BarChartProps): ReactNode {
  const [current, setCurrent] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const totals = bars.map(({ parts }) => parts.reduce((sum, part) => sum + part.value, 0))
  const scale = barScale(Math.max(0, ...totals), isCount)
  const linked = bars.filter(({ href }) => href !== null)
  const focusable = linked.some(({ key }) => key === current) ? current : (linked[0]?.key ?? null)
  const isSparse = bars.length >= SPARSE_FROM

  function move(event: KeyboardEvent): void {
    const at = linked.findIndex(({ key }) => key === focusable)
    const wanted = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: linked.length - 1 }[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    const next = Math.min(linked.length - 1, Math.max(0, wanted))
    setCurrent(linked[next]?.key ?? null)
    list.current?.querySelectorAll('a')[next]?.focus()
  }

  return (
    <BarFigure
      label={label}
      scale={scale}
      formatValue={formatValue}
      heightPx={heightPx}
      axisWidthPx={axisWidthPx}
      list={list}
      onKeyDown={move}
      labels={
        <div className={classes.labels} data-sparse={isSparse || undefined}>
          {bars.map((bar, index) => (
            <span
              key={bar.key}
              data-current={bar.isCurrent || undefined}
              data-late={(isSparse && index >= bars.length - LATE_BARS) || undefined}
            >
              {bar.label}
            </span>
          ))}
        </div>
      }
      legend={legend.map(({ tone, label: words }) => ({ key: tone, label: words, className: classes.part, tone }))}
    >
      {bars.map((bar) => (
        <li key={bar.key} className={classes.slot} data-current={bar.isCurrent || undefined}>
          {bar.href !== null && (
            <a
              className={classes.bar}
              href={bar.href}
              title={bar.description}
              aria-label={bar.description}
              tabIndex={bar.key === focusable ? 0 : -1}
              onFocus={() => setCurrent(bar.key)}
            >
              {bar.parts.map((part) => (
                <span
                  key={part.key}
                  className={classes.part}
                  data-tone={part.tone}
                  style={{ height: percent(part.value / scale.top) }}
                />
              ))}
              {bar.isIncomplete && <span className={classes.part} data-tone="incomplete" />}
            </a>
          )}
        </li>
      ))}
    </BarFigure>
  )
}
