import { amountIn, convertedIn } from '../../../shared/domain/forecast-table.ts'
import type { Forecast, ForecastCell } from '../../../shared/domain/forecast.ts'

/** What a chart is drawn in: one currency, everything converted, or payments counted where nothing has a price. */
export interface Measure {
  readonly key: string
  /** null: payments are counted. */
  readonly currency: string | null
  /** The exact figure; null where it is not known. */
  readonly amountOf: (cell: ForecastCell) => string | null
}

/** Whether everything can be shown in the currency of reports. */
export function canConvert({ reportCurrency, withoutRate }: Forecast): boolean {
  return reportCurrency !== null && withoutRate.length === 0
}

/** One chart for each; at least one. */
export function measuresOf(forecast: Forecast, isConverted: boolean): readonly Measure[] {
  const { reportCurrency, total } = forecast
  if (isConverted && reportCurrency !== null && canConvert(forecast)) {
    return [{ key: 'converted', currency: reportCurrency, amountOf: convertedIn }]
  }
  const currencies = total.sums.sums.map(({ currency }) => currency)
  if (currencies.length === 0) return [{ key: 'count', currency: null, amountOf: (cell) => String(cell.count) }]
  return currencies.map((currency) => ({ key: currency, currency, amountOf: (cell) => amountIn(cell, currency) }))
}

/** The figure for drawing only. */
export function valueOf(measure: Measure, cell: ForecastCell): number {
  return Number(measure.amountOf(cell) ?? 0)
}
