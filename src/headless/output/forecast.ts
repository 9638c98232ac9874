import {
  CERTAINTIES,
  OTHER_GROUPS,
  type Certainty,
  type Forecast,
  type ForecastCell,
  type ForecastGroup,
  type ForecastMonth,
} from '../../shared/domain/forecast.ts'
import { convertedIn, isConverting } from '../../shared/domain/forecast-table.ts'
import { RENEWAL_MODES } from '../../shared/domain/renewal-mode.ts'
import { moneyText, sumsText } from '../../shared/i18n/amount-text.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { formatDay, formatInstant, UNKNOWN } from './format.ts'
import { formatTable, type Column } from './table.ts'
import type { Session } from '../session.ts'

/** A group of a forecast as people call it. */
export function groupName(
  t: Translator,
  by: ForecastGroup,
  { group, label }: { readonly group: string | null; readonly label: string | null },
): string {
  if (group === null) return t.t(`forecast.none.${by}`)
  if (group === OTHER_GROUPS) return t.t('forecast.otherGroups')
  const mode = by === 'renewalMode' ? RENEWAL_MODES.find((name) => name === group) : undefined
  return mode ? t.t(`domain.mode.${mode}`) : (label ?? group)
}

/** Sums of a cell; what is not known is a dash, never nought. */
export function cellText(cell: ForecastCell): string {
  if (cell.sums.sums.length > 0) return sumsText(cell.sums)
  return cell.count > 0 ? UNKNOWN : ''
}

/** A forecast for a terminal: by month, by day where asked for, by group, and what is not in it. */
export function formatForecast(session: Session, forecast: Forecast): string {
  const { t, colors } = session
  const { by, scenario } = forecast.input
  const money = moneyColumns(session, forecast)
  const hasMissing = [...forecast.months, ...forecast.days].some(({ sums }) => sums.missing > 0)
  const certainties = CERTAINTIES.filter((certainty) => forecast.months.some((month) => partOf(month, certainty)))
  const blocks = [
    t.t('cli.forecast.title', {
      scenario: t.t(`forecast.scenario.${scenario}`),
      at: formatInstant(forecast.asOf, forecast.zone),
      zone: forecast.zone,
    }),
    formatTable<ForecastMonth>(
      forecast.months,
      [
        { title: t.t('cli.forecast.month'), value: ({ month }) => month },
        ...countColumns(session, hasMissing),
        ...money,
        // One alone would only say the same again.
        ...(certainties.length > 1 ? certainties : []).map((certainty): Column<ForecastMonth> => ({
          title: t.t(`forecast.certainty.${certainty}`),
          value: (month) => textOf(forecast, partOf(month, certainty)),
          align: 'right',
        })),
        {
          title: t.t('forecast.table.cumulated'),
          value: ({ cumulated }) => textOf(forecast, cumulated),
          align: 'right',
        },
      ],
      colors,
    ),
  ]
  const days = forecast.days.filter(({ count }) => count > 0)
  if (forecast.days.length > 0) {
    blocks.push(
      days.length === 0
        ? t.t('cli.forecast.noDays', { count: forecast.days.length })
        : formatTable(
            days,
            [
              { title: t.t('cli.forecast.day'), value: ({ day }) => formatDay(day, forecast.today, t) },
              ...countColumns(session, hasMissing),
              ...money,
            ],
            colors,
          ),
    )
  }
  if (forecast.groups.length > 0) {
    blocks.push(
      formatTable(
        forecast.groups,
        [
          { title: t.t(`forecast.by.${by}`), value: (group) => groupName(t, by, group), max: 40 },
          ...countColumns(session, hasMissing),
          ...money,
        ],
        colors,
      ),
    )
  }
  return [...blocks, formatRemarks(session, forecast)].join('\n\n')
}

function countColumns({ t }: Session, hasMissing: boolean): Column<ForecastCell>[] {
  return [
    { title: t.t('cli.forecast.payments'), value: ({ count }) => String(count), align: 'right' },
    ...(hasMissing
      ? [
          {
            title: t.t('cli.forecast.missing'),
            value: ({ sums }: ForecastCell) => (sums.missing === 0 ? '' : String(sums.missing)),
            align: 'right' as const,
          },
        ]
      : []),
  ]
}

function moneyColumns({ t }: Session, forecast: Forecast): Column<ForecastCell>[] {
  const { reportCurrency } = forecast
  return [
    { title: t.t('cli.forecast.sum'), value: cellText, align: 'right', max: 200 },
    ...(reportCurrency !== null && isConverting(forecast)
      ? [
          {
            title: t.t('forecast.money.converted', { currency: reportCurrency }),
            value: (cell: ForecastCell) => convertedText(cell, reportCurrency),
            align: 'right' as const,
          },
        ]
      : []),
  ]
}

/** In one currency where that is known, so that a column stays narrow. */
function textOf(forecast: Forecast, cell: ForecastCell | undefined): string {
  if (cell === undefined) return ''
  const { reportCurrency } = forecast
  return reportCurrency !== null && forecast.withoutRate.length === 0
    ? convertedText(cell, reportCurrency)
    : cellText(cell)
}

function convertedText(cell: ForecastCell, currency: string): string {
  const amount = convertedIn(cell)
  if (cell.count === 0) return ''
  return amount === null ? UNKNOWN : moneyText(amount, currency)
}

function partOf(month: ForecastMonth, certainty: Certainty): ForecastCell | undefined {
  return month.byCertainty.find((part) => part.certainty === certainty)
}

/** What is before today, all of it, what is left out, and the rates. */
function formatRemarks({ t }: Session, forecast: Forecast): string {
  const { total, overdue, open, undated, rates, withoutRate, reportCurrency } = forecast
  const words = (cell: ForecastCell): { count: number; sums: string; missing: number } => {
    const about = convertedIn(cell)
    const converted =
      reportCurrency !== null && about !== null && isConverting(forecast)
        ? ` ≈ ${moneyText(about, reportCurrency)}`
        : ''
    return { count: cell.count, sums: `${cellText(cell) || UNKNOWN}${converted}`, missing: cell.sums.missing }
  }
  return [
    t.t(total.sums.missing > 0 ? 'cli.forecast.totalMissing' : 'cli.forecast.total', words(total)),
    ...(overdue.count > 0 ? [t.t('cli.forecast.overdue', words(overdue))] : []),
    ...(open.count > 0 ? [t.t('cli.forecast.open', words(open))] : []),
    ...(undated > 0 ? [t.t('cli.forecast.undated', { count: undated })] : []),
    ...rates.map(({ from, to, rate, on }) => t.t('cli.forecast.rate', { from, to, rate, on })),
    ...(reportCurrency !== null && withoutRate.length > 0
      ? [t.t('cli.forecast.withoutRate', { from: withoutRate.join(', '), to: reportCurrency })]
      : []),
  ].join('\n')
}
