import type { ReactNode } from 'react'
import { BarChart, type BarChartProps, type ChartBar } from './bar-chart.tsx'

export type { ChartPart, ChartTone } from './bar-chart.tsx'

/** A bar of one month; also a month in which nothing is due leads to its (empty) list. */
export type ChartMonth = ChartBar & { readonly href: string }

export interface MonthChartProps extends Omit<BarChartProps, 'bars' | 'axisWidthPx' | 'isCount'> {
  readonly months: readonly ChartMonth[]
}

/** Bars by month, stacked, with an axis from zero; every bar is a link to its rows. Arrow keys move from bar to bar. */
export function MonthChart({ months, ...props }: MonthChartProps): ReactNode {
  return <BarChart bars={months} {...props} />
}
