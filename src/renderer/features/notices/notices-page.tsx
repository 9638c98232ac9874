import { Button, SegmentedControl } from '@mantine/core'
import { IconBell, IconMailOpened } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import layout from '../../components/page-layout.module.css'
import { Divider } from '../../components/divider.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import { NoticeDetails } from './notice-details.tsx'
import { NoticeList } from './notice-list.tsx'
import { TestButton, TestResult, useNoticeTest } from '../../components/notice-test/notice-test.tsx'
import { goToPart, NOTICE_PARTS, useNoticesPlace, type NoticePart } from './notices-address.ts'
import { NoticesProblems } from './notices-problems.tsx'
import { NoticesState } from './notices-state.tsx'
import classes from './notices.module.css'
import { PreviewPart } from './preview-part.tsx'
import { useReadAll } from './use-mark-read.ts'

const LEFT_PX = { min: 240, default: 340, max: 640 } as const

/** What people have been told, what they will be told, and why. */
export function NoticesPage(): ReactNode {
  const { t } = useTranslator()
  const { part, noticeId } = useNoticesPlace()
  const summary = useRequest('notice.summary', {})
  const test = useNoticeTest()
  const readAll = useReadAll()
  return (
    <div className={layout.page}>
      <PageHeader
        title={t('notices.page.title')}
        freshness={<NoticesState />}
        actions={
          <>
            {part === 'inbox' && (
              <Button
                variant="default"
                leftSection={<IconMailOpened aria-hidden size={15} />}
                disabled={(summary.data?.unread ?? 0) === 0}
                onClick={() => void readAll()}
              >
                {t('notices.page.list.readAll')}
              </Button>
            )}
            <TestButton {...test} />
            <SegmentedControl
              aria-label={t('notices.page.part.label')}
              value={part}
              onChange={(next) => goToPart(next as NoticePart)}
              data={NOTICE_PARTS.map((value) => ({ value, label: t(`notices.page.part.${value}`) }))}
            />
          </>
        }
      />
      <NoticesProblems />
      <div className={classes.test}>
        <TestResult {...test} />
      </div>
      {part === 'preview' ? (
        <PreviewPart />
      ) : summary.error && !summary.data ? (
        <div className={layout.padded}>
          <ErrorNote error={summary.error} onRetry={() => void summary.refetch()} />
        </div>
      ) : !summary.data ? (
        <p className={layout.waiting}>{t('notices.page.reading')}</p>
      ) : summary.data.total === 0 && noticeId === null ? (
        <NoNotices />
      ) : (
        <Panes noticeId={noticeId} />
      )}
    </div>
  )
}

/** The list on the left, the chosen notice on the right; the border moves and stays where it is put. */
function Panes({ noticeId }: { readonly noticeId: string | null }): ReactNode {
  const { t } = useTranslator()
  const [leftPx, setLeftPx] = usePreference<number>('notices.leftPx', LEFT_PX.default)
  return (
    <div className={classes.panes}>
      <section className={classes.left} style={{ width: leftPx }} aria-label={t('notices.page.list.label')}>
        <NoticeList openId={noticeId} />
      </section>
      <Divider
        orientation="vertical"
        label={t('notices.page.list.pane')}
        sizePx={leftPx}
        minPx={LEFT_PX.min}
        maxPx={LEFT_PX.max}
        defaultPx={LEFT_PX.default}
        onChange={setLeftPx}
      />
      <div className={classes.right}>
        {noticeId === null ? (
          <EmptyState title={t('notices.page.choose.title')} text={t('notices.page.choose.text')} />
        ) : (
          <NoticeDetails noticeId={noticeId} />
        )}
      </div>
    </div>
  )
}

/** Nobody has been told anything yet: says when that may change. */
function NoNotices(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const state = useRequest('reminder.state', {}).data
  const isOff = state?.nextDigestAt === null
  return (
    <EmptyState
      icon={<IconBell size={32} />}
      title={t('notices.page.empty.title')}
      text={
        state &&
        (isOff
          ? t('notices.page.empty.off')
          : state.held
            ? t('notices.page.empty.held', {
                count: state.held.count,
                shown: formats.number(state.held.count),
                time: formats.instant(state.held.until),
              })
            : t('notices.page.empty.nextAt', { time: formats.instant(state.nextDigestAt) }))
      }
      actions={
        <>
          <Button component="a" href={hrefTo('notices', { part: 'preview' })}>
            {t('notices.page.empty.preview')}
          </Button>
          <Button variant="default" component="a" href={hrefTo('settings', { section: 'reminders' })}>
            {t('notices.page.empty.settings')}
          </Button>
        </>
      }
    />
  )
}
