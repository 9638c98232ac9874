import { Anchor, Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { domain } from '../../../shared/i18n/zh-CN/domain.ts'
import type { ChangePage } from '../../../shared/ipc/change.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import type { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { shorten, UNKNOWN, useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import facts from '../../components/details/details.module.css'
import classes from './item-details.module.css'
import { changeValue, mergeTimeline, movedDecision, tagDifferences, type TimelineEntry } from './timeline.ts'

/** Changes that are read at once; older ones on demand. */
const PAGE = 50

/** Everything that happened to an item, newest first: found by syncs and checks or done by people. */
export function ItemTimeline({
  itemId,
  isMeasured,
}: {
  readonly itemId: string
  /** Found by checks of links, not by syncs. */
  readonly isMeasured: boolean
}): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const history = useRequest('item.history', { id: itemId })
  const changes = useInfiniteQuery<ChangePage, ApiError, { readonly pages: ChangePage[] }, readonly unknown[], number>({
    queryKey: ['change.list', 'item', itemId],
    queryFn: ({ pageParam }) => api.request('change.list', { itemId, offset: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, { items }) => sum + items.length, 0)
      return last.items.length > 0 && read < last.total ? read : undefined
    },
  })
  const pages = changes.data?.pages ?? []
  // What people did before the oldest change that has been read belongs further down.
  const oldestAt = changes.hasNextPage ? (pages.at(-1)?.items.at(-1)?.at ?? -Infinity) : -Infinity
  const people = (history.isPlaceholderData ? [] : (history.data ?? [])).filter(({ at }) => at >= oldestAt)
  const entries = mergeTimeline(
    pages.flatMap(({ items }) => items),
    people,
  )
  const error = history.error ?? changes.error
  return (
    <section className={facts.group} aria-label={t('items.history.title')}>
      <h3>{t('items.history.title')}</h3>
      {error && (
        <ErrorNote
          error={error}
          onRetry={() => {
            void history.refetch()
            void changes.refetch()
          }}
        />
      )}
      {!error && !changes.isPending && entries.length === 0 && (
        <p className={classes.explain}>{t('items.history.none')}</p>
      )}
      <ol className={facts.timeline}>
        {entries.map((entry) => (
          <TimelineItem key={entry.key} entry={entry} isMeasured={isMeasured} />
        ))}
      </ol>
      {changes.hasNextPage && (
        <Button
          size="compact-xs"
          variant="default"
          loading={changes.isFetchingNextPage}
          onClick={() => void changes.fetchNextPage()}
        >
          {t('items.history.older')}
        </Button>
      )}
    </section>
  )
}

function TimelineItem({
  entry,
  isMeasured,
}: {
  readonly entry: TimelineEntry
  readonly isMeasured: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { at, by, runId, kind, lines, expiresAt } = entry
  const isMoved = by === ''
  const tagWords = (value: string | null): string => (value === '' ? t('items.blank') : (value ?? UNKNOWN))
  const fieldName = (field: string): string => (field in domain.field ? t(`domain.field.${field}`) : field)
  return (
    <li data-by={by === null || isMoved ? 'sync' : 'person'}>
      <div className={facts.timelineHead}>
        <span className={facts.timelineWhat}>
          {kind !== null ? t(`domain.change.${kind}`) : t(isMoved ? 'review.history.byItself' : 'items.history.person')}
        </span>
        <span className={classes.dim} title={formats.instantTitle(at)}>
          {formats.instant(at)}
        </span>
        {runId === null || runId === '' ? (
          <span className={classes.dim}>
            {runId === '' ? t('items.history.byLinkEdit') : isMoved ? t('review.history.byNobody') : by}
          </span>
        ) : (
          <Anchor size="sm" href={hrefTo('sync', { run: runId })}>
            {t(isMeasured ? 'items.history.byLinkCheck' : 'items.history.bySync')}
          </Anchor>
        )}
      </div>
      {lines.map(({ field, old, new: now }) => {
        if (kind === 'gone') {
          return now === null ? null : (
            <div key="cause" className={facts.timelineLine}>
              {changeValue(t, formats, 'goneCause', now)}
            </div>
          )
        }
        if (field === null) return null
        if (isMoved && field === 'decision') {
          return (
            <div key={field} className={facts.timelineLine}>
              {movedDecision(t, formats, { field, old, new: now }, expiresAt)}
            </div>
          )
        }
        const tags = field === 'tags' ? tagDifferences(old, now) : null
        if (tags && tags.length > 0) {
          return tags.map((tag) => (
            <Difference
              key={`tag ${tag.key}`}
              name={t('items.history.tag', { key: tag.key })}
              old={tagWords(tag.old)}
              now={tagWords(tag.new)}
            />
          ))
        }
        return (
          <Difference
            key={field}
            name={fieldName(field)}
            old={changeValue(t, formats, field, old)}
            now={changeValue(t, formats, field, now)}
            aside={
              kind === null && field === 'decision' && expiresAt !== null
                ? t('review.history.forExpiry', { day: toCivilDay(expiresAt, formats.zone) })
                : null
            }
          />
        )
      })}
    </li>
  )
}

/** Longest value that is written out; the whole stands on hover. */
const SHOWN = 160

function Difference({
  name,
  old,
  now,
  aside = null,
}: {
  readonly name: string
  readonly old: string
  readonly now: string
  readonly aside?: string | null
}): ReactNode {
  const { t } = useTranslator()
  return (
    <div className={facts.timelineLine}>
      <span className={classes.dim}>{name}</span>{' '}
      <span className={classes.old} title={old.length > SHOWN ? old : undefined}>
        {shorten(old, SHOWN)}
      </span>
      <span aria-hidden="true"> → </span>
      <span className={facts.spoken}> {t('items.history.to')} </span>
      <span title={now.length > SHOWN ? now : undefined}>{shorten(now, SHOWN)}</span>
      {aside !== null && <span className={classes.dim}> {aside}</span>}
    </div>
  )
}
