import { ActionIcon, Button, Popover } from '@mantine/core'
import { IconChevronDown, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './calendar.module.css'
import { FIRST_MONTH, firstDayOf, LAST_MONTH, monthOf, shiftDay } from './months.ts'

interface MonthBarProps {
  readonly month: string
  readonly today: CivilDay
  readonly onMonth: (month: string) => void
}

const shiftMonth = (month: string, count: number): string => monthOf(shiftDay(firstDayOf(month), count))

/** Which month is shown, and the ways to another one. */
export function MonthBar({ month, today, onMonth }: MonthBarProps): ReactNode {
  const { t, language } = useTranslator()
  const words = useMemo(
    () => new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' }),
    [language],
  )
  const toToday = (): void => onMonth(monthOf(today))
  useHotkey('t', toToday, t('calendar.keys.today'), { group: t('shell.page.calendar') })
  return (
    <div className={classes.months}>
      <ActionIcon
        aria-label={t('calendar.month.previous')}
        title={t('calendar.month.previous')}
        disabled={month <= FIRST_MONTH}
        onClick={() => onMonth(shiftMonth(month, -1))}
      >
        <IconChevronLeft aria-hidden size={16} />
      </ActionIcon>
      <ActionIcon
        aria-label={t('calendar.month.next')}
        title={t('calendar.month.next')}
        disabled={month >= LAST_MONTH}
        onClick={() => onMonth(shiftMonth(month, 1))}
      >
        <IconChevronRight aria-hidden size={16} />
      </ActionIcon>
      <MonthPicker month={month} label={words.format(new Date(`${month}-01T12:00:00Z`))} onMonth={onMonth} />
      <Button variant="default" disabled={month === monthOf(today)} onClick={toToday}>
        {t('calendar.month.today')}
      </Button>
    </div>
  )
}

/** The month's name, which opens a year of months. */
function MonthPicker({
  month,
  label,
  onMonth,
}: {
  readonly month: string
  readonly label: string
  readonly onMonth: (month: string) => void
}): ReactNode {
  const { t } = useTranslator()
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = (): void => {
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      onDismiss={close}
      position="bottom-start"
      offset={4}
      width={280}
      trapFocus
      withRoles={false}
      hideDetached={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <h2 className={classes.monthTitle}>
          <button
            ref={button}
            type="button"
            className={classes.monthButton}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            <span aria-live="polite">{label}</span>
            <IconChevronDown aria-hidden size={14} />
          </button>
        </h2>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('calendar.month.choose')}>
        {isOpen && (
          <YearOfMonths
            month={month}
            onChoose={(next) => {
              onMonth(next)
              close()
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

const COLUMNS = 4

/** Twelve months of a year; arrow keys move among them and PageUp and PageDown turn the years. */
function YearOfMonths({
  month,
  onChoose,
}: {
  readonly month: string
  readonly onChoose: (month: string) => void
}): ReactNode {
  const { t, language } = useTranslator()
  const id = useId()
  const [year, setYear] = useState(Number(month.slice(0, 4)))
  const names = useMemo(() => {
    const format = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' })
    return Array.from({ length: 12 }, (_, index) => format.format(new Date(Date.UTC(2001, index, 15))))
  }, [language])
  const first = Number(FIRST_MONTH.slice(0, 4))
  const last = Number(LAST_MONTH.slice(0, 4))
  const turn = (by: number): void => setYear((now) => Math.min(last, Math.max(first, now + by)))

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[data-month]')]
    const at = buttons.findIndex((button) => button === document.activeElement)
    const years = { PageUp: -1, PageDown: 1 }[event.key]
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key]
    if (years === undefined && (step === undefined || at < 0)) return
    event.preventDefault()
    if (years !== undefined) turn(years)
    else buttons[at + (step ?? 0)]?.focus()
  }

  return (
    <div className={classes.year} onKeyDown={onKeyDown}>
      <div className={classes.yearBar}>
        <ActionIcon aria-label={t('calendar.month.previousYear')} disabled={year <= first} onClick={() => turn(-1)}>
          <IconChevronLeft aria-hidden size={16} />
        </ActionIcon>
        <strong id={id} aria-live="polite">
          {t('calendar.month.year', { year })}
        </strong>
        <ActionIcon aria-label={t('calendar.month.nextYear')} disabled={year >= last} onClick={() => turn(1)}>
          <IconChevronRight aria-hidden size={16} />
        </ActionIcon>
      </div>
      <div className={classes.yearMonths} role="group" aria-labelledby={id}>
        {names.map((name, index) => {
          const value = `${year}-${String(index + 1).padStart(2, '0')}`
          return (
            <Button
              key={name}
              data-month={value}
              variant={value === month ? 'filled' : 'default'}
              aria-pressed={value === month}
              {...(value === month ? { 'data-autofocus': true } : {})}
              onClick={() => onChoose(value)}
            >
              {name}
            </Button>
          )
        })}
      </div>
    </div>
  )
}
