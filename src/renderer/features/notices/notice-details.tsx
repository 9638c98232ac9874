import { Button } from '@mantine/core'
import { IconArrowRight, IconBell, IconCalendarDue, IconMail, IconMailOpened } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { bandLabel } from '../../../shared/domain/band.ts'
import type { Notice, NoticePayload } from '../../../shared/domain/notice.ts'
import type { CurrencySums } from '../../../shared/domain/money.ts'
import { noticeBody, noticeTitle } from '../../../shared/i18n/notice-words.ts'
import { BandShape, bandTone } from '../../components/band-mark.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Section } from '../../components/section.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { KindMark } from './kind-mark.tsx'
import { NoticeDeliveries } from './notice-deliveries.tsx'
import classes from './notice-details.module.css'
import { NoticeItems } from './notice-items.tsx'
import { hrefToItemsOf, hrefToSchedule } from './notices-address.ts'
import { useMarked } from './read-marks.ts'
import { useReadOnOpening, useToggleRead } from './use-mark-read.ts'

/** Everything about one notice: what it said, about which items, why, and where it has arrived. */
export function NoticeDetails({ noticeId }: { readonly noticeId: string }): ReactNode {
  const { t } = useTranslator()
  const marked = useMarked()
  const answer = useRequest('notice.get', { noticeId })
  const notice = answer.data?.noticeId === noticeId ? answer.data : undefined
  useReadOnOpening(notice ? noticeId : null, notice?.readAt === null)
  if (!notice) {
    if (answer.error?.code === 'NOTICE_NOT_FOUND') {
      return (
        <EmptyState
          icon={<IconBell size={32} />}
          title={t('notices.page.gone.title')}
          text={t('notices.page.gone.text')}
        />
      )
    }
    return (
      <div className={classes.body}>
        {answer.error ? (
          <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <p className={classes.quiet}>{t('notices.page.reading')}</p>
        )}
      </div>
    )
  }
  return <Loaded key={noticeId} notice={marked(notice)} />
}

type ReminderPayload = Extract<NoticePayload, { readonly kind: 'digest' | 'urgent' }>

function isReminder(payload: NoticePayload): payload is ReminderPayload {
  return payload.kind === 'digest' || payload.kind === 'urgent'
}

function Loaded({ notice }: { readonly notice: Notice }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const { payload, noticeId } = notice
  const body = noticeBody(translator, payload, formats.zone)
  return (
    <article className={classes.root} aria-label={t('notices.page.detail.label')}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.title}>{noticeTitle(translator, payload)}</h2>
          <div className={classes.meta}>
            <KindMark kind={notice.kind} />
            <time dateTime={new Date(notice.createdAt).toISOString()} title={formats.instantTitle(notice.createdAt)}>
              {formats.instant(notice.createdAt)}
            </time>
            <span title={notice.readAt === null ? undefined : formats.instantTitle(notice.readAt)}>
              {notice.readAt === null
                ? t('notices.page.detail.unread')
                : t('notices.page.detail.readAt', { time: formats.time(notice.readAt) })}
            </span>
          </div>
        </div>
        <div className={classes.actions}>
          <ToggleRead notice={notice} />
          <WayOn payload={payload} noticeId={noticeId} />
        </div>
      </div>
      <div className={classes.body}>
        {!isReminder(payload) && <p className={classes.text}>{body}</p>}
        <div className={classes.columns}>
          {isReminder(payload) && <Bands payload={payload} />}
          <NoticeDeliveries notice={notice} />
        </div>
        {isReminder(payload) && (
          <>
            <NoticeItems noticeId={noticeId} told={payload.items} />
            <details className={classes.sent}>
              <summary>{t('notices.page.detail.sentText')}</summary>
              <p className={classes.text}>{body}</p>
            </details>
          </>
        )}
      </div>
    </article>
  )
}

function ToggleRead({ notice }: { readonly notice: Notice }): ReactNode {
  const { t } = useTranslator()
  const toggle = useToggleRead()
  const isRead = notice.readAt !== null
  const Sign = isRead ? IconMail : IconMailOpened
  return (
    <Button variant="default" leftSection={<Sign aria-hidden size={15} />} onClick={() => toggle(notice)}>
      {t(isRead ? 'notices.page.detail.markUnread' : 'notices.page.detail.markRead')}
    </Button>
  )
}

/** Where the notice leads: its items, or the run and the schedule that it is about. */
function WayOn({ payload, noticeId }: { readonly payload: NoticePayload; readonly noticeId: string }): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  const arrow = <IconArrowRight aria-hidden size={15} />
  switch (payload.kind) {
    case 'digest':
    case 'urgent':
      return (
        <Button component="a" href={hrefToItemsOf(noticeId)} leftSection={<IconCalendarDue aria-hidden size={15} />}>
          {t('notices.page.detail.open', { count: payload.items, shown: number(payload.items) })}
        </Button>
      )
    case 'missed':
      return (
        <>
          <Button variant="default" component="a" href={hrefToSchedule(payload.target)}>
            {t('notices.page.detail.toSchedule')}
          </Button>
          <Button component="a" href={hrefTo('sync', { run: payload.runId })} rightSection={arrow}>
            {t('notices.page.detail.toCatchUp')}
          </Button>
        </>
      )
    case 'failure':
      return (
        <Button component="a" href={hrefTo('sync', { run: payload.runId })} rightSection={arrow}>
          {t('notices.page.detail.toRun')}
        </Button>
      )
    case 'test':
      return null
  }
}

function Bands({ payload: { bands, bandDays, items, sums } }: { readonly payload: ReminderPayload }): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  return (
    <Section title={t('notices.page.detail.bands')}>
      <table className={classes.bands}>
        <thead>
          <tr>
            <th scope="col">{t('notices.page.detail.band')}</th>
            <th scope="col" className={classes.figure}>
              {t('notices.page.detail.bandItems')}
            </th>
            <th scope="col" className={classes.figure}>
              {t('notices.page.detail.bandSums')}
            </th>
          </tr>
        </thead>
        <tbody>
          {bands.map((band) => (
            <tr key={band.band}>
              <th scope="row">
                <span className={classes.band}>
                  <BandShape tone={bandTone(band.band, bandDays)} />
                  {band.band === 'expired' ? t('notices.words.pastDeadline') : bandLabel(t, band.band, bandDays)}
                </span>
              </th>
              <td className={classes.figure}>{number(band.items)}</td>
              <td className={classes.figure}>
                <Sums sums={band.sums} />
              </td>
            </tr>
          ))}
        </tbody>
        {bands.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">{t('notices.page.detail.total')}</th>
              <td className={classes.figure}>{number(items)}</td>
              <td className={classes.figure}>
                <Sums sums={sums} />
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </Section>
  )
}

/** Sums by currency that break between amounts only. */
function Sums({ sums }: { readonly sums: CurrencySums }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  if (sums.sums.length === 0 && sums.missing === 0) return formats.sums(sums)
  return (
    <>
      {sums.sums.map(({ currency, amount }, index) => (
        <span key={currency}>
          {index > 0 && ' + '}
          <span className={classes.whole}>{formats.money(amount, currency)}</span>
        </span>
      ))}
      {sums.missing > 0 && (
        <>
          {' '}
          <span className={`${classes.whole} ${classes.missing}`}>
            {t('shell.sums.missing', { count: sums.missing, shown: formats.number(sums.missing) })}
          </span>
        </>
      )}
    </>
  )
}
