import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import type { CalendarMonth } from '../../../shared/domain/calendar.ts'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { useFormats } from '../../lib/format.ts'
import { useKeyHelp } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { CalendarPlace } from './calendar-address.ts'
import classes from './calendar.module.css'
import { DayCell } from './day-cell.tsx'
import { dayByKey, firstDayOf, monthOf, weeksOf } from './months.ts'

export interface MonthGridProps {
  readonly place: CalendarPlace
  /** The newest figures, maybe still of another month; null before the first ones. */
  readonly shown: CalendarMonth | null
  readonly isBusy: boolean
  readonly grid: RefObject<HTMLTableElement | null>
  readonly onMonth: (month: string) => void
  readonly onOpen: (day: CivilDay) => void
  /** null: no day is open. */
  readonly onClose: (() => void) | null
}

/** Six weeks of days. One day has the keyboard; arrows, Home, End, PageUp and PageDown move it, also to other months. */
export function MonthGrid({ place, shown, isBusy, grid, onMonth, onOpen, onClose }: MonthGridProps): ReactNode {
  const { t, language } = useTranslator()
  const { today } = useFormats()
  const { month, basis, openOn } = place
  const [wanted, setWanted] = useState<CivilDay | null>(null)
  const isMoving = useRef(false)
  const fallback = [wanted, openOn, today].find((day) => day !== null && monthOf(day) === month)
  const cursor = fallback ?? firstDayOf(month)
  const weeks = useMemo(() => weeksOf(month), [month])
  // Figures of another month or basis must not stand in these cells, but days that both months show are right.
  const figures = useMemo(
    () => new Map(shown?.basis === basis ? shown.days.map((day) => [day.day, day] as const) : []),
    [shown, basis],
  )
  useGridKeyHelp()

  useEffect(() => {
    if (!isMoving.current) return
    isMoving.current = false
    grid.current?.querySelector<HTMLElement>(`[data-day="${cursor}"]`)?.focus()
  }, [cursor, grid])

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && onClose) {
      event.preventDefault()
      onClose()
      return
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onOpen(cursor)
      return
    }
    const next = dayByKey(cursor, event.key, event.shiftKey)
    if (next === null) return
    event.preventDefault()
    if (next === cursor) return
    isMoving.current = true
    setWanted(next)
    if (monthOf(next) !== month) onMonth(monthOf(next))
  }

  const weekdays = useMemo(() => {
    const short = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
    const long = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
    return (weeks[0] ?? []).map((day) => {
      const noon = new Date(`${day}T12:00:00Z`)
      return { short: short.format(noon), long: long.format(noon) }
    })
  }, [language, weeks])
  const isUncertain = [...figures.values()].some((day) => day.day.startsWith(month) && !day.isCertain)
  return (
    <>
      <div className={classes.frame}>
        <table
          ref={grid}
          className={classes.grid}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- one tab stop, arrows inside
          role="grid"
          aria-label={t('calendar.grid', { month })}
          aria-busy={isBusy}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              {weekdays.map(({ short, long }) => (
                <th key={long} scope="col" abbr={long}>
                  {short}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]}>
                {week.map((day) => (
                  <DayCell
                    key={day}
                    day={day}
                    figures={figures.get(day) ?? null}
                    isOfMonth={monthOf(day) === month}
                    isCursor={day === cursor}
                    isOpen={day === openOn}
                    onOpen={() => {
                      if (monthOf(day) === month) setWanted(day)
                      onOpen(day)
                    }}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isUncertain && <p className={classes.note}>{t('calendar.uncertain', { year: month.slice(0, 4) })}</p>}
    </>
  )
}

function useGridKeyHelp(): void {
  const { t } = useTranslator()
  useKeyHelp(
    [
      ['left', t('calendar.keys.day')],
      ['up', t('calendar.keys.week')],
      ['home', t('calendar.keys.ends')],
      ['pageup', t('calendar.keys.month')],
      ['shift+pageup', t('calendar.keys.year')],
      ['enter', t('calendar.keys.open')],
      ['escape', t('calendar.keys.close')],
    ],
    t('shell.page.calendar'),
  )
}
