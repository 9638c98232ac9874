import { useId, type ReactNode } from 'react'
import classes from './sparkline.module.css'

export interface SparkPoint {
  /** Epoch ms. */
  readonly at: number
  readonly value: number
}

/** Units of the drawing; it is stretched to whatever room there is. */
const WIDTH = 240
const HEIGHT = 44
/** Room above, so that the highest line is not cut. */
const TOP = 3

/** A small course of one figure. The value axis begins at zero; time runs from the first to the last point. */
export function Sparkline({
  title,
  description,
  points,
}: {
  readonly title: string
  /** The figures in words, for those who do not see the line. */
  readonly description: string
  /** At least one, oldest first. */
  readonly points: readonly SparkPoint[]
}): ReactNode {
  const id = useId()
  const { line, area } = toSparkPaths(points)
  return (
    <svg
      className={classes.root}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{description}</desc>
      <path className={classes.axis} d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      <path className={classes.area} d={area} />
      <path className={classes.line} d={line} />
    </svg>
  )
}

/** The paths of a course; a figure that is always zero lies on the axis. */
export function toSparkPaths(points: readonly SparkPoint[]): { readonly line: string; readonly area: string } {
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return { line: '', area: '' }
  const most = Math.max(...points.map(({ value }) => value), 0)
  const spanMs = last.at - first.at
  const x = (at: number): number => (spanMs <= 0 ? 0 : ((at - first.at) / spanMs) * WIDTH)
  const y = (value: number): number => (most <= 0 ? HEIGHT - 1 : HEIGHT - 1 - (value / most) * (HEIGHT - 1 - TOP))
  const round = (value: number): string => String(Math.round(value * 10) / 10)
  const steps = points.map(({ at, value }) => `${round(x(at))} ${round(y(value))}`)
  // One moment alone is drawn as a level, or there would be nothing to see.
  if (points.length === 1 || spanMs <= 0) steps.push(`${WIDTH} ${round(y(last.value))}`)
  const endX = points.length === 1 || spanMs <= 0 ? WIDTH : round(x(last.at))
  return { line: `M${steps.join('L')}`, area: `M0 ${HEIGHT - 1}L${steps.join('L')}L${endX} ${HEIGHT - 1}Z` }
}
