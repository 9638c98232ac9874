import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CalendarMonth } from '../../../shared/domain/calendar.ts'
import { weekdayOf, type CivilDay } from '../../../shared/domain/civil-day.ts'
import { useCompactMoney } from '../../lib/compact-money.ts'
import { UNKNOWN, useFormats, type Formats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './calendar.module.css'
import { daysSinceMonday } from './months.ts'

/** A day with its figures. */
export type DayFigures = CalendarMonth['days'][number]

interface DayCellProps {
  readonly day: CivilDay
  /** null while they are on their way. */
  readonly figures: DayFigures | null
  readonly isOfMonth: boolean
  readonly isCursor: boolean
  readonly isOpen: boolean
  readonly onOpen: () => void
}

/** Amounts of so many currencies have room in a day. */
const SHOWN_SUMS = 2

type T = ReturnType<typeof useTranslator>['t']

/** `off`: a working day by its name on which nobody works; `make-up`: the other way round. */
export function dayMark(figures: Pick<DayFigures, 'day' | 'isWorkingDay'>): 'off' | 'make-up' | null {
  const weekday = weekdayOf(figures.day)
  const isWeekend = weekday === 0 || weekday === 6
  if (figures.isWorkingDay) return isWeekend ? 'make-up' : null
  return isWeekend ? null : 'off'
}

/** A day in one sentence, exact. */
export function describeDay(
  day: CivilDay,
  figures: DayFigures | null,
  isToday: boolean,
  t: T,
  formats: Formats,
): string {
  const mark = figures && dayMark(figures)
  const parts = [
    formats.dayTitle(day),
    ...(isToday ? [t('calendar.today')] : []),
    ...(mark ? [t(`calendar.markLong.${mark}`)] : []),
  ]
  if (!figures) return parts.join(t('calendar.comma'))
  const { count, sums, undecided, automatic, names } = figures
  if (count === 0) parts.push(t('calendar.nothing'))
  else {
    parts.push(t('calendar.items', { count, shown: formats.number(count) }))
    if (sums.sums.length > 0) parts.push(t('calendar.sum', { total: formats.sums(sums) }))
    if (sums.missing > 0)
      parts.push(t('shell.sums.missing', { count: sums.missing, shown: formats.number(sums.missing) }))
    if (undecided > 0) parts.push(t('calendar.undecided', { count: undecided, shown: formats.number(undecided) }))
    if (automatic > 0) parts.push(t('calendar.automatic', { count: automatic, shown: formats.number(automatic) }))
  }
  const sentence = parts.join(t('calendar.comma'))
  return names.length === 0 ? sentence : `${sentence}${t('calendar.names', { names: names.join(t('calendar.join')) })}`
}

export function DayCell({ day, figures, isOfMonth, isCursor, isOpen, onOpen }: DayCellProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const compact = useCompactMoney()
  const isToday = day === formats.today
  const words = describeDay(day, figures, isToday, t, formats)
  const mark = figures && dayMark(figures)
  const count = figures?.count ?? 0
  const sums = figures?.sums.sums ?? []
  return (
    <td
      className={classes.day}
      data-day={day}
      data-outside={!isOfMonth || undefined}
      data-today={isToday || undefined}
      data-rest={(figures ? !figures.isWorkingDay : daysSinceMonday(day) > 4) || undefined}
      data-open={isOpen || undefined}
      tabIndex={isCursor ? 0 : -1}
      aria-selected={isOpen}
      aria-current={isToday ? 'date' : undefined}
      title={words}
      onClick={onOpen}
    >
      <VisuallyHidden>{words}</VisuallyHidden>
      <div className={classes.inside} aria-hidden>
        <span className={classes.head}>
          <span className={classes.number}>{Number(day.slice(8))}</span>
          {isToday && <span className={classes.todayWord}>{t('calendar.today')}</span>}
          {mark && (
            <span className={classes.mark} data-mark={mark}>
              {t(`calendar.mark.${mark}`)}
            </span>
          )}
          {count > 0 && (
            <span className={classes.count}>
              <span data-form="words">{t('calendar.items', { count, shown: formats.number(count) })}</span>
              <span data-form="number">{formats.number(count)}</span>
            </span>
          )}
        </span>
        {figures && count > 0 && (
          <>
            {sums.slice(0, SHOWN_SUMS).map(({ amount, currency }) => (
              <span key={currency} className={classes.sum}>
                {compact(amount, currency)}
              </span>
            ))}
            {sums.length === 0 && figures.sums.missing > 0 && <span className={classes.sum}>{UNKNOWN}</span>}
            {figures.undecided > 0 && (
              <span className={classes.undecided}>
                <span data-form="words">
                  {t('calendar.undecided', { count: figures.undecided, shown: formats.number(figures.undecided) })}
                </span>
                <span data-form="short">
                  {t('calendar.undecidedShort', { shown: formats.number(figures.undecided) })}
                </span>
              </span>
            )}
          </>
        )}
      </div>
    </td>
  )
}
