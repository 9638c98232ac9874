import type { CSSProperties, ReactNode } from 'react'
import { AXIS_WIDTH_PX } from './bar-chart.tsx'
import figure from './bar-figure.module.css'
import { barScale, percent } from './bar-figure.tsx'
import classes from './step-line.module.css'

export interface StepLineProps {
  /** Stands below and names the figure. */
  readonly caption: string
  /** The course in words, for those who do not see it. */
  readonly description: string
  readonly steps: readonly { readonly key: string; readonly value: number; readonly description: string }[]
  readonly formatValue: (value: number) => string
  readonly heightPx?: number
  readonly axisWidthPx?: number
}

/** Units of height in the drawing; it is stretched to whatever room there is. */
const HEIGHT = 100

/** What has come together up to each step, with an axis from zero; its steps stand below the bars of the same chart. */
export function StepLine({
  caption,
  description,
  steps,
  formatValue,
  heightPx = 72,
  axisWidthPx = AXIS_WIDTH_PX,
}: StepLineProps): ReactNode {
  const { top, ticks } = barScale(Math.max(0, ...steps.map(({ value }) => value)))
  // Two lines are enough here: nought and the highest.
  const shown = [...new Set([ticks[0] ?? 0, ticks.at(-1) ?? 0])]
  const y = (value: number): number => Math.round((1 - value / top) * HEIGHT * 100) / 100
  const toBottom = (tick: number): CSSProperties => ({ bottom: percent(tick / top) })
  return (
    <figure className={classes.root} style={{ '--axis-width': `${axisWidthPx}px` } as CSSProperties}>
      <div className={figure.plot} style={{ height: heightPx }}>
        <div className={figure.axis} aria-hidden>
          {shown.map((tick) => (
            <span key={tick} className={figure.tick} style={toBottom(tick)}>
              {formatValue(tick)}
            </span>
          ))}
        </div>
        <div className={figure.area}>
          {shown.map((tick) => (
            <div key={tick} className={figure.line} aria-hidden style={toBottom(tick)} />
          ))}
          <svg
            className={classes.drawing}
            viewBox={`0 0 ${Math.max(1, steps.length)} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={description}
          >
            <path className={classes.line} d={toStepPath(steps.map(({ value }) => y(value)))} />
            {steps.map((step, index) => (
              <rect key={step.key} className={classes.place} x={index} y={0} width={1} height={HEIGHT}>
                <title>{step.description}</title>
              </rect>
            ))}
          </svg>
        </div>
      </div>
      <figcaption className={classes.caption}>{caption}</figcaption>
    </figure>
  )
}

/** A line of steps, each one unit wide. */
export function toStepPath(heights: readonly number[]): string {
  const [first] = heights
  if (first === undefined) return ''
  return `M0 ${first}${heights.map((height, index) => `V${height}H${index + 1}`).join('')}`
}
