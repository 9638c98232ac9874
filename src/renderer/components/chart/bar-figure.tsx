import { scaleLinear } from 'd3-scale'
import type { CSSProperties, KeyboardEventHandler, ReactNode, RefObject } from 'react'
import classes from './bar-figure.module.css'

const TICKS = 4

/** An axis from zero: where it ends, and what is written at it. */
export interface BarScale {
  readonly top: number
  readonly ticks: readonly number[]
}

/** The axis for bars up to a value; what is counted has whole numbers only. */
export function barScale(max: number, isCount = false): BarScale {
  const scale = scaleLinear()
    .domain([0, max || 1])
    .nice(TICKS)
  const ticks = max === 0 ? [0] : scale.ticks(TICKS)
  return { top: scale.domain()[1] ?? 1, ticks: isCount ? ticks.filter(Number.isInteger) : ticks }
}

/** A share as CSS writes it. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`
}

export interface BarFigureProps {
  readonly label: string
  readonly scale: BarScale
  /** Writes a value of the axis, with its unit. */
  readonly formatValue: (value: number) => string
  readonly heightPx: number
  readonly axisWidthPx: number
  /** The bars, each a `li`. */
  readonly children: ReactNode
  readonly list: RefObject<HTMLUListElement | null>
  readonly onKeyDown: KeyboardEventHandler
  /** What stands below the bars. */
  readonly labels: ReactNode
  /** The colours and patterns in words. */
  readonly legend: readonly {
    readonly key: string
    readonly label: string
    readonly className: string | undefined
    readonly tone?: string
  }[]
}

/** What bar charts have in common: axis, lines, the place of the bars, legend. */
export function BarFigure(props: BarFigureProps): ReactNode {
  const { label, scale, formatValue, heightPx, axisWidthPx, children, list, onKeyDown, labels, legend } = props
  const toBottom = (tick: number): CSSProperties => ({ bottom: percent(tick / scale.top) })
  return (
    <figure
      className={classes.figure}
      aria-label={label}
      style={{ '--axis-width': `${axisWidthPx}px` } as CSSProperties}
    >
      <div className={classes.plot} style={{ height: heightPx }}>
        <div className={classes.axis} aria-hidden>
          {scale.ticks.map((tick) => (
            <span key={tick} className={classes.tick} style={toBottom(tick)}>
              {formatValue(tick)}
            </span>
          ))}
        </div>
        <div className={classes.area}>
          {scale.ticks.map((tick) => (
            <div key={tick} className={classes.line} aria-hidden style={toBottom(tick)} />
          ))}
          <ul ref={list} className={classes.bars} onKeyDown={onKeyDown}>
            {children}
          </ul>
        </div>
      </div>
      <div className={classes.labels} aria-hidden>
        {labels}
      </div>
      <figcaption className={classes.legend}>
        {legend.map(({ key, label: words, className, tone }) => (
          <span key={key} className={classes.entry}>
            <span className={`${classes.swatch} ${className}`} data-tone={tone} aria-hidden />
            {words}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
