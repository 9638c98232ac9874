import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { BarFigure, barScale, percent } from './bar-figure.tsx'
import classes from './month-chart.module.css'

/** One part of a bar; `tone` chooses colour and pattern, the same everywhere. */
export interface ChartPart {
  readonly key: string
  readonly label: string
  readonly tone: ChartTone
  readonly value: number
}

export const CHART_TONES = ['auto', 'manual', 'none', 'on-demand', 'unknown'] as const
export type ChartTone = (typeof CHART_TONES)[number]

export interface ChartMonth {
  readonly key: string
  /** Stands below the bar. */
  readonly label: string
  /** The whole bar in words, for screen readers and on hover. */
  readonly description: string
  readonly parts: readonly ChartPart[]
  readonly href: string
  /** True for the month that has begun: it is marked as the present one. */
  readonly isCurrent: boolean
}

export interface MonthChartProps {
  readonly label: string
  readonly months: readonly ChartMonth[]
  readonly legend: readonly { readonly tone: ChartTone; readonly label: string }[]
  /** Writes a value of the axis, with its unit. */
  readonly formatValue: (value: number) => string
  readonly heightPx?: number
}

/** Amounts with their currency stand at the axis. */
const AXIS_WIDTH_PX = 84

/** Bars by month, stacked, with an axis from zero; every bar is a link to its rows. Arrow keys move from bar to bar. */
export function MonthChart({ label, months, legend, formatValue, heightPx = 200 }: MonthChartProps): ReactNode {
  const [current, setCurrent] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const totals = months.map(({ parts }) => parts.reduce((sum, part) => sum + part.value, 0))
  const scale = barScale(Math.max(0, ...totals))

  function move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -months.length, End: months.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.min(months.length - 1, Math.max(0, current + step))
    setCurrent(next)
    list.current?.querySelectorAll('a')[next]?.focus()
  }

  return (
    <BarFigure
      label={label}
      scale={scale}
      formatValue={formatValue}
      heightPx={heightPx}
      axisWidthPx={AXIS_WIDTH_PX}
      list={list}
      onKeyDown={move}
      labels={
        <div className={classes.labels}>
          {months.map((month) => (
            <span key={month.key} data-current={month.isCurrent || undefined}>
              {month.label}
            </span>
          ))}
        </div>
      }
      legend={legend.map(({ tone, label: words }) => ({ key: tone, label: words, className: classes.part, tone }))}
    >
      {months.map((month, index) => (
        <li key={month.key} className={classes.slot} data-current={month.isCurrent || undefined}>
          <a
            className={classes.bar}
            href={month.href}
            title={month.description}
            aria-label={month.description}
            tabIndex={index === current ? 0 : -1}
            onFocus={() => setCurrent(index)}
          >
            {month.parts.map((part) => (
              <span
                key={part.key}
                className={classes.part}
                data-tone={part.tone}
                style={{ height: percent(part.value / scale.top) }}
              />
            ))}
          </a>
        </li>
      ))}
    </BarFigure>
  )
}
