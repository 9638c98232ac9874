import { SegmentedControl } from '@mantine/core'
import { memo, useMemo, type ReactNode } from 'react'
import { CERTAINTIES, type Forecast, type ForecastCell, type ForecastMonth } from '../../../shared/domain/forecast.ts'
import { BarChart, type ChartBar, type ChartPart, type ChartTone } from '../../components/chart/bar-chart.tsx'
import { StepLine } from '../../components/chart/step-line.tsx'
import { Section } from '../../components/section.tsx'
import { useCompactMoney } from '../../lib/compact-money.ts'
import { shorten, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { goToForecast, hrefToPayments, SPLITS, type ForecastPlace, type Split } from './forecast-address.ts'
import classes from './forecast.module.css'
import { groupName } from './group-names.ts'
import { measuresOf, valueOf, type Measure } from './measures.ts'
import { useMeasureText } from './use-measure-text.ts'

/** Groups that have a colour of their own; the others stand together. */
const GROUP_TONES = ['group-1', 'group-2', 'group-3', 'group-4', 'group-5'] as const satisfies readonly ChartTone[]

interface CashMonthsProps {
  readonly forecast: Forecast
  readonly place: ForecastPlace
}

/** Cash by month and what has come together, a chart for each currency or one for everything converted. */
export function CashMonths({ forecast, place }: CashMonthsProps): ReactNode {
  const { t } = useTranslator()
  const measures = useMemo(() => measuresOf(forecast, place.isConverted), [forecast, place.isConverted])
  return (
    <Section
      title={t('forecast.months.title', { months: forecast.months.length })}
      actions={
        <SegmentedControl
          aria-label={t('forecast.split.label')}
          value={place.split}
          onChange={(next) => goToForecast({ ...place, split: next as Split })}
          data={SPLITS.map((value) => ({
            value,
            label: value === 'group' ? t(`forecast.by.${forecast.input.by}`) : t('forecast.split.certainty'),
          }))}
        />
      }
    >
      <div className={classes.charts}>
        {measures.map((measure) => (
          <MonthsOfMeasure
            key={measure.key}
            forecast={forecast}
            measure={measure}
            split={place.split}
            isAlone={measures.length === 1}
          />
        ))}
      </div>
    </Section>
  )
}

/** Names a part, what it is in a month, and its colour. */
interface PartOfMonths {
  readonly key: string
  readonly label: string
  readonly tone: ChartTone
  /** Cells of one month that belong to it. */
  readonly cellsOf: (month: ForecastMonth) => readonly ForecastCell[]
}

function usePartsOfMonths(forecast: Forecast, measure: Measure, split: Split): readonly PartOfMonths[] {
  const { t } = useTranslator()
  return useMemo(() => {
    if (split === 'certainty') {
      return CERTAINTIES.filter((name) =>
        forecast.months.some(({ byCertainty }) => byCertainty.some(({ certainty }) => certainty === name)),
      ).map((name) => ({
        key: name,
        label: t(`forecast.certainty.${name}`),
        tone: name,
        cellsOf: (month) => month.byCertainty.filter(({ certainty }) => certainty === name),
      }))
    }
    const largest = forecast.groups
      .filter((group) => valueOf(measure, group) > 0)
      .toSorted((a, b) => valueOf(measure, b) - valueOf(measure, a))
    // A single group more gets no "others" of its own, but there is no colour for it either.
    const named = largest.slice(0, GROUP_TONES.length)
    const rest = new Set(largest.slice(GROUP_TONES.length).map(({ group }) => group))
    const parts: PartOfMonths[] = named.map((one, index) => ({
      key: `group:${one.group ?? ''}:${String(one.group === null)}`,
      label: shorten(groupName(t, forecast.input.by, one), 28),
      tone: GROUP_TONES[index] ?? 'rest',
      cellsOf: (month) => month.byGroup.filter(({ group }) => group === one.group),
    }))
    if (rest.size > 0) {
      parts.push({
        key: 'rest',
        label: t('forecast.restGroups', { count: rest.size }),
        tone: 'rest',
        cellsOf: (month) => month.byGroup.filter(({ group }) => rest.has(group)),
      })
    }
    return parts
  }, [forecast, measure, split, t])
}

const MonthsOfMeasure = memo(function MonthsOfMeasure({
  forecast,
  measure,
  split,
  isAlone,
}: {
  readonly forecast: Forecast
  readonly measure: Measure
  readonly split: Split
  readonly isAlone: boolean
}): ReactNode {
  const { t, language } = useTranslator()
  const formats = useFormats()
  const compact = useCompactMoney()
  const { textOf, name } = useMeasureText(measure)
  const parts = usePartsOfMonths(forecast, measure, split)
  const short = useMemo(() => new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' }), [language])
  const long = useMemo(
    () => new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' }),
    [language],
  )
  const noon = (month: string): Date => new Date(`${month}-01T12:00:00Z`)
  const hasMissing = measure.currency !== null && forecast.months.some(({ sums }) => sums.missing > 0)

  const bars: ChartBar[] = forecast.months.map((month, index) => {
    const drawn: ChartPart[] = parts.map(({ key, label, tone, cellsOf }) => ({
      key,
      label,
      tone,
      value: cellsOf(month).reduce((sum, cell) => sum + valueOf(measure, cell), 0),
    }))
    // A sum of several cells is not said: rounded ones would not add up to the month.
    const words = parts.flatMap(({ label, cellsOf }) => {
      const [cell, ...more] = cellsOf(month)
      return cell === undefined || more.length > 0 ? [] : [t('forecast.part', { label, amount: textOf(cell) })]
    })
    const sentence = {
      month: long.format(noon(month.month)),
      count: month.count,
      shown: formats.number(month.count),
      total: textOf(month),
      parts: words.join(t('forecast.comma')),
      missing: formats.number(month.sums.missing),
    }
    const key = measure.currency === null ? 'forecast.barOfCounts' : 'forecast.bar'
    return {
      key: month.month,
      label: month.month.endsWith('-01') && index > 0 ? month.month.slice(0, 4) : short.format(noon(month.month)),
      description:
        t(words.length > 0 ? `${key}Parts` : key, sentence) +
        (measure.currency !== null && month.sums.missing > 0
          ? t('forecast.barMissing', { count: month.sums.missing, shown: formats.number(month.sums.missing) })
          : ''),
      href: month.count > 0 ? hrefToPayments(forecast.input, { slot: { kind: 'month', month: month.month } }) : null,
      isCurrent: index === 0,
      isIncomplete: hasMissing && month.sums.missing > 0,
      parts: drawn.filter(({ value }) => value > 0),
    }
  })

  const formatValue = (value: number): string =>
    measure.currency === null ? formats.number(value) : compact(value, measure.currency)
  const legend = [
    ...parts.map(({ tone, label }) => ({ tone, label })),
    ...(hasMissing ? [{ tone: 'incomplete' as const, label: t('forecast.legend.incomplete') }] : []),
  ]
  return (
    <div className={classes.chart}>
      {!isAlone && <h3 className={classes.chartTitle}>{name}</h3>}
      <BarChart
        label={t('forecast.months.label', { months: forecast.months.length, measure: name })}
        bars={bars}
        legend={legend}
        formatValue={formatValue}
        isCount={measure.currency === null}
        heightPx={isAlone ? 220 : 160}
      />
      <StepLine
        caption={t('forecast.cumulated.caption')}
        description={t('forecast.cumulated.description', {
          measure: name,
          month: long.format(noon(forecast.months.at(-1)?.month ?? forecast.today.slice(0, 7))),
          total: textOf(forecast.months.at(-1)?.cumulated ?? forecast.total),
        })}
        steps={forecast.months.map((month) => ({
          key: month.month,
          value: valueOf(measure, month.cumulated),
          description: t('forecast.cumulated.step', {
            month: long.format(noon(month.month)),
            total: textOf(month.cumulated),
          }),
        }))}
        formatValue={formatValue}
      />
    </div>
  )
})
