import type { Forecast, ForecastCell } from './forecast.ts'

/** One group over all months. */
export interface ForecastTableRow {
  /** null: none. */
  readonly group: string | null
  readonly label: string | null
  /** By month; null where nothing is paid. */
  readonly cells: readonly (ForecastCell | null)[]
  readonly total: ForecastCell
}

/** A forecast as a table: groups as rows, months as columns. */
export function forecastTableRows({ months, groups }: Forecast): readonly ForecastTableRow[] {
  const byMonth = months.map(({ byGroup }) => new Map(byGroup.map((cell) => [cell.group, cell] as const)))
  return groups.map((group) => ({
    group: group.group,
    label: group.label,
    cells: byMonth.map((cells) => cells.get(group.group) ?? null),
    total: group,
  }))
}

/** The exact amount of a cell in one currency; null where payments without a price are all that could be of it. */
export function amountIn(cell: ForecastCell | null, currency: string): string | null {
  const sum = cell?.sums.sums.find((other) => other.currency === currency)
  if (sum) return sum.amount
  return cell !== null && cell.sums.missing > 0 ? null : '0'
}

/** A cell in the currency of reports; null where that is not known. */
export function convertedIn(cell: ForecastCell | null): string | null {
  if (cell === null) return '0'
  if (cell.converted === null) return null
  // What has no price is not nought.
  return cell.sums.sums.length === 0 && cell.sums.missing > 0 ? null : cell.converted.amount
}

/** All currencies of a forecast, also of what no month shows, in the order of the codes. */
export function forecastCurrencies({ total, overdue, open }: Forecast): readonly string[] {
  const codes = [total, overdue, open].flatMap(({ sums }) => sums.sums.map(({ currency }) => currency))
  return [...new Set(codes)].toSorted()
}

/** True when a currency of reports says more than the sums themselves. */
export function isConverting({ reportCurrency, ...forecast }: Forecast): boolean {
  if (reportCurrency === null) return false
  const currencies = forecastCurrencies({ reportCurrency, ...forecast })
  return currencies.length !== 1 || currencies[0] !== reportCurrency
}

/** What a table of text is written with. */
export interface ForecastTableWords {
  readonly group: string
  readonly currency: string
  readonly total: string
  readonly cumulated: string
  /** Names the lines that count payments without a price. */
  readonly missing: string
  readonly converted: (currency: string) => string
  readonly nameOf: (row: Pick<ForecastTableRow, 'group' | 'label'>) => string
}

/** A line of a table: the name of its group, what it is in, then its figures; what is not known is blank. */
export type ForecastTableLine = readonly string[]

/**
 * The table as spreadsheets take it: one line for each group and currency, one converted where that says more, and one that
 * counts payments without a price where there are any; then the same of all groups, and cumulated. The first line has the
 * titles. Figures are exact and without grouping.
 */
export function forecastTableLines(forecast: Forecast, words: ForecastTableWords): readonly ForecastTableLine[] {
  const { months, total, reportCurrency } = forecast
  const currencies = total.sums.sums.map(({ currency }) => currency)
  const hasConverted = reportCurrency !== null && isConverting(forecast)
  function linesOf(name: string, cells: readonly (ForecastCell | null)[]): ForecastTableLine[] {
    const missing = cells.map((cell) => cell?.sums.missing ?? 0)
    return [
      ...currencies
        .filter((currency) => cells.some((cell) => cell?.sums.sums.some((sum) => sum.currency === currency)))
        .map((currency) => [name, currency, ...cells.map((cell) => amountIn(cell, currency) ?? '')]),
      ...(hasConverted
        ? [[name, words.converted(reportCurrency), ...cells.map((cell) => convertedIn(cell) ?? '')]]
        : []),
      ...(missing.some((count) => count > 0) ? [[name, words.missing, ...missing.map(String)]] : []),
    ]
  }
  return [
    [words.group, words.currency, ...months.map(({ month }) => month), words.total],
    ...forecastTableRows(forecast).flatMap((row) => linesOf(words.nameOf(row), [...row.cells, row.total])),
    ...linesOf(words.total, [...months, total]),
    ...linesOf(words.cumulated, [...months.map(({ cumulated }) => cumulated), total]),
  ]
}
