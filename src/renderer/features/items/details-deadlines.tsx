import { Fragment, type ReactNode } from 'react'
import { actByKind } from '../../../shared/domain/act-by.ts'
import { diffCivilDays, startOfCivilDay, toCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import { isMeasuredKind, type Item } from '../../../shared/domain/item.ts'
import { isKnownYear } from '../../../shared/domain/working-day.ts'
import { DetailGroup } from '../../components/details/detail.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ItemDetail, ItemInstant } from './details-parts.tsx'
import { fieldLabel } from './field-texts.ts'
import { MomentSign } from './phase-bar.tsx'

interface Row {
  readonly key: string
  /** Where it stands in the course of time; null: not known, at the end. */
  readonly at: number | null
  readonly content: ReactNode
}

/** Until when something has to be done and what happens then, in the course of time, with today in its place. */
export function DeadlineSection({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const awayOf = useAway()
  const away = (at: number | null): string | null => (at === null ? null : awayOf(toCivilDay(at, formats.zone)))
  const join = (...words: readonly (string | null)[]): string | null =>
    words.filter((word) => word !== null).join(' · ') || null
  const lastDay = item.lastWorkingDayOn
  // Certificates and domains simply end.
  const isMeasured = isMeasuredKind(item.kind)
  const rows: readonly Row[] = [
    {
      key: 'lastWorkingDayOn',
      at: lastDay === null ? null : startOfCivilDay(lastDay, formats.zone),
      content: (
        <ItemDetail
          label={fieldLabel(t, 'lastWorkingDayOn')}
          sign={<MomentSign moment="lastWorkingDayOn" />}
          value={lastDay === null ? null : formats.day(lastDay)}
          title={formats.dayTitle(lastDay)}
          reason={t('grid.reason.undated')}
          source="computed"
          note={lastDay === null ? null : join(awayOf(lastDay), ...workingDayNotes(item, lastDay, formats.today, t))}
        />
      ),
    },
    {
      key: 'actBy',
      at: item.actByAt,
      content: (
        <ItemInstant
          label={fieldLabel(t, 'actBy')}
          sign={<MomentSign moment="actBy" />}
          at={item.actByAt}
          source="computed"
          reason={t('grid.reason.undated')}
          note={
            item.actByAt === null
              ? null
              : join(away(item.actByAt), t(`items.actBy.${actByKind(item.renewalMode, item.decision)}`))
          }
        />
      ),
    },
    {
      key: 'expireTime',
      at: item.expiresAt,
      content: (
        <ItemInstant
          label={fieldLabel(t, 'expireTime')}
          at={item.expiresAt}
          source={item.kind === 'cloud' ? 'provider' : null}
          reason={t('grid.reason.undated')}
          note={away(item.expiresAt)}
        />
      ),
    },
    ...(isMeasured ? [] : (['graceEndsAt', 'retentionEndsAt'] as const)).map((field) => ({
      key: field,
      at: item[field],
      content: (
        <ItemInstant
          label={fieldLabel(t, field)}
          at={item[field]}
          source="computed"
          reason={t('grid.reason.noPhases')}
          note={away(item[field])}
        />
      ),
    })),
    ...(item.expiresAt === null || !item.isActive ? [] : [todayRow(formats.today, formats.zone, <Today />)]),
  ]
  return (
    <DetailGroup title={t('items.details.deadlines')}>
      <dl>
        {inCourse(rows).map(({ key, content }) => (
          <Fragment key={key}>{content}</Fragment>
        ))}
        {!isMeasured && (
          <ItemDetail
            label={fieldLabel(t, 'phase')}
            value={item.phase === null ? null : t(`domain.phase.${item.phase}`)}
            source={item.phaseSource}
            reason={t('grid.reason.undated')}
          />
        )}
      </dl>
    </DetailGroup>
  )
}

const todayRow = (today: CivilDay, zone: string, content: ReactNode): Row => ({
  key: 'today',
  // Before whatever else happens today.
  at: startOfCivilDay(today, zone) - 1,
  content,
})

/** Known moments first, one after another; what is not known keeps its place behind them. */
function inCourse(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || 0)
}

function Today(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <ItemDetail
      label={t('review.form.today')}
      sign={<MomentSign moment="today" />}
      value={formats.day(formats.today)}
      title={formats.dayTitle(formats.today)}
    />
  )
}

/** How far a day is, in words: `3 天后`, `2 天前`. */
function useAway(): (day: CivilDay) => string {
  const { t } = useTranslator()
  const { today } = useFormats()
  return (day) => {
    const days = diffCivilDays(today, day)
    if (days === 0) return t('review.form.today')
    return days > 0 ? t('review.form.inDays', { count: days }) : t('review.form.daysAgo', { count: -days })
  }
}

/** What has to be known about a last working day: that it is over while the deadline is not, or only assumed. */
function workingDayNotes(
  item: Item,
  lastDay: CivilDay,
  today: CivilDay,
  t: (key: string, params?: Record<string, string | number>) => string,
): readonly string[] {
  const year = lastDay.slice(0, 4)
  const isOver = lastDay < today && item.actByAt !== null && item.actByAt > Date.now()
  return [
    ...(isOver ? [t('review.form.workingDayOver')] : []),
    ...(isKnownYear(Number(year)) ? [] : [t('review.form.calendarUnknown', { year })]),
  ]
}
