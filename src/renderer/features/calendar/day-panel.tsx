import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import type { Item } from '../../../shared/domain/item.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItem, hrefToItems } from '../../lib/navigation.ts'
import { priceText } from '../../lib/price-text.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { queryOf, toInput, type CalendarPlace } from './calendar-address.ts'
import classes from './calendar.module.css'

/** The dearest items stand here; the list shows them all. */
const SHOWN_ITEMS = 100

/** The items of one day, each leading to its details. */
export function DayPanel({
  day,
  place,
  onClose,
}: {
  readonly day: CivilDay
  readonly place: CalendarPlace
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const query = queryOf(place, day, day)
  const found = useRequest('item.query', {
    query: toInput({ ...query, sort: [{ field: 'price', direction: 'desc' }] }),
    rows: SHOWN_ITEMS,
  })
  // Rows of another day would lie under this day's name.
  const data = found.isPlaceholderData ? undefined : found.data
  return (
    <SidePanel
      id="calendar"
      title={formats.dayTitle(day)}
      isOpen
      onClose={onClose}
      footer={
        data && data.total > 0 ? (
          <Button component="a" href={hrefToItems(query)} variant="default" fullWidth>
            {t('calendar.panel.open', { count: data.total, shown: formats.number(data.total) })}
          </Button>
        ) : undefined
      }
    >
      {found.error && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {!data && !found.error && <p className={classes.quiet}>{t('calendar.reading')}</p>}
      {data?.total === 0 && <p className={classes.quiet}>{t(`calendar.panel.none.${place.basis}`)}</p>}
      {data && data.total > 0 && (
        <ul className={classes.items} aria-label={t('calendar.panel.items')}>
          {data.items.map((item) => (
            <DayItem key={item.id} item={item} />
          ))}
        </ul>
      )}
      {data && data.total > data.items.length && (
        <p className={classes.quiet}>
          {t('calendar.panel.more', {
            shown: formats.number(data.items.length),
            total: formats.number(data.total),
          })}
        </p>
      )}
    </SidePanel>
  )
}

function DayItem({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const details = [
    item.resourceTypeName ?? item.resourceType,
    item.account,
    item.owner,
    t(`domain.mode.${item.renewalMode}`),
  ].filter((part) => part !== null && part !== '')
  return (
    <li>
      <a className={classes.item} href={hrefToItem(item.id)}>
        <span className={classes.itemName} title={item.resourceName}>
          {item.resourceName}
        </span>
        <span className={classes.itemPrice} data-quiet={item.priceSource === 'with-main' || undefined}>
          {priceText(t, formats, item)}
        </span>
        <span className={classes.itemDetails} title={details.join(' · ')}>
          {details.join(' · ')}
        </span>
        <span className={classes.itemDecision} data-decision={item.decision}>
          {t(`domain.decision.${item.decision}`)}
        </span>
      </a>
    </li>
  )
}
