import { Button, SegmentedControl } from '@mantine/core'
import { IconCalendarMonth } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { CALENDAR_BASES, type CalendarBasis } from '../../../shared/domain/calendar.ts'
import { AccountChoice } from '../../components/account-choice.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Freshness } from '../../components/freshness.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import layout from '../../components/page-layout.module.css'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { goToCalendar, useCalendarPlace } from './calendar-address.ts'
import classes from './calendar.module.css'
import { DayPanel } from './day-panel.tsx'
import { MonthBar } from './month-bar.tsx'
import { MonthGrid } from './month-grid.tsx'
import { MonthTotal } from './month-total.tsx'

/** What is due on which day of a month. */
export function CalendarPage(): ReactNode {
  const { t } = useTranslator()
  const { today } = useFormats()
  const place = useCalendarPlace(today)
  const { month, basis, accountIds, openOn } = place
  const accounts = useRequest('account.list', {})
  const links = useRequest('link.summary', {})
  const calendar = useRequest('calendar.get', {
    month,
    basis,
    ...(accountIds.length > 0 ? { accountIds: [...accountIds] } : {}),
  })
  const grid = useRef<HTMLTableElement>(null)
  const isEmpty = accounts.data?.length === 0 && links.data?.measuredItems === 0
  const shown = calendar.data ?? null
  const isOld = calendar.isPlaceholderData

  function close(): void {
    goToCalendar({ ...place, openOn: null })
    // The day stays where the keyboard is, also when another one was opened since.
    grid.current?.querySelector<HTMLElement>('td[tabindex="0"]')?.focus()
  }

  if (isEmpty) {
    return (
      <div className={layout.page}>
        <PageHeader title={t('shell.page.calendar')} />
        <EmptyState
          icon={<IconCalendarMonth size={32} />}
          title={t('calendar.empty.title')}
          text={t('calendar.empty.text')}
          actions={
            <Button component="a" href={hrefTo('welcome')}>
              {t('calendar.empty.start')}
            </Button>
          }
        />
      </div>
    )
  }
  return (
    <div className={layout.page}>
      <PageHeader
        title={t('shell.page.calendar')}
        freshness={<Freshness />}
        actions={
          <>
            <AccountChoice
              accounts={accounts.data ?? []}
              accountIds={accountIds}
              onChange={(ids) => goToCalendar({ ...place, accountIds: ids })}
            />
            <SegmentedControl
              aria-label={t('calendar.basis.label')}
              value={basis}
              onChange={(next) => goToCalendar({ ...place, basis: next as CalendarBasis })}
              data={CALENDAR_BASES.map((value) => ({ value, label: t(`calendar.basis.${value}`) }))}
            />
          </>
        }
      />
      <div className={classes.panes}>
        <div className={classes.main}>
          <div className={classes.bar}>
            <MonthBar month={month} today={today} onMonth={(next) => goToCalendar({ ...place, month: next })} />
            <MonthTotal place={place} shown={isOld ? null : shown} />
          </div>
          {calendar.error && (
            <div className={classes.error}>
              <ErrorNote error={calendar.error} onRetry={() => void calendar.refetch()} />
            </div>
          )}
          <MonthGrid
            place={place}
            shown={shown}
            isBusy={isOld || (calendar.isFetching && shown === null)}
            grid={grid}
            onMonth={(next) => goToCalendar({ ...place, month: next })}
            onOpen={(day) => goToCalendar({ ...place, openOn: day }, openOn !== null)}
            onClose={openOn === null ? null : close}
          />
          <p className={classes.note}>{t(`calendar.meaning.${basis}`)}</p>
        </div>
        {openOn !== null && <DayPanel key={openOn} day={openOn} place={place} onClose={close} />}
      </div>
    </div>
  )
}
