import { memo, type ReactNode } from 'react'
import type { Forecast } from '../../../shared/domain/forecast.ts'
import { BarChart, type ChartBar } from '../../components/chart/bar-chart.tsx'
import { Section } from '../../components/section.tsx'
import { useCompactMoney } from '../../lib/compact-money.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { hrefToPayments } from './forecast-address.ts'
import classes from './forecast.module.css'
import { measuresOf, valueOf, type Measure } from './measures.ts'
import { useMeasureText } from './use-measure-text.ts'

/** Days between two labels below the bars. */
const LABEL_EVERY = 15

/** Cash by day for the coming weeks. */
export const CashDays = memo(function CashDays({
  forecast,
  isConverted,
}: {
  readonly forecast: Forecast
  readonly isConverted: boolean
}): ReactNode {
  const { t } = useTranslator()
  const measures = measuresOf(forecast, isConverted)
  const hasPayments = forecast.days.some(({ count }) => count > 0)
  return (
    <Section title={t('forecast.days.title', { days: forecast.days.length })}>
      {hasPayments ? (
        <div className={classes.charts}>
          {measures.map((measure) => (
            <DaysOfMeasure key={measure.key} forecast={forecast} measure={measure} isAlone={measures.length === 1} />
          ))}
        </div>
      ) : (
        <p className={classes.quiet}>{t('forecast.days.none')}</p>
      )}
    </Section>
  )
})

function DaysOfMeasure({
  forecast,
  measure,
  isAlone,
}: {
  readonly forecast: Forecast
  readonly measure: Measure
  readonly isAlone: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const compact = useCompactMoney()
  const { textOf, name } = useMeasureText(measure)
  const hasMissing = measure.currency !== null && forecast.days.some(({ sums }) => sums.missing > 0)
  const bars: ChartBar[] = forecast.days.map((day, index) => ({
    key: day.day,
    label: index % LABEL_EVERY === 0 ? formats.day(day.day) : null,
    description:
      t(measure.currency === null ? 'forecast.barOfCounts' : 'forecast.bar', {
        month: formats.dayTitle(day.day),
        count: day.count,
        shown: formats.number(day.count),
        total: textOf(day),
      }) +
      (measure.currency !== null && day.sums.missing > 0
        ? t('forecast.barMissing', { count: day.sums.missing, shown: formats.number(day.sums.missing) })
        : ''),
    href: day.count > 0 ? hrefToPayments(forecast.input, { slot: { kind: 'day', day: day.day } }) : null,
    isCurrent: day.day === forecast.today,
    isIncomplete: hasMissing && day.sums.missing > 0,
    parts: day.count > 0 ? [{ key: 'all', label: name, tone: 'all', value: valueOf(measure, day) }] : [],
  }))
  return (
    <div className={classes.chart}>
      {!isAlone && <h3 className={classes.chartTitle}>{name}</h3>}
      <BarChart
        label={t('forecast.days.label', { days: forecast.days.length, measure: name })}
        bars={bars}
        legend={[
          { tone: 'all', label: t('forecast.legend.all') },
          ...(hasMissing ? [{ tone: 'incomplete' as const, label: t('forecast.legend.incomplete') }] : []),
        ]}
        formatValue={(value) => (measure.currency === null ? formats.number(value) : compact(value, measure.currency))}
        isCount={measure.currency === null}
        heightPx={isAlone ? 150 : 120}
      />
    </div>
  )
}
