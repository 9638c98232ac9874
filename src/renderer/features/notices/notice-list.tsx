import { Button, NativeSelect } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { NOTICE_KINDS, type Notice, type NoticeKind } from '../../../shared/domain/notice.ts'
import { noticeTitle } from '../../../shared/i18n/notice-words.ts'
import { QuickChip, QuickChips } from '../../components/list-tools/quick-chip.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useKeyHelp } from '../../lib/hotkeys.ts'
import { goTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { KindIcon } from './kind-mark.tsx'
import { outcomeProblem } from './notice-texts.ts'
import { openNotice, useUnreadKind } from './notices-address.ts'
import classes from './notice-list.module.css'
import { useMarked } from './read-marks.ts'
import { useToggleRead } from './use-mark-read.ts'
import { usePages } from './use-pages.ts'

/** Height of a row, as in the style sheet. */
const ROW_PX = 54

/** What of the notices is listed. */
export interface NoticeFilter {
  readonly isUnread: boolean
  readonly kind: NoticeKind | null
}

const EVERYTHING: NoticeFilter = { isUnread: false, kind: null }

/** All notices, the newest first: arrows move, enter opens, `u` toggles whether one has been read. */
export function NoticeList({ openId }: { readonly openId: string | null }): ReactNode {
  const [filter, setFilter] = useState(EVERYTHING)
  const asked = useUnreadKind()
  // A count of unread notices leads to exactly those; after that the list is the person's to filter.
  useEffect(() => {
    if (asked === null) return
    setFilter({ isUnread: true, kind: asked })
    goTo('notices', {}, true)
  }, [asked])
  return (
    <>
      <Filters filter={filter} onFilter={setFilter} />
      <Rows key={JSON.stringify(filter)} filter={filter} openId={openId} onAll={() => setFilter(EVERYTHING)} />
    </>
  )
}

function Filters({
  filter: { isUnread, kind },
  onFilter,
}: {
  readonly filter: NoticeFilter
  readonly onFilter: (filter: NoticeFilter) => void
}): ReactNode {
  const { t } = useTranslator()
  const summary = useRequest('notice.summary', {}).data
  return (
    <div className={classes.filters}>
      <QuickChips label={t('notices.page.list.filter')}>
        <QuickChip
          isOn={!isUnread}
          count={kind === null ? summary?.total : undefined}
          onToggle={() => onFilter({ isUnread: false, kind })}
        >
          {t('notices.page.list.all')}
        </QuickChip>
        <QuickChip
          isOn={isUnread}
          count={kind === null ? summary?.unread : summary?.unreadByKind[kind]}
          onToggle={() => onFilter({ isUnread: !isUnread, kind })}
        >
          {t('notices.page.list.unread')}
        </QuickChip>
      </QuickChips>
      <NativeSelect
        className={classes.kinds ?? ''}
        aria-label={t('notices.page.list.kind')}
        value={kind ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onFilter({ isUnread, kind: NOTICE_KINDS.find((name) => name === value) ?? null })
        }
        data={[
          { value: '', label: t('notices.page.list.allKinds') },
          ...NOTICE_KINDS.map((value) => ({ value, label: t(`notices.page.kind.${value}`) })),
        ]}
      />
    </div>
  )
}

function Rows({
  filter: { isUnread, kind },
  openId,
  onAll,
}: {
  readonly filter: NoticeFilter
  readonly openId: string | null
  readonly onAll: () => void
}): ReactNode {
  const { t } = useTranslator()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState({ first: 0, last: 0 })
  const [cursor, setCursor] = useState(0)
  const pages = usePages('notice.list', { isUnread, kinds: kind === null ? null : [kind] }, range)
  const total = pages.total ?? 0
  const toggle = useToggleRead()
  const marked = useMarked()
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    onChange(instance) {
      const rows = instance.getVirtualItems()
      const next = { first: rows[0]?.index ?? 0, last: rows.at(-1)?.index ?? 0 }
      setRange((former) => (former.first === next.first && former.last === next.last ? former : next))
    },
  })
  const shown = virtualizer.getVirtualItems()
  const at = Math.min(cursor, Math.max(0, total - 1))
  useKeyHelp(
    [
      ['up', t('notices.page.list.keys.move')],
      ['enter', t('notices.page.list.keys.open')],
      ['u', t('notices.page.list.keys.toggle')],
    ],
    t('notices.page.title'),
  )
  // A notice that an address opens is where the keys go on from.
  const openAt = shown.find(({ index }) => pages.row(index)?.noticeId === openId)?.index
  const followed = useRef<string | null>(null)
  useEffect(() => {
    if (openId === followed.current || openAt === undefined) return
    followed.current = openId
    setCursor(openAt)
  }, [openId, openAt])

  function moveTo(position: number): void {
    const next = Math.min(Math.max(position, 0), total - 1)
    setCursor(next)
    virtualizer.scrollToIndex(next)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1)
    const wanted = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: total - 1,
    }[event.key]
    const notice = pages.row(at)
    if (wanted !== undefined) moveTo(wanted)
    else if (notice && (event.key === 'Enter' || event.key === ' ')) openNotice(notice.noticeId, openId !== null)
    else if (notice && event.key.toLowerCase() === 'u') toggle(notice)
    else return
    event.preventDefault()
  }

  if (pages.error && pages.total === undefined) {
    return (
      <div className={classes.message}>
        <ErrorNote error={pages.error} onRetry={pages.retry} />
      </div>
    )
  }
  if (pages.total === undefined) return <p className={classes.message}>{t('notices.page.reading')}</p>
  if (total === 0) {
    return (
      <div className={classes.message}>
        <p>{t(isUnread && kind === null ? 'notices.page.list.nothingUnread' : 'notices.page.list.nothing')}</p>
        <Button variant="default" onClick={onAll}>
          {t('notices.page.list.showAll')}
        </Button>
      </div>
    )
  }
  const isCursorDrawn = shown.some(({ index }) => index === at)
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      tabIndex={0}
      role="listbox"
      aria-label={t('notices.page.list.label')}
      aria-activedescendant={isCursorDrawn ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div className={classes.sheet} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, start, key }) => {
          const notice = pages.row(index)
          return (
            <NoticeRow
              key={key}
              id={`${id}-${index}`}
              notice={notice && marked(notice)}
              index={index}
              total={total}
              start={start}
              isCursor={index === at}
              isOpen={notice !== undefined && notice.noticeId === openId}
              onOpen={() => {
                setCursor(index)
                if (notice) openNotice(notice.noticeId, openId !== null)
              }}
            />
          )
        })}
      </div>
    </div>
  )
}

function NoticeRow({
  id,
  notice,
  index,
  total,
  start,
  isCursor,
  isOpen,
  onOpen,
}: {
  readonly id: string
  readonly notice: Notice | undefined
  readonly index: number
  readonly total: number
  readonly start: number
  readonly isCursor: boolean
  readonly isOpen: boolean
  readonly onOpen: () => void
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const place = {
    id,
    className: classes.row,
    role: 'option',
    'aria-selected': isOpen,
    'aria-posinset': index + 1,
    'aria-setsize': total,
    'data-cursor': isCursor || undefined,
    style: { transform: `translateY(${start}px)` },
  } as const
  if (!notice) return <div {...place}>{t('notices.page.list.loadingRow')}</div>
  const title = noticeTitle(translator, notice.payload)
  const kind = t(`notices.page.kind.${notice.kind}`)
  const time = formats.time(notice.createdAt)
  const isUnread = notice.readAt === null
  const problem = outcomeProblem(t, notice)
  return (
    <div {...place} data-unread={isUnread || undefined} onClick={onOpen}>
      <span className={classes.mark} title={isUnread ? t('notices.page.list.unreadMark') : undefined}>
        {isUnread && <span className={classes.spoken}>{t('notices.page.list.unreadMark')} </span>}
      </span>
      <KindIcon kind={notice.kind} />
      <span className={classes.words}>
        <span className={classes.title} title={title}>
          {title}
        </span>
        <span className={classes.second}>
          <span className={classes.kindWord}>{kind}</span>
          {problem !== null && (
            <span className={classes.problem} title={problem}>
              {problem}
            </span>
          )}
        </span>
      </span>
      <time
        className={classes.time}
        dateTime={new Date(notice.createdAt).toISOString()}
        title={formats.instantTitle(notice.createdAt)}
      >
        {time}
      </time>
    </div>
  )
}
