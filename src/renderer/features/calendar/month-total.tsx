import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CalendarMonth } from '../../../shared/domain/calendar.ts'
import { addCivilDays, toCivilDay } from '../../../shared/domain/civil-day.ts'
import { SumText } from '../../components/sum-text.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItems } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { goToCalendar, queryOf, toInput, type CalendarPlace } from './calendar-address.ts'
import classes from './calendar.module.css'
import { firstDayOf, lastDayOf, monthOf } from './months.ts'

/** The month in figures, leading to its items; where nothing is due, the way to the next month in which something is. */
export function MonthTotal({
  place,
  shown,
}: {
  readonly place: CalendarPlace
  /** null while the month is on its way. */
  readonly shown: CalendarMonth | null
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  // Takes the room of one line, so that nothing jumps when the figures arrive.
  if (shown === null) return <p className={classes.total}>{t('calendar.reading')}</p>
  const { count, undecided, sums } = shown.total
  if (count === 0) return <NothingDue place={place} />
  const query = queryOf(place, firstDayOf(shown.month), lastDayOf(shown.month))
  return (
    <p className={classes.total}>
      <Anchor href={hrefToItems(query)}>{t('calendar.total.items', { count, shown: formats.number(count) })}</Anchor>
      <strong>
        <SumText sums={sums} />
      </strong>
      {undecided > 0 && (
        <Anchor href={hrefToItems({ ...query, filter: { ...query.filter, decisions: ['undecided'] } })}>
          {t('calendar.total.undecided', { count: undecided, shown: formats.number(undecided) })}
        </Anchor>
      )}
    </p>
  )
}

function NothingDue({ place }: { readonly place: CalendarPlace }): ReactNode {
  const { t, language } = useTranslator()
  const after = addCivilDays(lastDayOf(place.month), 1)
  const query = queryOf(place, after, null)
  const next = useRequest('item.query', {
    query: toInput(query),
    rows: 1,
  })
  const formats = useFormats()
  const item = next.isPlaceholderData ? undefined : next.data?.items[0]
  const at = place.basis === 'expiry' ? item?.expiresAt : item?.actByAt
  const day = at == null ? null : toCivilDay(at, formats.zone)
  return (
    <p className={classes.total}>
      <span>{t('calendar.total.none')}</span>
      {day !== null && (
        <Anchor component="button" type="button" onClick={() => goToCalendar({ ...place, month: monthOf(day) })}>
          {t('calendar.total.next', {
            month: new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
              new Date(`${day}T12:00:00Z`),
            ),
          })}
        </Anchor>
      )}
    </p>
  )
}
