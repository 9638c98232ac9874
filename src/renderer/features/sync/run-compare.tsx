import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Run } from '../../../shared/domain/run.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import type { Api, ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats, type Formats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './run-compare.module.css'
import { runTone } from './run-words.ts'

/** Runs read at once while looking for the one before. */
const LOOK_ROWS = 500

/** The run of the same account before a given one; null when it was the first. */
export async function findRunBefore(api: Pick<Api, 'request'>, run: Run): Promise<Run | null> {
  for (let offset = 0; ;) {
    const { items, total } = await api.request('run.list', { accountId: run.accountId, offset, limit: LOOK_ROWS })
    const at = items.findIndex(({ runId }) => runId === run.runId)
    if (at !== -1 && at + 1 < items.length) return items[at + 1] ?? null
    // The last one of a page is read again as the first of the next, to see what follows it.
    const step = at === -1 ? items.length : at
    if (items.length === 0 || step === 0 || offset + items.length >= total) return null
    offset += step
  }
}

interface Figure {
  readonly label: string
  readonly of: (run: Run) => number | null
  readonly format?: (value: number, formats: Formats) => string
}

/** Latency and throughput of a run that nobody has answered are not known. */
const measured =
  (name: 'meanMs' | 'p95Ms' | 'perSecond') =>
  ({ metrics }: Run): number | null =>
    metrics.requests <= metrics.errors ? null : metrics[name]
type ItemFigure = 'added' | 'changed' | 'unchanged' | 'gone' | 'expired' | `expiringIn${7 | 15 | 30}Days`
/** A run that has changed nothing has not compared either: its figures are unknown, not zero. */
const compared =
  (name: ItemFigure) =>
  (run: Run): number | null =>
    run.state === 'succeeded' || run.state === 'incomplete' ? run[name] : null
const durationOf = (run: Run): number | null => (run.endedAt === null ? null : run.endedAt - run.startedAt)
const asMs = (value: number, formats: Formats): string => formats.duration(Math.round(value))
const asRate = (value: number, formats: Formats): string => formats.number(value, 1)

const FIGURES: readonly Figure[] = [
  { label: 'sync.figure.fetchedOnly', of: ({ fetched }) => fetched },
  { label: 'sync.figure.reportedTotal', of: ({ reportedTotal }) => reportedTotal },
  { label: 'sync.figure.added', of: compared('added') },
  { label: 'sync.figure.changed', of: compared('changed') },
  { label: 'sync.figure.unchanged', of: compared('unchanged') },
  { label: 'sync.figure.gone', of: compared('gone') },
  { label: 'sync.figure.expired', of: compared('expired') },
  { label: 'sync.figure.expiringIn7Days', of: compared('expiringIn7Days') },
  { label: 'sync.figure.expiringIn15Days', of: compared('expiringIn15Days') },
  { label: 'sync.figure.expiringIn30Days', of: compared('expiringIn30Days') },
  { label: 'sync.figure.warnings', of: ({ warnings }) => warnings },
  { label: 'sync.figure.duration', of: durationOf, format: asMs },
  { label: 'sync.metric.requests', of: ({ metrics }) => metrics.requests },
  { label: 'sync.metric.retries', of: ({ metrics }) => metrics.retries },
  { label: 'sync.metric.throttled', of: ({ metrics }) => metrics.throttled },
  { label: 'sync.metric.timeouts', of: ({ metrics }) => metrics.timeouts },
  { label: 'sync.metric.errors', of: ({ metrics }) => metrics.errors },
  { label: 'sync.metric.meanMs', of: measured('meanMs'), format: asMs },
  { label: 'sync.metric.p95Ms', of: measured('p95Ms'), format: asMs },
  { label: 'sync.metric.perSecond', of: measured('perSecond'), format: asRate },
]

/** The figures of a run beside those of the run before. */
export function RunCompare({ run, isActive }: { readonly run: Run; readonly isActive: boolean }): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  // Below the key of the route, so that the same events make it old.
  const before = useQuery<Run | null, ApiError>({
    queryKey: ['run.list', 'before', run.runId],
    queryFn: () => findRunBefore(api, run),
    enabled: !isActive,
  })
  if (isActive) return <p className={classes.none}>{t('sync.compare.live')}</p>
  if (before.error) {
    return (
      <div className={classes.none}>
        <ErrorNote error={before.error} onRetry={() => void before.refetch()} />
      </div>
    )
  }
  if (before.data === undefined) return <p className={classes.none}>{t('sync.compare.loading')}</p>
  if (before.data === null) return <p className={classes.none}>{t('sync.compare.none')}</p>
  return <Comparison run={run} before={before.data} />
}

function Comparison({ run, before }: { readonly run: Run; readonly before: Run }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const windowWords = ({ windowDays }: Run): string =>
    windowDays === null ? t('sync.compare.allItems') : t('sync.window.days', { count: windowDays })
  return (
    <div className={classes.root}>
      {run.windowDays !== before.windowDays && (
        <p className={classes.note}>
          {t('sync.compare.otherWindow', { before: windowWords(before), now: windowWords(run) })}
        </p>
      )}
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('sync.compare.figure')}</th>
            <th scope="col">
              <a href={hrefTo('sync', { run: before.runId })} title={formats.instantTitle(before.startedAt)}>
                {t('sync.compare.before')} {formats.instant(before.startedAt)}
              </a>
              <div className={classes.state}>
                <StatusDot tone={runTone(before.state)} label={t(`domain.runState.${before.state}`)} />
              </div>
            </th>
            <th scope="col">
              <span title={formats.instantTitle(run.startedAt)}>
                {t('sync.compare.now')} {formats.instant(run.startedAt)}
              </span>
              <div className={classes.state}>
                <StatusDot tone={runTone(run.state)} label={t(`domain.runState.${run.state}`)} />
              </div>
            </th>
            <th scope="col">{t('sync.compare.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((figure) => (
            <FigureRow key={figure.label} figure={figure} before={figure.of(before)} now={figure.of(run)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FigureRow({
  figure,
  before,
  now,
}: {
  readonly figure: Figure
  readonly before: number | null
  readonly now: number | null
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const write = (value: number | null): string =>
    value === null ? '—' : figure.format ? figure.format(value, formats) : formats.number(value)
  const difference = before === null || now === null ? null : now - before
  return (
    <tr>
      <th scope="row">{t(figure.label)}</th>
      <td>{write(before)}</td>
      <td>{write(now)}</td>
      <td {...(difference ? { 'data-differs': true } : {})}>
        {difference === null
          ? '—'
          : difference === 0
            ? t('sync.compare.same')
            : `${difference > 0 ? '+' : '−'}${write(Math.abs(difference))}`}
      </td>
    </tr>
  )
}
