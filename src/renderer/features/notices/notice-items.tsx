import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState, type ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import type { NoticeItem } from '../../../shared/domain/notice.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { Section } from '../../components/section.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItem } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { deadlineWords, nowWords, thenWords, whyWords } from './notice-texts.ts'
import classes from './notice-items.module.css'
import { usePages } from './use-pages.ts'
import { useReviewActions } from './use-review-actions.ts'

/** Height of a row, as in the style sheet. */
const ROW_PX = 48
const SNOOZE_DAYS = [1, 3, 7] as const

/** The items of a reminder: why each was spoken of, how it stands now, and what can be done with those still open. */
export function NoticeItems({ noticeId, told }: { readonly noticeId: string; readonly told: number }): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const scroller = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState({ first: 0, last: 0 })
  const pages = usePages('notice.items', { noticeId }, range)
  const total = pages.total ?? 0
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    onChange(instance) {
      const rows = instance.getVirtualItems()
      const next = { first: rows[0]?.index ?? 0, last: rows.at(-1)?.index ?? 0 }
      setRange((former) => (former.first === next.first && former.last === next.last ? former : next))
    },
  })
  const shown = virtualizer.getVirtualItems()
  const removed = pages.total === undefined ? 0 : Math.max(0, told - total)
  return (
    <Section
      title={t('notices.page.items.title', { count: told, shown: number(told) })}
      actions={total > 0 && <OpenActions noticeId={noticeId} />}
    >
      {pages.error && <ErrorNote error={pages.error} onRetry={pages.retry} />}
      {pages.total === undefined && !pages.error && <p className={classes.quiet}>{t('notices.page.reading')}</p>}
      {pages.total === 0 && <p className={classes.quiet}>{t('notices.page.items.none')}</p>}
      {total > 0 && (
        <div
          ref={scroller}
          className={classes.scroller}
          style={{ height: `min(${(total + 1) * ROW_PX}px, 60vh)` }}
          tabIndex={0}
          role="table"
          aria-label={t('notices.page.items.title', { count: told, shown: number(told) })}
          aria-rowcount={total + 1}
        >
          <div className={classes.head} role="row" aria-rowindex={1}>
            {(['name', 'actBy', 'why', 'now'] as const).map((name) => (
              <span key={name} role="columnheader">
                {t(`notices.page.items.${name}`)}
              </span>
            ))}
          </div>
          <div className={classes.sheet} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
            {shown.map(({ index, start, key }) => (
              <div
                key={key}
                className={classes.row}
                role="row"
                aria-rowindex={index + 2}
                style={{ transform: `translateY(${start}px)` }}
              >
                <ItemCells item={pages.row(index)} />
              </div>
            ))}
          </div>
        </div>
      )}
      {removed > 0 && total > 0 && (
        <p className={classes.quiet}>{t('notices.page.items.removed', { count: removed, shown: number(removed) })}</p>
      )}
    </Section>
  )
}

function ItemCells({ item }: { readonly item: NoticeItem | undefined }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const settings = useRequest('settings.get', {})
  if (!item) {
    return (
      <span role="cell" className={classes.quiet}>
        {t('notices.page.list.loadingRow')}
      </span>
    )
  }
  const why = whyWords(t, item, settings.data?.reminders.repeatsOverdue ?? true)
  const account = item.account || t(`grid.kind.${item.kind}`)
  return (
    <>
      <span role="cell" className={classes.cell}>
        <a className={classes.name} href={hrefToItem(item.itemId)} title={item.name}>
          {item.name}
        </a>
        <span className={classes.second} title={account}>
          {account}
        </span>
      </span>
      <span role="cell" className={classes.cell} title={formats.instantTitle(item.actByAt)}>
        <span className={classes.line}>
          {formats.day(toCivilDay(item.actByAt, formats.zone))} {deadlineWords(t, item)}
        </span>
        <span className={classes.second}>{thenWords(t, item.daysLeft)}</span>
      </span>
      <span role="cell" className={classes.why} title={why}>
        {why}
      </span>
      <span role="cell" className={classes.cell}>
        <StatusDot {...nowWords(t, item.now)} />
      </span>
    </>
  )
}

/** Acknowledges or snoozes everything that is still open. */
function OpenActions({ noticeId }: { readonly noticeId: string }): ReactNode {
  const { t } = useTranslator()
  const { isBusy, acknowledge, snooze } = useReviewActions(noticeId)
  return (
    <div className={classes.actions} role="group" aria-label={t('notices.page.action.label')}>
      {isBusy && <span role="status">{t('notices.page.action.busy')}</span>}
      <Button variant="default" disabled={isBusy} onClick={acknowledge}>
        {t('notices.page.action.acknowledge')}
      </Button>
      {SNOOZE_DAYS.map((days) => (
        <Button key={days} variant="default" disabled={isBusy} onClick={() => snooze(days)}>
          {t('notices.page.action.snooze', { count: days })}
        </Button>
      ))}
    </div>
  )
}
