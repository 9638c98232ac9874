import { SegmentedControl } from '@mantine/core'
import { useMemo, useState, type ReactNode } from 'react'
import { addCivilDays, type CivilDay } from '../../../shared/domain/civil-day.ts'
import type { Due, Overview } from '../../../shared/domain/overview.ts'
import { RENEWAL_MODES } from '../../../shared/domain/renewal-mode.ts'
import { MonthChart, type ChartMonth } from '../../components/chart/month-chart.tsx'
import { Section } from '../../components/section.tsx'
import { SumText } from '../../components/sum-text.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItems } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import classes from './overview.module.css'

/** Items whose act-by lies between two days, both included; null is open. */
function hrefToDue(min: CivilDay | null, max: CivilDay | null): string {
  return hrefToItems({
    filter: { columns: [{ kind: 'range', field: 'actBy', min, max }] },
    sort: [{ field: 'actBy', direction: 'asc' }],
  })
}

function lastDayOf(month: string): CivilDay {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
  return addCivilDays(next as CivilDay, -1)
}

function amountIn(due: Due, currency: string): number {
  return Number(due.sums.sums.find((sum) => sum.currency === currency)?.amount ?? 0)
}

/** When people have to act, for the next twelve months, as a chart and as the table behind it. */
export function DueMonths({ overview }: { readonly overview: Overview }): ReactNode {
  const { t, language } = useTranslator()
  const formats = useFormats()
  const [form, setForm] = usePreference<'chart' | 'table'>('overview.monthsForm', 'chart')
  const currencies = useMemo(
    () => [...new Set(overview.months.flatMap(({ sums }) => sums.sums.map(({ currency }) => currency)))].toSorted(),
    [overview],
  )
  const [wanted, setMeasure] = useState('count')
  const measure = wanted === 'count' || currencies.includes(wanted) ? wanted : 'count'
  const valueOf = (due: Due): number => (measure === 'count' ? due.count : amountIn(due, measure))
  const formatValue = (value: number): string =>
    measure === 'count' ? formats.number(value) : formats.money(String(value), measure)
  const monthLabel = useMemo(() => new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' }), [language])
  const fullLabel = useMemo(
    () => new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' }),
    [language],
  )
  const modes = RENEWAL_MODES.filter((mode) =>
    overview.months.some((month) => month.byMode.some((m) => m.mode === mode)),
  )

  const months: ChartMonth[] = overview.months.map((month, index) => {
    const start = new Date(`${month.month}-01T00:00:00Z`)
    const isYearShown = index === 0 || month.month.endsWith('-01')
    const words = month.byMode
      .map((part) => `${t(`domain.mode.${part.mode}`)} ${formatValue(valueOf(part))}`)
      .join(t('overview.months.comma'))
    return {
      key: month.month,
      label: isYearShown && index > 0 ? formats.month(month.month) : monthLabel.format(start),
      description: t(measure === 'count' ? 'overview.months.barOfCounts' : 'overview.months.bar', {
        month: fullLabel.format(start),
        count: month.count,
        shown: formats.number(month.count),
        total: formatValue(valueOf(month)),
        parts: words,
        missing: formats.number(month.sums.missing),
      }),
      href: hrefToDue(index === 0 ? overview.today : (`${month.month}-01` as CivilDay), lastDayOf(month.month)),
      isCurrent: index === 0,
      parts: month.byMode.map((part) => ({
        key: part.mode,
        label: t(`domain.mode.${part.mode}`),
        tone: part.mode,
        value: valueOf(part),
      })),
    }
  })

  return (
    <Section
      title={t('overview.months.title')}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('overview.months.measure')}
            value={measure}
            onChange={setMeasure}
            data={[{ value: 'count', label: t('overview.months.count') }, ...currencies]}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('overview.months.form')}
            value={form}
            onChange={(value) => setForm(value as 'chart' | 'table')}
            data={[
              { value: 'chart', label: t('overview.months.chart') },
              { value: 'table', label: t('overview.months.table') },
            ]}
          />
        </>
      }
    >
      {form === 'chart' ? (
        <MonthChart
          label={t('overview.months.label')}
          months={months}
          legend={modes.map((mode) => ({ tone: mode, label: t(`domain.mode.${mode}`) }))}
          formatValue={formatValue}
        />
      ) : (
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('overview.months.label')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('overview.months.month')}</th>
                <th scope="col" className={classes.number}>
                  {t('overview.due.count')}
                </th>
                {modes.map((mode) => (
                  <th key={mode} scope="col" className={classes.number}>
                    {t(`domain.mode.${mode}`)}
                  </th>
                ))}
                <th scope="col" className={classes.number}>
                  {t('overview.due.sum')}
                </th>
                <th scope="col" className={classes.number}>
                  {t('overview.due.missing')}
                </th>
              </tr>
            </thead>
            <tbody>
              {overview.months.map((month, index) => (
                <tr key={month.month} data-empty={month.count === 0 || undefined}>
                  <th scope="row">
                    <a className={classes.rowLink} href={months[index]?.href}>
                      {fullLabel.format(new Date(`${month.month}-01T00:00:00Z`))}
                    </a>
                  </th>
                  <td className={classes.number}>{formats.number(month.count)}</td>
                  {modes.map((mode) => (
                    <td key={mode} className={classes.number}>
                      {formats.number(month.byMode.find((part) => part.mode === mode)?.count ?? 0)}
                    </td>
                  ))}
                  <td className={classes.number}>{formats.sums(month.sums)}</td>
                  <td className={classes.number} data-quiet>
                    {formats.number(month.sums.missing)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className={classes.outside}>
        <OutsideLine
          due={overview.overdue}
          text={t('overview.months.overdue')}
          href={hrefToDue(null, addCivilDays(overview.today, -1))}
        />
        <OutsideLine
          due={overview.later}
          text={t('overview.months.later')}
          href={hrefToDue(
            addCivilDays(lastDayOf(overview.months.at(-1)?.month ?? overview.today.slice(0, 7)), 1),
            null,
          )}
        />
        <OutsideLine
          due={overview.undated}
          text={t('overview.months.undated')}
          href={hrefToItems({ filter: { columns: [{ kind: 'blank', field: 'actBy', isBlank: true }] } })}
        />
      </div>
    </Section>
  )
}

/** What stands in no month, so that nothing is missing from the picture. */
function OutsideLine({
  due,
  text,
  href,
}: {
  readonly due: Due
  readonly text: string
  readonly href: string
}): ReactNode {
  const formats = useFormats()
  if (due.count === 0) return null
  return (
    <a className={classes.outsideLine} href={href}>
      <span>{text}</span>
      <strong>{formats.number(due.count)}</strong>
      <SumText sums={due.sums} />
    </a>
  )
}
