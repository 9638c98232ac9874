import type { ReactNode } from 'react'
import { builtInQuery, type BuiltInViewId } from '../../../shared/domain/built-in-views.ts'
import { CONTRADICTIONS } from '../../../shared/domain/contradiction.ts'
import { resolveQuery } from '../../../shared/domain/item-sets.ts'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { Section } from '../../components/section.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './overview.module.css'

/** Views whose counts stand here, in their order. */
const VIEWS = ['undecided-due', 'contradictions', 'no-owner', 'no-price'] as const satisfies readonly BuiltInViewId[]

/** Kinds of contradictions that one card names: the most serious ones. */
const NAMED_KINDS = 1

/** What asks for a decision or a look now; every figure leads to what is behind it. */
export function ToDo(): ReactNode {
  const { t } = useTranslator()
  return (
    <Section title={t('overview.toDo.title')}>
      <ul className={classes.cards}>
        <OverdueCard />
        <ViewCards />
        <CashCard />
        <ReviewCard />
      </ul>
    </Section>
  )
}

function Card({
  label,
  href,
  figure,
  note,
  isCalm = false,
  isWide = false,
}: {
  readonly label: string
  readonly href: string
  readonly figure: string
  readonly note?: ReactNode
  /** Nothing to do: the figure steps back. */
  readonly isCalm?: boolean
  /** The figure may be long. */
  readonly isWide?: boolean
}): ReactNode {
  return (
    <li className={classes.card} data-wide={isWide || undefined}>
      <a className={classes.cardLink} href={href}>
        <span className={classes.cardLabel}>{label}</span>
        <span className={classes.cardFigure} data-calm={isCalm || undefined} title={figure}>
          {figure}
        </span>
      </a>
      <span className={classes.cardNote} title={typeof note === 'string' ? note : undefined}>
        {note}
      </span>
    </li>
  )
}

/** What nobody has decided and whose deadline has passed: the same figures as in the tray and the navigation. */
function OverdueCard(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const counts = useRequest('reminder.state', {}).data?.counts
  return (
    <Card
      label={t('overview.toDo.overdue')}
      href={hrefTo('items', { due: 'overdue' })}
      figure={counts ? formats.number(counts.overdue) : UNKNOWN}
      isCalm={counts?.overdue === 0}
      note={
        counts && (
          <a className={classes.rowLink} href={hrefTo('items', { due: 'today' })}>
            {t('overview.toDo.today', { count: counts.today, shown: formats.number(counts.today) })}
          </a>
        )
      }
    />
  )
}

function ViewCards(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const filters = [
    ...VIEWS.map((id) => resolveQuery(builtInQuery(id), formats.today, []).filter),
    ...CONTRADICTIONS.map((kind) => ({
      columns: [{ kind: 'values' as const, field: 'contradictions' as const, values: [kind] }],
    })),
  ]
  const { data } = useRequest('item.count', { filters: filters as RouteInput<'item.count'>['filters'] })
  const kinds = CONTRADICTIONS.map((kind, index) => ({ kind, count: data?.[VIEWS.length + index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .slice(0, NAMED_KINDS)
  const named = kinds.map(({ kind, count: of }) =>
    t('overview.toDo.kind', { kind: t(`review.contradiction.${kind}.name`), shown: formats.number(of) }),
  )
  const notes: Partial<Record<BuiltInViewId, string>> = {
    'undecided-due': t('overview.toDo.undecidedDue'),
    contradictions: named.join(t('overview.months.comma')),
  }
  return VIEWS.map((id, index) => {
    const count = data?.[index] ?? null
    return (
      <Card
        key={id}
        label={t(`overview.toDo.${id}`)}
        href={hrefTo('items', { view: id })}
        figure={formats.number(count)}
        isCalm={count === 0}
        note={notes[id]}
      />
    )
  })
}

/** What leaves this month and the next as things are decided; nothing is promised while the forecast cannot be read. */
function CashCard(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { data } = useRequest('forecast.get', { scenario: 'as-decided', months: 2, days: 0, by: 'currency' })
  const [present, next] = data?.months ?? []
  const missing = present?.sums.missing ?? 0
  return (
    <Card
      label={t('overview.toDo.thisMonth')}
      href={hrefTo('forecast')}
      figure={present ? formats.sums(present.sums) : UNKNOWN}
      isCalm={present?.count === 0}
      isWide
      note={
        next &&
        t('overview.toDo.nextMonth', { sums: formats.sums(next.sums) }) +
          (missing > 0 ? t('overview.toDo.unpriced', { count: missing, shown: formats.number(missing) }) : '')
      }
    />
  )
}

/** When the list was last gone through, and how much is other than it was then. */
function ReviewCard(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { data: reviews } = useRequest('snapshot.list', {})
  const last = reviews?.[0]
  const compared = useRequest(
    'comparison.get',
    { from: { kind: 'snapshot', snapshotId: last?.snapshotId ?? '' }, to: { kind: 'now' } },
    { isEnabled: last !== undefined },
  )
  const total = compared.isPlaceholderData ? undefined : compared.data?.total
  return (
    <Card
      label={t('overview.toDo.review')}
      href={
        last
          ? hrefTo('changes', { from: `snapshot:${last.snapshotId}`, to: 'now' })
          : hrefTo('changes', { part: 'reviews' })
      }
      figure={last ? formats.day(toCivilDay(last.at, formats.zone)) : reviews ? t('overview.toDo.noReview') : UNKNOWN}
      isCalm
      note={
        last === undefined
          ? reviews && t('overview.toDo.noReviewHint')
          : total !== undefined && t('overview.toDo.since', { count: total, shown: formats.number(total) })
      }
    />
  )
}
